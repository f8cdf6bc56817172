"""Hostile and broken files: each ends in a sentence, none in memory, time or a file on the disk."""

import io
import resource
import struct
import subprocess
import sys
import zlib

import pikepdf
import pytest
from PIL import Image

from eakte import preview
from eakte.exceptions import UnreadableFile
from tests.factories import papers

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"


def drawn(media_type: str, data: bytes, number: int = 1, width: int = 400) -> Image.Image:
    return Image.open(io.BytesIO(preview.page(media_type, [data], number=number, width=width)))


def refusal(media_type: str, data: bytes) -> str:
    with pytest.raises(UnreadableFile) as refused:
        preview.inspect(media_type, [data])
    return str(refused.value)


def png_of(width: int, height: int, pixels: bytes) -> bytes:
    """A PNG whose head says what it likes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", pixels), (b"IEND", b"")]
    made = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


def test_pages_are_counted_and_drawn():
    data = papers.pdf(3)

    pages = preview.inspect(PDF, [data])
    page = drawn(PDF, data, number=3)

    assert (pages, page.format, page.size) == (3, "JPEG", (401, 567))


@pytest.mark.parametrize(
    ("media_type", "kind", "mode"), [(JPEG, "JPEG", "RGB"), (PNG, "PNG", "RGB"), (PNG, "PNG", "P")]
)
def test_pictures_are_drawn_smaller(media_type, kind, mode):
    page = drawn(media_type, papers.picture(kind, size=(800, 600), mode=mode, colour=0), width=200)

    assert (page.format, page.size) == ("JPEG", (200, 150))


def test_a_transparent_picture_lies_on_white():
    page = drawn(PNG, papers.picture("PNG", mode="RGBA", colour=(0, 0, 0, 0)))

    assert page.getpixel((350, 250)) == (255, 255, 255)


def test_a_phone_picture_stands_upright_and_loses_its_metadata():
    made, written = Image.open(io.BytesIO(papers.picture(size=(400, 300)))), io.BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Telefon"
    made.save(written, "JPEG", exif=exif)

    page = drawn(JPEG, written.getvalue(), width=300)

    assert (page.size, dict(page.getexif())) == ((300, 400), {})


def test_a_picture_is_never_drawn_larger_than_it_is():
    assert drawn(JPEG, papers.picture(size=(100, 80)), width=1000).size == (100, 80)


def test_a_locked_pdf_says_so():
    locked = papers.pdf(encryption=pikepdf.Encryption(owner="a", user="b"))

    assert refusal(PDF, locked) == preview.REASONS["encrypted"]


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        (PDF, b"%PDF-1.7\n"),
        (PDF, papers.pdf()[:200]),
        (PDF, b"%PDF-1.7\n" + b"\0" * 100_000),
        (JPEG, papers.picture()[:600]),
        (PNG, papers.picture("PNG")[:100]),
        (PNG, b"\x89PNG\r\n\x1a\n" + b"\xff" * 500),
        (JPEG, papers.picture("PNG")[:50]),
        (PNG, png_of(100, 100, b"no pixels")),
    ],
    ids=["head", "cut pdf", "zeros", "cut jpeg", "cut png", "noise", "other", "no pixels"],
)
def test_what_is_broken_says_so(media_type, data):
    assert refusal(media_type, data) == preview.REASONS["unreadable"]


def test_a_bomb_of_pixels_is_refused_by_its_head():
    bomb = png_of(50_000, 50_000, zlib.compress(bytes(1_000_000)))

    assert (len(bomb) < 2000, refusal(PNG, bomb)) == (True, preview.REASONS["too_many_pixels"])


def test_a_bomb_inside_a_pdf_takes_no_more_than_its_share():
    """An image of 30,000 x 30,000 in three colours unpacks to 2.7 GB; the process may take one."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(595, 842))
    packed = zlib.compressobj(9)
    pixels = b"".join(packed.compress(bytes(30_000_000)) for _part in range(90)) + packed.flush()
    bomb = pikepdf.Stream(made, b"")
    bomb.write(pixels, filter=pikepdf.Name.FlateDecode)
    for name, value in {"Type": "XObject", "Subtype": "Image", "ColorSpace": "DeviceRGB"}.items():
        bomb[f"/{name}"] = pikepdf.Name(f"/{value}")
    bomb.Width, bomb.Height, bomb.BitsPerComponent = 30_000, 30_000, 8
    page = made.pages[0]
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Bomb=bomb))
    page.Contents = pikepdf.Stream(made, b"q 595 0 0 842 0 0 cm /Bomb Do Q")
    written = io.BytesIO()
    made.save(written)

    assert drawn(PDF, written.getvalue()).size == (401, 567)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1_100_000  # kilobytes


def test_a_page_kilometres_long_is_drawn_small():
    long = drawn(PDF, papers.pdf(size=(200, 14_400)), width=2480)

    assert long.width * long.height <= 12_100_000


def test_too_many_pages_are_refused():
    assert refusal(PDF, papers.pdf(2001)) == preview.REASONS["too_many_pages"]


def test_a_pdf_is_taken_apart_by_ranges():
    pieces = preview.split([papers.pdf(5)], [(1, 2), (3, 3), (4, 5)])

    assert [preview.inspect(PDF, [piece]) for piece in pieces] == [2, 1, 2]


def test_a_process_that_does_not_come_back_is_ended(monkeypatch, tmp_path):
    stuck = tmp_path / "stuck.py"
    stuck.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(preview, "OPENER", stuck)
    monkeypatch.setattr(preview, "SECONDS", 0.2)

    assert refusal(PDF, papers.pdf()) == preview.REASONS["too_slow"]


def test_a_process_that_dies_of_its_limits_is_told_as_slow(monkeypatch, tmp_path):
    greedy = tmp_path / "greedy.py"
    greedy.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGXCPU)\n")
    monkeypatch.setattr(preview, "OPENER", greedy)

    assert refusal(PDF, papers.pdf()) == preview.REASONS["too_slow"]


def test_the_opener_has_no_keys_and_can_neither_write_nor_start_anything(tmp_path):
    """The same limits, the same way of starting; asked for what it may do."""
    probe = tmp_path / "probe.py"
    probe.write_text(
        "import os, runpy, sys\n"
        f"opener = runpy.run_path({str(preview.OPENER)!r}, run_name='opener')\n"
        "opener['limit']()\n"
        "try:\n    open(sys.argv[1], 'w').write('x' * 9000)\n    print('wrote')\n"
        "except OSError as error:\n    print(error.errno)\n"
        "print(sorted(os.environ))\n"
    )
    target = tmp_path / "out"

    told = subprocess.run([sys.executable, "-I", probe, target], capture_output=True, text=True, env={}, check=True)

    errno, environment = told.stdout.splitlines()
    assert (errno, target.stat().st_size) == ("27", 0)
    assert [name for name in eval(environment) if "KEY" in name or "URL" in name] == []
