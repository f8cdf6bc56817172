import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Div, Fieldset, Layout, Row, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template
from django.utils import translation

from tests.design.html import only, tags


class DayWidget(forms.MultiWidget):
    def __init__(self):
        parts = {"day": ("Tag", 2), "month": ("Monat", 2), "year": ("Jahr", 4)}
        super().__init__(
            {name: forms.TextInput({"aria-label": label, "maxlength": size}) for name, (label, size) in parts.items()}
        )

    def decompress(self, value):
        return [None, None, None]


class DayField(forms.Field):
    widget = DayWidget

    def to_python(self, value):
        return "-".join(filter(None, value))


class EveryField(forms.Form):
    token = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="Familienname", help_text="Wie im Pass.")
    email = forms.EmailField(label="E-Mail-Adresse", required=False)
    born = DayField(label="Geburtsdatum", help_text="Das Jahr genügt.")
    office = forms.ChoiceField(label="Standort", choices=[("unna", "Unna"), ("luenen", "Lünen")])
    whom = forms.ChoiceField(
        label="Für wen?", choices=[("me", "Für mich"), ("other", "Für andere")], widget=forms.RadioSelect
    )
    needs = forms.MultipleChoiceField(
        label="Hilfe", choices=[("ramp", "Rampe")], widget=forms.CheckboxSelectMultiple, required=False
    )
    message = forms.CharField(label="Nachricht", widget=forms.Textarea)
    copy = forms.FileField(label="Passkopie", required=False)
    agreed = forms.BooleanField(label="Gelesen")


@pytest.fixture(autouse=True)
def _german():
    with translation.override("de"):
        yield


def draw(form, template="{{ form|crispy }}"):
    return Template("{% load crispy_forms_tags %}" + template).render(Context({"form": form}))


def test_every_label_belongs_to_an_input_that_exists():
    html = draw(EveryField({}))
    identifiers = [tag["id"] for tag in tags(html) if tag.get("id")]
    assert {label["for"] for label in tags(html, tag="label")} <= set(identifiers)
    assert len(identifiers) == len(set(identifiers))


def test_hint_and_error_are_tied_to_the_input_in_this_order():
    html = draw(EveryField({}))
    assert only(html, id="id_name")["aria-describedby"] == "id_name_helptext id_name_error"
    assert only(html, id="id_name")["aria-invalid"] == "true"
    assert only(html, id="id_name_helptext")["text"] == "Wie im Pass."
    assert only(html, id="id_name_error")["text"] == "Dieses Feld ist zwingend erforderlich."


def test_every_description_that_is_named_exists():
    html = draw(EveryField({}))
    named = {part for tag in tags(html) for part in (tag.get("aria-describedby") or "").split()}
    assert named == {tag["id"] for tag in tags(html) if (tag.get("id") or "").endswith(("_helptext", "_error"))}


def test_voluntary_fields_say_so_and_nothing_carries_an_asterisk():
    html = draw(EveryField())
    marked = [
        tag["text"] for tag in tags(html, tag="label") + tags(html, tag="legend") if "(freiwillig)" in tag["text"]
    ]
    assert marked == ["E-Mail-Adresse (freiwillig)", "Passkopie (freiwillig)", "Hilfe (freiwillig)"]
    assert "*" not in html


def test_choices_stand_in_a_fieldset_whose_legend_is_the_label():
    html = draw(EveryField({}))
    group = only(html, id="div_id_whom")
    assert (group["tag"], group["aria-describedby"]) == ("fieldset", "id_whom_error")
    assert [tag["text"] for tag in tags(html, tag="legend")] == ["Geburtsdatum", "Für wen?", "Hilfe (freiwillig)"]
    assert [tag["value"] for tag in tags(html, type="radio")] == ["me", "other"]
    assert "kern-form-check__radio--error" in tags(html, type="radio")[0]["class"]


def test_each_part_of_a_date_has_its_own_visible_label():
    html = draw(EveryField())
    parts = [(tag["for"], tag["text"]) for tag in tags(html, tag="label") if tag["for"].startswith("id_born")]
    assert parts == [("id_born_0", "Tag"), ("id_born_1", "Monat"), ("id_born_2", "Jahr")]
    assert [tag["name"] for tag in tags(html, tag="input") if (tag["id"] or "").startswith("id_born")] == [
        "born_day",
        "born_month",
        "born_year",
    ]
    assert "aria-label" not in only(html, id="id_born_0")
    assert "kern-form-input__input--width-2" in only(html, id="id_born_0")["class"]


@pytest.mark.parametrize(
    ("identifier", "css"),
    [
        ("id_name", "kern-form-input__input"),
        ("id_office", "kern-form-input__select"),
        ("id_message", "kern-form-input__input"),
        ("id_copy", "kern-form-input__input"),
        ("id_agreed", "kern-form-check__checkbox"),
        ("id_needs_0", "kern-form-check__checkbox"),
    ],
)
def test_each_control_wears_its_class(identifier, css):
    assert only(draw(EveryField()), id=identifier)["class"] == css


def test_summary_counts_the_errors_and_leads_to_each_field():
    html = draw(EveryField({"whom": "me", "office": "unna"}))
    assert only(html, id="fehler-titel")["text"] == "Bitte korrigieren Sie 4 Angaben."
    assert [(tag["href"], tag["text"]) for tag in tags(html, tag="a")] == [
        ("#id_name", "Familienname: Dieses Feld ist zwingend erforderlich."),
        ("#id_born_0", "Geburtsdatum: Dieses Feld ist zwingend erforderlich."),
        ("#id_message", "Nachricht: Dieses Feld ist zwingend erforderlich."),
        ("#id_agreed", "Gelesen: Dieses Feld ist zwingend erforderlich."),
    ]
    assert only(html, cls="abh-summary")["tabindex"] == "-1"


def test_summary_of_a_question_needs_no_colon():
    html = draw(EveryField({}))
    assert only(html, href="#id_whom_0")["text"] == "Für wen? Dieses Feld ist zwingend erforderlich."


def test_form_without_errors_has_no_summary():
    assert tags(draw(EveryField()), cls="abh-summary") == []


def test_typed_text_is_escaped_everywhere():
    html = draw(EveryField({"name": "<b>x</b>", "whom": "<script>"}))
    assert tags(html, tag="b") == tags(html, tag="script") == []


def test_whole_form_posts_with_a_token_and_leaves_checking_to_us():
    form = EveryField()
    form.helper = FormHelper()
    form.helper.layout = Layout(Fieldset("Person", Row(Column("name"), Column("email")), Div("copy", css_class="x")))
    form.helper.add_input(Submit("send", "Absenden"))
    html = render_crispy_form(form, context={"csrf_token": "abc"})
    whole = only(html, tag="form")
    assert (whole["method"], whole["enctype"], "novalidate" in whole) == ("post", "multipart/form-data", True)
    assert only(html, name="csrfmiddlewaretoken")["value"] == "abc"
    assert only(html, tag="legend")["text"] == "Person"
    assert [tag["text"] for tag in tags(html, tag="button")] == ["Absenden"]


def test_forms_of_a_set_are_drawn_one_after_the_other():
    html = draw(forms.formset_factory(EveryField, extra=2)())
    assert [tag["name"] for tag in tags(html, type="email")] == ["form-0-email", "form-1-email"]
    assert only(html, name="form-TOTAL_FORMS")["value"] == "2"
