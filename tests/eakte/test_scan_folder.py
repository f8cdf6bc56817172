"""The folder of the scanners: stable files are taken, bad ones put aside, and none is lost on the way."""

import os

import pytest
from django.core.cache import cache

from eakte import filetypes, scan_folder, storage
from eakte.exceptions import StorageFull
from eakte.models import IntakeItem
from eakte.tasks import take_scans
from tests import counters
from tests.factories import papers
from tests.factories.authority import OfficeFactory
from tests.factories.papers import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    """A scan folder, and counters of this test alone."""
    settings.CACHES = counters.own()
    cache.clear()
    settings.SCAN_FOLDER = str(tmp_path / "scans")
    settings.MEDIA_ROOT = tmp_path / "files"
    (tmp_path / "scans").mkdir()
    OfficeFactory(slug="unna")
    return tmp_path / "scans"


def files(folder) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def post() -> list[tuple[str, str, str]]:
    rows = IntakeItem.objects.select_related("document", "batch__office").order_by("pk")
    return [(item.document.title, item.batch.office.slug, item.batch.origin) for item in rows]


def test_a_scan_is_taken_when_it_has_stopped_growing(folder):
    (folder / "Scan_0001.pdf").write_bytes(papers.pdf(2))
    first = (take_scans(), files(folder))
    second = (take_scans(), files(folder))

    assert (first, second, post()) == ((0, ["Scan_0001.pdf"]), (1, []), [("Scan 0001", "unna", "folder")])


def test_a_scan_that_grows_is_left_alone(folder):
    scan = folder / "Scan.pdf"
    scan.write_bytes(papers.pdf()[:100])
    take_scans()
    scan.write_bytes(papers.pdf())

    assert (take_scans(), files(folder), take_scans(), files(folder)) == (0, ["Scan.pdf"], 1, [])


def test_a_subfolder_is_an_office(folder):
    OfficeFactory(slug="luenen")
    (folder / "luenen").mkdir()
    (folder / "luenen" / "a.jpg").write_bytes(papers.picture())
    take_scans()
    take_scans()

    assert post() == [("a", "luenen", "folder")]


def test_what_cannot_be_read_is_put_aside_with_the_reason(folder):
    (folder / "a.pdf").write_bytes(b"%PDF-1.7 broken")
    (folder / "b.tif").write_bytes(b"II*\0" + bytes(300))
    (folder / "c.pdf").write_bytes(papers.pdf())
    take_scans()

    assert (take_scans(), post()) == (1, [("c", "unna", "folder")])
    assert files(folder) == [f"nicht-lesbar/{name}" for name in ("a.pdf", "a.pdf.txt", "b.tif", "b.tif.txt")]
    assert (folder / "nicht-lesbar" / "b.tif.txt").read_text() == f"{filetypes.REFUSED['image/tiff']}\n"


def test_bad_files_of_the_same_name_do_not_cover_each_other(folder):
    for _time in range(2):
        (folder / "a.pdf").write_bytes(b"nothing" + os.urandom(4))
        take_scans()
        take_scans()

    assert len(files(folder)) == 4


def test_links_hidden_and_unfinished_files_are_not_touched(folder, tmp_path):
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(papers.pdf())
    (folder / "link.pdf").symlink_to(secret)
    for name in (".hidden.pdf", "~lock.pdf", "half.part"):
        (folder / name).write_bytes(papers.pdf())
    take_scans()

    assert (take_scans(), post(), len(files(folder))) == (0, [], 4)


def test_a_scan_stored_twice_is_one_letter(folder, monkeypatch):
    """The process is killed between storing and removing; the next one finds the file again."""
    scan, data = folder / "Scan.pdf", papers.pdf()
    scan.write_bytes(data)
    take_scans()
    take_scans()
    scan.write_bytes(data)
    take_scans()

    assert (take_scans(), files(folder), len(post())) == (1, [], 1)


def test_a_full_disk_leaves_the_scans_where_they_are(folder, monkeypatch):
    for name in "ab":
        (folder / f"{name}.pdf").write_bytes(papers.pdf())

    def full(*_arguments):
        raise StorageFull

    monkeypatch.setattr(storage, "write", full)
    take_scans()

    assert (scan_folder.sweep(now=NOW), files(folder), post()) == (0, ["a.pdf", "b.pdf"], [])


def test_without_a_folder_nothing_happens(settings):
    settings.SCAN_FOLDER = ""

    assert take_scans() == 0
