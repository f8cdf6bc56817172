"""Documents: taken in, never altered, changed beside, given out only whole."""

from datetime import date

import pytest
from django.db import IntegrityError

from eakte import storage
from eakte.exceptions import ChangedMeanwhile, KeyMissing, NotServed, SomethingMissing, UnreadableFile, WrongState
from eakte.models import Document, DocumentVersion, Task
from eakte.services import documents
from tests.factories import papers
from tests.factories.accounts import staff
from tests.factories.eakte import CaseFileFactory, ProceedingFactory
from tests.factories.papers import NOW

pytestmark = pytest.mark.django_db
FACTS = {
    "title": "Vertrag",
    "category": "work",
    "access": "casework",
    "direction": "received",
    "dated_on": date(2026, 11, 1),
}


@pytest.fixture(autouse=True)
def disk(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_a_paper_is_looked_at_stored_and_described(disk):
    file, ada, data = CaseFileFactory(), staff("caseworker"), papers.pdf(2)
    checked = documents.check(papers.incoming(data, "Lohn/Oktober.PDF"))

    made = documents.add_document(case_file=file, checked=checked, facts=FACTS, source="desk", by=ada, now=NOW)

    version = made.versions.get()
    assert (made.title, made.case_file, made.created_by) == ("Vertrag", file, ada)
    assert (version.number, version.file_name, version.media_type) == (1, "Oktober.pdf", "application/pdf")
    assert (version.pages, version.size) == (2, len(data))
    assert b"".join(documents.give_out(version, now=NOW)) == data


def test_what_cannot_be_opened_is_not_taken(disk):
    with pytest.raises(UnreadableFile):
        documents.check(papers.incoming(b"%PDF-1.7 nothing"))


def test_a_row_that_cannot_be_written_takes_its_file_back(disk):
    with pytest.raises(IntegrityError):
        papers.document(CaseFileFactory(), source=None)

    assert [path for path in disk.rglob("*") if path.is_file()] == []


def test_a_better_copy_is_added_and_the_first_one_stays():
    made = papers.document(CaseFileFactory())
    first = made.versions.get()
    before = storage.path_of(first.pk).read_bytes()

    second = documents.add_version(
        document=made, checked=papers.checked(papers.pdf(3)), by=staff("caseworker"), now=NOW
    )

    assert (second.number, storage.path_of(first.pk).read_bytes()) == (2, before)
    assert list(made.versions.values_list("number", flat=True)) == [2, 1]


def test_medical_papers_are_for_the_team_whatever_the_form_said():
    made = papers.document(CaseFileFactory(), category="health")

    assert made.access == Document.Access.TEAM


def test_a_file_without_a_team_takes_no_papers_for_a_team():
    with pytest.raises(SomethingMissing):
        papers.document(CaseFileFactory(team=None), category="health")


def test_what_is_written_on_it_changes_and_the_original_does_not():
    made = papers.document(CaseFileFactory())
    before = storage.path_of(made.versions.get().pk).read_bytes()

    documents.change_document(document=made, facts=FACTS, seen=documents.state_of(made))

    made.refresh_from_db()
    assert (made.title, made.category, made.dated_on) == ("Vertrag", "work", date(2026, 11, 1))
    assert storage.path_of(made.versions.get().pk).read_bytes() == before


def test_the_second_of_two_who_change_is_told():
    made = papers.document(CaseFileFactory())
    seen = documents.state_of(made)
    documents.change_document(document=made, facts=FACTS, seen=seen)

    with pytest.raises(ChangedMeanwhile):
        documents.change_document(document=made, facts=FACTS | {"title": "Anderes"}, seen=seen)

    made.refresh_from_db()
    assert made.title == "Vertrag"


def test_a_proceeding_of_another_file_is_refused():
    made = papers.document(CaseFileFactory())

    with pytest.raises(WrongState):
        documents.change_document(
            document=made, facts={"proceeding": ProceedingFactory()}, seen=documents.state_of(made)
        )


def test_a_file_altered_on_the_disk_is_found_reported_and_not_given_out(caplog):
    made = papers.document(CaseFileFactory())
    version = made.versions.get()
    path = storage.path_of(version.pk)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")

    refusals = []
    for _try in range(2):
        with pytest.raises(NotServed) as refusal:
            documents.give_out(DocumentVersion.objects.get(pk=version.pk), now=NOW)
        refusals.append(str(refusal.value))

    version.refresh_from_db()
    task = Task.objects.get()
    assert (version.damaged_at, len(set(refusals))) == (NOW, 1)
    assert (task.kind, task.case_file, task.key) == ("papers", made.case_file, f"damaged:{version.pk}")
    assert [record.getMessage() for record in caplog.records] == [f"version {version.pk} is damaged on the disk"]


def test_a_missing_key_is_told_and_is_no_damage(settings):
    version = papers.document(CaseFileFactory()).versions.get()
    settings.FILE_KEY = "another-key-" + "x" * 50

    with pytest.raises(KeyMissing):
        documents.give_out(version, now=NOW)

    version.refresh_from_db()
    assert version.damaged_at is None


def test_team_papers_are_read_by_the_team_only():
    file = CaseFileFactory()
    made, open_one = papers.document(file, access="team"), papers.document(file)
    inside, outside = staff("caseworker", username="in"), staff("team_lead", username="out")
    file.team.members.add(inside)

    readable = {user.username: set(Document.objects.readable_by(user)) for user in (inside, outside)}

    assert readable == {"in": {made, open_one}, "out": {open_one}}
