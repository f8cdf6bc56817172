"""Posteingang: post comes in as files, is taken apart, named and put into files. Nothing leaves it unassigned."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.clock import local_day
from auslaenderbehoerde.design.work import Card, start_card, work_page
from eakte import inbox, papers, protocol
from eakte.admin.intake_forms import AsideForm, PieceForm, SplitForm, StackForm
from eakte.admin.place import clerk, file_of, page
from eakte.exceptions import RecordError
from eakte.models import IntakeBatch, IntakeItem, Proceeding
from eakte.services import documents, intake
from eakte.services.documents import Incoming

RIGHT = "eakte.file_post"
ASKED = "eakte_post_asked"


@work_page("post/", name="eakte_post", right=RIGHT, room="Akten", title="Posteingang")
@never_cache
def post(request: HttpRequest) -> HttpResponse:
    """What waits; new post by upload."""
    form = StackForm(request.POST or None, request.FILES or None, initial={"office": _office_of(request)})
    if request.method != "POST" or not form.is_valid():
        return _list(request, form, status=400 if request.method == "POST" else 200)
    try:
        checked = [documents.check(Incoming(file.name, file.chunks)) for file in form.cleaned_data["upload"]]
        origin, office = IntakeBatch.Origin.UPLOAD, form.cleaned_data["office"]
        intake.take_in(checked=checked, office=office, origin=origin, by=clerk(request), now=timezone.now())
    except RecordError as refusal:
        form.add_error("upload", str(refusal))
        return _list(request, form, status=400)
    messages.success(request, "Aufgenommen." if len(checked) == 1 else f"{len(checked)} Dateien aufgenommen.")
    return redirect("admin:eakte_post")


@work_page("post/<uuid:pk>/", name="eakte_post_piece", right=RIGHT)
@never_cache
@require_safe
def piece(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One piece: its pages, what it is, whose it is."""
    return _show(request, _waiting(pk))


@work_page("post/<uuid:pk>/zuordnen/", name="eakte_post_assign", right=RIGHT)
@require_POST
def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Search for the file (the answers wait in the session, not in an address), or put the piece into one."""
    item, form = _waiting(pk), PieceForm(request.POST)
    target = request.POST.get("target", "")
    if not target:
        request.session[ASKED] = {
            "item": str(item.pk),
            "text": request.POST.get("text", "")[:200],
            "facts": {name: request.POST.get(name, "") for name in form.fields},
        }
        return redirect(reverse("admin:eakte_post_piece", args=[item.pk]) + "#akte")
    case_file, proceeding = _target(request, target)

    def do() -> str:
        facts, now = form.facts, timezone.now()
        intake.assign(item=item, case_file=case_file, proceeding=proceeding, facts=facts, by=clerk(request), now=now)
        return ""  # the line with the undo button says it

    return _do(request, item, do, form=form)


@work_page("post/<uuid:pk>/teilen/", name="eakte_post_split", right=RIGHT)
@require_POST
def split(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a stack of scans apart."""
    item, form = _waiting(pk), SplitForm(request.POST)

    def do() -> str:
        made = intake.split(item=item, text=form.cleaned_data["ranges"], by=clerk(request), now=timezone.now())
        return f"In {len(made)} Teile geteilt."

    return _do(request, item, do, split_form=form)


