"""The team lead's verbs: more places, fewer places, closed; and what each would change, before it is done."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F

from appointments import rules, slots
from appointments.exceptions import PlacesTaken
from appointments.models import Appointment, PlanException, Queue, Release, Slot
from auslaenderbehoerde.accounts.models import User


@dataclass(frozen=True)
class Span:
    """A span of one day of some queues, as a lead thinks of it."""

    day: date
    starts: time
    ends: time

    def covers(self, moment: datetime) -> bool:
        """Whether a start time lies in the span."""
        return rules.berlin(self.day, self.starts) <= moment < rules.berlin(self.day, self.ends)


@dataclass(frozen=True)
class Opening:
    """When extra places can be seen: now, later, or each at a random minute of a window."""

    kind: str
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Change:
    """What an exception does to one start time: places before and after, and how many are booked."""

    starts_at: datetime
    before: int
    after: int
    booked: int

    @property
    def affected(self) -> int:
        """How many booked places nobody will be there for."""
        return max(0, self.booked - self.after)


# --- more ---


def planned_release(*, queue: Queue, span: Span, clerks: int) -> list[tuple[datetime, int]]:
    """The start times and places a release would add; times that have begun are left out by the caller."""
    line = _Line(span, clerks)
    batches = rules.batches_of_day(
        [line], day=span.day, step=queue.step_minutes, places_per_clerk=queue.places_per_clerk
    )
    return [(batch.starts_at, batch.capacity) for batch in batches]


@transaction.atomic
def release_places(
    *, queue: Queue, span: Span, clerks: int, channel: str, opening: Opening, by: User, now: datetime
) -> Release:
    """Give away more places; only times that are still to come."""
    release = Release.objects.create(
        queue=queue,
        day=span.day,
        starts=span.starts,
        ends=span.ends,
        clerks=clerks,
        channel=channel,
        opening=opening.kind,
        opens_at=opening.at,
        opens_until=opening.until,
        created_by=by,
        created_at=now,
    )
    coming = [found for found in planned_release(queue=queue, span=span, clerks=clerks) if found[0] > now]
    Slot.objects.bulk_create(
        Slot(
            queue=queue,
            release=release,
            starts_at=start,
            channel=channel,
            opens_at=_opens(opening),
            offered=places,
            capacity=places,
        )
        for start, places in coming
    )
    return release


@transaction.atomic
def withdraw_release(*, release: Release, now: datetime) -> Release:
    """Take a release back, as long as nothing of it is booked or held (PlacesTaken). Twice is harmless."""
    release = Release.objects.select_for_update().get(pk=release.pk)
    if release.withdrawn_at is None:
        locked = list(release.slots.order_by("starts_at", "id").select_for_update())
        if any(slot.booked for slot in locked):
            raise PlacesTaken
        Slot.objects.filter(pk__in=[slot.pk for slot in locked]).delete()
        release.withdrawn_at = now
        release.save(update_fields=["withdrawn_at"])
    return release


def _opens(opening: Opening) -> datetime:
    if opening.until is None:
        return opening.at
    minutes = int((opening.until - opening.at).total_seconds() // 60)
    return opening.at + timedelta(minutes=secrets.randbelow(minutes + 1))


class _Line:
    """A release seen as a line of the plan, so that one arithmetic makes all places."""

    opens_time: time | None = None
    channel = "everyone"

    def __init__(self, span: Span, clerks: int) -> None:
        self.weekday, self.clerks = span.day.weekday(), clerks
        self.starts, self.ends = span.starts, span.ends
        self.effective_from: date = span.day
        self.effective_until: date | None = span.day


# --- fewer ---


def planned_exception(*, queue: Queue, span: Span, clerks: int) -> list[Change]:
    """What would change at each start time of the span if only so many clerks were there."""
    wanted = slots.planned_batches(queue, span.day, span.day, extra=[_exception(queue, span, clerks)])
    after = {(batch.starts_at, batch.channel): batch.capacity for batch in wanted}
    found: dict[datetime, list[int]] = {}
    for slot in _slots(queue, span):
        row = found.setdefault(slot.starts_at, [0, 0, 0])
        row[0] += slot.offered
        row[1] += _after(slot, after, clerks)
        row[2] += slot.booked
    return [Change(start, *row) for start, row in sorted(found.items()) if row[0] != row[1] or row[2] > row[1]]


@transaction.atomic
def limit_clerks(
    *, queues: Sequence[Queue], span: Span, clerks: int, reason: str, by: User, now: datetime
) -> list[PlanException]:
    """Only so many clerks in this span, 0 closes it. What is booked stays booked, and is listed for an answer."""
    made = []
    for queue in queues:
        exception = _exception(queue, span, clerks)
        exception.reason, exception.created_by, exception.created_at = reason, by, now
        exception.save()
        slots.open_queue(queue=queue, first=span.day, last=span.day)
        if clerks == 0:
            _slots(queue, span).exclude(release=None).update(offered=0)
        made.append(exception)
    return made


@transaction.atomic
def lift_exception(*, exception: PlanException) -> None:
    """Everybody is there after all: the plan holds again, and what was released is offered again."""
    queue, span = exception.queue, Span(exception.day, exception.starts, exception.ends)
    exception.delete()
    slots.open_queue(queue=queue, first=span.day, last=span.day)
    _slots(queue, span).exclude(release=None).update(offered=F("capacity"))


def affected(*, exceptions: Sequence[PlanException], now: datetime) -> list[Appointment]:
    """Booked appointments nobody will be there for, deadlines first, then by time.

    Where only some places are lost, the appointments booked last are the ones: who was first keeps the time.
    """
    found: dict[object, Appointment] = {}
    for exception in exceptions:
        span = Span(exception.day, exception.starts, exception.ends)
        for slot in _slots(exception.queue, span).filter(starts_at__gt=now, booked__gt=F("offered")):
            booked = Appointment.objects.booked().for_ticket().filter(places__slot=slot).order_by("-booked_at")
            found |= {appointment.pk: appointment for appointment in booked[: slot.booked - slot.offered]}
    return sorted(found.values(), key=lambda row: (not row.concern.has_deadline, row.starts_at, row.number))


def _exception(queue: Queue, span: Span, clerks: int) -> PlanException:
    return PlanException(queue=queue, day=span.day, starts=span.starts, ends=span.ends, clerks=clerks)


def _after(slot: Slot, planned: dict[tuple[datetime, str], int], clerks: int) -> int:
    if slot.release_id is not None:
        return slot.offered if clerks else 0
    return planned.get((slot.starts_at, slot.channel), 0)


def _slots(queue: Queue, span: Span):
    first, last = rules.berlin(span.day, span.starts), rules.berlin(span.day, span.ends)
    return Slot.objects.filter(queue=queue, starts_at__gte=first, starts_at__lt=last).order_by("starts_at", "id")
