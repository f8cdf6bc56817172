"""Vocabulary of the templates: KERN's components, languages, dates and codes.

The library is a template builtin, so that no page has to load it.
"""

from datetime import date, datetime, time
from math import ceil

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.forms.boundfield import BoundField, BoundWidget
from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, gettext, gettext_lazy, ngettext
from modeltranslation.utils import build_localized_fieldname

from auslaenderbehoerde.clock import BERLIN
from auslaenderbehoerde.design import forms, languages, markup
from auslaenderbehoerde.networks import host_of

register = template.Library()

ALERT_TITLES = {
    "info": gettext_lazy("Hinweis"),
    "success": gettext_lazy("Erledigt"),
    "warning": gettext_lazy("Achtung"),
    "danger": gettext_lazy("Fehler"),
}
LONG_DATES = {
    "de": "l, j. F Y",
    "en": "l, j F Y",
    "ru": "l, j E Y",
    "sr-latn": "l, j. F Y.",
    "tr": "j F Y l",
    "uk": "l, j E Y",
    "ar": "l، j F Y",
}
SMALL_WEEKDAYS = ("ru", "uk")  # Django begins their weekdays with a capital, which is right only in a list


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """A KERN icon; decoration only, the words stand beside it. Sizes: small, large, x-large."""
    size_class = f" kern-icon--{size}" if size else ""
    return format_html('<span class="kern-icon kern-icon--{}{}" aria-hidden="true"></span>', name, size_class)


@register.simple_block_tag
def alert(content: SafeString, kind: str, title: str = "") -> SafeString:
    """A notice with a heading in words, because a colour alone says nothing."""
    return format_html(
        '<div class="kern-alert kern-alert--{kind} abh-alert"{role}><div class="kern-alert__header">{icon}'
        '<p class="kern-title">{title}</p></div><div class="kern-alert__body abh-text">{content}</div></div>',
        kind=kind,
        role=mark_safe(' role="alert"' if kind == "danger" else ""),  # noqa: S308 - one of two constants
        icon=icon(kind),
        title=title or ALERT_TITLES[kind],
        content=mark_safe(content.strip()),  # noqa: S308 - rendered by the template engine
    )


@register.filter
def alert_kind(level: str) -> str:
    """KERN's word for a level of Django's messages."""
    return {"success": "success", "warning": "warning", "error": "danger"}.get(level, "info")


@register.simple_tag
def button(url: str, label: str, variant: str = "primary", icon: str = "") -> SafeString:
    """A link that looks like a button."""
    return format_html(
        '<a class="kern-btn kern-btn--{} abh-button" href="{}">{}<span class="kern-label">{}</span></a>',
        variant,
        url,
        _decoration(icon),
        label,
    )


@register.simple_tag
def submit(label: str, variant: str = "primary", icon: str = "", name: str = "", value: str = "") -> SafeString:
    """The button that sends a form."""
    return format_html(
        '<button class="kern-btn kern-btn--{} abh-button" type="submit"{}>{}'
        '<span class="kern-label">{}</span></button>',
        variant,
        format_html(' name="{}" value="{}"', name, value) if name else "",
        _decoration(icon),
        label,
    )


def _decoration(name: str) -> SafeString:
    return icon(name) if name else SafeString("")


@register.simple_tag
def back_link(url: str, label: str = "") -> SafeString:
    """The way back above the heading; its arrow turns round in right-to-left languages."""
    return format_html(
        '<p class="abh-back"><a class="kern-link" href="{}">{}{}</a></p>',
        url,
        icon("arrow-back"),
        label or gettext("Zurück"),
    )


@register.simple_tag
def steps(current: int, total: int) -> SafeString:
    """The line "Schritt 2 von 4" over a form of several pages."""
    text = gettext("Schritt %(current)s von %(total)s") % {"current": current, "total": total}
    return format_html(
        '<div class="kern-progress abh-steps"><label class="kern-label" for="schritte">{}</label>'
        '<progress id="schritte" value="{}" max="{}"></progress></div>',
        text,
        current,
        total,
    )


@register.simple_block_tag
def ltr(content: SafeString) -> SafeString:
    """Keeps codes, numbers, addresses and Latin names left-to-right inside Arabic text."""
    return format_html('<bdi dir="ltr">{}</bdi>', mark_safe(content.strip()))  # noqa: S308 - rendered by the template engine


@register.simple_tag
def mail_link(address: str) -> SafeString:
    """An address to write to; where it is too long for the line, it breaks before its @."""
    name, _at, host = address.partition("@")
    link = '<bdi dir="ltr"><a class="kern-link" href="mailto:{}">{}<wbr>@{}</a></bdi>'
    return format_html(link, address, name, host)


@register.simple_tag
def translated(record: object, field: str) -> str:
    """A text of the office, marked as German where its translation is missing."""
    if not record:
        return ""
    text = getattr(record, field)
    return format_html('<span lang="de" dir="ltr">{}</span>', text) if _fell_back(record, field) else text


