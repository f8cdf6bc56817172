"""What happens to a proceeding, from its receipt to its end."""

from datetime import date, timedelta

import pytest

from auslaenderbehoerde import events
from eakte.events import PapersAsked
from eakte.exceptions import ChangedMeanwhile, NotAllowed, SomethingMissing, WrongState
from eakte.models import Deadline, Note, Proceeding, Task
from eakte.rules import Before, Status
from eakte.services import deadlines, proceedings
from eakte.transitions import BY_VERB, State
from tests.eakte.matters import LATER, NOW, file_with_title, matter, member, moved
from tests.factories.accounts import staff
from tests.factories.eakte import CaseFileFactory, ProceedingFactory

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 12, 19)  # a Saturday


@pytest.fixture
def facts(monkeypatch):
    """Every fact that is told."""
    told = []
    monkeypatch.setitem(events._receivers, PapersAsked, [told.append])
    return told


@pytest.fixture
def nina():
    return staff("caseworker", username="nina")


def open_tasks(proceeding):
    return list(Task.objects.open().filter(proceeding=proceeding).values_list("kind", "text", "due_on"))


def running(proceeding):
    return list(proceeding.deadlines.running().values_list("kind", "due_on", "note"))


# --- opening ---


def test_an_application_in_time_continues_the_title_and_starts_the_clock():
    opened = matter()
    assert (opened.state, opened.effect, opened.effect_reason) == (
        "received", "continues", "Eingang am 23.11.2026, der Titel galt bis 31.12.2026.",
    )  # fmt: skip
    assert running(opened) == [("inactivity", date(2027, 2, 23), "")]
    task = Task.objects.get()
    assert (task.text, task.team, task.lapses_on, task.due_on) == (
        "Neuer Vorgang: Verlängerung", opened.case_file.team, date(2026, 12, 31), None,
    )  # fmt: skip


def test_a_late_application_is_for_today():
    opened = matter(file_with_title(valid_until=date(2026, 11, 22)))
    assert (opened.effect, open_tasks(opened)) == (
        "to_check", [("review", "Heute prüfen, Wirkung nach § 81 AufenthG: Verlängerung", date(2026, 11, 23))],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("title", "effect"),
    [
        ({"kind": "settlement", "valid_until": None}, "unlimited"),
        ({"kind": "visa", "legal_basis": "§ 6 Abs. 3 AufenthG"}, "continues"),
        ({"kind": "visa", "legal_basis": "§ 6 Abs. 1 AufenthG"}, "to_check"),
        ({"kind": "visa", "legal_basis": "Visum"}, "to_check"),
        ({"kind": "suspension"}, "to_check"),
        ({"kind": "provisional"}, "to_check"),
        ({"ended": "wrong", "ended_on": date(2026, 1, 1)}, "to_check"),
        ({"ended": "revoked", "ended_on": date(2026, 1, 1)}, "to_check"),
        ({"ended": "replaced", "ended_on": date(2026, 12, 1)}, "continues"),
    ],
)
def test_the_effect_follows_from_the_title_of_the_file(title, effect):
    assert matter(file_with_title(**title)).effect == effect


def test_a_certificate_beside_the_title_does_not_hide_it():
    case_file = file_with_title()
    case_file.person.titles.create(kind="provisional", legal_basis="§ 81", valid_from=date(2026, 11, 1))
    assert matter(case_file).effect == "continues"


def test_what_somebody_knows_better_than_the_file_counts():
    opened = matter(CaseFileFactory(), kind="grant", before=Before(Status.VISA_FREE, date(2026, 12, 1)))
    assert opened.effect == "permitted"


def test_what_is_no_application_for_a_title_has_neither_effect_nor_clock():
    opened = matter(kind="revocation")
    assert (opened.effect, running(opened)) == ("", [])


def test_a_receipt_in_the_future_is_refused():
    with pytest.raises(SomethingMissing):
        matter(received_at=NOW + timedelta(seconds=1))


# --- papers ---


def test_papers_are_asked_for_with_list_day_task_and_fact(nina, facts):
    opened = matter()
    asked = proceedings.ask_for_papers(
        proceeding=opened, papers=[" Mietvertrag ", "", "Lohn  der letzten drei Monate"],
        until=UNTIL, by=nina, now=LATER, version=opened.version,
    )  # fmt: skip
    opened.refresh_from_db()
    assert (opened.state, opened.version) == ("papers_missing", 2)
    assert running(opened) == [
        ("papers", date(2026, 12, 21), "Mietvertrag\nLohn der letzten drei Monate"),
        ("inactivity", date(2027, 2, 23), ""),
    ]
    assert open_tasks(opened) == [("papers", "Unterlagen erwartet bis 21.12.2026", date(2026, 12, 21))]
    assert facts == [PapersAsked(opened.pk, asked.pk, "tr")]


def test_a_language_the_portal_does_not_speak_becomes_german(nina, facts):
    opened = matter()
    opened.case_file.person.language = "fa"
    opened.case_file.person.save()
    moved(opened, "ask_for_papers", nina, papers=["Pass"], until=UNTIL)
    assert [fact.language for fact in facts] == ["de"]


