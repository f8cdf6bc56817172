"""The last step taken back, where the law allows it."""

from datetime import date, timedelta

import pytest

from eakte.exceptions import NotAllowed, WrongState
from eakte.models import Note, Task
from eakte.services import deadlines, taking_back
from tests.eakte.matters import NOW, matter, moved
from tests.factories.accounts import staff
from tests.factories.eakte import CardFactory, ProceedingFactory

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 12, 21)
HOUR = timedelta(hours=1)


@pytest.fixture
def nina():
    return staff("caseworker", username="nina")


def seen(proceeding):
    """What can be seen of a matter: state, running deadlines, open tasks."""
    proceeding.refresh_from_db()
    tasks = Task.objects.open().filter(proceeding=proceeding).order_by("text")
    return (
        proceeding.state,
        sorted(proceeding.deadlines.running().values_list("kind", "due_on", "note")),
        list(tasks.values_list("kind", "text")),
    )


def back(proceeding, by, now=NOW + 9 * HOUR):
    proceeding.refresh_from_db()
    taking_back.take_back(proceeding=proceeding, by=by, now=now, version=proceeding.version)


STEPS = [
    [("begin", {})],
    [("ask_for_papers", {"papers": ["Pass"], "until": UNTIL})],
    [("ask_for_papers", {"papers": ["Pass"], "until": UNTIL}), ("papers_arrived", {})],
    [("ask_authority", {"authority": "BA", "until": UNTIL})],
    [("ask_authority", {"authority": "BA", "until": UNTIL}), ("answer_arrived", {})],
    [("suspend", {"reason": "Pass", "until": UNTIL})],
    [("suspend", {"reason": "Pass", "until": UNTIL}), ("resume", {})],
    [("decide", {"outcome": "granted"})],
    [("decide", {"outcome": "granted"}), ("close", {})],
    [("withdraw", {})],
    [("hand_over", {"authority": "Stadt Lünen"})],
]


@pytest.mark.parametrize("steps", STEPS, ids=lambda steps: steps[-1][0])
def test_everything_is_as_it_was_before_the_step(nina, steps):
    opened, before = matter(), None
    for number, (verb, needs) in enumerate(steps, start=1):
        before = seen(opened)
        moved(opened, verb, nina, now=NOW + number * HOUR, **needs)
    back(opened, nina)
    assert seen(opened) == before
    assert (opened.outcome, opened.decided_at) == (("granted", NOW + HOUR) if steps[-1][0] == "close" else ("", None))


def test_a_step_taken_back_stays_as_a_note(nina):
    opened = moved(matter(), "begin", nina)
    back(opened, nina)
    assert Note.objects.get().text == "Schritt zurückgenommen: In Bearbeitung nehmen"


def test_two_steps_are_taken_back_one_after_the_other(nina):
    opened = matter()
    before = seen(opened)
    moved(opened, "ask_for_papers", nina, papers=["Pass"], until=UNTIL, now=NOW + HOUR)
    moved(opened, "papers_arrived", nina, now=NOW + 2 * HOUR)
    back(opened, nina, NOW + 3 * HOUR)
    back(opened, nina, NOW + 4 * HOUR)
    assert (seen(opened), taking_back.last_step(opened)) == (before, None)


def test_a_step_after_one_that_was_taken_back_is_the_last(nina):
    opened = moved(matter(), "begin", nina)
    back(opened, nina)
    moved(opened, "suspend", nina, reason="Pass", until=UNTIL)
    assert taking_back.last_step(opened).verb == "suspend"


def test_at_the_beginning_there_is_nothing_to_take_back(nina):
    opened = ProceedingFactory()
    with pytest.raises(WrongState, match="keinen Schritt"):
        back(opened, nina)


def _announced(opened, by):
    deadlines.announce(
        proceeding=opened, on=NOW.date(), by_post=False, by=by, now=NOW + 2 * HOUR, version=opened.version
    )


def _sent(opened, by):
    opened.documents.create(
        case_file=opened.case_file, title="Bescheid", category="decision", direction="sent", source="office",
        dated_on=NOW.date(), created_at=NOW + 2 * HOUR,
    )  # fmt: skip


def _card(opened, by):
    CardFactory(person=opened.case_file.person, proceeding=opened, ordered_at=NOW + 2 * HOUR)


def _closed_once(opened, by):
    moved(opened, "close", by, now=NOW + 2 * HOUR)
    back(opened, by)


@pytest.mark.parametrize("tell", [_announced, _sent, _card, _closed_once])
def test_a_decision_the_person_knows_of_is_not_taken_back(nina, tell):
    opened = moved(matter(), "decide", nina, outcome="granted", now=NOW + HOUR)
    tell(opened, nina)
    with pytest.raises(WrongState, match="bekannt gegeben"):
        back(opened, nina)


def test_a_step_is_taken_back_with_the_right_it_needed(nina):
    opened = moved(matter(), "decide", nina, outcome="granted")
    with pytest.raises(NotAllowed):
        back(opened, staff("records"))
