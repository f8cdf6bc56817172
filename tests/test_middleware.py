"""What a request passes first, asked with the headers and bodies that attackers and broken programs send."""

import re

import pytest
from django.http import HttpResponse
from django.urls import reverse

from appointments import holds
from appointments.models import Hold
from auslaenderbehoerde.middleware import TrustedProxies, visitor
from tests.factories.appointments import ConcernFactory

PROXIES = ["10.20.0.0/24", "fd00::/64"]
VISITOR, PROXY = "203.0.113.7", "10.20.0.1"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def proxies(settings):
    settings.TRUSTED_PROXIES = PROXIES


@pytest.fixture
def seen(rf):
    """The address and scheme a page sees, and the forwarding headers that are left."""

    def ask(remote, **headers):
        request = rf.get("/", REMOTE_ADDR=remote, **{f"HTTP_{name.upper()}": value for name, value in headers.items()})
        TrustedProxies(lambda _request: HttpResponse())(request)
        left = sorted(name for name in request.META if name.startswith("HTTP_X_FORWARDED"))
        return request.META["REMOTE_ADDR"], request.scheme, left

    return ask


def test_a_visitor_behind_our_proxy_is_known_by_the_own_address(seen):
    assert seen(PROXY, x_forwarded_for=VISITOR, x_forwarded_proto="https") == (VISITOR, "https", [])


@pytest.mark.parametrize("remote", [VISITOR, "10.20.1.1", "::1", "127.0.0.1", "", "unix:"])
def test_nobody_else_is_believed(seen, remote):
    claimed = {"x_forwarded_for": "198.51.100.9", "x_forwarded_proto": "https"}
    assert seen(remote, **claimed) == (remote, "http", [])


@pytest.mark.parametrize(
    "forwarded",
    [
        f"198.51.100.9, {VISITOR}",
        f"198.51.100.9,{VISITOR}, {PROXY}",
        f"{PROXY}, {VISITOR}",
        f"fd00::9, {VISITOR}, fd00::1, {PROXY}",
        f"unknown, {VISITOR}:51234",
        f"', --, {VISITOR}",
        f", , {VISITOR}",
    ],
)
def test_what_a_visitor_writes_in_front_changes_nothing(seen, forwarded):
    assert seen(PROXY, x_forwarded_for=forwarded)[0] == VISITOR


@pytest.mark.parametrize("forwarded", ["", "unknown", "10.20.0.5", f"{VISITOR}, unknown", f"{VISITOR},", "fd00::7"])
def test_a_list_that_names_nobody_leaves_the_proxy(seen, forwarded):
    assert seen(PROXY, x_forwarded_for=forwarded)[0] == PROXY


@pytest.mark.parametrize(
    ("scheme", "seen_scheme"),
    [("https", "https"), (" HTTPS ", "https"), ("http", "http"), ("https, http", "http"), ("", "http")],
)
def test_the_proxy_says_whether_the_way_was_encrypted(seen, scheme, seen_scheme):
    assert seen(PROXY, x_forwarded_for=VISITOR, x_forwarded_proto=scheme)[1] == seen_scheme


def test_an_address_of_ipv6_behind_a_proxy_of_ipv6_is_seen(seen):
    assert seen("fd00::1", x_forwarded_for="[2001:db8::7]:443")[0] == "2001:db8::7"


def test_without_named_proxies_nobody_is_believed(settings):
    settings.TRUSTED_PROXIES = []
    assert visitor(f"198.51.100.9, {VISITOR}") == VISITOR
    assert visitor("") is None


def test_host_and_other_forwarding_headers_are_never_believed(client, db, settings):
    settings.ALLOWED_HOSTS = ["termine.example.org"]
    answer = client.get(
        "/de/", headers={"host": "termine.example.org", "x-forwarded-host": "evil.example", "forwarded": "for=1.2.3.4"}
    )
    assert (answer.status_code, "evil.example" in answer.text) == (200, False)


@pytest.fixture
def booking(client, db):
    """The page of a day of a booking; a form may be pressed there."""
    concern = ConcernFactory()
    return f"/de/termine/{concern.slug}/tag/2027-03-22/"


