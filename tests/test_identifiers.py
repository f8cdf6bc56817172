from datetime import UTC, datetime
from uuid import RFC_4122

import time_machine

from auslaenderbehoerde.identifiers import uuid7

MOMENT = datetime(2027, 3, 28, 1, 0, 0, 250_000, tzinfo=UTC)


def test_an_identifier_is_a_uuid_of_version_seven():
    made = [uuid7() for _number in range(100)]
    assert {(it.version, it.variant) for it in made} == {(7, RFC_4122)}


def test_an_identifier_begins_with_the_milliseconds_of_its_birth():
    with time_machine.travel(MOMENT, tick=False):
        assert uuid7().int >> 80 == int(MOMENT.timestamp() * 1000)


def test_identifiers_of_one_moment_differ():
    with time_machine.travel(MOMENT, tick=False):
        assert len({uuid7() for _number in range(1000)}) == 1000


def test_later_identifiers_sort_later():
    with time_machine.travel(MOMENT, tick=False) as clock:
        earlier = uuid7()
        clock.shift(0.001)
        assert earlier < uuid7()
