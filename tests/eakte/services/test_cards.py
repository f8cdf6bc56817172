"""A card from its order to the day it leaves, with the public answer always in step."""

from datetime import UTC, date, datetime, timedelta

import pytest

from eakte import card_status, pickup_codes
from eakte.events import CardArrived, CardLeft
from eakte.exceptions import ChangedMeanwhile, NotAllowed, SomethingMissing, WrongState
from eakte.models import CardStatus, ResidenceCard, Task
from eakte.services import cards, people
from tests.factories.accounts import staff
from tests.factories.authority import OfficeFactory
from tests.factories.eakte import CardFactory, CaseFileFactory, PersonFactory, ProceedingFactory, TitleFactory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=20)
BORN = "1990-01-31"


@pytest.fixture
def caseworker(db):
    return staff("caseworker")


@pytest.fixture
def person(db):
    return CaseFileFactory().person


@pytest.fixture
def ordered(person, caseworker):
    title = TitleFactory(person=person)
    return cards.order_card(person=person, office=OfficeFactory(), title=title, by=caseworker, now=NOW)


@pytest.fixture
def heard(monkeypatch):
    """The facts that were published."""
    facts = []
    monkeypatch.setattr(cards, "publish", facts.append)
    return facts


def answers():
    """Every public answer, without its keys."""
    return list(CardStatus.objects.values_list("state", "since", "delete_on"))


def key(card, birth_date=BORN):
    return pickup_codes.code_key(pickup_codes.code(card), birth_date)


# --- ordering ---


def test_an_order_can_be_asked_for_at_once(ordered):
    assert answers() == [("ordered", date(2026, 11, 24), None)]
    assert CardStatus.objects.get().code_key == key(ordered)


def test_with_a_serial_number_the_card_is_found_by_it_too(person, caseworker):
    order = {"person": person, "office": OfficeFactory(), "title": TitleFactory(person=person)}
    card = cards.order_card(**order, serial="yz-4711 ab1", by=caseworker, now=NOW)
    row = CardStatus.objects.get()
    assert row.serial_key == pickup_codes.serial_key("YZ4711AB1", BORN)
    assert "4711" not in card.serial_sealed


def test_an_order_needs_a_title_or_a_proceeding(person, caseworker):
    with pytest.raises(SomethingMissing):
        cards.order_card(person=person, office=OfficeFactory(), by=caseworker, now=NOW)


def test_a_proceeding_is_enough(person, caseworker):
    matter = ProceedingFactory(case_file=person.case_file, kind="travel_document")
    card = cards.order_card(
        person=person, office=OfficeFactory(), proceeding=matter, kind="travel_document", by=caseworker, now=NOW
    )
    assert (card.title, card.proceeding, card.state) == (None, matter, "ordered")


def test_the_title_of_somebody_else_is_refused(person, caseworker):
    with pytest.raises(SomethingMissing):
        cards.order_card(person=person, office=OfficeFactory(), title=TitleFactory(), by=caseworker, now=NOW)


def test_the_same_is_not_ordered_twice(ordered, caseworker):
    again = {"person": ordered.person, "office": ordered.office, "title": ordered.title}
    with pytest.raises(WrongState):
        cards.order_card(**again, by=caseworker, now=NOW)
    cards.order_card(**again, kind="travel_document", by=caseworker, now=NOW)
    assert ResidenceCard.objects.count() == 2


def test_the_front_desk_orders_nothing(person):
    with pytest.raises(NotAllowed):
        cards.order_card(
            person=person, office=OfficeFactory(), title=TitleFactory(person=person), by=staff("front_desk"), now=NOW
        )


def test_without_a_date_of_birth_there_is_no_public_answer_until_it_is_known(caseworker):
    person = CaseFileFactory(person=PersonFactory(birth_date="")).person
    cards.order_card(
        person=person, office=OfficeFactory(), title=TitleFactory(person=person), serial="A1", by=caseworker, now=NOW
    )
    before = answers()
    people.change_person(person=person, facts={"birth_date": BORN}, version=1)
    assert (before, answers()) == ([], [("ordered", date(2026, 11, 24), None)])
    assert CardStatus.objects.get().serial_key == pickup_codes.serial_key("A1", BORN)


# --- the serial number ---


def test_a_number_that_becomes_known_opens_the_answer(ordered, caseworker):
    cards.set_serial(card=ordered, serial="YZ4711AB1", seen="", by=caseworker)
    assert CardStatus.objects.get().serial_key == pickup_codes.serial_key("YZ4711AB1", BORN)


@pytest.mark.parametrize("serial", ["", "Ä1", "A" * 21])
def test_a_wrong_number_is_named(ordered, caseworker, serial):
    with pytest.raises(SomethingMissing):
        cards.set_serial(card=ordered, serial=serial, seen="", by=caseworker)


def test_a_number_belongs_to_one_card(ordered, caseworker):
    cards.set_serial(card=ordered, serial="YZ4711AB1", seen="", by=caseworker)
    with pytest.raises(SomethingMissing) as refusal:
        cards.set_serial(card=CardFactory(), serial="yz4711ab1", seen="", by=caseworker)
    assert str(refusal.value) == cards.TAKEN


def test_of_two_who_write_down_a_number_the_second_is_told(ordered, caseworker):
    cards.set_serial(card=ordered, serial="YZ4711AB1", seen="", by=caseworker)
    with pytest.raises(ChangedMeanwhile):
        cards.set_serial(card=ordered, serial="YZ4711AB2", seen="", by=caseworker)


# --- steps ---


