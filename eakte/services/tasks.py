"""The verbs about a task: make, take, hand over, finish, and the day of the title that hangs on it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Team
from eakte.exceptions import ChangedMeanwhile, NotAllowed, SomethingMissing, WrongState
from eakte.models import CaseFile, Proceeding, ResidenceTitle, Task

LEAD = "eakte.lead_casework"
REOPEN_FOR = timedelta(minutes=10)  # how long a finished task can be taken back by whoever finished it


@transaction.atomic
def create(
    *,
    kind: str,
    text: str,
    now: datetime,
    case_file: CaseFile | None = None,
    proceeding: Proceeding | None = None,
    team: Team | None = None,
    assignee: User | None = None,
    due_on: date | None = None,
    key: str = "",
    by: User | None = None,
) -> Task:
    """A task for the team of the matter, or for one person in it. An open one with the same key is the task."""
    case_file = case_file or (proceeding.case_file if proceeding else None)
    if key and (existing := Task.objects.open().filter(key=key).first()):
        return existing
    task = Task(
        kind=kind,
        text=text,
        case_file=case_file,
        proceeding=proceeding,
        team=team or _team_of(case_file, proceeding),
        assignee=assignee,
        lapses_on=lapse_of(case_file) if case_file else None,
        due_on=due_on,
        key=key,
        created_at=now,
        created_by=by,
    )
    if not key:
        task.save()
        return task
    Task.objects.bulk_create([task], ignore_conflicts=True)  # a rival with the same key was a moment faster
    return Task.objects.open().get(key=key)


def _team_of(case_file: CaseFile | None, proceeding: Proceeding | None) -> Team | None:
    return (proceeding.team if proceeding else None) or (case_file.team if case_file else None)


@transaction.atomic
def take(*, task: Task, by: User, version: int) -> Task:
    """Out of the inbox of the team onto one's own list."""
    locked = _lock_open(task)
    if locked.assignee_id == by.pk:
        return locked
    if locked.assignee_id is not None and not by.has_perm(LEAD):
        raise WrongState(f"Diese Aufgabe liegt schon bei {_name(User.objects.get(pk=locked.assignee_id))}.")
    _compare(locked, version)
    locked.assignee = by
    return _save(locked, "assignee")


@transaction.atomic
def hand_over(*, task: Task, to: User | Team, by: User, version: int) -> Task:
    """To a colleague, or back into a team's inbox. What lies with somebody else only a lead moves."""
    locked = _lock_open(task)
    _compare(locked, version)
    if locked.assignee_id not in (None, by.pk) and not by.has_perm(LEAD):
        raise NotAllowed("Aufgaben anderer verteilt die Teamleitung.")
    if isinstance(to, Team):
        locked.team, locked.assignee = to, None
    else:
        _may_work(to, locked)
        locked.assignee = to
    return _save(locked, "team", "assignee")


def _may_work(colleague: User, task: Task) -> None:
    """Whether the task can be done by this person (SomethingMissing if not)."""
    if not colleague.is_active or not colleague.has_perm("eakte.view_casefile"):
        raise SomethingMissing(f"{_name(colleague)} arbeitet nicht mit Akten.")
    file = task.case_file
    if file is not None and not CaseFile.objects.visible_to(colleague).filter(pk=file.pk).exists():
        raise SomethingMissing(f"Die Akte ist gesperrt, und {_name(colleague)} darf sie nicht lesen.")


@transaction.atomic
def finish(*, task: Task, by: User, now: datetime, version: int) -> Task:
    """Done, also by somebody who stands in for the one it lay with."""
    locked = _lock_open(task)
    _compare(locked, version)
    locked.done_at, locked.done_by = now, by
    return _save(locked, "done_at", "done_by")


@transaction.atomic
def reopen(*, task: Task, by: User, now: datetime) -> Task:
    """Take back "done", for a moment and by the same person."""
    locked = _lock(task)
    if locked.done_at is None:
        return locked
    if locked.done_by_id != by.pk:
        raise NotAllowed("Nur wer die Aufgabe erledigt hat, kann das zurücknehmen.")
    if now - locked.done_at > REOPEN_FOR:
        raise WrongState("Das ist zu lange her. Legen Sie bitte eine neue Aufgabe an.")
    if locked.key and Task.objects.open().filter(key=locked.key).exists():
        raise WrongState("Aus demselben Anlass gibt es inzwischen eine neue Aufgabe.")
    locked.done_at = locked.done_by = None
    return _save(locked, "done_at", "done_by")


def finish_of(proceeding: Proceeding, *, by: User | None, now: datetime, **which: Any) -> int:
    """Finish what the record itself made for a proceeding; what a person wrote down stays. How many."""
    made = Task.objects.open().filter(proceeding=proceeding, **which).exclude(key="")
    return made.update(done_at=now, done_by=by)


# --- the title that hangs on it ---


def lapse_of(case_file: CaseFile) -> date | None:
    """The day the right to stay ends on paper."""
    return lapses_of([case_file.person_id]).get(case_file.person_id)


def lapses_of(people: Iterable[UUID]) -> dict[UUID, date | None]:
    """The last day of the titles each person holds; None if one of them is unlimited. One query."""
    held = ResidenceTitle.objects.filter(person__in=people, ended_on=None).values_list("person", "valid_until")
    found: dict[UUID, date | None] = {}
    for person, until in held:
        before = found.get(person, until)
        found[person] = max(before, until) if before and until else None
    return found


def follow_title(case_file: CaseFile) -> int:
    """Bring the open tasks of a file in line with its title; how many."""
    return Task.objects.open().filter(case_file=case_file).update(lapses_on=lapse_of(case_file))


def _lock(task: Task) -> Task:
    return Task.objects.select_for_update(of=("self",)).select_related("case_file").get(pk=task.pk)


def _lock_open(task: Task) -> Task:
    locked = _lock(task)
    if locked.done_at is not None:
        raise WrongState("Diese Aufgabe ist schon erledigt.")
    return locked


def _compare(task: Task, version: int) -> None:
    if task.version != version:
        raise ChangedMeanwhile("Jemand hat diese Aufgabe inzwischen geändert. Hier ist der neue Stand.")


def _save(task: Task, *fields: str) -> Task:
    task.version += 1
    task.save(update_fields=[*fields, "version"])
    return task


def _name(user: User | None) -> str:
    return (user.get_full_name() or user.get_username()) if user else "niemandem"
