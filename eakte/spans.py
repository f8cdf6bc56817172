"""Page ranges as somebody types them to take a stack of scans apart: `1-2, 3, 4-9`."""

import re

from eakte.exceptions import SomethingMissing

SPAN = re.compile(r"^(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?$")
SEPARATORS = re.compile(r"[,;\n]+")
EXAMPLE = "Zum Beispiel „1-2, 3, 4-9“."


def parse(text: str, *, pages: int) -> list[tuple[int, int]]:
    """First and last page of each piece; every page in exactly one of them (SomethingMissing if not)."""
    spans = [_span(part.strip()) for part in SEPARATORS.split(text) if part.strip()]
    named = [page for first, last in spans for page in range(first, min(last, pages + 1) + 1)]
    if any(page > pages or page < 1 for page in named):
        raise SomethingMissing(f"Diese Datei hat die Seiten 1 bis {pages}.")
    if doubled := sorted({page for page in named if named.count(page) > 1}):
        raise SomethingMissing(f"Seite {doubled[0]} steht in zwei Teilen.")
    if missing := sorted(set(range(1, pages + 1)) - set(named)):
        raise SomethingMissing(f"Seite {missing[0]} fehlt: Jede Seite gehört in genau einen Teil.")
    if len(spans) < 2:
        raise SomethingMissing(f"Zum Teilen braucht es mindestens zwei Teile. {EXAMPLE}")
    return spans


def _span(text: str) -> tuple[int, int]:
    match = SPAN.match(text)
    if match is None:
        raise SomethingMissing(f"„{text[:20]}“ ist keine Seite und kein Bereich. {EXAMPLE}")
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first:
        raise SomethingMissing(f"„{text[:20]}“ geht rückwärts. {EXAMPLE}")
    return first, last
