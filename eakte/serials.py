"""Serial numbers of cards and travel documents: how they are checked, sealed and found.

What a scanner or a person types is compared in capital letters and digits only.
"""

from eakte import sealing

PURPOSE = "serial"
LONGEST = 20  # an eAT and a Reiseausweis have nine signs; foreign producers print a few more
ALLOWED = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def plain(typed: str) -> str:
    """The number as it is kept: capital letters, without blanks and hyphens."""
    return typed.upper().translate({ord(sign): "" for sign in " -\t\u00a0\ufeff"})


def complaint(typed: str) -> str:
    """What is wrong with a typed number, as a person reads it; nothing for a good one."""
    number = plain(typed)
    if not number:
        return "leere Zeile"
    if len(number) > LONGEST:
        return f"zu lang, höchstens {LONGEST} Zeichen"
    if set(number) - ALLOWED:
        return "keine Seriennummer, nur Buchstaben und Ziffern"
    return ""


def hash_of(number: str) -> str:
    """The keyed hash a card is found by."""
    return sealing.number_hash(PURPOSE, number)


def seal(number: str) -> str:
    """The number as it lies in the database."""
    return sealing.seal_text(plain(number), purpose=PURPOSE)


def unseal(sealed: str) -> str:
    """The number again; nothing where there was none."""
    return sealing.unseal_text(sealed, purpose=PURPOSE) if sealed else ""
