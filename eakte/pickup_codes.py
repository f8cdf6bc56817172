"""The pickup code on the leaflet of a card: never stored, made anew from the card's identifier.

Twelve signs of five bits are 60 bits nobody guesses (HMAC-SHA256 under `LINK_KEY`, as `auslaenderbehoerde.tokens`).
What the public answer is looked up by (`CardStatus`) is the keyed hash of code and date of birth together.
"""

from auslaenderbehoerde import tokens
from eakte.models import ResidenceCard

PURPOSE = "card"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # 32 signs; a typed O is read as 0, I and L as 1, and there is no U
LENGTH = 12
LOOK_ALIKES = str.maketrans("OIL", "011")


def code(card: ResidenceCard) -> str:
    """The bare code of a card; another one when its `link_version` rises."""
    number = int(tokens.fingerprint(PURPOSE, f"{card.pk}|{card.link_version}")[:16], 16)
    return "".join(ALPHABET[number >> 5 * position & 31] for position in range(LENGTH))


def grouped(text: str) -> str:
    """A code as it is printed: `ABCD EFGH JKMN`."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def plain(text: str) -> str:
    """A typed code as it is compared: capital letters and digits, look-alikes read as what was meant."""
    return _signs(text).translate(LOOK_ALIKES)


def code_key(code: str, birth_date: str) -> str:
    """The keyed hash of a pickup code and a date of birth."""
    return tokens.fingerprint("card code", f"{plain(code)}|{birth_date}")


def serial_key(serial: str, birth_date: str) -> str:
    """The keyed hash of a serial number and a date of birth."""
    return tokens.fingerprint("card serial", f"{_signs(serial)}|{birth_date}")


def _signs(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum())
