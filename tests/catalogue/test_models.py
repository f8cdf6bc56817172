"""What must always hold about the catalogue."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from auslaenderbehoerde.catalogue.models import Service
from tests.factories import catalogue as factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("factory", "changes", "constraint"),
    [
        (factories.ServiceFactory, {"name_de": "", "name_en": "Extension"}, "service_has_german_name"),
        (factories.ServiceFactory, {"summary_de": ""}, "service_has_german_summary"),
        (factories.ServiceFactory, {"duration_note_tr": "Dört hafta"}, "service_duration_german_first"),
        (factories.RequiredDocumentFactory, {"condition_en": "if married"}, "document_condition_german_first"),
        (factories.ServiceFormFactory, {"url": ""}, "form_has_address_or_file"),
        (factories.ServiceFormFactory, {"kind": "pdf", "file": "formulare/a.pdf"}, "form_has_address_or_file"),
        (factories.ServiceFormFactory, {"url": "", "file": "formulare/a.pdf"}, "form_file_is_pdf"),
        (factories.ServiceFormFactory, {"url": "javascript:alert(1)"}, "form_address_is_page"),
        (factories.FeeFactory, {"effective_until": date(2025, 12, 31)}, "fee_until_after_from"),
    ],
)
def test_the_database_refuses_what_must_not_be(factory, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factory(**changes)


def test_a_form_names_the_foreign_site_it_leads_to():
    elsewhere = factories.ServiceFormFactory.build(url="https://antrag.example.org/a?b=1")
    here = factories.ServiceFormFactory.build(url="/antrag/neu/arbeit/")
    assert [(form.address, form.host) for form in (elsewhere, here)] == [
        ("https://antrag.example.org/a?b=1", "antrag.example.org"),
        ("/antrag/neu/arbeit/", ""),
    ]


def test_a_fee_is_shown_in_euros():
    assert factories.FeeFactory.build(amount_cents=9350).amount == Decimal("93.50")


def test_german_content_alone_is_found_in_every_language():
    service = factories.ServiceFactory()
    with override("ar"):
        assert [(found.name, found.name_ar) for found in Service.objects.published()] == [(service.name_de, None)]


@pytest.mark.parametrize("rows", [1, 3])
def test_services_with_all_their_parts_take_four_queries(rows, django_assert_num_queries):
    for _ in range(rows):
        service = factories.ServiceFactory()
        factories.RequiredDocumentFactory.create_batch(rows, service=service)
        factories.ServiceFormFactory(service=service)
        factories.FeeFactory(service=service)
    with django_assert_num_queries(4):
        found = list(Service.objects.published().for_pages())
        assert [len(service.required_documents.all()) for service in found] == [rows] * rows
        assert [len(service.forms.all()) + len(service.fees.all()) for service in found] == [2] * rows
