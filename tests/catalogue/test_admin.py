"""The catalogue as the office keeps it."""

import pytest

from tests.factories.catalogue import FeeFactory, RequiredDocumentFactory, ServiceFactory, ServiceFormFactory

pytestmark = pytest.mark.django_db
SERVICES = "/verwaltung/catalogue/service/"


def test_a_service_is_kept_with_all_its_parts_on_one_page(admin_client):
    service = ServiceFactory()
    for factory in (RequiredDocumentFactory, ServiceFormFactory, FeeFactory):
        factory(service=service)
    text = admin_client.get(f"{SERVICES}{service.pk}/change/").content.decode()
    parts = ["summary_de", "description_ar", "required_documents-0-condition_de", "forms-0-kind", "fees-0-amount_cents"]
    assert [part for part in parts if part not in text] == []


def test_the_list_and_the_empty_form_open(admin_client):
    ServiceFactory(name_de="Verlängerung")
    assert "Verlängerung" in admin_client.get(SERVICES).content.decode()
    assert admin_client.get(f"{SERVICES}add/").status_code == 200
