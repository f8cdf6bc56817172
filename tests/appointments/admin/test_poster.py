"""The poster at the door: one page in all languages, and a code that is replaced with one press."""

import io
from html import unescape

import pypdf
import pytest
from django.urls import reverse

from appointments.admin.lead.poster import headlines
from appointments.models import DoorCode
from auslaenderbehoerde.design import pdf
from tests.factories.accounts import staff
from tests.factories.appointments import DoorCodeFactory, QueueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lead(client):
    client.force_login(staff("team_lead"))


@pytest.fixture
def code():
    """A poster hangs at the door."""
    return DoorCodeFactory(office=QueueFactory().office, code="abcd2345")


def url(name):
    return reverse(f"admin:appointments_{name}")


def test_the_page_shows_the_code_that_holds(client, code, settings):
    settings.PUBLIC_URL = "https://termine.example.org"
    page = client.get(url("poster"))
    assert (page.context["code"], page.context["address"]) == (code, "https://termine.example.org/tuer/abcd2345/")


def test_the_headline_speaks_all_languages():
    found = headlines()
    assert [(line["code"], line["direction"]) for line in found] == [
        ("de", "ltr"),
        ("en", "ltr"),
        ("ru", "ltr"),
        ("sr-latn", "ltr"),
        ("tr", "ltr"),
        ("uk", "ltr"),
        ("ar", "rtl"),
    ]
    assert len({line["text"] for line in found}) == 7


def test_the_file_is_one_tagged_page_with_everything(client, code, settings):
    settings.PUBLIC_URL = "https://termine.example.org"
    assert pdf.available()
    answer = client.get(url("poster_file"))
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    text = " ".join(reader.pages[0].extract_text().split())
    assert (answer["Content-Type"], len(reader.pages)) == ("application/pdf", 1)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] is True or reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert [line in text for line in (code.office.name, "https://termine.example.org/tuer/abcd2345/")] == [True, True]
    assert [line["text"] in unescape(text) for line in headlines()[:6]] == [True] * 6


def test_without_pango_the_page_says_so(client, code, monkeypatch):
    monkeypatch.setattr(pdf, "available", lambda: False)
    assert client.get(url("poster_file"))["Location"] == url("poster")
    assert "fehlt Pango" in client.get(url("poster")).text


def test_one_press_replaces_the_code(client, code):
    page = client.post(url("poster_replace"), {"code": "abcd2345"}, follow=True)
    code.refresh_from_db()
    assert (code.replaced_at is None, page.context["code"] == code, DoorCode.objects.count()) == (False, False, 2)


def test_the_old_poster_says_that_it_is_out_of_date(client, code):
    client.post(url("poster_replace"), {"code": "abcd2345"})
    assert client.get("/de/tuer/abcd2345/").status_code == 410


def test_a_second_press_replaces_nothing(client, code):
    for _press in range(2):
        page = client.post(url("poster_replace"), {"code": "abcd2345"}, follow=True)
    assert (DoorCode.objects.count(), "inzwischen geändert worden" in page.text) == (2, True)


def test_the_first_code_is_made_here(client):
    office = QueueFactory().office
    assert client.get(url("poster_file")).status_code == 404
    client.post(url("poster_replace"), {"code": ""})
    assert DoorCode.objects.get().office == office


def test_replacing_needs_a_press(client, code):
    assert (client.get(url("poster_replace")).status_code, DoorCode.objects.count()) == (405, 1)


@pytest.mark.parametrize("role", ["front_desk", "caseworker", "administrator"])
def test_others_may_not_replace_it(client, code, role):
    client.force_login(staff(role))
    assert client.post(url("poster_replace"), {"code": "abcd2345"}).status_code == 403
