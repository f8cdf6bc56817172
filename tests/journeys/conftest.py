"""A real Chromium before the whole portal, on a Monday morning, with the demonstration data of Unna."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import axe_playwright_python
import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from auslaenderbehoerde.local.demo.load import load
from auslaenderbehoerde.local.demo.records import load_records
from tests.journeys.snapshot import Snapshot

# Playwright's synchronous interface runs an event loop in this thread; the server has threads of its own.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

MORNING = datetime(2027, 3, 15, 7, 45, tzinfo=ZoneInfo("Europe/Berlin"))
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
PICTURES = settings.BASE_DIR / "docs" / "pictures" if os.environ.get("PICTURES") else None

expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def chromium() -> Browser:
    """One browser for all journeys of this process."""
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        connections.close_all()  # opened beside the browser's event loop; nothing else finds them once it has ended
        browser.close()


@pytest.fixture(scope="session")
def server():
    """One server for all journeys; static files come from WhiteNoise, as in production, and stay in the cache."""
    running = LiveServer("localhost", start=False)
    running.thread.static_handler = lambda pages: pages
    running.start()
    yield running
    running.stop()


@pytest.fixture
def monday():
    """Monday, 15 March 2027, a quarter to eight: the door's places have just opened."""
    with time_machine.travel(MORNING, tick=True):
        yield MORNING


@pytest.fixture(scope="session")
def demo():
    """Fills the database with the office of Unna; from the second time on out of memory."""
    taken: list[tuple[Snapshot, str]] = []

    def fill(folder: Path) -> None:
        accounts = folder / "demo-accounts.txt"
        if not taken:
            load("unna", today=MORNING.date(), booked=False)
            taken.append((Snapshot(), accounts.read_text()))
            return
        (snapshot, passwords) = taken[0]
        snapshot.put_back()
        accounts.write_text(passwords)

    return fill


@pytest.fixture
def portal(monday, transactional_db, server, settings, tmp_path, demo) -> str:
    """The address of the running portal, with demonstration data and nobody booked yet."""
    settings.PUBLIC_URL = server.url
    settings.CSRF_TRUSTED_ORIGINS = [server.url]
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    demo(tmp_path)
    return server.url


@pytest.fixture(scope="module")
def house(chromium, server, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[str]:
    """The portal of a walk through all pages; it is filled once for a whole file."""
    here = {
        "PUBLIC_URL": server.url,
        "CSRF_TRUSTED_ORIGINS": [server.url],
        "DATA_DIR": tmp_path_factory.mktemp("data"),
        "ALLOWED_HOSTS": ["localhost"],
    }
    here["MEDIA_ROOT"] = here["DATA_DIR"] / "files"
    with time_machine.travel(MORNING, tick=True), override_settings(**here), django_db_blocker.unblock():
        load("unna", today=MORNING.date(), booked=False)
        load_records(today=MORNING.date(), now=MORNING)
        yield server.url
        call_command("flush", verbosity=0, interactive=False)
        connections.close_all()


@pytest.fixture(scope="module")
def window(chromium: Browser):
    """Opens a window in which axe waits: as an early script it may run under our strict policy."""
    contexts = []

    def make(findings: dict[str, list[str]], language: str) -> Page:
        context = chromium.new_context(viewport=DESKTOP, locale=language, reduced_motion="reduce")
        contexts.append(context)
        context.add_init_script(path=AXE)
        page = context.new_page()
        page.on("console", lambda message: _note(findings, page, message.text))
        page.on("pageerror", lambda error: findings["script"].append(f"{page.url}: {error}"))
        return page

    yield make
    for context in contexts:
        context.close()


def _note(findings: dict[str, list[str]], page: Page, text: str) -> None:
    if "Content Security Policy" in text:
        findings["policy"].append(f"{page.url}: {text}")


@pytest.fixture
def clock(portal):
    """The clock on the portal's wall, which goes on by itself: `clock.move_to(moment)`."""
    with time_machine.travel(MORNING, tick=True) as travelled:
        yield travelled


@pytest.fixture
def open_browser(chromium: Browser):
    """Opens windows: `open_browser(viewport, java_script_enabled=False)`; closes them at the end."""
    contexts: list[BrowserContext] = []

    def make(viewport: dict[str, int] = DESKTOP, **options) -> Page:
        context = chromium.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: _complain(message))
        return page

    yield make
    for context in contexts:
        context.close()


def _complain(message) -> None:
    """A blocked script or style is a fault of ours."""
    assert "Content Security Policy" not in message.text, message.text


@pytest.fixture
def picture(tmp_path):
    """Takes the pictures of the README; only `make pictures` keeps them, since each has a code of its own."""

    def take(page: Page, name: str, *, whole: bool = False) -> None:
        # Hiding the caret would leave style attributes behind, which htmx copies and the policy then complains about.
        file = (PICTURES or tmp_path) / f"{name}.png"
        page.screenshot(path=file, full_page=whole, caret="initial")
        if PICTURES:  # 256 colours are a third of the size, and nobody sees the difference
            Image.open(file).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)

    return take


@pytest.fixture
def mails(tmp_path):
    """Delivers what waits in the outbox and gives the files, oldest first."""

    def deliver() -> list[Path]:
        from django.utils import timezone

        from notifications import outbox

        outbox.sweep(now=timezone.now())
        return sorted((tmp_path / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)

    return deliver
