"""What the steps share: where things are, running a command within a time, adding up results."""

import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
JOBS = "2"
LONG_TIMES = 20  # what a test repeats by number, it repeats so often as much in a long run


@dataclass
class Result:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    output: str = ""
    note: str = ""

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        if other.output:
            self.output += other.output.rstrip() + "\n"


@dataclass
class Ended:
    code: int
    output: str

    @property
    def ok(self):
        return self.code == 0


class Machine:
    def __init__(self, is_long, deadline):
        self.is_long = is_long
        self.deadline = deadline
        self.is_ready = {}  # build folder -> Ended of its build
        self.building = threading.Lock()
        self.environment = dict(os.environ, LC_ALL="C.UTF-8", PYTHONDONTWRITEBYTECODE="1", NO_COLOR="1",
                                RENKEI_ROOT=str(ROOT))
        for name in list(self.environment):  # the options of whoever calls are not ours
            if name in ("MAKEFLAGS", "CFLAGS", "CXXFLAGS", "LDFLAGS") or (
                    name.startswith("RENKEI_") and name != "RENKEI_ROOT"):
                del self.environment[name]
        if is_long:
            self.environment["RENKEI_LONG"] = str(LONG_TIMES)

    def seconds_left(self):
        return 1e9 if self.deadline is None else self.deadline - time.monotonic()

    def run(self, command, seconds=600, environment=None, folder=ROOT):
        """Both outputs together. When the time is over, the command and its children are ended."""
        if not self.is_long:
            seconds = max(1, min(seconds, self.seconds_left()))
        process = subprocess.Popen([str(part) for part in command], cwd=folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, start_new_session=True,
                                   env=dict(self.environment, **(environment or {})))
        try:
            output, _ = process.communicate(timeout=seconds)
            code = process.returncode
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
            code = 124
            output += f"\nended after {seconds:.0f} s\n".encode()
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)  # servers that a test left behind
            except ProcessLookupError:
                pass
        return Ended(code, output.decode("utf-8", "replace"))

    def build(self, name, compiler, settings, targets=()):
        """Sets up and builds build/NAME, once a run; the answer says how it went."""
        folder = ROOT / "build" / name
        key = (name, tuple(targets))
        with self.building:
            if key not in self.is_ready:
                self.is_ready[key] = self.build_now(folder, compiler, settings, targets)
        return folder, self.is_ready[key]

    def build_now(self, folder, compiler, settings, targets):
        ended = Ended(0, "")
        if not (folder / "build.ninja").exists():
            cc, cxx = compiler
            ended = self.run(["meson", "setup", folder, *settings], 300, {"CC": cc, "CXX": cxx})
        if ended.ok:
            ended = self.run(["ninja", "-C", folder, "-j", JOBS, "-k", "5", *targets], 1200)
        return ended
