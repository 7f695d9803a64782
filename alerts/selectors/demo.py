"""Whether the demo people are here. They exist on the embedded default alone."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from tracker.models import User


def demo_people_exist() -> bool:
    """Whether anybody here is a demo person."""
    return User.objects.filter(is_demo=True).exists()


def demo_password_file() -> Path:
    """Where the password of the demo people is kept, so that each start can print it."""
    return Path(settings.DATA_DIR) / "demo_password"


def demo_removed_file() -> Path:
    """Stands there once somebody removed the demo people, so that the next start does not bring them back."""
    return Path(settings.DATA_DIR) / "demo_removed"


def demo_wanted() -> bool:
    """Whether a start of the program should make demo people."""
    return bool(settings.DEMO) and not demo_removed_file().exists()
