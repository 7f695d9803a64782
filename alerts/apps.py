"""The alerts app."""

from __future__ import annotations

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Registers the app with Django, and hangs up the doorbell."""

    name = "alerts"

    def ready(self) -> None:
        from alerts import receivers  # noqa: F401
