"""The table of steps. One returns None when there is nothing to do, a Result otherwise."""

import json
import re
import shutil
import subprocess
import sys
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor

import builds
from machine import ROOT, Result

# Steps that follow each other and wait for much (`waits`) run two at once.
Step = namedtuple("Step", "name what run waits", defaults=(False,))


def python_tests(machine, folder, pattern="*.py", seconds=600, environment=None, before=(),
                 at_once=1):
    """Counts of a folder of unittest files; None when it has none. `before`: see meson_test."""
    path = ROOT / "tests" / folder
    if not any(path.glob(pattern)):
        return None
    counts = ROOT / "build" / f"{folder}-{pattern.replace('*', '')}.json"
    counts.parent.mkdir(exist_ok=True)
    counts.unlink(missing_ok=True)
    ended = machine.run([*before, sys.executable, ROOT / "tests/runner/collect.py", path, pattern,
                         counts, at_once], seconds, environment)
    if not counts.exists():
        return Result(failed=1, output=ended.output)
    found = json.loads(counts.read_text())
    return Result(found["passed"], found["failed"], found["skipped"], ended.output,
                  "; ".join(found["reasons"]))


def with_renkei(machine, more=None):
    program = builds.renkei(machine)
    path = f"{program.parent}:{machine.environment.get('PATH', '')}"
    return dict({"RENKEI": str(program), "RENKEI_BINARY": str(program), "PATH": path}, **(more or {}))


def has_tests(folder):
    return any((ROOT / "tests" / folder).glob("*.py"))


def tidy(machine):
    return python_tests(machine, "tidy", "test_*.py")


# Scenes run once more with every store in PostgreSQL; what is left out says so (`only_files`).
SCENES_AT_ONCE = 4  # they wait for much
WITH_POSTGRES = (sys.executable, ROOT / "tests/backend/postgres.py", "--")


def speaks_postgres(machine, environment):
    ended = machine.run([environment["RENKEI"], "init", "--store",
                         "postgresql:///none?host=/nowhere&connect_timeout=2"], 30)
    return "only SQLite" not in ended.output


def scenes(machine, environment, before=()):
    return python_tests(machine, "scene", "test_*.py", 14400 if machine.is_long else 900, environment,
                        before, SCENES_AT_ONCE)


def backend(machine):
    """The harness first; then, where the program knows the engine, what is meant for both."""
    result = python_tests(machine, "backend", "test_*.py", 7200 if machine.is_long else 600,
                          with_renkei(machine))
    if not result.passed:
        return result  # there is no server
    environment = with_renkei(machine, {"RENKEI_TEST_STORE": "postgresql"})
    if not speaks_postgres(machine, environment):
        result.add(Result(skipped=1))
        result.note = "skipped: no PostgreSQL engine in this build"
        return result
    result.add(builds.unit_backend(machine, WITH_POSTGRES))
    result.add(scenes(machine, environment, WITH_POSTGRES))
    return result


def documents(machine):
    if not has_tests("docs"):
        return None
    return python_tests(machine, "docs", "test_*.py", environment=with_renkei(machine))


def scene(machine):
    if not has_tests("scene"):
        return None
    return scenes(machine, with_renkei(machine))


def fault(machine):
    if not has_tests("fault"):
        return None
    return python_tests(machine, "fault", environment=with_renkei(machine),
                        seconds=14400 if machine.is_long else 600)


def unpack(machine, source, target):
    """Every archive of `source` once, each into a folder of its own name below `target`."""
    for archive in sorted(source.rglob("*.tar.xz")):
        folder = target / archive.relative_to(source).parent / archive.name[:-len(".tar.xz")]
        stamp = folder / ".unpacked"
        is_same = f"{archive.stat().st_size}"
        if stamp.exists() and stamp.read_text() == is_same:
            continue
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        subprocess.run(["tar", "-xJf", archive, "-C", folder, "--no-same-owner",
                        "--no-same-permissions"], check=True)
        stamp.write_text(is_same)


def shared(machine):
    source = ROOT.parent / "shared/data"
    if not has_tests("shared"):
        return None
    if not source.is_dir():
        return Result(skipped=1, note="skipped: no shared data")
    target = ROOT / "build/shared-data"
    unpack(machine, source, target)
    environment = with_renkei(machine, {"RENKEI_SHARED_DATA": str(target),
                                        "RENKEI_SHARED_SOURCE": str(source)})
    result = python_tests(machine, "shared", environment=environment,
                          seconds=14400 if machine.is_long else 900)
    result.add(builds.unit_shared(machine, target / "stix"))
    return result


def vitest_counts(path):
    found = json.loads(path.read_text())
    return Result(found["numPassedTests"], found["numFailedTests"], found["numPendingTests"])


def web(machine):
    folder = ROOT / "web"
    if not (folder / "package.json").exists():
        return None
    counts = ROOT / "build/vitest.json"
    counts.parent.mkdir(exist_ok=True)
    counts.unlink(missing_ok=True)
    result = Result()
    ended = machine.run(["npm", "run", "--silent", "test", "--", "--reporter=default",
                         "--reporter=json", f"--outputFile.json={counts}"], 300, folder=folder)
    result.add(vitest_counts(counts) if counts.exists() else Result())
    if not ended.ok:
        result.add(Result(failed=0 if result.failed else 1, output=ended.output))
    for command in (["npm", "run", "--silent", "check"], [ROOT / "script/bootstrap"]):
        ended = machine.run(command, 300, folder=folder)  # bootstrap builds web/dist
        result.add(Result(passed=1) if ended.ok else Result(failed=1, output=ended.output))
    return result


LAST_COUNTS = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.MULTILINE)


def browser(machine):
    """The browser's runner prints its own last line of counts."""
    ended = machine.run(["node", ROOT / "tests/e2e/run.mjs"], 7200 if machine.is_long else 1200,
                        with_renkei(machine))
    said = LAST_COUNTS.findall(ended.output)
    if not said:
        return Result(failed=1, output=ended.output)
    passed, failed, skipped = (int(number or 0) for number in said[-1])
    if not ended.ok and not failed:
        failed = 1
    return Result(passed, failed, skipped, ended.output)


STEPS = [
    Step("tidy", "floors, sizes, libraries, words; each check against a planted fault", tidy),
    Step("unit-gcc", "gcc without warnings; unit tests and replayed corpora", builds.unit_gcc),
    Step("backend", "stores in PostgreSQL: the harness, several programs, outages, unit tests that open stores, scenes", backend),
    Step("unit-asan", "clang with ASan and UBSan; the same tests", builds.unit_asan),
    Step("unit-tsan", "clang with TSan; the tests that use threads", builds.unit_tsan),
    Step("fuzz", "each fuzzer for a short while with a fixed seed", builds.fuzz),
    Step("web", "unit tests and type check of web/", web),
    Step("docs", "the commands in the documents", documents),
    Step("scene", "whole servers, spoken to over HTTP and the command line", scene, waits=True),
    Step("fault", "kill, full disk, damaged and hostile input", fault, waits=True),
    Step("shared", "real bundles and lists, against independent counts", shared, waits=True),
    Step("browser", "every page in Chromium", browser),
]
