"""What a file holds and how its pages look, found out by a process that may do nothing else (`eakte/opener.py`).

Nothing decrypted is written to a disk and nothing is kept: bytes go in through a pipe, a picture comes out.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore

from eakte.exceptions import UnreadableFile

OPENER = Path(__file__).parent / "opener.py"
SECONDS = 25  # on the clock; the processor's time is limited inside
AT_ONCE = BoundedSemaphore(2)  # pages drawn at the same time by one web process
WIDTHS = {"normal": 1240, "large": 2480}  # A4 at 150 and 300 dots an inch

REASONS = {
    "encrypted": "Diese PDF ist mit einem Passwort geschützt. Bitte nehmen Sie sie ohne Passwort auf.",
    "too_many_pages": "Diese PDF hat mehr als 2000 Seiten. Bitte teilen Sie sie vorher.",
    "too_many_pixels": "Dieses Bild ist zu groß: mehr als 60 Millionen Bildpunkte.",
    "too_large": "Diese Datei braucht beim Öffnen zu viel Speicher.",
    "too_slow": "Diese Datei ließ sich in der erlaubten Zeit nicht öffnen.",
    "unreadable": "Diese Datei lässt sich nicht öffnen. Sie ist unvollständig oder beschädigt.",
}


def inspect(media_type: str, source: Iterable[bytes]) -> int:
    """The number of pages; opens the file really (UnreadableFile with the reason)."""
    return json.loads(_ask(source, "inspect", media_type))["pages"]


def page(media_type: str, source: Iterable[bytes], *, number: int, width: int) -> bytes:
    """One page as a JPEG, so many pixels wide. Pages are counted from 1."""
    return _ask(source, "page", media_type, str(number), str(width))


def split(source: Iterable[bytes], spans: list[tuple[int, int]]) -> list[bytes]:
    """Parts of a PDF as files of their own; first and last page of each."""
    answer = _ask(source, "split", "application/pdf", ",".join(f"{first}-{last}" for first, last in spans))
    pieces = []
    while answer:
        end = 8 + int.from_bytes(answer[:8])
        pieces.append(answer[8:end])
        answer = answer[end:]
    return pieces


def _ask(source: Iterable[bytes], *question: str) -> bytes:
    """Start the opener without our environment (keys stand there), feed it, and take its answer in time."""
    command = [sys.executable, "-I", str(OPENER), *question]
    pipe = subprocess.PIPE
    with AT_ONCE, subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env={}, cwd="/") as process:
        try:
            _feed(process, source)
            answer, word = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise UnreadableFile(REASONS["too_slow"]) from None
        except BaseException:
            process.kill()
            raise
    if process.returncode == 0:
        return answer
    # Killed by the limit on its time, or broken by the file: both without a word of its own.
    default = "too_slow" if process.returncode in {-9, -24} else "unreadable"
    raise UnreadableFile(REASONS.get(word.decode(errors="replace").strip(), REASONS[default]))


def _feed(process: subprocess.Popen[bytes], source: Iterable[bytes]) -> None:
    """The opener reads to the end before it thinks; if it has died, its answer says why."""
    assert process.stdin is not None  # noqa: S101 - tells mypy
    with suppress(BrokenPipeError):
        for part in source:
            process.stdin.write(part)
        process.stdin.flush()
