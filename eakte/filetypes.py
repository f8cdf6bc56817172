"""What the record takes: PDF, JPEG and PNG, told by the first bytes and not by the name.

No TIFF: browsers do not show it, its many dialects are a favourite of attackers, and scanners write PDF as well.
No HEIC: its decoder is young, and phones send JPEG when they are asked for it. No office documents: they look
different everywhere.
"""

import unicodedata
from collections.abc import Iterable

import filetype

from eakte.exceptions import UnreadableFile

LARGEST = 50_000_000  # bytes; below what clamd takes and what the opener takes
HEAD = 262  # bytes `filetype` looks at
LONGEST_NAME = 150
ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
ACCEPT = ".pdf,.jpg,.jpeg,.png"
TAKEN = "Wir nehmen PDF, JPEG und PNG bis 50 MB."
REFUSED = {
    "image/heic": "HEIC-Bilder nehmen wir nicht. Bitte stellen Sie das Telefon auf „Maximale Kompatibilität“ (JPEG).",
    "image/heif": "HEIC-Bilder nehmen wir nicht. Bitte stellen Sie das Telefon auf „Maximale Kompatibilität“ (JPEG).",
    "image/tiff": "TIFF-Bilder nehmen wir nicht. Bitte scannen Sie als PDF.",
}


def media_type_of(source: Iterable[bytes]) -> str:
    """The type by the first bytes (UnreadableFile with the reason if it is not one of ours)."""
    head = b""
    for part in source:
        head += part[:HEAD]
        if len(head) >= HEAD:
            break
    if not head:
        raise UnreadableFile("Diese Datei ist leer.")
    found = filetype.guess_mime(head) or ""
    if found not in ENDINGS:
        raise UnreadableFile(REFUSED.get(found, f"Diese Datei ist von einer anderen Art. {TAKEN}"))
    return found


def within_limit(source: Iterable[bytes]) -> Iterable[bytes]:
    """The same bytes; UnreadableFile as soon as there are too many, whatever was said of the size."""
    size = 0
    for part in source:
        size += len(part)
        if size > LARGEST:
            raise UnreadableFile(f"Diese Datei ist zu groß. {TAKEN}")
        yield part


def safe_name(name: str, media_type: str) -> str:
    """A file name without folders and control characters, with the ending of what the file really is."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in plain if sign.isprintable() and sign not in '<>:"|?*')
    stem, dot, _ending = kept.rpartition(".")
    stem = (stem if dot else kept).strip(" .")[:LONGEST_NAME].strip(" .")
    return (stem or "datei") + ENDINGS[media_type]
