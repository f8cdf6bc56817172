"""The team lead's morning: the day at a glance, more places, fewer, and people who need another time."""

import uuid
from datetime import time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appointments import capacity, proposals
from appointments.admin.lead import bars
from appointments.capacity import Span
from appointments.models import Appointment, PlanException, Proposal, Release, Slot
from appointments.today import office_day
from tests.appointments.planned import EIGHT, HALF_HOUR, MONDAY, SEVEN, at, give, grid, limit, planned_concern, somebody
from tests.factories.accounts import staff
from tests.factories.appointments import QueueFactory

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def seven():
    """Monday, seven in the morning."""
    with time_machine.travel(SEVEN, tick=False):
        yield


@pytest.fixture(autouse=True)
def lead(client, seven):
    """The team lead is signed in."""
    user = staff("team_lead")
    client.force_login(user)
    return user


@pytest.fixture
def concern():
    """Two clerks for everyone and one for the door, three steps."""
    return planned_concern(everyone=2, door=1, has_deadline=True)


@pytest.fixture
def booked(concern, book_at):
    """Two people at eight, one at ten past."""
    times = [(EIGHT, 0), (EIGHT, 1), (at(10), 2)]
    return [
        book_at(concern, start, SEVEN - WEEK, person=somebody(number, email=f"p{number}@example.org"))
        for start, number in times
    ]


def url(name, *arguments, **query):
    return reverse(f"admin:appointments_{name}", args=arguments, query=query or None)


def staffing(concern, **changed):
    usual = {"queue": str(concern.queue.pk), "starts": "08:00", "ends": "08:30", "clerks": "1", "reason": "illness"}
    return usual | changed


def releasing(concern, **changed):
    usual = {"queue": str(concern.queue.pk), "starts": "08:10", "ends": "08:30", "clerks": "2", "channel": "door"}
    return usual | {"opening": "now", "attempt": str(uuid.uuid4())} | changed


# --- the day ---


def test_the_day_says_who_is_there_what_is_booked_and_where_is_room(client, concern, booked):
    page = client.get(url("today"))
    (row,) = page.context["board"].queues
    assert (row.clerks_present, row.people.booked, row.free, page.context["is_today"]) == ((3, 3), 3, 6, True)
    assert [text in page.text for text in ("Montag, 5. April 2027", "3 gebucht", "von 3 Kräften")] == [True] * 3


def test_the_bars_stand_on_one_axis_for_all_queues(concern, booked):
    day = office_day(concern.queue.office, day=MONDAY, now=SEVEN)
    axis = bars.axis(day)
    columns = bars.columns(day.queues[0], axis, now=SEVEN)
    assert ([mark.text for mark in axis.hours()], axis.mark(SEVEN), axis.mark(at(30))) == (["8", "9"], None, "50.00%")
    assert [[box.kind for box in column.boxes] for column in columns] == [
        ["booked", "free"],
        ["booked", "free"],
        ["free"],
    ]
    assert columns[0].text == "08:00 Uhr: 2 gebucht, 1 frei; 3 von 3 Kräften da"


def test_all_numbers_are_there_as_a_table_too(client, concern):
    assert "nicht gekommen</th>" in client.get(url("today", tabelle="ja")).text


def test_other_days_are_reached_by_link_and_by_date_field(client, concern):
    addresses = [url("day", MONDAY + WEEK), url("today", tag="2027-04-12"), url("today", tag="nonsense")]
    days = [client.get(address).context["day"] for address in addresses]
    assert days == [MONDAY + WEEK, MONDAY + WEEK, MONDAY]


@pytest.mark.parametrize("days", [-1, 85])
def test_only_the_next_twelve_weeks_can_be_planned(client, concern, days):
    day = MONDAY + timedelta(days=days)
    pages = [url(name, day) for name in ("day", "staffing", "release", "close")]
    assert [client.get(page).status_code for page in pages] == [404] * 4


def test_an_installation_without_queues_says_what_is_missing(client):
    pages = [client.get(url(name)) for name in ("today", "affected", "plan", "poster")]
    assert ["Es gibt noch keine Terminschlange." in page.text for page in pages] == [True] * 4


def test_each_office_has_its_own_day(client, concern):
    other = QueueFactory(name_de="Zweites Haus")
    page = client.get(url("today", standort=other.office.slug))
    assert [row.queue for row in page.context["board"].queues] == [other]


