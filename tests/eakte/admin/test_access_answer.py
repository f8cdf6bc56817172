"""The answer to a person who asks what is stored about her."""

import io
import json
import re
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from eakte import access_answer
from eakte.models import AccessRecord, Note
from eakte.services import documents, files
from tests.factories import papers
from tests.factories.accounts import staff
from tests.factories.authority import AuthorityFactory
from tests.factories.papers import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def disk(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def lead(client):
    user = staff("team_lead", username="lead")
    client.force_login(user)
    return user


def address(case_file):
    return reverse("admin:eakte_answer", args=[case_file.pk])


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def made(response) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def index(archive: zipfile.ZipFile) -> str:
    pages = PdfReader(io.BytesIO(archive.read("inhalt.pdf"))).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_the_page_says_what_will_be_in_it(client, lead, case_file, protocol):
    papers.document(case_file, category="health", title="Attest")

    shown = words(client.get(address(case_file)))

    assert ("1 Schriftstück im Original, 2 Einträge" in shown, protocol()) == (True, [("read", case_file.pk)])


def test_every_version_and_papers_of_the_team_are_in_it(client, lead, case_file):
    paper = papers.document(case_file, category="health", title="Attest")
    documents.add_version(document=paper, checked=papers.checked(papers.picture()), by=lead, now=NOW)

    archive = made(client.post(address(case_file)))

    assert archive.namelist() == [
        "schriftstuecke/0001_2026-11-20_attest.pdf",
        "schriftstuecke/0002_2026-11-20_attest.jpg",
        "inhalt.pdf",
        "manifest.json",
    ]
    assert json.loads(archive.read("manifest.json"))["not_included"] == 0


def test_the_letter_tells_purposes_recipients_time_origin_and_rights(client, lead, case_file):
    authority = AuthorityFactory()

    text = index(made(client.post(address(case_file))))

    for words_of in (
        "Ayşe Yılmaz",
        authority.name,
        "§ 86 AufenthG",
        "Bundesdruckerei",
        "§ 68 AufenthV",
        "Woher die Angaben kommen",
        "Artikel 16 DSGVO",
        "§ 34 AZRG",
        "Artikel 22",
        "Familienname: Yılmaz",
    ):
        assert words_of in text


def test_it_is_a_deed_of_its_own_in_the_protocol_and_a_note_in_the_file(client, lead, case_file, protocol):
    response = client.post(address(case_file))

    record = AccessRecord.objects.get(deed="answer", case_file=case_file.pk)
    assert (protocol(), record.subject) == ([("answer", case_file.pk)], "0 Schriftstücke")
    assert [note.text for note in Note.objects.filter(case_file=case_file)] == [
        "Auskunft nach Art. 15 DSGVO zusammengestellt: 0 Schriftstücke, 2 Einträge."
    ]
    assert re.search(r'filename="auskunft-33-2026-\d+-\d{8}.zip"', response["Content-Disposition"])


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_blocked_file_stands_in_the_way_and_nothing_of_it_is_shown(client, lead, case_file, method, protocol):
    papers.document(case_file, title="Attest")
    files.block(case_file=case_file, contact="Frau Adler", readers=[staff("team_lead", username="x")], version=1)

    response = getattr(client, method)(address(case_file))

    shown = words(response)
    told = f"Die Akte {case_file.reference} ist gesperrt. Auskunft gibt: Frau Adler." in shown
    assert (response.status_code, told, "Yılmaz" in shown, "Attest" in shown) == (403, True, False, False)
    assert protocol() == [("refused", case_file.pk)]


def test_it_costs_the_same_for_one_paper_and_for_three(lead, case_file):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            access_answer.contents(case_file, now=NOW)
        return len(queries)

    papers.document(case_file)
    one = cost()
    for _each in range(2):
        papers.document(case_file)
    assert cost() == one
