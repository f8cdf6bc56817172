"""The yardstick: the least Django can do for a page and for a booking, sessions and CSRF on."""

from auslaenderbehoerde.settings import *  # noqa: F403

LOGGING = {"version": 1, "disable_existing_loggers": True}
ROOT_URLCONF = "bench.bare_urls"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES[0]["OPTIONS"]["context_processors"] = ["django.template.context_processors.request"]  # noqa: F405