@pytest.mark.parametrize("role", ["front_desk", "caseworker", "administrator"])
def test_others_may_not_plan(client, concern, role):
    client.force_login(staff(role))
    pages = [url("today"), url("staffing", MONDAY), url("affected"), url("plan"), url("poster")]
    assert [client.get(page).status_code for page in pages] == [403] * 5


def test_the_day_costs_the_same_for_one_and_three(client, concern, booked, book_at):
    def count():
        with CaptureQueriesContext(connection) as seen:
            client.get(url("today"))
        return len(seen)

    limit(concern, 1)
    give(concern)
    client.get(url("today"))
    one = count()
    for number in (1, 2):
        other = planned_concern(everyone=2, queue__office=concern.queue.office)
        book_at(other, EIGHT, SEVEN - WEEK, person=somebody(number))
        limit(other, 0)
        give(other)
    assert count() == one


# --- fewer ---


def test_opening_a_form_changes_nothing_and_shows_no_errors(client, concern):
    page = client.get(url("staffing", MONDAY, queue=concern.queue.pk))
    assert (page.context["previews"], page.context["form"].errors) == (None, {})
    initial = page.context["form"].initial
    assert (initial["starts"], initial["ends"], initial["clerks"]) == (EIGHT.time(), at(30).time(), 3)


def test_a_preview_says_how_many_are_affected_and_does_nothing(client, concern, booked):
    page = client.get(url("staffing", MONDAY, **staffing(concern)))
    assert (page.context["lost"], page.context["affected"]) == (6, 1)
    assert (PlanException.objects.count(), "So eintragen" in page.text) == (0, True)


def test_one_button_does_it_and_leads_to_those_affected(client, concern, booked, lead):
    answer = client.post(url("staffing", MONDAY), staffing(concern))
    exception = PlanException.objects.get()
    assert answer["Location"] == url("affected", tag="2027-04-05")
    assert (exception.clerks, exception.reason, exception.created_by) == (1, "illness", lead)


def test_where_nobody_is_affected_the_day_comes_back(client, concern):
    assert client.post(url("staffing", MONDAY), staffing(concern))["Location"] == url("day", MONDAY)


def test_the_whole_day_is_closed_at_once(client, concern, booked):
    other = planned_concern(queue__office=concern.queue.office)
    values = staffing(concern, queue="alle", reason="alarm")
    preview = client.get(url("close", MONDAY, **values))
    client.post(url("close", MONDAY), values)
    assert preview.context["affected"] == 3
    assert set(PlanException.objects.values_list("queue", "clerks")) == {(concern.queue.pk, 0), (other.queue.pk, 0)}
    assert Appointment.objects.booked().count() == 3


def test_a_wrong_span_is_told_and_nothing_typed_is_lost(client, concern):
    page = client.post(url("staffing", MONDAY), staffing(concern, starts="09:00", ends="08:00"))
    assert (page.context["form"].errors, PlanException.objects.count()) == (
        {"ends": ["Das Ende liegt vor dem Anfang."]},
        0,
    )
    assert 'value="09:00"' in page.text


def test_a_queue_of_another_office_cannot_be_chosen(client, concern):
    foreign = planned_concern()
    page = client.post(url("staffing", MONDAY, standort=concern.queue.office.slug), staffing(foreign))
    assert (list(page.context["form"].errors), PlanException.objects.count()) == (["queue"], 0)


def test_a_lifted_exception_brings_the_plan_back(client, concern):
    before = grid(concern)
    exception = limit(concern, 0)
    client.post(url("lift", MONDAY, exception.pk))
    assert (grid(concern), PlanException.objects.count()) == (before, 0)


def test_lifting_needs_a_press_and_the_right_office(client, concern):
    exception, foreign = limit(concern, 0), limit(planned_concern(), 0)
    here = {"standort": concern.queue.office.slug}
    answers = [
        client.get(url("lift", MONDAY, exception.pk)).status_code,
        client.post(url("lift", MONDAY, foreign.pk, **here)).status_code,
    ]
    assert (answers, PlanException.objects.count()) == ([405, 404], 2)


# --- more ---


def test_a_release_is_previewed_done_and_taken_back(client, concern):
    before, values = grid(concern), releasing(concern)
    preview = client.get(url("release", MONDAY, **values))
    client.post(url("release", MONDAY), values)
    assert (preview.context["new"], preview.context["number"]) == ([(at(10), 2), (at(20), 2)], 4)
    assert [row for row in grid(concern) if row[1] == "door+"] == [(10, "door+", 2, 2, 0), (20, "door+", 2, 2, 0)]
    client.post(url("withdraw", MONDAY, Release.objects.get().pk))
    assert grid(concern) == before


