"""A delivery list as somebody reads it in: one serial number a line from a scanner, or a CSV file."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from auslaenderbehoerde import tokens
from eakte import serials
from eakte.exceptions import UnreadableFile

MOST_LINES = 5000
MOST_BYTES = 1_000_000
HEADINGS = ("seriennummer", "serial", "serial number", "kartennummer", "nummer")
DELIMITERS = ";,\t"


@dataclass(frozen=True)
class Line:
    """One line as it was read: its place in the list, and what is wrong with it if something is."""

    position: int
    serial: str
    wrong: str = ""


def read(text: str) -> list[Line]:
    """The lines of a list, each number once. Empty lines at the end are no lines (UnreadableFile when too many)."""
    typed = [line.strip() for line in text.splitlines()]
    while typed and not typed[-1]:
        typed.pop()
    if len(typed) > MOST_LINES:
        raise UnreadableFile(f"Eine Liste hat höchstens {MOST_LINES} Zeilen. Bitte teilen Sie sie.")
    found: list[Line] = []
    first_at: dict[str, int] = {}
    for position, line in enumerate(typed, start=1):
        number = serials.plain(line)
        wrong = serials.complaint(line)
        if not wrong and number in first_at:
            wrong = f"steht schon in Zeile {first_at[number]}"
        first_at.setdefault(number, position)
        found.append(Line(position, number if not wrong else line[:40], wrong))
    return found


def good(lines: Iterable[Line]) -> dict[str, Line]:
    """The lines nothing is wrong with, by the hash of their number."""
    return {serials.hash_of(line.serial): line for line in lines if not line.wrong}


def fingerprint(hashes: Iterable[str]) -> str:
    """The same numbers in any order are the same list."""
    return tokens.fingerprint("delivery", "\n".join(sorted(hashes)))


def text_of_csv(content: bytes) -> str:
    """The serial numbers of a CSV file, one a line: the column with their heading, else the first one."""
    if len(content) > MOST_BYTES:
        raise UnreadableFile("Diese Datei ist zu groß für eine Lieferliste. Höchstens 1 MB.")
    rows = list(csv.reader(io.StringIO(_decoded(content)), delimiter=_delimiter(content)))
    if not rows:
        raise UnreadableFile("Diese Datei ist leer.")
    heading = [cell.strip().lower() for cell in rows[0]]
    column = next((heading.index(name) for name in HEADINGS if name in heading), None)
    body = rows if column is None else rows[1:]
    return "\n".join(row[column or 0] if len(row) > (column or 0) else "" for row in body)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableFile("Das ist keine Textdatei. Bitte speichern Sie die Liste als CSV.")


def _delimiter(content: bytes) -> str:
    first, _newline, _rest = content.partition(b"\n")
    return max(DELIMITERS, key=lambda sign: first.count(sign.encode()))
