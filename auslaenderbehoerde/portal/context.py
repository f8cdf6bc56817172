"""What the frame of every page shows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from auslaenderbehoerde.authority.selectors import current_authority


def frame(request: HttpRequest) -> dict[str, Any]:
    """The authority, read only by pages that show it: one query, none for pages without a frame."""
    return {"authority": SimpleLazyObject(current_authority)}
