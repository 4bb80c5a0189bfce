"""Settings of Django, for every process and for the tests.

From the environment: ``DATABASE_URL``, ``DATABASE_OWNER_URL``, ``ANJIAN_DB_ROLE`` (see `anjian.host.database`),
``ANJIAN_VAR`` (run-time folder), ``ANJIAN_HOSTS`` (further host names, comma separated), ``ANJIAN_HTTPS=1`` (behind a
proxy that speaks HTTPS and sets X-Forwarded-Proto), ``ANJIAN_SECRET_KEY`` (instead of the generated one),
``ANJIAN_KEEP`` (seconds for which a thread of the web server keeps its connection), ``ANJIAN_API_RATE`` (requests a
second per token and process), ``ANJIAN_HOOKS_INSIDE`` (networks inside that subscribers may live in, comma separated),
``ANJIAN_HOOKS_CA`` (file of certificates whose holders are believed beside the public ones when they are told).
"""

from __future__ import annotations

import os
from typing import Any

from anjian.host import database, folders, health, secret
from config import modules

BASE_DIR = folders.ROOT
VAR = folders.var()
"""Run-time folder: database, files, secret key, logs."""
FILES = VAR / "files"
"""Evidence (photos and files) by digest."""

SECRET_KEY = secret.key(VAR)
DEBUG = False
HTTPS = os.environ.get("ANJIAN_HTTPS") == "1"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *filter(None, os.environ.get("ANJIAN_HOSTS", "").split(","))]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS[3:]] if HTTPS else []

INSTALLED_APPS = [
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    *modules.MODULES,
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.security.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.security.language",
    "django.middleware.common.CommonMiddleware",
    "anjian.ui.web.uploads.limit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    *getattr(modules, "MIDDLEWARE", []),
]
health.register(modules.HEALTH_CHECKS)

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                *getattr(modules, "CONTEXT_PROCESSORS", []),
            ],
            "builtins": list(getattr(modules, "TEMPLATE_BUILTINS", [])),
        },
    }
]

# -- database -------------------------------------------------------------------------------------------------------

DATABASE = database.target()
APP_ROLE = DATABASE.app_role
"""The role that serves. A migration of append-only tables takes UPDATE and DELETE away from it."""
DATABASES: dict[str, dict[str, Any]] = {"default": database.django_settings(DATABASE.login())}
# No pool: after the database was away a pool waits longer and longer before it tries again (1, 2, 4 … 128 s), while a
# thread with a connection of its own, checked before each request, is back with the first request.
DATABASES["default"]["CONN_MAX_AGE"] = int(os.environ.get("ANJIAN_KEEP", "0"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- programs ---------------------------------------------------------------------------------------------------------

API_RATE = int(os.environ.get("ANJIAN_API_RATE", "50"))
"""Requests a second that one token may make of each process of the web server."""
HOOKS_CA = os.environ.get("ANJIAN_HOOKS_CA", "")
HOOKS_INSIDE = [text.strip() for text in os.environ.get("ANJIAN_HOOKS_INSIDE", "").split(",") if text.strip()]
"""Networks that are not public and may be told facts all the same, such as 10.20.0.0/16."""

ENGINE = os.environ.get("ANJIAN_ENGINE", "duckdb")
"""Where whole-population questions are computed; see `anjian.duties.engines.opened`."""
LARGE_REGION = int(os.environ.get("ANJIAN_LARGE_REGION", "50000"))
"""From so many facts on the projection is made by the engine, not by the serving database."""

# -- language and time ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# -- static files -----------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(FILES)}},
    "staticfiles": {"BACKEND": "config.static.HashedFiles"},
}

# -- secrecy ----------------------------------------------------------------------------------------------------------

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "anjian.ui.web.page.forbidden"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # A wrong address typed by somebody is no event of the server.
        "django.request": {"level": "ERROR"},
    },
}
