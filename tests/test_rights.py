"""Every page of the staff's admin against every role. A page without a line in these tables fails the test.

The tables are written by hand and on purpose do not ask `has_perm`: they say what was promised, `roles.toml` says
what is granted, and this test compares the two by asking for the pages.
"""

import uuid
from collections.abc import Callable
from functools import cache

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import NoReverseMatch, URLPattern, reverse
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from auslaenderbehoerde.accounts.models import GrantedRole, User
from auslaenderbehoerde.accounts.roles import group_of, roles
from auslaenderbehoerde.design import work
from eakte.models import RetentionPeriod
from notifications.models import OutboxMessage
from tests.factories import appointments, authority
from tests.factories.accounts import staff
from tests.factories.catalogue import ServiceFactory

pytestmark = pytest.mark.django_db

DESK = {"front_desk", "caseworker", "team_lead"}
LEAD = {"team_lead"}
ADMIN = {"administrator"}
OFFICER = {"data_protection_officer"}
SERVICES = {"team_lead", "fee_office", "administrator"}
NOBODY: set[str] = set()
DELETE = "delete_selected"

# Work pages by the first part of their route.
WORK = {
    "schalter": DESK,
    "termine": {"caseworker", "team_lead"},
    "tag": LEAD,
    "plan": LEAD,
    "aushang": LEAD,
    "betroffene": LEAD,
    "zahlen": LEAD,
    "rollen": LEAD,
    "betrieb": ADMIN,
    "akten": {"caseworker", "team_lead", "records"},
    "akte-anlegen": {"caseworker", "team_lead"},
    "arbeit": {"caseworker", "team_lead", "records"},
    "uebernahme": {"records"},
    "protokoll": OFFICER,
    "karten": DESK,
    "karte": {"caseworker", "team_lead"},
    "schriftstuecke": {"caseworker", "team_lead", "records"},
    "ablage": {"caseworker", "team_lead"},
    "ausgabe": {"caseworker", "team_lead"},
    "auskunft": LEAD,
    "zusammenfuehren": LEAD,
    "aufbewahrung": LEAD,
    "post": {"caseworker", "team_lead", "records"},
}

# Stock lists: who sees them, who adds, who changes, who deletes.
LISTS: dict[str, tuple[set[str], set[str], set[str], set[str]]] = {
    "appointments.appointment": (DESK, NOBODY, NOBODY, NOBODY),
    "appointments.urgentrequest": (DESK, NOBODY, NOBODY, NOBODY),
    "appointments.doorcode": ({"front_desk", "team_lead"}, NOBODY, NOBODY, NOBODY),
    "appointments.queue": (LEAD | ADMIN, LEAD | ADMIN, LEAD | ADMIN, LEAD | ADMIN),
    "appointments.concern": (LEAD | ADMIN, LEAD | ADMIN, LEAD | ADMIN, LEAD | ADMIN),
    "appointments.counter": (LEAD | ADMIN, LEAD | ADMIN, LEAD | ADMIN, LEAD | ADMIN),
    "accounts.user": (ADMIN | OFFICER, ADMIN, ADMIN, NOBODY),
    "accounts.role": (ADMIN | OFFICER, ADMIN, ADMIN, ADMIN),
    "authority.authority": (ADMIN | OFFICER, NOBODY, ADMIN, NOBODY),
    "authority.office": (LEAD | ADMIN, ADMIN, LEAD | ADMIN, ADMIN),
    "authority.department": (ADMIN, ADMIN, ADMIN, ADMIN),
    "authority.municipality": (ADMIN, ADMIN, ADMIN, ADMIN),
    "authority.closingday": (LEAD | ADMIN, LEAD | ADMIN, LEAD | ADMIN, LEAD | ADMIN),
    "authority.page": (LEAD | ADMIN | OFFICER, LEAD | ADMIN, LEAD | ADMIN, LEAD | ADMIN),
    "authority.feedback": (LEAD | ADMIN, NOBODY, NOBODY, NOBODY),
    "catalogue.service": (SERVICES | {"records"}, LEAD | ADMIN, SERVICES, LEAD | ADMIN),
    "eakte.retentionperiod": (LEAD, LEAD, LEAD, LEAD),
    "notifications.outboxmessage": (ADMIN | OFFICER, NOBODY, NOBODY, NOBODY),
    "axes.accessattempt": (ADMIN | OFFICER, NOBODY, NOBODY, ADMIN),
    "django_celery_beat.periodictask": (ADMIN, NOBODY, ADMIN, NOBODY),
}
# What a list offers for several rows at once, beside deleting them.
ACTIONS = {
    "accounts.user": {"send_password_link": ADMIN, "reset_second_factor": ADMIN},
    "authority.feedback": {"mark_answered": LEAD | ADMIN},
    "notifications.outboxmessage": {"again": ADMIN},
    "django_celery_beat.periodictask": dict.fromkeys(
        ["enable_tasks", "disable_tasks", "toggle_tasks", "run_tasks"], ADMIN
    ),
}
ONE_BY_ONE = {"authority.closingday"}  # never deleted from the list
RECORDS = [name for name, rights in LISTS.items() if rights[1:] == (NOBODY, NOBODY, NOBODY)]

