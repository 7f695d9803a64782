"""docs/configuration.md and .env.example name what the program reads, with its defaults, and nothing else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.docs.pages import ROOT, first_cells, row_of, text_of

PAGE = text_of("docs/configuration.md")
EXAMPLE = set(re.findall(r"^#?([A-Z][A-Z_]+)=", text_of(".env.example"), re.MULTILINE))
IN_COMPOSE = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text_of("docker-compose.yml")))
SOURCES = sorted((ROOT / "config").rglob("*.py"))


def calls() -> Iterator[tuple[str, dict[str, object]]]:
    """Each `env.read…("NAME", …)` of the settings with its plain keyword arguments."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(args=[ast.Constant(value=str(name)), *_]) if _reads(node.func):
                    yield name, dict(_plain(node.keywords))


def _reads(function: ast.expr) -> bool:
    return ast.unparse(function).startswith(("env.read", "os.environ.get"))


def _plain(keywords: list[ast.keyword]) -> Iterator[tuple[str, object]]:
    for word in keywords:
        if isinstance(word.value, ast.Constant):
            yield str(word.arg), word.value.value


READ = {name for name, _ in calls()}
BOUNDED = sorted(
    {(name, *(words[word] for word in ("default", "least", "most"))) for name, words in calls() if "most" in words}
)


def test_the_settings_were_found() -> None:
    assert {"DATA_DIR", "WEB_THREADS", "SECRET_KEY", "LOG_LEVEL"} <= READ
    assert len(BOUNDED) >= 5


def test_each_setting_that_is_read_stands_in_the_page_and_the_example() -> None:
    assert not READ - set(first_cells(PAGE))
    assert not READ - EXAMPLE


def test_no_setting_is_explained_that_nobody_reads() -> None:
    known = READ | IN_COMPOSE
    assert not set(first_cells(PAGE)) - known
    assert not EXAMPLE - known


def test_each_setting_is_explained_once() -> None:
    cells = first_cells(PAGE)
    assert len(cells) == len(set(cells))


@pytest.mark.parametrize(("name", "default", "least", "most"), BOUNDED)
def test_a_number_is_explained_with_its_default_and_bounds(name: str, default: int, least: int, most: int) -> None:
    row = row_of(PAGE, name)
    assert f"| `{default}`" in row
    assert f"rom {least} to {most}" in row
