"""The verbs about a file: open, give to somebody, block, close."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import connection, transaction

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Department, Team
from auslaenderbehoerde.clock import local_day
from eakte.exceptions import ChangedMeanwhile, NotAllowed, SomethingMissing, WrongState
from eakte.models import CaseFile, Disposal, Note, Person

DIGITS = 5
CLOSED = ("closed_at", "close_reason", "counts_from")
READ, LEAD = "eakte.view_casefile", "eakte.lead_casework"


@transaction.atomic
def open_file(*, person: Person, team: Team, caseworker: User | None = None, now: datetime) -> CaseFile:
    """A file for a person, with the next reference of the department's year; the file there is, if there is one."""
    Person.objects.select_for_update().get(pk=person.pk)
    if existing := CaseFile.objects.filter(person=person).first():
        return existing
    return CaseFile.objects.create(
        person=person,
        reference=next_reference(team.department, now=now),
        department=team.department,
        team=team,
        caseworker=caseworker,
        opened_at=now,
    )


def next_reference(department: Department, *, now: datetime) -> str:
    """`33-2026-00017`: department, year, number."""
    return next(next_references(department, 1, now=now))


def next_references(department: Department, count: int, *, now: datetime) -> Iterator[str]:
    """So many references in a row. One row is raised, so numbers have no gap and no double.

    The row stays locked until the transaction ends: a file that is not made gives its number back.
    """
    year = local_day(now).year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO eakte_numberrange (department_id, year, last) VALUES (%s, %s, %s) "
            "ON CONFLICT (department_id, year) DO UPDATE SET last = eakte_numberrange.last + %s RETURNING last",
            [department.pk, year, count, count],
        )
        (last,) = cursor.fetchone()
    return (f"{department.code}-{year}-{number:0{DIGITS}}" for number in range(last - count + 1, last + 1))


@transaction.atomic
def assign(*, case_file: CaseFile, team: Team, caseworker: User | None, by: User, version: int) -> CaseFile:
    """Give the file to a team and one of its people; open tasks nobody has taken go along.

    Only from its own team, or by a lead (NotAllowed): with the file goes the right to read its team's papers.
    """
    locked = _lock(case_file, version)
    own = locked.team is None or by.pk == locked.caseworker_id or by.teams.filter(pk=locked.team.pk).exists()
    if not (own or by.has_perm(LEAD)):
        raise NotAllowed("Diese Akte gibt nur ihr Team oder eine Teamleitung ab.")
    if caseworker is not None and not team.members.filter(pk=caseworker.pk).exists():
        raise SomethingMissing("Diese Person gehört nicht zu dem Team.")
    locked.team, locked.caseworker = team, caseworker
    _save(locked, "team", "caseworker")
    locked.tasks.filter(done_at=None, assignee=None).update(team=team)
    return locked


@transaction.atomic
def block(*, case_file: CaseFile, contact: str, readers: Iterable[User], version: int) -> CaseFile:
    """From now on only `readers` see the content; everyone else learns whom to ask."""
    locked = _lock(case_file, version)
    named = list(readers)
    if not contact or not named:
        raise SomethingMissing(
            "Eine gesperrte Akte braucht jemanden, der Auskunft gibt, und mindestens eine Person, die liest."
        )
    if not any(reader.has_perm(LEAD) for reader in named):
        raise SomethingMissing("Unter den Lesenden muss eine Teamleitung sein: Nur sie kann die Sperre aufheben.")
    locked.blocked, locked.blocked_contact = True, contact
    _save(locked, "blocked", "blocked_contact")
    locked.readers.set(named)
    return locked


@transaction.atomic
def unblock(*, case_file: CaseFile, version: int) -> CaseFile:
    """Everyone who works on files sees it again."""
    locked = _lock(case_file, version)
    locked.blocked, locked.blocked_contact = False, ""
    _save(locked, "blocked", "blocked_contact")
    locked.readers.clear()
    return locked


@transaction.atomic
def name_reader(*, case_file: CaseFile, reader: User) -> CaseFile:
    """One more person reads a blocked file (WrongState if it is open): when those who were named have left."""
    locked = CaseFile.objects.select_for_update().get(pk=case_file.pk)
    if not locked.blocked:
        raise WrongState("Diese Akte ist nicht gesperrt.")
    if not reader.has_perm(READ):
        raise SomethingMissing("Diese Person darf keine Akten lesen.")
    locked.readers.add(reader)
    return locked


@transaction.atomic
def close_file(
    *, case_file: CaseFile, reason: str, counts_from: date | None = None, now: datetime, version: int
) -> CaseFile:
    """Nothing more is expected in this file (WrongState while a proceeding is open).

    Why it ended decides how long it is kept, counted from the day that happened; without one from today.
    """
    locked = _lock(case_file, version)
    if locked.proceedings.open().exists():
        raise WrongState("Die Akte hat noch einen offenen Vorgang.")
    if reason == CaseFile.CloseReason.EXPELLED and counts_from is None:
        raise SomethingMissing("Bitte geben Sie an, wann die Sperrfrist endet: Ab da zählt die Aufbewahrung.")
    locked.closed_at, locked.close_reason, locked.counts_from = now, reason, counts_from or local_day(now)
    _save(locked, *CLOSED)
    return locked


@transaction.atomic
def reopen_file(*, case_file: CaseFile, version: int) -> CaseFile:
    """Something came after all; what was offered to the archive is offered anew when it ends again."""
    locked = _lock(case_file, version)
    locked.closed_at, locked.close_reason, locked.counts_from = None, "", None
    _save(locked, *CLOSED)
    Disposal.objects.filter(case_file=locked).delete()
    return locked


@transaction.atomic
def write_note(*, case_file: CaseFile, text: str, by: User, now: datetime) -> Note:
    """What was said or seen; it stays as it is."""
    return Note.objects.create(case_file=case_file, text=text, written_by=by, written_at=now)


def _lock(case_file: CaseFile, version: int) -> CaseFile:
    locked = CaseFile.objects.select_for_update().get(pk=case_file.pk)
    if locked.version != version:
        raise ChangedMeanwhile
    return locked


def _save(case_file: CaseFile, *fields: str) -> None:
    case_file.version += 1
    case_file.save(update_fields=[*fields, "version"])
