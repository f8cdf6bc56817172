"""Meine Arbeit as a caseworker presses it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eakte.models import AccessRecord, Task
from tests.eakte.matters import NOW, member
from tests.factories.accounts import staff
from tests.factories.eakte import CaseFileFactory, TaskFactory, TitleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def case_file():
    return CaseFileFactory()


@pytest.fixture
def nina(client, case_file):
    user = member(case_file, username="nina", first_name="Nina", last_name="Lehmann")
    client.force_login(user)
    return user


@pytest.fixture
def omar(case_file):
    return member(case_file, username="omar", first_name="Omar", last_name="Said")


def url(name="worklist", *arguments, **query):
    return reverse(f"admin:eakte_{name}", args=arguments, query=query or None)


def press(client, name, task, **more):
    """One button of a row, with the version it shows."""
    query = {"query": more.pop("query")} if "query" in more else {}
    address = reverse(f"admin:eakte_task_{name}", args=[task.pk], **query)
    return client.post(address, {"version": task.version} | more, follow=True)


def test_the_list_shows_whose_and_what_and_when_and_is_in_the_protocol(client, nina, case_file):
    TaskFactory(case_file=case_file, assignee=nina, lapses_on=(NOW + timedelta(days=3)).date())
    page = client.get(url())
    texts = ("Yılmaz, Ayşe", case_file.reference, "Antrag prüfen", "26.11.2026", "in 3 Tagen", "job-row--near")
    assert [text in page.text for text in texts] == [True] * 6
    assert page.text.count("Yılmaz") == 1
    record = AccessRecord.objects.get()
    assert (record.user, record.deed, record.subject) == (nina.pk, "list", "1 Aufgaben")


def test_a_row_of_a_blocked_file_shows_its_reference_and_nothing_else(client, nina, case_file):
    case_file.blocked, case_file.blocked_contact = True, "Frau Weber"
    case_file.save()
    task = TaskFactory(case_file=case_file, text="Anwalt von Yılmaz anrufen", lapses_on=NOW.date())
    TitleFactory(person=case_file.person, valid_until=NOW.date())
    page, titles = client.get(url(liste="team")), client.get(url("ending", tage=14))
    for shown in (page, titles):
        assert ("Yılmaz" in shown.text, case_file.reference in shown.text, "Frau Weber" in shown.text) == (
            False, True, True,
        )  # fmt: skip
    statuses = {press(client, name, task).status_code for name in ("take", "finish", "hand_over")}
    assert (statuses, "Erledigt" in page.text) == ({404}, False)


def test_a_task_is_taken_from_the_inbox_and_the_list_stays_where_it_was(client, nina, case_file):
    task = TaskFactory(case_file=case_file)
    page = press(client, "take", task, query={"liste": "team", "art": "review"})
    task.refresh_from_db()
    assert (task.assignee, page.redirect_chain) == (nina, [(url(liste="team", art="review"), 302)])
    assert "Die Aufgabe liegt jetzt bei Ihnen." in page.text


def test_the_second_who_takes_it_is_told(client, nina, omar, case_file):
    task = TaskFactory(case_file=case_file)
    Task.objects.filter(pk=task.pk).update(assignee=omar, version=2)
    assert "Diese Aufgabe liegt schon bei Omar Said." in press(client, "take", task).text


def test_done_is_offered_to_be_taken_back_for_a_moment(client, nina, case_file, clock):
    task = TaskFactory(case_file=case_file, assignee=nina)
    assert "Erledigt: Antrag prüfen" in press(client, "finish", task).text
    assert "ist wieder offen" in press(client, "reopen", task).text
    task.refresh_from_db()
    press(client, "finish", task)
    clock.shift(timedelta(minutes=11))
    assert ("Rückgängig" in client.get(url()).text, task.done_at) == (False, None)


def test_somebody_else_cannot_take_done_back(client, nina, omar, case_file):
    task = TaskFactory(case_file=case_file, done_at=NOW, done_by=omar)
    assert press(client, "reopen", task).status_code == 404


def test_a_task_is_handed_to_a_colleague_or_a_team(client, nina, omar, case_file):
    task = TaskFactory(case_file=case_file, assignee=nina)
    form = client.get(url("task_hand_over", task.pk))
    assert ("Omar Said" in form.text, "Antrag prüfen" in form.text) == (True, True)
    assert "Bitte wählen Sie eine Person oder ein Team." in press(client, "hand_over", task).text
    done = press(client, "hand_over", task, colleague=str(omar.pk))
    task.refresh_from_db()
    assert ("Übergeben an Omar Said." in done.text, task.assignee) == (True, omar)


def test_the_work_of_a_colleague_who_is_away_can_be_done_but_not_moved(client, nina, omar, case_file):
    task = TaskFactory(case_file=case_file, assignee=omar)
    page = client.get(url(liste="vertretung", kollege=str(omar.pk)))
    assert ("Antrag prüfen" in page.text, "Nehmen" in page.text, "Übergeben" in page.text) == (True, False, False)
    assert "verteilt die Teamleitung" in press(client, "hand_over", task, team=str(case_file.team.pk)).text
    press(client, "finish", task)
    task.refresh_from_db()
    assert (task.done_by, task.assignee) == (nina, omar)


def test_tasks_of_other_teams_are_not_there(client, nina):
    task = TaskFactory()
    statuses = {press(client, name, task).status_code for name in ("take", "finish", "hand_over")}
    assert (statuses, client.get(url("task_hand_over", task.pk)).status_code) == ({404}, 404)


def test_buttons_are_pressed_and_not_followed(client, nina, case_file):
    task = TaskFactory(case_file=case_file)
    assert {client.get(url(f"task_{name}", task.pk)).status_code for name in ("take", "finish", "reopen")} == {405}


def test_more_than_a_page_is_turned(client, nina, case_file):
    TaskFactory.create_batch(51, case_file=case_file, assignee=nina)
    first, last = client.get(url()), client.get(url(seite=9))
    assert ("Seite 1 von 2" in first.text, len(first.context["rows"]), len(last.context["rows"])) == (True, 50, 1)


@pytest.mark.parametrize("address", [url(), url(liste="team"), url("ending", tage=90)], ids=["mine", "inbox", "ending"])
def test_three_rows_cost_as_many_queries_as_one(client, nina, address):
    counts = []
    for number in (1, 2):
        for _each in range(number):
            file = CaseFileFactory(team=nina.teams.get(), department=nina.teams.get().department)
            TitleFactory(person=file.person, valid_until=NOW.date())
            TaskFactory(case_file=file, assignee=nina)
            TaskFactory(case_file=file)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_titles_behind_a_number(client, nina, case_file):
    TitleFactory(person=case_file.person, valid_until=(NOW + timedelta(days=20)).date())
    page = client.get(url())
    assert "<strong>1</strong> <span>30 Tagen</span>" in page.text
    shown = [client.get(url("ending", tage=days)).text for days in (14, 30)]
    assert ["Yılmaz, Ayşe" in text for text in shown] == [False, True]
    assert client.get(url("ending", tage=30, antrag="fehlt")).context["rows"][0][0].applied is False


def test_the_start_page_says_what_waits(client, nina, case_file):
    TaskFactory(case_file=case_file, assignee=nina, due_on=(NOW - timedelta(days=1)).date())
    TaskFactory(case_file=case_file)
    page = client.get(reverse("admin:index"))
    cards = {card.title: (card.number, card.text, card.urgent) for card in page.context["cards"]}
    assert (cards["Meine Arbeit"], cards["Eingang des Teams"]) == (
        (1, "davon 1 mit abgelaufener Frist", True), (1, "hat noch niemand genommen", False),
    )  # fmt: skip


def test_nothing_to_do_is_said_in_words(client, nina, case_file):
    TaskFactory(case_file=case_file)
    plain, filtered = client.get(url()).text, client.get(url(art="post")).text
    assert ("Hier ist nichts zu tun." in plain, "Mit diesem Filter" in filtered) == (True, True)


def test_titles_of_pages_and_addresses_name_nobody(client, nina, case_file):
    task = TaskFactory(case_file=case_file, assignee=nina)
    pages = [client.get(url()), client.get(url("ending")), client.get(url("task_hand_over", task.pk))]
    assert {page.text.partition("<title>")[2].partition("</title>")[0] for page in pages} == {
        "Meine Arbeit – Verwaltung", "Titel, die enden – Verwaltung", "Aufgabe übergeben – Verwaltung",
    }  # fmt: skip


def test_a_lead_takes_over_what_lies_with_somebody_else(client, omar, case_file):
    lead = staff("team_lead")
    client.force_login(lead)
    task = TaskFactory(case_file=case_file, assignee=omar)
    page = client.get(url(liste="vertretung", kollege=str(omar.pk)))
    press(client, "take", task)
    task.refresh_from_db()
    assert ("Nehmen" in page.text, task.assignee) == (True, lead)
