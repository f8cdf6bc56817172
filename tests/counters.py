"""Redis for tests that count: a database of this process alone, or a server nobody reaches."""

import os
import socket
from typing import Any

from django.conf import settings
from django.core.cache import cache

FIRST = 2  # 0 is the broker's, 1 the cache's, and every test of another process empties that one


def own() -> dict[str, Any]:
    """The cache setting of an empty database which no other process of this run uses."""
    number = FIRST + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return _at(f"{settings.REDIS_URL}/{number}")


def out_of_reach() -> dict[str, Any]:
    """The cache setting of a server that refuses at once."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return _at(f"redis://127.0.0.1:{closed.getsockname()[1]}/1")


def names() -> list[str]:
    """Every key of the present database, as Redis has it."""
    return sorted(name.decode() for name in cache._cache.get_client(write=True).keys("*"))


def _at(location: str) -> dict[str, Any]:
    return {"default": settings.CACHES["default"] | {"LOCATION": location}}
