import uuid
from datetime import timedelta

import pytest

from appointments import holds, slots
from appointments.exceptions import TimeTaken
from appointments.models import Hold, Place, Slot
from auslaenderbehoerde import tokens

pytestmark = pytest.mark.django_db
STEP = timedelta(minutes=10)


def test_a_hold_counts_as_booked_for_ten_minutes(concern, slots_of, hold_at, start, now):
    slots_of(concern, start, [2])
    hold = hold_at(concern, start, now)
    assert (hold.expires_at, Slot.objects.get().booked) == (now + timedelta(minutes=10), 1)


def test_the_same_attempt_holds_once(concern, slots_of, hold_at, start, now):
    slots_of(concern, start, [2])
    attempt = uuid.uuid4()
    holds_made = {hold_at(concern, start, now, attempt=attempt).pk for _press in range(2)}
    assert (len(holds_made), Slot.objects.get().booked) == (1, 1)


def test_the_same_attempt_with_another_time_moves_the_hold(concern, slots_of, hold_at, start, now):
    slots_of(concern, start, [1, 1])
    attempt = uuid.uuid4()
    hold_at(concern, start, now, attempt=attempt)
    moved = hold_at(concern, start + STEP, now, attempt=attempt)
    assert moved.starts_at == start + STEP
    assert list(Slot.objects.values_list("booked", flat=True)) == [0, 1]


def test_a_lost_time_leaves_no_hold(concern, slots_of, hold_at, start, now):
    slots_of(concern, start, [0])
    with pytest.raises(TimeTaken):
        hold_at(concern, start, now)
    assert (Hold.objects.count(), Place.objects.count()) == (0, 0)


def test_changing_the_time_keeps_the_draft(concern, slots_of, hold_at, start, now):
    slots_of(concern, start, [1, 1])
    hold = hold_at(concern, start, now)
    holds.save_draft(hold=hold, draft={"family_name": "Şengül"})
    changed = holds.change_time(hold=hold, start=start + STEP, now=now + timedelta(minutes=5))
    assert (changed.draft, changed.expires_at) == ({"family_name": "Şengül"}, now + timedelta(minutes=15))


def test_changing_to_a_lost_time_keeps_the_old_one(concern, slots_of, hold_at, start, now):
    slots_of(concern, start, [1, 0])
    hold = hold_at(concern, start, now)
    with pytest.raises(TimeTaken):
        holds.change_time(hold=hold, start=start + STEP, now=now)
    assert holds.is_kept(Hold.objects.get(), now=now)


def test_a_hold_is_kept_until_somebody_else_takes_its_place(concern, slots_of, hold_at, start, now):
    slots_of(concern, start, [1])
    hold = hold_at(concern, start, now)
    later = now + timedelta(minutes=11)
    hold_at(concern, start, later)
    assert [holds.is_kept(hold, now=moment) for moment in (now, later)] == [False, False]


def test_drafts_are_forgotten_two_hours_after_the_hold(concern, slots_of, hold_at, start, now):
    slots_of(concern, start, [1])
    hold = hold_at(concern, start, now)
    moments = [hold.expires_at + timedelta(minutes=minutes) for minutes in (119, 120)]
    slots.release_lapsed(now=moments[0])
    assert [holds.forget_old(now=moment) for moment in moments] == [0, 1]


def test_a_hold_is_found_by_its_token_only(concern, slots_of, hold_at, start, now):
    slots_of(concern, start, [1])
    hold = hold_at(concern, start, now)
    token = holds.token(hold)
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert [holds.find(text) for text in (token, forged, "")] == [hold, None, None]


def test_a_found_hold_says_whether_it_is_booked(concern, slots_of, hold_at, book_at, start, now):
    slots_of(concern, start, [2])
    book_at(concern, start, now)
    booked = Hold.objects.get()
    found = [holds.find(holds.token(hold)).booked for hold in (booked, hold_at(concern, start, now))]
    assert found == [True, False]


def test_a_forgotten_hold_is_still_known_by_its_token_and_a_forged_one_is_not(
    concern, slots_of, hold_at, start, now, settings
):
    slots_of(concern, start, [1])
    token = holds.token(hold_at(concern, start, now))
    Place.objects.all().delete()
    Hold.objects.all().delete()
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    other = tokens.make("appointment", tokens.identify(token), 1)
    assert [holds.was_ours(text) for text in (token, forged, other, "", "x", "Ä" * 64)] == [True, *[False] * 5]
    settings.LINK_KEY = "another key"
    assert holds.was_ours(token) is False
