"""The settings of the program, with the application of the kill test and its one address."""

from config import modules
from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as _APPS

INSTALLED_APPS = [*_APPS, "tests.chaos"]
ROOT_URLCONF = "tests.chaos.urls"
modules.LOAD_STEPS.clear()  # it starts many times and needs neither packs nor sample
