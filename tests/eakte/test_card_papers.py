"""Paper about cards: what is printed for whom, and what never is."""

from datetime import date
from io import BytesIO

import pypdfium2
import pytest

from auslaenderbehoerde.design import pdf
from eakte import card_papers, pickup_codes
from eakte.card_figures import Waiting
from eakte.exceptions import SomethingMissing
from eakte.models import Address
from tests.factories.eakte import CardFactory, PersonFactory

DAY = date(2026, 11, 24)


@pytest.fixture
def card(db):
    made = CardFactory(person__language="de")
    Address.objects.create(person=made.person, street="Bahnhofstraße 1", postcode="59423", city="Unna")
    return made


def pages(content):
    document = pypdfium2.PdfDocument(BytesIO(content))
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


@pytest.fixture
def html(monkeypatch):
    """The papers as they go to the press."""
    made = []
    monkeypatch.setattr(pdf, "render", lambda text: made.append(text) or b"%PDF")
    return made


def test_the_leaflet_has_a_sheet_for_each_language_with_code_and_address(card, settings):
    card.person.language = "tr"
    found = pages(card_papers.leaflet(card, waiting=None))
    code = pickup_codes.grouped(pickup_codes.code(card))
    assert [code in text for text in found] == [True, True]
    assert [
        f"{settings.PUBLIC_URL}/{language}/karte/" in text for text, language in zip(found, ("tr", "de"), strict=True)
    ] == [
        True,
        True,
    ]


def test_the_leaflet_names_neither_the_date_of_birth_nor_the_family_name(card, html):
    card_papers.leaflet(card, waiting=Waiting(median=20, most=31))
    assert [word in html[0] for word in ("1990", "Yılmaz", "Ayşe", "31 Tagen")] == [False, False, True, True]


def test_the_code_never_stands_in_an_address(card, html):
    card_papers.leaflet(card, waiting=None)
    links = [part.split('"')[0] for part in html[0].split('href="')[1:]]
    assert links == [card_papers.status_address("de")]


def test_a_letter_shows_the_address_in_the_window(card, html):
    card_papers.letters(card_papers.ARRIVED, [card], day=DAY)
    assert "Ayşe Yılmaz<br>Bahnhofstraße 1<br>59423 Unna" in html[0]
    assert pickup_codes.code(card) not in html[0].replace(" ", "")


def test_of_a_protected_address_nothing_is_printed(card, html):
    card.person.address_blocked = True
    card_papers.letters(card_papers.REMINDER, [card], day=DAY)
    assert ("Ayşe Yılmaz" in html[0], "Bahnhofstraße" in html[0]) == (True, False)


def test_who_is_reached_on_a_safe_way_only_gets_no_letter(card, html):
    safe = CardFactory(person=PersonFactory(family_name="Sicher", safe_contact=True))
    card_papers.letters(card_papers.ARRIVED, [card, safe], day=DAY)
    assert "Sicher" not in html[0]
    with pytest.raises(SomethingMissing):
        card_papers.letters(card_papers.ARRIVED, [safe], day=DAY)


def test_several_letters_are_one_file_with_a_sheet_each(card):
    other = CardFactory(person=PersonFactory(language="de"))
    assert len(pages(card_papers.letters(card_papers.ARRIVED, [card, other], day=DAY))) == 2