def test_each_step_moves_the_public_answer_along(ordered, caseworker):
    cards.in_production(card=ordered, by=caseworker, now=NOW + timedelta(days=2))
    seen = answers()
    cards.arrived(card=ordered, by=caseworker, now=LATER)
    assert (seen, answers()) == (
        [("in_production", date(2026, 11, 26), None)],
        [("arrived", date(2026, 12, 14), None)],
    )
    ordered.refresh_from_db()
    assert (ordered.in_production_at, ordered.arrived_at) == (NOW + timedelta(days=2), LATER)


def test_a_posted_card_has_left(ordered, caseworker, heard):
    old = CardFactory(person=ordered.person, state="handed_over", handed_over_at=NOW - timedelta(days=700))
    cards.posted(card=ordered, by=caseworker, now=LATER)
    old.refresh_from_db()
    ordered.refresh_from_db()
    assert (answers(), heard) == ([("posted", date(2026, 12, 14), date(2027, 1, 13))], [CardLeft(ordered.pk)])
    assert (old.state, old.problem, ordered.replaces) == ("void", cards.REPLACED, old)


def test_a_posted_card_that_comes_back_waits_again_and_is_announced_anew(ordered, caseworker, heard):
    cards.posted(card=ordered, by=caseworker, now=NOW)
    ResidenceCard.objects.update(announced_at=NOW, reminders=1, reminded_at=NOW)
    cards.arrived(card=ordered, by=caseworker, now=LATER)
    ordered.refresh_from_db()
    assert (ordered.announced_at, ordered.reminders, answers()) == (None, 0, [("arrived", date(2026, 12, 14), None)])


def test_a_problem_has_a_reason_and_ends_the_pickup(ordered, caseworker, heard):
    with pytest.raises(SomethingMissing):
        cards.problem(card=ordered, reason=" ", by=caseworker, now=LATER)
    cards.problem(card=ordered, reason="Chip defekt", by=caseworker, now=LATER)
    ordered.refresh_from_db()
    assert (ordered.problem, answers(), heard) == (
        "Chip defekt",
        [("problem", date(2026, 12, 14), None)],
        [CardLeft(ordered.pk)],
    )
    cards.order_again(card=ordered, by=caseworker, now=LATER)
    ordered.refresh_from_db()
    assert (ordered.problem, ordered.state) == ("", "ordered")


def test_a_step_that_does_not_go_changes_nothing(ordered, caseworker):
    cards.void(card=ordered, reason="abbestellt", by=caseworker, now=LATER)
    with pytest.raises(WrongState):
        cards.arrived(card=ordered, by=caseworker, now=LATER)
    assert answers() == [("void", date(2026, 12, 14), date(2027, 1, 13))]


# --- the public row ---


def test_the_answer_is_deleted_thirty_days_after_the_card_left(ordered, caseworker):
    cards.posted(card=ordered, by=caseworker, now=LATER)
    kept = card_status.delete_over(today=date(2027, 1, 12))
    deleted = card_status.delete_over(today=date(2027, 1, 13))
    assert (kept, deleted, answers()) == (0, 1, [])


def test_a_corrected_date_of_birth_changes_both_keys(ordered, caseworker):
    cards.set_serial(card=ordered, serial="YZ4711AB1", seen="", by=caseworker)
    people.change_person(person=ordered.person, facts={"birth_date": "1990-01"}, version=1)
    row = CardStatus.objects.get()
    assert (row.code_key, row.serial_key) == (
        key(ordered, "1990-01"),
        pickup_codes.serial_key("YZ4711AB1", "1990-01"),
    )


def test_a_date_of_birth_that_is_taken_away_ends_the_answer(ordered):
    people.change_person(person=ordered.person, facts={"birth_date": ""}, version=1)
    assert answers() == []


def test_a_new_code_answers_and_the_old_one_does_not(ordered, caseworker):
    before = key(ordered)
    changed = cards.replace_code(card=ordered, by=caseworker)
    assert CardStatus.objects.get().code_key == key(changed) != before


def test_a_card_that_has_left_gets_no_new_code(ordered, caseworker):
    cards.void(card=ordered, reason="abbestellt", by=caseworker, now=LATER)
    with pytest.raises(WrongState):
        cards.replace_code(card=ordered, by=caseworker)


# --- announcing ---


def test_announcing_tells_once_in_the_language_of_the_person(ordered, caseworker, heard):
    cards.arrived(card=ordered, by=caseworker, now=LATER)
    counts = [cards.announce(cards=[ordered.pk], now=LATER) for _each in range(2)]
    assert (counts, heard) == ([1, 0], [CardArrived(ordered.pk, "tr")])
    assert Task.objects.count() == 0


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ({"channel": "letter"}, "Karte ist da: Brief drucken und absenden"),
        ({"email": ""}, "Karte ist da: Brief drucken und absenden"),
        (
            {"channel": "letter", "safe_contact": True},
            "Karte ist da: auf dem sicheren Weg Bescheid geben, keinen Brief schicken",
        ),
    ],
)
def test_who_gets_no_mail_is_a_task(ordered, caseworker, heard, how, text):
    type(ordered.person).objects.update(**how)
    cards.arrived(card=ordered, by=caseworker, now=LATER)
    cards.announce(cards=[ordered.pk], now=LATER)
    assert list(Task.objects.values_list("kind", "text", "case_file")) == [("card", text, ordered.person.case_file.pk)]


def test_what_arrived_today_is_announced_by_itself_tomorrow(ordered, caseworker, heard):
    cards.arrived(card=ordered, by=caseworker, now=LATER)
    hours = [cards.announce_due(now=LATER + timedelta(hours=number)) for number in (1, 12, 13)]
    assert hours == [0, 1, 0]
