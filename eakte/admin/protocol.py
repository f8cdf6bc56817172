"""For the data-protection officer: who looked at what, and who changed what. No content of any file."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.design import work
from auslaenderbehoerde.design.work import work_page
from eakte import protocol
from eakte.admin.forms import DayInput
from eakte.admin.place import page
from eakte.changes import changes_of
from eakte.models import AccessRecord, CaseFile

RIGHT = "eakte.read_protocol"
PER_PAGE = 100
ASKED = "eakte_protocol"


class FilterForm(forms.Form):
    """Whose doing, in which file, what, and when."""

    user = forms.ModelChoiceField(label="Konto", queryset=User.objects.all(), required=False, empty_label="alle")
    reference = forms.CharField(label="Aktenzeichen", max_length=40, required=False)
    deed = forms.ChoiceField(label="Was", choices=[("", "alles"), *AccessRecord.Deed.choices], required=False)
    first = forms.DateField(label="von", required=False, widget=DayInput)
    last = forms.DateField(label="bis", required=False, widget=DayInput)

    def clean_reference(self) -> CaseFile | None:
        """The file of the reference."""
        text = self.cleaned_data["reference"].strip()
        if not text:
            return None
        found = CaseFile.objects.filter(reference__iexact=text).first()
        if found is None:
            raise forms.ValidationError("Eine Akte mit diesem Aktenzeichen gibt es nicht.")
        return found


@work_page("protokoll/", name="eakte_protocol", right=RIGHT, room="Betrieb", title="Zugriffe")
def accesses(request: HttpRequest) -> HttpResponse:
    """The log of reads, searches, exports and downloads; looking into it is written down too."""
    form, rows = _filtered(request)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("seite"))
    entries = _named(list(shown.object_list))
    protocol.record(request, protocol.Deed.LIST, subject="Zugriffsprotokoll")
    return page(
        request, "protocol.html", title="Zugriffe", form=form, shown=shown, entries=entries, months=protocol.KEPT_MONTHS
    )


@work_page("protokoll/aenderungen/", name="eakte_changes", right=RIGHT, room="Betrieb", title="Änderungen")
def changes(request: HttpRequest) -> HttpResponse:
    """Who changed which columns of a file."""
    form = FilterForm(request.POST if request.method == "POST" else None)
    case_file = form.cleaned_data["reference"] if form.is_bound and form.is_valid() else None
    found = changes_of(case_file) if case_file else []
    if case_file:
        protocol.record(request, protocol.Deed.LIST, case_file=case_file.pk, subject="Änderungen")
    names = _names({change.user for change in found})
    rows = [(change, names.get(change.user, "das Portal")) for change in found]
    return page(request, "changes.html", title="Änderungen", form=form, case_file=case_file, rows=rows)


def _filtered(request: HttpRequest) -> tuple[FilterForm, Any]:
    """The filter travels by POST and waits in the session: references and accounts stand in no address."""
    if request.method == "POST":
        request.session[ASKED] = request.POST.dict()
    form = FilterForm(request.session.get(ASKED, {}))
    rows = protocol.entries()
    if not form.is_valid():
        return form, rows.none()
    answers = form.cleaned_data
    wanted: dict[str, Any] = {
        "user": answers["user"].pk if answers["user"] else None,
        "case_file": answers["reference"].pk if answers["reference"] else None,
        "deed": answers["deed"] or None,
        "at__gte": _midnight(answers["first"]),
        "at__lt": _midnight(answers["last"] + timedelta(days=1)) if answers["last"] else None,
    }
    return form, rows.filter(**{name: value for name, value in wanted.items() if value is not None})


def _midnight(day: Any) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


@dataclass(frozen=True)
class Entry:
    """One line as it is read: whose doing, in which file, what was searched for, on which page."""

    row: AccessRecord
    who: str
    reference: str
    words: str
    page: str


def _named(rows: list[AccessRecord]) -> list[Entry]:
    """Each line with the account's name and the reference; three queries for a page."""
    pages = {f"admin:{each.name}": each.title or each.route for each in work.PAGES}
    names = _names({str(row.user) for row in rows if row.user})
    files = dict(CaseFile.objects.filter(pk__in={row.case_file for row in rows}).values_list("pk", "reference"))
    return [
        Entry(
            row,
            names.get(str(row.user), "das Portal"),
            files.get(row.case_file, "") if row.case_file else "",
            protocol.words_of(row),
            pages.get(row.route, row.route),
        )
        for row in rows
    ]


def _names(identifiers: set[str]) -> dict[str, str]:
    users = User.objects.filter(pk__in={identifier for identifier in identifiers if identifier})
    return {str(user.pk): user.get_full_name() or user.username for user in users}
