"""`make mutants`: break the medicine in every small way, one at a time, and see whether a test notices.

    make mutants                             all of tracker/clinical; hours on two cores
    make mutants ARGS='tracker.clinical.kidney*'    one module

Runs in a copy, because it changes files: the folder is kept and named at the end, so that `mutmut browse` can show each
survivor there. Only tests with fixed inputs judge. What survives must be killed by a test or explained in
docs/mutants.md.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from check_sources import project_files
from number_mutants import selected_tests, survivors
from steps import BIN, ROOT


def main() -> int:
    """Copy, break, list what survived; 0 when all were tried, however many survived."""
    folder = Path(tempfile.mkdtemp(prefix="magwatch-mutants-"))
    for source in project_files():
        copy = folder / source.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, copy)
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    env |= {"DATA_DIR": str(folder / "data")}
    mutmut = str(BIN / "mutmut")
    wanted = shlex.split(os.environ.get("ARGS", ""))
    done = subprocess.run([mutmut, "run", "--max-children", "2", *wanted], cwd=folder, env=env, check=False)
    subprocess.run([mutmut, "results"], cwd=folder, env=env, check=False)
    if not wanted:
        left = list(survivors(folder, env, selected_tests(folder)))
        print(f"\n{len(left)} numbers outside functions could change unnoticed")
    print(f"\nTo see one: cd {folder} && {mutmut} show NAME")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
