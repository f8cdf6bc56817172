"""What every verb about a proceeding does: lock and compare, move along the table, set and meet deadlines."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pghistory
from django.conf import settings

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.clock import local_day
from auslaenderbehoerde.events import publish
from eakte import rules, standing
from eakte.events import PapersAsked
from eakte.exceptions import ChangedMeanwhile, SomethingMissing
from eakte.models import Deadline, Note, Proceeding, Task
from eakte.services import tasks
from eakte.services.overdue import key_of
from eakte.transitions import BY_VERB, permitted

LONGEST_LIST = 500  # characters, as the column of the deadline holds
LONGEST_REASON = 480
NO_STATE = "Die Feiertage sind nicht bekannt: Dem Sachgebiet fehlt der Standort."


def lock(proceeding: Proceeding, version: int) -> Proceeding:
    """The row, for this transaction alone (ChangedMeanwhile if it is not the one that was seen)."""
    rows = Proceeding.objects.select_for_update(of=("self",))
    related = ("case_file__person", "case_file__department__office", "case_file__caseworker", "caseworker", "team")
    locked = rows.select_related(*related).get(pk=proceeding.pk)
    if locked.version != version:
        raise ChangedMeanwhile
    return locked


def step(verb: str, proceeding: Proceeding, by: User | None, version: int) -> Proceeding:
    """The locked row, if this verb is open to it and to this person."""
    locked = lock(proceeding, version)
    permitted(verb, state=locked.state, by=by)
    return locked


def save(proceeding: Proceeding, *fields: str) -> Proceeding:
    """Write these columns and raise the version."""
    proceeding.version += 1
    proceeding.save(update_fields=[*fields, "version"])
    return proceeding


def go(proceeding: Proceeding, verb: str, **values: Any) -> Proceeding:
    """The new state; the history learns the verb, so that the last step can be taken back."""
    for name, value in values.items():
        setattr(proceeding, name, value)
    proceeding.state = BY_VERB[verb].target
    with pghistory.context(step=verb):
        return save(proceeding, "state", *values)


def end(proceeding: Proceeding, verb: str, by: User | None, now: datetime, **values: Any) -> Proceeding:
    """Into a state nothing follows on: no deadline and no task of the record's own stays open."""
    proceeding.deadlines.running().update(met_at=now)
    tasks.finish_of(proceeding, by=by, now=now)
    return go(proceeding, verb, closed_at=now, **values)


def new_deadline(
    proceeding: Proceeding, kind: str, due_on: date, *, note: str = "", by: User | None, now: datetime
) -> Deadline:
    """A day until which something must have happened."""
    return Deadline.objects.create(proceeding=proceeding, kind=kind, due_on=due_on, note=note, set_by=by, set_at=now)


def meet(proceeding: Proceeding, by: User | None, now: datetime, **which: Any) -> None:
    """What was waited for is there; its tasks are done. The period to object runs on by itself."""
    running = proceeding.deadlines.running().exclude(kind=Deadline.Kind.OBJECTION).filter(**which)
    keys = [key_of(deadline) for deadline in running]
    running.update(met_at=now)
    tasks.finish_of(proceeding, by=by, now=now, key__in=keys)


def review(proceeding: Proceeding, text: str, *, by: User | None, now: datetime, due_on: date | None = None) -> Task:
    """The next thing a caseworker does here; there is one of them at a time."""
    return tasks.create(
        kind=Task.Kind.REVIEW,
        text=text,
        proceeding=proceeding,
        assignee=responsible(proceeding),
        due_on=due_on,
        key=f"review:{proceeding.pk}",
        by=by,
        now=now,
    )


def responsible(proceeding: Proceeding) -> User | None:
    """The caseworker of the matter, else of the file; without one the task waits in the team's inbox."""
    return proceeding.caseworker or proceeding.case_file.caseworker


def write_note(proceeding: Proceeding, text: str, by: User | None, now: datetime) -> Note:
    """A line in the file about this matter."""
    return Note.objects.create(
        case_file=proceeding.case_file, proceeding=proceeding, text=text, written_by=by, written_at=now
    )


def day_for(proceeding: Proceeding, wanted: date | None, now: datetime) -> date:
    """The day a period ends that was set to end on `wanted`: in the future, and a working day of the state."""
    if wanted is None or wanted <= local_day(now):
        raise SomethingMissing("Die Frist muss in der Zukunft enden.")
    state = standing.state_of(proceeding.case_file)
    if not state:
        raise SomethingMissing(NO_STATE)
    return rules.legal_day(wanted, state=state)


def needed(text: str, complaint: str, *, longest: int = LONGEST_REASON) -> str:
    """A text somebody has written (SomethingMissing with the complaint if not)."""
    if not text.strip():
        raise SomethingMissing(complaint)
    if len(text.strip()) > longest:
        raise SomethingMissing(f"Der Text ist länger als {longest} Zeichen.")
    return text.strip()


def list_of(papers: Sequence[str]) -> str:
    """The papers asked for, one a line, as the deadline keeps them."""
    lines = [" ".join(paper.split()) for paper in papers]
    text = "\n".join(line for line in lines if line)
    return needed(text, "Bitte nennen Sie, welche Unterlagen fehlen.", longest=LONGEST_LIST)


def expect_papers(proceeding: Proceeding, asked: Deadline, by: User | None, now: datetime) -> Task:
    """The task that comes back when the papers are there or the day is over."""
    return tasks.create(
        kind=Task.Kind.PAPERS,
        text=f"Unterlagen erwartet bis {asked.due_on:%d.%m.%Y}",
        proceeding=proceeding,
        assignee=responsible(proceeding),
        due_on=asked.due_on,
        key=key_of(asked),
        by=by,
        now=now,
    )


def tell_of_papers(proceeding: Proceeding, asked: Deadline) -> None:
    """Let everyone know that papers are waited for; in the person's language if the portal speaks it."""
    language = proceeding.case_file.person.language
    known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    publish(PapersAsked(proceeding.pk, asked.pk, known))
