"""Load a demo: an office with all it needs, some booked days and a sign-in for each role."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from appointments.slots import open_places
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.local.demo.accounts import load_accounts
from auslaenderbehoerde.local.demo.authority import load_authority
from auslaenderbehoerde.local.demo.bookings import book_demo_days
from auslaenderbehoerde.local.demo.catalogue import load_catalogue
from auslaenderbehoerde.local.demo.content import Content, read
from auslaenderbehoerde.local.demo.offer import load_offer
from auslaenderbehoerde.local.demo.records import load_records

DEMOS = ("unna", "oberhavel", "empty")


class OtherOfficeError(Exception):
    """The installation already belongs to another office; two of them are never mixed."""


@transaction.atomic
def load(name: str, *, today: date, booked: bool = True) -> None:
    """Load the demo of this name, all or nothing. Loading it again changes texts back and doubles nothing.

    `booked=False` leaves all places free and all files unwritten.
    """
    content = read(name)
    if "authority" in content:
        _load_office(content, today=today, booked=booked)
    load_accounts(content.get("accounts"))
    if booked:
        load_records(today=today, now=timezone.now())


def _load_office(content: Content, *, today: date, booked: bool) -> None:
    if Office.objects.exclude(slug__in=[office["slug"] for office in content["office"]]).exists():
        raise OtherOfficeError
    load_authority(content, today=today)
    load_catalogue(content)
    load_offer(content)
    open_places(today=today)
    if booked:
        book_demo_days(today=today, now=timezone.now())
