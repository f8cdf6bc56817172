"""The verbs about a deadline: set, move, meet; and the announcement of a decision, from which one may object.

Each locks the proceeding of the deadline and compares its version.
"""

from datetime import date, datetime

from django.db import transaction

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.clock import local_day
from eakte import rules, standing
from eakte.exceptions import SomethingMissing, WrongState
from eakte.models import Deadline, Proceeding, Task
from eakte.services import steps, tasks
from eakte.services.overdue import key_of

Kind = Deadline.Kind
OF_THE_LAW = (Kind.INACTIVITY, Kind.OBJECTION)  # nobody sets or moves them


@transaction.atomic
def set_deadline(
    *, proceeding: Proceeding, kind: str, until: date, note: str, by: User, now: datetime, version: int
) -> Deadline:
    """Another day beside the state: a hearing (§ 28 VwVfG), a second authority, a day to look again."""
    locked = steps.lock(proceeding, version)
    _refuse_when_over(locked)
    if kind in OF_THE_LAW:
        raise WrongState("Diese Frist setzt das Gesetz.")
    made = steps.new_deadline(locked, kind, steps.day_for(locked, until, now), note=note.strip(), by=by, now=now)
    steps.save(locked)
    return made


@transaction.atomic
def change_deadline(*, deadline: Deadline, until: date, note: str, by: User, now: datetime, version: int) -> Deadline:
    """Give more time (§ 31 Abs. 7 VwVfG) or another list of papers; whoever waits for papers is told again."""
    proceeding = steps.lock(deadline.proceeding, version)
    locked = _running(deadline)
    old_key = key_of(locked)
    locked.due_on = steps.day_for(proceeding, until, now)
    locked.note = steps.list_of(note.splitlines()) if locked.kind == Kind.PAPERS else note.strip()
    locked.set_at, locked.set_by = now, by
    locked.save(update_fields=["due_on", "note", "set_at", "set_by"])
    tasks.finish_of(proceeding, by=by, now=now, key=old_key)
    if locked.kind == Kind.PAPERS:
        steps.expect_papers(proceeding, locked, by, now)
        steps.tell_of_papers(proceeding, locked)
    steps.save(proceeding)
    return locked


@transaction.atomic
def meet_deadline(*, deadline: Deadline, by: User, now: datetime, version: int) -> Deadline:
    """What was due has happened, while the proceeding stays where it is."""
    proceeding = steps.lock(deadline.proceeding, version)
    locked = _running(deadline)
    locked.met_at = now
    locked.save(update_fields=["met_at"])
    tasks.finish_of(proceeding, by=by, now=now, key=key_of(locked))
    steps.save(proceeding)
    return locked


@transaction.atomic
def announce(*, proceeding: Proceeding, on: date, by_post: bool, by: User, now: datetime, version: int) -> Deadline:
    """The person was told the decision: handed over on that day, or posted on it. From now on it stands (§ 43 VwVfG).

    The deadline is the last day to object (§ 70, § 74 VwGO).
    """
    locked = steps.lock(proceeding, version)
    if locked.state != Proceeding.State.DECIDED:
        raise WrongState("Bekannt geben lässt sich nur, was entschieden und nicht abgeschlossen ist.")
    if on > local_day(now):
        raise SomethingMissing("Dieser Tag liegt in der Zukunft.")
    if locked.deadlines.filter(kind=Kind.OBJECTION, set_at__gte=locked.decided_at).exists():
        raise WrongState("Die Bekanntgabe ist schon vermerkt.")
    state = standing.state_of(locked.case_file)
    if not state:
        raise SomethingMissing(steps.NO_STATE)
    told = rules.notified_on(on, state=state) if by_post else on
    made = steps.new_deadline(
        locked, Kind.OBJECTION, rules.objection_until(told, state=state), note=_how(on, by_post), by=by, now=now
    )
    tasks.finish_of(locked, by=by, now=now, kind=Task.Kind.REVIEW)
    steps.save(locked)
    return made


def _how(on: date, by_post: bool) -> str:
    return f"Zur Post gegeben am {on:%d.%m.%Y}" if by_post else f"Ausgehändigt am {on:%d.%m.%Y}"


def _refuse_when_over(proceeding: Proceeding) -> None:
    if proceeding.closed_at is not None:
        raise WrongState("Der Vorgang ist beendet.")


def _running(deadline: Deadline) -> Deadline:
    locked = Deadline.objects.select_for_update().get(pk=deadline.pk)
    if locked.met_at is not None:
        raise WrongState("Diese Frist ist schon erledigt.")
    if locked.kind in OF_THE_LAW:
        raise WrongState("Diese Frist setzt das Gesetz; sie endet mit der Entscheidung oder von selbst.")
    return locked
