"""A stream sealed with a passphrase: nobody reads it, and nobody changes, shortens or reorders it unnoticed.

The file begins with a line that names the format and a header of fixed length (cost, salt). The key is made from the
passphrase by scrypt, so each archive has its own. Then come chunks of AES-256-GCM. A chunk's nonce is its number and
whether it is the last one, and it vouches for the header, too.
"""

import os
import struct
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from auslaenderbehoerde.portal.backup.exceptions import UnreadableError

FORMAT = b"auslaenderbehoerde backup 1\n"
CHUNK = 1024 * 1024
TAG = 16
SALT = 16
COST = 17  # 2**17 rounds and 128 MB: a passphrase is guessed a few times a second, not a million times
HIGHEST_COST = 20
SHORTEST_PASSPHRASE = 16


class Sealer:
    """Write to it, close it; only a closed stream can be opened again."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        salt = os.urandom(SALT)
        self._file = file
        self._header = FORMAT + bytes([COST]) + salt
        self._cipher = _cipher(passphrase, COST, salt)
        self._waiting = bytearray()
        self._number = 0
        file.write(self._header)

    def write(self, data: bytes) -> None:
        """A full chunk stays back until more comes: only then it is sure not to be the last one."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def close(self) -> None:
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _seal(self, data: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last), data, self._header))
        self._number += 1


def opened(file: BinaryIO, passphrase: str) -> Iterator[bytes]:
    """The stream in pieces, each of them proven; `UnreadableError` as soon as one is not what was written."""
    header = file.read(len(FORMAT) + 1 + SALT)
    if len(header) < len(FORMAT) + 1 + SALT or not header.startswith(FORMAT) or header[len(FORMAT)] > HIGHEST_COST:
        raise UnreadableError
    cipher = _cipher(passphrase, header[len(FORMAT)], header[-SALT:])
    number, chunk = 0, file.read(CHUNK + TAG)
    while True:
        following = file.read(CHUNK + TAG)
        try:
            yield cipher.decrypt(_nonce(number, not following), chunk, header)
        except (InvalidTag, ValueError) as error:
            raise UnreadableError from error
        if not following:
            return
        number, chunk = number + 1, following


def _nonce(number: int, last: bool) -> bytes:
    """Never the same twice under one key, and different for the last chunk."""
    return struct.pack(">xxxQ?", number, last)


def _cipher(passphrase: str, cost: int, salt: bytes) -> AESGCM:
    try:
        return AESGCM(Scrypt(salt=salt, length=32, n=2**cost, r=8, p=1).derive(passphrase.encode()))
    except ValueError as error:  # a cost of zero: the header was changed
        raise UnreadableError from error
