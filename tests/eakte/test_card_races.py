"""Rivals about cards in real processes against real PostgreSQL."""

from datetime import UTC, datetime

import pytest

from auslaenderbehoerde.accounts.roles import write_roles
from eakte import delivery_lists, pickup_codes
from eakte.models import CardStatus, Delivery, DeliveryLine, ResidenceCard
from eakte.services import cards, deliveries
from tests import rivals
from tests.factories.accounts import staff
from tests.factories.authority import OfficeFactory
from tests.factories.eakte import CaseFileFactory, TitleFactory

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SCRIPT = """
import json, sys
from datetime import datetime
from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Office
from eakte import delivery_lists, pickup_codes
from eakte.exceptions import RecordError
from eakte.models import Delivery, Person, ResidenceCard
from eakte.services import deliveries, handovers, people
order = json.loads(sys.argv[1])
by, office = User.objects.get(username="front"), Office.objects.get(slug="here")
now = datetime.fromisoformat(order["now"])
def give():
    card = ResidenceCard.objects.get(pk=order["card"])
    handovers.hand_over(card=card, office=office, to="holder", identity_checked=True, by=by, now=now)
    return "given"
def receive():
    delivery, new = deliveries.receive(lines=delivery_lists.read(order["list"]), office=office, by=by, now=now)
    return [str(delivery.pk), new]
def take_back():
    return len(deliveries.take_back(delivery=Delivery.objects.get(), by=by, now=now).kept)
def be_born():
    people.change_person(person=Person.objects.get(), facts={"birth_date": "1991"}, version=1)
    return "born"
sys.stdin.readline()
try:
    answer = {"give": give, "receive": receive, "take back": take_back, "be born": be_born}[order["deed"]]()
except RecordError as refusal:
    answer = type(refusal).__name__
print(json.dumps([answer]))
"""


@pytest.fixture
def office():
    write_roles()
    staff("front_desk", username="front")
    return OfficeFactory(slug="here")


@pytest.fixture
def ordered(office):
    """Three cards with numbers A0 to A2."""
    write_roles()
    by, made = staff("caseworker"), []
    for number in range(3):
        person = CaseFileFactory().person
        title = TitleFactory(person=person)
        made.append(cards.order_card(person=person, office=office, title=title, serial=f"A{number}", by=by, now=NOW))
    return made


def race(*deeds, card=None, text=""):
    order = {"now": NOW.isoformat(), "card": str(card.pk) if card else "", "list": text}
    return rivals.race(SCRIPT, [order | {"deed": deed} for deed in deeds])


def test_a_card_that_two_counters_hand_over_leaves_once(ordered):
    cards.arrived(card=ordered[0], by=staff("team_lead"), now=NOW)
    answers = race("give", "give", "give", card=ordered[0])
    assert sorted(answers) == ["WrongState", "WrongState", "given"]


def test_a_list_that_two_people_take_in_at_once_is_one_delivery(ordered):
    answers = race("receive", "receive", "receive", text="A0\nA1\nA2\nX9")
    assert (len({pk for pk, _new in answers}), sorted(new for _pk, new in answers)) == (1, [False, False, True])
    assert (Delivery.objects.count(), DeliveryLine.objects.count()) == (1, 4)
    assert set(ResidenceCard.objects.values_list("state", flat=True)) == {"arrived"}


def test_a_card_handed_over_while_its_list_is_taken_back_is_either_given_or_gone(ordered):
    lines, by = delivery_lists.read("A0\nA1"), staff("team_lead")
    deliveries.receive(lines=lines, office=ordered[0].office, by=by, now=NOW)
    answers = race("take back", "give", card=ordered[0])
    ordered[0].refresh_from_db()
    assert (answers, ordered[0].state) in [([1, "given"], "handed_over"), ([0, "WrongState"], "ordered")]


def test_a_date_of_birth_corrected_during_a_delivery_leaves_one_answer_to_the_new_one(office):
    title = TitleFactory(person=CaseFileFactory().person)
    order = {"person": title.person, "office": office, "title": title, "serial": "A0"}
    card = cards.order_card(**order, by=staff("caseworker"), now=NOW)
    assert sorted(race("receive", "be born", text="A0"), key=str) == [[str(Delivery.objects.get().pk), True], "born"]
    row = CardStatus.objects.get()
    assert (row.code_key, row.state) == (pickup_codes.code_key(pickup_codes.code(card), "1991"), "arrived")
