"""Papers as they come: small real files, documents of a file, and a malware scanner that says what it is told."""

import io
import socket
import threading
from datetime import UTC, date, datetime

import pikepdf
from PIL import Image, ImageDraw

from eakte.services import documents
from eakte.services.documents import Checked, Incoming

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def pdf(pages: int = 1, *, size: tuple[float, float] = (595, 842), **saved) -> bytes:
    """A PDF of empty pages; `saved` goes to the writer (encryption and the like)."""
    made, written = pikepdf.new(), io.BytesIO()
    for _page in range(pages):
        made.add_blank_page(page_size=size)
    made.save(written, **saved)
    return written.getvalue()


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (400, 300), mode: str = "RGB", colour="navy") -> bytes:
    """A picture with a mark in its upper left corner."""
    made, written = Image.new(mode, size, colour), io.BytesIO()
    ImageDraw.Draw(made).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="white")
    made.save(written, kind)
    return written.getvalue()


def incoming(data: bytes, name: str = "Lohn Oktober.pdf") -> Incoming:
    return Incoming(name, lambda: [data])


def checked(data: bytes | None = None, name: str = "Lohn Oktober.pdf", pages: int = 1) -> Checked:
    """A file that was looked at already, without starting the opener."""
    data = data or pdf(pages)
    media_type = "application/pdf" if data.startswith(b"%PDF") else "image/jpeg"
    return Checked(incoming(data, name), media_type, pages)


def document(case_file=None, *, data: bytes | None = None, pages: int = 1, source: str = "desk", by=None, **facts):
    """A document with its first version, really on the disk."""
    given = {"title": "Lohnabrechnung Oktober", "dated_on": date(2026, 11, 20)} | facts
    return documents.add_document(
        case_file=case_file, checked=checked(data, pages=pages), facts=given, source=source, by=by, now=NOW
    )


class Clamd:
    """A server that speaks INSTREAM: it keeps what it got and gives the answer it was made with."""

    def __init__(self, answer: bytes = b"stream: OK\0") -> None:
        self.answer, self.got = answer, b""
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "Clamd":
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self.server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                got = b""
                while size := int.from_bytes(stream.read(4)):
                    got += stream.read(size)
                self.got = got
                connection.sendall(self.answer)
