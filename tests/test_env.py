import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from auslaenderbehoerde import env

SERVER = {"ENGINE": "django.db.backends.postgresql", "NAME": "", "USER": "", "PASSWORD": "", "HOST": "", "PORT": ""}
MAIL = {"EMAIL_HOST": "", "EMAIL_PORT": 25, "EMAIL_HOST_USER": "", "EMAIL_HOST_PASSWORD": ""}
PLAIN = {"EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False}


@pytest.fixture(autouse=True)
def machine(monkeypatch, tmp_path):
    """A machine of its own: nothing known yet, no variable set, an empty data folder, local mode."""
    monkeypatch.setattr(env, "KNOWN", {})
    monkeypatch.delenv("COLOUR", raising=False)
    monkeypatch.setenv("MODE", "local")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return tmp_path


def remember(machine, **values):
    (machine / "local.json").write_text(json.dumps({"environment": values}))


def test_a_value_nobody_gave_is_the_default():
    assert env.read("COLOUR", "blue", str, "Farbe") == "blue"


def test_an_empty_variable_counts_as_not_given(monkeypatch):
    monkeypatch.setenv("COLOUR", "")
    assert env.read("COLOUR", "blue", str, "Farbe") == "blue"


def test_the_file_of_this_machine_goes_before_the_default(machine):
    remember(machine, COLOUR="green")
    assert env.read("COLOUR", "blue", str, "Farbe") == "green"


def test_the_environment_goes_before_the_file(machine, monkeypatch):
    remember(machine, COLOUR="green")
    monkeypatch.setenv("COLOUR", "red")
    assert env.read("COLOUR", "blue", str, "Farbe") == "red"


@pytest.mark.parametrize("mode", ["production", "test"])
def test_the_file_counts_in_local_mode_only(machine, monkeypatch, mode):
    remember(machine, COLOUR="green")
    monkeypatch.setenv("MODE", mode)
    assert env.read("COLOUR", "blue", str, "Farbe") == "blue"


def test_what_is_read_is_known_with_its_default_and_meaning(monkeypatch):
    monkeypatch.setenv("COLOUR", "7")
    env.read("COLOUR", 3, int, "Farbe als Zahl")
    known = env.KNOWN
    assert known == {"COLOUR": env.Variable("COLOUR", "3", "Farbe als Zahl")}


def test_an_unreadable_value_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("COLOUR", "blau")
    with pytest.raises(ImproperlyConfigured, match=r"^COLOUR ist nicht lesbar: "):
        env.read("COLOUR", "0", int, "Farbe als Zahl")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", True),
        ("true", True),
        (" YES ", True),
        ("on", True),
        ("0", False),
        ("No", False),
        ("off", False),
        ("", False),
    ],
)
def test_a_flag_understands_the_usual_words(text, value):
    assert env.flag(text) is value


def test_a_flag_refuses_other_words():
    with pytest.raises(ValueError, match="'vielleicht' ist weder 1 noch 0"):
        env.flag("vielleicht")


def test_a_list_is_parted_at_commas():
    assert env.words(" 10.0.0.0/8 ,, ::1/128,") == ["10.0.0.0/8", "::1/128"]


def test_a_choice_is_one_of_its_words():
    parse = env.choice("local", "production")
    assert parse("local") == "local"
    with pytest.raises(ValueError, match="'staging' ist keines von local, production"):
        parse("staging")


@pytest.mark.parametrize(
    ("url", "settings"),
    [
        (
            "postgresql://portal:p%40ss%2Fwort@db.example:5433/abh%20unna",
            {"NAME": "abh unna", "USER": "portal", "PASSWORD": "p@ss/wort", "HOST": "db.example", "PORT": "5433"},
        ),
        ("postgres://db.example/abh", {"NAME": "abh", "HOST": "db.example"}),
        ("", {}),
    ],
)
def test_a_database_is_one_address(url, settings):
    assert env.database(url) == SERVER | settings


def test_only_postgresql_is_a_database():
    with pytest.raises(ValueError, match="nur PostgreSQL wird unterstützt"):
        env.database("mysql://db.example/abh")


@pytest.mark.parametrize(
    ("url", "settings"),
    [
        (
            "smtp+tls://portal:p%40ss@mail.example:587",
            {
                "EMAIL_HOST": "mail.example",
                "EMAIL_PORT": 587,
                "EMAIL_HOST_USER": "portal",
                "EMAIL_HOST_PASSWORD": "p@ss",
                "EMAIL_USE_TLS": True,
            },
        ),
        ("smtps://mail.example:465", {"EMAIL_HOST": "mail.example", "EMAIL_PORT": 465, "EMAIL_USE_SSL": True}),
        ("smtp://mail.example", {"EMAIL_HOST": "mail.example"}),
        ("", {}),
    ],
)
def test_a_mail_server_is_one_address(url, settings):
    assert env.email(url) == MAIL | PLAIN | settings


def test_a_mail_server_speaks_smtp():
    with pytest.raises(ValueError, match=r"erwartet wird smtp://, smtp\+tls:// oder smtps://"):
        env.email("https://mail.example")
