"""Taking back the last step of a proceeding, where the law allows it."""

from datetime import datetime

import pghistory
from django.apps import apps
from django.db import transaction
from django.db.models import Max, QuerySet

from auslaenderbehoerde.accounts.models import User
from eakte.exceptions import NotAllowed, WrongState
from eakte.models import Deadline, Document, Proceeding, Task
from eakte.services import steps
from eakte.transitions import FINAL, TABLE, Transition

STEP = "take_back"
State = Proceeding.State
Wait = Deadline.Kind
ASKED = {"ask_for_papers": Wait.PAPERS, "ask_authority": Wait.REPLY, "suspend": Wait.OTHER}
ANSWERED = {"papers_arrived": Wait.PAPERS, "answer_arrived": Wait.REPLY, "resume": Wait.OTHER}


def last_step(proceeding: Proceeding) -> Transition | None:
    """The step that led here, as the history has it; None at the beginning."""
    way = _way(proceeding)
    if len(way) < 2:
        return None
    return next((row for row in TABLE if way[-2] in row.sources and way[-1] == row.target), None)


def why_not(proceeding: Proceeding) -> str:
    """Why the last step stands; empty if it can be taken back. A decision that was announced is not undone here."""
    if last_step(proceeding) is None:
        return "Es gibt keinen Schritt, der sich zurücknehmen lässt."
    if proceeding.state == State.DECIDED and _announced(proceeding):
        return "Die Entscheidung ist bekannt gegeben. Ändern lässt sie sich nur durch Rücknahme oder Widerruf."
    return ""


@transaction.atomic
def take_back(*, proceeding: Proceeding, by: User, now: datetime, version: int) -> Proceeding:
    """Back to the state before, with the deadlines and tasks of then. It stays in the history and as a note."""
    locked = steps.lock(proceeding, version)
    step = last_step(locked)
    if complaint := why_not(locked):
        raise WrongState(complaint)
    assert step is not None  # noqa: S101 - why_not has said so
    if not by.has_perm(step.right):
        raise NotAllowed
    _restore(locked, _moment(locked, step), by, now)
    locked.state = State(_way(locked)[-2])
    if step.target == State.DECIDED:
        locked.outcome, locked.decided_at = "", None
    if step.target in FINAL:
        locked.closed_at, locked.handed_to = None, ""
    steps.write_note(locked, f"Schritt zurückgenommen: {step.title}", by, now)
    with pghistory.context(step=STEP):
        return steps.save(locked, "state", "outcome", "decided_at", "closed_at", "handed_to")


def _way(proceeding: Proceeding) -> list[str]:
    """The states up to now, without those that were taken back."""
    events = _history(proceeding).order_by("pgh_id")
    way: list[str] = []
    for state, step in events.values_list("state", "pgh_context__metadata__step"):
        if way and state == way[-1]:
            continue
        if step == STEP and len(way) > 1:
            way.pop()
        else:
            way.append(state)
    return way


def _moment(proceeding: Proceeding, step: Transition) -> datetime | None:
    """When the step was done: its deadlines and tasks carry the same time. None if it made nothing."""
    if step.target in FINAL:
        return proceeding.closed_at
    if step.target == State.DECIDED:
        return proceeding.decided_at
    if kind := ASKED.get(step.verb):
        return proceeding.deadlines.running().filter(kind=kind).aggregate(at=Max("set_at"))["at"]
    if kind := ANSWERED.get(step.verb):
        return proceeding.deadlines.filter(kind=kind).aggregate(at=Max("met_at"))["at"]
    return None


def _restore(proceeding: Proceeding, moment: datetime | None, by: User, now: datetime) -> None:
    """What the step made goes, what it ended comes back."""
    if moment is None:
        return
    proceeding.deadlines.filter(set_at=moment).exclude(kind=Wait.INACTIVITY).delete()
    proceeding.deadlines.filter(met_at=moment).update(met_at=None)
    own = Task.objects.filter(proceeding=proceeding).exclude(key="")
    own.filter(created_at=moment, done_at=None).update(done_at=now, done_by=by)
    back = own.filter(done_at=moment)
    open_keys = Task.objects.open().filter(proceeding=proceeding).values("key")
    back.exclude(key__in=open_keys).update(done_at=None, done_by=None)


def _announced(proceeding: Proceeding) -> bool:
    """Whether the person knows the decision: noted, sent, on a card, or closed once before."""
    since = proceeding.decided_at
    sent = {"category": Document.Category.DECISION, "direction": Document.Direction.SENT, "created_at__gte": since}
    closed = _history(proceeding).filter(decided_at=since, state=State.CLOSED)
    return (
        proceeding.deadlines.filter(kind=Wait.OBJECTION, set_at__gte=since).exists()
        or proceeding.documents.filter(**sent).exists()
        or proceeding.cards.filter(ordered_at__gte=since).exists()
        or closed.exists()
    )


def _history(proceeding: Proceeding) -> QuerySet:
    """Every state the proceeding was written in."""
    return apps.get_model("eakte", "ProceedingEvent").objects.filter(pgh_obj_id=proceeding.pk)
