"""One document taken in and given out, as often as is needed to see whether memory grows with its size."""

import hashlib
import os
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils import timezone

from bench.apart import spent
from eakte import storage
from eakte.models import Document
from eakte.services import documents
from eakte.services.documents import Incoming

SMALL, LARGE = 2_000_000, 20_000_000  # bytes
PIECE = 1 << 16


def measure() -> dict[str, Any]:
    """CPU seconds and memory for the large document, memory for the small one."""
    small, large = _pdf(SMALL), _pdf(LARGE)
    _take(small)  # what is imported at the first time is not counted
    little = spent(partial(_take, small))
    begun = time.perf_counter()
    much = spent(partial(_take, large))
    seconds = time.perf_counter() - begun
    version = Document.objects.latest("created_at").versions.get()
    return {
        "seconds": seconds,
        "store": much,
        "small_rose_mb": little["rose_mb"],
        "read": spent(lambda: _give(version)),
        "bare": spent(lambda: _bare(large)),
        "whole": version.sha256 == hashlib.sha256(large.read_bytes()).hexdigest() and version.size > LARGE,
    }


def _take(path: Path) -> None:
    checked = documents.check(Incoming(path.name, partial(_pieces, path)))
    facts = {"title": "Scan", "dated_on": timezone.localdate()}
    documents.add_document(case_file=None, checked=checked, facts=facts, source="desk", by=None, now=timezone.now())


def _give(version: Any) -> None:
    for _piece in storage.read(version):
        pass


def _bare(path: Path) -> None:
    """What cannot be spared: a hash and a seal over the same bytes."""
    digest, cipher = hashlib.sha256(), AESGCM(AESGCM.generate_key(256))
    for number, piece in enumerate(_pieces(path)):
        digest.update(piece)
        cipher.encrypt(number.to_bytes(12), piece, None)


def _pieces(path: Path) -> Iterator[bytes]:
    """As an upload comes."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _pdf(size: int) -> Path:
    """A PDF of ten pages that cannot be packed, as scans are."""
    made, path = pikepdf.new(), Path(settings.DATA_DIR) / f"{size}.pdf"
    for _page in range(10):
        made.add_blank_page()
        made.pages[-1].obj.Scan = made.make_stream(os.urandom(size // 10))
    made.save(path)
    return path
