"""The pages about cards, as the front desk and a caseworker press them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from eakte import delivery_lists, pickup_codes
from eakte.models import AccessRecord, CardStatus, Delivery, DeliveryLine, ResidenceCard
from eakte.services import cards, deliveries
from tests.factories.accounts import staff
from tests.factories.authority import OfficeFactory
from tests.factories.eakte import CardFactory, CaseFileFactory, PersonFactory, TitleFactory, numbered

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return OfficeFactory(slug="hier")


@pytest.fixture
def front_desk(client):
    user = staff("front_desk")
    client.force_login(user)
    return user


@pytest.fixture
def caseworker(client):
    user = staff("caseworker")
    client.force_login(user)
    return user


@pytest.fixture
def case_file(office):
    return CaseFileFactory(department__office=office)


@pytest.fixture
def card(case_file, office):
    """Arrived, with a number and its public answer."""
    by, now = staff("team_lead"), timezone.now() - timedelta(days=40)
    order = {"person": case_file.person, "office": office, "title": TitleFactory(person=case_file.person)}
    made = cards.order_card(**order, serial="YZ4711AB1", by=by, now=now)
    return cards.arrived(card=made, by=by, now=now + timedelta(days=5))


def address(name, *arguments):
    return reverse(f"admin:{name}", args=[getattr(each, "pk", each) for each in arguments])


def told(response):
    return [str(message) for message in response.context["messages"]]


def logged():
    return list(AccessRecord.objects.order_by("at", "id").values_list("deed", "case_file"))


# --- the counter ---


@pytest.mark.parametrize("way", ["code", "spoken", "serial"])
def test_a_scanned_code_or_number_opens_the_card(client, front_desk, card, way):
    code = pickup_codes.code(card)
    typed = {"code": code, "spoken": pickup_codes.grouped(code).lower(), "serial": "yz 4711-ab1"}[way]
    answer = client.post(address("eakte_cards"), {"text": typed}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(address("eakte_card", card), 302)]
    assert [fact in page for fact in ("Ayşe Yılmaz", "31.01.1990", "Karte ausgeben")] == [True, True, True]
    assert logged() == [("search", None), ("read", card.person.case_file.pk)]


def test_a_wrong_code_finds_nothing_and_stays_in_the_field(client, front_desk, card):
    answer = client.post(address("eakte_cards"), {"text": "7777 7777 7777"})
    assert (answer.status_code, answer.context["form"]["text"].value()) == (404, "7777 7777 7777")
    assert "gibt es keine Karte" in answer.content.decode()


def test_handing_over_is_one_button(client, front_desk, card):
    answer = client.post(address("eakte_card_hand_over", card), {"to": "holder", "identity": "on"}, follow=True)
    card.refresh_from_db()
    assert (answer.redirect_chain, card.state, card.handed_over_by) == (
        [(address("eakte_cards"), 302)],
        "handed_over",
        front_desk,
    )
    assert (CardStatus.objects.get().state, "Yılmaz" in answer.content.decode()) == ("handed_over", False)


def test_without_a_checked_identity_nothing_is_handed_over_and_the_choice_stays(client, front_desk, card):
    answer = client.post(address("eakte_card_hand_over", card), {"to": "proxy", "authority": "on"})
    form = answer.context["form"]
    assert (answer.status_code, form["to"].value(), form["authority"].value()) == (400, "proxy", True)
    assert "Bitte prüfen Sie zuerst den Ausweis" in answer.content.decode()


def test_it_can_be_taken_back_for_a_moment(client, front_desk, card):
    client.post(address("eakte_card_hand_over", card), {"to": "holder", "identity": "on"})
    assert "Ausgabe zurücknehmen" in client.get(address("eakte_card", card)).content.decode()
    client.post(address("eakte_card_undo", card))
    card.refresh_from_db()
    assert card.state == "arrived"


def test_in_another_office_the_page_says_where_it_lies_and_has_no_button(client, front_desk, card):
    OfficeFactory(slug="anderswo", name_de="Schwerte")
    page = client.get(address("eakte_card", card) + "?standort=anderswo").content.decode()
    assert ("Falscher Standort" in page, "Karte ausgeben" in page) == (True, False)
    refused = client.post(address("eakte_card_hand_over", card), {"to": "holder", "identity": "on"})
    assert refused.status_code == 400


def test_for_a_child_a_parent_is_chosen_already(client, front_desk, card):
    type(card.person).objects.update(birth_date="2020")
    answer = client.get(address("eakte_card", card))
    assert (answer.context["form"]["to"].value(), "Ein Elternteil holt die Karte ab" in answer.content.decode()) == (
        "parent",
        True,
    )


def test_of_a_blocked_file_only_whom_to_ask_is_shown(client, front_desk, card):
    type(card.person.case_file).objects.update(blocked=True, blocked_contact="Frau Kaya")
    page = client.get(address("eakte_card", card)).content.decode()
    refused = client.post(address("eakte_card_hand_over", card), {"to": "holder", "identity": "on"})
    assert ("Frau Kaya" in page, "Yılmaz" in page, refused.status_code) == (True, False, 404)
    assert {deed for deed, _file in logged()} == {"refused"}


def test_the_front_desk_sees_no_buttons_of_the_caseworker(client, front_desk, card):
    page = client.get(address("eakte_card", card)).content.decode()
    assert ("Abholzettel" in page, "Entwerten" in page) == (False, False)


# --- deliveries ---


def test_a_list_is_looked_at_and_then_taken_in(client, front_desk, case_file, office):
    numbered("A1", person=case_file.person, office=office)
    looked = client.post(address("eakte_delivery_list"), {"serials": "A1\nX9\n?!\n"})
    page = looked.content.decode()
    before = Delivery.objects.count()
    wanted = ("Yılmaz, Ayşe", "X9", "keine Seriennummer")
    assert ([word in page for word in wanted], before) == ([True, True, True], 0)
    done = client.post(address("eakte_delivery_list"), {"serials": looked.context["text"], "confirm": "1"})
    assert done["Location"] == address("eakte_delivery", Delivery.objects.get())
    assert DeliveryLine.objects.count() == 2


def test_a_csv_file_is_read_like_a_scan(client, front_desk, office):
    file = SimpleUploadedFile("liste.csv", b"Paket;Seriennummer\n1;X1\n1;X2\n")
    looked = client.post(address("eakte_delivery_list"), {"file": file})
    assert looked.context["text"] == "X1\nX2"


def test_the_same_list_twice_is_told(client, front_desk, office):
    for _each in range(2):
        answer = client.post(address("eakte_delivery_list"), {"serials": "X1", "confirm": "1"}, follow=True)
    assert told(answer) == ["Diese Liste war schon eingelesen. Es hat sich nichts geändert."]
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("data", [{}, {"serials": " \n "}, {"file": SimpleUploadedFile("x", b"\x00")}])
def test_an_empty_or_unreadable_list_is_told_on_the_page(client, front_desk, office, data):
    assert client.post(address("eakte_delivery_list"), data).status_code == 400


@pytest.fixture
def taken_in(case_file, office):
    """A delivery of one known card and one unknown number."""
    numbered("A1", person=case_file.person, office=office)
    by, lines = staff("team_lead"), delivery_lists.read("A1\nX9")
    return deliveries.receive(lines=lines, office=office, by=by, now=timezone.now())[0]


def test_a_delivery_is_taken_back_with_one_button(client, front_desk, taken_in):
    answer = client.post(address("eakte_delivery_undo", taken_in), follow=True)
    assert (told(answer), ResidenceCard.objects.get().state) == (["Zurückgenommen: eine Karte."], "ordered")


def test_what_stays_is_named_with_its_reason(client, front_desk, taken_in):
    client.post(address("eakte_delivery_announce", taken_in))
    answer = client.post(address("eakte_delivery_undo", taken_in), follow=True)
    page = answer.content.decode()
    part = page[page.index("Nicht zurückgenommen") :]
    assert ("Yılmaz, Ayşe" in part, "angekündigt" in part, ResidenceCard.objects.get().state) == (True, True, "arrived")


def test_letters_of_a_delivery_are_for_those_without_mail(client, front_desk, taken_in):
    none = client.get(address("eakte_delivery_letters", taken_in))
    PersonFactory._meta.model.objects.update(channel="letter")
    some = client.get(address("eakte_delivery_letters", taken_in))
    assert (none.status_code, some["Content-Type"]) == (302, "application/pdf")


# --- unknown numbers ---


def test_an_unknown_number_is_tied_by_the_name_of_the_holder(client, front_desk, office):
    card = CardFactory(person=CaseFileFactory().person, office=office)
    deliveries.receive(lines=delivery_lists.read("X9"), office=office, by=front_desk, now=timezone.now())
    line = DeliveryLine.objects.get()
    assert "X9" in client.get(address("eakte_unknown")).content.decode()
    found = client.post(address("eakte_unknown_one", line), {"text": "yilmaz"})
    assert found.context["found"] == [card]
    client.post(address("eakte_unknown_tie", line), {"card": card.pk})
    card.refresh_from_db()
    assert (card.state, client.get(address("eakte_unknown")).context["rows"]) == ("arrived", [])


def test_an_unknown_number_is_settled_with_a_note(client, front_desk, office):
    deliveries.receive(lines=delivery_lists.read("X9"), office=office, by=front_desk, now=timezone.now())
    line = DeliveryLine.objects.get()
    empty = client.post(address("eakte_unknown_settle", line), {"note": ""})
    client.post(address("eakte_unknown_settle", line), {"note": "zurückgeschickt"})
    line.refresh_from_db()
    assert (empty.status_code, line.settled_note) == (400, "zurückgeschickt")


@pytest.mark.parametrize("typed", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_card_that_does_not_exist_is_not_tied(client, front_desk, office, typed):
    deliveries.receive(lines=delivery_lists.read("X9"), office=office, by=front_desk, now=timezone.now())
    assert client.post(address("eakte_unknown_tie", DeliveryLine.objects.get()), {"card": typed}).status_code == 404


def test_blocked_files_are_no_candidates(client, front_desk, office):
    CardFactory(person=CaseFileFactory(blocked=True, blocked_contact="Frau Kaya").person, office=office)
    deliveries.receive(lines=delivery_lists.read("X9"), office=office, by=front_desk, now=timezone.now())
    found = client.post(address("eakte_unknown_one", DeliveryLine.objects.get()), {"text": "Yılmaz"})
    assert found.context["found"] == []


# --- the caseworker ---


def test_an_order_leads_back_to_the_file_with_the_leaflet_to_print(client, caseworker, case_file, office):
    title = TitleFactory(person=case_file.person)
    form = {"matter": f"title:{title.pk}", "kind": "card", "office": office.pk}
    answer = client.post(address("eakte_card_order", case_file), form)
    card = ResidenceCard.objects.get()
    assert (answer["Location"], card.title, card.office) == (address("eakte_file", case_file), title, office)
    leaflet = client.get(address("eakte_card_leaflet", card))
    assert (leaflet["Content-Type"], "Yılmaz" in leaflet["Content-Disposition"]) == ("application/pdf", False)


def test_what_cannot_be_ordered_is_told_and_what_was_typed_stays(client, caseworker, card, office):
    form = {"matter": f"title:{card.title_id}", "kind": "card", "office": office.pk, "serial": "A7"}
    answer = client.post(address("eakte_card_order", card.person.case_file), form)
    assert (answer.status_code, answer.context["form"]["serial"].value()) == (400, "A7")
    assert "Dafür ist schon bestellt" in answer.content.decode()


def test_steps_are_pressed_on_the_page_of_the_card(client, caseworker, card):
    client.post(address("eakte_card_step", card), {"verb": "problem", "reason": "Chip defekt"})
    client.post(address("eakte_card_step", card), {"verb": "order_again"})
    client.post(address("eakte_card_step", card), {"verb": "in_production"})
    card.refresh_from_db()
    assert (card.state, client.post(address("eakte_card_step", card), {"verb": "hand_over"}).status_code) == (
        "in_production",
        404,
    )


def test_a_number_written_down_lets_a_waiting_card_arrive(client, caseworker, case_file, office):
    card = CardFactory(person=case_file.person, office=office)
    deliveries.receive(lines=delivery_lists.read("X9"), office=office, by=caseworker, now=timezone.now())
    client.post(address("eakte_card_serial", card), {"serial": "x9", "seen": ""})
    card.refresh_from_db()
    assert card.state == "arrived"


def test_a_new_code_opens_the_card_and_the_old_one_does_not(client, caseworker, card):
    old = pickup_codes.code(card)
    client.post(address("eakte_card_code", card))
    assert client.post(address("eakte_cards"), {"text": old}).status_code == 404


@pytest.mark.parametrize("occasion", ["da", "erinnerung"])
def test_letters_are_printed_from_the_card(client, caseworker, card, occasion):
    letter = client.get(address("eakte_card_letter", card, occasion))
    assert letter["Content-Type"] == "application/pdf"


def test_a_blocked_file_is_closed_to_orders_and_papers(client, caseworker, card):
    case_file = card.person.case_file
    type(case_file).objects.update(blocked=True, blocked_contact="Frau Kaya")
    pages = [address("eakte_card_order", case_file), address("eakte_card_leaflet", card)]
    posts = [address("eakte_card_code", card), address("eakte_card_serial", card)]
    found = [client.get(page).status_code for page in pages] + [client.post(page).status_code for page in posts]
    assert found == [404] * 4


# --- lists have a price ---


def test_lists_cost_the_same_for_one_row_and_for_three(client, front_desk, office):
    now = timezone.now()
    pages = [address(name) for name in ("eakte_deliveries", "eakte_unknown", "eakte_uncollected")]

    def add(number):
        person = CaseFileFactory(person=PersonFactory()).person
        CardFactory(person=person, office=office, state="arrived", arrived_at=now - timedelta(days=60))
        lines = delivery_lists.read(f"X{number}")
        deliveries.receive(lines=lines, office=office, by=front_desk, now=now)

    add(0)
    counted = [_queries(client, page) for page in pages]
    add(1)
    add(2)
    assert [_queries(client, page) for page in pages] == counted


def _queries(client, page):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def test_a_delivery_costs_the_same_for_one_line_and_for_three(client, front_desk, office):
    counted = []
    for number, text in enumerate(["A0", "B0\nB1\nB2"]):
        for serial in text.split():
            numbered(serial, person=CaseFileFactory(person=PersonFactory()).person, office=office)
        lines = delivery_lists.read(text + f"\nX{number}")
        made = deliveries.receive(lines=lines, office=office, by=front_desk, now=timezone.now())[0]
        counted.append(_queries(client, address("eakte_delivery", made)))
    assert counted[0] == counted[1]
