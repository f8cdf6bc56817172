"""What a person held when an application arrived, as the file knows it: the input of the rule of § 81 AufenthG."""

from datetime import date, datetime

from auslaenderbehoerde.authority.selectors import current_authority
from auslaenderbehoerde.clock import local_day
from eakte.models import CaseFile, Person, ResidenceTitle
from eakte.rules import Before, Status

Kind = ResidenceTitle.Kind
STATUS = {
    Kind.PERMIT: Status.TITLE,
    Kind.BLUE_CARD: Status.TITLE,
    Kind.ICT: Status.TITLE,
    Kind.SETTLEMENT: Status.UNLIMITED,
    Kind.LONG_TERM_EU: Status.UNLIMITED,
    Kind.ASYLUM: Status.NO_TITLE,
    Kind.SUSPENSION: Status.NO_TITLE,
}  # a Fiktionsbescheinigung and a card of EU law say nothing certain: unknown


def before(*, person: Person, received_at: datetime) -> Before:
    """Status, last day and basis of what the person held on the day of receipt, in force or run out."""
    day = local_day(received_at)
    known = list(person.titles.exclude(ended=ResidenceTitle.Ended.WRONG).filter(valid_from__lte=day))
    held = [title for title in known if title.ended_on is None or title.ended_on > day]
    if not held:
        return Before(Status.NO_TITLE if known else Status.UNKNOWN)
    title = max(held, key=_weight)
    return Before(_status_of(title), title.valid_until, title.legal_basis, title.valid_from)


def _weight(title: ResidenceTitle) -> tuple[bool, date]:
    """Titles before certificates about them, the longest first."""
    return title.kind != Kind.PROVISIONAL, title.valid_until or date.max


def _status_of(title: ResidenceTitle) -> Status:
    if title.kind == Kind.VISA:
        return _visa(title.legal_basis)
    return STATUS.get(Kind(title.kind), Status.UNKNOWN)


def _visa(basis: str) -> Status:
    """§ 6 Abs. 3 AufenthG is the national visa (D), § 6 Abs. 1 the Schengen visa (C)."""
    text = "".join(basis.split()).lower()
    if "abs.3" in text or "6(3)" in text:
        return Status.NATIONAL_VISA
    return Status.SCHENGEN_VISA if "abs.1" in text or "6(1)" in text else Status.UNKNOWN_VISA


def state_of(case_file: CaseFile) -> str:
    """The federal state whose holidays count: of the department's office, else of the authority; empty if unknown."""
    office = case_file.department.office
    if office is not None:
        return office.state
    authority = current_authority()
    return authority.state if authority else ""
