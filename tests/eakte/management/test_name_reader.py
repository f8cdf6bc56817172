"""When everyone who was named for a blocked file has left, the operator names somebody; the protocol keeps it."""

import pytest
from django.core.management import CommandError, call_command

from eakte.models import AccessRecord
from eakte.services import files
from tests.factories.accounts import staff
from tests.factories.eakte import CaseFileFactory

pytestmark = pytest.mark.django_db


def test_somebody_is_named_and_the_protocol_tells():
    case_file, lead, reader = CaseFileFactory(), staff("team_lead"), staff("caseworker")
    files.block(case_file=case_file, contact="Frau Adler", readers=[lead], version=1)

    call_command("name_reader", case_file.reference, reader.username)

    kept = AccessRecord.objects.values_list("route", "deed", "case_file", "subject")
    assert list(kept) == [("name_reader", AccessRecord.Deed.LIST, case_file.pk, f"liest: {reader.pk}")]
    assert reader in case_file.readers.all()


@pytest.mark.parametrize(("reference", "username"), [("33-2020-99999", "caseworker"), (None, "niemand")])
def test_an_unknown_file_or_account_is_refused(reference, username):
    staff("caseworker")
    with pytest.raises(CommandError, match="gibt es nicht"):
        call_command("name_reader", reference or CaseFileFactory().reference, username)


def test_an_open_file_has_no_readers_to_name():
    with pytest.raises(CommandError, match="nicht gesperrt"):
        call_command("name_reader", CaseFileFactory().reference, staff("caseworker").username)
