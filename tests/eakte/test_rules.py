"""The law as arithmetic, with plain dates."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from eakte import rules
from eakte.models import Proceeding
from eakte.rules import Before, Status

BERLIN = ZoneInfo("Europe/Berlin")
Effect = Proceeding.Effect


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def effect(received: datetime, before: Before, **more) -> tuple[str, bool]:
    finding = rules.effect_of_application(received_at=received, before=before, **more)
    return finding.effect, finding.urgent


@pytest.mark.parametrize("status", [Status.TITLE, Status.NATIONAL_VISA])
def test_a_title_continues_until_the_last_second_of_its_last_day(status):
    held = Before(status, date(2027, 1, 31), "§ 18b AufenthG")
    assert effect(at("2027-01-31T23:59:59"), held) == (Effect.CONTINUES, False)
    assert effect(at("2027-02-01T00:00:00"), held) == (Effect.TO_CHECK, True)


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        (datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), Effect.CONTINUES),  # winter time has begun in the night
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), Effect.TO_CHECK),
        (datetime(2027, 3, 27, 22, 59, 59, tzinfo=UTC), Effect.CONTINUES),  # summer time begins in that night
        (datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC), Effect.TO_CHECK),
    ],
)
def test_the_day_is_the_one_in_germany_in_summer_and_winter(moment, found):
    last = date(2026, 10, 25) if moment.year == 2026 else date(2027, 3, 27)
    assert effect(moment, Before(Status.TITLE, last))[0] == found


def test_the_end_of_a_title_on_a_sunday_does_not_move():
    assert effect(at("2027-02-01T08:00"), Before(Status.TITLE, date(2027, 1, 31))) == (Effect.TO_CHECK, True)


def test_a_late_application_names_the_hardship_that_is_to_be_checked():
    held = Before(Status.TITLE, date(2027, 1, 31))
    finding = rules.effect_of_application(received_at=at("2027-02-03T08:00"), before=held)
    assert finding.reason == (
        "Verspätet: Eingang am 03.02.2027, der Titel galt bis 31.01.2027. Zu prüfen ist, ob die Fortgeltung "
        "zur Vermeidung einer unbilligen Härte angeordnet wird (§ 81 Abs. 4 Satz 3)."
    )


@pytest.mark.parametrize(
    ("before", "found"),
    [
        (Before(Status.SCHENGEN_VISA, date(2027, 3, 1)), (Effect.TO_CHECK, False)),
        (Before(Status.UNKNOWN_VISA, date(2027, 3, 1)), (Effect.TO_CHECK, False)),
        (Before(Status.UNLIMITED), (Effect.UNLIMITED, False)),
        (Before(Status.LAWFUL), (Effect.PERMITTED, False)),
        (Before(Status.NO_TITLE), (Effect.TO_CHECK, True)),
        (Before(Status.UNKNOWN), (Effect.TO_CHECK, False)),
        (Before(Status.TITLE), (Effect.TO_CHECK, False)),
        (Before(Status.VISA_FREE, date(2027, 2, 3)), (Effect.PERMITTED, False)),
        (Before(Status.VISA_FREE, date(2027, 2, 2)), (Effect.TO_CHECK, True)),
        (Before(Status.VISA_FREE), (Effect.TO_CHECK, True)),
    ],
)
def test_every_other_status_has_its_answer(before, found):
    assert effect(at("2027-02-03T08:00"), before) == found


def test_every_status_is_answered():
    answered = {*rules.LIMITED, *rules.PLAIN, Status.BORN_HERE}
    assert set(Status) - answered == set()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("§ 25b AufenthG", Effect.CONTINUES),
        ("§ 25a AufenthG", Effect.CONTINUES),
        ("§ 18b AufenthG", Effect.NONE),
        ("", Effect.NONE),
    ],
)
def test_from_the_chance_title_only_its_two_successors_carry_on(wanted, found):
    held = Before(Status.TITLE, date(2027, 3, 1), "§ 104c Abs. 1 AufenthG")
    assert effect(at("2027-02-03T08:00"), held, wanted=wanted)[0] == found


@pytest.mark.parametrize(
    ("received", "until", "found"),
    [
        ("2026-06-01T08:00", date(2026, 3, 4), Effect.BY_ORDINANCE),
        ("2027-03-04T23:59", date(2026, 3, 4), Effect.BY_ORDINANCE),
        ("2027-03-05T00:00", date(2026, 3, 4), Effect.TO_CHECK),
        ("2026-02-02T08:00", date(2026, 1, 31), Effect.TO_CHECK),  # was over on the day that counts
        ("2027-06-01T08:00", date(2027, 12, 31), Effect.CONTINUES),  # runs longer by itself
    ],
)
def test_ukrainian_titles_run_by_ordinance_if_they_were_valid_on_its_day(received, until, found):
    held = Before(Status.TITLE, until, "§ 24 Abs. 1 AufenthG", date(2025, 1, 1))
    assert effect(at(received), held)[0] == found


@pytest.mark.parametrize(
    ("received", "found"),
    [("2027-08-02T23:00", Effect.PERMITTED), ("2027-08-03T08:00", Effect.TO_CHECK)],
)
def test_a_child_born_here_has_six_months_and_the_weekend(received, found):
    """Born on 31 January 2027: six months end on Saturday 31 July, the period on Monday."""
    assert effect(at(received), Before(Status.BORN_HERE, date(2027, 1, 31)), state="NW")[0] == found


def test_a_child_born_here_without_its_birthday_is_for_a_person_to_check():
    assert effect(at("2027-08-02T08:00"), Before(Status.BORN_HERE), state="NW")[0] == Effect.TO_CHECK


def test_ninety_days_begin_with_the_day_of_entry():
    assert rules.visa_free_until(date(2027, 1, 1)) == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("text", "paragraph", "found"),
    [
        ("§ 24 Abs. 1 AufenthG", "24", True),
        ("§24", "24", True),
        ("§ 24a", "24", False),
        ("§ 104c", "104c", True),
        ("", "24", False),
    ],
)
def test_a_basis_is_known_by_its_first_word(text, paragraph, found):
    assert rules.has_basis(text, paragraph) is found


# --- when a period ends ---


@pytest.mark.parametrize(
    ("day", "state", "found"),
    [
        (date(2027, 1, 2), "NW", date(2027, 1, 4)),  # Saturday
        (date(2026, 10, 31), "BB", date(2026, 11, 2)),  # Reformationstag and weekend
        (date(2026, 11, 1), "NW", date(2026, 11, 2)),  # Allerheiligen
        (date(2027, 5, 27), "NW", date(2027, 5, 28)),  # Fronleichnam
        (date(2027, 5, 27), "BB", date(2027, 5, 27)),  # no holiday in Brandenburg
    ],
)
def test_a_period_ends_on_a_working_day_of_the_state(day, state, found):
    assert rules.legal_day(day, state=state) == found


def test_weeks_and_months_are_counted_from_the_day_after():
    assert rules.end_of_weeks(date(2027, 1, 4), 4, state="NW") == date(2027, 2, 1)
    assert rules.end_of_months(date(2027, 1, 31), 1, state="NW") == date(2027, 3, 1)  # 28 February is a Sunday


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_a_shorter_month_ends_on_its_last_day(day, months, found):
    assert rules.months_later(day, months) == found


def test_a_letter_counts_as_received_on_the_fourth_day_or_the_next_working_day():
    assert rules.notified_on(date(2027, 1, 11), state="NW") == date(2027, 1, 15)
    assert rules.notified_on(date(2027, 1, 13), state="NW") == date(2027, 1, 18)


def test_a_month_to_object_from_the_notification():
    assert rules.objection_until(date(2027, 1, 15), state="NW") == date(2027, 2, 15)


def test_three_months_count_from_the_day_in_germany_and_stay_on_a_sunday():
    assert rules.may_sue_after(datetime(2026, 11, 27, 23, 30, tzinfo=UTC)) == date(2027, 2, 28)
