"""Counting in a real Redis, and without one."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache

from auslaenderbehoerde.limits import Limit, network_key, too_many
from tests import counters

# 6:10 UTC is the beginning of a window of 600 seconds; twenty seconds of it have passed.
MOMENT = datetime(2027, 3, 15, 6, 10, 20, tzinfo=UTC)
LIMIT = Limit("test", ask=2, refuse=4, seconds=600)
STRICT = Limit("strict", ask=2, refuse=4, seconds=600, fail_open=False)
HERE, THERE = "203.0.113.0/24", "198.51.100.0/24"


@pytest.fixture(autouse=True)
def redis(settings):
    """Counters of this process alone, all at nothing, and a clock that stands."""
    settings.CACHES = counters.own()
    cache.clear()
    with time_machine.travel(MOMENT, tick=False):
        yield settings


@pytest.fixture
def lost(redis):
    """Redis is down."""
    redis.CACHES = counters.out_of_reach()


def test_counting_gives_the_number_in_this_window():
    assert [LIMIT.count(HERE) for _press in range(3)] == [1, 2, 3]


def test_looking_does_not_count():
    LIMIT.count(HERE)
    assert [LIMIT.standing(HERE) for _look in range(3)] == [1, 1, 1]


def test_what_was_never_counted_stands_at_nothing():
    assert LIMIT.standing(HERE) == 0


def test_two_networks_do_not_share_a_number():
    LIMIT.count(HERE)
    assert (LIMIT.standing(HERE), LIMIT.standing(THERE)) == (1, 0)


def test_two_limits_do_not_share_a_number():
    LIMIT.count(HERE)
    assert (LIMIT.standing(HERE), STRICT.standing(HERE)) == (1, 0)


def test_the_next_window_begins_at_nothing():
    LIMIT.count(HERE)
    with time_machine.travel(MOMENT.replace(minute=20, second=0), tick=False):
        assert LIMIT.standing(HERE) == 0
        assert LIMIT.count(HERE) == 1


def test_the_last_second_belongs_to_the_same_window():
    LIMIT.count(HERE)
    with time_machine.travel(MOMENT.replace(minute=19, second=59), tick=False):
        assert LIMIT.count(HERE) == 2


def test_a_counter_leaves_redis_by_itself():
    LIMIT.count(HERE)
    client = cache._cache.get_client(write=True)
    assert [0 < client.ttl(name) <= LIMIT.seconds for name in counters.names()] == [True]


def test_forgiving_takes_one_back():
    for _press in range(3):
        LIMIT.count(HERE)
    LIMIT.forgive(HERE)
    assert LIMIT.standing(HERE) == 2


def test_nobody_gets_a_number_below_nothing():
    LIMIT.count(HERE)
    for _deed in range(3):
        LIMIT.forgive(HERE)
    LIMIT.forgive(THERE)
    assert (LIMIT.standing(HERE), LIMIT.standing(THERE)) == (0, 0)
    assert LIMIT.count(HERE) == 1


@pytest.mark.parametrize(("second", "left"), [(0, 600), (20, 580), (59, 541)])
def test_the_wait_ends_with_the_window(second, left):
    with time_machine.travel(MOMENT.replace(second=second), tick=False):
        assert LIMIT.retry_after() == left


def test_no_key_in_redis_can_be_read_or_guessed(settings):
    LIMIT.count(HERE)
    [mine] = counters.names()
    assert re.fullmatch(r":1:limit:test:\d+:[0-9a-f]{32}", mine)
    settings.LINK_KEY = "another key"
    assert LIMIT.standing(HERE) == 0


def test_a_measurement_without_limits_counts_nothing(settings):
    settings.LIMITS = False
    assert [LIMIT.count(HERE), LIMIT.standing(HERE), LIMIT.forgive(HERE)] == [0, 0, None]
    assert counters.names() == []


def test_without_redis_work_goes_on(lost):
    assert [LIMIT.count(HERE), LIMIT.standing(HERE), LIMIT.forgive(HERE)] == [0, 0, None]


def test_without_redis_a_strict_limit_refuses(lost):
    assert [STRICT.count(HERE), STRICT.standing(HERE), STRICT.forgive(HERE)] == [4, 4, None]


def test_an_outage_is_logged_by_the_name_of_the_limit_alone(lost, caplog):
    LIMIT.count(HERE)
    assert caplog.messages == ["limit test has no counters"]


def test_a_counter_that_vanishes_between_two_commands_starts_again(monkeypatch):
    monkeypatch.setattr(RedisCache, "add", lambda *_arguments, **_options: False)
    assert LIMIT.count(HERE) == 1


@pytest.mark.parametrize(
    ("address", "key"),
    [("203.0.113.7", HERE), ("203.0.113.250", HERE), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("", "unknown")],
)
def test_the_key_of_a_visitor_is_the_network(rf, address, key):
    assert network_key(rf.get("/", REMOTE_ADDR=address)) == key


def test_the_answer_says_when_to_come_back_to_machines_and_to_people(rf, db):
    answer = too_many(rf.get("/de/"), LIMIT)
    assert (answer.status_code, answer["Retry-After"]) == (429, "580")
    assert "Versuchen Sie es bitte in 10 Minuten noch einmal." in answer.text
