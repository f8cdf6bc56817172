"""Steps of one proceeding and of one title, on the page of their file."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from auslaenderbehoerde.design.work import work_page
from eakte.admin import deadline_deeds
from eakte.admin.casefile import answer, show
from eakte.admin.deeds import Deed, Press
from eakte.admin.matter_forms import EffectForm, EndForm, Provision, StepForm, TitleForm
from eakte.admin.place import READ, WORK, clerk, file_of
from eakte.models import CaseFile, Deadline, Proceeding, ResidenceTitle
from eakte.services import proceedings, taking_back, titles
from eakte.transitions import BY_VERB, ways_out

EFFECT = "eakte.set_effect"


@work_page("akten/<uuid:pk>/vorgang/<uuid:matter>/<slug:verb>/", name="eakte_step", right=READ)
def step(request: HttpRequest, pk: UUID, matter: UUID, verb: str) -> HttpResponse:
    """Take a proceeding one step further, with what the step needs."""
    case_file = file_of(request, pk)
    proceeding = get_object_or_404(case_file.proceedings, pk=matter)
    makers = {
        "wirkung": _effect_deed,
        "zurueck": _back_deed,
        "bekanntgeben": deadline_deeds.announce,
        "frist": deadline_deeds.new,
    }
    deed = makers[verb](proceeding) if verb in makers else _step_deed(proceeding, verb)
    return _press(request, case_file, deed)


def _step_deed(proceeding: Proceeding, verb: str) -> Deed:
    """One row of the table of transitions as a deed of the page."""
    way = BY_VERB.get(verb)
    if way is None or way not in ways_out(proceeding.state):
        raise Http404

    def form(_case_file: CaseFile, data: Any) -> forms.BaseForm:
        return StepForm(data, needs=way.needs, initial={"version": proceeding.version})

    def do(press: Press) -> str:
        act: Any = getattr(proceedings, way.verb)
        version = press.form.cleaned_data["version"]
        act(proceeding=proceeding, by=clerk(press.request), now=press.now, version=version, **press.form.answers)
        return f"{proceeding}: {way.target.label}."

    title = f"{proceeding}: {way.title}"
    return Deed(verb, title, way.right, form, do, way.title)


def _back_deed(proceeding: Proceeding) -> Deed:
    def do(press: Press) -> str:
        back = taking_back.take_back(
            proceeding=proceeding, by=clerk(press.request), now=press.now, version=proceeding.version
        )
        return f"{back}: wieder {back.get_state_display()}."

    text = "Frist und Aufgaben stehen danach wieder so da wie zuvor. Der Schritt bleibt als Vermerk in der Akte."
    title = f"{proceeding}: letzten Schritt zurücknehmen"
    return Deed("zurueck", title, WORK, lambda _file, data: forms.Form(data), do, "Zurücknehmen", text)


def _effect_deed(proceeding: Proceeding) -> Deed:
    def form(_case_file: CaseFile, data: Any) -> forms.BaseForm:
        known = {"effect": proceeding.effect, "reason": proceeding.effect_reason, "version": proceeding.version}
        return EffectForm(data, initial=known)

    def do(press: Press) -> str:
        proceedings.set_effect(proceeding=proceeding, by=clerk(press.request), **press.form.cleaned_data)
        return "Die Wirkung des Antrags ist festgelegt."

    return Deed("wirkung", f"{proceeding}: Wirkung nach § 81 AufenthG", EFFECT, form, do, "Festlegen")


@work_page("akten/<uuid:pk>/frist/<uuid:deadline>/<slug:verb>/", name="eakte_deadline", right=READ)
def deadline_step(request: HttpRequest, pk: UUID, deadline: UUID, verb: str) -> HttpResponse:
    """Give more time, or tick off."""
    case_file = file_of(request, pk)
    rows = Deadline.objects.filter(proceeding__case_file=case_file).select_related("proceeding")
    makers = {"aendern": deadline_deeds.change, "erledigt": deadline_deeds.meet}
    if verb not in makers:
        raise Http404
    return _press(request, case_file, makers[verb](get_object_or_404(rows, pk=deadline)))


@work_page("akten/<uuid:pk>/titel/<uuid:title>/<slug:verb>/", name="eakte_title", right=READ)
def title_step(request: HttpRequest, pk: UUID, title: UUID, verb: str) -> HttpResponse:
    """Correct a title, end it, or take its recording back."""
    case_file = file_of(request, pk)
    found = get_object_or_404(case_file.person.titles, pk=title)
    makers = {"berichtigen": _correct_deed, "beenden": _end_deed, "zuruecknehmen": _take_back_deed}
    if verb not in makers:
        raise Http404
    return _press(request, case_file, makers[verb](found))


def _correct_deed(title: ResidenceTitle) -> Deed:
    def form(_case_file: CaseFile, data: Any) -> forms.BaseForm:
        if data is not None:
            return TitleForm(data)
        written = {
            f"provision_{kind}": "\n".join(title.provisions.filter(kind=kind).values_list("text", flat=True))
            for kind in Provision
        }
        return TitleForm(instance=title, initial=written | {"version": title.version})

    def do(press: Press) -> str:
        version = press.form.cleaned_data["version"] or 0
        titles.correct_title(title=title, facts=press.form.facts, provisions=press.form.provisions, version=version)
        return "Der Titel ist berichtigt. Der alte Wortlaut steht in der Geschichte."

    return Deed("berichtigen", "Titel berichtigen", WORK, form, do)


def _end_deed(title: ResidenceTitle) -> Deed:
    def do(press: Press) -> str:
        titles.end_title(title=title, **press.form.cleaned_data)
        return "Der Titel ist beendet."

    return Deed(
        "beenden",
        "Titel beenden",
        WORK,
        lambda _file, data: EndForm(data, initial={"version": title.version}),
        do,
        "Beenden",
    )


def _take_back_deed(title: ResidenceTitle) -> Deed:
    def do(press: Press) -> str:
        titles.take_back_title(title=title, version=title.version, now=press.now)
        return "Die Erfassung ist zurückgenommen, der Titel davor gilt wieder."

    text = "Der Titel wird als falsch erfasst beendet; was er ersetzt hat, gilt wieder."
    return Deed(
        "zuruecknehmen", "Erfassung zurücknehmen", WORK, lambda _file, data: forms.Form(data), do, "Zurücknehmen", text
    )


def _press(request: HttpRequest, case_file: CaseFile, deed: Deed) -> HttpResponse:
    if not clerk(request).has_perm(deed.right):
        raise Http404
    if request.method != "POST":
        return show(request, case_file, deed=deed, form=deed.form(case_file, None))
    return answer(request, case_file, deed, deed.form(case_file, request.POST))
