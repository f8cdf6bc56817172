"""What the malware scanner says, and what happens when it says nothing."""

import logging
import socket
import threading

import pytest

from eakte import scanning, storage
from eakte.exceptions import NotServed
from eakte.models import DocumentVersion, Task
from eakte.services import documents
from eakte.tasks import scan_version, scan_waiting
from tests.factories import papers
from tests.factories.eakte import CaseFileFactory
from tests.factories.papers import NOW, Clamd

pytestmark = pytest.mark.django_db
Scan = DocumentVersion.Scan


def nobody() -> str:
    """An address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return f"127.0.0.1:{closed.getsockname()[1]}"


@pytest.fixture
def waiting(settings):
    """A document that came while the scanner was away."""
    settings.CLAMD = nobody()
    return papers.document(CaseFileFactory()).versions.get()


def state(version: DocumentVersion) -> str:
    version.refresh_from_db()
    return version.scan


def test_without_a_scanner_a_file_is_marked_and_given_out():
    version = papers.document(CaseFileFactory()).versions.get()

    assert (version.scan, documents.refusal(version)) == (Scan.NOT_SCANNED, "")


def test_with_a_scanner_a_file_waits_and_is_not_given_out(waiting):
    with pytest.raises(NotServed) as refusal:
        documents.give_out(waiting, now=NOW)

    assert (waiting.scan, str(refusal.value)) == (Scan.WAITING, documents.NOT_SERVED[Scan.WAITING])


def test_a_clean_file_is_given_out(waiting, settings):
    with Clamd() as clamd:
        settings.CLAMD = clamd.address
        scan_version(str(waiting.pk))

    original = b"".join(storage.read(waiting))
    assert (state(waiting), clamd.got, b"".join(documents.give_out(waiting, now=NOW))) == ("clean", original, original)


def test_an_infected_file_is_never_given_out_and_the_team_is_told_once(waiting, settings):
    with Clamd(b"stream: Eicar-Test-Signature.UNOFFICIAL FOUND\0") as clamd:
        settings.CLAMD = clamd.address
        scan_version(str(waiting.pk))
        scan_version(str(waiting.pk))

    task = Task.objects.get()
    file = waiting.document.case_file
    told = "In einem Schriftstück wurde Schadsoftware gefunden: Lohnabrechnung Oktober"
    assert (state(waiting), task.text, task.case_file, task.team) == ("infected", told, file, file.team)
    with pytest.raises(NotServed):
        documents.give_out(waiting, now=NOW)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"stream: O",
        b"stream: OK",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"UNKNOWN COMMAND\0",
        b"stream: FOUND OK\0",
    ],
    ids=["nothing", "cut", "no end", "too large", "unknown", "odd"],
)
def test_anything_but_a_clear_word_is_silence(waiting, settings, answer):
    with Clamd(answer) as clamd:
        settings.CLAMD = clamd.address
        asked = scan_waiting()

    assert (asked, state(waiting)) == (0, "waiting")


def test_a_scanner_that_is_gone_leaves_files_waiting_until_it_is_back(waiting, settings):
    gone = scan_waiting()
    before = state(waiting)
    with Clamd() as clamd:
        settings.CLAMD = clamd.address
        back = scan_waiting()

    assert (gone, before, back, state(waiting)) == (0, "waiting", 1, "clean")


def test_a_scanner_that_hangs_is_not_waited_for(waiting, settings, monkeypatch):
    monkeypatch.setattr(scanning, "ANSWER_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMD = f"127.0.0.1:{silent.getsockname()[1]}"
        asked = scan_waiting()

    assert (asked, state(waiting)) == (0, "waiting")


def test_a_scanner_that_hangs_up_in_the_middle_is_silence(settings, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMD = f"127.0.0.1:{server.getsockname()[1]}"
        hang_up = threading.Thread(target=lambda: server.accept()[0].close())
        hang_up.start()
        with pytest.raises(scanning.ScannerSilent):
            scanning.ask(bytes(1 << 16) for _part in range(500))
        hang_up.join()


def test_it_is_reached_by_a_socket_in_the_file_system(settings, tmp_path):
    with Clamd() as clamd:
        clamd.server.close()
        clamd.server = socket.socket(socket.AF_UNIX)
        clamd.server.bind(str(tmp_path / "clamd"))
        clamd.server.listen()
        served = threading.Thread(target=clamd._serve, daemon=True)
        served.start()
        settings.CLAMD = str(tmp_path / "clamd")

        assert scanning.ask([b"one", b"two"]) is scanning.Verdict.CLEAN


def test_where_the_scanner_was_taken_away_nothing_waits(waiting, settings):
    settings.CLAMD = ""

    assert (scan_waiting(), state(waiting)) == (1, "not_scanned")


def test_a_damaged_file_is_told_and_not_asked_about_again(waiting, settings, caplog):
    storage.path_of(waiting.pk).write_bytes(b"something else")
    with Clamd() as clamd, caplog.at_level(logging.ERROR):
        settings.CLAMD = clamd.address
        scan_version(str(waiting.pk))

    waiting.refresh_from_db()
    assert (waiting.scan, waiting.damaged_at is not None, Task.objects.count()) == ("waiting", True, 1)
    assert [record.getMessage() for record in caplog.records] == [f"version {waiting.pk} is damaged on the disk"]


def test_the_kick_follows_the_commit(settings, django_capture_on_commit_callbacks, monkeypatch):
    settings.CLAMD = nobody()
    kicked: list[str] = []
    monkeypatch.setattr(scan_version, "apply_async", lambda arguments, **_options: kicked.extend(arguments))
    with django_capture_on_commit_callbacks(execute=True):
        version = papers.document(CaseFileFactory()).versions.get()

    assert kicked == [str(version.pk)]
