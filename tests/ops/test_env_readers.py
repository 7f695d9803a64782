"""The readers of the environment are strict, and secrets may stand in files."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


def test_a_value_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("  from the file\n", encoding="utf-8")
    monkeypatch.setenv("SOME_KEY_FILE", str(tmp_path / "key"))
    assert env.read("SOME_KEY") == "from the file"


def test_a_value_and_a_file_at_once_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("x", encoding="utf-8")
    monkeypatch.setenv("SOME_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("SOME_KEY", "y")
    with pytest.raises(ImproperlyConfigured, match="SOME_KEY or SOME_KEY_FILE, not both"):
        env.read("SOME_KEY")


def test_an_empty_value_beside_a_file_counts_as_not_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("x", encoding="utf-8")
    monkeypatch.setenv("SOME_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("SOME_KEY", "")
    assert env.read("SOME_KEY") == "x"


def test_a_missing_file_is_an_error_and_never_an_empty_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOME_KEY_FILE", str(tmp_path / "nothing"))
    with pytest.raises(ImproperlyConfigured, match="SOME_KEY_FILE cannot be read"):
        env.read("SOME_KEY")


@pytest.mark.parametrize(("said", "meant"), [("yes", True), ("TRUE", True), ("1", True), ("off", False), ("No", False)])
def test_the_usual_words_for_yes_and_no_are_understood(monkeypatch: pytest.MonkeyPatch, said: str, meant: bool) -> None:
    monkeypatch.setenv("SOME_SWITCH", said)
    assert env.read_bool("SOME_SWITCH", default=not meant) is meant


@pytest.mark.parametrize("said", ["maybe", "2", "y e s"])
def test_other_words_for_yes_and_no_are_refused(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("SOME_SWITCH", said)
    with pytest.raises(ImproperlyConfigured, match="SOME_SWITCH must be one of"):
        env.read_bool("SOME_SWITCH", default=False)


@pytest.mark.parametrize("said", ["0", "65536", "-1", "80.0", "8e3", "٨٠", "eighty"])
def test_a_number_outside_its_bounds_is_refused(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("PORT", said)
    with pytest.raises(ImproperlyConfigured, match="PORT must be a whole number from 1 to 65535"):
        env.read_int("PORT", default=8000, least=1, most=65535)


def test_a_choice_outside_the_list_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    with pytest.raises(ImproperlyConfigured, match="LOG_LEVEL must be one of DEBUG, INFO"):
        env.read_choice("LOG_LEVEL", ("DEBUG", "INFO"), default="INFO")


def test_a_list_has_no_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", " a.example , ,b.example,")
    assert env.read_list("ALLOWED_HOSTS") == ["a.example", "b.example"]


def test_a_postgres_address_is_taken_apart_with_quoted_parts() -> None:
    database = env.database_from_url("postgres://mag%40watch:p%2Fw@db.example:5433/records?sslmode=require")
    assert database["USER"] == "mag@watch"
    assert database["PASSWORD"] == "p/w"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", "5433", "records")
    assert database["OPTIONS"]["sslmode"] == "require"  # type: ignore[index]


@pytest.mark.parametrize("url", ["mysql://host/name", "records.sqlite3", ""])
def test_another_database_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL must start with"):
        env.database_from_url(url)


@pytest.mark.parametrize(
    ("url", "port", "starttls", "tls"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp+tls://mail.example", 587, True, False),
        ("smtps://mail.example:4650", 4650, False, True),
    ],
)
def test_a_mail_address_says_how_the_connection_is_secured(url: str, port: int, starttls: bool, tls: bool) -> None:
    mail = env.email_from_url(url)
    assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"]) == ("mail.example", port)
    assert (mail["EMAIL_USE_TLS"], mail["EMAIL_USE_SSL"]) == (starttls, tls)


def test_another_way_to_send_mail_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must start with"):
        env.email_from_url("http://mail.example")


REGIONS = ("US", "EU")


def test_a_telephone_number_of_the_operator_replaces_that_of_its_region_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBERS", "EU=+49-30-19240")
    assert env.read_phones("NUMBERS", REGIONS, default={"US": "911"}) == {"US": "911", "EU": "+49-30-19240"}
    monkeypatch.setenv("NUMBERS", "")
    assert env.read_phones("NUMBERS", REGIONS, default={"US": "911"}) == {"US": "911"}


@pytest.mark.parametrize("said", ["FR=15", "15", "us=911", "EU=112,EU=110", "=112"])
def test_a_region_that_is_not_known_or_comes_twice_is_refused(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("NUMBERS", said)
    with pytest.raises(ImproperlyConfigured, match="NUMBERS takes US, EU once each"):
        env.read_phones("NUMBERS", REGIONS, default={})


@pytest.mark.parametrize("said", ["EU=", "EU=ask", "EU=112 or 110", "EU=1", "EU=-112", "EU=11²", "EU=" + "1" * 26])
def test_what_cannot_be_dialled_is_refused(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("NUMBERS", said)
    with pytest.raises(ImproperlyConfigured, match="a telephone number has 2 to 25 digits and hyphens"):
        env.read_phones("NUMBERS", REGIONS, default={})
