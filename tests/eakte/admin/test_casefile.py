"""The page of a file and its short forms."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from eakte.models import CaseFile, Person
from tests.factories.accounts import staff
from tests.factories.eakte import CaseFileFactory, PersonFactory, ProceedingFactory, TaskFactory, TitleFactory

DEEDS = ["vermerk", "person", "anschrift", "name", "pass", "team", "vorgang", "titel", "aufgabe"]


def address(case_file, slug=""):
    return (
        reverse("admin:eakte_deed", args=[case_file.pk, slug])
        if slug
        else reverse("admin:eakte_file", args=[case_file.pk])
    )


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_file_at_a_glance_is_one_line_in_the_protocol(desk, case_file, protocol):
    title = TitleFactory(person=case_file.person, valid_until=timezone.localdate() + timedelta(days=9))

    shown = words(desk.get(address(case_file)))

    for text in ("Ayşe Yılmaz", "geboren 31.01.1990", "Türkei", case_file.reference, "noch 9 Tage", title.legal_basis):
        assert text in shown
    assert protocol() == [("read", case_file.pk)]


def test_neither_title_nor_address_of_the_page_says_whose_file_it_is(desk, case_file):
    response = desk.get(address(case_file))

    assert re.findall("<title>(.*?)</title>", response.content.decode()) == ["Akte – Verwaltung"]
    assert "Yılmaz" not in address(case_file)


def test_a_blocked_file_is_not_found_by_others_and_the_try_is_written_down(desk, case_file, protocol):
    CaseFile.objects.filter(pk=case_file.pk).update(blocked=True, blocked_contact="Frau Adler")

    statuses = [desk.get(path).status_code for path in (address(case_file), address(case_file, "vermerk"))]

    assert (statuses, protocol()) == ([404, 404], [("refused", case_file.pk)] * 2)


@pytest.mark.parametrize("slug", DEEDS)
def test_every_short_form_opens_on_the_page(desk, case_file, slug):
    response = desk.get(address(case_file, slug))

    assert (response.status_code, 'id="formular"' in response.content.decode()) == (200, True)


def test_a_note_is_written_and_stands_in_the_timeline(desk, case_file):
    response = desk.post(address(case_file, "vermerk"), {"text": "Telefonat: kommt am Montag."}, follow=True)

    assert (response.redirect_chain, "Telefonat: kommt am Montag." in words(response)) == (
        [(address(case_file), 302)],
        True,
    )


def test_a_note_without_a_word_keeps_the_page_and_says_so(desk, case_file):
    response = desk.post(address(case_file, "vermerk"), {"text": ""})

    assert (response.status_code, case_file.notes.count()) == (400, 0)


def person_data(person, **values):
    fields = ["family_name", "given_names", "birth_place", "sex", "language", "email", "phone", "channel"]
    year, month, day = person.birth_date.split("-")
    typed = {name: getattr(person, name) for name in fields} | {"nationalities": person.nationalities}
    return typed | {"birth_date_day": day, "birth_date_month": month, "birth_date_year": year, "version": 1} | values


def test_of_two_who_edit_the_second_is_told_and_keeps_what_was_typed(desk, case_file):
    person = case_file.person
    desk.post(address(case_file, "person"), person_data(person, phone="02303 1"))

    response = desk.post(address(case_file, "person"), person_data(person, phone="02303 2"))

    person.refresh_from_db()
    assert (response.status_code, person.phone) == (409, "02303 1")
    assert "Jemand hat das inzwischen geändert" in words(response)
    assert 'value="02303 2"' in response.content.decode()


@pytest.mark.parametrize(("wanted", "effect"), [("§ 25b AufenthG", "continues"), ("", "none")])
def test_what_somebody_applies_for_decides_what_an_application_from_a_chance_title_does(
    desk, case_file, wanted, effect
):
    today = timezone.localdate()
    held = {"valid_from": today - timedelta(days=500), "valid_until": today + timedelta(days=20)}
    TitleFactory(person=case_file.person, legal_basis="§ 104c AufenthG", **held)

    answers = {"kind": "extension", "wanted": wanted, "day": today.isoformat(), "time": "00:00"}
    desk.post(address(case_file, "vorgang"), answers)

    assert case_file.proceedings.get().effect == effect


def test_a_proceeding_goes_its_way_on_the_page(desk, case_file):
    now = timezone.localtime()
    desk.post(
        address(case_file, "vorgang"),
        {"kind": "extension", "day": now.date().isoformat(), "time": "00:00"},
    )
    matter = case_file.proceedings.get()

    def step(verb: str, **answers):
        matter.refresh_from_db()
        path = reverse("admin:eakte_step", args=[case_file.pk, matter.pk, verb])
        assert desk.get(path).status_code == 200
        response = desk.post(path, {"version": matter.version} | answers)
        assert response.status_code == 302, words(response)
        matter.refresh_from_db()
        return matter.state

    until = (now + timedelta(days=30)).date().isoformat()
    states = [
        step("begin"),
        step("ask_for_papers", papers="Mietvertrag\nLohnabrechnung", deadline=until),
        step("papers_arrived"),
        step("decide", outcome="granted"),
        step("close"),
    ]
    assert states == ["in_review", "papers_missing", "in_review", "decided", "closed"]


def test_a_file_is_closed_and_opened_again_and_not_while_something_is_open(desk, case_file):
    matter = ProceedingFactory(case_file=case_file)
    refused = desk.post(address(case_file, "schliessen"), {"reason": "left"})
    closed = timezone.now()
    case_file.proceedings.filter(pk=matter.pk).update(state="withdrawn", closed_at=closed)

    desk.post(address(case_file, "schliessen"), {"reason": "left"})
    shut = words(desk.get(address(case_file)))
    desk.post(address(case_file, "oeffnen"))

    case_file.refresh_from_db()
    assert (refused.status_code, "· geschlossen" in shut, "Akte wieder öffnen" in shut) == (400, True, True)
    assert (case_file.closed_at, case_file.version) == (None, 3)


def test_deadlines_are_set_moved_ticked_off_and_a_decision_is_announced(desk, case_file):
    matter = ProceedingFactory(case_file=case_file, state="in_review")
    day = timezone.localdate() + timedelta(days=20)

    def press(name: str, *arguments, **answers):
        matter.refresh_from_db()
        path = reverse(f"admin:{name}", args=[case_file.pk, *arguments])
        assert desk.get(path).status_code == 200
        response = desk.post(path, {"version": matter.version} | answers)
        assert response.status_code == 302, words(response)

    press("eakte_step", matter.pk, "frist", kind="hearing", until=day.isoformat(), note="Anhörung")
    deadline = matter.deadlines.get()
    press("eakte_deadline", deadline.pk, "aendern", until=(day + timedelta(days=7)).isoformat(), note="mehr Zeit")
    deadline.refresh_from_db()
    moved = (deadline.due_on > day, deadline.note)
    press("eakte_deadline", deadline.pk, "erledigt")
    press("eakte_step", matter.pk, "decide", outcome="refused")
    press("eakte_step", matter.pk, "bekanntgeben", on=timezone.localdate().isoformat(), by_post="on")

    kinds = sorted(row.kind for row in matter.deadlines.filter(met_at=None))
    assert (moved, kinds) == ((True, "mehr Zeit"), ["objection"])


def test_a_title_is_recorded_corrected_and_taken_back(desk, case_file):
    old = TitleFactory(person=case_file.person)
    typed = {"kind": "permit", "legal_basis": "§ 18a AufenthG", "valid_from": "2026-11-01", "valid_until": "2029-11-01"}
    desk.post(address(case_file, "titel"), typed | {"provision_work": "Beschäftigung erlaubt"})
    new = case_file.person.titles.get(legal_basis="§ 18a AufenthG")
    old.refresh_from_db()
    assert (old.ended, [str(line) for line in new.provisions.all()]) == ("replaced", ["Beschäftigung erlaubt"])

    path = reverse("admin:eakte_title", args=[case_file.pk, new.pk, "berichtigen"])
    desk.post(path, typed | {"legal_basis": "§ 18b AufenthG", "version": new.version})
    new.refresh_from_db()
    assert (new.legal_basis, new.provisions.count()) == ("§ 18b AufenthG", 0)

    desk.post(reverse("admin:eakte_title", args=[case_file.pk, new.pk, "zuruecknehmen"]))
    new.refresh_from_db()
    old.refresh_from_db()
    assert (new.ended, old.ended) == ("wrong", "")


def test_things_of_another_file_are_not_reached_through_this_one(desk, case_file):
    other = ProceedingFactory()
    title = TitleFactory(person=other.case_file.person)

    paths = [
        reverse("admin:eakte_step", args=[case_file.pk, other.pk, "begin"]),
        reverse("admin:eakte_title", args=[case_file.pk, title.pk, "beenden"]),
    ]
    assert [desk.get(path).status_code for path in paths] == [404, 404]


@pytest.mark.parametrize(
    ("role", "slug", "status"),
    [("caseworker", "sperren", 404), ("team_lead", "sperren", 200), ("records", "vermerk", 404)],
)
def test_a_deed_needs_its_right(client, case_file, role, slug, status):
    client.force_login(staff(role))

    assert client.get(address(case_file, slug)).status_code == status


def test_who_blocks_a_file_for_others_only_goes_back_to_the_search(client, case_file, ada):
    lead, other = staff("team_lead"), staff("team_lead", username="other-lead")
    staff("front_desk", username="nobody-for-files")
    client.force_login(lead)
    offered = client.get(address(case_file, "sperren")).content.decode()
    typed = {"blocked_contact": "Frau Adler", "readers": [ada.pk, other.pk], "version": case_file.version}
    answer = client.post(address(case_file, "sperren"), typed)

    assert ["Ada Adler" in offered, lead.username in offered, "nobody-for-files" in offered] == [True, True, False]
    assert (answer.status_code, answer.url) == (302, reverse("admin:eakte_search"))


def test_who_may_be_the_same_person_stands_on_the_file(desk, case_file):
    person, twin = case_file.person, {"family_name": "Yilmaz", "given_names": "Ayse"}
    open_one = CaseFileFactory(person=PersonFactory(birth_date=person.birth_date, **twin))
    blocked = CaseFileFactory(
        person=PersonFactory(birth_date=person.birth_date, **twin), blocked=True, blocked_contact="Frau Adler"
    )
    other = CaseFileFactory(person=PersonFactory(birth_date="1950-05-05", **twin))

    text = words(desk.get(address(case_file)))

    assert "Vielleicht dieselbe Person" in text
    assert [each.reference in text for each in (open_one, blocked, other)] == [True, True, False]
    assert (text.count("Yilmaz, Ayse"), "bitte an Frau Adler" in text, "Vergleichen" in text) == (1, True, False)


def test_a_full_file_costs_as_many_queries_as_one_with_one_of_each(desk, case_file):
    def queries(rows: int) -> int:
        for number in range(rows):
            ProceedingFactory(case_file=case_file)
            TitleFactory(person=case_file.person, legal_basis=f"§ {number}")
            TaskFactory(case_file=case_file)
        with CaptureQueriesContext(connection) as captured:
            desk.get(address(case_file))
        return len(captured)

    desk.get(address(case_file))  # rights and content types are read once
    assert queries(1) == queries(3)


def new_data(**values):
    person = PersonFactory.build(family_name="Öztürk", given_names="Deniz")
    return person_data(person, version="") | values


def test_a_new_person_gets_a_file_after_a_look_at_those_who_are_alike(desk, case_file):
    typed = new_data(family_name="Yilmaz", given_names="Ayse", team=case_file.team.pk, city="Unna")

    first = desk.post(reverse("admin:eakte_new"), typed)
    made_before = CaseFile.objects.count()
    second = desk.post(reverse("admin:eakte_new"), typed | {"seen": "1"})

    new = CaseFile.objects.exclude(pk=case_file.pk).get()
    assert ("Gibt es diese Person schon?" in words(first), made_before) == (True, 1)
    assert (second.url, new.person.full_name) == (address(new), "Ayse Yilmaz")


def test_a_new_person_without_a_name_is_refused_beside_the_field(desk, case_file):
    response = desk.post(reverse("admin:eakte_new"), new_data(family_name="", given_names="", team=case_file.team.pk))

    assert (response.status_code, Person.objects.count()) == (400, 1)
    assert "Bitte geben Sie den Familiennamen oder die Vornamen an." in words(response)


def test_what_was_searched_stands_in_no_address_and_opens_the_file(desk, case_file, protocol):
    asked = desk.post(reverse("admin:eakte_search"), {"text": "yilmaz 1990"})
    answer = desk.get(asked.url)

    assert (asked.url, address(case_file) in answer.content.decode()) == (reverse("admin:eakte_search"), True)
    assert protocol() == [("search", None)]


def test_a_blocked_file_is_named_with_whom_to_ask(desk):
    CaseFileFactory(blocked=True, blocked_contact="Frau Adler", person__family_name="Geheim")
    desk.post(reverse("admin:eakte_search"), {"text": "Geheim"})

    shown = words(desk.get(reverse("admin:eakte_search")))
    assert ("Gesperrte Akte, bitte an Frau Adler" in shown, "Geheim, " in shown) == (True, False)
