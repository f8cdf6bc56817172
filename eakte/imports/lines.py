"""Reads a CSV line by line: columns by their names, errors with the line and the reason, never with the content."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TextIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from eakte import dates, names, nationalities, serials
from eakte.exceptions import UnreadableFile
from eakte.models.people import LONGEST_NAME

LONGEST_FIELD = 1000
MOST_ERRORS = 1000  # kept; the number of all is counted


@dataclass(frozen=True)
class Line:
    """One good line: its number in the file, the key in the specialist software, and its values."""

    number: int
    key: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Wrong:
    """One line that was not taken: number, column and reason."""

    number: int
    column: str
    reason: str

    def as_row(self) -> list[Any]:
        """For the column `errors` of an ImportRun."""
        return [self.number, self.column, self.reason]


class Refused(ValueError):
    """Why a value cannot be taken; without the value."""


Parser = Callable[[str], Any]
Columns = Mapping[str, tuple[str, Parser]]  # name in the file: name of ours, how it is read


def read(text: TextIO, columns: Columns) -> Iterator[Line | Wrong]:
    """Every line as a Line or as what is wrong with it (UnreadableFile for another file altogether)."""
    rows = csv.reader(text, delimiter=";", strict=True)
    header = _header(rows, columns)
    seen: set[str] = set()
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield Wrong(rows.line_num, "", "Die Zeile ist kein CSV: Ein Anführungszeichen fehlt.")
            continue
        if any(row):
            yield _line(rows.line_num, row, header, columns, seen)


def _header(rows: Iterator[list[str]], columns: Columns) -> list[str]:
    header = [name.strip().casefold() for name in next(rows, [])]
    missing = [name for name in columns if name not in header]
    if missing:
        raise UnreadableFile(f"In der ersten Zeile fehlen die Spalten: {', '.join(missing)}.")
    return header


def _line(number: int, row: list[str], header: list[str], columns: Columns, seen: set[str]) -> Line | Wrong:
    if len(row) != len(header):
        return Wrong(number, "", f"Die Zeile hat {len(row)} statt {len(header)} Spalten.")
    typed, values = dict(zip(header, row, strict=True)), {}
    for column, (name, parse) in columns.items():
        try:
            values[name] = parse(_clean(typed[column]))
        except Refused as refusal:
            return Wrong(number, column, str(refusal))
    key = values.pop("key")
    if key in seen:
        return Wrong(number, "kennung", "Diese Kennung steht schon in einer Zeile davor.")
    seen.add(key)
    return Line(number, key, values)


def _clean(text: str) -> str:
    if len(text) > LONGEST_FIELD or "\0" in text:
        raise Refused("Der Wert ist zu lang oder enthält unerlaubte Zeichen.")
    return names.normalise(text)


def opened(data: bytes) -> TextIO:
    """The bytes of a file as text (UTF-8, with or without a mark at the beginning)."""
    try:
        return io.StringIO(data.decode("utf-8-sig"), newline="")
    except UnicodeDecodeError as error:
        raise UnreadableFile("Die Datei ist nicht in UTF-8 geschrieben.") from error


# --- how a value is read ---


def key(text: str) -> str:
    """The key of the specialist software: needed, at most 60 characters."""
    if not text or len(text) > 60:
        raise Refused("Die Kennung fehlt oder ist länger als 60 Zeichen.")
    return text


def name(text: str) -> str:
    """A name in the characters of DIN 91379."""
    if names.unknown_characters(text):
        raise Refused("Der Name enthält Zeichen, die es in DIN 91379 nicht gibt.")
    if len(text) > LONGEST_NAME:
        raise Refused(f"Der Name ist länger als {LONGEST_NAME} Zeichen.")
    return text


def birth_date(text: str) -> str:
    """`31.01.1990`, `00.00.1990`, `1990-01-31`, `1990` or nothing."""
    if not text:
        return ""
    parts = text.split(".") if "." in text else [*reversed(text.split("-"))]
    day, month, year = ["", "", *parts][-3:]
    try:
        return dates.parse(day, month, year, today=date.today())  # noqa: DTZ011 - only the year's upper end
    except dates.BirthDateError as error:  # its own words may name the date
        raise Refused("Das ist kein Geburtsdatum. Erwartet wird 31.01.1990, 00.00.1990 oder 1990.") from error


def day(text: str) -> date | None:
    """`31.12.2027`, `2027-12-31` or nothing."""
    if not text:
        return None
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise Refused("Das ist kein Datum. Erwartet wird 31.12.2027 oder 2027-12-31.")


def needed_day(text: str) -> date:
    """A day that must be there."""
    found = day(text)
    if found is None:
        raise Refused("Das Datum fehlt.")
    return found


def one_of(*allowed: str, empty: str | None = None) -> Parser:
    """One of these words, or nothing where that is allowed."""

    def parse(text: str) -> str:
        if not text and empty is not None:
            return empty
        if text not in allowed:
            raise Refused(f"Erlaubt sind: {', '.join(allowed)}.")
        return text

    return parse


def state(text: str) -> str:
    """Three letters of a state, or nothing."""
    if text and text not in nationalities.known():
        raise Refused("Diesen Staat gibt es in der Liste nicht. Erwartet werden drei Buchstaben wie TUR.")
    return text


def states(text: str) -> list[str]:
    """Several of them, separated by commas."""
    return [state(part.strip()) for part in text.split(",") if part.strip()]


def mail(text: str) -> str:
    """An e-mail address, or nothing."""
    if text:
        try:
            validate_email(text)
        except ValidationError as error:
            raise Refused("Das ist keine E-Mail-Adresse.") from error
    return text


def text(longest: int, *, needed: bool = False) -> Parser:
    """Any text up to a length."""

    def parse(typed: str) -> str:
        if needed and not typed:
            raise Refused("Der Wert fehlt.")
        if len(typed) > longest:
            raise Refused(f"Der Wert ist länger als {longest} Zeichen.")
        return typed

    return parse


def serial(typed: str) -> str:
    """A serial number of a card, or nothing."""
    if typed and (complaint := serials.complaint(typed)):
        raise Refused(complaint)
    return serials.plain(typed)
