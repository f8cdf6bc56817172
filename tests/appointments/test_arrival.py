"""I am here: on the phone and at the terminal in the building."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from appointments import desk, tickets
from appointments.guards import ARRIVING, ARRIVING_CODE
from appointments.models import Attendance, Counter
from tests import counters
from tests.design.html import only, tags
from tests.factories.appointments import AppointmentFactory
from tests.factories.authority import OfficeFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
BORN = {"birth_date_day": "31", "birth_date_month": "1", "birth_date_year": "1990"}
GERMAN_KEYBOARD = str.maketrans("zyZY-_/:", "yzYZß?-Ö")


@pytest.fixture
def appointment(concern, start):
    """Ayşe's appointment B 7 at eight."""
    booked = AppointmentFactory(concern=concern, starts_at=start, number="B 7")
    booked.code_hash = tickets.code_hash(tickets.code(booked))
    booked.save()
    return booked


@pytest.fixture
def at(start):
    """The request's clock, in minutes from eight: `with at(-20):`."""
    return lambda minutes: time_machine.travel(start + minutes * MINUTE, tick=False)


@pytest.fixture
def terminal(concern):
    """The address of the office's terminal."""
    return reverse("appointments:arrival", args=[concern.queue.office.slug])


def stand(client, appointment):
    """What the ticket page says on top."""
    return only(client.get(tickets.path(appointment)).text, id="stand")["text"]


# --- the phone ---


def test_before_the_day_the_ticket_has_no_button(client, appointment, at):
    with at(-24 * 60):
        page = client.get(tickets.path(appointment)).text
    assert (tags(page, id="stand"), tags(page, action=tickets.path(appointment, "here"))) == ([], [])


def test_too_early_says_from_when(client, appointment, at):
    with at(-60):
        assert "Ab 7:30 Uhr können Sie hier sagen, dass Sie da sind." in stand(client, appointment)


def test_one_button_and_the_page_shows_the_place_in_the_line(client, appointment, concern, start, at):
    first = AppointmentFactory(concern=concern, starts_at=start - 10 * MINUTE)
    desk.arrive(appointment=first, now=start - 20 * MINUTE)
    with at(-15):
        button = only(client.get(tickets.path(appointment)).text, action=tickets.path(appointment, "here"))
        answer = client.post(button["action"])
        assert answer["Location"] == tickets.path(appointment)
        said = stand(client, appointment)
    assert [text in said for text in ("Vor Ihnen 1", "5 bis 15 Minuten", "Stand: 7:45 Uhr")] == [True] * 3
    assert Attendance.objects.get(appointment=appointment).rank_at == start


def test_pressing_twice_arrives_once(client, appointment, at):
    with at(-15):
        answers = [client.post(tickets.path(appointment, "here")).status_code for _press in range(2)]
    assert (answers, Attendance.objects.count()) == ([302, 302], 1)


def test_looking_never_arrives(client, appointment, at):
    with at(-15):
        client.get(tickets.path(appointment, "here"))
    assert Attendance.objects.count() == 0


def test_too_early_a_press_is_refused_in_words(client, appointment, at):
    with at(-60):
        page = client.post(tickets.path(appointment, "here"), follow=True).text
    assert ("Es ist noch zu früh" in page, Attendance.objects.count()) == (True, 0)


def test_late_says_what_happens_and_keeps_the_place(client, appointment, start, at):
    with at(40):
        assert "Ihr Termin gilt weiter" in stand(client, appointment)
        client.post(tickets.path(appointment, "here"))
        assert "Sie sind nach Ihrer Uhrzeit gekommen." in stand(client, appointment)
    assert Attendance.objects.get().rank_at == start + 40 * MINUTE


@pytest.fixture
def called(appointment, start):
    """Ayşe was called to counter 3 at eight."""
    counter = Counter.objects.create(office=appointment.office, name="Schalter 3")
    visit = desk.arrive(appointment=appointment, now=start - 5 * MINUTE)
    return desk.call(attendance=visit, counter=counter, seen=visit.changed_at, now=start)


def test_called_shows_number_and_counter_as_an_alert(client, appointment, called, at):
    with at(1):
        section = only(client.get(tickets.path(appointment)).text, id="stand")
    assert section["role"] == "alert"
    assert section["text"].startswith("Sie sind dran B 7 Bitte gehen Sie jetzt zu Schalter 3")


def test_served_says_thanks_and_asks_no_more(client, appointment, called, concern, start, at):
    desk.finish(attendance=called, done=concern, seen=called.changed_at, now=start)
    with at(5):
        section = only(client.get(tickets.path(appointment)).text, id="stand")
    assert (section["text"], "hx-get" in section) == ("Ihr Besuch ist beendet Vielen Dank, dass Sie da waren.", False)


def test_not_there_when_called_may_wait_again(client, appointment, called, start, at):
    desk.did_not_come(attendance=called, seen=called.changed_at, now=start + 5 * MINUTE)
    with at(20):
        assert "Wir haben Sie nicht angetroffen" in stand(client, appointment)
        client.post(tickets.path(appointment, "here"))
    visit = Attendance.objects.get()
    assert (visit.status, visit.rank_at) == ("waiting", start + 20 * MINUTE)


