"""What the page of a file shows, read in constant queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from eakte import dates, nationalities
from eakte.models import CaseFile, Deadline, OtherName, Passport, Proceeding, ResidenceTitle, Task
from eakte.services.deadlines import OF_THE_LAW
from eakte.transitions import open_to

SOON_DAYS = 30
LATER_DAYS = 90
FRESH = timedelta(hours=1)


@dataclass(frozen=True)
class TitleLine:
    """A title and how near its end is: `over`, `soon`, `later` or nothing. A `fresh` one was just written down."""

    title: ResidenceTitle
    current: bool
    days_left: int | None
    fresh: bool = False

    @property
    def nearness(self) -> str:
        """How near the end is, as a word the style sheet knows."""
        if not self.current or self.days_left is None:
            return ""
        if self.days_left < 0:
            return "over"
        return "soon" if self.days_left <= SOON_DAYS else "later" if self.days_left <= LATER_DAYS else ""


@dataclass(frozen=True)
class Overview:
    """One file at a glance."""

    case_file: CaseFile
    born: str
    nationality: str
    address: Any
    other_names: Sequence[OtherName]
    passports: Sequence[Passport]
    titles: list[TitleLine]
    proceedings: list[Proceeding]
    tasks: list[Task]

    @property
    def current_title(self) -> TitleLine | None:
        """The title that counts today."""
        return next((line for line in self.titles if line.current), None)

    @property
    def open_proceedings(self) -> list[Proceeding]:
        """What is being decided."""
        return [each for each in self.proceedings if each.closed_at is None]


def overview(case_file: CaseFile, *, user: Any, now: datetime, today: date) -> Overview:
    """Everything of the record that stands on the page, except documents, cards and appointments (contributions)."""
    person = case_file.person
    names = (
        person.other_names.all()
        if user.has_perm("eakte.view_former_names")
        else person.other_names.filter(protected=False)
    )
    return Overview(
        case_file=case_file,
        born=dates.display(person.birth_date),
        nationality=nationalities.names_of(person.nationalities),
        address=person.addresses.filter(valid_until=None).first(),
        other_names=list(names),
        passports=list(person.passports.all()),
        titles=_titles(case_file, now=now, today=today),
        proceedings=_proceedings(case_file, user),
        tasks=list(case_file.tasks.open().by_urgency(today).select_related("assignee", "team")),
    )


def _titles(case_file: CaseFile, *, now: datetime, today: date) -> list[TitleLine]:
    """All titles, the one that counts today first; a title past its end still counts until another replaces it."""
    rows = case_file.person.titles.prefetch_related("provisions")
    standing = [row for row in rows if row.ended_on is None and row.valid_from <= today]
    current = max(standing, key=lambda row: (row.valid_from, row.pk.hex), default=None)
    lines = [
        TitleLine(
            title=row,
            current=row == current,
            days_left=(row.valid_until - today).days if row.valid_until else None,
            fresh=now - row.recorded_at < FRESH,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: not line.current)


def _proceedings(case_file: CaseFile, user: Any) -> list[Proceeding]:
    """All proceedings, open ones first, each with its `running` deadlines and the `ways` this person may go."""
    rows = list(case_file.proceedings.select_related("caseworker", "service"))
    deadlines: dict[Any, list[Deadline]] = {row.pk: [] for row in rows}
    for deadline in Deadline.objects.running().filter(proceeding__in=rows).order_by("due_on"):
        deadline.changeable = deadline.kind not in OF_THE_LAW
        deadlines[deadline.proceeding_id].append(deadline)
    for row in rows:
        row.running = deadlines[row.pk]  # type: ignore[attr-defined]
        row.ways = open_to(row.state, user)  # type: ignore[attr-defined]
    return sorted(rows, key=lambda row: row.closed_at is not None)
