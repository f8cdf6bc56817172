"""Handing over a card: what is asked for first, what changes, and what can be taken back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from eakte.events import CardLeft
from eakte.exceptions import NotAllowed, SomethingMissing, WrongState
from eakte.models import CardStatus, ResidenceCard, Task
from eakte.services import cards, handovers
from tests.factories.accounts import staff
from tests.factories.authority import OfficeFactory
from tests.factories.eakte import CardFactory, CaseFileFactory, TitleFactory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=700)


@pytest.fixture
def front_desk(db):
    return staff("front_desk")


@pytest.fixture
def card(db):
    """Arrived and announced."""
    caseworker, person = staff("caseworker"), CaseFileFactory().person
    made = cards.order_card(
        person=person, office=OfficeFactory(), title=TitleFactory(person=person), by=caseworker, now=LONG_AGO
    )
    return cards.arrived(card=made, by=caseworker, now=NOW - timedelta(days=30))


@pytest.fixture
def heard(monkeypatch):
    facts = []
    monkeypatch.setattr(cards, "publish", facts.append)
    return facts


def give(card, by, **how):
    return handovers.hand_over(
        **({"card": card, "office": card.office, "to": "holder", "identity_checked": True, "by": by, "now": NOW} | how)
    )


def test_the_hand_over_is_recorded_and_the_answer_changes_at_once(card, front_desk, heard):
    cards.make_task(card, "liegt", key="uncollected:1", now=NOW)
    give(card, front_desk)
    card.refresh_from_db()
    assert (card.state, card.handed_over_at, card.handed_over_by, card.handed_over_to) == (
        "handed_over",
        NOW,
        front_desk,
        "holder",
    )
    assert CardStatus.objects.values_list("state", "since", "delete_on").get() == (
        "handed_over",
        date(2026, 11, 24),
        date(2026, 12, 24),
    )
    assert (heard, Task.objects.open().count()) == ([CardLeft(card.pk)], 0)


@pytest.mark.parametrize(
    "how",
    [
        {"to": ""},
        {"to": "somebody"},
        {"identity_checked": False},
        {"to": "proxy"},
        {"to": "parent"},
    ],
)
def test_what_was_not_checked_is_asked_for(card, front_desk, how):
    with pytest.raises(SomethingMissing):
        give(card, front_desk, **how)
    assert ResidenceCard.objects.get().state == "arrived"


@pytest.mark.parametrize("to", ["proxy", "parent"])
def test_a_proxy_and_a_parent_take_it_after_the_paper_was_checked(card, front_desk, to):
    assert give(card, front_desk, to=to, authority_checked=True).handed_over_to == to


def test_another_office_does_not_hand_it_over(card, front_desk):
    with pytest.raises(WrongState) as refusal:
        give(card, front_desk, office=OfficeFactory(name_de="Ausländerbehörde Schwerte"))
    assert str(refusal.value) == "Diese Karte liegt nicht hier, sondern in: Ausländerbehörde Unna-Königsborn."


def test_a_card_is_handed_over_once(card, front_desk):
    give(card, front_desk)
    with pytest.raises(WrongState):
        give(card, front_desk)


def test_records_hand_over_nothing(card):
    with pytest.raises(NotAllowed):
        give(card, staff("records"))


def test_the_last_card_of_its_kind_is_void(card, front_desk):
    holder = {"person": card.person, "state": "handed_over"}
    first = CardFactory(**holder, handed_over_at=LONG_AGO)
    last = CardFactory(**holder, handed_over_at=LONG_AGO + timedelta(days=1))
    document = CardFactory(**holder, handed_over_at=NOW, kind="travel_document")
    give(card, front_desk)
    states = {each.pk: (each.state, each.problem) for each in ResidenceCard.objects.exclude(pk=card.pk)}
    card.refresh_from_db()
    assert (card.replaces, states) == (
        last,
        {
            first.pk: ("handed_over", ""),
            last.pk: ("void", "durch die neue Karte ersetzt"),
            document.pk: ("handed_over", ""),
        },
    )


def test_the_card_it_was_ordered_for_is_void_before_any_other(card, front_desk):
    wanted = CardFactory(person=card.person, state="handed_over", handed_over_at=LONG_AGO)
    other = CardFactory(person=card.person, state="handed_over", handed_over_at=NOW)
    ResidenceCard.objects.filter(pk=card.pk).update(replaces=wanted)
    give(card, front_desk)
    wanted.refresh_from_db()
    other.refresh_from_db()
    assert (wanted.state, other.state) == ("void", "handed_over")


# --- taking it back ---


def test_within_ten_minutes_everything_is_as_before(card, front_desk):
    old = CardFactory(person=card.person, state="handed_over", handed_over_at=LONG_AGO)
    give(card, front_desk)
    handovers.undo_hand_over(card=card, by=front_desk, now=NOW + timedelta(minutes=10))
    card.refresh_from_db()
    old.refresh_from_db()
    assert (card.state, card.handed_over_at, card.handed_over_by, card.handed_over_to) == ("arrived", None, None, "")
    assert (old.state, old.problem) == ("handed_over", "")
    assert CardStatus.objects.values_list("state", "since", "delete_on").get() == (
        "arrived",
        date(2026, 10, 25),
        None,
    )


def test_a_card_that_was_void_before_stays_void(card, front_desk):
    lost = CardFactory(person=card.person, state="void", problem="verloren")
    ResidenceCard.objects.filter(pk=card.pk).update(replaces=lost)
    give(card, front_desk)
    handovers.undo_hand_over(card=card, by=front_desk, now=NOW)
    lost.refresh_from_db()
    assert (lost.state, lost.problem) == ("void", "verloren")


def test_later_it_stays_handed_over(card, front_desk):
    give(card, front_desk)
    with pytest.raises(WrongState):
        handovers.undo_hand_over(card=card, by=front_desk, now=NOW + timedelta(minutes=11))


def test_only_whoever_pressed_takes_it_back(card, front_desk):
    give(card, front_desk)
    with pytest.raises(NotAllowed):
        handovers.undo_hand_over(card=card, by=staff("front_desk", username="another"), now=NOW)
