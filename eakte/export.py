"""A case file, or all that is stored of a person, as one ZIP: the originals, an index as PDF, and a manifest with the
SHA-256 of everything in it.

It is written while it is sent: nothing of it lies on a disk, and the memory does not grow with the file.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify

from auslaenderbehoerde.design import pdf
from eakte import contributions, dates, papers
from eakte.contributions import ExportPart
from eakte.exceptions import RecordError
from eakte.models import CaseFile, Document
from eakte.services import documents

INDEX = "inhalt.pdf"
INDEX_PAGE = "inhalt.html"  # where this machine makes no PDF
MANIFEST = "manifest.json"
LONGEST = 60


@dataclass(frozen=True)
class Contents:
    """What will stand in the export, read before the first byte leaves."""

    case_file: CaseFile
    made_at: datetime
    papers: list[papers.Line]
    parts: list[ExportPart]
    hidden: int = 0
    template: str = "admin/eakte/export_index.html"
    name: str = "akte"
    about: dict[str, Any] = field(default_factory=dict)  # what the template says besides


@dataclass
class _Entry:
    """One line of the index; `problem` says why its file is not in the ZIP."""

    at: str
    title: str
    detail: str = ""
    path: str = ""
    size: int = 0
    sha256: str = ""
    problem: str = ""


class _Pipe:
    """What `zipfile` writes to; whoever sends the ZIP takes it from here."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def write(self, data: bytes) -> int:
        self.waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """The last piece is taken after the end."""

    def taken(self) -> bytes:
        data = bytes(self.waiting)
        self.waiting.clear()
        return data


@dataclass
class _Zip:
    """The ZIP while it grows, with the hash of each thing in it."""

    pipe: _Pipe = field(default_factory=_Pipe)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Scans are compressed already: packing them again costs time and gains nothing.
        self.archive = zipfile.ZipFile(self.pipe, "w", zipfile.ZIP_STORED)

    def add(self, path: str, source: Iterable[bytes], at: datetime) -> Iterator[bytes]:
        """One file, piece by piece."""
        digest, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo(path, timezone.localtime(at).timetuple()[:6])
        with self.archive.open(info, "w", force_zip64=True) as file:
            for piece in source:
                digest.update(piece)
                size += len(piece)
                file.write(piece)
                yield self.pipe.taken()
        self.files[path] = {"size": size, "sha256": digest.hexdigest()}
        yield self.pipe.taken()

    def end(self) -> bytes:
        """The directory every ZIP ends with."""
        self.archive.close()
        return self.pipe.taken()


def contents(case_file: CaseFile, *, user: Any, now: datetime) -> Contents:
    """What this person may take out of the file; constant queries."""
    rows = Document.objects.filter(case_file=case_file)
    return Contents(
        case_file=case_file,
        made_at=now,
        papers=papers.lines(rows.readable_by(user).order_by("dated_on", "pk")),
        parts=contributions.export_parts(case_file),
        hidden=papers.hidden(case_file, user),
    )


def stream(wanted: Contents) -> Iterator[bytes]:
    """The ZIP in pieces. A damaged paper is named in the index and left out; the rest arrives."""
    archive, entries = _Zip(), []
    for number, line in enumerate(wanted.papers, start=1):
        entry = _entry_of(line)
        entries.append(entry)
        yield from _paper(archive, entry, line, number, wanted.made_at)
    for number, part in enumerate(wanted.parts, start=len(wanted.papers) + 1):
        entry = _Entry(_day(part.at), part.title, part.detail)
        entries.append(entry)
        if part.read is not None:
            entry.path = f"weitere/{number:04}_{part.file_name}"
            yield from _added(archive, entry, part.read(), part.at)
    name, index = _index(wanted, entries)
    yield from archive.add(name, [index], wanted.made_at)
    yield from archive.add(MANIFEST, [_manifest(wanted, archive.files)], wanted.made_at)
    yield archive.end()


def name_of(wanted: Contents) -> str:
    """A file name that says which file and when, and nothing about the person."""
    return f"{wanted.name}-{slugify(wanted.case_file.reference)}-{timezone.localdate(wanted.made_at):%Y%m%d}.zip"


def _paper(archive: _Zip, entry: _Entry, line: papers.Line, number: int, now: datetime) -> Iterator[bytes]:
    try:
        original = documents.give_out(line.version, now=now)
    except RecordError as refusal:
        entry.problem = str(refusal)
        return
    ending = line.version.file_name.rpartition(".")[2]
    words = slugify(line.document.title)[:LONGEST].strip("-") or "schriftstueck"
    entry.path = f"schriftstuecke/{number:04}_{line.document.dated_on:%Y-%m-%d}_{words}.{ending}"
    yield from _added(archive, entry, original, line.version.created_at)


def _added(archive: _Zip, entry: _Entry, source: Iterable[bytes], at: datetime) -> Iterator[bytes]:
    yield from archive.add(entry.path, source, at)
    entry.size, entry.sha256 = archive.files[entry.path]["size"], archive.files[entry.path]["sha256"]


def _entry_of(line: papers.Line) -> _Entry:
    document = line.document
    facts = [document.get_category_display(), document.get_direction_display(), f"Fassung {line.version.number}"]
    return _Entry(f"{document.dated_on:%d.%m.%Y}", document.title, ", ".join(facts))


def _day(at: datetime) -> str:
    return f"{timezone.localtime(at):%d.%m.%Y %H:%M}"


def _index(wanted: Contents, entries: list[_Entry]) -> tuple[str, bytes]:
    """The list of everything, as a PDF where this machine makes one."""
    person = wanted.case_file.person
    context = {"wanted": wanted, "person": person, "born": dates.display(person.birth_date), "entries": entries}
    html = render_to_string(wanted.template, context | wanted.about)
    if not pdf.available():
        return INDEX_PAGE, html.encode()
    return INDEX, pdf.render(html)


def _manifest(wanted: Contents, files: dict[str, dict[str, Any]]) -> bytes:
    made = {
        "reference": wanted.case_file.reference,
        "made_at": timezone.localtime(wanted.made_at).isoformat(timespec="seconds"),
        "not_included": wanted.hidden,
        "files": [{"path": path, **facts} for path, facts in files.items()],
    }
    return json.dumps(made, ensure_ascii=False, indent=2).encode()
