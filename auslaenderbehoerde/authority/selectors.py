"""Reads about ourselves, each for one purpose and in constant queries."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from auslaenderbehoerde.authority import rules
from auslaenderbehoerde.authority.models import Authority, ClosingDay, Municipality, Office, OpeningHours


@dataclass(frozen=True)
class Weekday:
    """One line of the table of opening hours."""

    number: int
    spans: list[OpeningHours]


def current_authority() -> Authority | None:
    """The authority of this installation; None while nothing is set up."""
    return Authority.objects.first()


def office_by_slug(slug: str) -> Office | None:
    """The office of an address."""
    return Office.objects.filter(slug=slug).first()


def municipalities() -> list[Municipality]:
    """All towns we know, by name."""
    return list(Municipality.objects.order_by("name"))


def closed_days(office: Office, first: date, last: date) -> dict[date, str]:
    """Why the office is closed, by day: public holidays of its state and its closing days; one query."""
    closed = {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in rules.holidays_of(office.state, year).items()
        if first <= day <= last
    }
    days = ClosingDay.objects.filter(Q(office=office) | Q(office=None), day__range=(first, last))
    return closed | {day.day: day.reason for day in days}


def hours_of_week(office: Office, day: date) -> list[Weekday]:
    """The opening hours in force on a day, Monday to Friday and further days that have hours."""
    spans = rules.hours_in_force(office.hours.all(), day)
    by_day = {number: [span for span in spans if span.weekday == number] for number in range(7)}
    return [Weekday(number, spans) for number, spans in by_day.items() if number < 5 or spans]


def coming_closed_days(office: Office, today: date, *, days: int = 60) -> dict[date, str]:
    """Holidays and closing days of the next weeks, those on weekends left out."""
    closed = closed_days(office, today, today + timedelta(days=days))
    return {day: reason for day, reason in sorted(closed.items()) if day.weekday() < 5}
