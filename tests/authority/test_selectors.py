"""Reads about who we are."""

from datetime import date, time

import pytest

from auslaenderbehoerde.authority import selectors
from auslaenderbehoerde.authority.models import Weekday
from tests.factories.authority import (
    AuthorityFactory,
    ClosingDayFactory,
    MunicipalityFactory,
    OfficeFactory,
    OnSiteOfferFactory,
    OpeningHoursFactory,
    PageFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)  # a Tuesday


def test_an_empty_installation_has_no_authority_no_page_and_no_office():
    assert selectors.current_authority() is None
    assert selectors.page("imprint") is None
    assert selectors.office_by_slug("unna") is None
    assert selectors.office_pages(TODAY) == []


def test_what_was_entered_is_found():
    authority, office, page = AuthorityFactory(), OfficeFactory(slug="unna"), PageFactory(key="privacy")
    assert selectors.current_authority() == authority
    assert selectors.office_by_slug("unna") == office
    assert selectors.page("privacy") == page


def test_municipalities_come_in_alphabetical_order():
    unna, bergkamen = MunicipalityFactory(name_de="Unna"), MunicipalityFactory(name_de="Bergkamen")
    assert selectors.municipalities() == [bergkamen, unna]


def test_an_office_is_closed_on_its_holidays_and_on_closing_days_of_its_own_and_of_all():
    office, other = OfficeFactory(state="NW"), OfficeFactory(state="BB")
    ClosingDayFactory(day=date(2026, 12, 24), reason_de="Heiligabend")
    ClosingDayFactory(day=date(2026, 12, 28), reason_de="Betriebsversammlung", office=office)
    ClosingDayFactory(day=date(2026, 12, 29), reason_de="Umzug", office=other)
    assert selectors.closed_days(office, date(2026, 12, 20), date(2026, 12, 31)) == {
        date(2026, 12, 24): "Heiligabend",
        date(2026, 12, 25): "Erster Weihnachtstag",
        date(2026, 12, 26): "Zweiter Weihnachtstag",
        date(2026, 12, 28): "Betriebsversammlung",
    }


def test_a_holiday_wins_over_a_closing_day_of_the_same_date():
    office = OfficeFactory()
    ClosingDayFactory(day=date(2026, 12, 25), reason_de="Weihnachten")
    assert selectors.closed_days(office, date(2026, 12, 25), date(2026, 12, 25)) == {
        date(2026, 12, 25): "Erster Weihnachtstag"
    }


def test_closed_days_take_one_query_however_long_the_time(django_assert_num_queries):
    office = OfficeFactory()
    with django_assert_num_queries(1):
        selectors.closed_days(office, date(2026, 1, 1), date(2030, 12, 31))


def test_a_week_has_seven_days_in_order_and_closed_ones_are_empty():
    office = OfficeFactory()
    line = OpeningHoursFactory(office=office, weekday=Weekday.THURSDAY)
    week = selectors.hours_of_week(office, TODAY)
    assert [(day.weekday, day.lines) for day in week] == [
        (weekday, [line] if weekday == Weekday.THURSDAY else []) for weekday in Weekday
    ]


def test_the_page_of_an_office_knows_today_the_next_hours_and_the_days_that_matter():
    office = OfficeFactory()
    today = OpeningHoursFactory(office=office, weekday=Weekday.TUESDAY)
    OpeningHoursFactory(office=office, weekday=Weekday.FRIDAY)
    later = OpeningHoursFactory(office=office, weekday=Weekday.FRIDAY, effective_from=date(2027, 1, 1), opens=time(9))
    closing = ClosingDayFactory(day=date(2026, 12, 24))
    [page] = selectors.office_pages(TODAY)
    assert (page.office, page.today.lines, page.closed_today) == (office, [today], None)
    assert page.changes_on == date(2027, 1, 1)
    assert page.next_week[Weekday.FRIDAY].lines == [later]
    assert page.closings == [  # 26 December is a Saturday, which nobody needs to be told
        selectors.Closing(date(2026, 12, 24), "Heiligabend", closing),
        selectors.Closing(date(2026, 12, 25), "Erster Weihnachtstag"),
        selectors.Closing(date(2027, 1, 1), "Neujahr"),
    ]


def test_a_closing_day_of_today_is_said_at_once():
    OfficeFactory()
    closing = ClosingDayFactory(day=TODAY, reason_de="Personalversammlung")
    [page] = selectors.office_pages(TODAY)
    assert page.closed_today == selectors.Closing(TODAY, "Personalversammlung", closing)
    assert page.closings == []


@pytest.mark.parametrize("rows", [1, 3])
def test_office_pages_take_four_queries(rows, django_assert_num_queries):
    for _ in range(rows):
        office = OfficeFactory()
        OpeningHoursFactory(office=office)
        OnSiteOfferFactory.create_batch(2, office=office)
        ClosingDayFactory(office=office)
    with django_assert_num_queries(4):
        pages = selectors.office_pages(TODAY)
        assert [len(page.office.offers.all()) for page in pages] == [2] * rows
