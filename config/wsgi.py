"""Entry of the web server (granian)."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from anjian.host import children, garbage

# A worker of granian whose main process was killed would keep the port: it goes with it.
children.die_with_parent(signal.SIGKILL)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
garbage.seldom()
