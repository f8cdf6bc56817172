"""The arithmetic of appointments: pure functions, times as arguments, minutes as whole numbers."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from auslaenderbehoerde.clock import berlin

HOLD_MINUTES = 10
WEEKS_AHEAD = 12
# Open appointments one e-mail address may have at one office, booked from home. Enough for a family of eight, too
# few for a trader in appointments. Whoever helps many people writes their addresses, calls or comes to the door.
OPEN_PER_ADDRESS = 8
RETURN_MINUTES = (5, 60)  # a cancelled place comes back at a random minute, so that sniping fails


class Line(Protocol):
    """What the plan arithmetic reads of a `PlanLine`."""

    weekday: int
    starts: time
    ends: time
    clerks: int
    channel: str
    opens_time: time | None
    effective_from: date
    effective_until: date | None


class Exceptional(Protocol):
    """What the plan arithmetic reads of a `PlanException`."""

    day: date
    starts: time
    ends: time
    clerks: int


@dataclass(frozen=True)
class Batch:
    """Equal places the plan wants at one time: aware start and opening, number of places."""

    starts_at: datetime
    channel: str
    opens_at: datetime
    capacity: int


def visit_minutes(*, minutes: int, per_extra_person: int, persons: int) -> int:
    """How long a visit takes: the concern's minutes and so many more for each further person."""
    return minutes + per_extra_person * (persons - 1)


def steps_needed(*, minutes: int, step: int) -> int:
    """How many consecutive places a visit takes: ceil(minutes / step), at least one."""
    return max(1, -(-minutes // step))


def starts_of(start: datetime, *, steps: int, step: int) -> list[datetime]:
    """The start times of all places of a visit, in order."""
    return [start + timedelta(minutes=step * index) for index in range(steps)]


def possible_starts(free: Mapping[datetime, int], *, steps: int, step: int) -> list[datetime]:
    """Times at which `steps` consecutive places are free, from free places by start time."""
    room = {start for start, places in free.items() if places > 0}
    if steps > len(room):
        return []
    return sorted(start for start in room if room.issuperset(starts_of(start, steps=steps, step=step)))


def in_force(line: Line, day: date) -> bool:
    """Whether a line of the plan holds on this day."""
    until = line.effective_until or date.max
    return line.weekday == day.weekday() and line.effective_from <= day <= until


def batches_of_day(
    lines: Iterable[Line], exceptions: Iterable[Exceptional] = (), *, day: date, step: int, places_per_clerk: int
) -> list[Batch]:
    """The places the plan wants on an open day; lines of the same channel add up, exceptions limit them.

    Times are wall-clock times in Berlin. A step that would end after its line is not offered.
    """
    clerks: dict[tuple[datetime, str], int] = {}
    opens: dict[tuple[datetime, str], datetime] = {}
    of_day = [exception for exception in exceptions if exception.day == day]
    for line in lines:
        if not in_force(line, day):
            continue
        opens_at = opening_of(line, day)
        for start in _steps_of(line, day, step):
            key = (start, line.channel)
            clerks[key] = clerks.get(key, 0) + line.clerks
            opens[key] = min(opens.get(key, opens_at), opens_at)
    wanted = {key: present_clerks(clerks, *key, exceptions=of_day) * places_per_clerk for key in clerks}
    return [
        Batch(start, channel, opens[start, channel], places)
        for (start, channel), places in sorted(wanted.items())
        if places
    ]


def present_clerks(
    planned: Mapping[tuple[datetime, str], int], start: datetime, channel: str, *, exceptions: Iterable[Exceptional]
) -> int:
    """How many of the planned clerks serve this channel when fewer are there.

    Everyone's places may be booked weeks ahead, so they are kept first; the door gets what remains.
    """
    number = planned[start, channel]
    limits = [found.clerks for found in exceptions if berlin(found.day, found.starts) <= start < _end(found)]
    if not limits:
        return number
    others = planned.get((start, "everyone"), 0) if channel == "door" else 0
    return min(number, max(0, min(limits) - others))


def _end(exception: Exceptional) -> datetime:
    return berlin(exception.day, exception.ends)


def opening_of(line: Line, day: date) -> datetime:
    """When places of this line may be taken: twelve weeks ahead, at the door on the day itself."""
    if line.channel == "door":
        return berlin(day, line.opens_time or time.min)
    return berlin(day - timedelta(weeks=WEEKS_AHEAD), time.min)


def horizon(today: date) -> date:
    """The last day that may be booked from home."""
    return today + timedelta(weeks=WEEKS_AHEAD)


def changeable(starts_at: datetime, *, now: datetime, limit_hours: int) -> bool:
    """Whether the holder may still move or cancel: until the office's limit before the start."""
    return now <= starts_at - timedelta(hours=limit_hours)


def nearest(times: Collection[datetime], wanted: datetime, *, count: int = 3) -> list[datetime]:
    """The free times closest to the wanted one, in order of time."""
    return sorted(sorted(times, key=lambda moment: abs(moment - wanted))[:count])


def _steps_of(line: Line, day: date, step: int) -> Iterable[datetime]:
    minute = line.starts.hour * 60 + line.starts.minute
    last = line.ends.hour * 60 + line.ends.minute
    while minute + step <= last:
        yield berlin(day, time(minute // 60, minute % 60))
        minute += step
