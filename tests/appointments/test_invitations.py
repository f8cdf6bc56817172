"""The person of a case file is invited to an appointment, and for a moment it can be taken back."""

import uuid
from datetime import date, timedelta

import pytest

from appointments import invitations, undoing
from appointments.exceptions import AlreadyBooked, FileClosed, NothingToUndo, TimeTaken
from appointments.models import Appointment, Hold, Place, Slot
from eakte.models import CaseFile
from notifications import outbox
from notifications.models import OutboxMessage
from tests.appointments.day import NINE, minutes
from tests.factories.appointments import ConcernFactory
from tests.factories.eakte import CaseFileFactory, ProceedingFactory

pytestmark = pytest.mark.django_db
THURSDAY = NINE + timedelta(days=3)
LATER = NINE + minutes(1)
ATTEMPT = uuid.UUID(int=7)


@pytest.fixture
def case_file():
    return CaseFileFactory()


@pytest.fixture
def slot(concern, slots_of):
    """The one place of Thursday."""
    [made] = slots_of(concern, THURSDAY, [1])
    return made


@pytest.fixture
def invite(case_file, concern):
    """`invite(attempt=…)`: the person of the file, on Thursday."""

    def press(**values):
        wish = {"case_file": case_file, "concern": concern, "start": THURSDAY, "proceeding": None}
        return invitations.invite(**wish | {"attempt": ATTEMPT, "now": NINE} | values)

    return press


def take_back(booked, *, now=LATER):
    invitations.take_back(appointment=booked.pk, booked_at=booked.booked_at, now=now)


def taken():
    """What is left of an attempt: appointments, holds, places, what the slots count."""
    booked = sum(Slot.objects.values_list("booked", flat=True))
    return Appointment.objects.count(), Hold.objects.count(), Place.objects.count(), booked


def mails_at(moment):
    """What becomes of the messages when the sweep comes at this moment."""
    outbox.sweep(now=moment)
    return sorted(OutboxMessage.objects.values_list("template", "state", "language"))


# --- what a press does ---


def test_an_invitation_is_booked_for_the_person_of_the_record_and_tied_to_her_matter(invite, case_file, concern, slot):
    matter = ProceedingFactory(case_file=case_file)
    booked = Appointment.objects.values().get(pk=invite(proceeding=matter.pk).pk)
    random = ("id", "code_hash", "open_key", "number")
    assert {name: value for name, value in booked.items() if name not in random} == {
        "link_version": 1,
        "office_id": concern.queue.office_id,
        "concern_id": concern.pk,
        "day": THURSDAY.date(),
        "starts_at": THURSDAY,
        "ends_at": THURSDAY + minutes(10),
        "persons": 1,
        "channel": "everyone",
        "status": "booked",
        "family_name": "Yılmaz",
        "given_names": "Ayşe",
        "birth_date": "1990-01-31",
        "writer_family_name": "",
        "writer_given_names": "",
        "email": "ayse@example.org",
        "needs": "",
        "language": "tr",
        "cancel_reason": "",
        "case_file_id": case_file.pk,
        "proceeding_id": matter.pk,
        "booked_at": NINE,
        "erased_at": None,
    }
    assert taken() == (1, 1, 1, 1)


def test_the_neutral_confirmation_goes_out_in_her_language_once_it_can_no_longer_be_taken_back(invite, slot):
    invite()
    assert mails_at(NINE + undoing.UNDO_FOR) == [("appointment_booked", "waiting", "tr")]
    assert mails_at(NINE + undoing.TELL_AFTER) == [("appointment_booked", "sent", "tr")]


@pytest.mark.parametrize("values", [{"email": ""}, {"channel": "letter"}, {"safe_contact": True}])
def test_no_mail_goes_where_the_record_forbids_it_or_knows_no_address(invite, case_file, slot, values):
    for name, value in values.items():
        setattr(case_file.person, name, value)
    case_file.person.save()
    assert invite().email == ""
    assert mails_at(NINE + undoing.TELL_AFTER) == [("appointment_booked", "obsolete", "tr")]


def test_a_second_press_books_once(invite, slot):
    assert (invite().pk, taken()) == (invite().pk, (1, 1, 1, 1))


def test_a_proceeding_of_another_file_is_never_tied(invite, slot):
    assert invite(proceeding=ProceedingFactory().pk).proceeding is None


