"""Limits on tries, counted in the cache by keys nobody can read.

A limit counts what goes wrong (or what costs us), not what goes right. Two thresholds: from
`ask` on a proof of work is demanded, from `refuse` on the answer is 429 with Retry-After. Nothing
ever waits inside a request.
"""

import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

from auslaenderbehoerde import tokens
from auslaenderbehoerde.networks import network_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """So many counts of one key in a window of `seconds`; windows are fixed and follow each other.

    `fail_open`: whether work goes on when the counters are out of reach (Redis down). Booking does;
    guessing a code does not get easier that way, because `fail_open=False` answers "refuse".
    """

    name: str
    ask: int
    refuse: int
    seconds: int
    fail_open: bool = True

    def count(self, key: str) -> int:
        """Count one more for this key; the number in this window."""
        if not settings.LIMITS:
            return 0
        name = self._name(key)
        try:
            cache.add(name, 0, timeout=self.seconds)
            return cache.incr(name)
        except ValueError:  # the window ended between the two
            return 1
        except RedisError:
            return self._outage()

    def standing(self, key: str) -> int:
        """The number in this window, without counting."""
        if not settings.LIMITS:
            return 0
        try:
            return cache.get(self._name(key), 0)
        except RedisError:
            return self._outage()

    def forgive(self, key: str) -> None:
        """Count one less: what was tried has succeeded."""
        try:
            if settings.LIMITS and self.standing(key) > 0:
                cache.decr(self._name(key))
        except (ValueError, RedisError):
            return  # the window ended, or the counters are gone: there is nothing to forgive

    def retry_after(self) -> int:
        """Seconds until the next window begins."""
        return self.seconds - int(time.time()) % self.seconds

    def _name(self, key: str) -> str:
        window = int(time.time()) // self.seconds
        return f"limit:{self.name}:{window}:{tokens.fingerprint('limit', key)[:32]}"

    def _outage(self) -> int:
        logger.warning("limit %s has no counters", self.name)
        return 0 if self.fail_open else self.refuse


def in_reach() -> bool:
    """Whether the counters answer."""
    try:
        cache.get("limit:in-reach")
    except RedisError:
        return False
    return True


def network_key(request: HttpRequest) -> str:
    """The visitor's network as a key: /24 or /64."""
    return network_of(request.META.get("REMOTE_ADDR", ""))


def too_many(request: HttpRequest, limit: Limit) -> HttpResponse:
    """429: when to come back, in the header and in words."""
    seconds = limit.retry_after()
    answer = render(request, "429.html", {"seconds": seconds}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer
