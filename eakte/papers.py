"""Documents as pages show them: the list of a file, one document with the picture of a page."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from eakte import preview
from eakte.exceptions import RecordError
from eakte.models import CaseFile, Document, DocumentVersion
from eakte.services import documents


@dataclass(frozen=True)
class Line:
    """One document in a list: its latest version, and what is wrong with that."""

    document: Document
    version: DocumentVersion
    problem: str

    @property
    def versions(self) -> int:
        """How many there are."""
        return self.version.number


@dataclass(frozen=True)
class Sheet:
    """One page as a picture, or the reason why there is none."""

    number: int
    pages: int
    picture: str = ""
    problem: str = ""

    @property
    def previous(self) -> int | None:
        """The page before."""
        return self.number - 1 if self.number > 1 else None

    @property
    def following(self) -> int | None:
        """The page after."""
        return self.number + 1 if self.number < self.pages else None


def visible(user: Any) -> QuerySet[Document]:
    """Every document this person may open: of files they may see, and of its access class."""
    files = CaseFile.objects.visible_to(user)
    rows = Document.objects.filter(case_file__in=files.values("pk")).readable_by(user)
    return rows.select_related("case_file__person", "case_file__team", "proceeding")


def lines(rows: QuerySet[Document]) -> list[Line]:
    """The documents with their latest versions; two queries."""
    found = list(rows.select_related("proceeding").prefetch_related("versions"))
    return [_line(document, list(document.versions.all())) for document in found]


def _line(document: Document, versions: Sequence[DocumentVersion]) -> Line:
    latest = max(versions, key=lambda version: version.number)
    return Line(document, latest, documents.refusal(latest))


def hidden(case_file: CaseFile, user: Any) -> int:
    """How many documents of the file only its team may open."""
    return Document.objects.filter(case_file=case_file).count() - (
        Document.objects.filter(case_file=case_file).readable_by(user).count()
    )


def sheet(version: DocumentVersion, *, number: int, size: str, now: datetime) -> Sheet:
    """The picture of a page, made now and kept nowhere; it travels inside the page that shows it."""
    pages = version.pages or 1
    number = min(max(number, 1), pages)
    width = preview.WIDTHS.get(size, preview.WIDTHS["normal"])
    try:
        original = documents.give_out(version, now=now)
        drawn = preview.page(version.media_type, original, number=number, width=width)
    except RecordError as refusal:
        return Sheet(number, pages, problem=str(refusal))
    return Sheet(number, pages, picture=f"data:image/jpeg;base64,{base64.b64encode(drawn).decode()}")
