"""What can be done on the page of a file: one short form each, opened and answered on the same page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from auslaenderbehoerde.accounts.models import User
from eakte.admin.forms import AddressForm, BlockForm, NoteForm, OtherNameForm, PassportForm, PersonForm, TeamForm
from eakte.admin.matter_forms import MatterForm, TaskForm, TitleForm
from eakte.admin.place import WORK, clerk
from eakte.admin.retention_forms import CloseForm
from eakte.models import CaseFile, Task
from eakte.services import files, people, proceedings, tasks, titles

LEAD = "eakte.lead_casework"
FormMaker = Callable[[CaseFile, Any], forms.BaseForm]


@dataclass(frozen=True)
class Press:
    """One answered form: who pressed, on which file, when."""

    request: HttpRequest
    case_file: CaseFile
    form: Any
    now: datetime


@dataclass(frozen=True)
class Deed:
    """A button, its form and what it does; `do` returns the sentence that is told afterwards."""

    slug: str
    title: str
    right: str
    form: FormMaker
    do: Callable[[Press], str]
    submit: str = "Speichern"
    text: str = ""
    rare: bool = False  # stands behind "Weiteres"


def _note(press: Press) -> str:
    text = press.form.cleaned_data["text"]
    files.write_note(case_file=press.case_file, text=text, by=clerk(press.request), now=press.now)
    return "Der Vermerk steht in der Akte."


def _person(press: Press) -> str:
    form = press.form
    people.change_person(person=press.case_file.person, facts=form.facts, version=form.cleaned_data["version"] or 0)
    return "Die Angaben zur Person sind gespeichert."


def _person_form(case_file: CaseFile, data: Any) -> forms.BaseForm:
    person = case_file.person
    return PersonForm(data, instance=person if data is None else None, initial={"version": person.version})


def _address(press: Press) -> str:
    since = press.form.cleaned_data["since"]
    people.move_house(person=press.case_file.person, address=press.form.facts, since=since)
    return "Die neue Anschrift gilt. Die alte steht noch in der Akte."


def _name(press: Press) -> str:
    people.add_name(person=press.case_file.person, facts=press.form.cleaned_data)
    return "Der Name ist erfasst und wird mit gesucht."


def _passport(press: Press) -> str:
    facts = dict(press.form.cleaned_data)
    people.add_passport(person=press.case_file.person, number=facts.pop("number"), facts=facts)
    return "Der Pass ist erfasst."


def _team(press: Press) -> str:
    answers = press.form.cleaned_data
    files.assign(
        case_file=press.case_file,
        team=answers["team"],
        caseworker=answers["caseworker"],
        by=clerk(press.request),
        version=answers["version"] or 0,
    )
    return f"Die Akte ist jetzt bei {answers['team'].name}."


def _team_form(case_file: CaseFile, data: Any) -> forms.BaseForm:
    current = {"team": case_file.team_id, "caseworker": case_file.caseworker_id, "version": case_file.version}
    return TeamForm(data, initial=current)


def _block(press: Press) -> str:
    answers = press.form.cleaned_data
    files.block(
        case_file=press.case_file,
        contact=answers["blocked_contact"],
        readers=answers["readers"],
        version=answers["version"],
    )
    return "Die Akte ist gesperrt."


def _block_form(case_file: CaseFile, data: Any) -> forms.BaseForm:
    readers = case_file.readers.all() if data is None else None
    current = {"blocked_contact": case_file.blocked_contact, "readers": readers, "version": case_file.version}
    return BlockForm(data, initial=current)


def _unblock(press: Press) -> str:
    files.unblock(case_file=press.case_file, version=press.case_file.version)
    return "Die Sperre ist aufgehoben."


def _title(press: Press) -> str:
    form = press.form
    titles.record_title(person=press.case_file.person, facts=form.facts, provisions=form.provisions, now=press.now)
    return "Der Titel ist erfasst."


def _matter(press: Press) -> str:
    answers, by = press.form.cleaned_data, clerk(press.request)
    opened = proceedings.open_proceeding(
        case_file=press.case_file,
        kind=answers["kind"],
        service=answers["service"],
        received_at=answers["received_at"],
        wanted=answers["wanted"],
        by=by,
        now=press.now,
    )
    return f"Vorgang angelegt: {opened}. {opened.get_effect_display()}".strip()


def _matter_form(_case_file: CaseFile, data: Any) -> forms.BaseForm:
    now = timezone.localtime()
    return MatterForm(data, initial={"day": now.date(), "time": now.time()})


def _task(press: Press) -> str:
    answers = press.form.cleaned_data
    tasks.create(kind=Task.Kind.FOLLOW_UP, case_file=press.case_file, by=clerk(press.request), now=press.now, **answers)
    return "Die Aufgabe ist angelegt."


def _task_form(case_file: CaseFile, data: Any) -> forms.BaseForm:
    colleagues = case_file.team.members.filter(is_active=True) if case_file.team else User.objects.none()
    return TaskForm(data, colleagues=colleagues)


def _close(press: Press) -> str:
    answers = press.form.cleaned_data
    files.close_file(
        case_file=press.case_file,
        reason=answers["reason"],
        counts_from=answers["counts_from"],
        now=press.now,
        version=press.case_file.version,
    )
    return "Die Akte ist geschlossen."


def _reopen(press: Press) -> str:
    files.reopen_file(case_file=press.case_file, version=press.case_file.version)
    return "Die Akte ist wieder offen."


def _bare(form: type[forms.BaseForm]) -> FormMaker:
    return lambda _case_file, data: form(data)


CLOSING = "Es wird nichts mehr erwartet. Offene Vorgänge müssen vorher beendet sein."
DEEDS = [
    Deed("vorgang", "Neuer Vorgang", WORK, _matter_form, _matter, "Vorgang anlegen"),
    Deed("titel", "Titel erfassen", WORK, _bare(TitleForm), _title),
    Deed("aufgabe", "Aufgabe", WORK, _task_form, _task, "Aufgabe anlegen"),
    Deed("vermerk", "Vermerk", WORK, _bare(NoteForm), _note, "Vermerk schreiben"),
    Deed("person", "Person ändern", WORK, _person_form, _person, rare=True),
    Deed("anschrift", "Neue Anschrift", WORK, _bare(AddressForm), _address, rare=True),
    Deed("name", "Anderer Name", WORK, _bare(OtherNameForm), _name, rare=True),
    Deed("pass", "Pass erfassen", WORK, _bare(PassportForm), _passport, rare=True),
    Deed("schliessen", "Akte schließen", WORK, _bare(CloseForm), _close, "Schließen", CLOSING, rare=True),
    Deed("oeffnen", "Akte wieder öffnen", WORK, _bare(forms.Form), _reopen, "Öffnen", rare=True),
    Deed("team", "Akte abgeben", WORK, _team_form, _team, "Abgeben", rare=True),
    Deed("sperren", "Akte sperren", LEAD, _block_form, _block, "Sperren", rare=True),
    Deed(
        "entsperren",
        "Sperre aufheben",
        LEAD,
        _bare(forms.Form),
        _unblock,
        "Aufheben",
        "Danach lesen wieder alle, die Akten führen.",
        rare=True,
    ),
]


def deed_of(slug: str) -> Deed | None:
    """The deed of an address."""
    return next((deed for deed in DEEDS if deed.slug == slug), None)


def open_to(case_file: CaseFile, user: Any) -> list[Deed]:
    """What this person may do with this file."""
    hidden = {"sperren" if case_file.blocked else "entsperren", "schliessen" if case_file.closed_at else "oeffnen"}
    return [deed for deed in DEEDS if user.has_perm(deed.right) and deed.slug not in hidden]