# One row for each list.
ROWS: dict[str, Callable[[], object]] = {
    "appointments.appointment": appointments.AppointmentFactory,
    "appointments.urgentrequest": lambda: appointments.models.UrgentRequest.objects.create(
        office=authority.OfficeFactory(), attempt=uuid.uuid4(), reason="job", family_name="Yılmaz", contact="x"
    ),
    "appointments.doorcode": appointments.DoorCodeFactory,
    "appointments.queue": appointments.QueueFactory,
    "appointments.concern": appointments.ConcernFactory,
    "appointments.counter": lambda: appointments.models.Counter.objects.create(
        office=authority.OfficeFactory(), name="Schalter 1"
    ),
    "accounts.user": lambda: staff("", username="somebody"),
    "accounts.role": lambda: Group.objects.create(name="Praktikum"),
    "authority.authority": authority.AuthorityFactory,
    "authority.office": authority.OfficeFactory,
    "authority.department": authority.DepartmentFactory,
    "authority.municipality": authority.MunicipalityFactory,
    "authority.closingday": authority.ClosingDayFactory,
    "authority.page": authority.PageFactory,
    "authority.feedback": authority.FeedbackFactory,
    "catalogue.service": ServiceFactory,
    "eakte.retentionperiod": lambda: RetentionPeriod.objects.create(office=authority.OfficeFactory()),
    "notifications.outboxmessage": lambda: OutboxMessage.objects.create(
        template="x", language="de", idempotency_key="x"
    ),
    "axes.accessattempt": lambda: AccessAttempt.objects.create(failures_since_start=1),
    "django_celery_beat.periodictask": lambda: PeriodicTask.objects.first(),
}


@pytest.fixture
def rows(db) -> dict[str, str]:
    """The identifier of a row in each list."""
    lists = [model._meta.label_lower for model in admin.site._registry]
    return {name: str(ROWS[name]().pk) for name in lists}


@pytest.fixture
def addresses(rows) -> dict[str, tuple[str, set[str]]]:
    """Each page of each stock list with those who may open it, by a readable name."""
    found = {}
    for name, pk in rows.items():
        see, add, _change, delete = LISTS[name]
        route = f"admin:{name.replace('.', '_')}"
        history = NOBODY if name in RECORDS else see
        for page, arguments, who in [
            ("changelist", [], see), ("add", [], add), ("change", [pk], see), ("delete", [pk], delete),
            ("history", [pk], history),
        ]:  # fmt: skip
            found[f"{name} {page}"] = (reverse(f"{route}_{page}", args=arguments), who)
        found[f"{name} popup"] = (reverse(f"{route}_add") + "?_popup=1", add)
    return found


def answer(client, address: str) -> str:
    """`open`, `refused` or `sign in`."""
    status = client.get(address).status_code
    return {403: "refused", 302: "open"}.get(status, "open" if status == 200 else f"{status}")


def test_every_list_and_every_work_page_has_a_line_in_these_tables():
    lists = {model._meta.label_lower for model in admin.site._registry}
    work_routes = {page.route.partition("/")[0] for page in work.PAGES}
    assert (lists - set(LISTS), work_routes - set(WORK)) == (set(), set())


@pytest.mark.parametrize("role", [*roles(), ""])
def test_a_role_opens_exactly_its_lists(role, client, addresses):
    wanted = {name: "open" if role in who else "refused" for name, (_address, who) in addresses.items()}
    client.force_login(staff(role))
    found = {name: answer(client, address) for name, (address, _who) in addresses.items()}
    assert {name: found[name] for name in found if found[name] != wanted[name]} == {}


@pytest.mark.parametrize("role", roles())
def test_a_role_is_offered_exactly_its_actions(role, client, rows):
    client.force_login(staff(role))
    lists = [name for name in rows if role in LISTS[name][0]]
    assert {name: _offered(client, name) for name in lists} == {name: _granted(role, name) for name in lists}


def _offered(client, name: str) -> set[str]:
    page = client.get(reverse(f"admin:{name.replace('.', '_')}_changelist"))
    form = page.context and page.context["action_form"]  # the only row of its kind has no list
    return {action for action, _title in form.fields["action"].choices if action} if form else set()


def _granted(role: str, name: str) -> set[str]:
    deletes = role in LISTS[name][3] and name not in ONE_BY_ONE
    return {action for action, who in ACTIONS.get(name, {}).items() if role in who} | ({DELETE} if deletes else set())


@pytest.mark.parametrize("role", roles())
def test_an_action_that_is_not_offered_is_not_done(role, client, rows):
    client.force_login(staff(role))
    for name, pk in rows.items():
        if DELETE not in _granted(role, name):
            values = {"action": DELETE, "_selected_action": pk, "post": "yes"}
            client.post(reverse(f"admin:{name.replace('.', '_')}_changelist"), values)
    assert [name for name, pk in rows.items() if not apps.get_model(name).objects.filter(pk=pk).exists()] == []


