"""Public holidays, working days and opening hours as arithmetic."""

from collections.abc import Collection, Iterable
from datetime import date, time, timedelta
from functools import cache
from itertools import count, islice
from typing import Protocol, TypeVar

import holidays

SATURDAY = 5


class HoursLine(Protocol):
    """One line of opening hours; lines with the same `effective_from` are one set."""

    weekday: int
    opens: time
    closes: time
    effective_from: date


Line = TypeVar("Line", bound=HoursLine)


def holidays_of(state: str, year: int) -> dict[date, str]:
    """The public holidays of a federal state with their German names, in order.

    Only those of the whole state: where a day is a holiday in some towns alone (Mariä Himmelfahrt
    in Bavaria, the Friedensfest in Augsburg), the office enters it as a closing day.
    """
    return dict(_calendar(state, year))


@cache
def _calendar(state: str, year: int) -> tuple[tuple[date, str], ...]:
    return tuple(sorted(holidays.country_holidays("DE", subdiv=state, years=year, language="de").items()))


def holidays_between(state: str, first: date, last: date) -> dict[date, str]:
    """The public holidays from `first` to `last`, both included."""
    return {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in _calendar(state, year)
        if first <= day <= last
    }


def is_working_day(day: date, *, state: str, closing_days: Collection[date] = ()) -> bool:
    """Monday to Friday, no public holiday of the office's own state, no closing day.

    Deadlines in law know only Saturdays, Sundays and holidays (§ 31 Abs. 3 VwVfG, § 193 BGB):
    leave `closing_days` empty for them.
    """
    return day.weekday() < SATURDAY and day not in closing_days and day not in holidays_of(state, day.year)


def add_working_days(day: date, number: int, *, state: str, closing_days: Collection[date] = ()) -> date:
    """The working day `number` working days after `day`; with 0 `day` itself or the next working day."""
    start = day if number == 0 else day + timedelta(days=1)
    following = (start + timedelta(days=offset) for offset in count())
    working = (each for each in following if is_working_day(each, state=state, closing_days=closing_days))
    return next(islice(working, max(number - 1, 0), None))


def hours_in_force(hours: Iterable[Line], day: date) -> list[Line]:
    """The newest set of one office's hours that has begun on `day`; sets never mix."""
    begun = [line for line in hours if line.effective_from <= day]
    newest = max((line.effective_from for line in begun), default=None)
    return sorted(
        (line for line in begun if line.effective_from == newest), key=lambda line: (line.weekday, line.opens)
    )


def opening_hours_on(hours: Iterable[Line], day: date) -> list[Line]:
    """The usual hours of this day in their order; empty when closed. Holidays are not looked at."""
    return [line for line in hours_in_force(hours, day) if line.weekday == day.weekday()]


def next_change_of_hours(hours: Iterable[HoursLine], day: date) -> date | None:
    """The first day after `day` on which a new set of hours begins."""
    return min((line.effective_from for line in hours if line.effective_from > day), default=None)
