"""Named parts in one stream, of a length nobody knows beforehand; the list of them comes last.

A part is its name and blocks, each with its length before it; an empty block ends it.
"""

import hashlib
import json
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from auslaenderbehoerde.portal.backup.exceptions import UnreadableError

MANIFEST = "manifest.json"
LONGEST_BLOCK = 8 * 1024 * 1024
LENGTH = struct.Struct(">I")


class Sink(Protocol):
    def write(self, data: bytes) -> None: ...


@dataclass
class Seal:
    """Length and hash of one part, as they stand in the manifest."""

    size: int = 0
    hash: Any = None

    def __post_init__(self) -> None:
        self.hash = hashlib.sha256()

    def add(self, block: bytes) -> None:
        self.size += len(block)
        self.hash.update(block)

    def as_dict(self) -> dict[str, Any]:
        return {"size": self.size, "sha256": self.hash.hexdigest()}


class Packer:
    """Puts parts into a stream and writes down what went in."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.contents: dict[str, dict[str, Any]] = {}

    def add(self, name: str, blocks: Iterable[bytes]) -> None:
        seal = Seal()
        self._block(name.encode())
        for block in filter(None, blocks):
            seal.add(block)
            self._block(block)
        self._block(b"")
        self.contents[name] = seal.as_dict()

    def finish(self, manifest: dict[str, Any]) -> None:
        """The manifest is the last part: it lists all the others."""
        text = json.dumps(manifest | {"parts": self.contents}, ensure_ascii=False, indent=1)
        self.add(MANIFEST, [text.encode()])

    def _block(self, data: bytes) -> None:
        self._sink.write(LENGTH.pack(len(data)) + data)


class Reader:
    """Reads exact lengths from a stream that comes in pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._waiting = bytearray()

    def block(self) -> bytes | None:
        """The next block, or nothing at the end of the stream."""
        head = self._take(LENGTH.size)
        if not head:
            return None
        (length,) = LENGTH.unpack(head)
        if length > LONGEST_BLOCK:
            raise UnreadableError
        return self._take(length, whole=True)

    def _take(self, length: int, *, whole: bool = False) -> bytes:
        while len(self._waiting) < length:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._waiting += piece
        if len(self._waiting) < length and (whole or self._waiting):
            raise UnreadableError
        taken = bytes(self._waiting[:length])
        del self._waiting[:length]
        return taken


Taker = Callable[[str], Callable[[bytes], Any]]


def unpack(pieces: Iterator[bytes], taker: Taker) -> dict[str, Any]:
    """Give each part's blocks to `taker(name)` and return the manifest, if everything is as it says."""
    reader, contents, manifest = Reader(pieces), {}, b""
    while (name := reader.block()) is not None:
        part, seal, take = name.decode(), Seal(), taker(name.decode())
        while block := reader.block():
            seal.add(block)
            if part == MANIFEST:
                manifest += block
            take(block)
        if block is None:
            raise UnreadableError
        contents[part] = seal.as_dict()
    contents.pop(MANIFEST, None)
    found = json.loads(manifest or b"{}")
    if found.get("parts") != contents:
        raise UnreadableError
    return found
