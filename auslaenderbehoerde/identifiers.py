"""Random identifiers for records: UUID version 7 (RFC 9562, section 5.7)."""

import secrets
import time
from uuid import UUID


def uuid7() -> UUID:
    """A new identifier: 48 bit milliseconds since 1970, then 74 random bits.

    Made in Python, so that a record knows its name before it is saved and a link to it can be
    derived in the same transaction.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0b11 << 62) | 0b10 << 62)
