"""Every value that differs between installations is read here, once, by name.

A value comes from the environment, else (local mode only) from `<DATA_DIR>/local.json`,
which `manage.py up` writes with mode 0600: ports, passwords and keys of this one machine.
`KNOWN` lists what was read; tests compare it with the README and with docker-compose.yml.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

Value = TypeVar("Value")
BASE_DIR = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Variable:
    """One setting an operator can give: its name, the default as text, what it is for."""

    name: str
    default: str
    meaning: str


KNOWN: dict[str, Variable] = {}


def read(name: str, default: Any, parse: Callable[[str], Value], meaning: str) -> Value:
    """The parsed value of `name`; `default` is text in the same form as the variable."""
    KNOWN[name] = Variable(name, str(default), meaning)
    text = os.environ.get(name) or _local_values().get(name) or str(default)
    try:
        return parse(text)
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(f"{name} ist nicht lesbar: {error}") from error


def flag(text: str) -> bool:
    """`1`, `true`, `yes`, `on` are true; `0`, `false`, `no`, `off` and nothing are false."""
    words = {"1": True, "true": True, "yes": True, "on": True}
    words |= {"0": False, "false": False, "no": False, "off": False, "": False}
    if text.strip().lower() not in words:
        raise ValueError(f"{text!r} ist weder 1 noch 0")
    return words[text.strip().lower()]


def words(text: str) -> list[str]:
    """A list separated by commas, without blanks and empty parts."""
    return [part.strip() for part in text.split(",") if part.strip()]


def choice(*allowed: str) -> Callable[[str], str]:
    """A parser that accepts one of the given words."""

    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"{text!r} ist keines von {', '.join(allowed)}")
        return text

    return parse


def database(url: str) -> dict[str, Any]:
    """Django's settings for `postgresql://user:password@host:port/name`."""
    parts = urlsplit(url)
    if url and parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("nur PostgreSQL wird unterstützt")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


def email(url: str) -> dict[str, Any]:
    """Django's mail settings for `smtp://`, `smtp+tls://` or `smtps://user:password@host:port`."""
    parts = urlsplit(url)
    if url and parts.scheme not in {"smtp", "smtp+tls", "smtps"}:
        raise ValueError("erwartet wird smtp://, smtp+tls:// oder smtps://")
    return {
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def _local_values() -> dict[str, str]:
    if os.environ.get("MODE", "local") != "local":
        return {}
    file = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var") / "local.json"
    return json.loads(file.read_text()).get("environment", {}) if file.exists() else {}
