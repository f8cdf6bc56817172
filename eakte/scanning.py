"""Looks for malware with ClamAV's daemon (INSTREAM). No answer is no answer: the file waits, it is never "clean"."""

import logging
import socket
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from django.conf import settings
from django.db import transaction

from eakte import storage
from eakte.exceptions import DamagedFile, KeyMissing
from eakte.models import DocumentVersion, Task
from eakte.services import tasks

Scan = DocumentVersion.Scan
CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 60.0
PIECE = 1 << 16
LONGEST_ANSWER = 4096
SWEEP_LIMIT = 200
LATE = timedelta(minutes=10)
logger = logging.getLogger(__name__)


class ScannerSilent(Exception):
    """The scanner is not there, or did not say what a file is."""


class Verdict(Enum):
    """What the scanner says."""

    CLEAN = "clean"
    INFECTED = "infected"


def configured() -> bool:
    """Whether this installation has a scanner."""
    return bool(settings.CLAMD)


def first_state() -> str:
    """What is known of a file that has just come."""
    return Scan.WAITING if configured() else Scan.NOT_SCANNED


def ask(source: Iterable[bytes]) -> Verdict:
    """Send the bytes and read the verdict (ScannerSilent for anything but a clear word)."""
    try:
        with _connect() as connection:
            _send(connection, source)
            return _verdict(_answer(connection))
    except OSError as error:
        raise ScannerSilent from error


def scan(identifier: UUID, *, now: datetime) -> bool:
    """Look into one file that waits; whether the scanner spoke (or there was nothing to ask it)."""
    version = DocumentVersion.objects.filter(pk=identifier, scan=Scan.WAITING, damaged_at=None).first()
    if version is None:
        return True
    try:
        verdict = ask(storage.read(version))
    except ScannerSilent:
        logger.warning("scanner is silent, version %s waits", identifier)
        return False
    except DamagedFile:
        report_damage(version, now=now)
        return True
    except KeyMissing:
        logger.error("key of version %s is missing, it cannot be scanned", identifier)
        return True
    _settle(version, verdict, now)
    return True


def sweep(*, now: datetime) -> int:
    """Look into what waits, oldest first, until the scanner falls silent; how many were asked.

    Where the scanner has been taken away, nothing is left to wait for.
    """
    waiting = DocumentVersion.objects.filter(scan=Scan.WAITING, damaged_at=None)
    if not configured():
        return waiting.update(scan=Scan.NOT_SCANNED)
    asked = 0
    for identifier in waiting.order_by("created_at").values_list("pk", flat=True)[:SWEEP_LIMIT]:
        if not scan(identifier, now=now):
            break
        asked += 1
    return asked


def late(now: datetime) -> int:
    """How many files wait for the scanner longer than its slowest answer explains."""
    waiting = DocumentVersion.objects.filter(scan=Scan.WAITING, damaged_at=None)
    return waiting.filter(created_at__lt=now - LATE).count() if configured() else 0


def kick_after_commit(version: DocumentVersion) -> None:
    """Ask a worker to look at once; if that fails, the sweep finds it within a minute."""
    from eakte.tasks import scan_version  # the task calls this module

    if version.scan == Scan.WAITING:
        transaction.on_commit(lambda: scan_version.apply_async([str(version.pk)], retry=False), robust=True)


@transaction.atomic
def report_damage(version: DocumentVersion, *, now: datetime) -> None:
    """A file on the disk is not what was stored: remember it, log it, and let the team know. Once."""
    if not DocumentVersion.objects.filter(pk=version.pk, damaged_at=None).update(damaged_at=now):
        return
    version.damaged_at = now
    logger.error("version %s is damaged on the disk", version.pk)
    _tell(version, f"damaged:{version.pk}", "Ein Schriftstück ist beschädigt. Bitte neu anfordern", now)


@transaction.atomic
def _settle(version: DocumentVersion, verdict: Verdict, now: datetime) -> None:
    changed = DocumentVersion.objects.filter(pk=version.pk, scan=Scan.WAITING).update(
        scan=verdict.value, scanned_at=now
    )
    if changed and verdict is Verdict.INFECTED:
        logger.error("version %s is infected", version.pk)
        _tell(version, f"infected:{version.pk}", "In einem Schriftstück wurde Schadsoftware gefunden", now)


def _tell(version: DocumentVersion, key: str, text: str, now: datetime) -> None:
    """A task for the team of the file. Post that lies in no file yet shows its state on its list."""
    document = version.document
    if document.case_file is not None:
        kind = Task.Kind.PAPERS
        tasks.create(kind=kind, text=f"{text}: {document.public_title}", case_file=document.case_file, key=key, now=now)


# --- the protocol of clamd ---


def _connect() -> socket.socket:
    """A connection to `host:port`, or to a socket in the file system."""
    if settings.CLAMD.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(CONNECT_SECONDS)
        connection.connect(settings.CLAMD)
    else:
        host, _colon, port = settings.CLAMD.rpartition(":")
        connection = socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)
    connection.settimeout(ANSWER_SECONDS)
    return connection


def _send(connection: socket.socket, source: Iterable[bytes]) -> None:
    """Pieces after their length; a length of nothing ends them."""
    connection.sendall(b"zINSTREAM\0")
    for part in source:
        for start in range(0, len(part), PIECE):
            piece = part[start : start + PIECE]
            connection.sendall(len(piece).to_bytes(4) + piece)
    connection.sendall(bytes(4))


def _answer(connection: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        part = connection.recv(LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer


def _verdict(answer: bytes) -> Verdict:
    """Only a whole sentence counts: a cut one, an error and a size limit are silence."""
    if answer == b"stream: OK\0":
        return Verdict.CLEAN
    if answer.startswith(b"stream: ") and answer.endswith(b" FOUND\0"):
        return Verdict.INFECTED
    raise ScannerSilent