def test_a_double_click_releases_once(client, concern):
    values = releasing(concern)
    for _press in range(2):
        client.post(url("release", MONDAY), values)
    assert Release.objects.count() == 1


def test_a_release_can_open_later_or_spread(client, concern):
    window = {"opens_at": "2027-04-05T07:30", "opens_until": "2027-04-05T07:45"}
    client.post(url("release", MONDAY), releasing(concern, opening="later", **window))
    client.post(url("release", MONDAY), releasing(concern, opening="spread", **window))
    first, last = SEVEN + timedelta(minutes=30), SEVEN + timedelta(minutes=45)
    found = list(Release.objects.order_by("created_at", "pk").values_list("opening", "opens_at", "opens_until"))
    assert sorted(found, key=lambda row: row[0]) == [("later", first, None), ("spread", first, last)]
    assert all(first <= slot.opens_at <= last for slot in Slot.objects.exclude(release=None))


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"opening": "later"}, ["opens_at"]),
        ({"opening": "later", "opens_at": "2027-04-05T09:00"}, ["opens_at"]),
        ({"opening": "spread", "opens_at": "2027-04-05T07:30"}, ["opens_until"]),
        ({"opening": "spread", "opens_at": "2027-04-05T07:30", "opens_until": "2027-04-05T07:30"}, ["opens_until"]),
        ({"clerks": "0"}, ["clerks"]),
        ({"starts": "06:00", "ends": "07:00"}, ["ends"]),
        ({"starts": "08:00", "ends": "08:05"}, ["ends"]),
        ({"channel": "window"}, ["channel"]),
    ],
)
def test_what_makes_no_sense_is_told(client, concern, changed, wrong):
    page = client.post(url("release", MONDAY), releasing(concern, **changed))
    assert (list(page.context["form"].errors), Release.objects.count()) == (wrong, 0)


def test_a_release_of_which_something_is_booked_stays_and_the_lead_reads_why(client, concern, book_at):
    release = give(concern, channel="everyone")
    for number in range(3):
        book_at(concern, EIGHT, SEVEN, person=somebody(number))
    page = client.post(url("withdraw", MONDAY, release.pk), follow=True)
    release.refresh_from_db()
    assert (release.withdrawn_at, "schon etwas vergeben" in page.text) == (None, True)


# --- who is affected ---


@pytest.fixture
def closed(concern, booked):
    """Monday is closed, three people have booked."""
    return limit(concern, 0)


def test_everybody_is_listed_with_the_next_free_time(client, concern, booked, closed):
    page = client.get(url("affected"))
    rows = [(row.appointment, next_time) for row, next_time in page.context["rows"]]
    assert rows == [(appointment, EIGHT + WEEK) for appointment in booked]
    assert (page.context["undecided"], page.context["unanswered"]) == (3, 0)


def test_the_start_page_and_the_day_count_them(client, concern, booked, closed):
    proposals.propose(appointment=booked[0], start=EIGHT + WEEK, reason="illness", now=SEVEN)
    cards = {card.title: card.number for card in client.get("/verwaltung/").context["cards"]}
    day = client.get(url("today")).context
    assert (cards["Termine ohne Kraft"], cards["Vorschläge ohne Antwort"]) == (2, 1)
    assert (day["undecided"], day["unanswered"]) == (2, 1)


def test_a_proposal_is_sent_with_one_press(client, booked, closed):
    start = (EIGHT + WEEK).isoformat()
    answer = client.post(url("propose", booked[0].pk), {"start": start, "tag": "2027-04-05"})
    proposal = Proposal.objects.get()
    assert (answer["Location"], proposal.appointment, proposal.reason) == (
        url("affected", tag="2027-04-05"),
        booked[0],
        "illness",
    )


def test_a_time_that_is_gone_is_told(client, booked, closed):
    start = (at(0) + timedelta(days=1)).isoformat()
    page = client.post(url("propose", booked[0].pk), {"start": start}, follow=True)
    assert ("gerade vergeben" in page.text, Proposal.objects.count()) == (True, 0)


