"""What many screens show alike is made once and shared through Redis for seconds; without Redis each makes its own."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
Shown = TypeVar("Shown")


def shared(name: str, make: Callable[[], Shown], *, seconds: int) -> Shown:
    """What lies under this name, else what `make` gives, which then lies there for so long."""
    try:
        found: Shown | None = cache.get(name)
        if found is None:
            found = make()
            cache.set(name, found, timeout=seconds)
    except RedisError:
        logger.warning("shown without the cache: %s", name.split(":")[0])
        return make()
    return found
