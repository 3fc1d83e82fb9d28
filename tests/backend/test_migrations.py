"""Stores of older schemas, with data in them, opened by this program: alone, and by several at once.

`older/` holds one for each schema before this one, on both engines.
"""

import functools
import json
import re
import sqlite3
import subprocess
import tempfile
import unittest
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import postgres
from programs import Many, Program, post, scene, taxii
from local import Asker

OLDER = Path(__file__).resolve().parent / "older"
NUMBERS = sorted(int(path.name[:4]) for path in (scene.ROOT / "src/store/schema").glob("*.sql"))
TOKEN = "rk_x8ZfGji0xkpFmmAsc3ehQzccokAeT838FhA-TsW265c"
DIALOGUE = "dialogue--d75eeced-a40e-4ab4-b082-951c78f41b1c"
INDICATOR = "indicator--00000000-0000-4000-8000-%012d"
PARTED = "tool--00000000-0000-4000-8000-000000000041"
CUT = "tool--00000000-0000-4000-8000-000000000062"
SESSION = "rk_QMFT1IwFH9jBA70g3nwvi5F5NBYcvZNAdoWQK5sLYWk"  # of alice's browser, at schema 6
RESOLVER = "rk_WL4cEUXrNSW6-xwng-Tbcqhs92BRJ7rx7OE330iWC7I"  # for match, at schema 7
KNOWN, TAKEN_OUT = INDICATOR % 1, INDICATOR % 33
AT_ONCE = 5
LOCK = 8243108421  # src/store/postgres.c: one writes at a time
SEARCH_LOCK = 8243108422


def each_older(check):
    """Runs a check on a store of each older schema."""
    @functools.wraps(check)
    def test(self):
        for number in NUMBERS[:-1]:
            with self.subTest(schema=number):
                store = self.older(number)
                self.assertEqual(number, self.number(store))
                check(self, store)
    return test


def collection(name):
    return f"{taxii.ONE}collections/{taxii.collection_id('one/' + name)}/"


class Files:
    """Stores in files."""

    def older(self, number):
        path = self.folder / f"{number}.db"
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            file.executescript((OLDER / f"sqlite-{number}.sql").read_text())
        return path

    def empty(self):
        return self.folder / "empty.db"

    def rows(self, store, text):
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as file:
            return [tuple(str(value) for value in row) for row in file.execute(text)]

    def change(self, store, text):
        with closing(sqlite3.connect(store)) as file:
            file.executescript(text)

    def number(self, store):
        return int(self.rows(store, "PRAGMA user_version")[0][0])

    def renumber(self, store, number):
        self.change(store, f"PRAGMA user_version = {number}")


