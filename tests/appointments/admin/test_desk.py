"""The desk's pages, as a browser without JavaScript asks for them."""

import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appointments import desk
from appointments.models import Attendance, Counter
from auslaenderbehoerde.accounts.roles import roles
from tests.appointments.day import NINE, booked, counter, minutes, waiting
from tests.factories.accounts import staff
from tests.factories.appointments import ConcernFactory, QueueFactory
from tests.factories.catalogue import RequiredDocumentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SERVING = {"front_desk", "caseworker", "team_lead"}


def call(client, to):
    client.post(to("desk_next"))
    return Attendance.objects.get(status="called")


def now_status(visit):
    visit.refresh_from_db()
    return visit.status


# --- who may ---


@pytest.mark.parametrize("role", list(roles()))
def test_only_those_who_serve_open_the_desk(client, to, concern, role):
    visit, appointment = waiting(concern), booked(concern)
    client.force_login(staff(role))
    pages = [
        reverse("admin:desk"), to("desk_board"), to("desk_live"), to("desk_find"), to("desk_number"),
        to("desk_visit", visit.pk), to("desk_appointment", appointment.pk), to("desk_follow_up", visit.pk),
    ]  # fmt: skip
    actions = [
        to("desk_next"), to("desk_step", visit.pk, "fehlt"), to("desk_arrived", appointment.pk), to("desk_undo"),
    ]  # fmt: skip
    found = [client.get(page).status_code for page in pages] + [client.post(page).status_code for page in actions]
    assert found == ([200] * 8 + [302] * 4 if role in SERVING else [403] * 12)


def test_strangers_are_sent_to_the_sign_in(client, to):
    assert client.get(to("desk_board"))["Location"].startswith("/verwaltung/login/")


def test_people_of_another_office_or_another_day_are_not_found(client, clerk, to, concern):
    elsewhere, yesterday = waiting(ConcernFactory()), waiting(concern)
    Attendance.objects.filter(pk=yesterday.pk).update(day="2027-03-21")
    pages = [to("desk_visit", visit.pk) for visit in (elsewhere, yesterday)]
    assert [client.get(page).status_code for page in pages] == [404, 404]


@pytest.mark.parametrize("name", ["desk_next", "desk_leave", "desk_take", "desk_undo"])
def test_nothing_is_done_by_looking(client, clerk, to, name):
    assert client.get(to(name)).status_code == 405


# --- the counter ---


def test_a_clerk_chooses_a_counter_with_languages_goes_on_there_and_leaves(client, clerk, to, concern):
    place = Counter.objects.create(office=concern.queue.office, name="Schalter 3")
    assert "Schalter 3" in client.get(reverse("admin:desk")).content.decode()
    client.post(to("desk_take"), {"counter": place.pk, "languages": ["tr", "de"]})
    place.refresh_from_db()
    assert (place.clerk, place.languages) == (clerk, ["tr", "de"])
    assert client.get(reverse("admin:desk"))["Location"] == to("desk_board")
    client.post(to("desk_leave"))
    place.refresh_from_db()
    assert place.clerk is None


def test_a_taken_counter_is_told(client, clerk, to, concern):
    place = counter(concern, "Schalter 1")
    page = client.post(to("desk_take"), {"counter": place.pk}, follow=True).content.decode()
    assert "An diesem Schalter sitzt schon jemand." in page


def test_without_a_counter_nobody_is_called(client, clerk, to, concern):
    visit = waiting(concern)
    page = client.post(to("desk_next"), follow=True).content.decode()
    assert ("Bitte wählen Sie zuerst einen Schalter." in page, now_status(visit)) == (True, "waiting")


# --- calling and serving ---


def test_the_next_person_stands_large_with_all_a_clerk_needs(client, seat, to, concern):
    RequiredDocumentFactory(service=concern.service, name_de="Reisepass", condition_de="wenn vorhanden")
    waiting(concern, number="B 17", needs="Rollstuhl", persons=3, language="tr")
    page = client.post(to("desk_next"), follow=True).content.decode()
    wanted = ["B 17", "Ayşe Yılmaz", "Reisepass", "(wenn vorhanden)", "Rollstuhl", "Türkisch", "31.01.1990"]
    assert [word for word in wanted if word not in page] == []
    assert "desk-next__button" not in page


def test_nobody_waits_is_told(client, seat, to):
    assert "Gerade wartet niemand." in client.post(to("desk_next"), follow=True).content.decode()


def test_a_second_press_calls_nobody_else(client, seat, to, concern):
    waiting(concern)
    waiting(concern)
    for _press in range(2):
        client.post(to("desk_next"))
    assert Attendance.objects.filter(status="called").count() == 1


def test_every_step_is_told_in_a_quiet_bar_and_can_be_undone(client, seat, to, concern, step):
    other = ConcernFactory(queue=concern.queue, name_de="Karte abholen")
    second = QueueFactory(office=concern.queue.office, name_de="Karten")
    number = waiting(concern).number
    found = {}
    for name, values in (
        ("aufrufen", {}),
        ("warten", {}),
        ("fertig", {"concern": other.pk}),
        ("fehlt", {}),
        ("weiter", {"queue": second.pk}),
    ):
        visit = call(client, to)
        page = step(visit, name, **values)
        found[name] = (re.search(r'<span role="status">(.*?)</span>', page)[1], now_status(visit))
        client.post(to("desk_undo"))
        assert now_status(visit) == "called"
        visit = Attendance.objects.get()
        desk.send_back(attendance=visit, seen=visit.changed_at, now=NINE)
    assert found == {
        "aufrufen": (f"{number} ist noch einmal aufgerufen.", "called"),
        "warten": (f"{number} wartet wieder.", "waiting"),
        "fertig": (f"{number} ist fertig: Karte abholen.", "served"),
        "fehlt": (f"{number} ist nicht gekommen.", "absent"),
        "weiter": (f"{number} wartet jetzt in „Karten“, am alten Platz der Reihe.", "waiting"),
    }