@pytest.mark.parametrize(
    "charset", ["utf-7", "utf-16", "UTF-16LE", "latin-1", "iso-8859-1", '"windows-1252"', "koi8-r", "no-such", ""]
)
def test_a_booking_in_another_charset_is_refused(client, booking, charset):
    body = b"start=%2BAGE-&attempt=1"
    assert client.generic("POST", booking, body, f"{FORM}; charset={charset}").status_code == 415


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "utf8", "us-ascii"])
def test_a_booking_in_utf_8_is_read(client, booking, charset):
    """400 comes from the form itself: the page of times, not the page for what cannot be read."""
    answer = client.post(booking, "start=x&attempt=1", content_type=f"{FORM}; charset={charset}")
    assert (answer.status_code, "appointments/day.html" in [part.name for part in answer.templates]) == (400, True)


@pytest.mark.parametrize(
    "body",
    [
        b"start=\xe4",
        b"start=%E4",
        b"start=%00",
        b"start=a\0b",
        b"%00=a",
        b"start=%ED%A0%80",
        b"start=%C0%80",
        "start=ä".encode("utf-16"),
    ],
    ids=["latin-1", "latin-1 quoted", "NUL quoted", "NUL", "NUL in a name", "half a pair", "overlong NUL", "utf-16"],
)
def test_bytes_that_are_no_utf_8_are_refused(client, booking, body):
    answer = client.post(booking, body, content_type=FORM)
    assert (answer.status_code, [part.name for part in answer.templates][:1]) == (400, ["400.html"])


def test_letters_of_all_our_languages_are_read(client, db):
    text = "Şengül Ḥusaynī Ђорђе Їжак العربية 🦔"
    answer = client.post("/de/barrierefreiheit/", f"message={text}".encode(), content_type=FORM)
    assert answer.status_code == 302


@pytest.mark.parametrize("data", [{"family_name": "a\0b"}, {"family_name\0": "a"}], ids=["in a value", "in a name"])
def test_a_nul_in_a_form_of_several_parts_is_refused(client, db, data):
    hold = held()
    answer = client.post(reverse("appointments:person", args=[holds.token(hold)]), data)
    hold.refresh_from_db()
    assert (answer.status_code, hold.draft) == (400, {})


def test_other_bytes_in_a_form_of_several_parts_are_replaced(client, db):
    hold = held()
    body = b'--x\r\nContent-Disposition: form-data; name="family_name"\r\n\r\nM\xfcller\r\n--x--\r\n'
    address = reverse("appointments:person", args=[holds.token(hold)])
    answer = client.post(address, body, content_type="multipart/form-data; boundary=x")
    hold.refresh_from_db()
    assert (answer.status_code, hold.draft) == (200, {"family_name": "M\ufffdller"})


def held() -> Hold:
    """A place that is being filled in."""
    times = {"starts_at": "2027-03-22T07:00Z", "expires_at": "2027-03-15T06:10Z"}
    attempt = "01890a5d-ac96-774b-bcce-b302099a8057"
    return Hold.objects.create(concern=ConcernFactory(), channel="everyone", attempt=attempt, **times)


@pytest.mark.parametrize("language", ["de", "en", "ar"])
@pytest.mark.parametrize("former", ["de", "ar"])
def test_a_refusal_speaks_the_language_of_the_address_not_of_the_former_visitor(client, db, language, former):
    client.get(f"/{former}/")
    answer = client.post(f"/{language}/termin/finden/", "code=%00", content_type=FORM)
    assert re.search(r'<html lang="([^"]+)"', answer.text).group(1) == language


def test_a_body_that_is_too_big_is_refused_and_not_read(client, db, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = client.post("/de/termin/finden/", "code=" + "a" * 200, content_type=FORM)
    assert answer.status_code == 400


@pytest.mark.parametrize("preferred", ["ar", "ru", "en"])
def test_staff_read_german_whatever_the_browser_prefers(client, db, preferred):
    answer = client.get("/verwaltung/", headers={"accept-language": preferred}, follow=True)
    assert (answer.status_code, answer["Content-Language"]) == (200, "de")


def test_the_language_of_staff_does_not_stay_for_the_next_visitor(client, db):
    client.get("/verwaltung/", headers={"accept-language": "ar"})
    answer = client.get("/", headers={"accept-language": "ar"})
    assert answer["Location"] == "/ar/"


def test_only_the_staffs_door_is_german(client, db):
    answers = [client.get(path, headers={"accept-language": "ar"}) for path in ("/ar/", "/ar/verwaltung/")]
    assert [answer["Content-Language"] for answer in answers] == ["ar", "ar"]