# --- what stands in the way ---


def test_a_place_that_was_lost_meanwhile_leaves_nothing_behind(invite, book_at, concern, slot):
    book_at(concern, THURSDAY, NINE)
    before = taken()
    with pytest.raises(TimeTaken):
        invite()
    assert taken() == before


def test_one_open_appointment_for_each_person_and_concern(invite, concern, slots_of):
    slots_of(concern, THURSDAY, [2])
    invite()
    with pytest.raises(AlreadyBooked):
        invite(attempt=uuid.UUID(int=8))
    assert taken() == (1, 1, 1, 1)


def test_nobody_is_invited_to_a_file_that_was_closed_meanwhile(invite, case_file, slot):
    CaseFile.objects.filter(pk=case_file.pk).update(closed_at=NINE)
    with pytest.raises(FileClosed):
        invite()
    assert taken() == (0, 0, 0, 0)


# --- taking back ---


def test_an_invitation_taken_back_is_as_if_it_had_never_been_and_nobody_hears_of_it(invite, concern, slot):
    take_back(invite())
    assert taken() == (0, 0, 0, 0)
    offered = invitations.next_times(concern, earliest=None, now=LATER)
    assert [day.times for day in offered] == [[THURSDAY]]
    assert mails_at(NINE + undoing.TELL_AFTER) == [("appointment_booked", "obsolete", "tr")]


def test_after_the_moment_it_stays(invite, slot):
    booked = invite()
    with pytest.raises(NothingToUndo):
        take_back(booked, now=NINE + undoing.UNDO_FOR + timedelta(seconds=1))
    assert taken() == (1, 1, 1, 1)


def test_taken_back_twice_the_second_finds_nothing(invite, slot):
    booked = invite()
    take_back(booked)
    with pytest.raises(NothingToUndo):
        take_back(booked)


# --- what is offered ---


@pytest.mark.parametrize(
    ("earliest", "days"),
    [(None, [23, 24, 25, 27]), (NINE.date(), [23, 24, 25, 27]), (date(2027, 3, 24), [24, 25, 27, 28])],
)
def test_a_dozen_times_of_four_days_from_tomorrow_or_the_wanted_day_on(concern, slots_of, earliest, days):
    for number in range(7):  # the 26th is Good Friday
        slots_of(concern, NINE + timedelta(days=number), [1] * 13)
    offered = invitations.next_times(concern, earliest=earliest, now=NINE)
    assert [(offer.day, len(offer.times)) for offer in offered] == [(date(2027, 3, day), 12) for day in days]


def test_the_concern_of_the_newest_open_proceeding_is_proposed_at_the_office_of_the_file(case_file):
    office = case_file.department.office
    first = ConcernFactory(order=0)
    elsewhere = ConcernFactory(order=1)
    here = ConcernFactory(order=2, service=elsewhere.service, queue__office=office)
    ConcernFactory(needs_card=True)
    ConcernFactory(published=False)
    old = ProceedingFactory(case_file=case_file, service=first.service, received_at=NINE - timedelta(days=9))
    new = ProceedingFactory(case_file=case_file, service=here.service, received_at=NINE - timedelta(days=1))
    ProceedingFactory(case_file=case_file, service=first.service, state="withdrawn", closed_at=NINE, received_at=NINE)
    choices = invitations.choices_of(case_file)
    assert (choices.concern, choices.proceeding, choices.proceedings) == (here, new, [new, old])
    assert set(choices.concerns) == {first, elsewhere, here}


def test_without_a_fitting_proceeding_a_concern_of_the_office_of_the_file_is_proposed(case_file):
    ConcernFactory(order=0)
    here = ConcernFactory(order=1, queue__office=case_file.department.office)
    choices = invitations.choices_of(case_file)
    assert (choices.concern, choices.proceeding) == (here, None)


def test_choices_cost_two_queries_however_many_there_are(case_file, django_assert_num_queries):
    for number in (1, 2):
        for _row in range(number):
            ProceedingFactory(case_file=case_file, service=ConcernFactory().service)
        with django_assert_num_queries(2):
            choices = invitations.choices_of(case_file)
            names = [str(row.queue.office) for row in choices.concerns] + [str(row) for row in choices.proceedings]
        assert len(names) == 2 * len(choices.proceedings)
