"""What a file is, whatever its name says."""

import pytest

from eakte import filetypes
from eakte.exceptions import UnreadableFile
from tests.factories import papers

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + bytes(300)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(papers.pdf(), "application/pdf"), (papers.picture(), "image/jpeg"), (papers.picture("PNG"), "image/png")],
)
def test_the_first_bytes_decide(data, media_type):
    assert filetypes.media_type_of([data[:3], data[3:]]) == media_type


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (HEIC, filetypes.REFUSED["image/heic"]),
        (b"II*\0" + bytes(300), filetypes.REFUSED["image/tiff"]),
        (b"", "Diese Datei ist leer."),
        (b"MZ" + bytes(300), f"Diese Datei ist von einer anderen Art. {filetypes.TAKEN}"),
        (b"<html>", f"Diese Datei ist von einer anderen Art. {filetypes.TAKEN}"),
    ],
    ids=["heic", "tiff", "empty", "program", "page"],
)
def test_what_we_do_not_take_is_told_why(data, why):
    with pytest.raises(UnreadableFile) as refusal:
        filetypes.media_type_of([data])

    assert str(refusal.value) == why


def test_a_file_that_is_longer_than_it_says_is_stopped(monkeypatch):
    monkeypatch.setattr(filetypes, "LARGEST", 100)

    with pytest.raises(UnreadableFile):
        list(filetypes.within_limit([bytes(60), bytes(60)]))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Scans\\Bescheid.PDF", "Bescheid.pdf"),
        ("Lohn\r\nSet-Cookie: x.pdf", "LohnSet-Cookie x.pdf"),
        ("rechnung\u202efdp.exe", "rechnungfdp.pdf"),
        ("", "datei.pdf"),
        (".pdf", "datei.pdf"),
        ("Zeugnis.docx", "Zeugnis.pdf"),
        ("Ü" * 300, "Ü" * 150 + ".pdf"),
    ],
)
def test_names_are_safe_and_say_what_the_file_is(name, safe):
    assert filetypes.safe_name(name, "application/pdf") == safe
