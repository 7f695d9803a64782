"""Mails that were written to files because no mail server is set: the operator reads them here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

# Django's file backend writes this line after each mail.
SEPARATOR = b"-" * 79
MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class StoredMail:
    """One mail as it would have gone out. `name` finds it again."""

    name: str
    written_at: datetime
    to: str
    subject: str
    text: str


def stored_mails() -> list[StoredMail]:
    """The newest mails first; empty where mail goes out for real."""
    if settings.EMAIL_URL:
        return []
    files = sorted(Path(settings.MAIL_DIR).glob("*.log"), key=_written, reverse=True)
    return [mail for path in files[:MOST_FILES] for mail in reversed(_read(path))]


def _written(path: Path) -> tuple[float, str]:
    return path.stat().st_mtime, path.name


def _read(path: Path) -> list[StoredMail]:
    written_at = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    parts = [part.strip() for part in path.read_bytes().split(SEPARATOR) if part.strip()]
    return [_mail(f"{path.stem}-{place}", written_at, part) for place, part in enumerate(parts)]


def _mail(name: str, written_at: datetime, raw: bytes) -> StoredMail:
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    body = message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    return StoredMail(name, written_at, str(message["To"]), str(message["Subject"]), str(text))
