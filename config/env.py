"""Strict readers for the environment: an unknown value is an error, never a quiet default."""

from __future__ import annotations

import logging
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
PHONE = re.compile(r"\+?[0-9][0-9-]{0,22}[0-9]")


def read(name: str, default: str = "") -> str:
    """The value of NAME, or the content of the file that NAME_FILE points to (for secrets)."""
    path = os.environ.get(f"{name}_FILE", "")
    if path and os.environ.get(name):
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}") from error
    return os.environ.get(name, default).strip()


def read_bool(name: str, *, default: bool) -> bool:
    """True or False; anything else than the usual words is refused."""
    value = read(name).lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be one of yes, no, true, false, 1, 0, on or off; it is {value!r}.")
    return value in TRUE


def read_int(name: str, *, default: int, least: int, most: int) -> int:
    """A whole number between `least` and `most`."""
    value = read(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}; it is {value!r}.")
    return int(value)


def read_choice(name: str, choices: tuple[str, ...], *, default: str) -> str:
    """One of `choices`."""
    value = read(name) or default
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}; it is {value!r}.")
    return value


def read_list(name: str, *, default: str = "") -> list[str]:
    """A comma-separated list without blanks."""
    return [part.strip() for part in read(name, default).split(",") if part.strip()]


def read_phones(name: str, regions: tuple[str, ...], *, default: Mapping[str, str]) -> dict[str, str]:
    """Telephone numbers by region, `US=911,UK=999`: each one that is given replaces the default of its region."""
    given: dict[str, str] = {}
    for part in read_list(name):
        region, _, number = (piece.strip() for piece in part.partition("="))
        if region not in regions or region in given:
            raise ImproperlyConfigured(f"{name} takes {', '.join(regions)} once each, as in US=911; not {part!r}.")
        if not PHONE.fullmatch(number):
            raise ImproperlyConfigured(f"{name}: a telephone number has 2 to 25 digits and hyphens; it is {number!r}.")
        given[region] = number
    return {**default, **given}


def read_secret_key(name: str, *, data_dir: Path) -> str:
    """The key that is given, or the one kept in `data_dir`: made there on first use, for its owner's eyes alone."""
    key = read(name)
    if key:
        if len(key) < 32 or len(set(key)) < 8:
            raise ImproperlyConfigured(f"{name} is too weak: give at least 32 random characters.")
        return key
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


def database_from_url(url: str) -> dict[str, object]:
    """Django's DATABASES entry for `sqlite:///path` or `postgres://user:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path)[1:] if parts.netloc else unquote(parts.path))
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "OPTIONS": {
                **dict(parse_qsl(parts.query)),
                "options": "-c statement_timeout=20000 -c lock_timeout=10000",
            },
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured(
        f"DATABASE_URL must start with sqlite:// or postgres://; it starts with {parts.scheme!r}."
    )


def _sqlite(path: str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def redis_location(url: str) -> str:
    """The broker's address as redis itself writes it: a socket is `unix://`, where Celery has `redis+socket://`."""
    return url.replace("redis+socket://", "unix://", 1)


def email_from_url(url: str) -> dict[str, object]:
    """EMAIL_* settings for `smtp://`, `smtp+tls://` (STARTTLS) or `smtps://` URLs."""
    parts = urlsplit(url)
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if parts.scheme not in ports:
        raise ImproperlyConfigured(
            f"EMAIL_URL must start with smtp://, smtp+tls:// or smtps://; it starts with {parts.scheme!r}."
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def site_url(host: str, port: int) -> str:
    """Where a browser on this machine reaches a server that listens on `host`."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not bound
    return f"http://{_bracketed(reachable)}:{port}"


def allowed_hosts(host: str, url: str) -> list[str]:
    """This machine's names, the address that we listen on, and the host of the site's URL."""
    hosts = ["127.0.0.1", "localhost", "[::1]", _bracketed(host), _bracketed(urlsplit(url).hostname or "")]
    return [name for name in dict.fromkeys(hosts) if name not in {"", "0.0.0.0", "[::]"}]  # noqa: S104


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


class NotHealth(logging.Filter):
    """Lets everything pass but the answers of /healthz, which monitors ask for all day."""

    def filter(self, record: logging.LogRecord) -> bool:
        """False for /healthz."""
        return getattr(getattr(record, "request", None), "path", "") != "/healthz"
