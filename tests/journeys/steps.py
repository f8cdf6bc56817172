"""What people do again and again."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from playwright.sync_api import Page

SUBMIT = "main form button[type=submit], main form input[type=submit]"


def press_first_time(page: Page) -> str:
    """Press the first free time of the day; its value."""
    button = page.locator(".abh-times button").first
    value = button.get_attribute("value")
    button.click()
    return value


def fill_person(page: Page, *, family: str, given: str, born: tuple[str, str, str], email: str) -> None:
    """Fill in who comes, and go on to the check."""
    page.locator("[name=family_name]").fill(family)
    page.locator("[name=given_names]").fill(given)
    for part, value in zip(("day", "month", "year"), born, strict=True):
        page.locator(f"[name=birth_date_{part}]").fill(value)
    page.locator("[name=email]").fill(email)
    page.locator(SUBMIT).first.click()


def read_mail(file: Path) -> EmailMessage:
    """A mail as its reader's program sees it."""
    return message_from_bytes(file.read_bytes(), policy=default)


def text_of(mail: EmailMessage) -> str:
    """The plain text."""
    return mail.get_body(("plain",)).get_content()
