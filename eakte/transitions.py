"""The states of a proceeding as a table: from where to where, by which verb, with which right, needing what."""

from dataclasses import dataclass

from auslaenderbehoerde.accounts.models import User
from eakte.exceptions import NotAllowed, WrongState
from eakte.models import Proceeding

State = Proceeding.State
WORK = "eakte.work_on_casefile"
DECIDE = "eakte.decide_proceeding"

START = State.RECEIVED
FINAL = (State.CLOSED, State.HANDED_OVER, State.WITHDRAWN)
RUNNING = (State.RECEIVED, State.IN_REVIEW, State.PAPERS_MISSING, State.OTHER_AUTHORITY)


@dataclass(frozen=True)
class Transition:
    """One way out of some states. `needs` are the words of the form: deadline, papers, authority, reason, outcome."""

    verb: str
    title: str
    sources: tuple[State, ...]
    target: State
    right: str = WORK
    needs: tuple[str, ...] = ()


TABLE = (
    Transition("begin", "In Bearbeitung nehmen", (State.RECEIVED,), State.IN_REVIEW),
    Transition(
        "ask_for_papers", "Unterlagen anfordern", (State.RECEIVED, State.IN_REVIEW), State.PAPERS_MISSING,
        needs=("papers", "deadline"),
    ),
    Transition("papers_arrived", "Unterlagen sind da", (State.PAPERS_MISSING,), State.IN_REVIEW),
    Transition(
        "ask_authority", "Andere Behörde beteiligen", (State.RECEIVED, State.IN_REVIEW), State.OTHER_AUTHORITY,
        needs=("authority", "deadline"),
    ),
    Transition("answer_arrived", "Antwort ist da", (State.OTHER_AUTHORITY,), State.IN_REVIEW),
    Transition("suspend", "Ruhen lassen", RUNNING, State.SUSPENDED, needs=("reason", "deadline")),
    Transition("resume", "Fortsetzen", (State.SUSPENDED,), State.IN_REVIEW),
    Transition(
        "decide", "Entscheiden", (State.RECEIVED, State.IN_REVIEW, State.PAPERS_MISSING), State.DECIDED,
        right=DECIDE, needs=("outcome",),
    ),
    Transition("close", "Abschließen", (State.DECIDED,), State.CLOSED),
    Transition("withdraw", "Antrag zurückgenommen", (*RUNNING, State.SUSPENDED), State.WITHDRAWN),
    Transition("hand_over", "An andere Behörde abgeben", (*RUNNING, State.SUSPENDED), State.HANDED_OVER,
               needs=("authority",)),
)  # fmt: skip
BY_VERB = {transition.verb: transition for transition in TABLE}


def ways_out(state: str) -> list[Transition]:
    """What can be done in this state, in the order of the table."""
    return [transition for transition in TABLE if state in transition.sources]


def open_to(state: str, user: User) -> list[Transition]:
    """What this person can do in this state."""
    return [transition for transition in ways_out(state) if user.has_perm(transition.right)]


def permitted(verb: str, *, state: str, by: User | None) -> Transition:
    """The transition of this verb, or why not. Without a person it is the portal or the applicant who acts."""
    transition = BY_VERB[verb]
    if by is not None and not by.has_perm(transition.right):
        raise NotAllowed
    if state not in transition.sources:
        raise WrongState(f"„{transition.title}“ geht nicht, solange der Vorgang {_named(state)} ist.")
    return transition


def reachable(start: str = START) -> set[str]:
    """Every state that can be reached; for the test of the table."""
    found, ahead = {start}, [start]
    while ahead:
        new = _targets(ahead.pop()) - found
        found |= new
        ahead += new
    return found


def _targets(state: str) -> set[str]:
    return {transition.target for transition in ways_out(state)}


def _named(state: str) -> str:
    return f"„{State(state).label}“"