@register.simple_tag
def translated_markdown(record: object, field: str) -> SafeString:
    """Like `translated`, for a text written in Markdown."""
    if not record:
        return SafeString("")
    attributes = mark_safe(' lang="de" dir="ltr"') if _fell_back(record, field) else ""
    return format_html('<div class="abh-text"{}>{}</div>', attributes, markup.html_of(getattr(record, field) or ""))


def _fell_back(record: object, field: str) -> bool:
    language = get_language() or settings.LANGUAGE_CODE
    if language == settings.LANGUAGE_CODE or not getattr(record, field):
        return False
    return not getattr(record, build_localized_fieldname(field, language))


@register.filter
def markdown(text: str) -> SafeString:
    """Text of the office as HTML; raw HTML and images are not let through."""
    return format_html('<div class="abh-text">{}</div>', markup.html_of(text or ""))


@register.filter
def long_date(value: date | datetime | None) -> str:
    """ "Dienstag, 24. November 2026", in the language of the page and the day of Berlin."""
    if not value:
        return ""
    language = get_language() or ""
    day = timezone.localtime(value, BERLIN) if isinstance(value, datetime) else value
    text = format_date(day, LONG_DATES.get(language, LONG_DATES["de"]))
    return text.lower() if language in SMALL_WEEKDAYS else text


@register.filter
def moment(value: datetime | None) -> str:
    """ "Dienstag, 24. November 2026, 9:30 Uhr": day and time of an appointment in one breath."""
    if not value:
        return ""
    return gettext("%(day)s, %(time)s") % {"day": long_date(value), "time": clock(value)}


@register.filter
def clock(value: datetime | time | None) -> str:
    """ "9:30 Uhr": the time on the wall of the office, in 24 hours."""
    if value is None:
        return ""
    moment = timezone.localtime(value, BERLIN) if isinstance(value, datetime) else value
    return gettext("%(time)s Uhr") % {"time": f"{moment.hour}:{moment.minute:02}"}


@register.simple_tag
def time_range(start: time, end: time) -> SafeString:
    """ "8:00–12:00 Uhr", with the earlier time first to the eye also in Arabic."""
    span = f"{start.hour}:{start.minute:02}–{end.hour}:{end.minute:02}"
    return format_html(gettext("%(time)s Uhr") % {"time": "{}"}, format_html('<bdi dir="ltr">{}</bdi>', span))


@register.filter
def come_back(seconds: int) -> str:
    """When somebody who was slowed down may try again, in whole minutes."""
    minutes = max(1, ceil(seconds / 60))
    return ngettext(
        "Versuchen Sie es bitte in einer Minute noch einmal.",
        "Versuchen Sie es bitte in %(minutes)s Minuten noch einmal.",
        minutes,
    ) % {"minutes": minutes}


@register.simple_tag
def qr(text: str, label: str) -> SafeString:
    """A QR code as inline drawing; `label` says what scanning it does."""
    return markup.qr_drawing(text, label)


@register.simple_tag(takes_context=True)
def language_choices(context: template.Context) -> list[dict]:
    """This page in every language, each under its own name."""
    request = context.get("request")
    return languages.choices(request.get_full_path() if request else "")


@register.simple_tag
def language_name() -> str:
    """The name of the current language in that language."""
    return dict(settings.LANGUAGES).get(get_language() or "", "Deutsch")


@register.simple_tag
def page_direction() -> str:
    return "rtl" if get_language_info(get_language() or settings.LANGUAGE_CODE)["bidi"] else "ltr"


@register.filter
def field_kind(field: BoundField) -> str:
    return forms.kind(field)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The input of a form field with KERN's classes and its ties to hint and error."""
    return forms.control(field)


@register.filter
def field_options(field: BoundField) -> list[BoundWidget]:
    return forms.options(field)


@register.filter
def field_parts(field: BoundField) -> list[dict]:
    return list(forms.parts(field))


@register.simple_tag
def field_errors(field: BoundField) -> SafeString:
    """Errors of one field, tied to it by `<auto_id>_error`."""
    return forms.errors_of(field)


@register.filter
def focus_id(field: BoundField) -> str:
    """Where the link of the error summary goes: the first control a person can use."""
    return forms.focus_id(field)


@register.filter
def before_error(label: str) -> str:
    """A label in front of its error in the summary: with a colon, unless it ends in a mark of its own."""
    return label if str(label).endswith(("?", ".", "!", "؟", ":")) else f"{label}:"


@register.filter
def error_count(form: BaseForm) -> int:
    return forms.error_count(form)


@register.filter
def is_external(url: str) -> bool:
    """Whether a link leaves this portal."""
    return bool(host_of(url)) and not url.startswith(f"{settings.PUBLIC_URL}/")
