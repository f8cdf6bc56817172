"""Documents on the disk: sealed in chunks (AES-256-GCM) under a key of their own, which the master key wraps.

A file is a row of chunks of 1 MiB, each with 16 bytes that prove it whole. The nonce of a chunk is its number and
whether it is the last one, the associated data is the document's identifier: a chunk cannot be swapped, dropped,
repeated, cut off or carried into another file. A key seals one file once, so a nonce is never used twice under it.
"""

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from eakte import sealing
from eakte.exceptions import DamagedFile, StorageFull
from eakte.models import DocumentVersion

CHUNK = 1 << 20
TAG = 16
KEY_BITS = 256
PURPOSE = "document"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True)
class Stored:
    """What is known of a file when it lies on the disk; hash and size are of the original bytes."""

    sha256: str
    size: int
    wrapped_key: bytes


def folder() -> Path:
    """Where the documents lie."""
    return Path(settings.MEDIA_ROOT) / "documents"


def path_of(identifier: UUID) -> Path:
    """The file of a version. The last digits are random, the first ones are the time it came."""
    return folder() / identifier.hex[-2:] / str(identifier)


def write(identifier: UUID, source: Iterable[bytes]) -> Stored:
    """Seal the bytes and put them on the disk: the whole file or nothing (StorageFull when there is no room)."""
    key = AESGCM.generate_key(KEY_BITS)
    wrapped = sealing.seal(key, purpose=PURPOSE)
    target = path_of(identifier)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    try:
        sha256, size = _write_whole(unfinished, _seal(source, key, identifier))
        unfinished.rename(target)
        _sync_folder(target.parent)
    except OSError as error:
        _forget(unfinished)
        raise (StorageFull if error.errno in FULL else error) from error
    except BaseException:
        _forget(unfinished)
        raise
    return Stored(sha256, size, wrapped)


def read(row: DocumentVersion) -> Iterator[bytes]:
    """The original bytes, piece by piece; DamagedFile before the first byte of a chunk that is not what was stored.

    Only the last piece proves the whole, so whoever hands pieces on calls `verify` first.
    """
    key = sealing.unseal(bytes(row.wrapped_key), purpose=PURPOSE)
    digest = hashlib.sha256()
    try:
        with path_of(row.id).open("rb") as file:
            for piece in _open(file, key, row.id):
                digest.update(piece)
                yield piece
    except (OSError, InvalidTag) as error:
        raise DamagedFile from error
    if digest.hexdigest() != row.sha256:
        raise DamagedFile


def verify(row: DocumentVersion) -> None:
    """Read the file to its end (DamagedFile, KeyMissing)."""
    for _piece in read(row):
        pass


def remove(identifier: UUID) -> None:
    """Take a file back whose row was not written."""
    path_of(identifier).unlink(missing_ok=True)


def _seal(source: Iterable[bytes], key: bytes, identifier: UUID) -> Iterator[tuple[bytes, bytes]]:
    """Pairs of the original piece and the sealed one."""
    cipher = AESGCM(key)
    for number, (piece, last) in enumerate(_pieces(source)):
        yield piece, cipher.encrypt(_nonce(number, last=last), piece, identifier.bytes)


def _open(file: BinaryIO, key: bytes, identifier: UUID) -> Iterator[bytes]:
    cipher, number = AESGCM(key), 0
    sealed, following = file.read(CHUNK + TAG), file.read(CHUNK + TAG)
    while True:
        yield cipher.decrypt(_nonce(number, last=not following), sealed, identifier.bytes)
        if not following:
            return
        number, sealed, following = number + 1, following, file.read(CHUNK + TAG)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + (b"\1" if last else b"\0")


def _pieces(source: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The source cut into chunks of one size, each with whether it is the last; an empty source is one empty chunk."""
    waiting = bytearray()
    for part in source:
        waiting += part
        while len(waiting) > CHUNK:
            yield bytes(waiting[:CHUNK]), False
            del waiting[:CHUNK]
    yield bytes(waiting), True


def _write_whole(path: Path, pairs: Iterable[tuple[bytes, bytes]]) -> tuple[str, int]:
    """Write and sync; hash and size of the original."""
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, settings.FILE_UPLOAD_PERMISSIONS)
    with os.fdopen(descriptor, "wb", buffering=0) as file:
        for piece, sealed in pairs:
            digest.update(piece)
            size += len(piece)
            _write_all(file.fileno(), sealed)
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def _write_all(descriptor: int, sealed: bytes) -> None:
    """A disk that is nearly full takes a part only, without an error."""
    left = memoryview(sealed)
    while left:
        left = left[os.write(descriptor, left) :]


def _sync_folder(path: Path) -> None:
    """A renamed file survives a power cut only when its folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _forget(unfinished: Path) -> None:
    with suppress(OSError):  # the first error is the one to tell
        unfinished.unlink(missing_ok=True)
