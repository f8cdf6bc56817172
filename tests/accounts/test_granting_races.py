"""Rivals about one waiting role, in real processes against real PostgreSQL; and one who may not decide at all."""

import pytest
from django.utils import timezone

from auslaenderbehoerde.accounts import granting
from auslaenderbehoerde.accounts.exceptions import NeedsAnother
from auslaenderbehoerde.accounts.models import GrantedRole, PendingRole
from auslaenderbehoerde.accounts.roles import group_of, write_roles
from tests import rivals
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db(transaction=True)

SCRIPT = """
import json, sys
from auslaenderbehoerde.accounts import granting
from auslaenderbehoerde.accounts.exceptions import AccountError
from auslaenderbehoerde.accounts.models import User
order = json.loads(sys.argv[1])
by = User.objects.get(username=order["by"])
sys.stdin.readline()
try:
    getattr(granting, order["deed"])(pending=order["pending"], by=by)
    answer = order["deed"]
except AccountError as refusal:
    answer = type(refusal).__name__
print(json.dumps([answer]))
"""


@pytest.fixture
def nina(db):
    """An account for which a role waits, and two leads who look at it."""
    write_roles()
    user, administrator = staff("", username="nina"), staff("administrator")
    for name in ("one", "other"):
        staff("team_lead", username=name)
    granting.give_roles(user=user, groups=[group_of("caseworker")], by=administrator, now=timezone.now())
    return user


@pytest.mark.parametrize("second", ["confirm", "decline"])
def test_two_leads_at_once_decide_once(nina, second):
    pending = str(PendingRole.objects.get().pk)
    orders = [{"deed": "confirm", "by": "one"}, {"deed": second, "by": "other"}]
    answers = rivals.race(SCRIPT, [order | {"pending": pending} for order in orders])
    given = "confirm" in answers
    labels = GrantedRole.pgh_event_model.objects.filter(user=nina).values_list("pgh_label", flat=True)
    assert (len(answers), answers.count("AlreadySettled"), PendingRole.objects.count()) == (2, 1, 0)
    assert ([group.name for group in nina.groups.all()], list(labels)) == (
        (["Sachbearbeitung"], ["given"]) if given else ([], [])
    )


@pytest.mark.parametrize("deed", [granting.confirm, granting.decline])
def test_without_the_right_nobody_decides_even_past_the_page(nina, deed):
    with pytest.raises(NeedsAnother):
        deed(pending=PendingRole.objects.get().pk, by=staff("caseworker"))
    assert PendingRole.objects.count() == 1
