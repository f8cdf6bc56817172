"""Two people at one matter, in real processes against real PostgreSQL: one is heard, the other is told."""

from datetime import date, timedelta

import pytest

from auslaenderbehoerde.accounts.roles import write_roles
from eakte.models import Document, ResidenceTitle
from eakte.services import tasks
from tests import rivals
from tests.eakte.matters import NOW, file_with_title, matter, member, moved

pytestmark = pytest.mark.django_db(transaction=True)

REFUSED = {"ChangedMeanwhile", "WrongState"}  # the second when it has started late
SCRIPT = """
import json, sys
from datetime import date, datetime
from auslaenderbehoerde.accounts.models import User
from eakte.exceptions import RecordError
from eakte.models import Deadline, Proceeding, Task
from eakte.services import outgoing, proceedings, tasks, titles
order = json.loads(sys.argv[1])
by, now = User.objects.get(username=order["by"]), datetime.fromisoformat(order["now"])
matter = Proceeding.objects.get()
seen = {"proceeding": matter, "by": by, "now": now, "version": matter.version}
def grant():
    return proceedings.decide(outcome="granted", **seen).outcome
def withdraw():
    return proceedings.withdraw(**seen).state
def ask():
    proceedings.ask_for_papers(papers=["Mietvertrag"], until=date(2026, 12, 21), **seen)
    return "asked"
def take():
    task = Task.objects.open().get()
    return tasks.take(task=task, by=by, version=task.version).assignee.username
def record():
    facts = {"kind": "permit", "legal_basis": "§ 18b AufenthG", "valid_from": date(2027, 1, 1),
             "valid_until": date(2028, 12, 31), "issued_by": "Kreis Unna"}
    titles.record_title(person=matter.case_file.person, facts=facts, provisions=[], now=now)
    return "recorded"
def print_letter():
    return len(outgoing.print_papers_letter(deadline=Deadline.objects.get(kind="papers"), by=by, now=now)) > 0
deeds = {each.__name__: each for each in (grant, withdraw, ask, take, record, print_letter)}
sys.stdin.readline()
try:
    answer = deeds[order["deed"]]()
except RecordError as refusal:
    answer = type(refusal).__name__
print(json.dumps([answer]))
"""


@pytest.fixture
def opened():
    """An application on the desk of a team of two."""
    write_roles()
    case_file = file_with_title(valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))
    member(case_file, username="ada")
    member(case_file, username="nina")
    return matter(case_file)


def race(*deeds) -> list:
    orders = zip(deeds, ("ada", "nina"), strict=True)
    return rivals.race(SCRIPT, [{"deed": deed, "by": who, "now": NOW.isoformat()} for deed, who in orders])


@pytest.mark.parametrize("other", ["grant", "withdraw", "ask"])
def test_of_two_deeds_on_one_matter_one_is_done_and_the_other_is_told(opened, other):
    answers = race("grant", other)

    opened.refresh_from_db()
    done = [answer for answer in answers if answer not in REFUSED]
    assert (len(done), opened.version) == (1, 2)
    assert {"granted": "decided", "withdrawn": "withdrawn", "asked": "papers_missing"}[done[0]] == opened.state


def test_a_task_two_take_at_once_lies_with_one_of_them(opened):
    answers = race("take", "take")
    task = tasks.Task.objects.open().get()
    assert sorted(answers) == sorted(["WrongState", task.assignee.username])


def test_a_title_two_record_at_once_is_recorded_once(opened):
    answers = race("record", "record")
    assert answers.count("recorded") == 1
    assert ResidenceTitle.objects.filter(valid_from=date(2027, 1, 1)).count() == 1


def test_a_letter_two_print_at_once_lies_in_the_file_once(opened):
    moved(opened, "ask_for_papers", member(opened.case_file), papers=["Mietvertrag"], until=NOW.date() + timedelta(28))
    assert race("print_letter", "print_letter") == [True, True]
    assert [each.versions.count() for each in Document.objects.all()] == [1]
