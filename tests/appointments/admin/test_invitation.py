"""Inviting the person of a file: one short form on the file's page."""

import re
import uuid
from datetime import UTC, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appointments.models import Appointment, Slot
from eakte.models import CaseFile, Person
from notifications.models import OutboxMessage
from tests.appointments.day import NINE, booked
from tests.factories.accounts import staff
from tests.factories.appointments import ConcernFactory
from tests.factories.eakte import CaseFileFactory, ProceedingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
THURSDAY = NINE + timedelta(days=3)
ATTEMPT = str(uuid.UUID(int=7))


@pytest.fixture
def file():
    return CaseFileFactory()


@pytest.fixture
def ada(client):
    """A caseworker who is signed in."""
    user = staff("caseworker", username="ada")
    client.force_login(user)
    return user


@pytest.fixture
def slot(concern, slots_of):
    """The one place of Thursday."""
    [made] = slots_of(concern, THURSDAY, [1])
    return made


@pytest.fixture
def invite(client, file, concern):
    """`invite(start=…)`: the press, or with `show="1"` the other button."""

    def press(**values):
        answers = {"concern": concern.pk, "earliest": "", "proceeding": "", "attempt": ATTEMPT, "start": time(concern)}
        return client.post(address(file), answers | values)

    return press


def address(file, page="appointment_invite"):
    return reverse(f"admin:{page}", args=[file.pk])


def page_of(file):
    return reverse("admin:eakte_file", args=[file.pk])


def time(concern, start=THURSDAY):
    return f"{concern.pk} {start.astimezone(UTC).isoformat()}"


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).strip()


def times(response) -> list[str]:
    """The times on offer, and which of them is chosen."""
    return re.findall(r'name="start" value="([^"]+)"', response.content.decode())


def chosen(response) -> dict[str, str]:
    """What stands in the form's fields."""
    body, found = response.content.decode(), {}
    for name in ("concern", "proceeding"):
        select = body.partition(f'<select name="{name}"')[2].partition("</select>")[0]
        found[name] = "".join(re.findall(r'value="([^"]*)" selected', select))
    found["earliest"] = "".join(re.findall(r'name="earliest" value="([^"]*)"', body))
    return found


# --- the form ---


def test_the_page_of_the_file_leads_to_the_form_and_a_closed_one_does_not(client, ada, file):
    link = f'href="{address(file)}#formular"'
    offered = link in client.get(page_of(file)).content.decode()
    CaseFile.objects.update(closed_at=NINE)
    closed = link in client.get(page_of(file)).content.decode()
    assert (offered, closed, client.get(address(file)).status_code) == (True, False, 404)


def test_the_form_opens_on_the_page_with_the_fitting_concern_and_its_times(client, ada, file, concern, slot):
    ConcernFactory(order=0, queue__office=file.department.office)
    matter = ProceedingFactory(case_file=file, service=concern.service)
    response = client.get(address(file))
    assert chosen(response) == {"concern": str(concern.pk), "proceeding": str(matter.pk), "earliest": ""}
    assert (times(response), 'id="formular"' in response.content.decode()) == ([time(concern)], True)
    assert "Die Bestätigung geht zwei Minuten nach dem Einladen an ayse@example.org." in words(response)


