"""Where the embedded installation keeps things, and what its processes are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from alerts.selectors.demo import demo_password_file
from config.embedded import layout
from config.embedded.console import banner
from config.embedded.options import Options, read_options


def options(tmp_path: Path, **changed: object) -> Options:
    values: dict[str, object] = {
        "data_dir": tmp_path,
        "host": "127.0.0.1",
        "port": 8000,
        "redis_url": "",
        "sends_mail": False,
        "has_site_url": False,
    }
    return Options(**values | changed)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA_DIR", "HOST", "PORT", "REDIS_URL", "EMAIL_URL", "SITE_URL", "LOG_LEVEL"):
        monkeypatch.delenv(name, raising=False)


def test_the_socket_stands_in_the_data_folder() -> None:
    assert layout.broker_socket(Path("/srv/magwatch")) == Path("/srv/magwatch/run/broker.sock")
    assert layout.broker_url(Path("/srv/magwatch")) == "redis+socket:///srv/magwatch/run/broker.sock"


@pytest.mark.parametrize("folder", ["/srv/" + "x" * 100, "/srv/magnésium", "/srv/a#b", "/srv/50%25", "/srv/a b"])
def test_a_folder_that_no_socket_address_can_name_has_its_socket_elsewhere(folder: str) -> None:
    path = layout.broker_socket(Path(folder))
    assert path.parent.name.startswith("magwatch-")
    assert len(str(path)) <= layout.LONGEST_SOCKET_PATH
    assert path == layout.broker_socket(Path(folder)), "each process finds the same socket"
    assert path != layout.broker_socket(Path(folder + "x")), "another installation has another one"


def test_without_settings_it_listens_on_this_machine_alone() -> None:
    found = read_options()
    assert (found.host, found.port) == ("127.0.0.1", 8000)
    assert found.data_dir == layout.BASE_DIR / "data"


def test_the_settings_are_honoured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("HOST", "::1")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    found = read_options()
    assert found.page_url == "http://[::1]:8123/"
    assert found.environment()["DATA_DIR"] == str(tmp_path)


def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "http")
    with pytest.raises(ImproperlyConfigured, match="PORT must be a whole number"):
        read_options()


def test_the_processes_are_told_of_the_broker_of_our_own(tmp_path: Path) -> None:
    assert options(tmp_path).environment()["REDIS_URL"] == layout.broker_url(tmp_path)


def test_a_given_broker_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere:6379/3")
    found = read_options()
    assert found.redis_url == "redis://elsewhere:6379/3"
    assert found.environment()["REDIS_URL"] == "redis://elsewhere:6379/3"


def test_a_broker_named_in_a_file_is_not_named_twice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("redis://elsewhere:6379/3", encoding="utf-8")
    monkeypatch.setenv("REDIS_URL_FILE", str(tmp_path / "url"))
    assert "REDIS_URL" not in read_options().environment()


def test_the_console_is_quiet_unless_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert options(tmp_path).environment()["LOG_LEVEL"] == "WARNING"
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    assert options(tmp_path).environment()["LOG_LEVEL"] == "DEBUG"


def test_the_banner_names_address_mails_and_how_to_stop(tmp_path: Path) -> None:
    text = banner(options(tmp_path, port=8099))
    assert "http://127.0.0.1:8099/" in text
    assert str(tmp_path / "mail") in text
    assert "Ctrl-C" in text
    assert "example.org" not in text, "without demo people there is nobody to sign in as"


def test_the_banner_says_how_to_sign_in_as_demo_people(tmp_path: Path) -> None:
    layout.demo_password_file(tmp_path).write_text("four-calm-words", encoding="utf-8")
    text = banner(options(tmp_path))
    for words in ("patient@example.org", "caregiver@example.org", "four-calm-words"):
        assert words in text


def test_the_banner_warns_when_others_cannot_follow_its_links(tmp_path: Path) -> None:
    assert "SITE_URL" in banner(options(tmp_path, host="0.0.0.0"))
    assert "SITE_URL" not in banner(options(tmp_path, host="0.0.0.0", has_site_url=True))


def test_program_and_supervisor_mean_the_same_password_file(settings: Settings) -> None:
    settings.DATA_DIR = Path("/srv/magwatch")
    assert demo_password_file() == layout.demo_password_file(Path("/srv/magwatch"))
