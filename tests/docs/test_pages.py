"""What the pages point at is there: files, tests, targets, commands, addresses, codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.test import RequestFactory

from alerts.selectors.protection import WORDS, Trouble
from config.health import metrics
from tests.docs.pages import PAGES, ROOT, first_cells, row_of, text_of
from tracker.api.reference import METHODS, describe_api

EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
OPERATIONS = text_of("docs/operations.md")
TARGETS = set(re.findall(r"^([a-z]+):.*## ", text_of("Makefile"), re.MULTILINE))
# A script makes the pictures of the pages; until it ran once, their folder is missing.
PICTURES = ROOT / "docs" / "screens"


def anchors(page: Path) -> set[str]:
    """What a link with # may name: each heading as the usual sites write it."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@EVERY_PAGE
def test_each_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        goal = (page.parent / path).resolve() if path else page
        assert goal.exists() or (goal.parent == PICTURES and not PICTURES.exists()), target
        assert not anchor or anchor in anchors(goal), target


@EVERY_PAGE
def test_each_file_that_is_named_exists(page: Path) -> None:
    named = re.findall(r"`((?:[\w.]+/)+[\w.]+\.(?:py|csv|txt|in|toml|md))\b", page.read_text(encoding="utf-8"))
    invented = {"alerts/transports/webhook.py", "tests/alerts/test_webhook.py", "tracker/clinical/rules/mg_51.py"}
    missing = {name for name in named if not (ROOT / name).exists()}
    assert missing <= invented


@EVERY_PAGE
def test_each_test_that_is_named_exists(page: Path) -> None:
    for path, name in re.findall(r"(tests/[\w/]+\.py)::(test_\w+)", page.read_text(encoding="utf-8")):
        assert f"def {name}(" in text_of(path), f"{path}::{name}"


@EVERY_PAGE
def test_each_target_and_command_that_is_named_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```\w*\n.*?```|`[^`\n]+`", text, re.DOTALL))
    assert set(re.findall(r"(?:^|[^\w/])make ([a-z]+)", code)) <= TARGETS
    assert set(re.findall(r"manage\.py ([a-z_]+)", code)) <= set(get_commands())


def test_each_reason_why_protection_is_off_has_its_remedy() -> None:
    explained = {cell for cell in first_cells(OPERATIONS) if cell in {*Trouble, "no_database"}}
    assert explained == {*Trouble, "no_database"}
    for trouble in Trouble:
        assert str(WORDS[trouble]) in row_of(OPERATIONS, trouble)


@pytest.mark.django_db
def test_each_number_of_the_metrics_is_explained(rf: RequestFactory) -> None:
    body = metrics(rf.get("/metrics")).content.decode()
    shown = set(re.findall(r"^(magwatch_\w+) ", body, re.MULTILINE))
    assert shown == {cell for cell in first_cells(OPERATIONS) if cell.startswith("magwatch_")}


def test_the_tour_of_the_api_lists_what_is_there() -> None:
    described = {
        (path.removeprefix("/api/v1"), method.upper())
        for path, operations in describe_api("en")["paths"].items()
        for method in METHODS
        if method in operations
    }
    rows = [cell.split() for cell in first_cells(text_of("docs/api.md")) if cell.endswith("/")]
    listed = {(words[-1], method) for words in rows for method in words[:-1]}
    assert listed == described


def test_the_changelog_knows_the_version() -> None:
    (version,) = re.findall(r'^version = "(.+)"$', text_of("pyproject.toml"), re.MULTILINE)
    assert f"## [{version}]" in text_of("CHANGELOG.md")


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("README.md", "Something else: type its name"),
        ("README.md", "Log it"),
        ("README.md", "Ask first, before any more"),
        ("README.md", "Why?"),
        ("README.md", "Mails kept on this machine"),
        ("docs/operations.md", "Mails kept on this machine"),
        ("docs/operations.md", "Remove the demo people"),
        ("docs/operations.md", "People who care for me"),
    ],
)
def test_what_a_reader_is_told_to_look_for_is_on_the_page(page: str, words: str) -> None:
    assert f"*{words}*" in text_of(page)
    apps = [ROOT / app for app in ("alerts", "intake", "tracker")]
    sources = (path for app in apps for ending in ("html", "py") for path in app.rglob(f"*.{ending}"))
    assert any(f'"{words}"' in source.read_text(encoding="utf-8") for source in sources)