@work_page("post/<uuid:pk>/unbekannt/", name="eakte_post_aside", right=RIGHT)
@require_POST
def set_aside(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nobody knows the sender: it stays on the list."""
    item, form = _waiting(pk), AsideForm(request.POST)

    def do() -> str:
        intake.set_aside(item=item, note=form.cleaned_data["note"], by=clerk(request))
        return "Bleibt auf der Liste: Absender unbekannt."

    return _do(request, item, do, aside_form=form)


@work_page("post/<uuid:pk>/zuruecknehmen/", name="eakte_post_undo", right=RIGHT)
@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what was assigned a moment ago."""
    item = IntakeItem.objects.filter(pk=pk, settled_by=clerk(request)).first()
    if item is None:
        raise Http404
    try:
        intake.take_back(item=item, by=clerk(request), now=timezone.now())
    except RecordError as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:eakte_post")
    messages.success(request, "Zurückgenommen.")
    return redirect("admin:eakte_post_piece", item.pk)


@start_card(RIGHT)
def waiting_post(request: HttpRequest, now: datetime) -> Card | None:
    """Post nobody has looked at."""
    number = IntakeItem.objects.waiting().filter(state=IntakeItem.State.OPEN).count()
    return Card("Posteingang", number, "warten auf eine Akte", reverse("admin:eakte_post")) if number else None


def _do(request: HttpRequest, item: IntakeItem, do: Callable[[], str], **forms: Any) -> HttpResponse:
    """Do it, tell, go on with the next piece; what was typed stays where it cannot be done."""
    (filled,) = forms.values()
    if not filled.is_valid():
        return _show(request, item, status=400, **forms)
    try:
        told = do()
    except RecordError as refusal:
        return _show(request, item, status=400, error=str(refusal), **forms)
    if told:
        messages.success(request, told)
    following = inbox.next_after(item)
    return redirect("admin:eakte_post_piece", following.pk) if following else redirect("admin:eakte_post")


def _list(request: HttpRequest, form: StackForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    stacks = inbox.stacks()
    protocol.record(request, protocol.Deed.LIST, subject="Posteingang")
    return page(
        request,
        "post.html",
        title="Posteingang",
        status=status,
        form=form,
        stacks=stacks,
        several_offices=Office.objects.count() > 1,
        waiting=IntakeItem.objects.waiting().count(),
        just_assigned=inbox.just_assigned(clerk(request), now=now),
    )


def _show(request: HttpRequest, item: IntakeItem, *, status: int = 200, **opened: Any) -> HttpResponse:
    now, user = timezone.now(), clerk(request)
    asked = request.session.get(ASKED) or {}
    mine = asked if asked.get("item") == str(item.pk) else {}
    text, number = mine.get("text", ""), request.GET.get("seite", "")
    shown, size = inbox.piece(item), "large" if request.GET.get("groesse") == "gross" else "normal"
    found, more = inbox.targets(text, user=user, today=local_day(now)) if text else ([], False)
    protocol.record(request, protocol.Deed.PREVIEW, subject=f"{item.document_id}")
    if text:
        protocol.record(request, protocol.Deed.SEARCH, subject=f"{len(found)} Treffer")
    context = {
        "form": PieceForm(mine.get("facts"), instance=item.document) if mine else PieceForm(instance=item.document),
        "split_form": SplitForm(),
        "aside_form": AsideForm(initial={"note": item.note}),
    } | opened
    return page(
        request,
        "post_piece.html",
        title="Posteingang",
        status=status,
        piece=shown,
        sheet=papers.sheet(
            shown.version, number=int(number) if number.isdecimal() and len(number) < 6 else 1, size=size, now=now
        ),
        size=size,
        text=text,
        targets=found,
        more=more,
        just_assigned=inbox.just_assigned(user, now=now)[:1],
        **context,
    )


def _waiting(pk: UUID) -> IntakeItem:
    """A piece that waits, or 404."""
    rows = IntakeItem.objects.waiting().select_related("document", "batch__office", "batch__created_by")
    found = rows.prefetch_related("document__versions").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _target(request: HttpRequest, text: str) -> tuple[Any, Proceeding | None]:
    """The chosen file, and the proceeding in it if one was chosen (404 for a stranger's)."""
    file, _slash, proceeding = text.partition("/")
    try:
        case_file = file_of(request, UUID(file))
        wanted = UUID(proceeding) if proceeding else None
    except ValueError:
        raise Http404 from None
    if wanted is None:
        return case_file, None
    found = Proceeding.objects.filter(pk=wanted, case_file=case_file).first()
    if found is None:
        raise Http404
    return case_file, found


def _office_of(request: HttpRequest) -> Office | None:
    """Where this person works, as far as the teams say it."""
    team = clerk(request).teams.select_related("department__office").first()
    return team.department.office if team else None
