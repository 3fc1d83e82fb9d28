"""script/server as a newcomer starts it: the demo once, a store and a port of one's choice, from anywhere.

The script stands in a repository that is a copy but for one thing: what is built there is the program
under test, so that no test waits for a compiler. That of a machine where nothing is installed or
built is for CI.
"""

import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from server import ROOT, backend, on_postgres, only_files, only_postgres, program

READY_S = 60
BUILT = "build src/cli/renkei: phony\n"  # for ninja: there is nothing to do


def free_port():
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        return plug.getsockname()[1]


class ScriptServer(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="renkei-script-")
        self.addCleanup(self.folder.cleanup)
        self.here = Path(self.folder.name) / "elsewhere"
        self.root = Path(self.folder.name) / "renkei"
        for folder in (self.here, self.root / "build/src/cli"):
            folder.mkdir(parents=True)
        for path in ROOT.iterdir():
            if path.name not in (".git", "build", "script", "var"):
                (self.root / path.name).symlink_to(path)
        shutil.copytree(ROOT / "script", self.root / "script")
        shutil.copy(program(), self.root / "build/src/cli/renkei")
        (self.root / "build/build.ninja").write_text(BUILT)

    def start(self, store, *options):
        port = free_port()
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith("RENKEI")}
        environment.update({"RENKEI_STORE": store} if store else {}, RENKEI_PORT=str(port))
        log = open(self.here / "log", "wb")
        process = subprocess.Popen([self.root / "script/server", *options], cwd=self.here, stdout=log,
                                   stderr=log, stdin=subprocess.DEVNULL, env=environment,
                                   start_new_session=True)
        log.close()
        self.addCleanup(self.stop, process)
        end = time.monotonic() + READY_S
        while time.monotonic() < end and process.poll() is None:
            try:
                return process, self.ask(port, "/api/v1/overview"), (self.here / "log").read_text()
            except OSError:
                time.sleep(0.1)
        raise AssertionError((self.here / "log").read_text()[-2000:])

    def stop(self, process):
        """The script gives its place to the program, so that it ends as that does."""
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        return process.wait(30)

    def ask(self, port, path, body=None):
        asker = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            asker.request("POST" if body else "GET", path, body and json.dumps(body))
            answer = asker.getresponse()
            return json.loads(answer.read())
        finally:
            asker.close()

    @only_files("the demo is made in a file beside, and moved")
    def test_an_empty_store_gets_the_demo_and_one_that_is_there_does_not(self):
        process, first, said = self.start("mine/of my own.db")
        self.assertTrue((self.here / "mine/of my own.db").exists(), "below where it was called")
        self.assertEqual(["of my own.db"], [path.name for path in (self.here / "mine").iterdir()
                                            if path.suffix == ".db"])
        self.assertIn("loading the demo", said)
        self.assertIn("renkei-demo", said)
        self.assertLess(0, first["total"], "a stranger sees what is CLEAR")
        self.assertEqual(0, self.stop(process))

        process, second, said = self.start("mine/of my own.db")
        self.assertNotIn("demo", said)
        self.assertEqual(first["total"], second["total"])
        self.assertEqual(0, self.stop(process))
        self.assertEqual([], [path.name for path in (self.here / "mine").iterdir()
                              if path.name.startswith(".new")])

    def database(self):
        module, url = backend()
        store = module.fresh(url)
        self.addCleanup(module.drop, store)
        return store

    @only_postgres("the demo is copied into a database")
    def test_an_empty_database_gets_the_demo_and_one_with_a_store_does_not(self):
        url = self.database()
        # Made by a start that was broken off in the middle of it.
        made = self.root / "var" / f".demo-{hashlib.sha256(url.encode()).hexdigest()[:16]}"
        made.mkdir(parents=True)
        (made / "demo.db").write_text("half")
        process, first, said = self.start(url)
        self.assertIn("loading the demo", said)
        self.assertIn("renkei-demo", said)
        self.assertLess(0, first["total"], "a stranger sees what is CLEAR")
        self.assertEqual(0, self.stop(process))
        self.assertEqual([], list((self.root / "var").iterdir()))

        process, second, said = self.start(None, "--store", url)
        self.assertNotIn("demo", said)
        self.assertEqual(first["total"], second["total"])
        self.assertEqual(0, self.stop(process))
        self.assertEqual([], list((self.root / "var").iterdir()))

    @only_postgres("the demo is copied into a database")
    def test_a_demo_that_was_copied_in_part_is_copied_on(self):
        url = self.database()
        made = self.root / "var" / f".demo-{hashlib.sha256(url.encode()).hexdigest()[:16]}"
        made.mkdir(parents=True)
        subprocess.run([program(), "init", "--quiet", "--store", made / "demo.db"], check=True,
                       stdout=subprocess.DEVNULL)
        (made / "whole").touch()
        module, _ = backend()
        subprocess.run([program(), "store", "copy", "--quiet", "--from", made / "demo.db", "--to", url],
                       check=True, stdout=subprocess.DEVNULL)
        store_id = module.sql(url, "SELECT value FROM setting WHERE name = 'store.id'")
        module.sql(url, "INSERT INTO setting (name, value) VALUES ('copy.source', 'STORE')"
                   .replace("STORE", store_id))
        process, overview, said = self.start(url)
        self.assertNotIn("loading", said)
        self.assertEqual(0, overview["total"])
        self.assertEqual(0, self.stop(process))
        self.assertEqual("0", module.sql(
            url, "SELECT count(*) FROM setting WHERE name = 'copy.source'"))
        self.assertEqual([], list((self.root / "var").iterdir()))

    def test_a_store_that_somebody_made_stays_as_it_is(self):
        store = self.database() if on_postgres() else self.here / "made.db"
        subprocess.run([program(), "init", "--quiet", "--store", store],
                       check=True, stdout=subprocess.DEVNULL)
        process, overview, said = self.start(str(store))
        self.assertNotIn("demo", said)
        self.assertEqual(0, overview["total"])
        self.assertEqual(0, self.stop(process))


if __name__ == "__main__":
    unittest.main()
