"""The figures of an office: whole results, also for a day on which nothing happened."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments import charts, rules
from appointments.exports import as_csv, as_xlsx, defused
from appointments.figures import Day, Row, figures
from appointments.models import Attendance
from auslaenderbehoerde.clock import berlin
from tests.factories.appointments import AppointmentFactory, ConcernFactory, SlotFactory

NOW = berlin(rules.date(2027, 3, 22), rules.time(11))
TODAY = NOW.date()
Status = Attendance.Status


@pytest.fixture
def concern(db):
    return ConcernFactory(name_de="Verlängerung")


def visit(concern, status, *, minutes=0, appointment=None, number="W 1", day=TODAY):
    """Somebody who arrived at ten and was called so many minutes later."""
    arrived = berlin(day, rules.time(10))
    return Attendance.objects.create(
        office=concern.queue.office,
        queue=concern.queue,
        concern=concern,
        appointment=appointment,
        day=day,
        number=number,
        status=status,
        arrived_at=arrived,
        rank_at=arrived,
        called_at=arrived + timedelta(minutes=minutes),
        done=concern if status == Status.SERVED else None,
    )


def test_a_day_without_anything_has_figures_of_nothing(concern):
    found = figures(concern.queue.office, days=1, now=NOW)
    assert (found.total, found.concerns, found.days) == (
        Row("Alle Anliegen"),
        [Row("Verlängerung")],
        [Day(NOW.date())],
    )


def test_everything_is_counted_once(concern):
    yesterday = NOW.date() - timedelta(days=1)
    served, absent, never = (
        AppointmentFactory(concern=concern, day=yesterday, number=f"B {number}") for number in range(3)
    )
    AppointmentFactory(concern=concern, day=yesterday, number="B 9", status="cancelled")
    AppointmentFactory(concern=concern, day=NOW.date(), number="B 1")
    visit(concern, Status.SERVED, minutes=10, appointment=served, number="B 0", day=yesterday)
    visit(concern, Status.ABSENT, appointment=absent, number="B 1", day=yesterday)
    visit(concern, Status.SERVED, minutes=30, number="B 7", day=yesterday)
    SlotFactory(queue=concern.queue, starts_at=NOW + timedelta(days=3))
    found = figures(concern.queue.office, days=30, now=NOW)
    row = Row("Verlängerung", 4, 2, 1, 2, wait_median=10, wait_80=30, lead_days=3)
    assert (found.concerns, never.pk is not None) == ([row], True)
    assert found.days[-2:] == [Day(yesterday, 3, 2, 1, 2), Day(NOW.date(), 1, 0, 0, 0)]
    assert (row.no_show_share, found.total.wait_80) == (50, 30)


def test_a_day_on_which_the_desk_was_not_used_has_no_no_shows(concern):
    AppointmentFactory(concern=concern, day=NOW.date() - timedelta(days=2))
    assert figures(concern.queue.office, days=30, now=NOW).total == Row("Alle Anliegen", booked=1)


def test_another_office_counts_for_itself(concern):
    other = ConcernFactory()
    visit(other, Status.SERVED)
    assert figures(concern.queue.office, days=1, now=NOW).total == Row("Alle Anliegen")


def test_the_figures_cost_the_same_for_one_and_three_concerns(concern, django_assert_num_queries):
    with django_assert_num_queries(7):
        figures(concern.queue.office, days=90, now=NOW)
    for _number in range(2):
        extra = ConcernFactory(queue=concern.queue)
        SlotFactory(queue=extra.queue, starts_at=NOW + timedelta(days=1 + _number))
    with django_assert_num_queries(7):
        figures(concern.queue.office, days=90, now=NOW)


@given(st.text())
def test_no_cell_of_an_export_can_become_a_formula(text):
    assert not str(defused(text)).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_the_files_hold_the_same_figures(concern):
    concern.name_de = "=HYPERLINK(1)"
    concern.save()
    found = figures(concern.queue.office, days=1, now=NOW)
    lines = as_csv(found).decode("utf-8-sig").splitlines()
    assert lines[1] == "'=HYPERLINK(1);0;0;0;0;;;"
    assert as_xlsx(found).startswith(b"PK")


@given(st.lists(st.integers(0, 10_000), max_size=90))
def test_bars_stay_inside_their_chart(values):
    chart = charts.columns([("Tag", value) for value in values])
    inside = [0 <= bar.y <= chart.height and bar.x + bar.width <= chart.width for bar in chart.bars]
    assert all(inside)
    assert chart.top == max(values, default=0)
