"""Registration with Django, and the handler that writes down each fact it hears."""

from django.apps import AppConfig


class ChaosConfig(AppConfig):
    """The application of the kill test."""

    name = "tests.chaos"
    label = "chaos"

    def ready(self) -> None:
        from anjian.ledger import actions, handlers
        from anjian.ledger.events import Fact
        from anjian.lib.viewer import SYSTEM
        from tests.chaos.models import Claimed, Heard

        @handlers.after("chaos.*", name="chaos.write_down")
        def write_down(fact: Fact) -> None:
            number = int(fact.attributes["number"])  # type: ignore[arg-type]
            subject = fact.parties[0].id
            # No unique constraint: a fact handled twice must show up, not be hidden by an error.
            Heard.objects.create(fact=fact.id, position=fact.position, subject=subject, number=number)
            key = f"{subject}:{number // 5}"
            if actions.claim(SYSTEM, key=f"chaos:{key}", ground={"fact": str(fact.id)}):
                Claimed.objects.create(key=key)
