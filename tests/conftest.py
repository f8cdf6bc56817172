"""What every test starts with: German, empty counters, an empty protocol, and patience for a loaded machine."""

from typing import Any

import pytest
from django.apps import AppConfig
from django.core.cache import cache
from django.db import connection
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils import translation
from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def german():
    """No test inherits the language of another."""
    with translation.override("de"):
        yield


@pytest.fixture(autouse=True)
def no_counts():
    """Limits start at nothing."""
    yield
    cache.clear()


@receiver(post_migrate)
def empty_protocol(sender: AppConfig, **_signal: Any) -> None:
    """Django empties what it manages, and says so; the protocol is not of it, and refuses everybody but a superuser."""
    if sender.label == "eakte":
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("TRUNCATE eakte_accessrecord")
            cursor.execute("RESET session_replication_role")
