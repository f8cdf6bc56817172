"""The authority, its offices and what they write."""

from collections.abc import Callable
from datetime import date, timedelta
from string import Template

from auslaenderbehoerde.authority.models import (
    Authority,
    ClosingDay,
    Department,
    Municipality,
    Office,
    OnSiteOffer,
    OpeningHours,
    Page,
    Team,
)
from auslaenderbehoerde.authority.rules import holidays_of
from auslaenderbehoerde.local.demo.content import Content, columns, read


def load_authority(content: Content, *, today: date) -> None:
    """Everything of the authority's room."""
    authority, _created = Authority.objects.update_or_create(pk=1, defaults=columns(Authority, content["authority"]))
    for order, values in enumerate(content["office"]):
        _load_office(values, order=order)
    for values in content["department"]:
        _load_department(values)
    for values in content["municipality"]:
        Municipality.objects.update_or_create(ags=values["ags"], defaults=columns(Municipality, values))
    _load_closing_days(content["closing_days"], state=authority.state, today=today)
    _load_pages(content, authority)


def _load_office(values: Content, *, order: int) -> None:
    defaults = columns(Office, values) | {"order": order}
    office, _created = Office.objects.update_or_create(slug=values["slug"], defaults=defaults)
    for span in values["hours"]:
        key = {"weekday": span["weekday"], "opens": span["opens"], "effective_from": values["hours_effective_from"]}
        OpeningHours.objects.update_or_create(office=office, **key, defaults={"closes": span["closes"]})
    for place, offer in enumerate(values["offer"]):
        OnSiteOffer.objects.update_or_create(office=office, order=place, defaults=columns(OnSiteOffer, offer))


def _load_department(values: Content) -> None:
    office = Office.objects.get(slug=values["office"])
    department, _created = Department.objects.update_or_create(
        name=values["name"], defaults={"office": office, "code": values["code"]}
    )
    for name in values["teams"]:
        Team.objects.get_or_create(department=department, name=name)


CUSTOMS: dict[str, Callable[[int, str], date]] = {
    "christmas_eve": lambda year, _state: date(year, 12, 24),
    "new_years_eve": lambda year, _state: date(year, 12, 31),
    "rose_monday": lambda year, state: _good_friday(year, state) - timedelta(days=46),
}


def _good_friday(year: int, state: str) -> date:
    return next(day for day, name in holidays_of(state, year).items() if name == "Karfreitag")


def _load_closing_days(names: list[str], *, state: str, today: date) -> None:
    """Days closed by custom, for this year and the next."""
    reasons = read("closing_days")
    for name in names:
        for year in (today.year, today.year + 1):
            reason = columns(ClosingDay, {"reason": reasons[name]})
            ClosingDay.objects.update_or_create(office=None, day=CUSTOMS[name](year, state), defaults=reason)


def _load_pages(content: Content, authority: Authority) -> None:
    pages = {key: read(f"pages/{key}") for key in content["pages"]} | content["page"]
    for key, values in pages.items():
        body = {language: _filled(text, content, authority, language) for language, text in values["body"].items()}
        Page.objects.update_or_create(key=key, defaults=columns(Page, {"title": values["title"], "body": body}))


def _filled(text: str, content: Content, authority: Authority, language: str) -> str:
    """A page with the authority's own names in it, in the language of the page."""
    oversight = {f"oversight_{about}": names[language] for about, names in content["oversight"].items()}
    return Template(text).substitute(
        oversight,
        accessibility_law=oversight["oversight_accessibility_law"],
        accessibility_email=authority.accessibility_contact_email,
        retention_days=authority.retention_days_appointments,
        name=content["authority"]["name"][language],
        street=authority.street,
        postcode=authority.postcode,
        city=authority.city,
        email=authority.email,
        phone=authority.phone,
    )
