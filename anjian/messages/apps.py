"""Registration with Django."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The module `messages`. Its label differs from Django's own messages, which are words on a page."""

    name = "anjian.messages"
    label = "messages_out"
    default_auto_field = "django.db.models.BigAutoField"
