"""`make nightly`: what takes too long for every change. 2,000 examples of each property, and a million people."""

from __future__ import annotations

import os
import sys
import tempfile

from steps import Step, run_all

PROPERTIES = ("test_properties.py", "test_properties_of_form.py", "test_properties_of_signs.py", "test_look_back.py")
# One property judges some ten thousand times; the limit of an ordinary test would cut it short.
SECONDS_A_TEST = 3_600
PEOPLE = os.environ.get("PEOPLE", "1000000")


def main() -> int:
    """Run both; 0 when neither found anything."""
    with tempfile.TemporaryDirectory(prefix="magwatch-nightly-") as folder:
        env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        env |= {"DATA_DIR": folder, "HYPOTHESIS_PROFILE": "nightly"}
        properties = [f"tests/clinical/{name}" for name in PROPERTIES]
        pytest = [sys.executable, "-m", "pytest", "-n", "2", "--timeout", str(SECONDS_A_TEST)]
        return run_all(
            [
                Step("2,000 examples of each property", [*pytest, *properties], env),
                Step(f"{int(PEOPLE):,} simulated people", [sys.executable, "-m", "bench.simulate", PEOPLE], env),
            ],
            quiet=False,
        )


if __name__ == "__main__":
    sys.exit(main())
