"""One address: record a fact; its answer means that it is committed."""

import json
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from anjian.access.viewing import public
from anjian.ledger import actions
from anjian.ledger.events import Party
from anjian.lib.viewer import SYSTEM


@csrf_exempt
@public
def record(request: HttpRequest) -> HttpResponse:
    said = json.loads(request.body)
    with transaction.atomic():
        fact = actions.record(
            SYSTEM,
            "chaos.recorded",
            happened_at=datetime.fromisoformat(said["at"]),
            place="141021",
            parties=[Party("subject", "enterprise", said["subject"]), Party("by", "post", "post:chaos")],
            attributes={"number": said["number"]},
            private={"note": "x" * 200},
            id=UUID(said["id"]),
            changes=[said["subject"]],
        )
    return JsonResponse({"id": str(fact.id)})


urlpatterns = [path("chaos/record", record)]
