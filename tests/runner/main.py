"""Runs the steps of script/test, one line each, and adds up what they report."""

import argparse
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

import steps
from machine import Machine, Result

DEADLINE_S = 29 * 60  # of the whole run, unless --long


def options():
    parser = argparse.ArgumentParser(prog="script/test", description=__doc__)
    parser.add_argument("--long", action="store_true", help="for hours instead of minutes")
    parser.add_argument("--list", action="store_true", help="name the steps")
    parser.add_argument("steps", nargs="*", metavar="STEP")
    args = parser.parse_args()
    known = [step.name for step in steps.STEPS]
    for name in args.steps:
        if name not in known:
            parser.error(f"no step is called {name}: {', '.join(known)}")
    return args


def show(step, result, seconds):
    counts = f"{result.passed} passed, {result.failed} failed"
    if result.skipped:
        counts += f", {result.skipped} skipped"
    note = f"  ({result.note})" if result.note else ""
    print(f"{step.name:<10} {counts:<36} {seconds:7.1f} s{note}", flush=True)
    if result.failed and result.output:
        for line in result.output.rstrip().splitlines()[-400:]:
            print("    " + line, flush=True)


def run_step(step, machine):
    """What the step reports, and how many seconds it took."""
    start = time.monotonic()
    if machine.seconds_left() <= 0:
        return Result(failed=1, output="not run: the time was over"), 0.0
    try:
        result = step.run(machine)
    except Exception as error:  # a broken step is a failed one; the others still run
        result = Result(failed=1, output=f"{type(error).__name__}: {error}")
    return result, time.monotonic() - start


def run_all(chosen, machine):
    """Each step with what it reports, in the order of the table."""
    for waits, group in groupby(chosen, lambda step: step.waits):
        with ThreadPoolExecutor(2 if waits else 1) as pool:
            group = list(group)
            yield from zip(group, pool.map(lambda step: run_step(step, machine), group))


def main():
    args = options()
    if args.list:
        for step in steps.STEPS:
            print(f"{step.name:<10} {step.what}")
        return 0
    machine = Machine(args.long, None if args.long else time.monotonic() + DEADLINE_S)
    total = Result()
    chosen = [step for step in steps.STEPS if not args.steps or step.name in args.steps]
    for step, (result, seconds) in run_all(chosen, machine):
        if result is None:
            continue  # nothing there yet
        show(step, result, seconds)
        total.add(result)
    last = f"{total.passed} passed, {total.failed} failed"
    if total.skipped:
        last += f", {total.skipped} skipped"
    print(last, flush=True)
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    sys.exit(main())
