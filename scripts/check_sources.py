"""No file of the project may say where packages come from, or be too large to be source."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LARGEST_BYTES = 2_000_000

# Options that name an index, and hosts of package indexes. Written apart, so that this file does not name them.
_WORDS = (
    r"(?<!no-emit-)index" + "-url",
    "find" + "-links",
    "pypi" + r"\.org",
    "python" + r"hosted\.org",
    "npm" + r"js\.(org|com)",
)
NAMES_A_REGISTRY = re.compile("|".join(_WORDS), re.IGNORECASE)


def project_files() -> list[Path]:
    """Tracked files and new ones that are not ignored; without git, what a release would hold."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    ignored = {".venv", "data", "staticfiles", "__pycache__", ".git"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not ignored & set(path.parts)]


def problems_in(path: Path) -> list[str]:
    """What is wrong with one file."""
    content = path.read_bytes()
    name = path.relative_to(ROOT)
    if len(content) > LARGEST_BYTES:
        return [f"{name}: larger than {LARGEST_BYTES:,} bytes"]
    lines = content.decode("utf-8", errors="replace").splitlines()
    return [
        f"{name}:{number}: names a package registry"
        for number, line in enumerate(lines, start=1)
        if NAMES_A_REGISTRY.search(line)
    ]


def main() -> int:
    """Print each problem; 0 when there is none."""
    problems = [problem for path in project_files() for problem in problems_in(path)]
    print("\n".join(problems) or "nothing found")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
