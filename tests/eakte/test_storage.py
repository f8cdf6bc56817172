"""Files on the disk: sealed, whole or not at all, and noticed when somebody touched them."""

import hashlib
import os
import resource
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auslaenderbehoerde.identifiers import uuid7
from eakte import storage
from eakte.exceptions import DamagedFile, KeyMissing, StorageFull
from eakte.models import DocumentVersion

SIZES = [0, 1, storage.CHUNK - 1, storage.CHUNK, storage.CHUNK + 1, 2 * storage.CHUNK, 2 * storage.CHUNK + 7]
SEALED = storage.CHUNK + storage.TAG


@pytest.fixture(autouse=True)
def disk(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def stored(data: bytes) -> DocumentVersion:
    """A version whose file was written just now."""
    identifier = uuid7()
    row = storage.write(identifier, [data])
    return DocumentVersion(id=identifier, sha256=row.sha256, size=row.size, wrapped_key=row.wrapped_key)


def opened(row: DocumentVersion) -> bytes:
    return b"".join(storage.read(row))


def files(folder) -> list:
    return [path for path in folder.rglob("*") if path.is_file()]


@contextmanager
def room_for(size: int):
    """The kernel refuses every byte of a file beyond this size, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", SIZES)
def test_what_was_written_is_read_again(size):
    data = os.urandom(size)

    row = stored(data)

    assert (row.size, row.sha256, opened(row)) == (size, hashlib.sha256(data).hexdigest(), data)


def test_nothing_of_the_original_is_on_the_disk(disk):
    row = stored(b"Lohnabrechnung " * 1000)

    path = storage.path_of(row.id)
    assert (files(disk), b"Lohn" in path.read_bytes(), oct(path.stat().st_mode & 0o777)) == ([path], False, "0o600")


@given(parts=st.lists(st.binary(max_size=300), max_size=12), chunk=st.sampled_from([1, 7, 64, 300]))
def test_any_bytes_in_any_parts_come_back(parts, chunk):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storage, "CHUNK", chunk)
        identifier = uuid7()
        row = storage.write(identifier, parts)
        version = DocumentVersion(id=identifier, sha256=row.sha256, wrapped_key=row.wrapped_key)

        assert opened(version) == b"".join(parts)


@given(data=st.binary(min_size=1, max_size=400), chunk=st.sampled_from([16, 50, 400]), where=st.data())
def test_any_changed_bit_is_noticed(data, chunk, where):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storage, "CHUNK", chunk)
        row = stored(data)
        path = storage.path_of(row.id)
        sealed = bytearray(path.read_bytes())
        sealed[where.draw(st.integers(0, len(sealed) - 1))] ^= 1 << where.draw(st.integers(0, 7))
        path.write_bytes(sealed)

        with pytest.raises(DamagedFile):
            storage.verify(row)


@given(chunks=st.integers(1, 5), order=st.data())
def test_chunks_cannot_be_swapped_dropped_repeated_or_cut_off(chunks, order):
    """Whatever row of whole chunks is made of the real ones: only the true one opens."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storage, "CHUNK", 10)
        row = stored(bytes(range(10)) * chunks)
        path = storage.path_of(row.id)
        sealed = path.read_bytes()
        pieces = [sealed[start : start + 26] for start in range(0, len(sealed), 26)]
        picked = order.draw(st.lists(st.integers(0, chunks - 1), max_size=7))
        path.write_bytes(b"".join(pieces[number] for number in picked))

        if picked == list(range(chunks)):
            storage.verify(row)
        else:
            with pytest.raises(DamagedFile):
                storage.verify(row)


def test_a_file_is_not_another_file():
    one, other = stored(b"A" * 100), stored(b"B" * 100)
    storage.path_of(one.id).write_bytes(storage.path_of(other.id).read_bytes())
    one.wrapped_key = other.wrapped_key

    with pytest.raises(DamagedFile):
        storage.verify(one)


def test_a_file_that_is_gone_is_damaged():
    row = stored(b"A")
    storage.remove(row.id)

    with pytest.raises(DamagedFile):
        storage.verify(row)


def test_a_swapped_row_and_file_are_noticed_by_the_hash():
    row = stored(b"A")
    row.sha256 = hashlib.sha256(b"B").hexdigest()

    with pytest.raises(DamagedFile):
        storage.verify(row)


def test_without_the_master_key_nothing_opens(settings):
    row = stored(b"A")
    settings.FILE_KEY = "another-key-" + "x" * 50

    with pytest.raises(KeyMissing):
        storage.verify(row)


def test_a_full_disk_keeps_nothing_and_says_so(disk):
    with room_for(SEALED + 1000), pytest.raises(StorageFull) as refusal:
        storage.write(uuid7(), [bytes(3 * storage.CHUNK)])

    assert (files(disk), str(refusal.value)) == ([], StorageFull.message)


def test_a_disk_that_takes_half_a_chunk_gets_the_rest(monkeypatch):
    real = os.write
    monkeypatch.setattr(storage.os, "write", lambda to, data: real(to, bytes(data)[:1000]))

    assert opened(stored(b"A" * 5000)) == b"A" * 5000


def test_a_source_that_breaks_off_leaves_nothing(disk):
    def broken():
        yield bytes(storage.CHUNK * 2)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        storage.write(uuid7(), broken())

    assert files(disk) == []
