"""What the stories about files share: the files of the demonstration, scanned papers, the reading of a page."""

import io
import re

from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import FilePayload, Locator, Page

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.local.demo.records import load_records
from eakte.models import CaseFile
from tests.journeys.lead import press

A4 = (827, 1170)  # at 100 dots an inch


def write_files() -> None:
    """The sixty files of the demonstration, with titles, proceedings and tasks, as they stand on this Monday."""
    now = timezone.now()
    load_records(today=timezone.localdate(now), now=now)


def file_of(family_name: str) -> CaseFile:
    """The first file of somebody of this name."""
    return CaseFile.objects.filter(person__family_name=family_name).order_by("reference").first()


def user(name: str) -> User:
    """Somebody who works here."""
    return User.objects.get(username=name)


def scan(name: str, *pages: str) -> FilePayload:
    """A scanned PDF; each page shows its text."""
    first, *others = [_page(text) for text in pages]
    written = io.BytesIO()
    first.save(written, "PDF", save_all=True, append_images=others, resolution=100)
    return {"name": name, "mimeType": "application/pdf", "buffer": written.getvalue()}


def _page(text: str) -> Image.Image:
    page = Image.new("L", A4, 250)
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(text.splitlines()):
        draw.text((90, 110 + 46 * number), line, fill=40, font=ImageFont.load_default(26 if number else 38))
    return page


def look_for(page: Page, text: str) -> None:
    """Ask the one search field."""
    press(page, "Akte suchen")
    page.locator("#suche").fill(text)
    press(page.locator(".rec-search"), "Suchen")


def fill(page: Page, **values: str) -> None:
    """Fill in the form that is open in the file; lists are chosen by what stands in them."""
    for name, value in values.items():
        field = page.locator(f"#formular [name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)


def do(page: Page, deed: str, submit: str, **values: str) -> None:
    """Open one of the short forms of a file, fill it in and send it."""
    press(page.locator("main"), deed)
    fill(page, **values)
    press(page.locator("#formular"), submit)


def table(page: Page, place: str = "main") -> list[list[str]]:
    """The rows of the tables there, each as its cells."""
    return [[words(cell) for cell in row.split("\t")] for row in page.locator(f"{place} tbody tr").all_inner_texts()]


def panel(page: Page, heading: str) -> Locator:
    """The part of a page under this heading."""
    return page.locator(".abv-panel").filter(has=page.get_by_role("heading", name=heading, exact=True))


def words(text: str) -> str:
    """Without line breaks and doubled blanks."""
    return re.sub(r"\s+", " ", text).strip()
