"""How heavy the first page is on the wire: everything but fonts, compressed as the web server sends it."""

import re

import brotli
import pytest
from django.contrib.staticfiles import finders

from tests.factories.appointments import ConcernFactory
from tests.factories.authority import AuthorityFactory, PageFactory

LIMIT = 100_000  # bytes
FONT = re.compile(r"\.woff2?$")


@pytest.fixture
def office(db):
    """An office with everything the first page can show."""
    AuthorityFactory()
    ConcernFactory()
    PageFactory(key="start", title_de="Am Freitag geschlossen", body_de="Bitte kommen Sie am Montag. " * 20)


def parts_of(page: str) -> list[str]:
    """The files a browser loads for a page: styles, scripts, pictures, and what those name in turn."""
    wanted = re.findall(r'<(?:link|script|img|source)\b[^>]*?(?:href|src)="/static/([^"]+)"', page)
    for name in wanted:
        if name.endswith(".css"):
            folder = name.rpartition("/")[0]
            named = re.findall(r"url\([\"']?((?!data:)[^\"')]+)", read(name).decode())
            wanted += [_resolved(f"{folder}/{path}") for path in named]
        if name.endswith((".js", ".mjs")):
            folder = name.rpartition("/")[0]
            named = re.findall(r"""(?:from|import)\s*\(?["'](\.[^"']+)["']""", read(name).decode())
            wanted += [_resolved(f"{folder}/{path}") for path in named]
    return list(dict.fromkeys(wanted))


def _resolved(path: str) -> str:
    """`kern/../fonts/a.woff2` as `fonts/a.woff2`."""
    parts: list[str] = []
    for part in path.split("/"):
        parts = parts[:-1] if part == ".." else [*parts, *({part} - {"."})]
    return "/".join(parts)


def read(name: str) -> bytes:
    path = finders.find(name)
    assert path, name
    with open(path, "rb") as file:
        return file.read()


def sent(content: bytes) -> int:
    """Its size as whitenoise's compressed copy. The page itself is counted in full: nobody compresses it."""
    return min(len(content), len(brotli.compress(content)))


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_first_page_stays_under_a_hundred_kilobytes_without_fonts(client, office, language):
    answer = client.get(f"/{language}/")
    parts = parts_of(answer.text)
    weights = {name: sent(read(name)) for name in parts if not FONT.search(name)}
    assert answer.status_code == 200
    assert {name.rpartition(".")[2] for name in parts} >= {"css", "js"}
    assert sum(weights.values()) + len(answer.content) < LIMIT, weights


@pytest.mark.parametrize("language", ["de", "ar"])
def test_every_file_of_the_first_page_is_ours(client, office, language):
    page = client.get(f"/{language}/").text
    loaded = re.findall(r'<(?:link|script|img|source|iframe)\b[^>]*?(?:href|src)="([^"]+)"', page)
    assert [address for address in loaded if not address.startswith("/static/")] == []
    assert len(loaded) >= 6
