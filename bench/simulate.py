"""`python -m bench.simulate 1000000`: judge so many simulated people. Exit status 1 when a rule fails on any.

The same people every time: they come from numbered seeds, 1,000 to a seed.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from tests.clinical.simulated import Simulation, trouble_with

PER_SEED = 1_000


def main() -> int:
    """Run them on all processors and say how long it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("people", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    began = time.monotonic()
    troubles: list[str] = []
    with ProcessPoolExecutor(options.processes) as pool:
        for found in pool.map(judge_people, range(-(-options.people // PER_SEED)), chunksize=4):
            troubles.extend(found)
    seconds = time.monotonic() - began
    print("\n".join(troubles[:20]) or "no rule failed and no exception was raised")
    print(f"{options.people:,} simulated people in {seconds:.0f} s on {options.processes} processes")
    return int(bool(troubles))


def judge_people(seed: int) -> list[str]:
    """What went wrong with the people of one seed, with the way to make them again."""
    simulation = Simulation(seed)
    found = []
    for number in range(PER_SEED):
        facts = simulation.facts()
        try:
            trouble = trouble_with(facts, simulation.now)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
            trouble = repr(error)
        if trouble:
            found.append(f"seed {seed}, person {number}: {trouble}")
    return found


if __name__ == "__main__":
    sys.exit(main())
