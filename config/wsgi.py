"""Entry of the web server (granian)."""

import gc
import os
import signal

from django.core.wsgi import get_wsgi_application

from anjian.host import children

# A worker of granian whose main process was killed would keep the port: it goes with it.
children.die_with_parent(signal.SIGKILL)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
# A page makes ten thousands of objects and leaves none behind, while the documents that were read stay for good:
# looking for garbage after every 700 objects went through all of them in the middle of every twentieth page.
gc.set_threshold(100_000, 20, 20)
