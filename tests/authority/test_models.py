"""What must always hold about the authority, also for scripts and imports."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from auslaenderbehoerde.authority.models import Authority, Office
from tests.factories import authority as factories

pytestmark = pytest.mark.django_db


def test_there_is_exactly_one_authority():
    factories.AuthorityFactory()
    with pytest.raises(IntegrityError, match="authority_is_the_only_one"), transaction.atomic():
        factories.AuthorityFactory(id=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Authority(name_de="Noch eine", short_name_de="Zwei").save()


@pytest.mark.parametrize(
    ("factory", "changes", "constraint"),
    [
        (factories.AuthorityFactory, {"name_de": ""}, "authority_has_german_name"),
        (factories.OfficeFactory, {"name_de": None, "name_en": "Office"}, "office_has_german_name"),
        (factories.OfficeFactory, {"directions_en": "By bus."}, "office_directions_german_first"),
        (factories.OfficeFactory, {"postcode": "5942"}, "office_postcode_has_five_digits"),
        (factories.OnSiteOfferFactory, {"text_de": ""}, "on_site_offer_has_german_text"),
        (factories.OpeningHoursFactory, {"opens": "12:00", "closes": "12:00"}, "opening_hours_end_after_start"),
        (factories.OpeningHoursFactory, {"weekday": 7}, "opening_hours_known_weekday"),
        (factories.ClosingDayFactory, {"reason_de": ""}, "closing_day_has_german_reason"),
        (factories.MunicipalityFactory, {"ags": "0597800x"}, "municipality_key_has_eight_digits"),
        (factories.PageFactory, {"key": "secret"}, "page_key_known"),
        (factories.PageFactory, {"body_de": "", "body_ar": "نص"}, "page_body_german_first"),
        (factories.FeedbackFactory, {"message": ""}, "feedback_says_something"),
    ],
)
def test_the_database_refuses_what_must_not_be(factory, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factory(**changes)


def test_a_closing_day_of_all_offices_is_entered_once():
    factories.ClosingDayFactory(day=date(2026, 12, 24))
    with pytest.raises(IntegrityError, match="closing_day_once_per_office"), transaction.atomic():
        factories.ClosingDayFactory(day=date(2026, 12, 24))


def test_a_missing_german_name_is_said_in_german():
    office = factories.OfficeFactory.build(name_de="", name_en="Office")
    with pytest.raises(ValidationError) as refusal:
        office.validate_constraints()
    assert refusal.value.messages == ["Der deutsche Name fehlt."]


def test_a_missing_translation_falls_back_to_german():
    office = factories.OfficeFactory(name_de="Unna", name_ar="أونا")
    with override("tr"):
        assert office.name == "Unna"
    with override("ar"):
        assert office.name == "أونا"


def test_a_changed_translation_stands_in_the_history():
    office = factories.OfficeFactory(name_de="Unna", name_en="Unna office")
    Office.objects.filter(pk=office.pk).update(name_en="Office Unna")
    history = office.events.order_by("pgh_id").values_list("name_de", "name_en")
    assert list(history) == [("Unna", "Unna office"), ("Unna", "Office Unna")]
