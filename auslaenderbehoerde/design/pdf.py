"""HTML to tagged PDF (PDF/UA-1) with WeasyPrint, the portal's own fonts and nothing from outside.

WeasyPrint needs Pango on the machine. Without it `available()` is False and the portal offers the
printable page instead. Fonts and style are read once per process: that halves the time per file.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

STYLE = Path(__file__).parent / "print" / "print.css"
FOLDERS = (STYLE.parent, settings.BASE_DIR / "build" / "static")


class PdfUnavailable(Exception):
    """Pango is missing on this machine."""


@dataclass(frozen=True)
class _Press:
    weasyprint: Any
    fonts: Any
    style: Any
    fetcher: Any


ONE_AT_A_TIME = Lock()  # Pango's font map is shared by the threads of a process and is not made for that


def available() -> bool:
    """Whether this machine can make PDFs."""
    try:
        _press()
    except PdfUnavailable:
        return False
    return True


def render(html: str) -> bytes:
    """The page as a PDF/UA-1 file; `html` is a whole document with title and lang."""
    press = _press()
    with ONE_AT_A_TIME:
        document = press.weasyprint.HTML(string=html, url_fetcher=press.fetcher)
        return document.write_pdf(font_config=press.fonts, stylesheets=[press.style], pdf_variant="pdf/ua-1")


@cache
def _press() -> _Press:
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        raise PdfUnavailable(str(error)) from error
    fonts, fetcher = FontConfiguration(), _fetcher(weasyprint)
    style = weasyprint.CSS(filename=str(STYLE), font_config=fonts, url_fetcher=fetcher)
    return _Press(weasyprint, fonts, style, fetcher)


def _fetcher(weasyprint: Any) -> Any:
    """Reads our own style and the built fonts; never a network, never another file."""

    class OwnFiles(weasyprint.urls.URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            parts = urlsplit(url)
            file = Path(unquote(parts.path)).resolve()
            own = parts.scheme == "file" and any(file.is_relative_to(folder) for folder in FOLDERS)
            if not own and parts.scheme != "data":
                raise ValueError("Diese Adresse darf ein PDF nicht laden.")
            return super().fetch(url, headers)

    return OwnFiles(allowed_protocols=("file", "data"), allow_redirects=False)


def forget() -> None:
    """Look again: Pango has been installed meanwhile."""
    _press.cache_clear()
