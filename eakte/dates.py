"""Dates of birth of which only a part may be known.

Passports exist with 00.00.1990. A date of birth is therefore a text of known parts: `1990`, `1990-01` or
`1990-01-31` (the Gregorian calendar, as in the machine-readable zone). Two dates are the same when the
texts are: a known and an unknown day never match.
"""

import calendar
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eakte.names import normalise

FIRST_YEAR = 1900


class BirthDateError(ValueError):
    """What is wrong with a typed date of birth; `part` is `day`, `month` or `year`."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part


def parse(day: str, month: str, year: str, *, today: date) -> str:
    """The date of birth from three typed texts; nothing or zeros for a part that is unknown.

    Digits of every script count (`١٩٩٠`, `۱۹۹۰`). Nothing typed at all gives an empty text.
    """
    typed_day, typed_month, typed_year = (normalise(text) for text in (day, month, year))
    if not (typed_day or typed_month or typed_year):
        return ""
    known_year = _year(typed_year, today)
    known_month = _month(typed_month)
    known_day = _day(typed_day, known_month, known_year)
    value = "-".join([str(known_year), *(f"{number:02}" for number in (known_month, known_day) if number)])
    if value > today.isoformat()[: len(value)]:
        raise BirthDateError(
            "day" if known_day else "month",
            _("Dieses Geburtsdatum liegt in der Zukunft. Bitte prüfen Sie Tag, Monat und Jahr."),
        )
    return value


def split(value: str) -> tuple[str, str, str]:
    """Day, month and year of a stored date of birth as texts, empty where unknown."""
    year, month, day = [*value.split("-"), "", ""][:3]
    return day, month, year


def same(stored: str, given: str) -> bool:
    """Whether a given date of birth is the stored one; an erased or missing one is nobody's."""
    return bool(stored) and stored == given


def display(value: str) -> str:
    """The date of birth for people: `31.01.1990` in German, day, month as a word and year in other languages."""
    day, month, year = split(value)
    if day:
        return _written(date(int(year), int(month), int(day)), "d.m.Y", "j E Y")
    if month:
        known = _written(date(int(year), int(month), 1), "m.Y", "F Y")
        return _("%(date)s (Tag unbekannt)") % {"date": known}
    return _("%(date)s (Tag und Monat unbekannt)") % {"date": year} if year else ""


def _written(day: date, german: str, other: str) -> str:
    return date_format(day, german if (get_language() or "de").startswith("de") else other)


def _year(text: str, today: date) -> int:
    year = _number(text, "year", _("Bitte geben Sie das Jahr mit vier Ziffern an, zum Beispiel 1990."))
    if not year:
        raise BirthDateError("year", _("Bitte geben Sie das Geburtsjahr an. Tag und Monat dürfen leer bleiben."))
    if len(text) < 4:
        raise BirthDateError("year", _("Bitte geben Sie das Jahr mit vier Ziffern an, zum Beispiel 1990."))
    if not FIRST_YEAR <= year <= today.year:
        message = _(
            "Das Geburtsjahr muss zwischen %(first)s und %(last)s liegen. "
            "Bitte schreiben Sie es so, wie es in der maschinenlesbaren Zone Ihres Passes steht."
        )
        raise BirthDateError("year", message % {"first": FIRST_YEAR, "last": today.year})
    return year


def _month(text: str) -> int:
    month = _number(text, "month", _("Bitte geben Sie den Monat als Zahl an, zum Beispiel 3 für März."))
    if month > 12:
        raise BirthDateError("month", _("Der Monat ist eine Zahl von 1 bis 12."))
    return month


def _day(text: str, month: int, year: int) -> int:
    day = _number(text, "day", _("Bitte geben Sie den Tag als Zahl an, zum Beispiel 31."))
    if day > 31:
        raise BirthDateError("day", _("Der Tag ist eine Zahl von 1 bis 31."))
    if day and not month:
        raise BirthDateError(
            "month", _("Bitte geben Sie auch den Monat an. Ist er nicht bekannt, lassen Sie Tag und Monat leer.")
        )
    if month and day > calendar.monthrange(year, month)[1]:
        message = _("Den %(date)s gibt es im Kalender nicht. Bitte prüfen Sie den Tag.")
        raise BirthDateError("day", message % {"date": f"{day:02}.{month:02}.{year}"})
    return day


def _number(text: str, part: str, complaint: str) -> int:
    """The number in a text of at most four decimal digits of any script, 0 for nothing."""
    if text and not (text.isdecimal() and len(text) <= 4):
        raise BirthDateError(part, complaint)
    return int(text or 0)
