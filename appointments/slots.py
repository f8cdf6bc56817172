"""Places: opened by the plan, claimed in one statement, returned in the order they are locked."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, QuerySet

from appointments import rules
from appointments.exceptions import TimeTaken
from appointments.models import Channel, Place, PlanException, PlanLine, Queue, Slot
from auslaenderbehoerde.authority.selectors import closed_days
from auslaenderbehoerde.clock import berlin

SPARE_DAYS = 7  # places are made a week before they open, so that a missed night is harmless

# One statement: lock the candidates in time order, drop what has lapsed, count, take one place of
# each start if every start has one, else none: nobody needs a savepoint around it. Counts are joined,
# not sub-selected: after waiting for a lock PostgreSQL re-reads the locked slot, and only what stands
# in the row itself may decide.
CLAIM = """
WITH wanted AS MATERIALIZED (
    SELECT id, starts_at, channel, offered, booked FROM appointments_slot
    WHERE queue_id = %(queue)s AND starts_at = ANY(%(starts)s) AND channel = ANY(%(channels)s)
      AND opens_at <= %(now)s AND starts_at > %(now)s
    ORDER BY starts_at, id FOR UPDATE
), lapsed AS (
    DELETE FROM appointments_place USING wanted
    WHERE appointments_place.slot_id = wanted.id AND appointments_place.expires_at <= %(now)s
    RETURNING appointments_place.slot_id
), counted AS (
    SELECT wanted.id, starts_at, channel, offered - booked + count(slot_id) AS free, count(slot_id) AS lapsed
    FROM wanted LEFT JOIN lapsed ON lapsed.slot_id = wanted.id
    GROUP BY wanted.id, starts_at, channel, offered, booked
), chosen AS (
    SELECT id, lapsed, free > 0 AND 1 = row_number() OVER (
        PARTITION BY starts_at ORDER BY free > 0 DESC, channel = 'door' DESC, id
    ) AS best FROM counted
), decided AS (
    SELECT id, lapsed, best AND %(steps)s = count(*) FILTER (WHERE best) OVER () AS taken FROM chosen
), updated AS (
    UPDATE appointments_slot SET booked = appointments_slot.booked - decided.lapsed + decided.taken::int
    FROM decided WHERE appointments_slot.id = decided.id AND (decided.taken OR decided.lapsed > 0)
    RETURNING appointments_slot.id, decided.taken
)
INSERT INTO appointments_place (slot_id, hold_id, appointment_id, expires_at)
SELECT id, %(hold)s, %(appointment)s, %(expires_at)s FROM updated WHERE taken
"""


def claim(
    *,
    queue: UUID,
    starts: Sequence[datetime],
    channel: str,
    now: datetime,
    hold: UUID | None = None,
    appointment: UUID | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Take one place at each of `starts`, all or none (TimeTaken). Safe against any number of rivals."""
    values: dict[str, Any] = {
        "queue": queue,
        "starts": list(starts),
        "steps": len(starts),
        "channels": _channels(channel),
        "now": now,
        "hold": hold,
        "appointment": appointment,
        "expires_at": expires_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        if cursor.rowcount != len(starts):
            raise TimeTaken


def _channels(channel: str) -> list[str]:
    return [Channel.DOOR, Channel.EVERYONE] if channel == Channel.DOOR else [Channel.EVERYONE]


def lock_in_order(*, hold: UUID, queue: UUID, starts: Sequence[datetime]) -> None:
    """Lock what a hold has and what it wants in one go, in time order: two people who swap times never deadlock."""
    held = Slot.objects.filter(pk__in=Place.objects.filter(hold=hold).values("slot"))
    wanted = Slot.objects.filter(queue=queue, starts_at__in=starts)
    list((held | wanted).order_by("starts_at", "id").select_for_update().values_list("pk"))


def release_hold(*, hold: UUID) -> int:
    """Give the places of a hold back at once; returns how many there were."""
    with transaction.atomic():
        return _give_back(Place.objects.filter(hold=hold), skip_locked=False)


def release_appointment(*, appointment: UUID) -> int:
    """The same for the places of an appointment that is taken back as if it had never been."""
    with transaction.atomic():
        return _give_back(Place.objects.filter(appointment=appointment), skip_locked=False, booked=appointment)


def release_lapsed(*, now: datetime, batch: int = 500) -> int:
    """Sweep places whose time has run out; the claiming statement already counts them as free."""
    with transaction.atomic():
        return _give_back(Place.objects.filter(expires_at__lte=now).order_by("expires_at")[:batch], skip_locked=True)


def _give_back(places: QuerySet[Place], *, skip_locked: bool, booked: UUID | None = None) -> int:
    """Lock the slots in time order, as everyone does, then delete what is still theirs and count down."""
    wanted = list(places.values_list("pk", "slot"))
    slots = Slot.objects.filter(pk__in={slot for _place, slot in wanted}).order_by("starts_at", "id")
    locked = set(slots.select_for_update(skip_locked=skip_locked).values_list("pk", flat=True))
    kept = Place.objects.filter(pk__in=[place for place, slot in wanted if slot in locked], appointment=booked)
    gone = list(kept.select_for_update().values_list("pk", "slot"))
    Place.objects.filter(pk__in=[place for place, _slot in gone]).delete()
    for slot, number in Counter(slot for _place, slot in gone).items():
        Slot.objects.filter(pk=slot).update(booked=F("booked") - number)
    return len(gone)


def open_places(*, today: date) -> int:
    """Bring the places of all queues in line with the plan up to the horizon; returns how many slots changed."""
    return sum(open_ahead(queue=queue, today=today) for queue in Queue.objects.select_related("office"))


def open_ahead(*, queue: Queue, today: date) -> int:
    """The same for one queue: from today to a week beyond the horizon."""
    return open_queue(queue=queue, first=today, last=rules.horizon(today) + timedelta(days=SPARE_DAYS))


@transaction.atomic
def open_queue(*, queue: Queue, first: date, last: date) -> int:
    """Make the places of one queue follow its plan on these days. What is booked stays as it is.

    A slot the plan no longer wants offers nothing more, and vanishes when nothing of it is booked.
    """
    wanted = {(batch.starts_at, batch.channel): batch for batch in planned_batches(queue, first, last)}
    existing = _lock_slots(queue, first, last)
    changed = []
    for slot in existing:
        batch = wanted.pop((slot.starts_at, slot.channel), None)
        offered = batch.capacity if batch else 0
        capacity = max(offered, slot.booked)
        opens_at = batch.opens_at if batch else slot.opens_at
        if (slot.offered, slot.capacity, slot.opens_at) != (offered, capacity, opens_at):
            slot.offered, slot.capacity, slot.opens_at = offered, capacity, opens_at
            changed.append(slot)
    Slot.objects.bulk_update(changed, ["offered", "capacity", "opens_at"], batch_size=500)
    Slot.objects.filter(pk__in=[slot.pk for slot in changed], capacity=0).delete()
    Slot.objects.bulk_create([_slot(queue, batch) for batch in wanted.values()], batch_size=1000, ignore_conflicts=True)
    return len(changed) + len(wanted)


def planned_batches(queue: Queue, first: date, last: date, *, extra: Sequence[PlanException] = ()) -> list[rules.Batch]:
    """What the plan wants on these days, with its exceptions, and as if `extra` ones were there too."""
    lines = list(PlanLine.objects.filter(queue=queue).in_force(first, last))
    exceptions = [*PlanException.objects.filter(queue=queue, day__range=(first, last)), *extra]
    closed = closed_days(queue.office, first, last)
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [
        batch
        for day in days
        if day not in closed
        for batch in rules.batches_of_day(
            lines, exceptions, day=day, step=queue.step_minutes, places_per_clerk=queue.places_per_clerk
        )
    ]


def _lock_slots(queue: Queue, first: date, last: date) -> list[Slot]:
    begins, ends = berlin(first, time.min), berlin(last + timedelta(days=1), time.min)
    slots = Slot.objects.filter(queue=queue, release=None, starts_at__gte=begins, starts_at__lt=ends)
    return list(slots.order_by("starts_at", "id").select_for_update())


def _slot(queue: Queue, batch: rules.Batch) -> Slot:
    return Slot(
        queue=queue,
        starts_at=batch.starts_at,
        channel=batch.channel,
        opens_at=batch.opens_at,
        offered=batch.capacity,
        capacity=batch.capacity,
    )
