"""Changing the usual week from a day on. What is booked stays; whoever it concerns is named before."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Q

from appointments import rules, slots
from appointments.exceptions import AlreadyChanged
from appointments.models import PlanException, PlanLine, Queue, Slot
from auslaenderbehoerde.authority.selectors import closed_days
from auslaenderbehoerde.clock import local_day


@dataclass(frozen=True)
class LineValues:
    """What a line of the week says."""

    weekday: int
    starts: time
    ends: time
    clerks: int
    channel: str
    opens_time: time | None
    effective_from: date
    effective_until: date | None


@dataclass(frozen=True)
class Revision:
    """One change: a new line, another one in place of an old one, or (without values) the end of an old one.

    The old line holds until `ends_on`; one that would end before it begins disappears.
    """

    queue: Queue
    values: LineValues | None = None
    old: PlanLine | None = None
    last_day: date | None = None

    @property
    def ends_on(self) -> date:
        """The last day of the old line."""
        if self.values is not None:
            return self.values.effective_from - timedelta(days=1)
        return self.last_day or date.max


@dataclass(frozen=True)
class Conflict:
    """A day on which people have booked times the new plan does not serve: how many at which time."""

    day: date
    times: list[tuple[datetime, int]]

    @property
    def number(self) -> int:
        """How many booked places of the day are concerned."""
        return sum(number for _start, number in self.times)


def conflicts(revision: Revision, *, now: datetime) -> list[Conflict]:
    """Whom a change would leave without a clerk, by day; those who are so already are not counted again."""
    queue, first = revision.queue, local_day(now)
    last = rules.horizon(first) + timedelta(days=slots.SPARE_DAYS)
    wanted = {(batch.starts_at, batch.channel): batch.capacity for batch in _batches(revision, first, last)}
    coming = Slot.objects.filter(queue=queue, release=None, starts_at__gt=now).on_days(first, last)
    people = Count("places", filter=Q(places__appointment__isnull=False))
    found: dict[date, list[tuple[datetime, int]]] = {}
    for slot in coming.filter(booked__gt=0).annotate(people=people).order_by("starts_at", "id"):
        kept = min(slot.people, slot.offered)
        lost = kept - wanted.get((slot.starts_at, slot.channel), 0)
        if lost > 0:
            found.setdefault(local_day(slot.starts_at), []).append((slot.starts_at, lost))
    return [Conflict(day, times) for day, times in found.items()]


@transaction.atomic
def revise(revision: Revision, *, today: date) -> None:
    """Write the change and bring the places in line. AlreadyChanged when a colleague was quicker."""
    Queue.objects.select_for_update().get(pk=revision.queue.pk)
    if revision.old is not None:
        _end(revision.old, revision)
    if revision.values is not None:
        PlanLine.objects.create(queue=revision.queue, **asdict(revision.values))
    slots.open_ahead(queue=revision.queue, today=today)


def _end(old: PlanLine, revision: Revision) -> None:
    """End the old line; its values must still be those the page has shown."""
    line = PlanLine.objects.select_for_update().filter(pk=old.pk).first()
    if line is None or line_values(line) != line_values(old):
        raise AlreadyChanged
    if revision.ends_on < line.effective_from:
        line.delete()
    elif line.effective_until is None or line.effective_until > revision.ends_on:
        line.effective_until = revision.ends_on
        line.save(update_fields=["effective_until"])


def line_values(line: PlanLine) -> LineValues:
    """What a line says, to compare and to fill a form."""
    names = LineValues.__dataclass_fields__
    return LineValues(**{name: getattr(line, name) for name in names})


def _batches(revision: Revision, first: date, last: date) -> list[rules.Batch]:
    """The places the changed plan wants, with exceptions and closed days."""
    queue = revision.queue
    lines = list(_lines_after(revision, PlanLine.objects.filter(queue=queue).in_force(first, last)))
    exceptions = list(PlanException.objects.filter(queue=queue, day__range=(first, last)))
    closed = closed_days(queue.office, first, last)
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    size = {"step": queue.step_minutes, "places_per_clerk": queue.places_per_clerk}
    return [
        batch for day in days if day not in closed for batch in rules.batches_of_day(lines, exceptions, day=day, **size)
    ]


def _lines_after(revision: Revision, lines: Iterable[PlanLine]) -> Iterable[rules.Line]:
    """The lines as they would be, nothing saved."""
    for line in lines:
        if revision.old is None or line.pk != revision.old.pk:
            yield line
        elif line.effective_from <= revision.ends_on:
            line.effective_until = min(line.effective_until or date.max, revision.ends_on)
            yield line
    if revision.values is not None:
        yield PlanLine(queue=revision.queue, **asdict(revision.values))
