"""Wiring that every process needs once Django is ready."""

from __future__ import annotations

from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Makes the Celery application the current one, so that whoever rings finds the right broker."""

    name = "config"

    def ready(self) -> None:
        from config import celery  # noqa: F401
