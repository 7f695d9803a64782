"""Every text that the program can say, as it stands in the sources."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.docs.pages import ROOT

APPS = ("alerts", "config", "intake", "tracker")
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext"}
IN_TEMPLATES = re.compile(
    r"""\{%\s*(?:translate|trans)\s+(?:"(?P<one>[^"]*)"|'(?P<other>[^']*)')|"""
    r"""\{%\s*blocktrans(?:late)?\b[^%]*%\}(?P<block>.*?)\{%\s*endblocktrans(?:late)?\s*%\}""",
    re.DOTALL,
)


def texts_of_template(path: Path) -> list[str]:
    """What a template marks for translation, without tags, on one line each."""
    found = IN_TEMPLATES.finditer(path.read_text(encoding="utf-8"))
    said = (each["one"] or each["other"] or each["block"] or "" for each in found)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>|\{%.*?%\}", " ", text)).strip() for text in said]


def all_texts() -> Iterator[tuple[str, str]]:
    """Each text with the file that holds it."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            for text in _texts_of_module(path):
                yield str(path.relative_to(ROOT)), text
        for path in sorted((ROOT / app).rglob("templates/**/*.*")):
            for text in texts_of_template(path):
                yield str(path.relative_to(ROOT)), text


def _texts_of_module(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _name_of(node.func) in MARKS:
            yield from (
                each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )


def _name_of(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
