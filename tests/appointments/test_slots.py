from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from appointments import slots
from appointments.exceptions import TimeTaken
from appointments.models import Channel, Place, Slot
from auslaenderbehoerde.clock import berlin
from tests.factories.appointments import PlanLineFactory, QueueFactory, SlotFactory

pytestmark = pytest.mark.django_db


def claim(concern, starts, now, *, channel=Channel.EVERYONE, expires_at=None):
    slots.claim(
        queue=concern.queue_id,
        starts=starts,
        channel=channel,
        now=now,
        expires_at=expires_at or now + timedelta(minutes=10),
    )


def counts():
    return list(Slot.objects.order_by("starts_at", "channel").values_list("booked", flat=True))


def test_a_claim_takes_one_place_of_each_step(concern, slots_of, start, now):
    made = slots_of(concern, start, [2, 2, 2])
    claim(concern, [start, start + timedelta(minutes=10)], now)
    assert counts() == [1, 1, 0]
    assert list(Place.objects.order_by("slot").values_list("slot", flat=True)) == [made[0].pk, made[1].pk]


def test_a_claim_is_one_statement(concern, slots_of, start, now):
    slots_of(concern, start, [2, 2])
    with CaptureQueriesContext(connection) as queries:
        claim(concern, [start, start + timedelta(minutes=10)], now)
    assert sum("SAVEPOINT" not in query["sql"] for query in queries) == 1


def test_a_claim_takes_all_steps_or_none(concern, slots_of, start, now):
    slots_of(concern, start, [1, 0])
    with pytest.raises(TimeTaken):
        claim(concern, [start, start + timedelta(minutes=10)], now)
    assert (counts(), Place.objects.count()) == ([0, 0], 0)


def test_the_last_place_goes_once(concern, slots_of, start, now):
    slots_of(concern, start, [1])
    claim(concern, [start], now)
    with pytest.raises(TimeTaken):
        claim(concern, [start], now)
    assert counts() == [1]


def test_an_expired_place_is_free_at_once_without_a_sweep(concern, slots_of, start, now):
    slots_of(concern, start, [1])
    claim(concern, [start], now, expires_at=now + timedelta(minutes=10))
    later = now + timedelta(minutes=10)
    claim(concern, [start], later)
    assert (counts(), Place.objects.count()) == ([1], 1)


def test_a_place_is_held_until_its_last_second(concern, slots_of, start, now):
    slots_of(concern, start, [1])
    claim(concern, [start], now, expires_at=now + timedelta(minutes=10))
    with pytest.raises(TimeTaken):
        claim(concern, [start], now + timedelta(minutes=9, seconds=59))


def test_places_that_have_not_opened_cannot_be_claimed(concern, slots_of, start, now):
    slots_of(concern, start, [1], opens_at=now + timedelta(seconds=1))
    with pytest.raises(TimeTaken):
        claim(concern, [start], now)


def test_a_time_that_has_begun_cannot_be_claimed(concern, slots_of, start):
    slots_of(concern, start, [1])
    with pytest.raises(TimeTaken):
        claim(concern, [start], start)


def test_places_of_the_door_are_only_for_the_door_and_go_first(concern, slots_of, start, now):
    slots_of(concern, start, [1], channel=Channel.DOOR, opens_at=now)
    slots_of(concern, start, [1])
    claim(concern, [start], now, channel=Channel.DOOR)
    assert dict(Slot.objects.values_list("channel", "booked")) == {"door": 1, "everyone": 0}
    claim(concern, [start], now, channel=Channel.EVERYONE)
    with pytest.raises(TimeTaken):
        claim(concern, [start], now, channel=Channel.EVERYONE)


def test_the_database_forbids_overbooking(db):
    slot = SlotFactory(capacity=1)
    with pytest.raises(IntegrityError, match="slot_never_overbooked"), transaction.atomic():
        Slot.objects.filter(pk=slot.pk).update(booked=2)


def test_lapsed_places_are_swept_and_others_stay(concern, slots_of, start, now):
    slots_of(concern, start, [3])
    for minutes in (1, 2):
        claim(concern, [start], now, expires_at=now + timedelta(minutes=minutes))
    assert [slots.release_lapsed(now=now + timedelta(minutes=minutes)) for minutes in (0, 1)] == [0, 1]
    assert (counts(), Place.objects.count()) == ([1], 1)


MONDAY = date(2027, 3, 22)


def test_the_plan_opens_places_up_to_the_last_day(db):
    line = PlanLineFactory(starts=time(8), ends=time(9), clerks=2, queue__step_minutes=30)
    assert slots.open_queue(queue=line.queue, first=MONDAY, last=MONDAY + timedelta(days=6)) == 2
    found = Slot.objects.values_list("starts_at", "capacity", "opens_at")
    opens = berlin(MONDAY - timedelta(weeks=12), time.min)
    assert list(found) == [
        (berlin(MONDAY, time(8)), 2, opens),
        (berlin(MONDAY, time(8, 30)), 2, opens),
    ]


def test_opening_twice_changes_nothing(db):
    line = PlanLineFactory()
    slots.open_queue(queue=line.queue, first=MONDAY, last=MONDAY + timedelta(days=6))
    assert slots.open_queue(queue=line.queue, first=MONDAY, last=MONDAY + timedelta(days=6)) == 0


def test_a_holiday_has_no_places(db):
    line = PlanLineFactory(weekday=0)
    easter_monday = date(2027, 3, 29)
    assert slots.open_queue(queue=line.queue, first=easter_monday, last=easter_monday) == 0


def test_a_smaller_plan_never_touches_what_is_booked(db):
    line = PlanLineFactory(starts=time(8), ends=time(8, 30), clerks=3)
    slots.open_queue(queue=line.queue, first=MONDAY, last=MONDAY)
    Slot.objects.filter(starts_at=berlin(MONDAY, time(8))).update(booked=2)
    line.clerks, line.ends = 1, time(8, 20)
    line.save()
    slots.open_queue(queue=line.queue, first=MONDAY, last=MONDAY)
    assert list(Slot.objects.values_list("capacity", "booked")) == [(2, 2), (1, 0)]


def test_a_queue_is_opened_with_few_queries(db):
    line = PlanLineFactory()
    with CaptureQueriesContext(connection) as queries:
        slots.open_queue(queue=line.queue, first=MONDAY, last=MONDAY + timedelta(days=60))
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 8


def test_two_queues_do_not_share_places(db):
    first, second = QueueFactory(), QueueFactory()
    PlanLineFactory(queue=first)
    assert slots.open_queue(queue=second, first=MONDAY, last=MONDAY) == 0
