"""The folder scanners write to: files that have stopped growing are taken in, bad ones are put aside and named.

A file lies directly in `SCAN_FOLDER` (the first office) or in a subfolder named like an office. It is taken when
size and time are as they were a minute ago, and it is removed only after it lies in the intake list.
"""

import hashlib
import logging
import os
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

from auslaenderbehoerde import tokens
from auslaenderbehoerde.authority.models import Office
from eakte.exceptions import StorageFull, UnreadableFile
from eakte.filetypes import LARGEST
from eakte.models import DocumentVersion, IntakeBatch
from eakte.services import documents, intake
from eakte.services.documents import Incoming

BAD = "nicht-lesbar"
REMEMBERED = 600  # seconds
PIECE = 1 << 20
TAKEN_AT_ONCE = 50
SAME_SCAN = timedelta(days=1)
logger = logging.getLogger(__name__)


def sweep(*, now: datetime) -> int:
    """Take in what has stopped growing; how many files."""
    if not settings.SCAN_FOLDER:
        return 0
    taken = 0
    for office, folder in _folders(Path(settings.SCAN_FOLDER)):
        paths = [path for path in _files(folder) if _stable(path)][:TAKEN_AT_ONCE]
        taken += _take(paths, office, now) if paths else 0
    return taken


def _take(paths: list[Path], office: Office, now: datetime) -> int:
    """One stack of one office. A full disk leaves the rest where it lies, for the next minute."""
    origin = IntakeBatch.Origin.FOLDER
    batch, taken = None, 0
    for path in paths:
        incoming = Incoming(path.name, partial(_chunks, path))
        try:
            checked = documents.check(incoming)
            if not _came_already(path, now):
                batch = batch or intake.take_in(checked=[], office=office, origin=origin, by=None, now=now)
                intake.add_piece(batch=batch, checked=checked, by=None, now=now)
        except UnreadableFile as refusal:
            _put_aside(path, str(refusal))
            continue
        except StorageFull:
            logger.error("no room for scans, they wait in their folder")
            return taken
        path.unlink()
        taken += 1
    return taken


def _came_already(path: Path, now: datetime) -> bool:
    """It was stored a moment ago and its removal was broken off: the same bytes are not a second letter."""
    digest = hashlib.sha256()
    for part in _chunks(path):
        digest.update(part)
    rows = DocumentVersion.objects.filter(
        sha256=digest.hexdigest(),
        created_at__gte=now - SAME_SCAN,
        document__intake_item__batch__origin=IntakeBatch.Origin.FOLDER,
    )
    return rows.exists()


def _folders(root: Path) -> Iterator[tuple[Office, Path]]:
    """Each office with its folder; the first one also has what lies in the root."""
    for number, office in enumerate(Office.objects.order_by("pk")):
        if number == 0:
            yield office, root
        yield office, root / office.slug


def _files(folder: Path) -> list[Path]:
    """Plain files, oldest first; no links, nothing hidden, nothing a scanner or a share has not finished."""
    try:
        found = [(path, path.lstat()) for path in folder.iterdir()]
    except OSError:
        return []
    plain = [(info.st_mtime, path) for path, info in found if stat.S_ISREG(info.st_mode)]
    return [path for _time, path in sorted(plain) if not path.name.startswith((".", "~")) and path.suffix != ".part"]


def _stable(path: Path) -> bool:
    """Whether it is as it was a minute ago. A file that cannot be asked for is not."""
    try:
        info = path.lstat()
    except OSError:
        return False
    key = f"scan:{tokens.fingerprint('scan-folder', str(path))[:32]}"
    state = f"{info.st_size}:{info.st_mtime_ns}"
    before = cache.get(key)
    cache.set(key, state, REMEMBERED)
    return before == state


def _chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file of ours; of a link that took its place, nothing."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "rb") as file:
        left = LARGEST + 1
        while left > 0 and (part := file.read(min(PIECE, left))):
            left -= len(part)
            yield part


def _put_aside(path: Path, why: str) -> None:
    """Into the subfolder for what nobody can read, beside a line that says why. Names are not logged."""
    folder = path.parent / BAD
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    if target.exists():
        target = folder / f"{path.stem}-{os.urandom(3).hex()}{path.suffix}"
    path.rename(target)
    target.with_name(f"{target.name}.txt").write_text(f"{why}\n")
    logger.warning("a scan could not be read and was put aside")
