"""Reads about who we are, for one page each. Always the same number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language

from auslaenderbehoerde.authority import rules
from auslaenderbehoerde.authority.holiday_names import translated_name
from auslaenderbehoerde.authority.models import (
    Authority,
    ClosingDay,
    Municipality,
    Office,
    OpeningHours,
    Page,
    Weekday,
)

CLOSINGS_SHOWN_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Closing:
    """A day on which nobody opens: a public holiday (German name) or a closing day of ours."""

    day: date
    reason: str
    record: ClosingDay | None = None

    @property
    def holiday(self) -> str:
        """The name of the public holiday in the language of the page."""
        return translated_name(self.reason)

    @property
    def german_only(self) -> bool:
        """Whether that name is German on a page that is not, so that it is marked as such."""
        return self.holiday == self.reason and get_language() != settings.LANGUAGE_CODE


@dataclass(frozen=True)
class DayHours:
    """The hours of one weekday; no lines means closed."""

    weekday: Weekday
    lines: list[OpeningHours] = field(default_factory=list)


@dataclass(frozen=True)
class OfficePage:
    """Everything the page of an office shows about time."""

    office: Office
    today: DayHours
    closed_today: Closing | None
    week: list[DayHours]
    changes_on: date | None
    next_week: list[DayHours]
    closings: list[Closing]


def current_authority() -> Authority | None:
    """The authority; None in an empty installation."""
    return Authority.objects.first()


def page(key: str) -> Page | None:
    """A text of the authority; None when it has not been written yet."""
    return Page.objects.filter(key=key).first()


def office_by_slug(slug: str) -> Office | None:
    """One office with its hours and offers."""
    return Office.objects.for_pages().filter(slug=slug).first()


def municipalities() -> list[Municipality]:
    """All towns a person may name as home."""
    return list(Municipality.objects.all())


def closed_days(office: Office, first: date, last: date) -> dict[date, str]:
    """Days from `first` to `last` on which the office is closed, each with its reason; one query."""
    return {closing.day: closing.reason for closing in closings([office], first, last)[office]}


def closings(offices: Sequence[Office], first: date, last: date) -> dict[Office, list[Closing]]:
    """Holidays of each office's state and its closing days, in order; one query for all offices."""
    chosen = ClosingDay.objects.between(first, last).filter(Q(office__in=offices) | Q(office__isnull=True))
    entered = list(chosen)
    return {office: _closings_of(office, entered, first, last) for office in offices}


def _closings_of(office: Office, entered: list[ClosingDay], first: date, last: date) -> list[Closing]:
    found = {
        record.day: Closing(record.day, record.reason, record)
        for record in entered
        if record.office_id in (None, office.pk)
    }
    public = rules.holidays_between(office.state, first, last)
    found |= {day: Closing(day, name) for day, name in public.items()}
    return sorted(found.values(), key=lambda closing: closing.day)


def hours_of_week(office: Office, day: date) -> list[DayHours]:
    """The usual week, Monday to Sunday, in force on `day`; without queries if the hours are prefetched."""
    lines = rules.hours_in_force(office.hours.all(), day)
    return [DayHours(weekday, [line for line in lines if line.weekday == weekday]) for weekday in Weekday]


def office_pages(today: date) -> list[OfficePage]:
    """All offices with hours, changes and closings; four queries however many there are."""
    offices = list(Office.objects.for_pages())
    closed = closings(offices, today, today + CLOSINGS_SHOWN_FOR)
    return [_office_page(office, closed[office], today) for office in offices]


def _office_page(office: Office, closed: list[Closing], today: date) -> OfficePage:
    week = hours_of_week(office, today)
    changes_on = rules.next_change_of_hours(office.hours.all(), today)
    return OfficePage(
        office=office,
        today=week[today.weekday()],
        closed_today=next((closing for closing in closed if closing.day == today), None),
        week=week,
        changes_on=changes_on,
        next_week=hours_of_week(office, changes_on) if changes_on else [],
        closings=[closing for closing in closed if closing.day > today and _noticed(office, closing)],
    )


def _noticed(office: Office, closing: Closing) -> bool:
    """A holiday on a day that is closed anyway would only be noise."""
    return closing.record is not None or bool(rules.opening_hours_on(office.hours.all(), closing.day))
