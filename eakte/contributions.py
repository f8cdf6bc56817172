"""The one door through which the apps above add to a case file: its page, search, export, and what the law asks.

An app registers a `CaseContribution` when it starts. `covers` names its models that hang on a person, a file or a
proceeding; tests walk all models and fail for one that nobody covers, or that the answer to an access request,
a merger or an erasure forgets.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from eakte.models import CaseFile, Person


@dataclass(frozen=True)
class Panel:
    """A part of the case file's page: a template with its context, at its place in the order."""

    title: str
    template: str
    context: dict[str, Any]
    order: int = 50


@dataclass(frozen=True)
class Moment:
    """One entry of the timeline: when, what, and where to read more (an address under /verwaltung/, or nothing)."""

    at: datetime
    text: str
    detail: str = ""
    who: str = ""
    address: str = ""


@dataclass(frozen=True)
class Action:
    """A button of the case file's page."""

    title: str
    address: str
    right: str
    rare: bool = False  # stands behind "Weiteres"


@dataclass(frozen=True)
class ExportPart:
    """One thing of the export: its line in the index, and a file if there is one (name and a maker of its bytes)."""

    at: datetime
    title: str
    detail: str = ""
    file_name: str = ""
    read: Callable[[], Iterable[bytes]] | None = None


@dataclass(frozen=True)
class Merger:
    """Two persons who are the same. What hangs on `gone` and her file goes to `kept` and hers; both are locked."""

    kept: Person
    gone: Person
    kept_file: CaseFile | None
    gone_file: CaseFile | None
    now: datetime


@dataclass(frozen=True)
class CaseContribution:
    """What one app adds. Every function takes constant queries for one file.

    `find` names files a typed text leads to. `answer` tells everything that is stored of a person (Art. 15 DSGVO),
    except documents. `moves` counts what `merge` will move. `holds` says of many files at once what keeps them from
    being erased. `erase` removes or empties what belongs to a file and its person; the record itself comes last.
    """

    app: str
    covers: tuple[str, ...]
    panels: Callable[[HttpRequest, CaseFile, datetime], list[Panel]] = field(default=lambda _r, _f, _n: [])
    moments: Callable[[CaseFile, datetime], list[Moment]] = field(default=lambda _f, _n: [])
    actions: Callable[[CaseFile], list[Action]] = field(default=lambda _f: [])
    export: Callable[[CaseFile], list[ExportPart]] = field(default=lambda _f: [])
    find: Callable[[str, date], list[UUID]] = field(default=lambda _t, _d: [])
    answer: Callable[[Person], list[ExportPart]] = field(default=lambda _p: [])
    moves: Callable[[Person], list[str]] = field(default=lambda _p: [])
    merge: Callable[[Merger], None] = field(default=lambda _m: None)
    holds: Callable[[Sequence[CaseFile], datetime], list[tuple[UUID, str]]] = field(default=lambda _f, _n: [])
    erase: Callable[[CaseFile, datetime], None] = field(default=lambda _f, _n: None)


CONTRIBUTIONS: list[CaseContribution] = []


def contribute(contribution: CaseContribution) -> None:
    """Register what an app adds; once, when it starts."""
    CONTRIBUTIONS.append(contribution)


def panels(request: HttpRequest, case_file: CaseFile, now: datetime) -> list[Panel]:
    """All panels in their order."""
    found = [panel for each in CONTRIBUTIONS for panel in each.panels(request, case_file, now)]
    return sorted(found, key=lambda panel: panel.order)


def moments(case_file: CaseFile, now: datetime) -> list[Moment]:
    """The whole timeline, newest first."""
    found = [moment for each in CONTRIBUTIONS for moment in each.moments(case_file, now)]
    return sorted(found, key=lambda moment: moment.at, reverse=True)


def actions(case_file: CaseFile, user: Any) -> list[Action]:
    """The buttons this person may press."""
    return [action for each in CONTRIBUTIONS for action in each.actions(case_file) if user.has_perm(action.right)]


def export_parts(case_file: CaseFile) -> list[ExportPart]:
    """Everything the export holds, oldest first."""
    found = [part for each in CONTRIBUTIONS for part in each.export(case_file)]
    return sorted(found, key=lambda part: part.at)


def find(text: str, today: date) -> list[UUID]:
    """Files the text leads to by what the apps know."""
    return [pk for each in CONTRIBUTIONS for pk in each.find(text, today)]


def answer_parts(person: Person) -> list[ExportPart]:
    """Everything that is stored of a person but her documents, oldest first."""
    found = [part for each in CONTRIBUTIONS for part in each.answer(person)]
    return sorted(found, key=lambda part: part.at)


def moves(gone: Person) -> list[str]:
    """What a merger will move, in words."""
    return [line for each in CONTRIBUTIONS for line in each.moves(gone)]


def merge(merger: Merger) -> None:
    """Let every app move its rows."""
    for each in CONTRIBUTIONS:
        each.merge(merger)


def holds(case_files: Sequence[CaseFile], now: datetime) -> dict[UUID, list[str]]:
    """What keeps each of these files from being erased; constant queries however many they are."""
    found: dict[UUID, list[str]] = defaultdict(list)
    for each in CONTRIBUTIONS:
        for pk, reason in each.holds(case_files, now):
            found[pk].append(reason)
    return found


def erase(case_file: CaseFile, now: datetime) -> None:
    """Let every app remove its rows, those above first: what they point to goes after them."""
    for each in reversed(CONTRIBUTIONS):
        each.erase(case_file, now)
