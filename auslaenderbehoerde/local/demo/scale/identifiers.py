"""Identifiers as if each row had been made when it says: those of one file lie apart, as in a real office."""

from datetime import datetime
from random import Random
from uuid import UUID

VERSION, VARIANT = 0x7 << 76, 0b10 << 62


def made_at(at: datetime, chance: Random) -> UUID:
    """UUID version 7 (RFC 9562, section 5.7) of this moment, as `auslaenderbehoerde.identifiers` makes it of now."""
    milliseconds, bits = int(at.timestamp() * 1000), chance.getrandbits(74)
    return UUID(int=milliseconds << 80 | VERSION | (bits >> 62) << 64 | VARIANT | bits & (1 << 62) - 1)
