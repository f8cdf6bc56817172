"""The frame of the record's pages, and the lookups every one of them starts with."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from auslaenderbehoerde.accounts.models import User
from eakte import protocol
from eakte.models import CaseFile
from eakte.services import people

READ = "eakte.view_casefile"
WORK = "eakte.work_on_casefile"


def clerk(request: HttpRequest) -> User:
    """Who is signed in; the admin lets nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101 - tells mypy
    return request.user


def file_of(request: HttpRequest, pk: UUID) -> CaseFile:
    """The file, for those who may see its content; everyone else gets 404 and a line in the protocol."""
    rows = CaseFile.objects.visible_to(clerk(request)).select_related("person", "team__department", "caseworker")
    found = rows.filter(pk=pk).first()
    if found is None:
        protocol.record(request, protocol.Deed.REFUSED, case_file=pk)
        raise Http404
    return found


def merged_into(pk: UUID) -> CaseFile | None:
    """The file that took this one in, if it was merged into another."""
    return CaseFile.objects.filter(person__merged__case_file=pk).first()


def alike_of(case_file: CaseFile, user: User) -> dict[str, Any]:
    """Who may be the same person, and of which of them this user may read the file; two queries."""
    person = case_file.person
    found = people.alike(
        family_name=person.family_name, given_names=person.given_names, birth_date=person.birth_date, but=person
    )
    mine = CaseFile.objects.visible_to(user).filter(person__in=found).values_list("person", flat=True)
    return {"alike": found, "mine": set(mine)}


def page(request: HttpRequest, template: str, *, title: str, status: int = 200, **context: Any) -> HttpResponse:
    """One page in the admin's frame; the title is neutral, names stand in the page only."""
    frame = admin.site.each_context(request) | {"title": title} | context
    return render(request, f"admin/eakte/{template}", frame, status=status)
