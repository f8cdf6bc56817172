"""The page of figures, and its files."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.accounts import staff
from tests.factories.appointments import AppointmentFactory, ConcernFactory

pytestmark = pytest.mark.django_db
PAGE = "/verwaltung/zahlen/"


@pytest.fixture
def lead(client):
    client.force_login(staff("team_lead"))
    return client


def test_an_installation_without_an_office_says_so(lead):
    assert "Es gibt noch keinen Standort." in lead.get(PAGE).content.decode()


@pytest.mark.parametrize("period", ["heute", "30", "90", "junk"])
def test_every_period_has_a_page(lead, period):
    ConcernFactory(name_de="Verlängerung")
    page = lead.get(PAGE, {"zeitraum": period}).content.decode()
    assert ("Verlängerung" in page, "nächster Platz" in page) == (True, True)


def test_the_charts_have_a_table_twin(lead):
    AppointmentFactory(starts_at=timezone.now() - timedelta(days=2))
    page = lead.get(PAGE, {"zeitraum": "30"}).content.decode()
    drawn, empty = page.count('<svg viewBox="0 0 900 160"'), page.count("In diesem Zeitraum keine.")
    assert (drawn, empty, "Als Tabelle, Tag für Tag" in page) == (1, 2, True)


@pytest.mark.parametrize(("kind", "begins"), [("csv", b"\xef\xbb\xbfAnliegen;"), ("xlsx", b"PK")])
def test_the_figures_come_as_a_file(lead, kind, begins):
    ConcernFactory()
    answer = lead.get(reverse("admin:appointments_figures_file", args=[kind]))
    assert (answer.content.startswith(begins), answer["Content-Disposition"].endswith(f'.{kind}"')) == (True, True)


def test_other_kinds_of_file_do_not_exist(lead):
    ConcernFactory()
    assert lead.get(reverse("admin:appointments_figures_file", args=["exe"])).status_code == 404
