"""Which version of the portal this is."""

import tomllib
from functools import cache

from django.conf import settings


@cache
def version() -> str:
    """As it stands in pyproject.toml, the only place where it is written."""
    return tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
