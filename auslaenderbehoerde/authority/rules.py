"""Working days and opening hours: pure functions, today's date passed in."""

from collections.abc import Collection, Iterable
from datetime import date, time, timedelta
from functools import cache
from typing import Protocol

import holidays


class Span(Protocol):
    """What the arithmetic reads of `OpeningHours`."""

    weekday: int
    opens: time
    closes: time
    effective_from: date


@cache
def holidays_of(state: str, year: int) -> dict[date, str]:
    """The public holidays of a federal state by day, with their German names."""
    return dict(holidays.country_holidays("DE", subdiv=state, years=year, language="de"))


def holiday(day: date, *, state: str) -> str | None:
    """The name of the holiday, or None."""
    return holidays_of(state, day.year).get(day)


def is_working_day(day: date, *, state: str, closing_days: Collection[date] = ()) -> bool:
    """Monday to Friday, no public holiday of the state, no closing day of the office."""
    return day.weekday() < 5 and holiday(day, state=state) is None and day not in closing_days


def add_working_days(day: date, number: int, *, state: str, closing_days: Collection[date] = ()) -> date:
    """The day `number` working days after `day`; with 0 the day itself or the next working day."""
    left = number
    while left > 0 or not is_working_day(day, state=state, closing_days=closing_days):
        day += timedelta(days=1)
        left -= is_working_day(day, state=state, closing_days=closing_days)
    return day


def hours_in_force(hours: Iterable[Span], day: date) -> list[Span]:
    """The newest set of hours whose `effective_from` has come, as a whole, in order of the week."""
    known = [span for span in hours if span.effective_from <= day]
    newest = max((span.effective_from for span in known), default=None)
    return sorted((span for span in known if span.effective_from == newest), key=lambda span: (span.weekday, span.opens))


def opening_hours_on(hours: Iterable[Span], day: date) -> list[Span]:
    """The spans of one day, holidays not considered."""
    return [span for span in hours_in_force(hours, day) if span.weekday == day.weekday()]
