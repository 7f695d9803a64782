"""`make check`: everything that can be said about the code without running its tests."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile

from steps import BIN, Step, run_all


def main() -> int:
    """Run all checks; 0 when all pass."""
    with tempfile.TemporaryDirectory(prefix="magwatch-check-") as folder:
        env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        env |= {"DATA_DIR": folder, "SECRET_KEY": secrets.token_urlsafe(64)}
        # As a clinic would run it; nothing is connected to.
        clinic = env | {
            "DATABASE_URL": "postgres://magwatch:secret@postgres:5432/magwatch",
            "REDIS_URL": "redis://redis:6379/0",
            "EMAIL_URL": "smtp+tls://mail.example.org:587",
            "SITE_URL": "https://magwatch.example.org",
            "ALLOWED_HOSTS": "magwatch.example.org",
            "BEHIND_TLS_PROXY": "yes",
        }
        python, manage = sys.executable, [sys.executable, "manage.py"]
        schema = os.path.join(folder, "openapi.yaml")  # noqa: PTH118 - a command line wants text
        return run_all(
            [
                Step("ruff check", [str(BIN / "ruff"), "check", "."]),
                Step("ruff format", [str(BIN / "ruff"), "format", "--check", "."]),
                Step("layers and contracts", [str(BIN / "lint-imports"), "--no-cache"], env),
                Step("sources name no machine", [python, "scripts/check_sources.py"]),
                Step("docker-compose.yml", [python, "scripts/check_compose.py"]),
                Step("docs/clinical.md", [python, "scripts/clinical_doc.py", "--check"]),
                Step("types", [str(BIN / "mypy")], env),
                Step("migrations are complete", [*manage, "makemigrations", "--check", "--dry-run"], env),
                Step("API schema", [*manage, "spectacular", "--validate", "--fail-on-warn", "--file", schema], env),
                Step("docs/api/openapi.yaml", [python, "scripts/api_schema.py", "--check"], env),
                Step("deployment settings", [*manage, "check", "--deploy", "--fail-level", "WARNING"], clinic),
            ],
            quiet=True,
        )


if __name__ == "__main__":
    sys.exit(main())
