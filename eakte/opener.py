"""Opens files of strangers; run as a program of its own, never imported by the portal.

It gets the bytes on its standard input and knows nothing else: no settings, no keys, no database. Before it reads,
it gives up memory, time, new processes and writing to files, so that a hostile file ends this process and nothing
more. `eakte.preview` starts it and reads its answer:

    opener.py inspect TYPE             {"pages": 3}
    opener.py page TYPE NUMBER WIDTH   a JPEG
    opener.py split TYPE 1-2,3         pieces, each after its length in 8 bytes

What it refuses is told in one word on the standard error, with exit status 3.
"""

import io
import json
import math
import resource
import sys
from typing import Any, NoReturn

MEMORY = 1 << 30  # address space; shared libraries alone take a fifth of it
SECONDS = 15
LARGEST = 60 << 20
MOST_PIXELS = 60_000_000  # of a picture as it came; a phone makes 50
MOST_DRAWN = 12_000_000
MOST_PAGES = 2000
QUALITY = 85
REFUSED = 3


def main() -> None:
    """One file, one question."""
    limit()
    question, media_type, *details = sys.argv[1:]
    data = sys.stdin.buffer.read(LARGEST + 1)
    if len(data) > LARGEST:
        refuse("too_large")
    kind = "pdf" if media_type == "application/pdf" else "picture"
    sys.stdout.buffer.write(ANSWERS[question, kind](data, details))


def limit() -> None:
    """From here on this process cannot take more, write files or start others."""
    for name, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        _soft, hard = resource.getrlimit(name)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(name, (most, most))


def refuse(word: str) -> NoReturn:
    """Say why in one word that `eakte.preview` knows."""
    sys.stderr.write(word)
    sys.exit(REFUSED)


def inspect_pdf(data: bytes, _details: list[str]) -> bytes:
    document = open_pdf(data)
    page_of(document, 0)
    return json.dumps({"pages": len(document)}).encode()


def inspect_picture(data: bytes, _details: list[str]) -> bytes:
    open_picture(data).load()
    return json.dumps({"pages": 1}).encode()


def draw_pdf(data: bytes, details: list[str]) -> bytes:
    number, width = (int(part) for part in details)
    page = page_of(open_pdf(data), number - 1)
    across, down = page.get_size()
    # A page may be kilometres long: the wanted width, but never more than so many pixels.
    scale = min(width / across, math.sqrt(MOST_DRAWN / (across * down)))
    return jpeg(page.render(scale=scale, may_draw_forms=True).to_pil())


def draw_picture(data: bytes, details: list[str]) -> bytes:
    from PIL import ImageOps

    picture = open_picture(data)
    width = int(details[1])
    picture.draft("RGB", (width, width))
    picture = ImageOps.exif_transpose(picture)
    picture.thumbnail((width, MOST_DRAWN // width))
    return jpeg(picture)


def split_pdf(data: bytes, details: list[str]) -> bytes:
    import pikepdf

    try:
        source = pikepdf.open(io.BytesIO(data))
    except pikepdf.PdfError:
        refuse("unreadable")
    answer = io.BytesIO()
    for span in details[0].split(","):
        first, _dash, last = span.partition("-")
        piece, written = pikepdf.new(), io.BytesIO()
        piece.pages.extend(source.pages[int(first) - 1 : int(last or first)])
        piece.save(written)
        answer.write(len(written.getvalue()).to_bytes(8) + written.getvalue())
    return answer.getvalue()


def open_pdf(data: bytes) -> Any:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        refuse("encrypted" if "assword" in str(error) else "unreadable")
    if not 1 <= len(document) <= MOST_PAGES:
        refuse("too_many_pages" if len(document) else "unreadable")
    document.init_forms()
    return document


def page_of(document: Any, index: int) -> Any:
    """A page with a size (a page without one cannot be drawn)."""
    import pypdfium2

    try:
        page = document[index]
    except (pypdfium2.PdfiumError, IndexError):
        refuse("unreadable")
    if min(page.get_size()) <= 0:
        refuse("unreadable")
    return page


def open_picture(data: bytes) -> Any:
    """A picture whose head was read; its pixels are read when they are needed."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # counted here, where the answer is ours
    try:
        picture = Image.open(io.BytesIO(data), formats=["JPEG", "PNG"])
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        refuse("unreadable")
    if picture.width * picture.height > MOST_PIXELS:
        refuse("too_many_pixels")
    return picture


def jpeg(picture: Any) -> bytes:
    """For the screen, on white; nothing of the original's metadata goes along."""
    from PIL import Image

    if picture.mode in {"RGBA", "LA", "P", "PA"}:
        flat = picture.convert("RGBA")
        picture = Image.new("RGB", flat.size, "white")
        picture.paste(flat, mask=flat.getchannel("A"))
    written = io.BytesIO()
    picture.convert("RGB").save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


ANSWERS = {
    ("inspect", "pdf"): inspect_pdf,
    ("inspect", "picture"): inspect_picture,
    ("page", "pdf"): draw_pdf,
    ("page", "picture"): draw_picture,
    ("split", "pdf"): split_pdf,
}

if __name__ == "__main__":
    try:
        main()
    except MemoryError:
        refuse("too_large")
    except Exception:
        refuse("unreadable")