def test_the_other_button_shows_the_times_of_another_concern_and_keeps_the_rest(invite, ada, file, concern, slots_of):
    other, matter = ConcernFactory(), ProceedingFactory(case_file=file)
    for days in (2, 3, 4):
        slots_of(other, NINE + timedelta(days=days), [1])
    answers = {"concern": str(other.pk), "proceeding": str(matter.pk), "earliest": "2027-03-25"}
    response = invite(**answers, start="", show="1")
    assert (response.status_code, chosen(response), times(response)) == (200, answers, [time(other, THURSDAY)])
    assert ("Bitte wählen Sie eine Zeit." in words(response), Appointment.objects.count()) == (False, 0)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"email": ""}, "In der Akte steht keine E-Mail-Adresse."),
        ({"channel": "letter"}, "Die Person möchte Briefe."),
        ({"safe_contact": True}, "Die Person ist nur auf sicherem Weg zu erreichen."),
    ],
)
def test_where_no_mail_goes_the_page_says_so_and_offers_the_paper(client, ada, file, invite, slot, values, why):
    Person.objects.update(**values)
    assert f"{why} Es geht keine E-Mail hinaus. Drucken Sie" in words(client.get(address(file)))
    invite()
    page, made = client.get(page_of(file)), Appointment.objects.get()
    assert "Es geht keine E-Mail hinaus. Bitte drucken Sie die Bestätigung. Bestätigung drucken" in words(page)
    assert reverse("admin:desk_ticket", args=[made.office.slug, made.pk]) in page.content.decode()


# --- the press ---


def test_one_press_books_ties_tells_and_returns_to_the_file(client, ada, file, invite, concern, slot):
    matter = ProceedingFactory(case_file=file)
    response = invite(proceeding=str(matter.pk))
    made = Appointment.objects.get()
    assert (response.status_code, response["Location"]) == (302, page_of(file))
    assert (made.case_file, made.proceeding, made.concern, made.starts_at) == (file, matter, concern, THURSDAY)
    assert (made.full_name, made.email, made.language) == ("Ayşe Yılmaz", "ayse@example.org", "tr")
    assert list(OutboxMessage.objects.values_list("template", "identifiers")) == [
        ("appointment_booked", {"appointment": str(made.pk)})
    ]
    told = f"Eingeladen: Donnerstag, 25. März 2027, 9:00 Uhr, {made.office.name}, Nummer {made.number}."
    assert f"{told} Die Bestätigung geht in zwei Minuten per E-Mail hinaus." in words(client.get(page_of(file)))


def test_a_second_press_of_the_same_form_books_once(ada, invite, slot):
    assert ([invite().status_code, invite().status_code], Appointment.objects.count()) == ([302, 302], 1)


@pytest.mark.parametrize("start", ["", "morgen", "x 2027-03-25T09:00:00+01:00", f"{uuid.UUID(int=1)} 2027-03-25"])
def test_without_a_readable_time_the_form_stays_and_asks_for_one(ada, file, invite, concern, slot, start):
    matter = ProceedingFactory(case_file=file)
    answers = {"concern": str(concern.pk), "proceeding": str(matter.pk), "earliest": "2027-03-24"}
    response = invite(**answers, start=start)
    assert (response.status_code, chosen(response), times(response)) == (400, answers, [time(concern)])
    assert ("Bitte wählen Sie eine Zeit." in words(response), Appointment.objects.count()) == (True, 0)


def test_a_time_of_another_concern_is_never_booked_for_the_new_one(ada, invite, concern, slot):
    other = ConcernFactory(queue=concern.queue)
    response = invite(concern=str(other.pk))
    assert (response.status_code, times(response), Appointment.objects.count()) == (400, [time(other)], 0)
    assert "Das sind jetzt die Zeiten des gewählten Anliegens." in words(response)


def test_a_place_that_was_lost_meanwhile_is_told_and_nothing_typed_is_lost(
    ada, file, invite, concern, slots_of, book_at
):
    slots_of(concern, THURSDAY, [1, 1])
    book_at(concern, THURSDAY, NINE)
    matter = ProceedingFactory(case_file=file)
    answers = {"concern": str(concern.pk), "proceeding": str(matter.pk), "earliest": "2027-03-24"}
    response = invite(**answers)
    assert (response.status_code, chosen(response)) == (409, answers)
    assert times(response) == [time(concern, THURSDAY + timedelta(minutes=10))]
    assert "Diese Zeit ist gerade vergeben worden. Bitte wählen Sie eine andere." in words(response)
    assert Appointment.objects.filter(case_file=file).count() == 0


