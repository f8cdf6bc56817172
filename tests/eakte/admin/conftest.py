"""One caseworker of a team, a file of it, and the log of who looked."""

import pytest

from eakte.models import AccessRecord
from tests.factories.accounts import staff
from tests.factories.eakte import CaseFileFactory


@pytest.fixture
def case_file(db):
    return CaseFileFactory()


@pytest.fixture
def ada(case_file):
    """A caseworker of the file's team."""
    user = staff("caseworker", username="ada", first_name="Ada", last_name="Adler")
    case_file.team.members.add(user)
    return user


@pytest.fixture
def desk(client, ada):
    """Ada's browser."""
    client.force_login(ada)
    return client


@pytest.fixture
def protocol(db):
    """What was written down of late: deed and file."""
    known = set(AccessRecord.objects.values_list("pk", flat=True))

    def new() -> list[tuple]:
        rows = AccessRecord.objects.exclude(pk__in=known).order_by("at")
        return [(row.deed, row.case_file) for row in rows]

    return new
