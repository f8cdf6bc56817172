"""Signs of life of the worker, kept in Redis. They are lost with it and come back by themselves."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from django.conf import settings
from django.utils import timezone
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

ALIVE = "portal:worker"
ALIVE_FOR = 60  # seconds without a sign until a worker counts as gone; it gives one every two
DONE = "portal:done:"
PATIENCE = 0.3  # seconds; a page about health must not hang because Redis does


@dataclass(frozen=True)
class Signs:
    """What Redis knows of the worker; `redis` is False when it did not answer."""

    redis: bool
    worker: bool = False
    done: dict[str, datetime] = field(default_factory=dict)


def worker_lives() -> None:
    """Called by every worker again and again."""
    _client(settings.REDIS_URL).set(ALIVE, timezone.now().isoformat(), ex=ALIVE_FOR)


def task_succeeded(task: str) -> None:
    """Remember when the task last came to a good end."""
    _client(settings.REDIS_URL).set(f"{DONE}{task}", timezone.now().isoformat())


def signs(tasks: Iterable[str]) -> Signs:
    """The worker's sign of life and the last good end of each task, in one round trip."""
    names = list(tasks)
    try:
        alive, *done = _client(settings.REDIS_URL).mget([ALIVE, *(f"{DONE}{name}" for name in names)])
    except RedisError:
        return Signs(redis=False)
    ends = {name: datetime.fromisoformat(str(end)) for name, end in zip(names, done, strict=True) if end}
    return Signs(redis=True, worker=alive is not None, done=ends)


@cache
def _client(url: str) -> Redis:
    """Asks once and does not try again, unlike the library's default of three pauses of up to seconds."""
    patience = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE}
    return Redis.from_url(f"{url}/1", decode_responses=True, retry=Retry(NoBackoff(), 0), **patience)
