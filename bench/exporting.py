"""A case file of two hundred pages written as a ZIP, and one of thin pages: does memory grow with the bytes?"""

import hashlib
import io
import json
import os
import time
import zipfile
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf
from django.conf import settings
from django.utils import timezone

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Department, Team
from bench import data
from bench.apart import spent
from eakte import export, storage
from eakte.models import CaseFile, DocumentVersion, Person
from eakte.services import documents, files
from eakte.services.documents import Checked, Incoming

PAPERS, PAGES = 40, 5  # documents of a file, pages of a document
THIN, THICK = 10_000, 100_000  # bytes of a page; the second is a scanned page in black and white


def measure() -> dict[str, Any]:
    """Seconds, CPU and memory of the large export, memory of the small one, and whether the ZIP holds everything."""
    user, _made = User.objects.get_or_create(username="bench-export", email="export@example.org", is_staff=True)
    small, large = (_file(page_bytes) for page_bytes in (THIN, THICK))
    _export(small, user)
    little = spent(partial(_export, small, user))
    begun = time.perf_counter()
    much = spent(partial(_export, large, user))
    seconds = time.perf_counter() - begun
    return {
        "seconds": seconds,
        "export": much,
        "small_rose_mb": little["rose_mb"],
        "bare": spent(partial(_read, large)),
        "bytes": _target(large).stat().st_size,
        "whole": _whole(large),
    }


def _file(page_bytes: int) -> CaseFile:
    department, _made = Department.objects.get_or_create(
        code="BX", defaults={"name": "Ausgabe", "office": data.office()}
    )
    team, _made = Team.objects.get_or_create(department=department, name="Ausgabe")
    person = Person.objects.create(family_name="Nguyễn", given_names="Thị Ánh", birth_date="1990-01-31")
    case_file = files.open_file(person=person, team=team, now=timezone.now())
    for _number in range(PAPERS):
        checked = Checked(Incoming("scan.pdf", partial(_once, _pdf(page_bytes))), "application/pdf", PAGES)
        facts = {"title": "Lohnabrechnung", "dated_on": date(2026, 11, 2)}
        documents.add_document(
            case_file=case_file, checked=checked, facts=facts, source="post", by=None, now=timezone.now()
        )
    return case_file


def _once(data: bytes) -> list[bytes]:
    return [data]


def _pdf(page_bytes: int) -> bytes:
    made, written = pikepdf.new(), io.BytesIO()
    for _page in range(PAGES):
        made.add_blank_page()
        made.pages[-1].obj.Scan = made.make_stream(os.urandom(page_bytes))
    made.save(written)
    return written.getvalue()


def _export(case_file: CaseFile, user: User) -> None:
    with _target(case_file).open("wb") as file:
        for piece in export.stream(export.contents(case_file, user=user, now=timezone.now())):
            file.write(piece)


def _target(case_file: CaseFile) -> Path:
    return Path(settings.DATA_DIR) / f"{case_file.pk}.zip"


def _read(case_file: CaseFile) -> None:
    """What cannot be spared: every original opened and hashed once."""
    for version in DocumentVersion.objects.filter(document__case_file=case_file):
        storage.verify(version)


def _whole(case_file: CaseFile) -> bool:
    """The ZIP holds every original, and the manifest's hashes are those of what is in it."""
    originals = set(DocumentVersion.objects.filter(document__case_file=case_file).values_list("sha256", flat=True))
    with zipfile.ZipFile(_target(case_file)) as archive:
        listed = {entry["path"]: entry["sha256"] for entry in json.loads(archive.read(export.MANIFEST))["files"]}
        found = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in listed}
    return found == listed and originals <= set(found.values())
