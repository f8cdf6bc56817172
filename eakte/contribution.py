"""What the record itself says of a file: its timeline, the lines of its export, and what the law asks of it."""

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from auslaenderbehoerde.accounts.models import User
from eakte.contributions import Action, CaseContribution, ExportPart, Moment, Panel
from eakte.models import CaseFile, Document, Note, Proceeding, ResidenceTitle
from eakte.panels_cards import cards_panel
from eakte.panels_documents import documents_panel
from eakte.panels_retention import retention_panels
from eakte.record_answer import answer
from eakte.record_erase import erase, holds
from eakte.record_merge import merge, moves

COVERS = (
    "eakte.Person",
    "eakte.OtherName",
    "eakte.Address",
    "eakte.Passport",
    "eakte.CaseFile",
    "eakte.Disposal",
    "eakte.Proceeding",
    "eakte.Deadline",
    "eakte.ResidenceTitle",
    "eakte.AncillaryProvision",
    "eakte.ResidenceCard",
    "eakte.DeliveryLine",
    "eakte.Document",
    "eakte.DocumentVersion",
    "eakte.IntakeItem",
    "eakte.Task",
    "eakte.Note",
)


def panels(request: HttpRequest, case_file: CaseFile, now: datetime) -> list[Panel]:
    """Documents and cards; of a closed file how long it is kept."""
    return [
        documents_panel(request, case_file, now),
        cards_panel(request, case_file, now),
        *retention_panels(request, case_file),
    ]


def actions(case_file: CaseFile) -> list[Action]:
    """The whole file as a ZIP, the answer to the person herself, and what to do with a second file of hers."""
    pages = [
        ("Akte ausgeben", "eakte_export", "eakte.export_casefile"),
        ("Auskunft nach Art. 15 DSGVO", "eakte_answer", "eakte.answer_access"),
        ("Zusammenführen", "eakte_alike", "eakte.merge_person"),
    ]
    return [
        Action(title, reverse(f"admin:{name}", args=[case_file.pk]), right, rare=True) for title, name, right in pages
    ]


def moments(case_file: CaseFile, now: datetime) -> list[Moment]:
    """What happened, and which documents came and went; one query for each kind."""
    return _deeds(case_file) + _documents(case_file)


def _documents(case_file: CaseFile) -> list[Moment]:
    """Those everybody reads who reads the file; papers of the team stand in their own panel."""
    rows = case_file.documents.filter(access=Document.Access.CASEWORK)
    return [Moment(row.created_at, f"Schriftstück {row.get_direction_display()}", row.title) for row in rows]


def _deeds(case_file: CaseFile) -> list[Moment]:
    """Notes, proceedings, titles and cards."""
    found = [Moment(case_file.opened_at, "Akte angelegt", case_file.reference)]
    for note in Note.objects.filter(case_file=case_file).select_related("written_by"):
        found.append(Moment(note.written_at, "Vermerk", note.text, who=_name(note.written_by)))
    for proceeding in Proceeding.objects.filter(case_file=case_file):
        found += _of_proceeding(proceeding)
    for title in ResidenceTitle.objects.filter(person=case_file.person_id):
        found.append(Moment(title.recorded_at, f"Titel erfasst: {title}", _validity(title)))
    for card in case_file.person.cards.all():
        found += _of_card(card)
    return found


def _of_proceeding(proceeding: Proceeding) -> list[Moment]:
    name = proceeding.get_kind_display()
    found = [Moment(proceeding.received_at, f"Eingegangen: {name}")]
    if proceeding.decided_at:
        found.append(Moment(proceeding.decided_at, f"Entschieden: {name}", proceeding.get_outcome_display()))
    if proceeding.closed_at:
        found.append(Moment(proceeding.closed_at, f"{proceeding.get_state_display()}: {name}", proceeding.handed_to))
    return found


def _of_card(card) -> list[Moment]:
    steps = [
        (card.ordered_at, "bestellt"),
        (card.arrived_at, "im Amt angekommen"),
        (card.posted_at, "versandt"),
        (card.handed_over_at, "ausgegeben"),
    ]
    return [Moment(at, f"{card.get_kind_display()} {what}") for at, what in steps if at]


def _validity(title: ResidenceTitle) -> str:
    until = f"bis {title.valid_until:%d.%m.%Y}" if title.valid_until else "unbefristet"
    return f"ab {title.valid_from:%d.%m.%Y} {until}"


def _name(user: User | None) -> str:
    return (user.get_full_name() or user.username) if user else ""


def export(case_file: CaseFile) -> list[ExportPart]:
    """What happened as lines of the index; documents stand there with their files (`eakte.export`)."""
    return [
        ExportPart(moment.at, moment.text, " ".join(filter(None, (moment.detail, moment.who))))
        for moment in _deeds(case_file)
    ]


RECORD = CaseContribution(
    app="eakte",
    covers=COVERS,
    panels=panels,
    moments=moments,
    actions=actions,
    export=export,
    answer=answer,
    moves=moves,
    merge=merge,
    holds=holds,
    erase=erase,
)
