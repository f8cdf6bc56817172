"""What a team lead does again and again, and what the pages answer."""

import re
from itertools import groupby
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Locator, Page


def password_of(name: str) -> str:
    """The password of a sign-in of the demonstration."""
    lines = Path(settings.DATA_DIR, "demo-accounts.txt").read_text(encoding="utf-8").splitlines()
    return next(line.split()[1] for line in lines if line.split()[0] == name)


def sign_in(page: Page, portal: str, name: str = "teamleitung") -> None:
    """Through the staff's door, with a sign-in of the demonstration."""
    page.goto(f"{portal}/verwaltung/")
    page.locator("[name=login]").fill(name)
    page.locator("[name=password]").fill(password_of(name))
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_url("**/verwaltung/")


def press(where: Page | Locator, name: str) -> None:
    """Press a button or a link, and wait for the page behind it."""
    page = where if isinstance(where, Page) else where.page
    button = where.get_by_role("button", name=name).or_(where.get_by_role("link", name=name))
    with page.expect_navigation():
        button.first.click()


def change(page: Page, **values: str) -> None:
    """Fill in what shall change and ask for the preview; lists are chosen by what stands in them."""
    for name, value in values.items():
        field = page.locator(f"form[method=get] [name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    press(page, "Vorschau")


def preview(page: Page) -> list[str]:
    """The preview's sentences and the rows of its tables, without the heading."""
    parts = page.locator(".abv-panel--preview :is(p, h3, tbody tr, .lead-times li)")
    return [_line(part) for part in parts.all_inner_texts()]


def told(page: Page) -> list[str]:
    """What the page says after a deed."""
    return page.locator(".abv-message").all_inner_texts()


def changed(page: Page) -> list[str]:
    """What has been changed for the day, and what can be done about it."""
    return [_line(row) for row in page.locator(".lead-list tbody tr").all_inner_texts()]


def grid(page: Page, queue: str) -> list[tuple[str, ...]]:
    """A queue's times in the day's table: clerks, planned, offered, free, opens later, booked, without a clerk.

    Equal times in a row are one line.
    """
    if "tabelle=ja" not in page.url:
        press(page, "Zahlen als Tabelle")
    table = page.locator(f".lead-queue:has(#schlange-{queue}) tbody tr")
    rows = [re.split(r"\s*\t\s*", row.strip())[:8] for row in table.all_inner_texts()]
    alike = [list(times) for _numbers, times in groupby(rows, key=lambda row: row[1:])]
    return [(f"{times[0][0]}–{times[-1][0]}", times[0][1], " ".join(times[0][2:])) for times in alike]


def affected(page: Page) -> list[str]:
    """Who needs an answer, in the order of the page."""
    people = page.locator(".lead-person")
    return [_line(person) for person in people.locator(".lead-person__who").all_inner_texts()]


def answers(page: Page) -> dict[str, str]:
    """What became of the proposals, by the appointment's number and name."""
    rows = [row.split("\t") for row in page.locator(".lead-list tbody tr").all_inner_texts()]
    return {row[0].strip(): _line(row[-1]) for row in rows}


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
