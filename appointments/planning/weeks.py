"""The plan of a queue for the coming weeks, day by day, as the lead reads it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from appointments import rules
from appointments.models import PlanException, PlanLine, Queue, Release
from auslaenderbehoerde.authority.selectors import closed_days

SATURDAY = 5


@dataclass(frozen=True)
class PlanDay:
    """One day: the lines in force, or the name of the holiday or closing day, and what the lead changed."""

    day: date
    closed: str | None = None
    lines: list[PlanLine] = field(default_factory=list)
    exceptions: list[PlanException] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    past: bool = False


@dataclass(frozen=True)
class PlanWeek:
    """One week from Monday; Saturday and Sunday only where somebody works."""

    monday: date
    days: list[PlanDay]

    @property
    def number(self) -> int:
        """The calendar week."""
        return self.monday.isocalendar().week


def twelve_weeks(queue: Queue, *, today: date) -> list[PlanWeek]:
    """This week and those up to the horizon, in four queries."""
    first = today - timedelta(days=today.weekday())
    last = rules.horizon(today)
    last += timedelta(days=6 - last.weekday())
    lines = list(PlanLine.objects.filter(queue=queue).in_force(first, last).order_by("starts", "channel"))
    exceptions = _by_day(PlanException.objects.filter(queue=queue, day__range=(first, last)).order_by("starts"))
    rows = Release.objects.filter(queue=queue, day__range=(first, last), withdrawn_at=None)
    releases = _by_day(rows.order_by("starts"))
    closed = closed_days(queue.office, first, last)

    def plan_of(day: date) -> PlanDay:
        return PlanDay(
            day=day,
            closed=closed.get(day),
            lines=[line for line in lines if rules.in_force(line, day)] if day not in closed else [],
            exceptions=exceptions.get(day, []),
            releases=releases.get(day, []),
            past=day < today,
        )

    shown = _weekdays(lines)
    mondays = (first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1))
    return [PlanWeek(monday, [plan_of(monday + timedelta(days=offset)) for offset in shown]) for monday in mondays]


def _weekdays(lines: Iterable[PlanLine]) -> list[int]:
    """Monday to Friday, and the days of the weekend on which somebody works."""
    return [*range(SATURDAY), *sorted({line.weekday for line in lines if line.weekday >= SATURDAY})]


def _by_day(rows: Iterable) -> dict[date, list]:
    found: dict[date, list] = {}
    for row in rows:
        found.setdefault(row.day, []).append(row)
    return found
