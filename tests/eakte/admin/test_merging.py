"""Comparing two persons, and making one of them."""

import re

import pytest
from django.urls import reverse

from eakte.models import CaseFile, Person
from eakte.services import files
from tests.factories.accounts import staff
from tests.factories.eakte import CaseFileFactory, PersonFactory, ProceedingFactory, TitleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client):
    user = staff("team_lead", username="lead")
    client.force_login(user)
    return user


@pytest.fixture
def other(db):
    """A second file of a woman of nearly this name."""
    return CaseFileFactory(
        reference="33-2025-00099", person=PersonFactory(family_name="Yilmaz", given_names="Ayse", birth_date="1990-01")
    )


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def address(kept, gone):
    return reverse("admin:eakte_merge", args=[kept.pk, gone.person_id])


def press(client, kept, gone, *, reference: str, versions=(1, 1)):
    answers = {"reference": reference, "kept_version": versions[0], "gone_version": versions[1]}
    return client.post(address(kept, gone), answers)


def test_who_is_alike_is_listed_and_can_be_compared(client, lead, case_file, other, protocol):
    CaseFileFactory(person=PersonFactory(family_name="Müller", given_names="Hans"))

    response = client.get(reverse("admin:eakte_alike", args=[case_file.pk]))

    assert re.findall(r"zusammenfuehren/[0-9a-f-]+/([0-9a-f-]+)/", response.content.decode()) == [str(other.person_id)]
    assert protocol() == [("list", case_file.pk)]


def test_a_blocked_one_is_named_without_her_name(client, lead, case_file, other):
    files.block(case_file=other, contact="Frau Adler", readers=[staff("team_lead", username="x")], version=1)

    shown = words(client.get(reverse("admin:eakte_alike", args=[case_file.pk])))

    assert ("33-2025-00099 Gesperrte Akte, bitte an Frau Adler" in shown, "Yilmaz, Ayse" in shown) == (True, False)


def test_the_page_shows_both_what_differs_and_what_moves(client, lead, case_file, other, protocol):
    ProceedingFactory(case_file=other)
    for file in (case_file, other):
        TitleFactory(person=file.person, valid_until=None)

    shown = words(client.get(address(case_file, other)))

    for text in (
        "Geburtsdatum 31.01.1990 01.1990 (Tag unbekannt) verschieden",
        "Geschlecht weiblich weiblich gleich",
        "Beide haben einen gültigen Titel.",
        "Aufenthaltstitel: 1, Vorgänge: 1",
        "Das lässt sich nicht zurücknehmen.",
        "Tippen Sie zur Bestätigung 33-2025-00099 ein.",
    ):
        assert text in shown
    assert sorted(protocol()) == sorted([("read", case_file.pk), ("read", other.pk)])


def test_with_the_reference_typed_two_become_one_and_old_links_lead_on(client, lead, case_file, other):
    mistyped = press(client, case_file, other, reference=case_file.reference)

    done = press(client, case_file, other, reference="33-2025-00099")

    assert (mistyped.status_code, done["Location"]) == (400, reverse("admin:eakte_file", args=[case_file.pk]))
    assert Person.objects.get(merged_into=None) == case_file.person
    old = client.get(reverse("admin:eakte_file", args=[other.pk]))
    assert (old.status_code, old["Location"]) == (302, reverse("admin:eakte_file", args=[case_file.pk]))
    assert client.get(reverse("admin:eakte_export", args=[other.pk])).status_code == 404


def test_what_changed_meanwhile_is_shown_again(client, lead, case_file, other):
    response = press(client, case_file, other, reference="33-2025-00099", versions=(1, 7))

    assert (response.status_code, "inzwischen geändert" in words(response)) == (409, True)
    assert Person.objects.filter(merged_into=None).count() == 2


def test_what_cannot_be_merged_says_why_and_shows_nothing(client, lead, case_file, other):
    files.block(case_file=other, contact="Frau Adler", readers=[staff("team_lead", username="x")], version=1)

    response = client.get(address(case_file, other))

    shown = words(response)
    assert (response.status_code, "Die Akte 33-2025-00099 ist gesperrt" in shown, "Ayse" in shown) == (409, True, False)


def test_a_caseworker_neither_sees_the_button_nor_opens_the_page(desk, case_file, other):
    shown = words(desk.get(reverse("admin:eakte_file", args=[case_file.pk])))

    assert ("Zusammenführen" in shown, desk.get(address(case_file, other)).status_code) == (False, 403)
    assert CaseFile.objects.filter(close_reason="").count() == 2
