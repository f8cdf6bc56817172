"""What a case file shows of its appointments, and that no table of this app is forgotten."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.test import RequestFactory
from pghistory.models import Event

from appointments import desk, tickets
from appointments.contribution import APPOINTMENTS, COVERS
from appointments.models import Appointment
from eakte import search
from eakte.contributions import CONTRIBUTIONS
from eakte.models import CaseFile
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


def test_a_file_is_found_by_the_code_of_its_appointment_or_by_its_number_today(case_file, concern):
    mine = booked(concern, case_file=case_file, number="B 17", code_hash=tickets.code_hash("ABCD EFGH"))
    booked(concern, at=NINE + minutes(10), number="B 18", code_hash=tickets.code_hash("JKLM NPQR"))
    today = mine.day

    asked = ["abcd-efgh", "ABCDEFGH", "b17", "B 17", "B 18", "JKLM NPQR", "17", "Anna Mari"]
    assert [APPOINTMENTS.find(text, today) for text in asked] == [[case_file.pk]] * 4 + [[]] * 4
    assert APPOINTMENTS.find("B 17", today + timedelta(days=1)) == []


def test_the_search_of_the_record_shows_it_like_any_other_hit(case_file, concern):
    booked(concern, case_file=case_file, code_hash=tickets.code_hash("ABCD EFGH"))
    reader, other = staff("caseworker", username="ada"), staff("caseworker", username="cem")
    CaseFile.objects.filter(pk=case_file.pk).update(blocked=True, blocked_contact="Frau Adler")
    case_file.readers.add(reader)

    seen = [search.find("ABCD EFGH", user=user, today=NINE.date()).found for user in (reader, other)]

    assert [[(row.case_file, row.open_to_me) for row in found] for found in seen] == [
        [(case_file, True)],
        [(case_file, False)],
    ]


def test_a_code_and_a_number_cost_few_queries(case_file, concern, django_assert_num_queries):
    booked(concern, case_file=case_file, number="B 17", code_hash=tickets.code_hash("ABCD EFGH"))
    booked(concern, at=NINE + minutes(10), case_file=CaseFileFactory(), number="B 18")
    user = staff("caseworker")
    search.find("Yılmaz", user=user, today=NINE.date())  # the rights are read once

    for text, cost in (("ABCD EFGH", 7), ("B 17", 5)):
        with django_assert_num_queries(cost):
            assert len(search.find(text, user=user, today=NINE.date()).found) == 1


def test_a_file_costs_one_query_however_many_appointments(case_file, concern, django_assert_num_queries):
    booked(concern, case_file=case_file)
    with django_assert_num_queries(1):
        APPOINTMENTS.moments(case_file, NINE)
    for number in range(3):
        booked(concern, at=NINE + minutes(number), case_file=case_file)
    with django_assert_num_queries(1):
        APPOINTMENTS.moments(case_file, NINE)
