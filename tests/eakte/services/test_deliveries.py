"""A delivery list: looked at, taken in once, taken back as far as nobody relies on it; unknown numbers are settled."""

from datetime import UTC, date, datetime, timedelta

import pytest

from eakte import delivery_lists, pickup_checks, serials
from eakte.exceptions import NotAllowed, SomethingMissing, WrongState
from eakte.models import CardStatus, Delivery, DeliveryLine, ResidenceCard
from eakte.services import cards, deliveries, handovers
from tests.factories.accounts import staff
from tests.factories.authority import OfficeFactory
from tests.factories.eakte import CardFactory, CaseFileFactory, PersonFactory, TitleFactory, numbered

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ORDERED = NOW - timedelta(days=30)


@pytest.fixture
def front_desk(db):
    return staff("front_desk")


@pytest.fixture
def office(db):
    return OfficeFactory()


@pytest.fixture
def order(office):
    """Orders a card with this number for a new person."""

    def make(serial, **values):
        person = CaseFileFactory(person=PersonFactory(**values)).person
        title, by = TitleFactory(person=person), staff("caseworker", username=f"order-{serial}")
        return cards.order_card(person=person, office=office, title=title, serial=serial, by=by, now=ORDERED)

    return make


@pytest.fixture
def receive(office, front_desk):
    def do(text, now=NOW):
        return deliveries.receive(lines=delivery_lists.read(text), office=office, by=front_desk, now=now)[0]

    return do


def states(*rows):
    found = ResidenceCard.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")
    return [(card.state, card.arrived_at) for card in found]


# --- looking and taking in ---


def test_the_preview_names_what_arrives_what_is_unknown_and_what_is_wrong(order, office):
    known = order("A1")
    numbered("A2", office=office, state="handed_over", handed_over_at=NOW)
    numbered("A3", office=office, state="arrived", arrived_at=NOW)
    numbered("A4", office=OfficeFactory(name_de="Schwerte"))
    numbered("A5", office=office, state="void")
    found = deliveries.preview(delivery_lists.read("A1\nA2\nA3\nA4\nA5\nX9\n\nA1\n"), office=office)
    assert ([card for _line, card in found.arriving], [line.serial for line in found.unknown]) == ([known], ["X9"])
    assert [(line.position, line.wrong) for line in found.wrong] == [
        (2, "ist schon ausgegeben"),
        (3, "ist schon als angekommen eingetragen"),
        (4, "gehört nach: Schwerte, bitte dorthin weitergeben"),
        (5, "hat den Stand „entwertet“"),
        (7, "leere Zeile"),
        (8, "steht schon in Zeile 1"),
    ]


def test_the_preview_costs_the_same_for_one_and_for_three(order, office, django_assert_num_queries):
    for number in range(3):
        order(f"A{number}")
    for text in ("A0", "A0\nA1\nA2\nX1\nX2"):
        with django_assert_num_queries(3):
            deliveries.preview(delivery_lists.read(text), office=office)


def test_taking_in_lets_cards_arrive_and_keeps_unknown_numbers_sealed(order, receive):
    card = order("A1")
    delivery = receive("A1\nX9")
    line = delivery.lines.get(card=None)
    assert (states(card), line.position, serials.unseal(line.serial_sealed)) == ([("arrived", NOW)], 2, "X9")
    assert "X9" not in line.serial_sealed
    assert CardStatus.objects.values_list("state", "since").get() == ("arrived", date(2026, 11, 24))


def test_the_same_list_twice_is_one(order, receive, office, front_desk):
    order("A1")
    first = receive("A1\nX9")
    again = deliveries.receive(lines=delivery_lists.read("x-9\na 1"), office=office, by=front_desk, now=NOW)
    assert (again, Delivery.objects.count(), DeliveryLine.objects.count()) == ((first, False), 1, 2)


def test_a_longer_list_brings_only_what_is_new(order, receive):
    order("A1")
    receive("A1\nX9")
    order("A2")
    second = receive("A1\nA2\nX9")
    assert [line.card.serial_hash for line in second.lines.all()] == [serials.hash_of("A2")]


def test_a_list_without_news_is_refused(order, receive):
    order("A1")
    receive("A1\nX9")
    with pytest.raises(SomethingMissing):
        receive("A1")


def test_who_may_not_receive_is_refused(office):
    with pytest.raises(NotAllowed):
        deliveries.receive(lines=delivery_lists.read("A1"), office=office, by=staff("records"), now=NOW)


# --- taking back ---


