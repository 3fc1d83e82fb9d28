"""Steps in C: unit tests in three builds, replayed corpora, fuzzers."""

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor

from machine import JOBS, LONG_TIMES, ROOT, Result

GCC = ("gcc", "g++")
CLANG = ("clang", "clang++")
# As script/server builds it, with assertions; what it prints there must be nothing.
RELEASED = ["--werror", "-Dtests=enabled", "-Doptimization=3", "-Ddebug=true"]
CHECKED = ["--werror", "-Dtests=enabled"]
THREADED = re.compile(r"thread|server|store|writer|queue|bus|ring", re.IGNORECASE)
FUZZ_RUNS, FUZZ_SEED, FUZZ_LONG_S = 20000, 1, 1800

ASAN = {
    "ASAN_OPTIONS": "detect_stack_use_after_return=1:strict_string_checks=1:detect_leaks=1",
    "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
}
TSAN = {"TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1:suppressions="
                        + str(ROOT / "tests/runner/tsan.supp")}


def build_gcc(machine):
    return machine.build("test-gcc", GCC, RELEASED)


def build_asan(machine):
    return machine.build("test-asan", CLANG, CHECKED + [
        "-Db_sanitize=address,undefined", "-Db_lundef=false", "-Dfuzz=true"])


def renkei(machine):
    """The program that scenes and the browser drive; raises when it cannot be built."""
    folder, ended = build_gcc(machine)
    if not ended.ok:
        raise RuntimeError("the program does not build:\n" + ended.output)
    return folder / "src/cli/renkei"


def cmocka_counts(record):
    """One executable's part in meson's log: the tests that cmocka says it ran, or the executable.

    Since 1.1.7 it names the group before the number, for all but the passed.
    """
    text = record.get("stdout", "") + record.get("stderr", "")

    def said(word):
        found = re.findall(r"^\[\s+%s\s+\] (?:\w+: )?(\d+) test" % word, text, re.M)
        return sum(int(number) for number in found)
    result = Result(said("PASSED"), said("FAILED"), said("SKIPPED"))
    if record["result"] == "SKIP":
        result.skipped += 1
    elif record["result"] not in ("OK", "EXPECTEDFAIL"):
        result.failed = max(1, result.failed)
        result.output = f"{record['name']}: {record['result']}\n{text}"
    elif not result.passed and not result.skipped:
        result.passed = 1
    return result


def read_log(path):
    result = Result()
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            result.add(cmocka_counts(json.loads(line)))
    return result


def meson_test(machine, folder, environment, names=None, slower=1, before=()):
    """`before`: a command that runs the rest of its line."""
    log = folder / "meson-logs/testlog.json"
    if log.exists():
        log.unlink()
    longer = LONG_TIMES if machine.is_long else 1
    ended = machine.run([*before, *steady(machine), "meson", "test", "-C", folder, "--no-rebuild",
                         "--num-processes", "2", "--timeout-multiplier", str(slower * longer),
                         *(names or [])], 900 * longer, environment)
    if not log.exists():
        return Result(failed=1, output=ended.output)
    result = read_log(log)
    if not ended.ok and not result.failed:
        result.add(Result(failed=1, output=ended.output))
    return result


def steady(machine):
    """Sanitizers of clang 14 want addresses that are not shuffled, where the system allows it."""
    command = ["setarch", "-R"]
    return command if machine.run([*command, "true"]).ok else []


def unit_gcc(machine):
    folder, ended = build_gcc(machine)
    if not ended.ok:
        return Result(failed=1, output=ended.output)
    return meson_test(machine, folder, {})


def opens_stores(path):
    """Whether a unit test opens its stores on whatever engine it is told: by the headers it includes."""
    headers = [path.parent / name
               for name in re.findall(r'^#include "([./\w]+)"$', path.read_text(), re.MULTILINE)]
    headers = [header.resolve() for header in headers if header.is_file()]
    return any(header.name == "databases.h" or opens_stores(header) for header in headers)


