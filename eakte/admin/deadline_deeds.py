"""Deadlines of a proceeding as deeds of the file's page: announce a decision, set a day, give more time, tick off."""

from typing import Any

from django import forms

from eakte.admin.deeds import Deed, Press
from eakte.admin.matter_forms import AnnounceForm, DeadlineForm, NewDeadlineForm
from eakte.admin.place import WORK, clerk
from eakte.models import CaseFile, Deadline, Proceeding
from eakte.services import deadlines


def announce(proceeding: Proceeding) -> Deed:
    """The person was told the decision."""

    def do(press: Press) -> str:
        made = deadlines.announce(
            proceeding=proceeding, by=clerk(press.request), now=press.now, **press.form.cleaned_data
        )
        return f"Die Bekanntgabe ist vermerkt. Rechtsbehelf ist möglich bis {made.due_on:%d.%m.%Y}."

    title = f"{proceeding}: Bekanntgabe"
    return Deed("bekanntgeben", title, WORK, _form(AnnounceForm, proceeding), do, "Vermerken")


def new(proceeding: Proceeding) -> Deed:
    """Another day beside the state."""

    def do(press: Press) -> str:
        made = deadlines.set_deadline(
            proceeding=proceeding, by=clerk(press.request), now=press.now, **press.form.cleaned_data
        )
        return f"Frist gesetzt: {made}."

    return Deed("frist", f"{proceeding}: Frist", WORK, _form(NewDeadlineForm, proceeding), do, "Frist setzen")


def change(deadline: Deadline) -> Deed:
    """More time, or another list of papers."""

    def do(press: Press) -> str:
        changed = deadlines.change_deadline(
            deadline=deadline, by=clerk(press.request), now=press.now, **press.form.cleaned_data
        )
        return f"Die Frist läuft jetzt bis {changed.due_on:%d.%m.%Y}."

    known = {"until": deadline.due_on, "note": deadline.note}
    return Deed("aendern", "Frist ändern", WORK, _form(DeadlineForm, deadline.proceeding, **known), do, "Ändern")


def meet(deadline: Deadline) -> Deed:
    """What was due has happened."""

    def do(press: Press) -> str:
        version = deadline.proceeding.version
        deadlines.meet_deadline(deadline=deadline, by=clerk(press.request), now=press.now, version=version)
        return "Die Frist ist erledigt."

    return Deed("erledigt", "Frist erledigt", WORK, lambda _file, data: forms.Form(data), do, "Erledigt", str(deadline))


def _form(form: Any, proceeding: Proceeding, **known: Any) -> Any:
    def make(_case_file: CaseFile, data: Any) -> forms.BaseForm:
        return form(data, initial=known | {"version": proceeding.version})

    return make
