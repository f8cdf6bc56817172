"""Forms the office uploaded."""

import pytest
from django.core.files.base import ContentFile

from tests.factories.catalogue import ServiceFormFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def uploaded(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return ServiceFormFactory(kind="pdf", url="", file=ContentFile(b"%PDF-1.7", name="antrag.pdf"))


def test_an_uploaded_form_opens_under_its_name(client, uploaded):
    response = client.get(uploaded.address)
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="Antrag auf Verlängerung.pdf"' or (
        "Antrag%20auf%20Verl%C3%A4ngerung.pdf" in response["Content-Disposition"]
    )


def test_a_form_of_a_hidden_service_is_not_there(client, uploaded):
    uploaded.service.published = False
    uploaded.service.save()
    assert client.get(uploaded.address).status_code == 404


def test_a_form_without_a_file_is_not_there(client):
    elsewhere = ServiceFormFactory()
    assert client.get(f"/de/formulare/{elsewhere.pk}/").status_code == 404
