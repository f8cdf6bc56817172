"""Work pages and start cards: what an app adds to the staff's admin beside its lists.

An app registers here; the one AdminSite (`auslaenderbehoerde.admin`) gives the pages their addresses under
/verwaltung/, checks the right before each, and draws navigation and start page from the same rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class WorkPage:
    """One page made for a job. Pages with a `title` stand in the navigation of their room."""

    route: str
    name: str
    right: str
    view: View
    room: str = ""
    title: str = ""
    order: int = 50  # within the room; what somebody opens first stands first


@dataclass(frozen=True)
class Card:
    """One thing on the start page that waits for somebody: how many, what, where. `urgent` draws the eye."""

    title: str
    number: int | None
    text: str
    address: str
    urgent: bool = False


CardMaker = Callable[[HttpRequest, datetime], "Card | list[Card] | None"]

PAGES: list[WorkPage] = []
CARDS: list[tuple[str, CardMaker]] = []


def work_page(
    route: str, *, name: str, right: str, room: str = "", title: str = "", order: int = 50
) -> Callable[[View], View]:
    """Give a view an address under /verwaltung/; whoever lacks the right gets 403."""

    def register(view: View) -> View:
        PAGES.append(WorkPage(route, name, right, view, room, title, order))
        return view

    return register


def start_card(right: str) -> Callable[[CardMaker], CardMaker]:
    """Let the start page show a card to those with the right."""

    def register(maker: CardMaker) -> CardMaker:
        CARDS.append((right, maker))
        return maker

    return register


def cards(request: HttpRequest, now: datetime) -> list[Card]:
    """The cards of this person, in the order of registration."""
    made: list[Any] = [maker(request, now) for right, maker in CARDS if request.user.has_perm(right)]
    return [card for entry in made if entry for card in (entry if isinstance(entry, list) else [entry])]