def test_a_chosen_person_is_called(client, seat, concern, step):
    waiting(concern)
    chosen = waiting(concern, at=NINE + minutes(20), now=NINE)
    step(chosen, "aufrufen")
    assert (now_status(chosen), chosen.counter) == ("called", seat)


def test_what_was_really_done_must_be_a_concern_of_this_office(client, seat, to, concern, step):
    waiting(concern)
    visit = call(client, to)
    step(visit, "fertig", concern=ConcernFactory().pk)
    visit.refresh_from_db()
    assert (visit.status, visit.done) == ("served", concern)


def test_an_unknown_step_does_not_exist(client, seat, to, concern):
    assert client.post(to("desk_step", waiting(concern).pk, "loeschen")).status_code == 404


@pytest.mark.parametrize("seen", ["", "gestern", "2027-03-22T09:00:00"])
def test_a_page_that_does_not_say_what_it_has_shown_changes_nothing(client, seat, to, concern, seen):
    visit = waiting(concern)
    page = client.post(to("desk_step", visit.pk, "aufrufen"), {"seen": seen}, follow=True).content.decode()
    assert ("inzwischen geändert worden" in page, now_status(visit)) == (True, "waiting")


def test_two_clerks_and_the_second_reads_who_was_quicker(client, seat, to, concern, step):
    visit = waiting(concern)
    colleague = staff("front_desk", username="mweber", first_name="Mia", last_name="Weber")
    place, hers = counter(concern, "Schalter 2", clerk=colleague), Client()
    hers.force_login(colleague)
    hers.post(to("desk_next"))
    page = step(visit, "aufrufen")
    visit.refresh_from_db()
    assert ("Mia Weber hat das gerade geändert." in page, visit.counter) == (True, place)


def test_a_clerk_with_two_windows_reads_that_it_was_she_herself(client, seat, concern, step):
    visit = waiting(concern)
    first, second = (step(visit, "fehlt") for _window in range(2))
    found = ["Sie haben das schon in einem anderen Fenster getan." in page for page in (first, second)]
    assert (found, now_status(visit)) == ([False, True], "absent")


def test_what_a_visitor_has_changed_names_nobody(client, seat, concern, step):
    visit = waiting(concern)
    page = step(visit, "aufrufen", seen=NINE - minutes(1))
    assert "Das ist inzwischen geändert worden." in page


# --- undo ---


def test_undo_stays_for_two_minutes(client, seat, to, concern, clock):
    waiting(concern)
    client.post(to("desk_next"))
    shown = []
    for seconds in (0, 120, 121):
        clock.move_to(NINE.timestamp() + seconds)
        shown.append("Rückgängig" in client.get(to("desk_board")).content.decode())
    assert shown == [True, True, False]


def test_a_colleagues_step_is_never_undone(client, seat, to, concern):
    waiting(concern)
    visit = call(client, to)
    colleague = staff("front_desk", username="mweber", first_name="Mia", last_name="Weber")
    hers = Client()
    hers.force_login(colleague)
    values = {"seen": visit.changed_at.isoformat(), "concern": concern.pk}
    with time_machine.travel(NINE + minutes(1), tick=False):
        hers.post(to("desk_step", visit.pk, "fertig"), values)
        page = client.post(to("desk_undo"), follow=True).content.decode()
    assert ("Mia Weber hat das gerade geändert." in page, now_status(visit)) == (True, "served")


def test_undo_twice_undoes_once(client, seat, to, concern):
    visit = waiting(concern)
    client.post(to("desk_next"))
    client.post(to("desk_undo"))
    page = client.post(to("desk_undo"), follow=True).content.decode()
    assert ("nicht mehr rückgängig machen" in page, now_status(visit)) == (True, "waiting")


# --- the board renews itself ---


def test_nothing_changed_is_answered_with_304(client, seat, to, concern):
    waiting(concern)
    first = client.get(to("desk_live"))
    again = client.get(to("desk_live"), headers={"if-none-match": first["ETag"]})
    client.post(to("desk_next"))
    changed = client.get(to("desk_live"), headers={"if-none-match": first["ETag"]})
    assert [first.status_code, again.status_code, again.content, changed.status_code] == [200, 304, b"", 200]


def test_another_counter_and_a_passed_undo_are_a_change(client, seat, to, concern, clock):
    waiting(concern)
    client.post(to("desk_next"))
    marks = [client.get(to("desk_live"))["ETag"]]
    clock.move_to(NINE.timestamp() + 121)
    marks.append(client.get(to("desk_live"))["ETag"])
    client.post(to("desk_leave"))
    marks.append(client.get(to("desk_live"))["ETag"])
    assert len(set(marks)) == 3


def test_the_renewed_part_names_nobody_in_its_address_and_is_kept_by_no_browser(client, seat, to):
    answer = client.get(to("desk_live"))
    assert "no-store" in answer["Cache-Control"]


def test_polling_costs_the_same_for_one_person_and_for_many(client, seat, to, concern):
    def cost(**headers):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(to("desk_live"), headers=headers)
        return len(queries), answer["ETag"]

    RequiredDocumentFactory(service=concern.service, name_de="Reisepass")
    found = []
    for _round in range(3):
        booked(concern)
        waiting(concern)
        visit = waiting(concern)
        desk.call(attendance=visit, counter=seat, seen=visit.changed_at, now=NINE)
        number, mark = cost()
        found.append((number, cost(**{"if-none-match": mark})[0]))
    assert len(set(found)) == 1
    assert (found[0][0] <= 20, found[0][1] <= 8) == (True, True)