@pytest.mark.parametrize(
    ("papers", "until", "complaint"),
    [
        (["  "], UNTIL, "Bitte nennen Sie, welche Unterlagen fehlen."),
        (["Pass"], date(2026, 11, 23), "Die Frist muss in der Zukunft enden."),
        (["x" * 501], UNTIL, "Der Text ist länger als 500 Zeichen."),
    ],
)
def test_papers_are_not_asked_for_without_list_or_day(nina, papers, until, complaint):
    with pytest.raises(SomethingMissing, match=complaint):
        moved(matter(), "ask_for_papers", nina, papers=papers, until=until)


def test_without_a_state_nobody_knows_the_holidays(nina):
    opened = ProceedingFactory(case_file__department__office=None)
    with pytest.raises(SomethingMissing, match="Standort"):
        moved(opened, "ask_for_papers", nina, papers=["Pass"], until=UNTIL)


def test_arrived_papers_meet_the_deadline_and_wait_for_somebody(nina):
    opened = moved(matter(), "ask_for_papers", nina, papers=["Pass"], until=UNTIL)
    moved(opened, "papers_arrived", None, now=LATER)
    assert (opened.state, running(opened)) == ("in_review", [("inactivity", date(2027, 2, 23), "")])
    assert open_tasks(opened) == [("review", "Unterlagen sind da: prüfen", None)]


def test_more_time_moves_deadline_and_task_and_tells_again(nina, facts):
    opened = moved(matter(), "ask_for_papers", nina, papers=["Pass"], until=UNTIL)
    deadline = opened.deadlines.get(kind="papers")
    deadlines.change_deadline(
        deadline=deadline, until=date(2027, 1, 11), note="Pass\nFoto", by=nina, now=LATER, version=opened.version
    )
    assert open_tasks(opened) == [("papers", "Unterlagen erwartet bis 11.01.2027", date(2027, 1, 11))]
    assert running(opened)[0] == ("papers", date(2027, 1, 11), "Pass\nFoto")
    assert facts == [PapersAsked(opened.pk, deadline.pk, "tr")] * 2


# --- the other steps ---


def test_begin_makes_whoever_begins_the_caseworker(nina):
    opened = moved(matter(), "begin", nina)
    assert (opened.state, opened.caseworker) == ("in_review", nina)


def test_another_authority_is_asked_and_answers(nina):
    opened = moved(matter(), "ask_authority", nina, authority="Bundesagentur für Arbeit", until=UNTIL)
    assert running(opened)[0] == ("reply", date(2026, 12, 21), "Bundesagentur für Arbeit")
    moved(opened, "answer_arrived", nina, answer="Zustimmung erteilt")
    assert (opened.state, Note.objects.get().text) == (
        "in_review", "Antwort der anderen Behörde: Zustimmung erteilt",
    )  # fmt: skip


def test_a_matter_rests_for_a_reason_and_goes_on(nina):
    opened = moved(matter(), "suspend", nina, reason="Passbeschaffung", until=UNTIL)
    assert (opened.state, running(opened)[0]) == ("suspended", ("other", date(2026, 12, 21), "Ruht: Passbeschaffung"))
    moved(opened, "resume", nina)
    assert (opened.state, [kind for kind, _due, _note in running(opened)]) == ("in_review", ["inactivity"])


def test_a_decision_ends_the_clock_and_wants_to_be_announced(nina):
    opened = moved(matter(), "decide", nina, outcome="granted")
    assert (opened.state, opened.outcome, opened.decided_at, running(opened)) == ("decided", "granted", NOW, [])
    assert open_tasks(opened) == [("review", "Entscheidung bekannt geben und abschließen: bewilligt", None)]


def test_nobody_is_refused_while_a_period_runs(nina):
    opened = moved(matter(), "ask_for_papers", nina, papers=["Pass"], until=UNTIL)
    with pytest.raises(WrongState, match=r"Bis 21\.12\.2026 läuft noch eine Frist"):
        moved(opened, "decide", nina, outcome="refused")
    assert moved(opened, "decide", nina, outcome="granted").state == "decided"


def test_a_refusal_is_possible_when_the_hearing_is_over(nina):
    opened = moved(matter(), "begin", nina)
    deadlines.set_deadline(
        proceeding=opened, kind="hearing", until=UNTIL, note="", by=nina, now=NOW, version=opened.version
    )
    with pytest.raises(WrongState):
        moved(opened, "decide", nina, outcome="refused", now=NOW.replace(month=12, day=21))
    assert moved(opened, "decide", nina, outcome="refused", now=NOW.replace(month=12, day=22)).state == "decided"


