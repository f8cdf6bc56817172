"""The pages everybody may read, full and in an installation that knows nothing yet."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.appointments import ConcernFactory
from tests.factories.authority import (
    AuthorityFactory,
    ClosingDayFactory,
    OfficeFactory,
    OnSiteOfferFactory,
    OpeningHoursFactory,
    PageFactory,
)
from tests.factories.catalogue import FeeFactory, RequiredDocumentFactory, ServiceFactory, ServiceFormFactory

pytestmark = pytest.mark.django_db
PAGES = {
    "start": "/de/",
    "services": "/de/leistungen/",
    "on_site": "/de/vor-ort/",
    "imprint": "/de/impressum/",
    "privacy": "/de/datenschutz/",
    "accessibility": "/de/barrierefreiheit/",
    "easy_language": "/de/leichte-sprache/",
}


def html(response) -> str:
    return response.content.decode()


def test_addresses_are_those_of_the_contract():
    assert {name: reverse(f"portal:{name}") for name in PAGES} == PAGES
    assert reverse("portal:service", args=["arbeit"]) == "/de/leistungen/arbeit/"


@pytest.mark.parametrize("language", ["de", "en", "ru", "sr-latn", "tr", "uk", "ar"])
@pytest.mark.parametrize("page", PAGES.values())
def test_an_empty_installation_answers_calmly_in_every_language(client, page, language):
    response = client.get(page.replace("/de/", f"/{language}/"))
    assert response.status_code == 200
    assert "None" not in html(response)


@pytest.mark.parametrize("page", PAGES.values())
def test_a_page_of_texts_cannot_be_changed_by_other_methods(client, page):
    assert client.delete(page).status_code == 405


def test_a_service_that_does_not_exist_or_is_hidden_is_not_found(client):
    ServiceFactory(slug="geheim", published=False)
    assert [client.get(f"/de/leistungen/{slug}/").status_code for slug in ("unbekannt", "geheim")] == [404, 404]


def test_the_start_page_explains_places_at_the_door_only_where_there_are_some(client):
    assert 'id="heute"' not in html(client.get("/de/"))
    ConcernFactory(bookable_at_door=True)
    assert 'id="heute"' in html(client.get("/de/"))


def test_the_office_can_put_a_notice_on_the_start_page(client):
    PageFactory(key="start", title_de="Am Freitag geschlossen", body_de="Bitte kommen Sie **am Montag**.")
    assert "Bitte kommen Sie <strong>am Montag</strong>." in html(client.get("/de/"))


def test_a_service_shows_what_it_needs_what_it_costs_today_and_how_to_go_on(client):
    service = ServiceFactory(slug="arbeit", duration_note_de="Etwa vier Wochen.")
    RequiredDocumentFactory(service=service, name_de="Reisepass")
    RequiredDocumentFactory(service=service, name_de="Heiratsurkunde", condition_de="wenn Sie verheiratet sind")
    ServiceFormFactory(service=service, name_de="Antrag", url="https://antrag.example.org/neu")
    FeeFactory(service=service, amount_cents=9300, note_de="Verlängerung")
    FeeFactory(service=service, amount_cents=8000, effective_until=date(2026, 1, 31))
    ConcernFactory(service=service)
    text = html(client.get("/de/leistungen/arbeit/"))
    shown = [
        "Etwa vier Wochen.", "Reisepass", "wenn Sie verheiratet sind", "antrag.example.org", "93,00 €",
        "/de/termine/?leistung=arbeit",
    ]  # fmt: skip
    assert [part for part in shown if part not in text] == []
    assert "80,00 €" not in text


def test_a_service_without_a_concern_offers_no_appointment(client):
    ServiceFactory(slug="arbeit")
    assert "?leistung=" not in html(client.get("/de/leistungen/arbeit/"))


def test_on_site_shows_address_hours_and_who_is_under_the_roof(client):
    office = OfficeFactory(directions_de="Bus C41 bis Königsborn.", accessibility_note_de="Aufzug im Hof.")
    OpeningHoursFactory(office=office)
    OnSiteOfferFactory(office=office, link="https://fotos.example.org/a")
    text = html(client.get("/de/vor-ort/"))
    shown = [
        "Kamener Straße 110", "8:30 bis 12:00 Uhr", "Bus C41", "Aufzug im Hof", "Ein Foto kostet 6 Euro.",
        "fotos.example.org",
    ]  # fmt: skip
    assert [part for part in shown if part not in text] == []


def test_the_imprint_names_the_authority(client):
    AuthorityFactory()
    text = html(client.get("/de/impressum/"))
    shown = ["Körperschaft des öffentlichen Rechts", "die Landrätin", "die Bezirksregierung", "0221 4710-100"]
    assert [part for part in shown if part not in text] == []


def test_the_privacy_page_says_how_long_appointments_are_kept(client):
    AuthorityFactory(retention_days_appointments=60)
    assert "60 Tage nach dem Termin" in html(client.get("/de/datenschutz/"))


@pytest.mark.parametrize(
    ("page", "key"),
    [("impressum", "imprint"), ("datenschutz", "privacy"), ("barrierefreiheit", "accessibility")],
)
def test_a_text_without_translation_is_shown_and_marked_in_german(client, page, key):
    AuthorityFactory()
    PageFactory(key=key, title_de="Überschrift", body_de="Der Text.")
    text = html(client.get(f"/ar/{page}/"))
    assert '<span lang="de" dir="ltr">Überschrift</span>' in text
    assert '<div class="abh-text" lang="de" dir="ltr"><p>Der Text.</p>' in text


def test_leichte_sprache_is_german_in_every_language(client):
    PageFactory(key="easy_language", title_de="Guten Tag", body_de="Hier ist das Amt.", title_en="Hello")
    text = html(client.get("/en/leichte-sprache/"))
    assert "Hello" not in text
    assert [part in text for part in ('lang="de" dir="ltr"', "Guten Tag", "Hier ist das Amt.")] == [True] * 3


def test_what_the_office_writes_cannot_carry_scripts(client):
    PageFactory(key="imprint", body_de="<script>alert(1)</script> [x](javascript:alert(1))")
    text = html(client.get("/de/impressum/"))
    assert ("<script>alert" in text, 'href="javascript' in text) == (False, False)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"),
    [
        ("/de/", 3),  # authority, notice, door
        ("/de/leistungen/", 2),  # authority, services
        ("/de/leistungen/leistung/", 6),  # authority, service with three parts, concern
        ("/de/vor-ort/", 5),  # authority, offices with two parts, closing days
        ("/de/impressum/", 2),  # authority, text
        ("/de/datenschutz/", 2),
        ("/de/barrierefreiheit/", 2),
        ("/de/leichte-sprache/", 2),
    ],
)
def test_a_page_has_a_fixed_price(client, page, queries, rows, django_assert_num_queries):
    AuthorityFactory()
    service = ServiceFactory(slug="leistung")
    ServiceFactory.create_batch(rows - 1)
    for factory in (RequiredDocumentFactory, ServiceFormFactory, FeeFactory):
        factory.create_batch(rows, service=service)
    for office in OfficeFactory.create_batch(rows):
        OpeningHoursFactory(office=office)
        OnSiteOfferFactory(office=office)
        ClosingDayFactory(office=office, day=date(2027, 1, 4))
    with django_assert_num_queries(queries):
        assert client.get(page).status_code == 200
