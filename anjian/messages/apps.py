"""Registration with Django."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The module `messages`. Its label differs from Django's own messages, which are words on a page."""

    name = "anjian.messages"
    label = "messages_out"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter the pages into the account menu."""
        from django.utils.translation import gettext_noop as _

        from anjian.messages import queries
        from anjian.ui import rail

        rail.add("messages", rail.Entry(10, _("我的消息"), "/messages/", own=True))
        rail.add("messages-out", rail.Entry(90, _("消息发送"), "/messages/out/", may_see=queries.may_run, own=True))
