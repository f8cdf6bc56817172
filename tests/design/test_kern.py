from datetime import UTC, date, datetime, time
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation

from auslaenderbehoerde.design.templatetags import kern
from tests.design.html import only, tags

TEXT = "# Was Sie brauchen\n\n[Foto](https://example.org/f) und [Pass](/de/pass/)\n\n<script>x</script>![a](/b.png)"
SERVICE = SimpleNamespace(name="Titel", name_en="Permit", name_ar="", body="**fett**", body_ar=None, empty="")


@pytest.fixture(autouse=True)
def _german():
    with translation.override("de"):
        yield


def draw(template, **context):
    return Template(template).render(Context(context))


def test_icon_is_hidden_from_screen_readers():
    assert kern.icon("home", "large") == (
        '<span class="kern-icon kern-icon--home kern-icon--large" aria-hidden="true"></span>'
    )


@pytest.mark.parametrize(
    ("kind", "title"), [("info", "Hinweis"), ("success", "Erledigt"), ("warning", "Achtung"), ("danger", "Fehler")]
)
def test_alert_says_its_kind_in_words(kind, title):
    html = draw("{% alert kind %}<p>Text {{ typed }}</p>{% endalert %}", kind=kind, typed="<b>")
    assert only(html, cls="kern-title")["text"] == title
    assert only(html, cls="kern-alert__body")["text"] == "Text <b>"
    assert only(html, cls="kern-alert").get("role") == ("alert" if kind == "danger" else None)


def test_alert_takes_a_title():
    html = draw('{% alert "info" title="Geschlossen" %}x{% endalert %}')
    assert only(html, cls="kern-title")["text"] == "Geschlossen"


def test_message_levels_become_kinds_of_alerts():
    levels = ("debug", "info", "success", "warning", "error")
    assert [kern.alert_kind(level) for level in levels] == ["info", "info", "success", "warning", "danger"]


def test_button_is_a_link_and_submit_a_button():
    html = draw('{% button "/x/" "Los" variant="secondary" icon="add" %}{% submit "Weiter" name="do" value="go" %}')
    link, send = only(html, tag="a"), only(html, tag="button")
    assert (link["href"], link["text"], "kern-btn--secondary" in link["class"]) == ("/x/", "Los", True)
    assert (send["type"], send["name"], send["value"], send["text"]) == ("submit", "do", "go", "Weiter")


def test_labels_of_buttons_are_escaped():
    assert tags(kern.button("/x/", "<b>"), tag="b") == []


def test_steps_say_where_one_is():
    html = kern.steps(2, 4)
    assert only(html, tag="label")["text"] == "Schritt 2 von 4"
    assert (only(html, tag="progress")["value"], only(html, tag="progress")["max"]) == ("2", "4")


def test_codes_keep_their_direction_and_are_escaped():
    assert draw("{% ltr %} {{ number }} {% endltr %}", number="B <17>") == '<bdi dir="ltr">B &lt;17&gt;</bdi>'


def test_missing_translation_is_marked_as_german():
    with translation.override("ar"):
        assert kern.translated(SERVICE, "name") == '<span lang="de" dir="ltr">Titel</span>'
        html = kern.translated_markdown(SERVICE, "body")
    assert html == '<div class="abh-text" lang="de" dir="ltr"><p><strong>fett</strong></p>\n</div>'


def test_existing_translation_and_german_are_not_marked():
    with translation.override("en"):
        assert kern.translated(SERVICE, "name") == "Titel"
    assert kern.translated(SERVICE, "name") == "Titel"
    assert kern.translated(SERVICE, "empty") == ""
    assert kern.translated("", "name") == kern.translated_markdown("", "body") == ""


def test_markdown_lets_no_markup_through():
    html = kern.markdown(TEXT)
    assert tags(html, tag="script") == tags(html, tag="img") == tags(html, tag="h1") == []
    assert only(html, tag="h2")["text"] == "Was Sie brauchen"


def test_markdown_marks_links_that_leave_the_portal():
    links = tags(kern.markdown(TEXT), tag="a")
    assert [(link["text"], link.get("rel")) for link in links] == [
        ("Foto", "external noopener noreferrer"),
        ("Pass", None),
        ("a", None),
    ]


def test_markdown_refuses_addresses_that_run_scripts():
    assert tags(kern.markdown("[x](javascript:alert(1))"), tag="a") == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Dienstag, 24. November 2026"),
        ("en", "Tuesday, 24 November 2026"),
        ("ru", "вторник, 24 ноября 2026"),
        ("sr-latn", "utorak, 24. novembar 2026."),
        ("tr", "24 Kasım 2026 Salı"),
        ("uk", "вівторок, 24 листопада 2026"),
        ("ar", "الثلاثاء، 24 نوفمبر 2026"),
    ],
)
def test_long_date_reads_naturally_in_each_language(language, text):
    with translation.override(language):
        assert kern.long_date(date(2026, 11, 24)) == text


def test_dates_and_times_are_those_of_berlin():
    late = datetime(2026, 7, 1, 22, 5, tzinfo=UTC)
    assert (kern.long_date(late), kern.clock(late)) == ("Donnerstag, 2. Juli 2026", "0:05 Uhr")
    assert (kern.clock(time(9, 30)), kern.clock(None), kern.long_date(None)) == ("9:30 Uhr", "", "")


def test_a_span_of_time_keeps_its_order():
    assert kern.time_range(time(8), time(12, 30)) == '<bdi dir="ltr">8:00–12:30</bdi> Uhr'


def test_waiting_is_told_in_whole_minutes():
    assert [kern.come_back(seconds) for seconds in (0, 60, 61)] == [
        "Versuchen Sie es bitte in einer Minute noch einmal.",
        "Versuchen Sie es bitte in einer Minute noch einmal.",
        "Versuchen Sie es bitte in 2 Minuten noch einmal.",
    ]


def test_qr_code_is_a_named_picture_without_styles():
    html = kern.qr("https://example.org/t", 'Link "Termin"')
    drawing = only(html, tag="svg")
    assert (drawing["role"], drawing["aria-label"]) == ("img", 'Link "Termin"')
    assert "style" not in html


def test_external_links_are_known_by_their_host(settings):
    settings.PUBLIC_URL = "https://portal.example"
    addresses = ("https://example.org/", "/de/", "https://portal.example/de/")
    assert [kern.is_external(address) for address in addresses] == [True, False, False]
