"""A month as rows of weeks, ready for a table and a list."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from appointments import rules
from appointments.availability import DayOffer, Visit, next_days, offers
from auslaenderbehoerde.clock import local_day


@dataclass(frozen=True)
class Month:
    """One month of offers; `weeks` holds seven cells each, None outside the bookable days."""

    first: date
    weeks: list[list[tuple[date, DayOffer | None]]]
    free_days: list[DayOffer]
    previous: date | None
    following: date | None


def month_of(visit: Visit, *, month: date | None, now: datetime) -> Month:
    """The wanted month, or the one with the next free day, between today and the horizon."""
    today = local_day(now)
    last_day = rules.horizon(today)
    if month is None:
        month = _month_with_room(visit, now) or today
    first = min(max(month, today), last_day).replace(day=1)
    last = first + timedelta(days=calendar.monthrange(first.year, first.month)[1] - 1)
    known = {offer.day: offer for offer in offers(visit, first=max(first, today), last=min(last, last_day), now=now)}
    return Month(
        first=first,
        weeks=[[(day, known.get(day)) for day in week] for week in _weeks(first)],
        free_days=[offer for offer in known.values() if offer.times],
        previous=first - timedelta(days=1) if first > today else None,
        following=last + timedelta(days=1) if last < last_day else None,
    )


def _weeks(first: date) -> list[list[date]]:
    return calendar.Calendar().monthdatescalendar(first.year, first.month)


def _month_with_room(visit: Visit, now: datetime) -> date | None:
    """Look at this month first: it nearly always has room, and the long look costs more."""
    today = local_day(now)
    end = today.replace(day=calendar.monthrange(today.year, today.month)[1])
    if any(offer.times for offer in offers(visit, first=today, last=end, now=now)):
        return today
    return next((offer.day for offer in next_days(visit, now=now, after=end)), None)
