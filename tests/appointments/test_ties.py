"""Which files may be meant by an appointment, and tying it to one."""

from datetime import UTC, datetime

import pytest

from appointments import ties
from tests.factories.accounts import staff
from tests.factories.appointments import AppointmentFactory
from tests.factories.eakte import CaseFileFactory, PersonFactory, ProceedingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def nina(db):
    """A caseworker."""
    return staff("caseworker", username="nina")


@pytest.fixture
def booked(db):
    """Somebody who wrote her name without the dots and lines of the passport."""
    return AppointmentFactory(family_name="Yilmaz", given_names="Ayse", birth_date="1990-01-31")


def file_of(family="Yılmaz", given="Ayşe", born="1990-01-31", **values):
    return CaseFileFactory(person=PersonFactory(family_name=family, given_names=given, birth_date=born), **values)


def found(booked, user) -> list[tuple[str, bool]]:
    """The references of the proposed files, and whether everything fits."""
    return [(each.case_file.reference, each.sure) for each in ties.suggestions(booked, user=user)]


def test_a_file_is_proposed_by_folded_name_and_date_of_birth_the_surest_first(booked, nina):
    typo, same, longer = file_of(born="1991-01-31"), file_of(), file_of(family="Yılmaz Kaya", given="Ayşe Nur")
    file_of(given="Fatma")
    assert found(booked, nina) == [(same.reference, True), (typo.reference, False), (longer.reference, False)]


def test_a_blocked_file_is_proposed_to_its_readers_alone(booked, nina):
    blocked = file_of(blocked=True, blocked_contact="Leitung")
    assert found(booked, nina) == []
    blocked.readers.add(nina)
    assert found(booked, nina) == [(blocked.reference, True)]


def test_without_the_right_nothing_is_proposed(booked):
    file_of()
    assert found(booked, staff("front_desk")) == []


def test_an_erased_appointment_is_nobodys(nina):
    file_of(family="", given="Ayşe")
    erased = AppointmentFactory(family_name="", given_names="", birth_date="", erased_at=datetime.now(UTC))
    assert found(erased, nina) == []


def test_what_is_proposed_costs_the_same_for_one_file_and_for_three(booked, nina, django_assert_max_num_queries):
    costs = []
    for _more in (1, 2):
        ProceedingFactory(case_file=file_of())
        nina = type(nina).objects.get(pk=nina.pk)
        with django_assert_max_num_queries(6) as captured:
            [each.open_proceedings for each in ties.suggestions(booked, user=nina)]
        costs.append(len(captured))
        ProceedingFactory(case_file=file_of())
    assert costs[0] == costs[1]


def test_only_open_proceedings_are_offered(booked, nina):
    file = file_of()
    opened = ProceedingFactory(case_file=file)
    ProceedingFactory(case_file=file, state="withdrawn", closed_at=datetime(2026, 12, 1, tzinfo=UTC))
    assert ties.suggestions(booked, user=nina)[0].open_proceedings == [opened]


def test_tying_names_file_and_proceeding_and_untying_neither(booked):
    file, other = file_of(), ProceedingFactory()
    mine = ProceedingFactory(case_file=file)
    tied = ties.tie(appointment=booked, case_file=file, proceeding=mine.pk)
    assert (tied.case_file, tied.proceeding) == (file, mine)
    assert ties.tie(appointment=booked, case_file=file, proceeding=other.pk).proceeding is None
    ties.untie(appointment=booked)
    booked.refresh_from_db()
    assert (booked.case_file, booked.proceeding) == (None, None)
