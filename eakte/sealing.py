"""Keeps numbers of papers and the keys of documents unreadable in the database (AES-256-GCM, NIST SP 800-38D).

`FILE_KEY` holds the master key; during a change it holds the new and the old one, the first seals and every one
opens. Four bytes before each value name the one that sealed it.
"""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from auslaenderbehoerde import tokens
from eakte.exceptions import KeyMissing

NONCE = 12


def seal(plain: bytes, *, purpose: str) -> bytes:
    """The sealed value: 4 bytes naming the key, 12 random bytes, the text and 16 bytes that prove it whole."""
    key = _keys()[0]
    nonce = os.urandom(NONCE)
    return _name(key) + nonce + AESGCM(_derived(key, purpose)).encrypt(nonce, plain, purpose.encode())


def unseal(sealed: bytes, *, purpose: str) -> bytes:
    """What was sealed for this purpose (KeyMissing when the key is gone or the value was changed)."""
    name, nonce, text = sealed[:4], sealed[4 : 4 + NONCE], sealed[4 + NONCE :]
    key = next((key for key in _keys() if hmac.compare_digest(_name(key), name)), None)
    if key is None:
        raise KeyMissing
    try:
        return AESGCM(_derived(key, purpose)).decrypt(nonce, text, purpose.encode())
    except InvalidTag as error:
        raise KeyMissing from error


def seal_text(text: str, *, purpose: str) -> str:
    """The same for a short text, as a text."""
    return base64.b64encode(seal(text.encode(), purpose=purpose)).decode()


def unseal_text(sealed: str, *, purpose: str) -> str:
    """The short text again."""
    return unseal(base64.b64decode(sealed), purpose=purpose).decode()


def sealed_by_first(sealed: bytes) -> bool:
    """Whether the newest key sealed it; others are sealed anew by `manage.py rotate_file_key`."""
    return sealed[:4] == _name(_keys()[0])


def number_hash(purpose: str, number: str) -> str:
    """The keyed hash a passport or card number is found by; blanks, hyphens and case do not count."""
    return tokens.fingerprint(f"number:{purpose}", plain_number(number))


def plain_number(number: str) -> str:
    """A number of a paper as it is compared: capital letters and digits only."""
    return "".join(sign for sign in number.upper() if sign.isalnum())


def _keys() -> list[bytes]:
    return [key.encode() for key in settings.FILE_KEY.split(",") if key]


def _name(key: bytes) -> bytes:
    return hashlib.sha256(b"name\0" + key).digest()[:4]


def _derived(key: bytes, purpose: str) -> bytes:
    """256 bits for one purpose (HMAC-SHA256 as in RFC 5869, one block)."""
    return hmac.new(key, b"eakte\0" + purpose.encode(), hashlib.sha256).digest()
