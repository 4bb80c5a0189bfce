"""The application `ui`."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, tags and the style sheet that all pages share."""

    name = "anjian.ui"
    label = "ui"
    verbose_name = "界面"
