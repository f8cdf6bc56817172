"""Links that open one thing for whoever holds them, without a sign-in.

A token is the identifier followed by an HMAC-SHA256 (RFC 2104) of purpose, identifier and version
under `LINK_KEY`: 256 bits nobody can guess, and nothing to store. The same link can be written
again in a reminder; raising the version of the row makes every older link void.
"""

import base64
import binascii
import hashlib
import hmac
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
LENGTH = 64
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L: read aloud and typed from paper
CODE_LENGTH = 8


def make(purpose: str, identifier: UUID, version: int) -> str:
    """The token: 64 characters, safe in an address."""
    return base64.urlsafe_b64encode(identifier.bytes + _sign(purpose, identifier, version)).decode()


def find(purpose: str, token: str, rows: QuerySet[Row]) -> Row | None:
    """The row of `rows` whose token this is, or None for a stranger, a forged or a revoked one.

    The rows need a UUID primary key and an integer field `link_version`.
    """
    identifier = identify(token)
    row = rows.filter(pk=identifier).first() if identifier else None
    if row is None:
        return None
    versioned: Any = row
    return row if hmac.compare_digest(make(purpose, versioned.pk, versioned.link_version), token) else None


def identify(token: str) -> UUID | None:
    """The identifier inside a token, whether the token is genuine or not."""
    if len(token) != LENGTH:
        return None
    try:
        return UUID(bytes=base64.b64decode(token, altchars=b"-_", validate=True)[:16])
    except (binascii.Error, ValueError):
        return None


def code(purpose: str, identifier: UUID, version: int) -> str:
    """A short code for paper (8 of 31 signs, about 40 bits); only together with a second fact."""
    number = int.from_bytes(_sign(f"{purpose}:code", identifier, version)[:8])
    signs = []
    for _position in range(CODE_LENGTH):
        number, sign = divmod(number, len(CODE_ALPHABET))
        signs.append(CODE_ALPHABET[sign])
    return "".join(signs)


def fingerprint(purpose: str, text: str) -> str:
    """A keyed hash (64 hexadecimal characters) to look something up without storing it."""
    return hmac.new(_key(), f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def _sign(purpose: str, identifier: UUID, version: int) -> bytes:
    message = f"{purpose}\0{identifier}\0{version}".encode()
    return hmac.new(_key(), message, hashlib.sha256).digest()


def _key() -> bytes:
    return settings.LINK_KEY.encode()