def units_on_both():
    """The suites of the store, the doors, the policy seen through them, dialogues, routes."""
    tests = sorted((ROOT / "tests/unit").glob("*/test_*.c"))
    return [f"unit {path.parent.name} {path.stem.removeprefix('test_')}"
            for path in tests if opens_stores(path)]


def unit_backend(machine, before):
    """The unit tests that open stores again, with `before` naming them another engine."""
    folder, ended = build_gcc(machine)
    if not ended.ok:
        return Result(failed=1, output="the unit tests do not build (see unit-gcc)")
    return meson_test(machine, folder, {}, units_on_both(), 5, before)


def unit_shared(machine, folder):
    """The survey of what is published, by the readers alone."""
    build, ended = build_gcc(machine)
    if not ended.ok:
        return Result(failed=1, output="the unit tests do not build (see unit-gcc)")
    return meson_test(machine, build, {"RENKEI_DATA_DIR": str(folder)},
                      ["unit stix shared_data", "unit stix lift_data"], 5)


def unit_asan(machine):
    folder, ended = build_asan(machine)
    if not ended.ok:
        return Result(failed=1, output=ended.output)
    return meson_test(machine, folder, ASAN, slower=4)


def threaded_tests(machine, folder):
    """Names of the tests that use threads, and the targets that they need."""
    ended = machine.run(["meson", "introspect", "--tests", "--targets", folder])
    found = json.loads(ended.output)
    files = {target["id"]: target["filename"][0] for target in found["targets"]}
    tests = [test for test in found["tests"]
             if "unit" in "".join(test["suite"]) and THREADED.search(test["name"])]
    needed = {files[id] for test in tests for id in test["depends"] if id in files}
    return [test["name"] for test in tests], [path[len(str(folder)) + 1:] for path in needed]


def unit_tsan(machine):
    settings = CHECKED + ["-Db_sanitize=thread", "-Db_lundef=false"]
    folder, ended = machine.build("test-tsan", CLANG, settings, ["build.ninja"])
    if not ended.ok:
        return Result(failed=1, output=ended.output)
    names, targets = threaded_tests(machine, folder)
    if not names:
        return None
    _, ended = machine.build("test-tsan", CLANG, settings, sorted(targets))
    if not ended.ok:
        return Result(failed=1, output=ended.output)
    return meson_test(machine, folder, TSAN, names, slower=8)


def fuzz_one(machine, program, name):
    """Fresh finds go to a folder of the build; the committed corpus is only read."""
    finds = ROOT / "build/fuzz" / name
    shutil.rmtree(finds, ignore_errors=True)
    finds.mkdir(parents=True)
    corpus = ROOT / "tests/fuzz/corpus" / name
    length = ([f"-max_total_time={FUZZ_LONG_S}"] if machine.is_long
              else [f"-runs={FUZZ_RUNS}", f"-seed={FUZZ_SEED}", "-max_total_time=60"])
    command = [*steady(machine), program, *length, "-timeout=20", "-rss_limit_mb=2048",
               "-max_len=65536", "-print_final_stats=1", f"-artifact_prefix={finds}/crash-", finds]
    ended = machine.run(command + ([corpus] if corpus.is_dir() else []),
                        FUZZ_LONG_S + 300, ASAN)
    if ended.ok:
        return Result(passed=1)
    return Result(failed=1, output=f"fuzz {name}, finds in {finds}\n" + ended.output[-8000:])


def fuzz(machine):
    folder, ended = build_asan(machine)
    if not ended.ok:
        return Result(failed=1, output="the fuzzers do not build (see unit-asan)")
    programs = sorted(path for path in (folder / "tests/fuzz").glob("fuzz_*")
                      if path.is_file() and not path.suffix)
    if not programs:
        return None
    result = Result()
    with ThreadPoolExecutor(int(JOBS)) as pool:
        for one in pool.map(lambda program: fuzz_one(machine, program, program.name[len("fuzz_"):]),
                            programs):
            result.add(one)
    return result
