"""The states of a card as a table: from where to where, by which verb, with which right, needing what."""

from dataclasses import dataclass

from django.db.models import TextChoices

from auslaenderbehoerde.accounts.models import User
from eakte.exceptions import NotAllowed, WrongState
from eakte.models import ResidenceCard

State = ResidenceCard.State
ORDER = "eakte.order_card"
RECEIVE = "eakte.receive_cards"
HAND_OVER = "eakte.hand_over_card"

START = State.ORDERED
FINAL = (State.VOID,)  # only the undoing of a hand-over leads out of it
AHEAD = (State.ORDERED, State.IN_PRODUCTION)
LEFT = (State.POSTED, State.HANDED_OVER, State.VOID)  # no longer ours to give


class Recipient(TextChoices):
    """Who took a card (§ 60a Abs. 1, § 80 AufenthG)."""

    HOLDER = "holder", "Inhaberin oder Inhaber"
    PARENT = "parent", "Eltern oder Vormund"
    PROXY = "proxy", "Person mit Vollmacht"


@dataclass(frozen=True)
class Transition:
    """One way out of some states. `needs` are the words of the form. An undoing goes back to where the card was."""

    verb: str
    title: str
    sources: tuple[State, ...]
    targets: tuple[State, ...]
    right: str
    needs: tuple[str, ...] = ()

    @property
    def target(self) -> State:
        """Where it leads, if that is one state."""
        (only,) = self.targets
        return only


TABLE = (
    Transition("in_production", "In Produktion", (State.ORDERED,), (State.IN_PRODUCTION,), ORDER),
    Transition("arrived", "Im Amt angekommen", (*AHEAD, State.POSTED, State.PROBLEM), (State.ARRIVED,), RECEIVE),
    Transition("posted", "Direkt versandt", AHEAD, (State.POSTED,), ORDER),
    Transition(
        "problem", "Problem melden", (*AHEAD, State.ARRIVED, State.POSTED), (State.PROBLEM,), ORDER, ("reason",)
    ),
    Transition("order_again", "Wieder bestellt", (State.PROBLEM,), (State.ORDERED,), ORDER),
    Transition("hand_over", "Ausgeben", (State.ARRIVED,), (State.HANDED_OVER,), HAND_OVER, ("recipient", "identity")),
    Transition(
        "void", "Entwerten", (*AHEAD, State.ARRIVED, State.POSTED, State.PROBLEM, State.HANDED_OVER),
        (State.VOID,), ORDER, ("reason",),
    ),
    Transition("undo_hand_over", "Ausgabe zurücknehmen", (State.HANDED_OVER,), (State.ARRIVED,), HAND_OVER),
    Transition(
        "undo_arrival", "Lieferung zurücknehmen", (State.ARRIVED,), (*AHEAD, State.POSTED, State.PROBLEM), RECEIVE
    ),
    Transition("restore", "Gilt wieder", (State.VOID,), (State.HANDED_OVER, State.POSTED), HAND_OVER),
)  # fmt: skip
BY_VERB = {transition.verb: transition for transition in TABLE}
BUTTONS = ("in_production", "arrived", "posted", "order_again", "problem", "void")  # one press on the card's page
ARRIVING = BY_VERB["arrived"].sources


def ways_out(state: str) -> list[Transition]:
    """What can be done in this state, in the order of the table."""
    return [transition for transition in TABLE if state in transition.sources]


def open_to(state: str, user: User) -> list[Transition]:
    """The buttons this person has for a card in this state."""
    return [way for way in ways_out(state) if way.verb in BUTTONS and user.has_perm(way.right)]


def permitted(verb: str, *, state: str, by: User) -> Transition:
    """The transition of this verb, or why not."""
    transition = BY_VERB[verb]
    if not by.has_perm(transition.right):
        raise NotAllowed
    if state not in transition.sources:
        raise WrongState(f"„{transition.title}“ geht nicht: Der Stand der Karte ist „{State(state).label}“.")
    return transition


def reachable(start: State = START) -> set[State]:
    """Every state that can be reached; for the test of the table."""
    found, ahead = {start}, [start]
    while ahead:
        new = {target for way in ways_out(ahead.pop()) for target in way.targets} - found
        found |= new
        ahead += new
    return found
