#!/usr/bin/env python3
"""`make secrets`: random secrets for docker-compose.yml. What is there already stays."""

from __future__ import annotations

import secrets
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "secrets"


def main() -> None:
    """Write one file for each secret; the folder keeps others out, the files can be read inside containers."""
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    database = _keep("postgres_password", secrets.token_urlsafe(32))
    redis = _keep("redis_password", secrets.token_urlsafe(32))
    _keep("secret_key", secrets.token_urlsafe(64))
    _keep("database_url", f"postgres://magwatch:{database}@postgres:5432/magwatch")
    _keep("redis_url", f"redis://:{redis}@redis:6379/0")
    print(f"Secrets are in {FOLDER}. Write the address of your mail server into email_url, see .env.example.")
    _keep("email_url", "smtp+tls://user:password@mail.example.org:587")


def _keep(name: str, value: str) -> str:
    path = FOLDER / name
    if not path.exists():
        path.write_text(value, encoding="utf-8")
        path.chmod(0o644)
    return path.read_text(encoding="utf-8").strip()


if __name__ == "__main__":
    main()
