"""The tracker app."""

from __future__ import annotations

from django.apps import AppConfig


class TrackerConfig(AppConfig):
    """Registers the app with Django."""

    name = "tracker"