def test_the_page_renews_only_its_top(client, appointment, at):
    with at(-15):
        section = only(client.get(tickets.path(appointment)).text, id="stand")
        part = client.get(section["hx-get"], headers={"HX-Request": "true"}).text
    assert (section["hx-get"], section["hx-trigger"]) == (tickets.path(appointment), "every 15s")
    assert ([tag["id"] for tag in tags(part, id="stand")], tags(part, tag="h1")) == (["stand"], [])


def test_a_page_left_open_over_night_reloads_itself(client, appointment, at):
    with at(24 * 60):
        answer = client.get(tickets.path(appointment), headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"


def test_once_here_nothing_offers_to_move_or_cancel(client, appointment, at):
    with at(-15):
        client.post(tickets.path(appointment, "here"))
        page = client.get(tickets.path(appointment)).text
    assert "Sie können nicht kommen?" not in page


def test_a_stranger_cannot_arrive(client, db):
    assert client.post(reverse("appointments:here", args=["A" * 64])).status_code == 404


# --- the terminal ---


def typed(appointment):
    return {"code": tickets.code(appointment)} | BORN


@pytest.mark.parametrize(
    "scanned",
    [
        pytest.param(lambda address: address, id="the address of the ticket"),
        pytest.param(lambda address: f"{address}termin.pdf", id="an address of the ticket"),
        pytest.param(lambda address: address.translate(GERMAN_KEYBOARD), id="typed on a German keyboard"),
        pytest.param(lambda address: address.replace("/de/", "/ar/"), id="in another language"),
        pytest.param(lambda address: f"ABCD EFGH{address}", id="after something that was left in the field"),
    ],
)
def test_a_scanner_needs_no_date_of_birth(client, appointment, terminal, at, scanned):
    with at(-15):
        answer = client.post(terminal, {"code": scanned(tickets.address(appointment))}, follow=True)
    assert answer.redirect_chain == [(f"{terminal}willkommen/", 302)]
    assert Attendance.objects.get().appointment == appointment


def test_the_welcome_is_the_number_and_goes_back_to_an_empty_form(client, appointment, terminal, at):
    with at(-15):
        page = client.post(terminal, typed(appointment), follow=True).text
        assert (only(page, tag="p", cls="abh-welcome__number")["text"], "Bitte setzen Sie sich." in page) == (
            "B 7",
            True,
        )
        refresh = tags(page, tag="meta", **{"http-equiv": "refresh"})
        assert [tag["content"] for tag in refresh] == [f"20;url={terminal}"]
        form = client.get(terminal).text
        assert client.get(f"{terminal}willkommen/")["Location"] == terminal
    assert [tag.get("value") for tag in tags(form, name="code")] == [None]
    assert ("Yılmaz" in page, "1990" in page) == (False, False)


def test_the_empty_form_stays_as_long_as_it_likes(client, terminal):
    assert tags(client.get(terminal).text, tag="meta", **{"http-equiv": "refresh"}) == []


def test_a_code_without_a_date_of_birth_asks_for_it_and_keeps_the_code(client, appointment, terminal, at):
    with at(-15):
        page = client.post(terminal, {"code": tickets.code(appointment)})
    assert (page.status_code, only(page.text, name="code")["value"]) == (200, tickets.code(appointment))
    assert "Bitte geben Sie das Geburtsdatum an." in page.text


def test_wrong_code_and_wrong_date_get_the_same_answer(client, appointment, terminal, at):
    with at(-15):
        pages = [
            client.post(terminal, typed(appointment) | wrong).text
            for wrong in ({"birth_date_year": "1991"}, {"code": "ABCD EFGH"}, {"code": "A" * 64})
        ]
    assert ["So finden wir keinen Termin" in page for page in pages] == [True] * 3
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        pytest.param(-60, "Ihr Termin ist heute um 8:00 Uhr. Ab 7:30 Uhr können Sie sich hier anmelden.", id="early"),
        pytest.param(-24 * 60, "Er ist am Montag, 22. März 2027, 8:00 Uhr. Bitte kommen Sie dann wieder.", id="before"),
        pytest.param(24 * 60, "Er war für Montag, 22. März 2027.", id="after"),
    ],
)
def test_what_does_not_fit_gets_a_sentence(client, appointment, terminal, at, minutes, said):
    with at(minutes):
        page = client.post(terminal, typed(appointment))
    assert (page.status_code, said in page.text, Attendance.objects.count()) == (409, True, 0)


def test_a_cancelled_appointment_and_another_office_get_a_sentence(client, appointment, terminal, at):
    other = reverse("appointments:arrival", args=[OfficeFactory().slug])
    with at(-15):
        elsewhere = client.post(other, typed(appointment))
        type(appointment).objects.update(status="cancelled")
        cancelled = client.post(terminal, typed(appointment))
    assert [elsewhere.status_code, cancelled.status_code] == [409, 409]
    assert "Ihr Termin ist an einem anderen Ort" in elsewhere.text
    assert "Dieser Termin ist abgesagt" in cancelled.text