def test_where_nothing_is_free_the_form_says_what_else_can_be_done(client, ada, file, concern):
    response = client.get(address(file))
    assert (times(response), "Dafür ist in den nächsten zwölf Wochen nichts frei." in words(response)) == ([], True)


# --- taking back ---


def test_it_is_taken_back_from_the_page_of_the_file(client, ada, file, invite, slot):
    invite()
    button = f'action="{address(file, "appointment_invite_undo")}"'
    client.get(page_of(file))  # the message is read once, the button in the list of appointments stays
    offered = client.get(page_of(file)).content.decode().count(button)
    response = client.post(address(file, "appointment_invite_undo"), follow=True)
    slot.refresh_from_db()
    assert (offered, Appointment.objects.count(), slot.booked) == (1, 0, 0)
    assert "Die Einladung ist zurückgenommen. Der Platz ist wieder frei" in words(response)
    assert button not in response.content.decode()


def test_the_undo_of_the_desk_takes_it_back_as_well(client, ada, file, invite, concern, slot):
    invite()
    client.post(reverse("admin:desk_undo", args=[concern.queue.office.slug]))
    assert (Appointment.objects.count(), Slot.objects.get().booked) == (0, 0)


def test_after_two_minutes_it_stays_and_the_button_is_gone(client, ada, file, invite, slot, clock):
    invite()
    client.get(page_of(file))
    clock.move_to(NINE.timestamp() + 121)
    response = client.post(address(file, "appointment_invite_undo"), follow=True)
    assert ("Das lässt sich nicht mehr rückgängig machen." in words(response), Appointment.objects.count()) == (True, 1)
    assert address(file, "appointment_invite_undo") not in response.content.decode()


def test_nobody_takes_back_what_a_colleague_has_booked_or_what_belongs_to_another_file(client, ada, file, invite, slot):
    invite()
    client.post(address(CaseFileFactory(person__given_names="Fatma"), "appointment_invite_undo"))
    client.force_login(staff("team_lead"))
    client.post(address(file, "appointment_invite_undo"))
    assert Appointment.objects.count() == 1


# --- who ---


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        ("caseworker", [200, 302]),
        ("team_lead", [200, 302]),
        ("front_desk", [403, 403]),
        ("records", [403, 403]),
        ("", [403, 403]),
    ],
)
def test_those_invite_who_work_on_files(client, file, invite, slot, role, statuses):
    client.force_login(staff(role, username="somebody"))
    assert [client.get(address(file)).status_code, invite().status_code] == statuses


def test_whoever_may_not_invite_sees_no_button(client, file):
    client.force_login(staff("records"))
    assert address(file) not in client.get(page_of(file)).content.decode()


def test_a_blocked_file_is_open_to_its_readers_only(client, ada, file, invite, slot):
    CaseFile.objects.update(blocked=True, blocked_contact="Frau Adler")
    undo = address(file, "appointment_invite_undo")
    others = [client.get(address(file)).status_code, invite().status_code, client.post(undo).status_code]
    file.readers.add(ada)
    assert (others, client.get(address(file)).status_code) == ([404] * 3, 200)


# --- what it costs ---


def queries(client, path) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_the_page_of_the_file_costs_the_same_for_one_appointment_and_three(client, ada, file, invite, concern, slot):
    invite()
    client.get(page_of(file))
    costs = [queries(client, page_of(file))]
    for days in (4, 5):
        booked(concern, at=NINE + timedelta(days=days), case_file=file)
    assert [*costs, queries(client, page_of(file))] == costs * 2


def test_the_form_costs_the_same_for_one_concern_and_for_three(client, ada, file, concern, slot):
    client.get(address(file))
    costs = [queries(client, address(file))]
    for _number in range(2):
        ConcernFactory(order=9)
    assert [*costs, queries(client, address(file))] == costs * 2
