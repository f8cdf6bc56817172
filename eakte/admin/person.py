"""A new person with her file, after a look at who may already be here."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from auslaenderbehoerde.design.work import work_page
from eakte import protocol
from eakte.admin.forms import AddressForm, PersonForm, TeamForm
from eakte.admin.place import WORK, clerk, page
from eakte.models import CaseFile, Person
from eakte.services import files, people


class SeenForm(forms.Form):
    """That the likely duplicates were looked at."""

    seen = forms.BooleanField(required=False)


@work_page("akte-anlegen/", name="eakte_new", right=WORK, room="Akten", title="Akte anlegen")
def create(request: HttpRequest) -> HttpResponse:
    """Person, address and team on one page; who looks alike is shown before anything is made."""
    data = request.POST if request.method == "POST" else None
    parts: dict[str, Any] = {
        "person": PersonForm(data),
        "address": _address_form(data),
        "team": TeamForm(data, initial=_my_team(request)),
    }
    wrong = [name for name, form in parts.items() if not form.is_valid()]  # each is checked, so each shows its errors
    if data is None or wrong:
        return page(request, "new.html", title="Akte anlegen", status=400 if data else 200, **parts)
    person = parts["person"]
    alike = [] if SeenForm(data).data.get("seen") else _alike(person)
    if alike:
        mine = set(CaseFile.objects.visible_to(clerk(request)).filter(person__in=alike).values_list("pk", flat=True))
        protocol.record(request, protocol.Deed.LIST, subject=f"{len(alike)} ähnliche Personen")
        return page(request, "new.html", title="Akte anlegen", alike=alike, mine=mine, **parts)
    case_file = _create(parts)
    messages.success(request, f"Die Akte {case_file.reference} ist angelegt.")
    return redirect("admin:eakte_file", case_file.pk)


def _address_form(data) -> AddressForm:
    form = AddressForm(data)
    form.fields["city"].required = False
    return form


def _alike(form: PersonForm) -> list[Person]:
    answers = form.cleaned_data
    return people.alike(
        family_name=answers["family_name"], given_names=answers["given_names"], birth_date=answers["birth_date"]
    )


@transaction.atomic
def _create(parts: dict) -> CaseFile:
    person = people.create_person(facts=parts["person"].facts, address=parts["address"].facts)
    answers = parts["team"].cleaned_data
    return files.open_file(person=person, team=answers["team"], caseworker=answers["caseworker"], now=timezone.now())


def _my_team(request: HttpRequest) -> dict:
    return {"team": clerk(request).teams.first()}
