"""The team lead's verbs: more places, fewer places, closed; and what each would change, before it is done."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from appointments import displaced, rules, slots
from appointments.displaced import Displaced
from appointments.exceptions import PlacesTaken
from appointments.models import PlanException, Queue, Release, Slot
from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.clock import berlin
from auslaenderbehoerde.identifiers import uuid7


@dataclass(frozen=True)
class Span:
    """A span of one day of some queues, as a lead thinks of it."""

    day: date
    starts: time
    ends: time

    def covers(self, moment: datetime) -> bool:
        """Whether a start time lies in the span."""
        return berlin(self.day, self.starts) <= moment < berlin(self.day, self.ends)


@dataclass(frozen=True)
class Opening:
    """When extra places can be seen: now, later, or each at a random minute of a window."""

    kind: str
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Change:
    """What an exception does to one start time: places before and after, how many of them people have booked,
    and for how many of those nobody will be there. Places that are only held are not counted as booked.
    """

    starts_at: datetime
    before: int
    after: int
    booked: int
    affected: int


@dataclass(frozen=True)
class Forecast:
    """What an exception would do to a queue: by start time, and how many places each slot would offer."""

    changes: list[Change]
    offered: dict[int, int]


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
    *,
    queue: Queue,
    span: Span,
    clerks: int,
    channel: str,
    opening: Opening,
    by: User,
    now: datetime,
    attempt: UUID | None = None,
) -> Release:
    """Give away more places; only times that are still to come. The same attempt again changes nothing."""
    release, created = Release.objects.get_or_create(
        pk=attempt or uuid7(),
        defaults={
            "queue": queue,
            "day": span.day,
            "starts": span.starts,
            "ends": span.ends,
            "clerks": clerks,
            "channel": channel,
            "opening": opening.kind,
            "opens_at": opening.at,
            "opens_until": opening.until,
            "created_by": by,
            "created_at": now,
        },
    )
    if not created:
        return release
    _give_places(release, span, opening, now)
    return release


def _give_places(release: Release, span: Span, opening: Opening, now: datetime) -> None:
    planned = planned_release(queue=release.queue, span=span, clerks=release.clerks)
    Slot.objects.bulk_create(
        Slot(
            queue=release.queue,
            release=release,
            starts_at=start,
            channel=release.channel,
            opens_at=_opens(opening),
            offered=places,
            capacity=places,
        )
        for start, places in planned
        if start > now
    )


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


def planned_exception(*, queue: Queue, span: Span, clerks: int) -> Forecast:
    """What would change at each start time of the span if only so many clerks were there."""
    wanted = slots.planned_batches(queue, span.day, span.day, extra=[_exception(queue, span, clerks)])
    planned = {(batch.starts_at, batch.channel): batch.capacity for batch in wanted}
    found: dict[datetime, list[int]] = {}
    offered: dict[int, int] = {}
    for slot in _slots(queue, span).annotate(people=Count("places", filter=Q(places__appointment__isnull=False))):
        row = found.setdefault(slot.starts_at, [0, 0, 0, 0])
        after = offered[slot.pk] = _after(slot, planned, clerks)
        for index, number in enumerate((slot.offered, after, slot.people, max(0, slot.people - after))):
            row[index] += number
    changes = [Change(start, *row) for start, row in sorted(found.items()) if row[0] != row[1] or row[3]]
    return Forecast(changes, offered)


@transaction.atomic
def limit_clerks(
    *, queues: Sequence[Queue], span: Span, clerks: int, reason: str, by: User, now: datetime
) -> list[PlanException]:
    """Only so many clerks in this span, 0 closes it. What is booked stays booked, and is listed for an answer.

    The same limit again (a double click) is the one there is.
    """
    list(Queue.objects.filter(pk__in=[queue.pk for queue in queues]).order_by("pk").select_for_update())
    return [_limit(queue, span, clerks, reason=reason, by=by, now=now) for queue in queues]


def _limit(queue: Queue, span: Span, clerks: int, *, reason: str, by: User, now: datetime) -> PlanException:
    """One queue's exception, and its places brought in line; those that were released close with the queue."""
    exception, created = PlanException.objects.get_or_create(
        queue=queue,
        day=span.day,
        starts=span.starts,
        ends=span.ends,
        clerks=clerks,
        defaults={"reason": reason, "created_by": by, "created_at": now},
    )
    if created:
        slots.open_queue(queue=queue, first=span.day, last=span.day)
        _offer_released(queue, span)
    return exception


@transaction.atomic
def lift_exception(*, exception: PlanException) -> None:
    """Everybody is there after all: the plan holds again, and what was released is offered again."""
    queue, span = exception.queue, Span(exception.day, exception.starts, exception.ends)
    exception.delete()
    slots.open_queue(queue=queue, first=span.day, last=span.day)
    _offer_released(queue, span)


def _offer_released(queue: Queue, span: Span) -> None:
    """Released places of the span are offered, unless an exception closes their time; locked in the usual order."""
    closing = PlanException.objects.filter(queue=queue, day=span.day, clerks=0)
    closed = [Span(row.day, row.starts, row.ends) for row in closing]
    for slot in _slots(queue, span).exclude(release=None).select_for_update(of=("self",)):
        offered = 0 if any(other.covers(slot.starts_at) for other in closed) else slot.capacity
        if slot.offered != offered:
            Slot.objects.filter(pk=slot.pk).update(offered=offered)


def affected(*, exceptions: Sequence[PlanException], now: datetime) -> list[Displaced]:
    """Booked people nobody will be there for because of these exceptions, deadlines first, then by time."""
    wanted = Q(pk__in=[])
    for exception in exceptions:
        span = Span(exception.day, exception.starts, exception.ends)
        wanted |= Q(pk__in=_slots(exception.queue, span).order_by().values("pk"))
    return displaced.find(Slot.objects.filter(wanted), now=now)


def _exception(queue: Queue, span: Span, clerks: int) -> PlanException:
    return PlanException(queue=queue, day=span.day, starts=span.starts, ends=span.ends, clerks=clerks)


def _after(slot: Slot, planned: dict[tuple[datetime, str], int], clerks: int) -> int:
    if slot.release_id is not None:
        return slot.offered if clerks else 0
    return planned.get((slot.starts_at, slot.channel), 0)


def _slots(queue: Queue, span: Span) -> QuerySet[Slot]:
    first, last = berlin(span.day, span.starts), berlin(span.day, span.ends)
    return Slot.objects.filter(queue=queue, starts_at__gte=first, starts_at__lt=last).order_by("starts_at", "id")
