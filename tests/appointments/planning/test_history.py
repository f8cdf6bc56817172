"""Who changed what, newest first, from what the database itself has written down."""

import pghistory
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments import capacity
from appointments.models import PlanLine
from appointments.planning.history import PER_PAGE, changes
from tests.appointments.planned import SEVEN, give, lead, limit, planned_concern
from tests.factories.appointments import PlanLineFactory

pytestmark = pytest.mark.django_db


def told(concern, page=1):
    return [(entry.kind, entry.deed, entry.who) for entry in changes(concern.queue.office, page=page)[1]]


def test_every_deed_is_there():
    concern = planned_concern()
    capacity.withdraw_release(release=give(concern), now=SEVEN)
    limit(concern, 0)
    PlanLine.objects.update(clerks=1)
    assert sorted(told(concern)) == [
        ("exception", "angelegt", ""),
        ("line", "angelegt", ""),
        ("line", "geändert", ""),
        ("release", "angelegt", ""),
        ("release", "zurückgenommen", ""),
    ]


def test_the_person_is_named():
    concern, user = planned_concern(), lead()
    user.first_name, user.last_name = "Petra", "Lind"
    user.save()
    with pghistory.context(user=str(user.pk)):
        limit(concern, 0)
    assert ("exception", "angelegt", "Petra Lind") in told(concern)


def test_other_offices_have_their_own_history():
    concern, other = planned_concern(), planned_concern()
    limit(other, 0)
    assert [entry[0] for entry in told(concern)] == ["line"]


def test_long_histories_have_pages():
    concern = planned_concern()
    for _number in range(PER_PAGE):
        PlanLineFactory(queue=concern.queue)
    assert [len(told(concern, page)) for page in (1, 2, 99)] == [PER_PAGE, 1, 1]


def test_a_page_has_a_fixed_price():
    def count():
        with CaptureQueriesContext(connection) as seen:
            told(concern)
        return len(seen)

    concern = planned_concern()
    with pghistory.context(user=str(lead().pk)):
        limit(concern, 0)
        give(concern)
    one = count()
    for number in range(3):
        with pghistory.context(user=str(lead().pk)):
            limit(concern, number)
            give(concern)
    assert count() == one
