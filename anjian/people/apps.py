"""Registration with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The module `people`."""

    name = "anjian.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to voided and erased facts; enter the page of the register."""
        from django.utils.translation import gettext_noop as _

        from anjian.people import handlers, queries  # noqa: F401
        from anjian.ui import rail

        rail.add("people", rail.Entry(50, _("人员"), "/people/", may_see=queries.may_list))
