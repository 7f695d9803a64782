"""The pages that people read, for the tests that keep them honest."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def text_of(name: str) -> str:
    """A page by its path in the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def first_cells(page: str) -> list[str]:
    """The first cell of each row of the page's tables that begins with `code`, without its marks."""
    return re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)


def row_of(page: str, name: str) -> str:
    """The row of a table that begins with `name` in code marks."""
    (row,) = re.findall(rf"^\| `{re.escape(name)}` \|.*$", page, re.MULTILINE)
    return str(row)