def test_late_at_the_terminal_is_welcome_and_told(client, appointment, terminal, at):
    with at(40):
        page = client.post(terminal, typed(appointment), follow=True).text
    assert ("B 7" in page, "Sie sind nach Ihrer Uhrzeit gekommen." in page) == (True, True)


def test_somebody_called_already_is_shown_the_counter(client, appointment, called, terminal, at):
    with at(1):
        page = client.post(terminal, typed(appointment), follow=True).text
    assert "Schalter 3" in page


def test_who_scans_again_is_told_to_be_registered_already(client, appointment, terminal, at):
    with at(-15):
        for _scan in range(2):
            page = client.post(terminal, {"code": tickets.address(appointment)}, follow=True).text
        assert ("Sie sind schon angemeldet" in page, "B 7" in page, Attendance.objects.count()) == (True, True, 1)
        client.get(terminal)
        first = client.post(terminal, {"code": tickets.address(appointment)}, follow=True).text
    assert "Sie sind schon angemeldet" in first


def test_who_was_received_early_by_the_desk_may_scan_too(client, appointment, terminal, start, at):
    Attendance.objects.create(
        appointment=appointment,
        office=appointment.office,
        queue=appointment.concern.queue,
        concern=appointment.concern,
        day=appointment.day,
        number=appointment.number,
        arrived_at=start - 90 * MINUTE,
        rank_at=start,
    )
    with at(-60):
        page = client.post(terminal, {"code": tickets.address(appointment)}, follow=True)
    assert (page.status_code, "Sie sind schon angemeldet" in page.text) == (200, True)
    assert "nicht heute" not in page.text


def test_who_was_served_is_thanked_when_scanning_again(client, appointment, called, concern, terminal, start, at):
    desk.finish(attendance=called, done=concern, seen=called.changed_at, now=start)
    with at(20):
        page = client.post(terminal, typed(appointment), follow=True).text
    assert "Ihr Besuch ist beendet" in page


def test_who_was_given_up_comes_back_at_the_terminal(client, appointment, called, terminal, start, at):
    desk.did_not_come(attendance=called, seen=called.changed_at, now=start + 5 * MINUTE)
    with at(20):
        page = client.post(terminal, typed(appointment), follow=True).text
    assert ("Sie sind schon angemeldet" in page, Attendance.objects.get().status) == (False, "waiting")


def test_given_up_and_too_early_is_told_from_when(client, appointment, terminal, start, at):
    desk.mark_absent(appointment=appointment, now=start - 90 * MINUTE)
    with at(-60):
        page = client.post(terminal, typed(appointment))
    assert (page.status_code, "Ab 7:30 Uhr können Sie sich hier anmelden." in page.text) == (409, True)


def test_a_form_with_a_mistake_goes_away_only_when_nobody_types(client, appointment, terminal, at):
    with at(-15):
        page = client.post(terminal, {"code": tickets.code(appointment)}).text
    (script,) = [tag for tag in tags(page, tag="script") if "terminal" in tag["src"]]
    assert (script["data-seconds"], script["data-address"]) == ("90", terminal)
    alone = page[page.index("<noscript>") : page.index("</noscript>")]
    assert [tag["content"] for tag in tags(alone, tag="meta")] == [f"300;url={terminal}"]
    assert page.count("http-equiv") == alone.count("http-equiv") == 1


def test_there_is_no_terminal_without_an_office(client, db):
    assert client.get(reverse("appointments:arrival", args=["nirgends"])).status_code == 404


# --- limits, with real counters ---


@pytest.fixture
def counted(settings, at):
    settings.CACHES = counters.own()
    with at(-15):
        cache.clear()
        yield settings


def test_ten_failures_close_a_code_and_say_when_it_opens(client, appointment, terminal, counted):
    answers = [client.post(terminal, typed(appointment) | {"birth_date_year": "1991"}) for _try in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert answers[-1]["Retry-After"] == str(ARRIVING_CODE.retry_after())
    assert (client.post(terminal, typed(appointment)).status_code, Attendance.objects.count()) == (429, 0)


def test_a_closed_network_still_lets_scanned_tickets_in(client, appointment, terminal, counted):
    for _failure in range(ARRIVING.refuse):
        ARRIVING.count("127.0.0.0/24")
    assert client.post(terminal, typed(appointment)).status_code == 429
    assert client.post(terminal, {"code": tickets.address(appointment)}).status_code == 302


def test_a_morning_of_arrivals_counts_nothing(client, appointment, terminal, counted):
    answers = {client.post(terminal, typed(appointment)).status_code for _arrival in range(20)}
    assert (answers, ARRIVING.standing("127.0.0.0/24")) == ({302}, 0)


def test_without_redis_people_still_arrive(client, appointment, terminal, counted):
    counted.CACHES = counters.out_of_reach()
    assert client.post(terminal, typed(appointment)).status_code == 302


def test_the_token_of_a_visit_is_nowhere_on_the_terminal(client, appointment, terminal, at):
    with at(-15):
        page = client.post(terminal, {"code": tickets.address(appointment)}, follow=True).text
    assert re.findall(re.escape(tickets.token(appointment)), page) == []