def test_a_refusal_is_closed_when_nobody_can_object_any_more(nina):
    opened = moved(matter(), "decide", nina, outcome="refused")
    told = deadlines.announce(
        proceeding=opened, on=date(2026, 11, 23), by_post=True, by=nina, now=NOW, version=opened.version
    )
    assert (told.due_on, told.note) == (date(2026, 12, 28), "Zur Post gegeben am 23.11.2026")
    with pytest.raises(WrongState, match=r"28\.12\.2026"):
        moved(opened, "close", nina, now=NOW.replace(month=12, day=28))
    assert moved(opened, "close", nina, now=NOW.replace(month=12, day=29)).state == "closed"


@pytest.mark.parametrize(
    ("verb", "needs", "state", "handed_to"),
    [
        ("withdraw", {"reason": "Umzug ins Ausland"}, "withdrawn", ""),
        ("hand_over", {"authority": "Stadt Lünen"}, "handed_over", "Stadt Lünen"),
    ],
)
def test_an_end_leaves_neither_deadline_nor_task(nina, verb, needs, state, handed_to):
    opened = moved(matter(), verb, nina, **needs)
    assert (opened.state, opened.closed_at, opened.handed_to) == (state, NOW, handed_to)
    assert (running(opened), open_tasks(opened)) == ([], [])


def test_what_a_person_wrote_down_stays_open_at_the_end(nina):
    opened = matter()
    Task.objects.create(kind="follow_up", text="Anrufen", proceeding=opened, case_file=opened.case_file)
    moved(opened, "withdraw", nina)
    assert open_tasks(opened) == [("follow_up", "Anrufen", None)]


# --- who, when, which ---


def test_a_step_that_is_not_in_the_table_is_refused_from_every_state(nina):
    needs = {"papers": ["Pass"], "authority": "BA", "reason": "x", "outcome": "granted"}
    done, case_file = set(), file_with_title()
    for state in State:
        ended = {"closed_at": NOW} if state in ("closed", "handed_over", "withdrawn") else {}
        for verb, row in BY_VERB.items():
            found = ProceedingFactory(case_file=case_file, state=state, **ended)
            values = {"until" if need == "deadline" else need: needs.get(need, UNTIL) for need in row.needs}
            try:
                moved(found, verb, nina, **values)
            except WrongState:
                continue
            done.add((state, verb, found.state))
    assert done == {(source, row.verb, row.target) for row in BY_VERB.values() for source in row.sources}


@pytest.mark.parametrize("verb", BY_VERB)
def test_a_step_without_its_right_is_refused(verb):
    opened = ProceedingFactory()
    needs = {"papers": ["Pass"], "authority": "BA", "reason": "x", "outcome": "granted"}
    values = {"until" if need == "deadline" else need: needs.get(need, UNTIL) for need in BY_VERB[verb].needs}
    with pytest.raises(NotAllowed):
        moved(opened, verb, staff("records"), **values)


def test_the_second_of_two_people_is_told(nina):
    opened = matter()
    moved(opened, "begin", nina)
    with pytest.raises(ChangedMeanwhile):
        proceedings.begin(proceeding=opened, by=nina, now=NOW, version=1)


def test_only_the_lead_sets_the_effect_and_says_why(nina):
    opened, lead = matter(), staff("team_lead")
    values = {"proceeding": opened, "effect": "continues", "version": opened.version}
    with pytest.raises(NotAllowed):
        proceedings.set_effect(**values, reason="Unbillige Härte: Krankenhaus", by=nina)
    with pytest.raises(SomethingMissing):
        proceedings.set_effect(**values, reason=" ", by=lead)
    done = proceedings.set_effect(**values, reason="Unbillige Härte: Krankenhaus", by=lead)
    assert (done.effect, done.effect_reason, done.effect_by) == ("continues", "Unbillige Härte: Krankenhaus", lead)


def test_the_law_s_own_deadlines_are_not_moved_by_hand(nina):
    opened = matter()
    clock = opened.deadlines.get()
    with pytest.raises(WrongState):
        deadlines.meet_deadline(deadline=clock, by=nina, now=NOW, version=opened.version)
    with pytest.raises(WrongState):
        deadlines.set_deadline(
            proceeding=opened, kind="inactivity", until=UNTIL, note="", by=nina, now=NOW, version=opened.version
        )


def test_a_deadline_is_met_while_the_matter_stays(nina):
    opened = matter()
    made = deadlines.set_deadline(
        proceeding=opened, kind="other", until=UNTIL, note="Anruf", by=nina, now=NOW, version=opened.version
    )
    deadlines.meet_deadline(deadline=made, by=nina, now=LATER, version=opened.version + 1)
    made.refresh_from_db()
    assert (made.met_at, Proceeding.objects.get().state) == (LATER, "received")
    with pytest.raises(WrongState):
        deadlines.meet_deadline(deadline=made, by=nina, now=LATER, version=opened.version + 2)
    assert Deadline.objects.running().get().kind == "inactivity"


def test_tasks_go_to_the_caseworker_of_the_file():
    case_file = file_with_title()
    case_file.caseworker = member(case_file)
    case_file.save()
    matter(case_file)
    assert Task.objects.get().assignee == case_file.caseworker
