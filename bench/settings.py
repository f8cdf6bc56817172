"""The portal as it runs in production, with the limits off and a pool of connections."""

from auslaenderbehoerde.settings import *  # noqa: F403

LIMITS = False
LOGGING = {"version": 1, "disable_existing_loggers": True}
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # noqa: F405
