"""What is free, and if nothing is: why. A fault is never told as "nothing free"."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, QuerySet

from appointments import rules
from appointments.models import Concern, Place, Slot
from auslaenderbehoerde.authority.selectors import closed_days
from auslaenderbehoerde.clock import berlin, local_day


class Reason(StrEnum):
    """Why a day has no time to offer."""

    CLOSED = "closed"  # holiday or closing day; `detail` names it
    NO_PLAN = "no_plan"  # the queue is not served on this day
    NOT_YET_OPEN = "not_yet_open"  # places come at `next_opening`
    FULL = "full"
    TOO_SHORT = "too_short"  # single places are left, but not enough in a row for this visit
    OVER = "over"  # the last time has begun, or the day is past
    TOO_FAR = "too_far"  # beyond the twelve weeks


@dataclass(frozen=True)
class Visit:
    """What is wanted: a concern for so many persons, seen through one channel."""

    concern: Concern
    persons: int
    channel: str

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return rules.visit_minutes(
            minutes=self.concern.minutes, per_extra_person=self.concern.minutes_per_extra_person, persons=self.persons
        )

    @property
    def steps(self) -> int:
        """How many consecutive places it takes."""
        return rules.steps_needed(minutes=self.minutes, step=self.concern.queue.step_minutes)

    def starts_from(self, start: datetime) -> list[datetime]:
        """The start times of its places."""
        return rules.starts_of(start, steps=self.steps, step=self.concern.queue.step_minutes)


@dataclass(frozen=True)
class DayOffer:
    """The times of one day, or the reason why there are none."""

    day: date
    times: list[datetime] = field(default_factory=list)
    reason: Reason | None = None
    detail: str = ""
    next_opening: datetime | None = None


@dataclass(frozen=True)
class Row:
    """The places of one slot: `free` counts lapsed holds as free, also before they are swept."""

    starts_at: datetime
    opens_at: datetime
    offered: int
    free: int


def offer_of_day(visit: Visit, *, day: date, now: datetime) -> DayOffer:
    """The free times of one day."""
    return offers(visit, first=day, last=day, now=now)[0]


def offers(visit: Visit, *, first: date, last: date, now: datetime) -> list[DayOffer]:
    """One offer for each day from `first` to `last`, in two queries and those for closed days."""
    queue = visit.concern.queue
    rows = load([queue.pk], channel=visit.channel, first=first, last=last, now=now)
    closed = closed_days(queue.office, first, last)
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [offer(visit, day, rows.get((queue.pk, day), []), closed.get(day), now) for day in days]


def next_days(visit: Visit, *, now: datetime, after: date, count: int = 1) -> list[DayOffer]:
    """The next days with a free time, up to the horizon; looks a fortnight at a time."""
    found: list[DayOffer] = []
    last = rules.horizon(local_day(now))
    first = after + timedelta(days=1)
    while first <= last and len(found) < count:
        until = min(first + timedelta(days=13), last)
        found += [offer for offer in offers(visit, first=first, last=until, now=now) if offer.times]
        first = until + timedelta(days=1)
    return found[:count]


def load(
    queues: Collection[UUID], *, channel: str, first: date, last: date, now: datetime
) -> dict[tuple[UUID, date], list[Row]]:
    """The slots of some queues by queue and day, as one channel sees them, in order of time."""
    begins, ends = berlin(first, time.min), berlin(last + timedelta(days=1), time.min)
    slots = Slot.objects.filter(queue__in=queues, starts_at__gte=begins, starts_at__lt=ends).for_channel(channel)
    lapsed = _lapsed(slots, now)
    rows: dict[tuple[UUID, date], list[Row]] = defaultdict(list)
    fields = ("pk", "queue_id", "starts_at", "opens_at", "offered", "booked")
    for pk, queue, starts_at, opens_at, offered, booked in slots.order_by("starts_at").values_list(*fields):
        row = Row(starts_at, opens_at, offered, max(0, offered - booked + lapsed.get(pk, 0)))
        rows[queue, local_day(starts_at)].append(row)
    return rows


def _lapsed(slots: QuerySet[Slot], now: datetime) -> dict[int, int]:
    """How many places of each slot have run out and await the sweep."""
    places = Place.objects.filter(expires_at__lte=now, slot__in=slots.values("pk"))
    return dict(places.values_list("slot").annotate(number=Count("pk")))


def offer(visit: Visit, day: date, rows: list[Row], closed: str | None, now: datetime) -> DayOffer:
    """What one day has for a visit, from its rows and the reason it is closed, if it is."""
    free: dict[datetime, int] = defaultdict(int)
    for row in rows if closed is None else []:
        if row.opens_at <= now < row.starts_at:
            free[row.starts_at] += row.free
    times = rules.possible_starts(free, steps=visit.steps, step=visit.concern.queue.step_minutes)
    if times:
        return DayOffer(day, times)
    return _empty(day, rows, free, closed, now)


def _empty(day: date, rows: list[Row], free: dict[datetime, int], closed: str | None, now: datetime) -> DayOffer:
    today = local_day(now)
    coming = [row.opens_at for row in rows if row.opens_at > now and row.starts_at > now and row.free > 0]
    if day < today:
        return DayOffer(day, reason=Reason.OVER)
    if closed is not None:
        return DayOffer(day, reason=Reason.CLOSED, detail=closed)
    if not any(row.offered for row in rows):
        return DayOffer(day, reason=Reason.TOO_FAR if day > rules.horizon(today) else Reason.NO_PLAN)
    if coming:
        return DayOffer(day, reason=Reason.NOT_YET_OPEN, next_opening=min(coming))
    if all(row.starts_at <= now for row in rows):
        return DayOffer(day, reason=Reason.OVER)
    return DayOffer(day, reason=Reason.TOO_SHORT if any(places > 0 for places in free.values()) else Reason.FULL)
