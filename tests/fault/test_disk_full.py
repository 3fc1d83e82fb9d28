"""No room: a limit on the size of files (RLIMIT_FSIZE), and a small tmpfs where one may be mounted.

The error is one clear sentence, exit code 2 (or a refusal by the server, which goes on); the store is
sound afterwards and takes the rest once there is room.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import unittest
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scene"))

from local import Asker  # noqa: E402
from server import Server, program  # noqa: E402

OBJECTS = 20000
MIB = 1 << 20
TAXII = "application/taxii+json;version=2.1"


def indicator(number):
    id = uuid.uuid5(uuid.NAMESPACE_URL, f"full {number}")
    return {"type": "indicator", "spec_version": "2.1", "id": f"indicator--{id}",
            "created": "2024-01-01T00:00:00Z", "modified": "2024-01-01T00:00:00Z",
            "name": f"number {number}", "pattern": f"[domain-name:value = 'd{number}.example']",
            "description": "words " * 40, "pattern_type": "stix",
            "valid_from": "2024-01-01T00:00:00Z"}


def limited(size):
    """For a child: no file of it grows beyond `size` bytes."""
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    return limit


class Room(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.close)
        self.objects = [indicator(number) for number in range(OBJECTS)]
        self.text = "".join(json.dumps(object) + "\n" for object in self.objects)

    def import_(self, store, limit=None, text=None, options=()):
        return subprocess.run([program(), "import", "--store", str(store), "--json", *options, "-"],
                              input=(text or self.text).encode(), capture_output=True, check=False,
                              timeout=300, preexec_fn=limit)

    def check(self, store):
        ended = subprocess.run([program(), "store", "check", "--store", str(store)], capture_output=True,
                               check=False, timeout=300)
        self.assertEqual((0, b"ok\n"), (ended.returncode, ended.stdout), ended.stderr)
        ended = subprocess.run([program(), "verify", "store", "--store", str(store)],
                               capture_output=True, check=False, timeout=300)
        self.assertEqual(0, ended.returncode, ended)

    def held(self, store):
        text = self.server.run("export", "--store", store, "--format", "jsonl")
        return {object["id"]: object for object in map(json.loads, text.split("\n")[:-1])}

    def check_held(self, store):
        """What is there is whole and as it came; batches behind the one that failed may have fitted."""
        held = self.held(store)
        for object in self.objects:
            self.assertEqual(object, held.get(object["id"], object))
        return len(held)

    def check_sentence(self, said):
        lines = said.decode().strip().split("\n")
        self.assertEqual(1, len(lines), said)
        self.assertRegex(lines[0], r"^renkei: .*(disk|room|space|full|too large|size)")

    def check_import(self, store, limit):
        ended = self.import_(store, limit)
        self.assertEqual(2, ended.returncode, ended)
        self.check_sentence(ended.stderr)
        self.check(store)
        held = self.check_held(store)
        self.assertLess(held, OBJECTS)
        again = self.import_(store)
        self.assertEqual(0, again.returncode, again.stderr)
        report = json.loads(again.stdout)
        self.assertEqual((OBJECTS - held, held), (report["taken"], report["known"]))
        self.assertEqual(OBJECTS, self.check_held(store))
        self.check(store)

    def test_an_import_ends_with_a_sentence_and_goes_on_when_there_is_room(self):
        for mib in (1, 4, 9):
            with self.subTest(mib=mib):
                server = Server()
                self.addCleanup(server.close)
                self.check_import(server.store, limited(mib * MIB))

    def test_all_or_nothing_keeps_nothing(self):
        ended = self.import_(self.server.store, limited(6 * MIB), options=["--all-or-nothing"])
        self.assertEqual(2, ended.returncode, ended)
        self.check_sentence(ended.stderr)
        self.check(self.server.store)
        self.assertEqual(0, self.check_held(self.server.store))

    def test_a_store_that_cannot_be_made_says_so(self):
        for size in (0, 4096, 100 * 1024):
            store = self.server.folder / f"none-{size}.db"
            ended = subprocess.run([program(), "init", "--store", str(store)], capture_output=True,
                                   check=False, timeout=60, preexec_fn=limited(size))
            self.assertEqual(2, ended.returncode, ended)
            self.assertTrue(ended.stderr.startswith(b"renkei: "), ended)

    def serve_limited(self, size):
        """The server that is running gets the limit; so it starts in peace."""
        self.server.start()
        resource.prlimit(self.server.process.pid, resource.RLIMIT_FSIZE,
                         (size, resource.RLIM_INFINITY))

    def lift(self):
        resource.prlimit(self.server.process.pid, resource.RLIMIT_FSIZE,
                         (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def test_a_server_refuses_goes_on_and_recovers(self):
        self.serve_limited(3 * MIB)
        asker = Asker(self.server, token=self.server.first["token"])
        self.addCleanup(asker.close)
        code, text = asker.ask("POST", "/api/v1/import?collection=home", self.text)
        self.assertEqual(507, code, text)
        self.assertEqual("problem.full", json.loads(text)["code"])
        self.assertRegex(json.loads(text)["detail"], "disk|room|space|full|too large|size")
        code, text = asker.ask("POST", "/taxii2/home/collections/home/objects/",
                               json.dumps({"objects": self.objects[-3000:]}), Content_Type=TAXII,
                               Accept=TAXII)
        self.assertEqual(507, code, text)
        self.assertIn("the disk is full", json.loads(text)["description"])
        self.assertEqual(200, asker.ask("GET", "/api/v1/objects?limit=5")[0])
        ended = self.import_(self.server.store)  # through its socket
        self.assertEqual(2, ended.returncode, ended)
        self.check_sentence(ended.stderr)
        self.lift()
        ended = self.import_(self.server.store)
        self.assertEqual(0, ended.returncode, ended.stderr)
        self.check(self.server.store)
        self.assertEqual(OBJECTS, len(self.held(self.server.store)))
        self.assertIsNone(self.server.process.poll())

    @unittest.skipUnless(os.geteuid() == 0, "only root mounts a small disk")
    def test_a_small_disk(self):
        folder = Path(tempfile.mkdtemp(prefix="renkei-full-"))
        self.addCleanup(folder.rmdir)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "renkei", str(folder)],
                                 capture_output=True, check=False)
        if mounted.returncode:
            self.skipTest("no disk can be mounted here")
        self.addCleanup(lambda: subprocess.run(["umount", "-l", str(folder)], check=False))
        store = folder / "store.db"
        self.server.run("init", "--store", store)
        ended = self.import_(store)
        self.assertEqual(2, ended.returncode, ended)
        self.check_sentence(ended.stderr)
        self.assertLess(self.check_held(store), OBJECTS)
        self.check(store)
        grown = subprocess.run(["mount", "-o", "remount,size=300m", str(folder)], check=False)
        self.assertEqual(0, grown.returncode)
        self.assertEqual(0, self.import_(store).returncode)
        self.assertEqual(OBJECTS, self.check_held(store))
        self.check(store)


if __name__ == "__main__":
    unittest.main()
