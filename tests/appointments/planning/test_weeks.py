"""The plan of the coming weeks, day by day."""

from datetime import date, time, timedelta

import pytest

from appointments.models import PlanLine
from appointments.planning.weeks import PlanDay, twelve_weeks
from tests.appointments.planned import MONDAY, give, limit, planned_concern
from tests.factories.appointments import PlanLineFactory
from tests.factories.authority import ClosingDayFactory

pytestmark = pytest.mark.django_db
WEDNESDAY = MONDAY + timedelta(days=2)


def test_this_week_and_twelve_more_from_monday_to_friday():
    weeks = twelve_weeks(planned_concern().queue, today=WEDNESDAY)
    assert (len(weeks), {len(week.days) for week in weeks}) == (13, {5})
    assert (weeks[0].monday, weeks[0].number, weeks[-1].monday) == (MONDAY, 14, MONDAY + timedelta(weeks=12))


def test_days_that_are_over_are_marked():
    week = twelve_weeks(planned_concern().queue, today=WEDNESDAY)[0]
    assert [day.past for day in week.days] == [True, True, False, False, False]


def test_saturday_is_shown_where_somebody_works():
    concern = planned_concern()
    PlanLineFactory(queue=concern.queue, weekday=5)
    assert len(twelve_weeks(concern.queue, today=MONDAY)[0].days) == 6


def test_a_day_shows_its_lines_exceptions_and_releases():
    concern = planned_concern()
    exception, release = limit(concern, 1), give(concern)
    monday = twelve_weeks(concern.queue, today=MONDAY)[0].days[0]
    assert monday == PlanDay(MONDAY, None, [PlanLine.objects.get()], [exception], [release])


def test_holidays_and_closing_days_have_their_names_and_no_lines():
    concern = planned_concern()
    ClosingDayFactory(day=MONDAY, reason_de="Betriebsausflug", office=concern.queue.office)
    weeks = twelve_weeks(concern.queue, today=MONDAY)
    closed = {day.day: (day.closed, day.lines) for week in weeks for day in week.days if day.closed}
    assert closed[MONDAY] == ("Betriebsausflug", [])
    assert closed[date(2027, 5, 17)] == ("Pfingstmontag", [])


def test_a_line_holds_from_its_first_to_its_last_day():
    concern = planned_concern(everyone=2)
    PlanLine.objects.update(effective_until=MONDAY)
    PlanLineFactory(queue=concern.queue, starts=time(9), effective_from=MONDAY + timedelta(days=14))
    mondays = [week.days[0] for week in twelve_weeks(concern.queue, today=MONDAY)[:3]]
    assert [[line.starts for line in day.lines] for day in mondays] == [[time(8)], [], [time(9)]]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_weeks_have_a_fixed_price(django_assert_num_queries, rows):
    concern = planned_concern()
    for number in range(rows):
        PlanLineFactory(queue=concern.queue, weekday=number)
        limit(concern, number)
        give(concern)
    with django_assert_num_queries(4):
        twelve_weeks(concern.queue, today=MONDAY)
