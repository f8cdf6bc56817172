"""Documents for staff: seen as pictures, downloaded as attachments, and only by those who may."""

import base64
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from eakte import storage
from eakte.models import AccessRecord, CaseFile, Document
from eakte.panels_documents import documents_panel
from eakte.services import documents
from tests.factories import papers
from tests.factories.accounts import staff
from tests.factories.papers import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def disk(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def paper(case_file):
    return papers.document(case_file, data=papers.pdf(3), pages=3)


def address(name: str, *arguments) -> str:
    return reverse(f"admin:eakte_{name}", args=arguments)


def pages_of(document) -> list[str]:
    """Every address that gives out something of a document."""
    return [address("document", document.pk), address("download", document.pk, 1)]


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def picture(response) -> Image.Image:
    data = re.search(r'src="data:image/jpeg;base64,([^"]+)"', response.content.decode())[1]
    return Image.open(io.BytesIO(base64.b64decode(data)))


def upload(data: bytes, name: str = "Lohn.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def facts(**changed) -> dict:
    given = {"title": "", "category": "work", "direction": "received", "source": "desk", "access": "casework"}
    return given | {"dated_on": "2026-11-20"} | changed


def test_a_page_is_a_picture_inside_the_page(desk, paper, protocol, case_file):
    response = desk.get(address("document", paper.pk), {"seite": 2})

    assert (picture(response).format, "Seite 2 von 3" in words(response)) == ("JPEG", True)
    assert protocol() == [("preview", case_file.pk)]
    assert AccessRecord.objects.get(deed="preview").subject == f"{paper.pk} Seite 2"


def test_it_is_larger_when_asked(desk, paper):
    sizes = [picture(desk.get(address("document", paper.pk), query)).width for query in ({}, {"groesse": "gross"})]

    assert sizes == [1240, 2480]


@pytest.mark.parametrize("page", ["0", "99", "x", "-1", "²", "9" * 30])
def test_a_page_that_does_not_exist_is_the_nearest(desk, paper, page):
    assert desk.get(address("document", paper.pk), {"seite": page}).status_code == 200


def test_nothing_decrypted_is_kept_by_browser_or_disk(desk, paper, tmp_path):
    response = desk.get(address("document", paper.pk))

    assert "no-store" in response["Cache-Control"]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [str(paper.versions.get().pk)]


def test_the_page_runs_under_the_strict_policy(desk, paper):
    policy = desk.get(address("document", paper.pk))["Content-Security-Policy"]

    assert ("script-src 'self'" in policy, "unsafe" in policy, "object-src" in policy) == (True, False, False)


def test_neither_title_nor_address_says_what_it_is(desk, paper):
    response = desk.get(address("document", paper.pk))

    assert re.findall("<title>(.*?)</title>", response.content.decode()) == ["Schriftstück – Verwaltung"]


def test_the_original_comes_as_an_attachment_only(desk, paper, protocol, case_file):
    response = desk.get(address("download", paper.pk, 1))

    data = b"".join(response.streaming_content)
    assert data == b"".join(storage.read(paper.versions.get()))
    assert response["Content-Disposition"] == 'attachment; filename="Lohn Oktober.pdf"'
    assert (response["X-Content-Type-Options"], response["Content-Type"]) == ("nosniff", "application/pdf")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (int(response["Content-Length"]), protocol()) == (len(data), [("download", case_file.pk)])


def test_a_damaged_file_is_neither_shown_nor_downloaded(desk, paper):
    storage.path_of(paper.versions.get().pk).write_bytes(b"something else")

    download = desk.get(address("download", paper.pk, 1))
    shown = desk.get(address("document", paper.pk))

    assert download["Location"] == address("document", paper.pk)
    assert ("Diese Datei ist beschädigt" in words(shown), "data:image/jpeg" in shown.content.decode()) == (True, False)


def test_a_file_that_waits_for_the_scanner_is_neither_shown_nor_downloaded(desk, case_file, settings):
    settings.CLAMD = "127.0.0.1:9"
    waiting = papers.document(case_file)

    statuses = [desk.get(path).status_code for path in pages_of(waiting)]

    assert (statuses, "wird noch auf Schadsoftware geprüft" in words(desk.get(pages_of(waiting)[0]))) == (
        [200, 302],
        True,
    )


def test_a_hostile_file_says_that_there_is_no_preview(desk, case_file):
    made = papers.document(case_file, data=b"%PDF-1.7 and nothing that opens")

    assert "Sie ist unvollständig oder beschädigt." in words(desk.get(address("document", made.pk)))


def test_a_missing_key_says_so(desk, paper, settings):
    settings.FILE_KEY = "another-key-" + "x" * 50

    assert "Der Schlüssel fehlt" in words(desk.get(address("document", paper.pk)))


def test_papers_for_the_team_are_for_the_team_on_every_page(client, ada, case_file, rf):
    medical = papers.document(case_file, category="health", title="Attest")
    outsider = staff("team_lead", username="outsider")
    found = {}
    for user in (ada, outsider):
        client.force_login(user)
        request = rf.get("/")
        request.user = user
        panel = documents_panel(request, case_file, NOW).context
        listed = client.get(address("documents", case_file.pk))
        shown = [client.get(path).status_code for path in pages_of(medical)]
        found[user.username] = (len(panel["lines"]), panel["hidden"], "Attest" in words(listed), shown)

    assert found == {"ada": (1, 0, True, [200, 200]), "outsider": (0, 1, False, [404, 404])}


def test_papers_of_a_blocked_file_are_for_its_readers(desk, paper, case_file, protocol):
    CaseFile.objects.filter(pk=case_file.pk).update(blocked=True, blocked_contact="Frau Adler")

    assert [desk.get(path).status_code for path in pages_of(paper)] == [404, 404]
    assert protocol() == [("refused", None)] * 2


def test_several_papers_are_taken_in_at_once(desk, case_file, ada):
    files = [upload(papers.pdf(2), "Lohn.pdf"), upload(papers.picture(), "Pass.jpg")]

    response = desk.post(address("document_new", case_file.pk), facts(upload=files))

    made = [(each.title, each.created_by, each.versions.get().pages) for each in Document.objects.order_by("pk")]
    assert (response["Location"], made) == (address("file", case_file.pk), [("Lohn.pdf", ada, 2), ("Pass.jpg", ada, 1)])


def test_of_a_bad_file_the_reason_is_told_and_nothing_is_kept(desk, case_file):
    files = [upload(papers.pdf()), upload(b"II*\0" + bytes(300), "Scan.tif")]

    response = desk.post(address("document_new", case_file.pk), facts(title="Vertrag", upload=files))

    assert (response.status_code, Document.objects.count()) == (400, 0)
    assert ("TIFF-Bilder nehmen wir nicht" in words(response), 'value="Vertrag"' in response.content.decode()) == (
        True,
        True,
    )


def test_the_second_of_two_who_change_is_told_and_keeps_what_was_typed(desk, paper):
    seen = documents.state_of(paper)
    Document.objects.filter(pk=paper.pk).update(title="Lohn September")

    response = desk.post(address("document_change", paper.pk), facts(title="Mein Text", seen=seen))

    assert (response.status_code, 'value="Mein Text"' in response.content.decode()) == (409, True)
    assert "Jemand hat das inzwischen geändert" in words(response)


def test_what_is_written_on_it_is_changed(desk, paper):
    values = facts(title="Arbeitsvertrag", seen=documents.state_of(paper))
    desk.post(address("document_change", paper.pk), values)

    paper.refresh_from_db()
    assert (paper.title, paper.category) == ("Arbeitsvertrag", "work")


def test_a_better_copy_is_shown_and_the_first_is_still_there(desk, paper):
    desk.post(address("version_new", paper.pk), {"upload": upload(papers.pdf(1), "besser.pdf")})

    latest, first = (desk.get(address("document", paper.pk), query) for query in ({}, {"fassung": 1}))
    assert ("Seite 1 von 1" in words(latest), "Seite 1 von 3" in words(first)) == (True, True)


def test_records_staff_read_but_do_not_change(client, paper, case_file):
    client.force_login(staff("records"))
    changing = [address("document_new", case_file.pk), address("document_change", paper.pk)]

    assert [client.get(path).status_code for path in pages_of(paper)] == [200, 200]
    assert [client.post(path).status_code for path in changing] == [403, 403]


def test_the_list_costs_the_same_for_one_and_for_three(rf, ada, case_file, django_assert_num_queries):
    request = rf.get("/")
    request.user = ada
    papers.document(case_file)
    ada.has_perm("eakte.work_on_casefile")
    for _time in range(2):
        with django_assert_num_queries(4):
            documents_panel(request, case_file, NOW)
        papers.document(case_file)
        papers.document(case_file)
