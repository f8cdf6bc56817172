"""The letter that asks for papers: what stands on it and what does not."""

import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from eakte import letters, storage
from eakte.exceptions import SomethingMissing
from eakte.models import AccessRecord
from eakte.services import outgoing
from tests.eakte.matters import NOW, matter, member, moved
from tests.factories.accounts import staff
from tests.factories.catalogue import RequiredDocumentFactory, ServiceFactory
from tests.factories.eakte import CaseFileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case_file():
    found = CaseFileFactory()
    found.person.addresses.create(care_of="Familie Kaya", street="Bahnhofstraße 3", postcode="59423", city="Unna")
    return found


@pytest.fixture
def asked(case_file):
    """Papers asked for until Monday before Christmas."""
    service = ServiceFactory()
    RequiredDocumentFactory(service=service, name_de="Mietvertrag", name_tr="Kira sözleşmesi")
    opened = matter(case_file, service=service)
    nina = member(case_file, username="nina")
    moved(opened, "ask_for_papers", nina, papers=["Mietvertrag", "Brief des Arbeitgebers"], until=date(2026, 12, 21))
    return opened.deadlines.get(kind="papers")


def text_of(body: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(body)).pages]


def test_the_letter_says_who_what_until_when_and_what_follows(asked, case_file):
    asked.refresh_from_db()
    text = " ".join(text_of(letters.papers_letter(asked)))
    wanted = [
        "Ayşe Yılmaz", "c/o Familie Kaya", "Bahnhofstraße 3", "59423 Unna", case_file.reference, "Mietvertrag",
        "Brief des Arbeitgebers", "Montag, 21. Dezember 2026", "§ 82 Absatz 1", "(Mietvertrag)", "Kira sözleşmesi",
    ]  # fmt: skip
    assert [part for part in wanted if part not in text] == []


@pytest.mark.parametrize("guard", ["address_blocked", "safe_contact"])
def test_a_guarded_address_stands_on_no_paper(asked, case_file, guard):
    setattr(case_file.person, guard, True)
    case_file.person.save()
    assert letters.window_of(case_file.person) == ["Ayşe Yılmaz"]


def test_the_letter_is_german_alone_where_the_portal_does_not_speak_the_language(case_file):
    found = []
    for language in ("tr", "de", "fa"):
        case_file.person.language = language
        found.append(letters.languages_of(case_file.person))
    assert found == [["de", "tr"], ["de"], ["de"]]


def test_without_office_and_authority_nobody_writes():
    with pytest.raises(SomethingMissing):
        letters.sender_of(CaseFileFactory(department__office=None))


def address(case_file, deadline) -> str:
    return reverse("admin:eakte_papers_letter", args=[case_file.pk, deadline.pk])


def test_the_letter_is_printed_and_lies_in_the_file(client, asked, case_file):
    client.force_login(case_file.team.members.get())
    page = client.post(address(case_file, asked))
    assert (page.status_code, page["Content-Type"], page["Content-Disposition"]) == (
        200, "application/pdf", 'attachment; filename="Unterlagen.pdf"',
    )  # fmt: skip
    record = AccessRecord.objects.get()
    assert (record.deed, record.case_file, record.subject) == ("download", case_file.pk, f"schreiben:{asked.pk}")
    kept = case_file.documents.get()
    assert (kept.title, kept.category, kept.direction, kept.source, kept.proceeding) == (
        "Nachforderung von Unterlagen", "letter", "sent", "office", asked.proceeding,
    )  # fmt: skip
    assert b"".join(storage.read(kept.versions.get())) == page.content


def test_the_same_letter_is_kept_once_and_a_changed_one_as_another_version(asked, case_file):
    nina = case_file.team.members.get()
    for _time in range(2):
        outgoing.print_papers_letter(deadline=asked, by=nina, now=NOW)
    asked.refresh_from_db()
    asked.due_on += timedelta(days=7)
    asked.save()
    outgoing.print_papers_letter(deadline=asked, by=nina, now=NOW)

    versions = case_file.documents.get().versions.order_by("number")
    assert list(versions.values_list("number", "created_by")) == [(1, nina.pk), (2, nina.pk)]


def test_the_letter_is_for_those_who_work_on_the_file_and_comes_by_a_press_only(client, asked, case_file):
    other = CaseFileFactory()
    client.force_login(case_file.team.members.get())
    asked_for, wrong_file = client.get(address(case_file, asked)), client.post(address(other, asked))
    client.force_login(staff("records"))
    reader = client.post(address(case_file, asked))
    assert [asked_for.status_code, wrong_file.status_code, reader.status_code] == [405, 404, 403]
    assert not case_file.documents.exists()
