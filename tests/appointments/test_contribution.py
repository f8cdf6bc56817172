"""What a case file shows of its appointments, and that no table of this app is forgotten."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.test import RequestFactory
from pghistory.models import Event

from appointments import desk
from appointments.contribution import APPOINTMENTS, COVERS
from appointments.models import Appointment
from eakte.contributions import CONTRIBUTIONS
from tests.appointments.day import NINE, booked, minutes
from tests.factories.accounts import staff
from tests.factories.eakte import CaseFileFactory

pytestmark = pytest.mark.django_db
CORE = {"eakte.Person", "eakte.CaseFile", "eakte.Proceeding"}


@pytest.fixture
def case_file():
    return CaseFileFactory()


@pytest.fixture
def panel(case_file, rf: RequestFactory):
    """The appointments of the file as somebody sees them: `panel("caseworker")`."""

    def of(role, *, now=NINE):
        request = rf.get("/")
        request.user = staff(role)
        return APPOINTMENTS.panels(request, case_file, now)

    return of


def reached() -> set[str]:
    """Models of this app with a path of keys to a person, a file or a proceeding; their history goes along."""
    models = [model for model in apps.get_app_config("appointments").get_models() if not issubclass(model, Event)]
    found: set[str] = set()
    while True:
        more = {model._meta.label for model in models if _targets(model) & (CORE | found)} | found
        if more == found:
            return found
        found = more


def _targets(model) -> set[str]:
    return {field.related_model._meta.label for field in model._meta.concrete_fields if field.is_relation}


def test_every_model_that_hangs_on_a_person_a_file_or_a_proceeding_is_covered():
    assert reached() == set(COVERS)
    assert APPOINTMENTS in CONTRIBUTIONS


def test_a_file_without_appointments_has_no_panel(panel):
    assert panel("caseworker") == []


def test_the_panel_shows_what_is_to_come_and_then_what_was(panel, case_file, concern):
    rows = [booked(concern, at=NINE + timedelta(days=days), case_file=case_file) for days in (-30, -2, 3, 10)]
    [shown] = panel("caseworker")
    assert (shown.context["coming"], shown.context["past"]) == (rows[2:], [rows[1], rows[0]])


def test_who_may_not_see_appointments_sees_no_panel(panel, case_file, concern):
    booked(concern, case_file=case_file)
    assert panel("records") == []


def test_the_timeline_tells_when_it_was_booked_and_how_it_ended(case_file, concern):
    values = {"case_file": case_file, "booked_at": NINE - timedelta(days=9)}
    came, missed, gone = (booked(concern, at=NINE + minutes(10 * number), **values) for number in range(3))
    desk.arrive(appointment=came, now=NINE)
    came.attendance.status, came.attendance.finished_at = "served", NINE + minutes(20)
    came.attendance.save()
    desk.mark_absent(appointment=missed, now=NINE + minutes(40))
    Appointment.objects.filter(pk=gone.pk).update(status="cancelled")
    told = [(moment.at, moment.text) for moment in APPOINTMENTS.moments(case_file, NINE)]
    assert told == [
        (NINE - timedelta(days=9), "Termin gebucht"),
        (NINE + minutes(20), "Termin wahrgenommen"),
        (NINE - timedelta(days=9), "Termin gebucht"),
        (NINE + minutes(40), "Zum Termin nicht gekommen"),
        (NINE - timedelta(days=9), "Termin gebucht"),
        (NINE + minutes(20), "Termin war abgesagt"),
    ]
    parts = APPOINTMENTS.export(case_file)
    office = concern.queue.office.name_de
    assert parts[0].detail == f"Verlängerung, 22.03.2027 um 09:00 Uhr, {office}, Nummer {came.number}"
    assert len(parts) == 6


def test_a_file_costs_one_query_however_many_appointments(case_file, concern, django_assert_num_queries):
    booked(concern, case_file=case_file)
    with django_assert_num_queries(1):
        APPOINTMENTS.moments(case_file, NINE)
    for number in range(3):
        booked(concern, at=NINE + minutes(number), case_file=case_file)
    with django_assert_num_queries(1):
        APPOINTMENTS.moments(case_file, NINE)
