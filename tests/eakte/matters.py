"""A Monday in an immigration office of Unna, and a matter on somebody's desk."""

from datetime import datetime

from eakte.models import Proceeding
from eakte.services import proceedings
from tests.factories.accounts import staff
from tests.factories.authority import AuthorityFactory
from tests.factories.eakte import CaseFileFactory, TitleFactory

NOW = datetime.fromisoformat("2026-11-23T09:00:00+01:00")  # a Monday
LATER = datetime.fromisoformat("2026-11-24T10:00:00+01:00")


def file_with_title(**title):
    """A file in a team whose holder has a title until the end of the year."""
    AuthorityFactory()
    case_file = CaseFileFactory()
    TitleFactory(person=case_file.person, **title)
    return case_file


def matter(case_file=None, *, kind="extension", received_at=NOW, now=NOW, **more) -> Proceeding:
    """An application that came in on Monday morning."""
    case_file = case_file or file_with_title()
    return proceedings.open_proceeding(case_file=case_file, kind=kind, received_at=received_at, now=now, **more)


def moved(proceeding: Proceeding, verb: str, by, *, now=NOW, **more):
    """One step with the version that is seen now; the matter as it is afterwards."""
    proceeding.refresh_from_db()
    getattr(proceedings, verb)(proceeding=proceeding, by=by, now=now, version=proceeding.version, **more)
    proceeding.refresh_from_db()
    return proceeding


def member(case_file, role="caseworker", **values):
    """Somebody of the file's team."""
    user = staff(role, **values)
    case_file.team.members.add(user)
    return user
