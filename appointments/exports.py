"""Figures as files for a spreadsheet, with cells that cannot become formulas."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook

from appointments.figures import Figures, Row

HEAD = ["Anliegen", "gebucht", "bedient", "davon ohne Termin", "nicht gekommen", "Wartezeit Median (Minuten)",
        "Wartezeit 80 % (Minuten)", "Tage bis zum nächsten freien Platz"]  # fmt: skip
DAY_HEAD = ["Tag", "gebucht", "bedient", "davon ohne Termin", "nicht gekommen"]
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
Cell = str | int | None


def defused(cell: Cell) -> Cell:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell


def as_csv(found: Figures) -> bytes:
    """Two tables in one file: UTF-8 with a byte order mark and semicolons, as German spreadsheets expect."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";")
    rows: list[Sequence[Cell]] = [HEAD, *_concerns(found), [], DAY_HEAD, *_days(found)]
    for row in rows:
        writer.writerow(["" if cell is None else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(found: Figures) -> bytes:
    """The same as a workbook of two sheets."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Anliegen"
    _fill(sheet, [HEAD, *_concerns(found)])
    _fill(book.create_sheet("Tage"), [DAY_HEAD, *_days(found)])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _fill(sheet, rows: Iterable[Sequence[Cell]]) -> None:
    for row in rows:
        sheet.append(list(row))


def _concerns(found: Figures) -> list[list[Cell]]:
    return [[defused(cell) for cell in _cells(row)] for row in [*found.concerns, found.total]]


def _cells(row: Row) -> list[Cell]:
    return [row.name, row.booked, row.served, row.walk_ins, row.no_shows, row.wait_median, row.wait_80, row.lead_days]


def _days(found: Figures) -> list[list[Cell]]:
    return [[f"{day.day:%d.%m.%Y}", day.booked, day.served, day.walk_ins, day.no_shows] for day in found.days]
