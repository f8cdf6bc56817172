"""Reads for "Meine Arbeit": whose tasks, in the order of the law, and the titles that end soon. Constant queries."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, When

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Team
from eakte.models import CaseFile, Proceeding, Task

LEAD = "eakte.lead_casework"
MINE, TEAM, STAND_IN = "meine", "team", "vertretung"
ROWS = 50
Effect = Proceeding.Effect
GOES_ON: dict[str, str] = {
    Effect.CONTINUES: "Titel gilt fort (§ 81 Abs. 4)",
    Effect.BY_ORDINANCE: "Titel gilt fort (Verordnung)",
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; anything unreadable in it is the plain list."""

    tab: str = MINE
    colleague: UUID | None = None
    kind: str = ""
    overdue: bool = False
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> "Asked":
        """From the parameters of a request."""
        tab, kind = query.get("liste", ""), query.get("art", "")
        return cls(
            tab=tab if tab in (TEAM, STAND_IN) else MINE,
            colleague=_identifier(query.get("kollege", "")),
            kind=kind if kind in Task.Kind.values else "",
            overdue=query.get("frist") == "abgelaufen",
            page=_number(query.get("seite", "")),
        )

    @property
    def query(self) -> dict[str, str]:
        """The parameters again, only those that say something."""
        said = {
            "liste": self.tab if self.tab != MINE else "",
            "kollege": str(self.colleague or ""),
            "art": self.kind,
            "frist": "abgelaufen" if self.overdue else "",
            "seite": str(self.page) if self.page > 1 else "",
        }
        return {name: value for name, value in said.items() if value}

    def but(self, **changed: Any) -> "Asked":
        """The same list with something else, from its first page."""
        return replace(self, **{"page": 1} | changed)


@dataclass(frozen=True)
class Row:
    """One task as the list shows it. Of a blocked file nothing but the reference and whom to ask."""

    task: Task
    today: date

    @property
    def hidden(self) -> bool:
        return bool(self.task.hidden)  # type: ignore[attr-defined]

    @property
    def lapses(self) -> date | None:
        """The day the title ends, where that is soon enough to decide the order."""
        return self.task.lapses_soon  # type: ignore[attr-defined]

    @property
    def marks(self) -> list["Mark"]:
        """The days that make it urgent: the end of the title, then the deadline."""
        days = [("Titel", self.lapses), ("Frist", self.task.due_on)]
        return [Mark(label, day, self.today) for label, day in days if day]

    @property
    def about(self) -> str:
        """The kind of the proceeding, where the text does not name it, and that a title over goes on by law."""
        proceeding = self.task.proceeding
        if proceeding is None:
            return ""
        kind = proceeding.get_kind_display()
        over = self.lapses is not None and self.lapses < self.today
        parts = ["" if kind in self.task.text else kind, GOES_ON.get(proceeding.effect, "") if over else ""]
        return " · ".join(part for part in parts if part)

    @property
    def nearness(self) -> str:
        """That of the nearer of its days."""
        days = [mark.day for mark in self.marks]
        return nearness(min(days), self.today) if days else ""


@dataclass(frozen=True)
class Mark:
    """One day of a task or a title."""

    label: str
    day: date
    today: date

    @property
    def nearness(self) -> str:
        return nearness(self.day, self.today)

    @property
    def words(self) -> str:
        """How far away it is."""
        days = (self.day - self.today).days
        near = {-1: "gestern", 0: "heute", 1: "morgen"}
        return near.get(days) or (f"in {days} Tagen" if days > 0 else f"vor {-days} Tagen")


@dataclass(frozen=True)
class Kinds:
    """How many tasks of each kind a list has, and how many are late."""

    total: int
    late: int
    each: list[tuple[str, str, int]]


def tasks_within_reach(user: User) -> Any:
    """Open tasks this person may do something with: own ones, the teams', for a lead all; no unreadable file's."""
    return _reach(user).filter(hidden=False)


def tasks_of(user: User, asked: Asked, *, today: date) -> QuerySet[Task]:
    """The list that was asked for, most urgent first."""
    found = _of_tab(user, asked)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.overdue:
        found = found.filter(due_on__lt=today)
    related = ("case_file__person", "proceeding", "assignee", "team")
    return found.select_related(*related).by_urgency(today)


def page_of(tasks: QuerySet[Task], number: int, *, today: date) -> tuple[Page, list[Row]]:
    """One page of the list; a number beyond the end is the last page."""
    page = Paginator(tasks, ROWS).get_page(number)
    return page, [Row(task, today) for task in page]


def kinds_of(user: User, asked: Asked, *, today: date) -> Kinds:
    """The numbers on the filters of a list."""
    counted = _of_tab(user, asked).values("kind").annotate(number=Count("pk"), late=_late(today)).order_by()
    numbers = {row["kind"]: row for row in counted}
    each = [(kind.value, kind.label, numbers[kind]["number"]) for kind in Task.Kind if kind in numbers]
    return Kinds(sum(number for _k, _l, number in each), sum(row["late"] for row in counted), each)


def numbers_of(user: User, *, today: date) -> dict[str, int]:
    """How many tasks wait with this person and in the inbox of the teams, and how many of one's own are late."""
    mine = Task.objects.open().filter(assignee=user).aggregate(number=Count("pk"), late=_late(today))
    return {MINE: mine["number"], "late": mine["late"], TEAM: _inbox(user, Task.objects.open()).count()}


def colleagues_of(user: User) -> QuerySet[User]:
    """Whom one stands in for or hands work to: the people of one's teams, for a lead of every team."""
    wanted = Q(teams__isnull=False) if user.has_perm(LEAD) else Q(teams__in=teams_of(user))
    found = User.objects.filter(wanted, is_active=True).exclude(pk=user.pk).distinct()
    return found.order_by("last_name", "first_name", "username")


def teams_of(user: User) -> QuerySet[Team]:
    """The teams somebody is in."""
    return Team.objects.filter(members=user)


def nearness(day: date, today: date) -> str:
    """How near a day is, as the lists draw it: `over`, `near` (two weeks) or `soon`."""
    if day < today:
        return "over"
    return "near" if day <= today + timedelta(days=14) else "soon"


def hidden_from(user: User, path: str = "case_file") -> Case:
    """Whether the file at this path is blocked and this person is none of its readers."""
    readers = CaseFile.readers.through.objects.filter(casefile=OuterRef(path), user=user)
    blocked = When(~Exists(readers), **{f"{path}__blocked": True}, then=True)
    return Case(blocked, default=False, output_field=BooleanField())


def _reach(user: User) -> Any:
    rows = Task.objects.open().annotate(hidden=hidden_from(user))
    if user.has_perm(LEAD):
        return rows
    return rows.filter(Q(assignee=user) | Q(team__in=teams_of(user)))


def _of_tab(user: User, asked: Asked) -> Any:
    rows = _reach(user)
    if asked.tab == TEAM:
        return _inbox(user, rows)
    if asked.tab == STAND_IN:
        return rows.filter(assignee=asked.colleague) if asked.colleague else rows.none()
    return rows.filter(assignee=user)


def _inbox(user: User, rows: QuerySet[Task]) -> QuerySet[Task]:
    """What nobody of the teams has taken; what belongs to no team is for the leads."""
    teams = list(teams_of(user).values_list("pk", flat=True))  # by value: the index of open tasks begins with the team
    wanted = Q(team__in=teams)
    if user.has_perm(LEAD):
        wanted |= Q(team=None)
    return rows.filter(wanted, assignee=None)


def _late(today: date) -> Count:
    return Count("pk", filter=Q(due_on__lt=today))


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 1
