"""Post: nothing leaves the list unassigned, and what was assigned can be taken back for a moment."""

from datetime import date, timedelta

import pytest

from eakte import inbox
from eakte.exceptions import NotAllowed, SomethingMissing, WrongState
from eakte.models import Document, IntakeItem, Task
from eakte.services import intake, tasks
from tests.factories import papers
from tests.factories.accounts import staff
from tests.factories.authority import OfficeFactory
from tests.factories.eakte import CaseFileFactory, ProceedingFactory
from tests.factories.papers import NOW

pytestmark = pytest.mark.django_db
FACTS = {"title": "Mietvertrag", "category": "housing", "dated_on": date(2026, 11, 23), "access": "casework"}


@pytest.fixture
def clerk(db):
    return staff("records")


@pytest.fixture
def stack(clerk):
    """Two letters and a stack of five pages, by upload."""
    checked = [
        papers.checked(name="Brief_1.pdf"),
        papers.checked(name="Brief_2.pdf"),
        papers.checked(papers.pdf(5), name="Stapel.pdf", pages=5),
    ]
    return intake.take_in(checked=checked, office=OfficeFactory(), origin="upload", by=clerk, now=NOW)


def piece(stack, title: str) -> IntakeItem:
    return stack.items.get(document__title=title)


def titles() -> list[str]:
    return [piece.item.document.title for stack in inbox.stacks() for piece in stack.pieces]


def test_what_comes_is_on_the_list(stack):
    assert titles() == ["Brief 1", "Brief 2", "Stapel"]
    assert set(Document.objects.values_list("case_file", "dated_on", "source")) == {(None, date(2026, 11, 24), "post")}


def test_an_assigned_letter_lies_in_its_file_and_makes_a_task(stack, clerk):
    ada = staff("caseworker")
    file = CaseFileFactory(caseworker=ada)

    item = intake.assign(item=piece(stack, "Brief 1"), case_file=file, facts=FACTS, by=clerk, now=NOW)

    document, task = Document.objects.get(case_file=file), Task.objects.get()
    assert (document.title, document.category, item.state) == ("Mietvertrag", "housing", "assigned")
    assert (task.kind, task.text, task.assignee, task.team) == ("post", "Neue Post: Mietvertrag", ada, file.team)
    assert titles() == ["Brief 2", "Stapel"]


def test_a_letter_to_a_proceeding_goes_to_whoever_works_on_it(stack, clerk):
    ada = staff("caseworker")
    proceeding = ProceedingFactory(caseworker=ada)

    file, item = proceeding.case_file, piece(stack, "Brief 1")
    intake.assign(item=item, case_file=file, proceeding=proceeding, facts=FACTS, by=clerk, now=NOW)

    assert (Document.objects.get(title="Mietvertrag").proceeding, Task.objects.get().assignee) == (proceeding, ada)


def test_two_cannot_assign_the_same_letter(stack, clerk):
    item, file = piece(stack, "Brief 1"), CaseFileFactory()
    intake.assign(item=item, case_file=file, facts=FACTS, by=clerk, now=NOW)

    with pytest.raises(WrongState):
        intake.assign(item=item, case_file=CaseFileFactory(), facts=FACTS, by=clerk, now=NOW)

    assert Document.objects.get(title="Mietvertrag").case_file == file


def test_an_unknown_sender_stays_on_the_list(stack, clerk):
    item = intake.set_aside(item=piece(stack, "Brief 2"), note="Kein Absender, Stempel Kamen", by=clerk)

    assert (item.state, item.settled_at, titles()) == ("unknown_sender", None, ["Brief 1", "Brief 2", "Stapel"])


def test_a_stack_is_taken_apart_and_the_whole_stays_as_it_came(stack, clerk):
    whole = piece(stack, "Stapel")

    made = intake.split(item=whole, text="1-2, 3, 4-5", by=clerk, now=NOW)

    whole.refresh_from_db()
    pages = [intake.latest(item.document).pages for item in made]
    assert (whole.state, pages, intake.latest(whole.document).pages) == ("split", [2, 1, 2], 5)
    names = ["Stapel, Seiten 1 bis 2", "Stapel, Seite 3", "Stapel, Seiten 4 bis 5"]
    assert titles() == ["Brief 1", "Brief 2", *names]


def test_a_split_that_forgets_a_page_changes_nothing(stack, clerk):
    with pytest.raises(SomethingMissing):
        intake.split(item=piece(stack, "Stapel"), text="1-2, 4-5", by=clerk, now=NOW)

    assert titles() == ["Brief 1", "Brief 2", "Stapel"]


def test_an_assignment_is_taken_back_for_a_moment(stack, clerk):
    item = intake.assign(item=piece(stack, "Brief 1"), case_file=CaseFileFactory(), facts=FACTS, by=clerk, now=NOW)
    offered = inbox.just_assigned(clerk, now=NOW)

    intake.take_back(item=item, by=clerk, now=NOW + timedelta(minutes=9))

    assert (offered, titles()) == ([item], ["Mietvertrag", "Brief 2", "Stapel"])
    assert (Document.objects.get(title="Mietvertrag").case_file, Task.objects.open().count()) == (None, 0)


def test_it_can_be_assigned_again_after_that(stack, clerk):
    item = intake.assign(item=piece(stack, "Brief 1"), case_file=CaseFileFactory(), facts=FACTS, by=clerk, now=NOW)
    intake.take_back(item=item, by=clerk, now=NOW)
    right = CaseFileFactory()

    intake.assign(item=item, case_file=right, facts=FACTS, by=clerk, now=NOW)

    assert [task.case_file for task in Task.objects.open()] == [right]


def test_it_is_too_late_after_ten_minutes_or_when_it_was_worked_on_or_for_others(stack, clerk):
    item = intake.assign(item=piece(stack, "Brief 1"), case_file=CaseFileFactory(), facts=FACTS, by=clerk, now=NOW)

    with pytest.raises(WrongState):
        intake.take_back(item=item, by=clerk, now=NOW + timedelta(minutes=11))
    with pytest.raises(NotAllowed):
        intake.take_back(item=item, by=staff("caseworker"), now=NOW)
    tasks.finish(task=Task.objects.get(), by=clerk, now=NOW, version=1)
    with pytest.raises(WrongState):
        intake.take_back(item=item, by=clerk, now=NOW)


def test_the_next_piece_is_of_the_same_stack_and_not_one_set_aside(stack, clerk):
    first, second, third = (piece(stack, title) for title in ("Brief 1", "Brief 2", "Stapel"))
    intake.set_aside(item=second, note="", by=clerk)

    assert [inbox.next_after(item) for item in (first, third)] == [third, first]


def test_the_list_costs_the_same_for_one_and_for_three(stack, django_assert_num_queries):
    found = []
    for _time in range(2):
        with django_assert_num_queries(2):
            found.append(titles())
        IntakeItem.objects.exclude(pk=stack.items.first().pk).update(settled_at=NOW)

    assert found == [["Brief 1", "Brief 2", "Stapel"], ["Brief 1"]]
