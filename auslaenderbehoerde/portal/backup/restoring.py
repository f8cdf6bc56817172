"""Bringing a backup back. Everything is read and proven before anything is touched."""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from auslaenderbehoerde.portal.backup import parts, postgres
from auslaenderbehoerde.portal.backup.exceptions import BackupError, UnreadableError
from auslaenderbehoerde.portal.backup.sealing import opened
from auslaenderbehoerde.portal.backup.writing import DATABASE, FILES, KEYS, UNFINISHED, keys


@dataclass(frozen=True)
class Restored:
    """What came back: the archive's manifest, and the names of keys this installation has otherwise."""

    manifest: dict[str, Any]
    other_keys: list[str]


@dataclass
class _Archive:
    """An archive that was read once from end to end and is as it was written."""

    path: Path
    passphrase: str
    manifest: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def unpack(self, taker: parts.Taker) -> dict[str, Any]:
        with self.path.open("rb") as file:
            return parts.unpack(opened(file, self.passphrase), taker)

    def prove(self) -> None:
        text = bytearray()
        self.manifest = self.unpack(lambda name: text.extend if name == KEYS else _forget)
        self.keys = dict(line.split("=", 1) for line in text.decode().splitlines())
        if DATABASE not in self.manifest["parts"] or set(self.keys) != set(keys()):
            raise UnreadableError


def restore_backup(path: Path, *, passphrase: str, replace: bool = False, key_file: Path | None = None) -> Restored:
    """Database, files and keys of the archive in place of what is here."""
    archive = _Archive(path, passphrase)
    archive.prove()
    other = [name for name, value in keys().items() if value != archive.keys[name]]
    _refuse_newer(archive)
    _refuse_overwriting(replace)
    if other and key_file is None:
        raise BackupError(f"Das Archiv enthält andere Schlüssel ({', '.join(other)}): Nennen Sie --keys DATEI.")
    with ExitStack() as undo:
        if other and key_file:
            _write_keys(key_file, archive.keys)
            undo.callback(key_file.unlink)
        _bring_back(archive)
        undo.pop_all()
    return Restored(archive.manifest, other)


def _refuse_newer(archive: _Archive) -> None:
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    if [name for name in archive.manifest["migrations"] if tuple(name) not in known]:
        version = archive.manifest["version"]
        raise BackupError(f"Das Archiv stammt aus einer anderen Version. Installieren Sie zuerst {version}.")


def _refuse_overwriting(replace: bool) -> None:
    if not replace and not postgres.is_empty():
        raise BackupError("Die Datenbank ist nicht leer. Mit --replace wird ersetzt, was darin steht.")
    if not replace and _present(settings.MEDIA_ROOT):
        raise BackupError("Der Ordner der Dateien ist nicht leer. Mit --replace wird ersetzt, was darin liegt.")


def _write_keys(key_file: Path, values: dict[str, str]) -> None:
    with os.fdopen(os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in values.items())


def _bring_back(archive: _Archive) -> None:
    """Files wait beside the old ones until the database has taken everything, then they change places."""
    root = settings.MEDIA_ROOT
    root.mkdir(parents=True, exist_ok=True)
    for left in root.glob(f"{UNFINISHED}*"):  # by a restore that was killed
        shutil.rmtree(left)
    waiting = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=root))
    try:
        with ExitStack() as stack:
            loader = stack.enter_context(postgres.Loader())
            if archive.unpack(_placing(loader, waiting, stack)) != archive.manifest:
                raise UnreadableError
            loader.commit()
        _change_places(root, waiting)
    finally:
        shutil.rmtree(waiting)
        connection.close()


def _placing(loader: postgres.Loader, folder: Path, stack: ExitStack) -> parts.Taker:
    """Where each part goes; one file is open at a time."""
    last: list[BinaryIO] = []
    stack.callback(lambda: [file.close() for file in last])

    def place(name: str) -> Callable[[bytes], Any]:
        if name == DATABASE:
            return loader.write
        if not name.startswith(FILES):
            return _forget
        path = folder / name.removeprefix(FILES)
        if not path.resolve().is_relative_to(folder.resolve()):
            raise UnreadableError
        path.parent.mkdir(parents=True, exist_ok=True)
        if last:
            last.pop().close()
        last.append(os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"))
        return last[0].write

    return place


def _change_places(root: Path, waiting: Path) -> None:
    """The folder itself may be a mount and cannot be renamed, so its entries are."""
    for entry in _present(root):
        shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    for entry in list(waiting.iterdir()):
        entry.rename(root / entry.name)


def _present(root: Path) -> list[Path]:
    return [entry for entry in root.glob("*") if not entry.name.startswith(UNFINISHED)]


def _forget(_block: bytes) -> None:
    """Read and proven, not kept."""
