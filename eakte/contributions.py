"""The one door through which the apps above add to a case file: panels, timeline, search, export.

An app registers a `CaseContribution` when it starts. `covers` names its models that hang on a person, a file or a
proceeding; a test walks all models and fails for one that nobody covers.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from eakte.models import CaseFile


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


@dataclass(frozen=True)
class ExportPart:
    """One thing of the export: its line in the index, and a file if there is one (name and a maker of its bytes)."""

    at: datetime
    title: str
    detail: str = ""
    file_name: str = ""
    read: Callable[[], Iterable[bytes]] | None = None


@dataclass(frozen=True)
class CaseContribution:
    """What one app adds. Every function takes constant queries for one file."""

    app: str
    covers: tuple[str, ...]
    panels: Callable[[HttpRequest, CaseFile, datetime], list[Panel]] = field(default=lambda _r, _f, _n: [])
    moments: Callable[[CaseFile, datetime], list[Moment]] = field(default=lambda _f, _n: [])
    actions: Callable[[CaseFile], list[Action]] = field(default=lambda _f: [])
    export: Callable[[CaseFile], list[ExportPart]] = field(default=lambda _f: [])


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
