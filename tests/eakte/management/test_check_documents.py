"""Every file is read: what is damaged is named, what came back is whole again, what nobody knows is found."""

import os
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from eakte import storage
from eakte.models import Task
from tests.factories import papers
from tests.factories.eakte import CaseFileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def disk(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def check(*options: str) -> str:
    out = StringIO()
    call_command("check_documents", *options, stdout=out)
    return out.getvalue()


def version():
    return papers.document(CaseFileFactory()).versions.get()


def test_whole_files_are_counted():
    version()

    assert check() == ("1 Dateien sind in Ordnung.\n0 Dateien ohne Schriftstück gefunden (löschen mit --tidy).\n")


def test_damaged_and_missing_files_are_found_and_told():
    damaged, missing, whole = version(), version(), version()
    storage.path_of(damaged.pk).write_bytes(b"something else")
    storage.remove(missing.pk)

    with pytest.raises(CommandError, match=r"^2 Dateien sind beschädigt oder fehlen, 0 öffnet kein Schlüssel"):
        check()

    for row in (damaged, missing, whole):
        row.refresh_from_db()
    assert [row.damaged_at is not None for row in (damaged, missing, whole)] == [True, True, False]
    assert Task.objects.count() == 2


def test_a_file_brought_back_from_a_backup_is_whole_again():
    row = version()
    path = storage.path_of(row.pk)
    good = path.read_bytes()
    path.write_bytes(b"something else")
    with pytest.raises(CommandError):
        check()
    path.write_bytes(good)
    check()

    row.refresh_from_db()
    assert row.damaged_at is None


def test_a_missing_key_is_no_damage(settings):
    row = version()
    settings.FILE_KEY = "another-" + "x" * 60

    with pytest.raises(CommandError, match=r"^0 Dateien sind beschädigt oder fehlen, 1 öffnet kein Schlüssel"):
        check()

    row.refresh_from_db()
    assert row.damaged_at is None


def test_files_nobody_knows_are_deleted_only_when_asked_and_old():
    known = storage.path_of(version().pk)
    old, young = (storage.folder() / "ab" / name for name in ("stranger", "young.part"))
    old.parent.mkdir()
    for path in (old, young):
        path.write_bytes(b"x")
    os.utime(old, (time.time() - 100_000,) * 2)

    found, still = check(), old.exists()
    check("--tidy")

    assert ("1 Dateien ohne Schriftstück" in found, still) == (True, True)
    assert [path.exists() for path in (known, old, young)] == [True, False, True]
