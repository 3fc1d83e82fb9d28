"""Backups and restores that the machine ends: killed at any moment, or without room for them.

There is a whole file under the name, or none; the store that is backed up never notices.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scene"))

from server import Server, only_files, program  # noqa: E402
from test_disk_full import MIB, indicator, limited  # noqa: E402

KILLS = int(os.environ.get("RENKEI_KILLS") or (50 if os.environ.get("RENKEI_LONG") else 6))
OBJECTS = 20000


@only_files("a file is backed up")
class Ended(unittest.TestCase):
    def setUp(self):
        self.chance = random.Random(self.id())
        self.server = Server()
        self.addCleanup(self.server.close)
        path = self.server.folder / "objects.jsonl"
        path.write_text("".join(json.dumps(indicator(number)) + "\n" for number in range(OBJECTS)))
        self.server.run("import", "--store", self.server.store, "--quiet", path)
        self.file = self.server.folder / "kept.backup"
        self.again = self.server.folder / "again.db"

    def backup(self, file=None):
        return [program(), "backup", "--store", str(self.server.store), str(file or self.file)]

    def restore(self):
        return [program(), "restore", "--store", str(self.again), str(self.file)]

    def check(self, store):
        self.assertEqual("ok\n", self.server.run("store", "check", "--store", store))
        text = self.server.run("export", "--store", store, "--format", "jsonl")
        self.assertEqual(OBJECTS, len(text.split("\n")) - 1)

    def whole_s(self, command, made):
        began = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        made.unlink()
        return time.monotonic() - began

    def kill(self, command, made):
        """At random moments of it; `made` is what it makes. How often that was there afterwards."""
        whole_s = self.whole_s(command, made)
        for kill in range(KILLS):
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(self.chance.uniform(0, whole_s))
            process.kill()
            process.wait()
            if made.exists():
                yield kill
                made.unlink()

    def test_a_backup_that_is_killed_is_whole_or_not_there(self):
        self.server.start()
        for kill in self.kill(self.backup(), self.file):
            with self.subTest(kill=kill):
                store = self.server.folder / f"killed{kill}.db"
                self.server.run("restore", "--store", store, "--quiet", self.file)
                self.check(store)
        subprocess.run(self.backup(), check=True, stdout=subprocess.DEVNULL)
        subprocess.run(self.restore(), check=True, stdout=subprocess.DEVNULL)
        self.check(self.again)
        self.check(self.server.store)

    def test_a_restore_that_is_killed_is_whole_or_not_there(self):
        subprocess.run(self.backup(), check=True, stdout=subprocess.DEVNULL)
        for kill in self.kill(self.restore(), self.again):
            with self.subTest(kill=kill):
                self.check(self.again)
                for end in ("-wal", "-shm"):
                    self.again.with_name(self.again.name + end).unlink(missing_ok=True)
        subprocess.run(self.restore(), check=True, stdout=subprocess.DEVNULL)
        self.check(self.again)

    # ---- no room ----

    def check_refused(self, command, made, limit=None):
        ended = subprocess.run(command, capture_output=True, check=False, timeout=120,
                               preexec_fn=limit)
        self.assertEqual(2, ended.returncode, ended)
        self.assertRegex(ended.stderr.decode(), r"^renkei: the disk is full: there is no room for \S+\n$")
        self.assertEqual([], [path.name for path in made.parent.iterdir()
                              if path.name in (made.name, made.name + "-unfinished")])

    def test_without_room_there_is_a_sentence_and_nothing_half(self):
        self.server.start()
        for size in (4096, 100 * 1024, 3 * MIB, self.server.store.stat().st_size - 1):
            with self.subTest(size=size):
                self.check_refused(self.backup(), self.file, limited(size))
        subprocess.run(self.backup(), check=True, stdout=subprocess.DEVNULL)
        self.check_refused(self.restore(), self.again, limited(3 * MIB))
        subprocess.run(self.restore(), check=True, stdout=subprocess.DEVNULL)
        self.check(self.again)
        self.check(self.server.store)

    @unittest.skipUnless(os.geteuid() == 0, "only root mounts a small disk")
    def test_a_small_disk_keeps_the_backup_that_was_there(self):
        folder = Path(tempfile.mkdtemp(prefix="renkei-full-"))
        self.addCleanup(folder.rmdir)
        size = int(self.server.store.stat().st_size * 1.5) >> 20
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}m", "renkei", str(folder)],
                                 capture_output=True, check=False)
        if mounted.returncode:
            self.skipTest("no disk can be mounted here")
        self.addCleanup(lambda: subprocess.run(["umount", "-l", str(folder)], check=False))
        file = folder / "kept.backup"
        subprocess.run(self.backup(file), check=True, stdout=subprocess.DEVNULL)
        before = file.read_bytes()
        ended = subprocess.run([*self.backup(file), "--overwrite"], capture_output=True, check=False)
        self.assertEqual(2, ended.returncode, ended)
        self.assertIn(b"the disk is full", ended.stderr)
        self.assertEqual(["kept.backup"], [path.name for path in folder.iterdir()])
        self.assertEqual(before, file.read_bytes())


if __name__ == "__main__":
    unittest.main()
