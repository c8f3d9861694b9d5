"""Settings from the environment: what is read, and what a mistake is answered with."""

from datetime import date

import pytest

from config import ROOT, ConfigurationError, Settings, read


def test_without_any_variable_the_site_runs_on_this_machine_only():
    found = read({})
    assert (found.host, found.port, found.mode, found.today) == ("127.0.0.1", 8050, "development", None)
    assert found.database_url == f"sqlite:///{ROOT / 'var' / 'fodfaeste.db'}"
    assert not found.is_production


@pytest.mark.parametrize(
    ("variable", "text", "field", "value"),
    [
        ("FODFAESTE_PORT", "9000", "port", 9000),
        ("FODFAESTE_PORT", " 9000 ", "port", 9000),
        ("FODFAESTE_PORT", "", "port", 8050),
        ("FODFAESTE_HOST", "0.0.0.0", "host", "0.0.0.0"),
        ("FODFAESTE_TODAY", "2021-07-01", "today", date(2021, 7, 1)),
        ("FODFAESTE_MAX_ROWS", "10", "max_rows", 10),
        ("FODFAESTE_DATABASE_URL", "sqlite:////srv/x.db", "database_url", "sqlite:////srv/x.db"),
        ("FODFAESTE_DATABASE_URL", "postgres://a@b/c", "database_url", "postgresql+psycopg://a@b/c"),
        ("FODFAESTE_DATABASE_URL", "postgresql://a:p%40@b/c", "database_url", "postgresql+psycopg://a:p%40@b/c"),
        (
            "FODFAESTE_DATABASE_URL",
            "postgresql+psycopg://a@/c?host=/s",
            "database_url",
            "postgresql+psycopg://a@/c?host=/s",
        ),
    ],
)
def test_a_variable_is_read(variable, text, field, value):
    assert getattr(read({variable: text}), field) == value


@pytest.mark.parametrize(
    ("variable", "text", "remedy"),
    [
        ("FODFAESTE_PORT", "many", "use one from 1 to 65535"),
        ("FODFAESTE_PORT", "0", "from 1 to 65535"),
        ("FODFAESTE_PORT", "65536", "from 1 to 65535"),
        ("FODFAESTE_PORT", "8050.5", "not a whole number"),
        ("FODFAESTE_MODE", "test", "'development' or 'production'"),
        ("FODFAESTE_ADDRESS", "ftp://x", "must begin with 'https://'"),
        ("FODFAESTE_SMTP_URL", "mail.example", "smtp://user:password@host:587"),
        ("FODFAESTE_SMTP_URL", "smtp://anna:r%C3%B8d@mail.example:587", "no letters beyond a-z"),
        ("FODFAESTE_TODAY", "1/7 2021", "write it as 2021-07-01"),
        ("FODFAESTE_DATABASE_URL", "mysql://x", "must begin with 'sqlite:///'"),
        ("FODFAESTE_DATABASE_URL", "var/x.db", "must begin with 'sqlite:///'"),
        ("FODFAESTE_DATABSE_URL", "sqlite:///x", "Known settings: .*FODFAESTE_DATABASE_URL"),
    ],
)
def test_a_mistake_is_answered_with_what_to_do(variable, text, remedy):
    with pytest.raises(ConfigurationError, match=remedy) as caught:
        read({variable: text})
    assert variable in str(caught.value)


SERIOUS = {
    "FODFAESTE_MODE": "production",
    "FODFAESTE_SECRET": "x" * 32,
    "FODFAESTE_ADDRESS": "https://fodfaeste.invalid",
}


def test_production_wants_a_secret_and_an_https_address():
    assert read(SERIOUS).is_production
    for variable, text in (("FODFAESTE_SECRET", "short"), ("FODFAESTE_ADDRESS", "http://fodfaeste.invalid")):
        with pytest.raises(ConfigurationError, match=variable):
            read(SERIOUS | {variable: text})
        with pytest.raises(ConfigurationError, match=variable):
            read({name: value for name, value in SERIOUS.items() if name != variable})


def test_every_setting_has_a_variable_that_works():
    examples = {
        "database_url": "sqlite:///x.db",
        "owner_database_url": "sqlite:///x.db",
        "host": "localhost",
        "mode": "development",
        "today": "2021-07-01",
        "address": "https://fodfaeste.invalid",
        "smtp_url": "smtps://mail.invalid",
    }
    for field in Settings.__dataclass_fields__:
        given = examples.get(field, "100")
        assert str(getattr(read({f"FODFAESTE_{field.upper()}": given}), field)) == given
