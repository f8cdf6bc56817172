"""The cache, of which nothing depends at the staff's door."""

from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

OF_THE_SIGN_IN = "allauth"


class PortalCache(RedisCache):
    """Redis as it is, but allauth's counters may be lost: with Redis gone staff still sign in.

    Our own limits see the error and decide for themselves (`limits.py`). Wrong passwords are counted in the
    database meanwhile (axes).
    """

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._patient(key, default, lambda: super(PortalCache, self).get(key, default, version))

    def add(self, key: Any, *arguments: Any, **options: Any) -> bool:
        return self._patient(key, True, lambda: super(PortalCache, self).add(key, *arguments, **options))

    def set(self, key: Any, *arguments: Any, **options: Any) -> None:
        return self._patient(key, None, lambda: super(PortalCache, self).set(key, *arguments, **options))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._patient(key, False, lambda: super(PortalCache, self).delete(key, version))

    def _patient(self, key: Any, otherwise: Any, ask: Any) -> Any:
        try:
            return ask()
        except RedisError:
            if not str(key).startswith(OF_THE_SIGN_IN):
                raise
            return otherwise