def test_an_unreadable_time_is_told(client, booked, closed):
    page = client.post(url("propose", booked[0].pk), {"start": "soon"}, follow=True)
    assert ("Das ist leider nicht möglich." in page.text, Proposal.objects.count()) == (True, 0)


def test_other_times_can_be_looked_up(client, booked, closed):
    near = client.get(url("affected_one", booked[0].pk)).context["days"]
    far = client.get(url("affected_one", booked[0].pk, ab="2027-04-13")).context["days"]
    assert ([day for day, _times in near][:1], [day for day, _times in far][:1]) == (
        [MONDAY + WEEK],
        [MONDAY + 2 * WEEK],
    )


def test_all_are_asked_at_once_and_failures_are_named(client, booked, closed):
    Appointment.objects.filter(pk=booked[2].pk).update(email="")
    page = client.post(url("propose_all"), {"tag": "2027-04-05"}, follow=True)
    assert (Proposal.objects.count(), "2 Vorschläge sind geschickt." in page.text) == (2, True)
    assert f"Ohne Vorschlag, weil eine E-Mail-Adresse fehlt: {booked[2].number}" in page.text
    assert [row.waits_for_answer for row, _next in page.context["rows"]] == [True, True, False]


def test_what_is_kept_leaves_the_list(client, booked, closed):
    page = client.post(url("keep", booked[0].pk), follow=True)
    assert [row.appointment for row, _next in page.context["rows"]] == booked[1:]


def test_what_is_cancelled_says_why(client, booked, closed):
    client.post(url("cancel", booked[0].pk), {"reason": "technical"})
    booked[0].refresh_from_db()
    assert (booked[0].status, booked[0].cancel_reason) == ("cancelled", "technical")


def test_without_a_reason_nothing_is_cancelled(client, booked, closed):
    client.post(url("cancel", booked[0].pk), {"reason": ""})
    assert Appointment.objects.booked().count() == 3


def test_people_of_another_office_are_not_found(client, concern, booked, closed):
    other = QueueFactory().office
    names = ("affected_one", "propose", "keep", "cancel")
    pages = [url(name, booked[0].pk, standort=other.slug) for name in names]
    assert [client.post(page).status_code for page in pages] == [404] * 4


def test_who_has_not_answered_stays_on_the_list_after_the_old_time(client, lead, booked, closed):
    proposals.propose(appointment=booked[0], start=EIGHT + WEEK, reason="illness", now=SEVEN)
    with time_machine.travel(EIGHT + timedelta(hours=1), tick=False):
        client.force_login(lead)
        page = client.get(url("affected"))
        (row,) = [row for row, _next in page.context["rows"]]
        cards = {card.title: card.number for card in client.get("/verwaltung/").context["cards"]}
        one = client.get(url("affected_one", booked[0].pk))
    assert (row.appointment, row.over, page.context["unanswered"], "alte Zeit vorbei" in page.text) == (
        booked[0],
        True,
        1,
        True,
    )
    assert (cards["Vorschläge ohne Antwort"], "Die alte Zeit ist vorbei" in one.text) == (1, True)


def test_a_later_time_of_the_same_day_can_be_proposed_if_an_answer_can_still_come(client, concern, booked):
    limit(concern, 1, span=HALF_HOUR)
    give(concern, clerks=2, channel="everyone", span=Span(MONDAY, time(10), time(10, 20)))
    give(concern, clerks=2, channel="everyone", span=Span(MONDAY, time(7, 30), time(7, 50)))
    (day, times), *_later = client.get(url("affected_one", booked[0].pk)).context["days"]
    assert (day, times) == (MONDAY, [at(20), at(120), at(130)])


def test_the_list_costs_the_same_for_one_and_three(client, concern, book_at):
    def count():
        with CaptureQueriesContext(connection) as seen:
            client.get(url("affected"))
        return len(seen)

    appointment = book_at(concern, EIGHT, SEVEN - WEEK, person=somebody(0))
    exception = limit(concern, 0)
    proposals.propose(appointment=appointment, start=EIGHT + WEEK, reason="illness", now=SEVEN)
    client.get(url("affected"))
    one = count()
    capacity.lift_exception(exception=exception)
    for number in (1, 2):
        made = book_at(concern, at(10 * number), SEVEN - WEEK, person=somebody(number))
        proposals.propose(appointment=made, start=EIGHT + WEEK, reason="illness", now=SEVEN) if number == 1 else None
    limit(concern, 0)
    assert count() == one