def test_a_list_taken_back_leaves_nothing(order, receive, front_desk):
    card = order("A1")
    cards.in_production(card=card, by=staff("caseworker"), now=ORDERED + timedelta(days=1))
    delivery = receive("A1\nX9")
    taken = deliveries.take_back(delivery=delivery, by=front_desk, now=NOW)
    assert (taken, states(card)) == (deliveries.TakenBack(1, []), [("in_production", None)])
    assert CardStatus.objects.values_list("state", "since").get() == ("in_production", date(2026, 10, 26))
    assert DeliveryLine.objects.filter(settled_at=None).count() == 0


def test_the_list_can_be_read_again_afterwards(order, receive, front_desk):
    card = order("A1")
    deliveries.take_back(delivery=receive("A1"), by=front_desk, now=NOW)
    receive("A1", now=NOW + timedelta(hours=1))
    assert states(card) == [("arrived", NOW + timedelta(hours=1))]


def test_cards_somebody_relies_on_stay_and_are_named(order, receive, office, front_desk, monkeypatch):
    free, booked, announced, given = (order(f"A{number}") for number in range(4))
    delivery = receive("A0\nA1\nA2\nA3")
    monkeypatch.setattr(pickup_checks, "CHECKS", [lambda asked: {booked.pk} & set(asked)])
    cards.announce(cards=[announced.pk], now=NOW)
    handovers.hand_over(card=given, office=office, to="holder", identity_checked=True, by=front_desk, now=NOW)
    taken = deliveries.take_back(delivery=delivery, by=front_desk, now=NOW)
    whys = {each.card: each.why for each in taken.kept}
    assert whys == {booked: "Termin gebucht", announced: "angekündigt", given: "ausgegeben"}
    assert (taken.number, states(free)) == (1, [("ordered", None)])
    notes = delivery.lines.filter(settled_at=None).values_list("card", "settled_note")
    assert dict(notes) == {card.pk: why for card, why in whys.items()}


def test_a_card_that_came_again_with_a_later_list_stays(order, receive, front_desk):
    card = order("A1")
    first = receive("A1")
    cards.problem(card=card, reason="Chip", by=staff("caseworker"), now=NOW)
    receive("A1\nX1", now=NOW + timedelta(days=1))
    taken = deliveries.take_back(delivery=first, by=front_desk, now=NOW + timedelta(days=2))
    assert [each.why for each in taken.kept] == ["kam mit einer späteren Lieferung"]


def test_it_is_taken_back_once(order, receive, front_desk):
    order("A1")
    delivery = receive("A1")
    deliveries.take_back(delivery=delivery, by=front_desk, now=NOW)
    with pytest.raises(WrongState):
        deliveries.take_back(delivery=delivery, by=front_desk, now=NOW)


# --- numbers nobody knows ---


@pytest.fixture
def unknown(receive):
    return receive("X9").lines.get()


def test_a_tied_number_belongs_to_the_card_which_has_arrived(unknown, order, front_desk):
    card = order("")
    deliveries.tie(line=unknown, card=card, by=front_desk, now=NOW)
    unknown.refresh_from_db()
    card.refresh_from_db()
    assert (unknown.card, unknown.state_before, card.serial_hash) == (card, "ordered", serials.hash_of("X9"))
    assert (states(card), CardStatus.objects.exclude(serial_key="").count()) == ([("arrived", NOW)], 1)


def test_a_tied_card_goes_back_with_its_delivery(unknown, order, front_desk):
    card = order("")
    deliveries.tie(line=unknown, card=card, by=front_desk, now=NOW)
    deliveries.take_back(delivery=unknown.delivery, by=front_desk, now=NOW)
    assert states(card) == [("ordered", None)]


def test_a_card_with_another_number_is_not_tied(unknown, order, front_desk):
    with pytest.raises(WrongState):
        deliveries.tie(line=unknown, card=order("A1"), by=front_desk, now=NOW)


def test_a_card_of_another_office_is_not_tied(unknown, front_desk):
    with pytest.raises(WrongState):
        deliveries.tie(line=unknown, card=CardFactory(), by=front_desk, now=NOW)


def test_a_number_that_becomes_known_finds_the_card_that_waits(unknown, order):
    card, caseworker = order(""), staff("caseworker")
    cards.set_serial(card=card, serial="x9", seen="", by=caseworker)
    found = [deliveries.tie_known(card=card, by=caseworker, now=NOW) for _each in range(2)]
    assert (found, states(card)) == ([True, False], [("arrived", NOW)])


def test_a_settled_number_leaves_the_list_with_a_note(unknown, front_desk):
    with pytest.raises(SomethingMissing):
        deliveries.settle(line=unknown, note=" ", by=front_desk, now=NOW)
    deliveries.settle(line=unknown, note="zurückgeschickt", by=front_desk, now=NOW)
    unknown.refresh_from_db()
    assert (unknown.settled_at, unknown.settled_note) == (NOW, "zurückgeschickt")
    with pytest.raises(WrongState):
        deliveries.settle(line=unknown, note="noch einmal", by=front_desk, now=NOW)
