"""What every test starts with: German, empty counters, and patience for a loaded machine."""

import pytest
from django.core.cache import cache
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
