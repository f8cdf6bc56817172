"""The verbs about a proceeding, one for each row of `eakte.transitions`, and its opening.

Each locks the proceeding, compares the version the person has seen, checks right and state, and records. `by` is None
where the applicant acts through the portal.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.catalogue.models import Service
from auslaenderbehoerde.clock import local_day
from eakte import rules, standing
from eakte.exceptions import NotAllowed, SomethingMissing, WrongState
from eakte.models import CaseFile, Deadline, Proceeding, Task
from eakte.services import steps, tasks

Kind = Proceeding.Kind
Outcome = Proceeding.Outcome
SET_EFFECT = "eakte.set_effect"
FOR_A_TITLE = (Kind.GRANT, Kind.EXTENSION, Kind.SETTLEMENT)  # what § 81 AufenthG speaks of
WITHOUT_CLOCK = (Kind.REVOCATION, Kind.OBLIGATION)  # nobody applied for an administrative act (§ 75 VwGO)
Wait = Deadline.Kind
RESTS = "Ruht: "


@transaction.atomic
def open_proceeding(
    *,
    case_file: CaseFile,
    kind: str,
    received_at: datetime,
    now: datetime,
    by: User | None = None,
    service: Service | None = None,
    before: rules.Before | None = None,
    wanted: str = "",
) -> Proceeding:
    """A new matter. What § 81 AufenthG says is computed from the titles of the file, or from a given `before`."""
    if received_at > now:
        raise SomethingMissing("Der Eingang liegt in der Zukunft.")
    finding = _finding(case_file, kind, received_at, before, wanted)
    proceeding = Proceeding.objects.create(
        case_file=case_file,
        kind=kind,
        service=service,
        received_at=received_at,
        opened_at=now,
        team=case_file.team,
        caseworker=case_file.caseworker,
        effect=finding.effect if finding else "",
        effect_reason=finding.reason if finding else "",
    )
    if kind not in WITHOUT_CLOCK:
        steps.new_deadline(proceeding, Wait.INACTIVITY, rules.may_sue_after(received_at), by=None, now=now)
    _first_task(proceeding, urgent=bool(finding and finding.urgent), by=by, now=now)
    return proceeding


def _finding(
    case_file: CaseFile, kind: str, received_at: datetime, before: rules.Before | None, wanted: str
) -> rules.Finding | None:
    if kind not in FOR_A_TITLE:
        return None
    held = before or standing.before(person=case_file.person, received_at=received_at)
    state = standing.state_of(case_file)
    return rules.effect_of_application(received_at=received_at, before=held, wanted=wanted, state=state)


def _first_task(proceeding: Proceeding, *, urgent: bool, by: User | None, now: datetime) -> None:
    text = f"Neuer Vorgang: {proceeding.get_kind_display()}"
    if urgent:
        text = f"Heute prüfen, Wirkung nach § 81 AufenthG: {proceeding.get_kind_display()}"
    steps.review(proceeding, text, due_on=local_day(now) if urgent else None, by=by, now=now)


@transaction.atomic
def begin(*, proceeding: Proceeding, by: User, now: datetime, version: int) -> Proceeding:
    """Somebody works on it; whoever begins is its caseworker if there is none."""
    locked = steps.step("begin", proceeding, by, version)
    return steps.go(locked, "begin", caseworker=locked.caseworker or by)


@transaction.atomic
def ask_for_papers(
    *, proceeding: Proceeding, papers: Sequence[str], until: date, by: User, now: datetime, version: int
) -> Deadline:
    """Name what is missing and until when (§ 82 Abs. 1 and 3 AufenthG). Mail and letter follow from the fact."""
    locked = steps.step("ask_for_papers", proceeding, by, version)
    asked = steps.new_deadline(
        locked, Wait.PAPERS, steps.day_for(locked, until, now), note=steps.list_of(papers), by=by, now=now
    )
    tasks.finish_of(locked, by=by, now=now, kind=Task.Kind.REVIEW)
    steps.expect_papers(locked, asked, by, now)
    steps.go(locked, "ask_for_papers")
    steps.tell_of_papers(locked, asked)
    return asked


@transaction.atomic
def papers_arrived(*, proceeding: Proceeding, now: datetime, version: int, by: User | None = None) -> Proceeding:
    """What was asked for is there; somebody reads it."""
    locked = steps.step("papers_arrived", proceeding, by, version)
    steps.meet(locked, by, now, kind=Wait.PAPERS)
    steps.review(locked, "Unterlagen sind da: prüfen", by=by, now=now)
    return steps.go(locked, "papers_arrived")


@transaction.atomic
def ask_authority(
    *, proceeding: Proceeding, authority: str, until: date, by: User, now: datetime, version: int
) -> Deadline:
    """Another authority takes part; the day is when we ask again."""
    locked = steps.step("ask_authority", proceeding, by, version)
    name = steps.needed(authority, "Bitte nennen Sie die Behörde.")
    asked = steps.new_deadline(locked, Wait.REPLY, steps.day_for(locked, until, now), note=name, by=by, now=now)
    tasks.finish_of(locked, by=by, now=now, kind=Task.Kind.REVIEW)
    steps.go(locked, "ask_authority")
    return asked


@transaction.atomic
def answer_arrived(
    *, proceeding: Proceeding, now: datetime, version: int, answer: str = "", by: User | None = None
) -> Proceeding:
    """The other authority has answered, or may be passed over."""
    locked = steps.step("answer_arrived", proceeding, by, version)
    steps.meet(locked, by, now, kind=Wait.REPLY)
    if answer.strip():
        steps.write_note(locked, f"Antwort der anderen Behörde: {answer.strip()}", by, now)
    steps.review(locked, "Antwort der anderen Behörde ist da: prüfen", by=by, now=now)
    return steps.go(locked, "answer_arrived")


@transaction.atomic
def suspend(*, proceeding: Proceeding, reason: str, until: date, by: User, now: datetime, version: int) -> Deadline:
    """It rests for a reason, until somebody looks at it again."""
    locked = steps.step("suspend", proceeding, by, version)
    why = steps.needed(reason, "Bitte geben Sie an, warum der Vorgang ruht.")
    again = steps.new_deadline(
        locked, Wait.OTHER, steps.day_for(locked, until, now), note=f"{RESTS}{why}", by=by, now=now
    )
    tasks.finish_of(locked, by=by, now=now, kind=Task.Kind.REVIEW)
    steps.write_note(locked, f"Der Vorgang ruht: {why}", by, now)
    steps.go(locked, "suspend")
    return again


@transaction.atomic
def resume(*, proceeding: Proceeding, by: User, now: datetime, version: int) -> Proceeding:
    """It goes on."""
    locked = steps.step("resume", proceeding, by, version)
    steps.meet(locked, by, now, kind=Wait.OTHER, note__startswith=RESTS)
    steps.review(locked, "Vorgang geht weiter", by=by, now=now)
    return steps.go(locked, "resume")


@transaction.atomic
def decide(*, proceeding: Proceeding, outcome: str, by: User, now: datetime, version: int) -> Proceeding:
    """The office has decided; it takes effect when it is announced (§ 43 VwVfG), which is the next task."""
    locked = steps.step("decide", proceeding, by, version)
    if outcome not in Outcome.values:
        raise SomethingMissing("Bitte geben Sie das Ergebnis an.")
    _refuse_too_early(locked, outcome, local_day(now))
    steps.meet(locked, by, now)
    tasks.finish_of(locked, by=by, now=now)
    tasks.create(
        kind=Task.Kind.REVIEW,
        text=f"Entscheidung bekannt geben und abschließen: {Outcome(outcome).label}",
        proceeding=locked,
        assignee=steps.responsible(locked),
        key=f"announce:{locked.pk}",
        by=by,
        now=now,
    )
    return steps.go(locked, "decide", outcome=outcome, decided_at=now)


def _refuse_too_early(proceeding: Proceeding, outcome: str, today: date) -> None:
    """Nobody is refused something while a period to speak or to hand in runs (§ 28 VwVfG, § 82 AufenthG)."""
    if outcome not in (Outcome.REFUSED, Outcome.PARTLY):
        return
    kinds = (Wait.PAPERS, Wait.HEARING)
    running = proceeding.deadlines.running().filter(kind__in=kinds, due_on__gte=today).order_by("-due_on").first()
    if running is not None:
        raise WrongState(f"Bis {running.due_on:%d.%m.%Y} läuft noch eine Frist: {running.get_kind_display()}.")


@transaction.atomic
def close(*, proceeding: Proceeding, by: User, now: datetime, version: int) -> Proceeding:
    """Nothing is left to do. A refusal waits until nobody can object any more."""
    locked = steps.step("close", proceeding, by, version)
    running = locked.deadlines.running().filter(kind=Wait.OBJECTION, due_on__gte=local_day(now)).first()
    if running is not None and locked.outcome in (Outcome.REFUSED, Outcome.PARTLY):
        raise WrongState(f"Die Rechtsbehelfsfrist läuft bis {running.due_on:%d.%m.%Y}.")
    return steps.end(locked, "close", by, now)


@transaction.atomic
def withdraw(
    *, proceeding: Proceeding, now: datetime, version: int, reason: str = "", by: User | None = None
) -> Proceeding:
    """The applicant takes the application back."""
    locked = steps.step("withdraw", proceeding, by, version)
    if reason.strip():
        steps.write_note(locked, f"Zurückgenommen: {reason.strip()}", by, now)
    return steps.end(locked, "withdraw", by, now)


@transaction.atomic
def hand_over(*, proceeding: Proceeding, authority: str, by: User, now: datetime, version: int) -> Proceeding:
    """Another authority is competent and goes on."""
    locked = steps.step("hand_over", proceeding, by, version)
    name = steps.needed(authority, "Bitte nennen Sie die Behörde, an die abgegeben wird.", longest=200)
    return steps.end(locked, "hand_over", by, now, handed_to=name)


@transaction.atomic
def set_effect(*, proceeding: Proceeding, effect: str, reason: str, by: User, version: int) -> Proceeding:
    """Somebody with the right decides what the rule could not (for example § 81 Abs. 4 Satz 3), and why."""
    if not by.has_perm(SET_EFFECT):
        raise NotAllowed
    locked = steps.lock(proceeding, version)
    if effect not in Proceeding.Effect.values:
        raise SomethingMissing("Bitte wählen Sie die Wirkung.")
    locked.effect, locked.effect_by = effect, by
    locked.effect_reason = steps.needed(reason, "Bitte begründen Sie die Wirkung.", longest=500)
    return steps.save(locked, "effect", "effect_reason", "effect_by")
