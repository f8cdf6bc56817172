"""Making a backup."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from auslaenderbehoerde.portal.backup import postgres
from auslaenderbehoerde.portal.backup.parts import Packer
from auslaenderbehoerde.portal.backup.sealing import Sealer
from auslaenderbehoerde.portal.version import version

BLOCK = 1024 * 1024
DATABASE = "database.dump"
KEYS = "keys.env"
FILES = "files/"
UNFINISHED = ".restored-"  # what an interrupted restore leaves among the files


def write_backup(folder: Path, *, passphrase: str, now: datetime) -> Path:
    """The database first, then the files: a file that comes in between is one too many, never one too few."""
    target = folder / f"auslaenderbehoerde-{now:%Y-%m-%dT%H%M%SZ}.backup"
    unfinished = target.with_suffix(".unfinished")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            sealer = Sealer(file, passphrase)
            _pack(Packer(sealer), now)
            sealer.close()
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)
    _settle(folder)
    return target


def _pack(packer: Packer, now: datetime) -> None:
    manifest = {
        "version": version(),
        "created_at": now.isoformat(),
        "postgresql": postgres.server_version(),
        "migrations": postgres.migrations(),
    }
    packer.add(DATABASE, postgres.dump())
    for path in _files(settings.MEDIA_ROOT):
        packer.add(FILES + path.relative_to(settings.MEDIA_ROOT).as_posix(), _content(path))
    packer.add(KEYS, ["".join(f"{name}={value}\n" for name, value in keys().items()).encode()])
    packer.finish(manifest)


def keys() -> dict[str, str]:
    """The keys without which links in letters and sessions of people stop working."""
    return {name: getattr(settings, name) for name in ("SECRET_KEY", "LINK_KEY", "FILE_KEY")}


def _files(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.relative_to(root).parts[0].startswith(UNFINISHED):
            yield path


def _content(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _settle(folder: Path) -> None:
    """The name of the new archive, too, survives a power cut."""
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
