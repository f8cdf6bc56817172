"""Who is it? Today's people of an office by number or by name, however it is written."""

import re
from datetime import datetime
from uuid import UUID

from appointments import board
from appointments.board import Row
from appointments.models import Appointment, Attendance
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.clock import local_day
from eakte.names import fold

NUMBER = re.compile(r"^\s*([a-z]?)\s*(\d{1,5})\s*$", re.IGNORECASE)
SHOWN = 50
LONG = 4


def find(office: Office, text: str, *, now: datetime) -> tuple[list[Row], list[Row]]:
    """People who are still expected (or have cancelled), and those who are or were here."""
    day = local_day(now)
    booked = Appointment.objects.known().filter(office=office, day=day, attendance=None)
    here = Attendance.objects.of_day(office, day)
    names = ("pk", "number", "given_names", "family_name")
    through = ("appointment__given_names", "appointment__family_name")
    asked = ("urgent_request__given_names", "urgent_request__family_name")
    expected = _matching(text, booked.values_list(*names))
    visits = _matching(text, here.values_list("pk", "number", *through, *asked))
    return (
        board.coming_rows(booked.filter(pk__in=expected).order_by("starts_at"), now=now, limit=SHOWN),
        board.visit_rows(here.filter(pk__in=visits).order_by("rank_at")[:SHOWN], now=now),
    )


def _matching(text: str, people) -> list[UUID]:
    """Whose number it is, or whose name contains every word."""
    if number := NUMBER.match(text):
        letter, digits = number.group(1).upper(), str(int(number.group(2)))
        return [pk for pk, given, *_names in people if _is_number(given, letter, digits)]
    words = fold(text).split()
    if not words:
        return []
    return [pk for pk, _number, *names in people if _has(words, fold(" ".join(name or "" for name in names)))]


def _is_number(number: str, letter: str, digits: str) -> bool:
    given_letter, _blank, given_digits = number.partition(" ")
    return given_digits == digits and letter in ("", given_letter)


def _has(words: list[str], name: str) -> bool:
    """Each word begins one of the name's words; longer ones also stand anywhere, with the name's blanks left out."""
    joined = name.replace(" ", "")
    return all(f" {word}" in f" {name}" or (len(word) >= LONG and word in joined) for word in words)
