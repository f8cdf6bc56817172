"""The office's own door to its name, houses, texts and reports."""

from datetime import UTC, datetime

import pytest

from auslaenderbehoerde.authority.models import Authority, Feedback, PageKey
from tests.factories.authority import AuthorityFactory, FeedbackFactory, OfficeFactory, OnSiteOfferFactory, PageFactory

pytestmark = pytest.mark.django_db
FEEDBACK = "/verwaltung/authority/feedback/"


def test_the_list_of_authorities_is_the_one_authority(admin_client):
    AuthorityFactory()
    answer = admin_client.get("/verwaltung/authority/authority/")
    assert (answer.status_code, answer["Location"]) == (302, "/verwaltung/authority/authority/1/change/")
    assert admin_client.get("/verwaltung/authority/authority/add/").status_code == 403
    assert admin_client.post("/verwaltung/authority/authority/1/delete/").status_code == 403


def test_an_empty_installation_can_enter_its_authority(admin_client):
    assert admin_client.get("/verwaltung/authority/authority/").status_code == 200
    assert admin_client.get("/verwaltung/authority/authority/add/").status_code == 200
    assert not Authority.objects.exists()


def test_an_office_is_kept_with_its_hours_and_offers_on_one_page(admin_client):
    office = OfficeFactory()
    OnSiteOfferFactory(office=office)
    text = admin_client.get(f"/verwaltung/authority/office/{office.pk}/change/").content.decode()
    assert [name in text for name in ("name_de", "directions_ar", "hours-TOTAL_FORMS", "offers-0-text_de")] == [
        True
    ] * 4


def test_every_page_of_the_portal_exists_at_most_once(admin_client):
    for key in PageKey:
        PageFactory(key=key)
    assert admin_client.get("/verwaltung/authority/page/add/").status_code == 403


@pytest.mark.parametrize("model", ["municipality", "department", "closingday", "page", "office"])
def test_lists_and_forms_open(admin_client, model):
    address = f"/verwaltung/authority/{model}/"
    assert [admin_client.get(page).status_code for page in (address, f"{address}add/")] == [200, 200]


@pytest.fixture
def first_of_december(time_machine):
    """Set before anybody signs in, else the session would be over."""
    time_machine.move_to(datetime(2026, 12, 1, 8, tzinfo=UTC), tick=False)


def test_a_report_is_read_and_ticked_off_but_never_changed(first_of_december, admin_client):
    feedback = FeedbackFactory(message="x" * 100)
    text = admin_client.get(FEEDBACK).content.decode()
    assert ("x" * 79 + "…" in text, "24. Dezember 2026" in text) == (True, True)
    admin_client.post(FEEDBACK, {"action": "mark_answered", "_selected_action": [str(feedback.pk)]})
    assert Feedback.objects.get().done_at == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert admin_client.get(f"{FEEDBACK}?stand=offen").context["cl"].result_count == 0
    assert admin_client.get(f"{FEEDBACK}?stand=beantwortet").context["cl"].result_count == 1
