"""The one AdminSite: rooms, start page, no foreign host, nothing inline."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from auslaenderbehoerde.accounts.roles import roles
from auslaenderbehoerde.admin import ROOMS
from tests.factories.accounts import staff
from tests.factories.appointments import AppointmentFactory

pytestmark = pytest.mark.django_db

FOREIGN = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)(?![^>]*application/json)", re.IGNORECASE)


@pytest.fixture
def pages(client):
    """Every list and form of the admin that a role may open, as text by address."""

    def read(role):
        client.force_login(staff(role))
        addresses = [reverse("admin:index")]
        for room in admin.site.rooms(_request(client)):
            addresses += [entry["address"] for entry in room["entries"]]
        found = {address: client.get(address) for address in addresses}
        for model, model_admin in admin.site._registry.items():
            if model_admin.has_add_permission(_request(client)):
                address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
                found[address] = client.get(address, follow=True)
        return found

    return read


def _request(client):
    request = client.get("/verwaltung/").wsgi_request
    assert request.user.is_authenticated
    return request


@pytest.mark.parametrize("role", list(roles()))
def test_every_page_of_a_role_opens_without_a_foreign_host_or_anything_inline(pages, role):
    found = pages(role)
    texts = {address: page.content.decode() for address, page in found.items()}
    assert {address: page.status_code for address, page in found.items() if page.status_code != 200} == {}
    assert [address for address, text in texts.items() if FOREIGN.search(text)] == []
    assert [(address, INLINE.search(text).group()) for address, text in texts.items() if INLINE.search(text)] == []


def test_every_list_stands_in_a_room():
    assert {getattr(found, "room", "library") for found in admin.site._registry.values()} <= {*ROOMS, "library"}


def test_somebody_without_a_role_reads_whom_to_ask(client):
    client.force_login(staff(""))
    assert "Ihr Konto hat noch keine Rolle" in client.get("/verwaltung/").content.decode()


def test_the_start_page_counts_what_waits(client):
    AppointmentFactory()
    client.force_login(staff("front_desk"))
    assert "Termine heute" in client.get("/verwaltung/").content.decode()


def test_the_admin_is_german_whatever_the_browser_prefers(client):
    client.force_login(staff("team_lead"))
    page = client.get("/verwaltung/appointments/queue/", headers={"accept-language": "tr"}).content.decode()
    assert ('lang="de"' in page, "Terminschlangen" in page) == (True, True)


def test_there_are_no_lists_of_apps(client):
    client.force_login(staff("team_lead"))
    assert client.get("/verwaltung/appointments/")["Location"] == "/verwaltung/"
