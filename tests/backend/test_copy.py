"""`renkei store copy` between a file and PostgreSQL: nothing is lost on the way, nor by what ends it."""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from urllib.parse import urlsplit

import postgres
from postgres import Postgres

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests/scene"))

from command import Commands, bundle, indicator  # noqa: E402
from server import Server, basic, program  # noqa: E402

OBJECTS = 10000  # of the store whose copy is killed
KILLS = int(os.environ.get("RENKEI_KILLS") or (30 if os.environ.get("RENKEI_LONG") else 4))
DEMO_PASSWORD = "renkei-demo"


class ServerOf(Server):
    """A server on a store that is there."""

    def __init__(self, store):
        self.folder = Path(tempfile.mkdtemp(prefix="renkei-copy-"))
        self.store = store
        self.options = []
        self.process = None
        self.scheme = "http"


# An export, which assert_same makes of the source, is recorded there.
RECORDED = {"edge", "leaf", "node", "audit", "audit_object", "pulse"}


def unrecorded(copy):
    return [table for table in copy["tables"] if table["name"] not in RECORDED]


@unittest.skipUnless(postgres.is_there(), "no PostgreSQL server is installed")
class Copying(Commands):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.addClassCleanup(cls.postgres.close)

    def copied(self, source, target, code=0):
        said = self.run_("store", "copy", "--from", source, "--to", target, "--json", code=code)
        return json.loads(said.out) if code == 0 else said

    def exported(self, store, *options):
        return self.run_("export", "--store", store, "--format", "jsonl", "--all-versions",
                         *options, code=0).out

    def assert_same(self, one, other):
        """As everybody reads it, and sound."""
        self.assertEqual(self.exported(one), self.exported(other))
        self.assertEqual("ok\n", self.run_("store", "check", "--store", other, code=0).out)

    # ---- the demo ----

    def demo(self):
        path = self.folder / "demo.db"
        subprocess.run([ROOT / "script/demo", path], check=True, capture_output=True, timeout=120,
                       env=dict(self.environment, RENKEI=program()))
        return path

    def pages(self, server, name, path=""):
        """Everything that somebody gets by TAXII, with when it was added."""
        found = {}
        roots = server.get("/taxii2/", headers={"Authorization": basic(name, DEMO_PASSWORD)}).json
        for root in roots["api_roots"]:
            base = urlsplit(root).path
            asked = {"Authorization": basic(name, DEMO_PASSWORD)}
            for each in server.get(base + "collections/", headers=asked).json.get("collections", []):
                manifest = server.get(f"{base}collections/{each['id']}/manifest/?limit=1000",
                                      headers=asked)
                self.assertEqual(200, manifest.code)
                found[each["id"]] = manifest.json.get("objects", [])
        return found

    def test_the_demo_goes_over_and_back(self):
        demo, url, back = self.demo(), self.postgres.fresh(), self.folder / "back.db"
        there = self.copied(demo, url)
        self.assertFalse(there["continued"])
        self.assertLess(500, there["objects"])
        home = self.copied(url, f"sqlite:{back}")
        self.assertEqual(there["tables"], home["tables"])
        self.assert_same(demo, url)
        self.assert_same(demo, back)
        seen = []
        for store in (demo, url, back):
            with ServerOf(store) as server:
                for name in ("hanako", "kenji", "aoi"):
                    seen.append(self.pages(server, name))
                refused = server.get("/taxii2/", headers={"Authorization": basic("kenji", "wrong")})
                self.assertEqual(401, refused.code)
        self.assertTrue(any(seen[0].values()))
        self.assertEqual(seen[:3], seen[3:6])
        self.assertEqual(seen[:3], seen[6:])

    def test_search_finds_in_the_copy_what_it_found(self):
        demo, url, back = self.demo(), self.postgres.fresh(), self.folder / "back.db"
        self.copied(demo, url)
        self.copied(url, back)
        words = ("--words", "hospital")
        self.assertTrue(self.exported(demo, *words))
        self.assertEqual(self.exported(demo, *words), self.exported(back, *words))

    # ---- afterwards ----

    def test_what_comes_after_the_move_gets_numbers_of_its_own(self):
        self.made()
        self.run_("import", self.file("a.json", bundle(indicator("a.example"))), code=0)
        url, back = self.postgres.fresh(), self.folder / "back.db"
        self.copied("renkei.db", url)
        before = int(self.postgres.sql("SELECT MAX(added) FROM member", url))
        world = {"organisations": [{"slug": "new", "name": "New"}],
                 "communities": [{"slug": "more", "title": "More", "members": ["new"]}],
                 "collections": [{"alias": "late", "title": "Late", "community": "more"}],
                 "accounts": [{"name": "late", "display": "Late", "organisation": "new"}]}
        self.run_("setup", "--store", url, self.file("world.json", json.dumps(world)), code=0)
        self.run_("import", "--store", url, "--collection", "late",
                  self.file("b.json", bundle(indicator("b.example"))), code=0)
        self.assertEqual("1|2", self.postgres.sql(
            f"SELECT COUNT(*), MAX(version_no) FROM member WHERE added > {before}", url))
        for table in ("organisation", "account", "community", "collection"):
            self.assertEqual("2|2", self.postgres.sql(f"SELECT COUNT(*), MAX(no) FROM {table}", url))
        self.assertEqual("ok\n", self.run_("store", "check", "--store", url, code=0).out)
        self.copied(url, back)
        self.run_("import", "--store", back, "--collection", "late",
                  self.file("c.json", bundle(indicator("c.example"))), code=0)
        self.assertEqual(3, self.exported(back).count("\n"))
        self.assertEqual("ok\n", self.run_("store", "check", "--store", back, code=0).out)

    # ---- refused ----

    def test_what_is_no_empty_place_is_refused_and_stays_as_it_is(self):
        self.made()
        url = self.postgres.fresh()
        self.run_("init", "--store", url, code=0)
        held = self.postgres.sql("SELECT name, identity FROM organisation", url)
        said = self.copied("renkei.db", url, code=2)
        self.assertIn("there is a store already", said.error)
        self.assertEqual(held, self.postgres.sql("SELECT name, identity FROM organisation", url))
        said = self.copied(url, "renkei.db", code=2)
        self.assertIn("there is a store already", said.error)

    def test_what_is_no_source_is_refused(self):
        self.made()
        url = self.postgres.fresh()
        self.assertIn("there is no store", self.copied("none.db", url, code=2).error)
        self.assertIn("there is no store", self.copied(url, "new.db", code=2).error)
        self.file("text.db", "no database at all, but a text that is long enough for one" * 20)
        self.assertIn("not a renkei store", self.copied("text.db", url, code=2).error)
        self.assertIn("--from", self.copied("mysql://a:secret@b/c", url, code=2).error)
        self.copied("renkei.db", url)
        self.postgres.sql("UPDATE schema_number SET number = number - 1", url)
        self.assertIn("older renkei", self.copied(url, "new.db", code=2).error)
        self.postgres.sql("UPDATE schema_number SET number = number + 1000", url)
        self.assertIn("newer renkei", self.copied(url, "new.db", code=2).error)

    def test_a_source_that_a_server_owns_is_refused(self):
        self.made()
        with ServerOf(self.folder / "renkei.db"):
            said = self.copied("renkei.db", self.postgres.fresh(), code=2)
            self.assertIn("stop that first", said.error)

    # ---- ended too early ----

    def big(self):
        self.made()
        self.file("list.txt", "".join(f"n{at}.example\n" for at in range(OBJECTS)))
        self.run_("import", "list.txt", code=0)
        return self.folder / "renkei.db"

    def killed(self, source, target, seconds):
        """Whether it was killed before its end."""
        process = subprocess.Popen([program(), "store", "copy", "--from", source, "--to", target],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   cwd=self.folder, env=self.environment)
        try:
            process.wait(seconds)
            return False
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return True

    def assert_refused(self, source, store):
        """Unless the copy had not begun, or had just come to its end."""
        said = self.run_("export", "--store", store, "--format", "jsonl", "--all-versions")
        if said.code == 0 or "there is no store" in said.error:
            self.assertIn(said.out, ("", self.exported(source)))
            return
        for command in (("store", "check"), ("export",), ("lookup", "a.example"), ("init",)):
            said = self.run_(*command, "--store", store)
            self.assertEqual(2, said.code, (command, said))
            self.assertIn("not finished", said.error)

    def kill_and_go_on(self, source, make_target):
        chance = random.Random(f"{source}")
        began = time.monotonic()
        whole = self.copied(source, make_target())
        whole_s = time.monotonic() - began
        kills = 0
        for each in range(KILLS):
            target = make_target()
            share = (each + chance.random()) / KILLS
            was_killed = False
            for _ in range(2):
                if not self.killed(source, target, share * whole_s):
                    break
                was_killed = True
                kills += 1
                self.assert_refused(source, target)
            again = self.run_("store", "copy", "--from", source, "--to", target, "--json")
            if again.code == 0:
                self.assertTrue(was_killed)
                self.assertEqual(unrecorded(whole), unrecorded(again.json))
            else:
                self.assertIn("there is a store already", again.error)
            self.assert_same(source, target)
        self.assertLess(0, kills)

    def test_a_copy_into_postgresql_that_was_killed_goes_on(self):
        self.kill_and_go_on(self.big(), self.postgres.fresh)

    def test_a_copy_into_a_file_that_was_killed_goes_on(self):
        url = self.postgres.fresh()
        self.copied(self.big(), url)
        names = iter(range(1000))
        self.kill_and_go_on(url, lambda: str(self.folder / f"copy{next(names)}.db"))

    def test_a_copy_that_was_asked_to_stop_says_that_it_can_go_on(self):
        source, url = self.big(), self.postgres.fresh()
        process = subprocess.Popen([program(), "store", "copy", "--from", source, "--to", url],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=self.environment)
        while not self.postgres.sql("SELECT to_regclass('setting')", url):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=30)
        self.assertEqual((2, b""), (process.returncode, out))
        self.assertIn(b"the same again goes on", error)
        self.assert_refused(source, url)
        self.assertTrue(self.copied(source, url)["continued"])
        self.assert_same(source, url)

    def test_a_database_that_goes_away_ends_a_copy_which_then_goes_on(self):
        source = self.big()
        with Postgres() as other:
            url = other.fresh()
            process = subprocess.Popen([program(), "store", "copy", "--from", source, "--to", url],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                       env=self.environment)
            while not other.sql("SELECT to_regclass('setting')", url):
                time.sleep(0.01)
            other.kill()
            _, error = process.communicate(timeout=60)
            self.assertEqual(2, process.returncode)
            self.assertRegex(error.decode(), r"^renkei: [^\n]*database[^\n]*\n$")
            other.start()
            self.copied(source, url)
            self.assert_same(source, url)

    def test_a_source_that_is_written_to_meanwhile_is_copied_again_where_it_changed(self):
        source, url = self.big(), self.postgres.fresh()
        process = subprocess.Popen([program(), "store", "copy", "--from", source, "--to", url],
                                   stdout=subprocess.DEVNULL, env=self.environment)
        while (not self.postgres.sql("SELECT to_regclass('member')", url)
               or self.postgres.sql("SELECT COUNT(*) FROM member", url) == "0"):
            time.sleep(0.01)
        process.kill()
        self.assertEqual(-signal.SIGKILL, process.wait())
        self.run_("import", self.file("more.json", bundle(indicator("more.example"))), code=0)
        self.assertTrue(self.copied(source, url)["continued"])
        self.assert_same(source, url)


if __name__ == "__main__":
    unittest.main()
