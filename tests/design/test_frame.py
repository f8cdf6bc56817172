import pytest
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils import translation

from auslaenderbehoerde.design import languages
from auslaenderbehoerde.portal import errors
from tests.design.html import only, tags

pytestmark = pytest.mark.urls("tests.design.urls")

PAGES = ["400.html", "403.html", "404.html", "410.html", "429.html", "500.html", "503.html", "form_expired.html"]


def draw(name="base.html", language="de", **context):
    with translation.override(language):
        return render_to_string(name, context)


def test_frame_tells_language_and_direction():
    german, arabic = only(draw(), tag="html"), only(draw(language="ar"), tag="html")
    assert (german["lang"], german["dir"]) == ("de", "ltr")
    assert (arabic["lang"], arabic["dir"]) == ("ar", "rtl")


def test_arabic_gets_the_mirrored_style_sheet():
    sheets = [tag["href"] for tag in tags(draw(language="ar"), rel="stylesheet")]
    assert [sheet for sheet in sheets if "kern" in sheet] == ["/static/kern/kern.rtl.min.css"]


def test_first_link_leads_to_the_content():
    html = draw()
    assert tags(html, tag="a")[0]["href"] == f"#{only(html, tag='main')['id']}"


def test_each_language_stands_under_its_own_name_and_keeps_the_page():
    html = draw(request=RequestFactory().get("/de/termin/abc/?x=1"))
    choices = [(tag["lang"], tag["dir"], tag["text"], tag["href"]) for tag in tags(html, tag="a") if "lang" in tag]
    assert choices == [
        ("de", "ltr", "Deutsch", "/de/termin/abc/?x=1"),
        ("en", "ltr", "English", "/en/termin/abc/?x=1"),
        ("ru", "ltr", "Русский", "/ru/termin/abc/?x=1"),
        ("sr-latn", "ltr", "Srpski", "/sr-latn/termin/abc/?x=1"),
        ("tr", "ltr", "Türkçe", "/tr/termin/abc/?x=1"),
        ("uk", "ltr", "Українська", "/uk/termin/abc/?x=1"),
        ("ar", "rtl", "العربية", "/ar/termin/abc/?x=1"),
    ]
    assert only(html, **{"aria-current": "true"})["lang"] == "de"


@pytest.mark.parametrize("path", ["", "/de/gibt-es-nicht/", "/verwaltung/"])
def test_an_address_without_translation_leads_to_the_start_page(path):
    with translation.override("de"):
        assert languages.address_in("tr", path) == "/tr/"


def test_a_page_that_only_answers_posts_is_kept():
    with translation.override("de"):
        assert languages.address_in("uk", "/de/senden/") == "/uk/senden/"


def test_only_translations_point_at_the_binding_text():
    note = "Die deutsche Fassung dieser Seiten ist verbindlich."
    with translation.override("de"):
        assert note not in draw()
    assert "abh-footer__note" in draw(language="tr")


@pytest.mark.parametrize("name", PAGES)
def test_error_pages_need_neither_database_nor_context(name):
    html = draw(name, language="de")
    assert len(tags(html, tag="h1")) == 1
    assert only(html, tag="title")["text"].endswith(" – Ausländerbehörde")
    assert "Zur Startseite" in [tag["text"] for tag in tags(html, tag="a")]


def test_slowed_down_visitors_learn_when_to_come_back():
    assert "Versuchen Sie es bitte in 3 Minuten noch einmal." in draw("429.html", seconds=130)


def test_a_failure_shows_its_reference_without_any_query():
    request = RequestFactory().get("/de/")
    request.error_reference = "7F3K"
    response = errors.server_error(request)
    assert response.status_code == 500
    assert "7F3K" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "status", "heading"),
    [
        (lambda request: errors.bad_request(request, None), 400, "Diese Anfrage haben wir nicht verstanden"),
        (lambda request: errors.permission_denied(request, None), 403, "Zu dieser Seite haben Sie keinen Zugang"),
        (lambda request: errors.page_not_found(request, None), 404, "Diese Seite gibt es nicht"),
        (errors.form_expired, 403, "Bitte senden Sie das Formular noch einmal"),
    ],
)
def test_each_failure_has_its_page(answer, status, heading, rf):
    with translation.override("de"):
        response = answer(rf.get("/de/"))
    assert response.status_code == status
    assert only(response.content.decode(), tag="h1")["text"] == heading


def test_nothing_of_the_frame_is_inline():
    html = get_template("base.html").template.render(Context({}))
    assert tags(html, tag="style") == []
    assert [tag for tag in tags(html, tag="script") if not tag.get("src")] == []
    assert [tag for tag in tags(html) if any(name == "style" or name.startswith("on") for name in tag)] == []
