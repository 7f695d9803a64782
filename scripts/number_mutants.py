"""Numbers that stand outside functions, which mutmut leaves alone: each one changed a little, one at a time.

A number grows by one in its last place ("0.3" becomes "0.4", 350 becomes 351): a threshold that no test holds is found.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
# Tables with tests of their own that compare them with the data they come from, and words.
PASSED_OVER = {"bare_words.py", "words.py", "phrases.py"}


@dataclass(frozen=True)
class Place:
    """A number in a file: where its text begins and ends in the bytes, and what it is changed to."""

    path: Path
    line: int
    begin: int
    end: int
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.before} -> {self.after}"


def survivors(folder: Path, env: Mapping[str, str], tests: list[str]) -> Iterator[Place]:
    """Change each number of tracker/clinical in the copy, run the tests, put it back; those that no test noticed."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-n",
        "2",
        "-p",
        "no:randomly",
        "-p",
        "no:cacheprovider",
        *tests,
    ]
    for path in sorted((folder / "tracker" / "clinical").rglob("*.py")):
        original = path.read_bytes()
        for place in numbers_in(path):
            path.write_bytes(original[: place.begin] + place.after.encode() + original[place.end :])
            done = subprocess.run(command, cwd=folder, env=dict(env), capture_output=True, check=False)
            path.write_bytes(original)
            print("." if done.returncode else f"\nsurvived: {place}", end="", flush=True)
            if not done.returncode:
                yield place


def selected_tests(folder: Path) -> list[str]:
    """The tests that judge mutants, as pyproject.toml selects them for mutmut."""
    settings = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    return list(settings["tool"]["mutmut"]["pytest_add_cli_args_test_selection"])


def numbers_in(path: Path) -> Iterator[Place]:
    """The numbers of a module that are worked out when it is loaded."""
    if path.name in PASSED_OVER:
        return
    source = path.read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node in _outside_functions(ast.parse(source)):
        begin = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        text = source[begin:end].decode()
        quote = text[0] if text[0] in "\"'" else ""
        number = text.strip("\"'").replace("_", "")
        if NUMBER.fullmatch(number):
            yield Place(path, node.lineno, begin, end, text, f"{quote}{_grown(number)}{quote}")


def _grown(number: str) -> str:
    step = Decimal(1).scaleb(-len(number.partition(".")[2]))
    return str(Decimal(number) + step)


def _outside_functions(node: ast.AST) -> Iterator[ast.Constant]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.Lambda | ast.JoinedStr):
            continue
        if isinstance(child, ast.Constant) and not isinstance(child.value, bool) and _is_number(child.value):
            yield child
        yield from _outside_functions(child)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) or (isinstance(value, str) and NUMBER.fullmatch(value) is not None)
