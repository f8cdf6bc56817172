"""Anyone is found by number or name, however it is written."""

import pytest

from appointments import finding
from appointments.models import UrgentRequest
from tests.appointments.day import NINE, booked, waiting, without

pytestmark = pytest.mark.django_db


@pytest.fixture
def find(concern):
    """The numbers that are found: `find("b17")`."""

    def run(text):
        expected, visits = finding.find(concern.queue.office, text, now=NINE)
        return [row.number for row in [*expected, *visits]]

    return run


@pytest.mark.parametrize("text", ["B 17", "b17", " b 017 ", "17"])
def test_a_number_is_found_however_it_is_typed(concern, find, text):
    booked(concern, number="B 17")
    waiting(concern, number="B 170")
    assert find(text) == ["B 17"]


@pytest.mark.parametrize("text", ["yilmaz", "Yılmaz Ayşe", "AYSE YIL", "ays yil"])
def test_a_name_is_found_without_its_marks_and_in_any_order(concern, find, text):
    waiting(concern, number="B 1")
    booked(concern, number="B 2", family_name="Öztürk", given_names="Mehmet")
    assert find(text) == ["B 1"]


@pytest.mark.parametrize("text", ["oeztuerk", "öztürk", "Alhusayni", "al husayni"])
def test_umlauts_and_joined_names_are_found(concern, find, text):
    booked(concern, number="B 2", family_name="Öztürk Al-Ḥusaynī", given_names="Mehmet")
    assert find(text) == ["B 2"]


@pytest.mark.parametrize("text", ["", "?!", "Meier"])
def test_nobody_is_found_for_nothing(concern, find, text):
    booked(concern)
    assert find(text) == []


def test_a_walk_in_is_found_by_the_name_of_the_urgent_request(concern, find):
    visit = without(concern)
    UrgentRequest.objects.create(
        office=visit.office, attempt=visit.pk, reason="job", family_name="Krasniqi", attendance=visit
    )
    assert find("krasniqi") == [visit.number]