@pytest.mark.parametrize("role", [*roles(), ""])
def test_a_role_looks_rows_up_only_in_lists_it_sees(role, client):
    client.force_login(staff(role))
    found, wanted = {}, {}
    for model, options in admin.site._registry.items():
        for field in options.autocomplete_fields:
            here = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field}
            name = f"{model._meta.label_lower} {field}"
            found[name] = client.get(reverse("admin:autocomplete"), {"term": ""} | here).status_code
            remote = model._meta.get_field(field).remote_field.model._meta.label_lower
            wanted[name] = 200 if role in LISTS[remote][0] else 403
    assert (found, bool(found)) == (wanted, True)


@pytest.mark.parametrize("role", [*roles(), ""])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_role_opens_exactly_its_work_pages(role, method, client):
    client.force_login(staff(role))
    wrong = {}
    for page in work.PAGES:
        refused = getattr(client, method)(_address(page)).status_code == 403
        if refused == (role in WORK[page.route.partition("/")[0]]):
            wrong[page.name] = refused
    assert wrong == {}


@cache
def _patterns() -> dict[str, URLPattern]:
    return {found.name: found for found in admin.site.get_urls() if getattr(found, "name", "")}


def _address(page: work.WorkPage) -> str:
    """An address of a page; what it names does not exist, for the right is asked first."""
    pattern = _patterns()[page.name]
    fitting = {"slug": "x", "str": "x", "day": timezone.localdate(), "uuid": uuid.uuid4(), "int": 1}
    values = {
        name: fitting[type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")]
        for name, converter in pattern.pattern.converters.items()
    }
    try:
        return reverse(f"admin:{page.name}", kwargs=values)
    except NoReverseMatch as error:
        raise AssertionError(f"{page.route}: teach this test its arguments") from error


@pytest.mark.parametrize("name", RECORDS)
def test_records_are_never_changed_by_a_crafted_post(name, client):
    pk, route = str(ROWS[name]().pk), f"admin:{name.replace('.', '_')}"
    statuses = set()
    for role in roles():
        client.force_login(staff(role))
        for page in (reverse(f"{route}_add"), reverse(f"{route}_change", args=[pk])):
            statuses.add(client.post(page, {"family_name": "X", "status": "cancelled", "state": "sent"}).status_code)
        statuses.add(client.post(reverse(f"{route}_delete", args=[pk]), {"post": "yes"}).status_code)
    assert statuses == {403}


def test_strangers_are_led_to_the_sign_in(client, addresses):
    pages = [address for address, _who in addresses.values()] + [_address(page) for page in work.PAGES]
    guest = {client.get(page)["Location"].partition("?")[0] for page in pages}
    outsider = staff("")
    User.objects.filter(pk=outsider.pk).update(is_staff=False)
    client.force_login(outsider)
    assert (guest, {client.get(page).status_code for page in pages}) == ({"/verwaltung/login/"}, {302})


def test_nobody_gains_rights_by_a_crafted_post(client):
    administrator = staff("administrator")
    client.force_login(administrator)
    values = {"username": "x", "email": "x@example.org", "is_active": "on", "groups": [group_of("records").pk]}
    crafted = {"is_superuser": "on", "is_staff": "", "user_permissions": ["1", "2", "3"], "password": "x"}
    client.post(reverse("admin:accounts_user_add"), values | crafted)
    made = User.objects.get(username="x")
    assert (made.is_superuser, made.user_permissions.count(), made.has_usable_password()) == (False, 0, False)


def test_nobody_gives_a_role_to_their_own_account(client):
    administrator = staff("administrator")
    client.force_login(administrator)
    groups = [group_of("administrator").pk, group_of("team_lead").pk]
    values = {"username": administrator.username, "email": "a@example.org", "is_active": "on", "groups": groups}
    client.post(reverse("admin:accounts_user_change", args=[administrator.pk]), values)
    assert [group.name for group in administrator.groups.all()] == ["Administration"]


def test_a_role_given_to_somebody_is_recorded_with_who_did_it(client):
    administrator, nina = staff("administrator"), staff("", username="nina")
    client.force_login(administrator)
    values = {"username": "nina", "email": "n@example.org", "is_active": "on", "groups": [group_of("fee_office").pk]}
    client.post(reverse("admin:accounts_user_change", args=[nina.pk]), values)
    event = GrantedRole.pgh_event_model.objects.get(user=nina)
    assert (event.group_id, event.pgh_context.metadata["user"]) == (group_of("fee_office").pk, str(administrator.pk))


@pytest.mark.parametrize("lookup", ["password__startswith=argon2", "code_hash__startswith=a", "email__regex=("])
def test_no_column_can_be_guessed_through_the_address(client, lookup):
    client.force_login(staff("administrator"))
    assert client.get(f"/verwaltung/accounts/user/?{lookup}").status_code in {302, 400}
