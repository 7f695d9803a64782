"""`python -m config.embedded`: the second half of `make run`."""

from __future__ import annotations

import sys

from django.core.exceptions import ImproperlyConfigured

from config.embedded import guards
from config.embedded.console import CannotStart, complain
from config.embedded.options import Options, read_options
from config.embedded.supervisor import Supervisor


def main() -> int:
    """Check, then hand over to the supervisor; 2 when nothing was started."""
    try:
        options = read_options()
        held = _claim(options)
        status = Supervisor(options).run()
    except (CannotStart, ImproperlyConfigured) as error:
        complain(str(error))
        return 2
    held.release()
    return status


def _claim(options: Options) -> guards.Lock:
    """The lock on DATA_DIR, once nothing stands in the way of starting."""
    try:
        held = guards.lock(options.data_dir)
    except OSError as error:
        raise CannotStart(f"DATA_DIR cannot be used: {error}") from error
    if held is None:
        raise CannotStart(f"it already runs with the data in {options.data_dir}. Stop it, or set another DATA_DIR.")
    patience = guards.PATIENCE_SECONDS if held.follows_a_crash else 0
    if problem := guards.port_problem(options.host, options.port, patience=patience):
        held.release()
        raise CannotStart(problem)
    return held


if __name__ == "__main__":
    sys.exit(main())
