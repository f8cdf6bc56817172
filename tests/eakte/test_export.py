"""The ZIP of a case file: originals, index, manifest; what this person may not read is not in it."""

import hashlib
import io
import json
import re
import zipfile
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from pypdf import PdfReader

from auslaenderbehoerde.design import pdf
from eakte import contributions, export, storage
from eakte.contributions import CaseContribution, ExportPart
from eakte.models import AccessRecord
from tests.factories import papers
from tests.factories.accounts import staff
from tests.factories.eakte import CaseFileFactory
from tests.factories.papers import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def disk(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def file(db):
    return CaseFileFactory(reference="33-2026-00017")


@pytest.fixture
def ada(file):
    user = staff("caseworker", username="ada")
    file.team.members.add(user)
    return user


def made(file, user) -> zipfile.ZipFile:
    data = b"".join(export.stream(export.contents(file, user=user, now=NOW)))
    return zipfile.ZipFile(io.BytesIO(data))


def manifest(archive: zipfile.ZipFile) -> dict:
    return json.loads(archive.read("manifest.json"))


def index(archive: zipfile.ZipFile) -> str:
    pages = PdfReader(io.BytesIO(archive.read("inhalt.pdf"))).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_originals_index_and_manifest_are_in_it(file, ada):
    data, photo = papers.pdf(2), papers.picture()
    papers.document(file, data=data)
    papers.document(file, data=photo, title="Pass, Seite 1/2")

    archive = made(file, ada)

    names = [
        "schriftstuecke/0001_2026-11-20_lohnabrechnung-oktober.pdf",
        "schriftstuecke/0002_2026-11-20_pass-seite-12.jpg",
    ]
    assert (archive.testzip(), archive.namelist()) == (None, [*names, "inhalt.pdf", "manifest.json"])
    assert [archive.read(name) for name in names] == [data, photo]


def test_the_manifest_names_every_file_with_its_hash(file, ada):
    papers.document(file)

    archive = made(file, ada)

    wanted = [
        {"path": name, "size": len(archive.read(name)), "sha256": hashlib.sha256(archive.read(name)).hexdigest()}
        for name in archive.namelist()
        if name != "manifest.json"
    ]
    told = manifest(archive)
    assert (told["reference"], told["made_at"], told["not_included"]) == (
        "33-2026-00017",
        "2026-11-24T10:00:00+01:00",
        0,
    )
    assert told["files"] == wanted


def test_the_index_names_person_papers_and_hashes(file, ada):
    document = papers.document(file)

    text = index(made(file, ada))

    for words in ("33-2026-00017", "Ayşe Yılmaz", "31.01.1990", "Lohnabrechnung Oktober"):
        assert words in text
    assert document.versions.get().sha256 in text.replace(" ", "")
    assert text.count("Lohnabrechnung Oktober") == 1


def test_papers_for_the_team_are_not_given_to_others_and_their_number_is_told(file, ada):
    papers.document(file, category="health", title="Attest")
    outsider = staff("caseworker", username="outsider")

    archives = [made(file, user) for user in (ada, outsider)]

    papers_in = [[name for name in archive.namelist() if "attest" in name] for archive in archives]
    assert (len(papers_in[0]), papers_in[1], manifest(archives[1])["not_included"]) == (1, [], 1)
    assert ("Attest" in index(archives[1]), "Nicht enthalten: 1 Schriftstück" in index(archives[1])) == (False, True)


def test_a_damaged_paper_is_named_and_left_out(file, ada):
    good, bad = papers.document(file), papers.document(file, title="Zeugnis")
    storage.path_of(bad.versions.get().pk).write_bytes(b"something else")

    archive = made(file, ada)

    assert [name for name in archive.namelist() if name.startswith("schriftstuecke")] == [
        "schriftstuecke/0001_2026-11-20_lohnabrechnung-oktober.pdf"
    ]
    assert ("Zeugnis" in index(archive), "Diese Datei ist beschädigt" in index(archive)) == (True, True)
    assert good.versions.get().damaged_at is None


def test_what_other_apps_add_is_in_it(file, ada, monkeypatch):
    at = datetime(2026, 11, 1, 8, tzinfo=UTC)
    part = ExportPart(at, "Antrag", "eingegangen", "antrag.json", lambda: [b"{", b"}"])
    other = CaseContribution(app="other", covers=(), export=lambda _file: [part])
    monkeypatch.setattr(contributions, "CONTRIBUTIONS", [other])

    archive = made(file, ada)

    assert (archive.read("weitere/0001_antrag.json"), "Antrag eingegangen" in index(archive)) == (b"{}", True)


def test_without_pango_the_index_is_a_page(file, ada, monkeypatch):
    monkeypatch.setattr(pdf, "available", lambda: False)

    assert b"33-2026-00017" in made(file, ada).read("inhalt.html")


def test_it_is_made_while_it_is_sent(file, ada):
    papers.document(file, data=papers.pdf() + bytes(3 * storage.CHUNK))
    pieces = [len(piece) for piece in export.stream(export.contents(file, user=ada, now=NOW))]

    assert max(pieces) < storage.CHUNK + 10_000


def test_the_page_says_what_will_be_in_it_and_the_download_is_written_down(client, ada, file):
    papers.document(file)
    client.force_login(ada)
    page = reverse("admin:eakte_export", args=[file.pk])
    shown = client.get(page).content.decode()
    before = AccessRecord.objects.filter(deed="export").count()

    response = client.post(page)
    data = b"".join(response.streaming_content)

    record = AccessRecord.objects.get(deed="export", case_file=file.pk)
    assert ("1 Schriftstück im Original" in shown, before, record.subject) == (True, 0, "1 Schriftstücke")
    assert (
        response["Content-Disposition"]
        == 'attachment; filename="akte-33-2026-00017-' + response["Content-Disposition"].rpartition("-")[2]
    )
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


def test_records_staff_may_not_take_a_file_out(client, file):
    client.force_login(staff("records"))

    assert client.post(reverse("admin:eakte_export", args=[file.pk])).status_code == 403
