"""`make coverage`: every branch of the medicine is run by a test of the medicine, generated people left out.

What a generator happens to reach today it may miss tomorrow, so only tests with fixed inputs count. Fails under 100 %.
"""

from __future__ import annotations

import os
import sys
import tempfile

from steps import Step, run_all

GENERATED = ("test_properties*.py", "test_simulated_facts.py", "test_reading_grade.py")
# Being watched takes time, and this one measures time.
TIMED = "tests/clinical/test_assess.py::test_many_doses_are_judged_quickly"
LIMIT = 100


def main() -> int:
    """Run the tests with every line and branch of tracker/clinical watched; 0 when none was left out."""
    with tempfile.TemporaryDirectory(prefix="magwatch-coverage-") as folder:
        env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        env |= {"DATA_DIR": folder, "COVERAGE_FILE": f"{folder}/coverage"}
        ignored = [*(f"--ignore-glob=*/{name}" for name in GENERATED), f"--deselect={TIMED}"]
        watched = ["--cov=tracker.clinical", "--cov-branch", "--cov-report=term-missing:skip-covered"]
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "tests/clinical", *ignored, *watched]
        return run_all(
            [Step("every branch of the medicine", [*command, f"--cov-fail-under={LIMIT}"], env)], quiet=False
        )


if __name__ == "__main__":
    sys.exit(main())
