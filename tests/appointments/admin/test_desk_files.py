"""At the desk: a pickup is seen at a glance, an appointment finds its file, and the file opens with one click."""

import pytest
from django.urls import reverse

from appointments import desk as service
from appointments.models import Appointment, Concern, Pickup
from eakte.models import AccessRecord
from tests.appointments.day import NINE, booked, minutes
from tests.cards import make_card
from tests.factories.accounts import staff
from tests.factories.appointments import ConcernFactory
from tests.factories.eakte import CaseFileFactory, PersonFactory, ProceedingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "clerk")]


@pytest.fixture
def pickup(concern):
    """Somebody comes for two cards at half past nine."""
    Concern.objects.update(needs_card=True)
    concern.refresh_from_db()
    made = booked(concern, at=NINE + minutes(30), persons=2)
    for kind in ("card", "travel_document"):
        Pickup.objects.create(appointment=made, card=make_card(kind=kind, office=concern.queue.office))
    return made


@pytest.fixture
def nina(client):
    """A caseworker at the desk."""
    user = staff("caseworker", username="nina")
    client.force_login(user)
    return user


@pytest.fixture
def file(db):
    """The file of the person of the factory's appointment."""
    return CaseFileFactory(person=PersonFactory(birth_date="1990-01-31"))


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_board_says_that_somebody_comes_for_cards(client, to, pickup):
    assert '<span class="desk-tag">Abholung</span><strong>2 Karten</strong>' in text(client.get(to("desk_board")))
    service.arrive(appointment=pickup, now=NINE + minutes(15))
    assert '<span class="desk-tag">Abholung</span><strong>2 Karten</strong>' in text(client.get(to("desk_board")))


def test_the_counter_sees_which_cards_and_what_became_of_them(client, to, pickup):
    shown = text(client.get(to("desk_appointment", pickup.pk)))
    assert "<dt>Abholung</dt><dd>2 Karten</dd>" in shown
    visit = service.arrive(appointment=pickup, now=NINE + minutes(15))
    first = pickup.pickups.first().card
    first.state, first.handed_over_at = "handed_over", NINE
    first.save()
    shown = text(client.get(to("desk_visit", visit.pk)))
    assert "<dt>Abholung</dt><dd>2 Karten</dd>" in shown
    assert ("Reiseausweis" in shown, "ausgegeben" in shown, "im Amt" in shown) == (True, True, True)


def test_a_next_appointment_is_never_a_pickup(client, to, pickup):
    ConcernFactory(queue=pickup.concern.queue)
    visit = service.arrive(appointment=pickup, now=NINE + minutes(15))
    assert f'value="{pickup.concern_id}"' not in text(client.get(to("desk_follow_up", visit.pk)))


def test_the_front_desk_sees_no_way_to_a_file(client, to, concern, file):
    one = booked(concern, at=NINE + minutes(30), case_file=file)
    assert str(file.pk) not in text(client.get(to("desk_board"))) + text(client.get(to("desk_appointment", one.pk)))
    assert client.get(reverse("admin:appointment_file", args=[one.pk])).status_code == 403


def test_records_keepers_see_no_appointments(client, concern):
    client.force_login(staff("records"))
    assert client.get(reverse("admin:appointment_file", args=[booked(concern).pk])).status_code == 403


def test_an_appointment_is_tied_to_a_proposed_file_and_let_go_again(client, nina, concern, file, to):
    one, matter = booked(concern, at=NINE + minutes(30)), ProceedingFactory(case_file=file)
    address = reverse("admin:appointment_file", args=[one.pk])
    assert address in text(client.get(to("desk_appointment", one.pk)))
    page = text(client.get(address))
    assert ("Name und Geburtsdatum sind gleich" in page, str(file.pk) in page) == (True, True)
    client.post(address, {"case_file": file.pk, "proceeding": matter.pk})
    one.refresh_from_db()
    assert (one.case_file, one.proceeding) == (file, matter)
    assert reverse("admin:eakte_file", args=[file.pk]) in text(client.get(address))
    client.post(address, {"untie": "1"})
    assert Appointment.objects.get(pk=one.pk).case_file is None


def test_looking_for_a_file_leaves_a_line_in_the_protocol_without_a_name(client, nina, concern, file):
    one = booked(concern)
    client.get(reverse("admin:appointment_file", args=[one.pk]))
    line = AccessRecord.objects.get()
    assert (line.deed, line.user, line.subject) == ("search", nina.pk, f"Termin {one.pk}: 1 Akten")


def test_a_file_nobody_may_see_is_not_tied(client, nina, concern, file):
    file.blocked, file.blocked_contact = True, "Leitung"
    file.save()
    one = booked(concern)
    address = reverse("admin:appointment_file", args=[one.pk])
    for sent in ({"case_file": file.pk}, {"case_file": "x"}, {}):
        client.post(address, sent)
    assert Appointment.objects.get().case_file is None
    Appointment.objects.update(case_file=file)
    page = text(client.get(address))
    assert ("Die Akte ist für Sie gesperrt." in page, file.reference in page) == (True, False)


def test_from_the_board_the_file_is_one_click_away(client, nina, concern, file, to):
    opened = reverse("admin:eakte_file", args=[file.pk])
    one = booked(concern, at=NINE + minutes(30), case_file=file)
    assert opened in text(client.get(to("desk_board")))
    service.arrive(appointment=one, now=NINE + minutes(15))
    assert opened in text(client.get(to("desk_board")))


def test_tying_renews_the_board_of_everybody(client, nina, concern, file, to):
    one = booked(concern, at=NINE + minutes(30))
    mark = client.get(to("desk_live"))["ETag"]
    assert client.get(to("desk_live"), headers={"If-None-Match": mark}).status_code == 304
    client.post(reverse("admin:appointment_file", args=[one.pk]), {"case_file": file.pk})
    assert client.get(to("desk_live"), headers={"If-None-Match": mark}).status_code == 200