class Databases:
    """Stores in PostgreSQL."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.postgres = postgres.Postgres()
        cls.addClassCleanup(cls.postgres.close)

    def older(self, number):
        url = self.empty()
        self.change(url, (OLDER / f"postgresql-{number}.sql").read_text())
        return url

    def empty(self):
        url = self.postgres.fresh()
        self.addCleanup(self.postgres.drop, url)
        return url

    def rows(self, store, text):
        said = self.postgres.sql("SET search_path = public; " + text, store)
        return [tuple(line.split("|")) for line in said.split("\n") if line]

    def change(self, store, text):
        self.postgres.sql(text, store)

    def number(self, store):
        return int(self.rows(store, "SELECT number FROM schema_number")[0][0])

    def renumber(self, store, number):
        self.change(store, f"UPDATE public.schema_number SET number = {number}")


class Migrations:
    """What holds on both engines."""
    maxDiff = 4000

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="renkei-older-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_(self, *arguments, code=0):
        ended = subprocess.run([scene.program(), *map(str, arguments)], stdin=subprocess.DEVNULL,
                               capture_output=True, timeout=120, check=False)
        if code is not None:
            self.assertEqual(code, ended.returncode, (arguments, ended))
        return ended

    def serve(self, store):
        server = Program(store)
        self.addCleanup(server.close)
        server.start()
        return server

    def test_there_is_a_store_of_each_older_schema(self):
        for engine in ("sqlite", "postgresql"):
            self.assertEqual([f"{engine}-{number}.sql" for number in NUMBERS[:-1]],
                             sorted(path.name for path in OLDER.glob(f"{engine}-*.sql")))

    @each_older
    def test_all_that_was_there_is_there_and_in_its_order(self, store):
        texts = {text for text, in self.rows(store, "SELECT json FROM version")}
        counts = {name: self.rows(store, f"SELECT COUNT(*) FROM {name}") for name in (
            "member", "account", "token WHERE label <> 'browser'", "collection_member",
            "observable", "ref", "named")}
        order = self.rows(store, "SELECT added, version_no FROM member ORDER BY added")
        self.assertLess(30, len(texts))
        self.assertEqual(b"ok\n", self.run_("store", "check", "--store", store).stdout)
        self.assertEqual(NUMBERS[-1], self.number(store))
        said = self.run_("export", "--store", store, "--all-versions", "--format", "jsonl").stdout
        told = set(said.decode().split("\n")[:-1])
        self.assertLessEqual(told, texts)
        self.assertEqual({"opinion"}, {json.loads(text)["type"] for text in texts - told},
                         "votes are told to nobody else")
        self.assertEqual(order, self.rows(
            store, "SELECT added, version_no FROM member ORDER BY added"))
        for name, count in counts.items():
            self.assertEqual(count, self.rows(store, f"SELECT COUNT(*) FROM {name}"), name)

    @each_older
    def test_it_is_read_in_every_way_by_those_who_may(self, store):
        server = self.serve(store)
        alice, bob = Asker(server, token=TOKEN), Asker(server, basic=scene.basic("bob"))
        operator = Asker(server, is_local=True)
        self.addCleanup(alice.close)
        self.addCleanup(bob.close)
        self.assertEqual("alice", alice.json("/api/v1/me")["name"])
        found = alice.json("/api/v1/lookup", {"values": ["www.evil.example", "192.0.2.77"]})
        kinds = [{match["relation"] for match in result["matches"]}
                 for result in found["results"]]
        self.assertEqual([{"same", "parent"}, {"network"}], kinds)
        self.assertTrue(postgres.wait_until(lambda: operator.json(
            "/api/v1/overview")["search"]["behind"] == 0, 20))
        operator.close()
        for words, ids in (("newer", [KNOWN]), ("病院", [INDICATOR % 3]),
                           ("closed", [INDICATOR % 12]), ("taken", [])):
            rows = alice.json(f"/api/v1/objects?q={quote(words)}")["rows"]
            self.assertEqual(ids, [row["id"] for row in rows], words)
        rows = bob.json("/api/v1/objects?q=closed")["rows"]
        self.assertEqual([], rows, "what is alpha's alone")
        shown = bob.json(f"/api/v1/dialogues/{DIALOGUE}")
        self.assertEqual(("An older meeting", ["Welcome", "Capacity", "Farewell"]),
                         (shown["title"], [item["title"] for item in shown["agenda"]]))
        question, = bob.json(f"/api/v1/dialogues/{DIALOGUE}/questions")["rows"]
        self.assertEqual(("answered", "Everything.", 1),
                         (question["state"], question["answer"], question["votes"]))
        issue, = alice.json(f"/api/v1/dialogues/{DIALOGUE}/issues")["rows"]
        self.assertEqual((1, True), (issue["support"], issue["supported"]))
        walked = self.walked(server, collection("open"))
        self.assertEqual([INDICATOR % number for number in range(20, 32)],
                         [row["id"] for row in walked])

    def walked(self, server, url):
        rows, next = [], ""
        while True:
            answer = server.get(f"{url}manifest/?limit=5{next}", user="alice")
            self.assertEqual(200, answer.code, answer)
            rows += answer.json.get("objects", [])
            if not answer.json.get("more"):
                return rows
            next = f"&next={answer.json['next']}"

    @each_older
    def test_what_comes_later_comes_after_all_that_ever_was(self, store):
        """Numbers and stamps of what had been taken out before are not given again."""
        top = {name: int(value) for name, value in self.rows(
            store, "SELECT name, value FROM setting WHERE name LIKE 'store.%_top'")}
        held = self.rows(store, "SELECT MAX(added), MAX(version_no) FROM member")[0]
        self.assertLess(int(held[0]), top["store.added_top"])
        self.assertLess(int(held[1]), top["store.version_top"])
        server = self.serve(store)
        answer = post(server, [taxii.indicator(id=TAKEN_OUT, name="back again")],
                      url=collection("open"))
        self.assertEqual((202, 1), (answer.code, answer.json["success_count"]), answer)
        status = server.get(f"{taxii.ONE}status/{answer.json['id']}/", user="alice")
        self.assertEqual(200, status.code, status)
        changed = post(server, [taxii.indicator("2025-01-01T00:00:00.000Z", KNOWN)],
                       url=collection("shared"))
        self.assertEqual(202, changed.code, changed)
        for asked, years in (("", ["2025-01"]),
                             ("?match[version]=all", ["2024-05", "2024-06", "2025-01"])):
            found = server.get(f"{collection('shared')}objects/{KNOWN}/{asked}", user="alice")
            self.assertEqual(years, [each["modified"][:7] for each in found.json["objects"]])
        server.stop()
        added, number = map(int, self.rows(
            store, "SELECT MIN(m.added), MIN(v.no) FROM member m JOIN version v ON"
                   " v.no = m.version_no WHERE v.json LIKE '%back again%'")[0])
        self.assertLess(top["store.added_top"], added)
        self.assertLess(top["store.version_top"], number)
        self.assertEqual(b"ok\n", self.run_("store", "check", "--store", store).stdout)

    def test_what_came_in_before_parts_could_be_cut_is_held_back_whole(self):
        store = self.older(4)
        server = self.serve(store)
        alice, bob = Asker(server, token=TOKEN), Asker(server, basic=scene.basic("bob"))
        self.addCleanup(alice.close)
        self.addCleanup(bob.close)
        self.assertEqual("TLP:RED", alice.json(f"/api/v1/objects/{PARTED}")["row"]["tlp"])
        bob.json(f"/api/v1/objects/{PARTED}", code=404)
        again = alice.json(f"/api/v1/objects/{PARTED}")["object"]
        again["modified"] = "2025-05-01T00:00:00.000Z"
        self.assertEqual(202, post(server, [again], url=collection("shared")).code)
        shown = bob.json(f"/api/v1/objects/{PARTED}")
        self.assertEqual(("TLP:GREEN", True), (shown["row"]["tlp"], shown["row"]["is_cut"]))
        self.assertNotIn("description", shown["object"])
        self.assertEqual([again["modified"]], [each["modified"] for each in shown["versions"]])

    def test_who_was_signed_in_signs_in_again_and_a_token_is_for_what_it_was(self):
        store = self.older(6)
        self.assertEqual([("1",)], self.rows(
            store, "SELECT COUNT(*) FROM token WHERE is_session = 1"))
        server = self.serve(store)
        for headers in ({"Cookie": f"renkei={SESSION}"}, {"Authorization": f"Bearer {SESSION}"}):
            me = server.get("/api/v1/me", headers=headers)
            self.assertNotEqual("alice", me.json.get("name"), me)
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        tokens = server.get("/api/v1/tokens", headers=bearer).json["tokens"]
        self.assertEqual([["sensor", ["read", "write", "match", "admin"], None]],
                         [[row["label"], row["scopes"], row["expires"]] for row in tokens])
        shown = server.get(f"/api/v1/objects/{CUT}", user="bob").json
        self.assertEqual((True, False), (shown["row"]["is_cut"], "description" in shown["object"]))

    def test_a_token_of_before_is_for_what_it_was_made_for(self):
        server = self.serve(self.older(7))
        bearer = {"Authorization": f"Bearer {RESOLVER}"}
        asked = server.request("POST", "/api/v1/lookup", json.dumps({"values": ["192.0.2.77"]}),
                               bearer)
        self.assertEqual(1, len(asked.json["results"][0]["matches"]), asked)
        self.assertEqual("problem.scope", server.get("/api/v1/objects", headers=bearer).json["code"])

    def test_a_newer_one_is_refused_and_stays_as_it_is(self):
        store = self.older(NUMBERS[0])
        self.run_("store", "check", "--store", store)
        self.renumber(store, NUMBERS[-1] + 4)
        for command in (("serve", "--port", "0"), ("store", "check"), ("export",), ("init",)):
            said = self.run_(*command, "--store", store, code=2).stderr.decode()
            self.assertRegex(said, r"^renkei: \S+ was written by a newer renkei \(schema %d, this "
                                   r"one knows %d\)\n$" % (NUMBERS[-1] + 4, NUMBERS[-1]))
        self.assertEqual(NUMBERS[-1] + 4, self.number(store))
        self.renumber(store, NUMBERS[-1])
        self.assertEqual(b"ok\n", self.run_("store", "check", "--store", store).stdout)

    def at_once(self, store, calls):
        """Calls, each in a thread of its own."""
        for thread in [Many(call) for call in calls]:
            thread.end()

    def said_at_once(self, *arguments):
        """What each of several programs says that are started on a store at the same moment."""
        ended = []
        self.at_once(arguments[2], [lambda: ended.append(self.run_(*arguments, code=None))] * AT_ONCE)
        return ended


class FromFiles(Files, Migrations, unittest.TestCase):
    def test_no_program_brings_a_file_up_to_date_while_another_serves_it(self):
        store = self.older(NUMBERS[-2])
        server = self.serve(store)
        self.renumber(store, NUMBERS[-2])  # so that whoever may would bring it further
        said = self.run_("serve", "--port", "0", "--store", store, code=2).stderr.decode()
        self.assertIn("another process owns it", said)
        self.run_("store", "check", "--store", store)  # asks the one who serves it
        self.assertEqual(NUMBERS[-2], self.number(store))
        answer = post(server, [taxii.indicator()], url=collection("open"))
        self.assertEqual((202, 1), (answer.code, answer.json["success_count"]), answer)
        self.assertEqual(200, server.get(collection("open") + "objects/", user="alice").code)

    @each_older
    def test_of_several_that_start_at_once_one_brings_it_up_to_date(self, store):
        codes = {0: 0, 2: 0}
        for said in self.said_at_once("store", "check", "--store", store):
            codes[said.returncode] += 1
            if said.returncode:
                self.assertIn(b"another process owns this store", said.stderr)
        self.assertLess(0, codes[0], codes)
        self.assertEqual(NUMBERS[-1], self.number(store))
        self.assertEqual(b"ok\n", self.run_("store", "check", "--store", store).stdout)

    def test_of_several_that_make_one_at_once_one_does(self):
        store = self.empty()
        said = self.said_at_once("init", "--store", store, "--json")
        self.assertEqual(1, sum(each.returncode == 0 for each in said), said)
        for each in said:
            if each.returncode:
                self.assertTrue(re.search(rb"another process owns this store|accounts already",
                                          each.stderr), each)
        self.assertEqual([("1",)], self.rows(store, "SELECT COUNT(*) FROM account"))
        self.assertEqual(b"ok\n", self.run_("store", "check", "--store", store).stdout)


@unittest.skipUnless(postgres.is_there(), "no PostgreSQL server is installed")
class FromDatabases(Databases, Migrations, unittest.TestCase):
    def at_once(self, store, calls):
        """All wait for the lock of who writes, having seen the store as it was, before one gets it."""
        with postgres.session(store) as sql:
            sql(f"BEGIN; SELECT pg_advisory_xact_lock({LOCK})")
            threads = [Many(call) for call in calls]
            self.assertTrue(postgres.wait_until(lambda: postgres.sql(
                store, "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                       " AND database = (SELECT oid FROM pg_database"
                       "   WHERE datname = current_database())") == str(len(threads)), 60))
            sql("COMMIT")
            for thread in threads:
                thread.end()

    @each_older
    def test_of_several_servers_that_start_at_once_each_serves(self, store):
        servers = [Program(store) for _ in range(AT_ONCE)]
        for server in servers:
            self.addCleanup(server.close)
        self.at_once(store, [server.start for server in servers])
        self.assertEqual(NUMBERS[-1], self.number(store))
        self.assertEqual([("1", "1")], self.rows(store, "SELECT COUNT(*), MAX(no) FROM pulse"))
        objects = [taxii.indicator() for _ in servers]
        ids = [each["id"] for each in objects]
        for server, each in zip(servers, objects):
            answer = post(server, [each], url=collection("open"))
            self.assertEqual((202, 1), (answer.code, answer.json["success_count"]), answer)
        for server in servers:
            self.assertEqual(ids, [row["id"] for row in self.walked(server, collection("open"))
                                   if row["id"] in ids])
        for server in servers:
            server.stop()
        self.assertEqual(b"ok\n", self.run_("store", "check", "--store", store).stdout)

    def test_of_several_that_make_one_at_once_one_does(self):
        store = self.empty()
        said = self.said_at_once("init", "--store", store, "--json")
        self.assertEqual([0] + [1] * (AT_ONCE - 1), sorted(each.returncode for each in said), said)
        self.assertEqual([("1",)], self.rows(store, "SELECT COUNT(*) FROM account"))
        self.assertEqual(b"ok\n", self.run_("store", "check", "--store", store).stdout)

    def post_until_refused(self, server, taken):
        """What was acknowledged is in `taken`; the answer that was not a success."""
        while True:
            each = taxii.indicator()
            answer = post(server, [each], url=collection("open"))
            if answer.code != 202:
                return answer
            taken.append(each["id"])

    def test_a_server_stops_serving_when_a_newer_program_has_changed_the_schema(self):
        store = self.older(NUMBERS[0])
        server = self.serve(store)
        self.assertEqual(200, server.get(collection("open") + "objects/", user="alice").code)
        taken, answers = [], []
        writer = Many(lambda: answers.append(self.post_until_refused(server, taken)))
        self.assertTrue(postgres.wait_until(lambda: len(taken) > 3, 60))
        self.newer(store)
        writer.end()
        answers += [server.get(collection("open") + "objects/", user="alice"),
                    server.get("/api/v1/objects", user="alice"), server.get("/api/v1/objects"),
                    server.get("/taxii2/", user="alice")]
        for answer in answers:
            self.assertEqual(503, answer.code, answer)
            self.assertIn(f"brought to schema {NUMBERS[-1] + 1} by a newer renkei",
                          answer.body.decode())
        server.stop()
        self.assertEqual([(str(len(taken)),)], self.rows(
            store, "SELECT COUNT(*) FROM version WHERE json LIKE ANY (ARRAY["
            + ", ".join(f"'%{id}%'" for id in taken) + "])"))
        self.assertEqual(NUMBERS[-1] + 1, self.number(store))
        said = self.run_("serve", "--port", "0", "--store", store, code=2).stderr.decode()
        self.assertIn("was written by a newer renkei", said)

    def newer(self, store):
        """As a program does that knows one migration more: alone with who writes, until its commit."""
        self.change(store, f"BEGIN; SELECT pg_advisory_xact_lock({LOCK}); ALTER TABLE version"
                           f" RENAME COLUMN keys TO other; UPDATE public.schema_number SET number ="
                           f" {NUMBERS[-1] + 1}; COMMIT")

    def test_words_that_are_kept_for_a_newer_program_are_left_alone(self):
        store = self.older(NUMBERS[0])
        server = self.serve(store)
        operator = Asker(server, is_local=True)
        self.addCleanup(operator.close)

        def behind():
            return operator.json("/api/v1/overview")["search"]["behind"]
        self.assertTrue(postgres.wait_until(lambda: behind() == 0, 20))
        form, = self.rows(store, "SELECT number FROM search.schema_number")[0]
        known, words = self.words(store)
        self.change(store, "UPDATE search.schema_number SET number = number + 1")
        self.assertEqual(202, post(server, [taxii.indicator()], url=collection("open")).code)
        self.assertEqual(1, behind())
        self.change(store, f"BEGIN; SELECT pg_advisory_xact_lock({SEARCH_LOCK}); COMMIT")
        self.assertEqual((known, words), self.words(store))
        self.change(store, f"UPDATE search.schema_number SET number = {form}")
        self.assertTrue(postgres.wait_until(lambda: behind() == 0, 20))
        self.assertEqual((str(int(known) + 1), str(int(words) + 1)), self.words(store))

    def words(self, store):
        return self.rows(store, "SELECT known, (SELECT COUNT(*) FROM search.words)"
                                " FROM search.progress")[0]

    def test_servers_killed_while_they_bring_it_up_to_date_leave_nothing_half_done(self):
        store = self.older(NUMBERS[0])
        with postgres.session(store) as sql:
            sql("BEGIN; LOCK TABLE setting IN EXCLUSIVE MODE")  # written right after migrating
            started = [subprocess.Popen([scene.program(), "serve", "--store", store, "--port", "0"],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL) for _ in range(AT_ONCE)]
            for server in started:
                server.kill()
                server.wait()
        self.assertIn(self.number(store), NUMBERS)
        self.assertEqual(b"ok\n", self.run_("store", "check", "--store", store).stdout)
        self.assertEqual(NUMBERS[-1], self.number(store))


if __name__ == "__main__":
    unittest.main()
