"""`manage.py prepare` brings what is missing, and does nothing the second time."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from intake.models import Product
from tracker.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folders(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "data"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.DEMO = True
    settings.DEMO_PASSWORD = ""


def test_it_brings_people_products_and_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("prepare")
    assert User.objects.filter(is_demo=True).count() == 2
    assert Product.objects.filter(owner=None).count() > 100
    assert list((tmp_path / "static").rglob("htmx*.js"))
    assert "pages" in capsys.readouterr().out


def test_the_second_time_it_does_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("prepare")
    accounts = list(User.objects.order_by("pk").values())
    capsys.readouterr()
    call_command("prepare")
    assert capsys.readouterr().out == ""
    assert list(User.objects.order_by("pk").values()) == accounts


def test_a_changed_style_sheet_is_collected_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("prepare")
    (tmp_path / "static" / "collected").write_text("of an earlier version", encoding="ascii")
    capsys.readouterr()
    call_command("prepare")
    assert "pages" in capsys.readouterr().out


def test_demo_people_that_were_removed_stay_away(settings: Settings) -> None:
    call_command("prepare")
    call_command("demo", "--remove")
    call_command("prepare")
    assert not User.objects.filter(is_demo=True).exists()


def test_demo_people_leave_when_there_shall_be_none(settings: Settings) -> None:
    call_command("prepare")
    settings.DEMO = False
    call_command("prepare")
    assert not User.objects.filter(is_demo=True).exists()


def test_for_an_image_it_needs_no_database(tmp_path: Path) -> None:
    call_command("prepare", "--static-only")
    assert (tmp_path / "static" / "collected").exists()
    assert not User.objects.exists()


def test_the_demo_command_says_why_not(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="only on the embedded default"):
        call_command("demo")
