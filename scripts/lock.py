"""`make lock`: resolve requirements/*.in anew into requirements/*.txt, for every platform, with hashes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from steps import BIN, ROOT


def main() -> int:
    """Lock both files, one right after the other, so that what both hold has the same version."""
    for name in ("base", "dev"):
        lock = Path("requirements") / f"{name}.txt"
        command = [str(BIN / "uv"), "pip", "compile", "--quiet", "--upgrade", "--universal", "--generate-hashes"]
        # No header and no address: whoever installs decides where from.
        command += ["--no-header", "--no-emit-index-url", "--python-version", "3.11", "-o", str(lock)]
        subprocess.run([*command, f"requirements/{name}.in"], cwd=ROOT, check=True)
        print(f"{lock}: {(ROOT / lock).read_text(encoding='utf-8').count('==')} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
