"""The log: what an outsider can make of it, who gets evidence, and that nothing is bent unnoticed."""

import json
import shutil
import sqlite3
import unittest
from contextlib import closing

import taxii
from command import Commands, bundle, indicator
from local import Asker
from log import Key, Log, holds
from server import Server, basic, only_files

SHARED = f"{taxii.ONE}collections/{taxii.collection_id('one/shared')}/objects/"
WHOLE = {"Content-Type": taxii.TYPE}
BEGUN = 2  # entries that `renkei init` makes: records of the first account and of its token


@unittest.skipUnless(shutil.which("openssl"), "openssl is not here")
class Served(unittest.TestCase):
    def setUp(self):
        self.server = Server(taxii.world())
        self.addCleanup(self.server.close)
        self.server.start()
        self.begun = Log(self.get).size

    def grew(self, log, to):
        """Whoever posts signs in, of which a record follows within a minute."""
        self.assertIn(log.size - to, (0, 1))

    def get(self, path):
        answer = self.server.get(path, headers={"Accept": None})
        self.assertEqual(200, answer.code, (path, answer))
        return answer.body

    def post(self, *objects):
        answer = self.server.request("POST", SHARED, json.dumps({"objects": objects}), WHOLE,
                                     user="alice")
        self.assertEqual((202, len(objects)), (answer.code, answer.json["success_count"]), answer)

    def asker(self, name):
        asker = Asker(self.server, basic=basic(name)) if name else Asker(self.server)
        self.addCleanup(asker.close)
        return asker

    def test_an_outsider_makes_the_same_tree_of_what_is_served(self):
        entries, name = Log(self.get).entries(), None
        for count in (0, 1, 254, 1, 300):
            if count:
                self.post(*[taxii.indicator() for _ in range(count)])
            log = Log(self.get)
            self.grew(log, len(entries) + count)
            now = log.check()
            self.assertEqual(entries, now[:len(entries)], "what stood there stays")
            self.assertIn(name, (None, log.key.line))
            entries, name = now, log.key.line

    def test_what_is_taken_out_is_an_entry_more(self):
        each = taxii.indicator()
        self.post(each)
        log = Log(self.get)
        self.grew(log, self.begun + 1)
        before = log.check()
        gone = self.server.request("DELETE", f"{SHARED}{each['id']}/", user="alice")
        self.assertEqual(200, gone.code, gone)
        log = Log(self.get)
        self.grew(log, len(before) + 1)
        self.assertEqual(before, log.check()[:len(before)])
        self.server.run("verify", "store", *self.server.beside)

    def test_the_log_names_nobody_and_nothing(self):
        self.post(taxii.indicator(name="a name that nobody else has", id="indicator--" + "0" * 8 +
                                  "-0000-4000-8000-" + "0" * 12))
        self.post(taxii.indicator(), taxii.indicator())
        log = Log(self.get)
        served = b"".join(log.entries()) + self.get("/log/checkpoint") + log.tile(0, 0, log.size)
        for words in (b"indicator", b"alice", b"alpha", b"name", bytes(10)):
            self.assertNotIn(words, served)

    def test_tiles_may_be_kept_for_ever_and_checkpoints_not(self):
        self.post(taxii.indicator())
        for path, kind, kept in (
                ("/log/checkpoint", "text/plain; charset=utf-8", "public, max-age=2"),
                ("/log/tile/0/000.p/1", "application/octet-stream",
                 "public, max-age=31536000, immutable"),
                ("/log/tile/entries/000.p/1", "application/octet-stream",
                 "public, max-age=31536000, immutable")):
            answer = self.server.get(path)
            self.assertEqual((200, kind, kept), (answer.code, answer.headers["Content-Type"],
                                                 answer.headers["Cache-Control"]), path)
        self.assertEqual(404, self.server.get("/log/tile/0/000").code)

    def test_evidence_is_for_who_may_read_and_proves_without_the_server(self):
        each = taxii.indicator(name="証拠")
        self.post(*[taxii.indicator() for _ in range(10)], each, taxii.indicator())
        key = Key(self.get("/log/key").decode())
        path = f"/api/v1/objects/{each['id']}/evidence"
        for name in ("alice", "bob"):
            evidence = self.asker(name).json(path)
            self.assertTrue(holds(evidence, each, key))
            self.assertFalse(holds(evidence, dict(each, name="証処"), key))
            self.assertEqual(key.line, evidence["log"])
        for name in ("carol", "dan", None):
            self.asker(name).json(path, code=404)

    def test_of_an_object_with_hidden_parts_only_who_sees_all_gets_evidence(self):
        each = taxii.indicator(description="only for us", granular_markings=[
            {"marking_ref": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
             "selectors": ["description"]}])
        self.post(each)
        path = f"/api/v1/objects/{each['id']}"
        shown = self.asker("bob").json(path)
        self.assertEqual((True, None), (shown["row"]["is_cut"], shown["object"].get("description")))
        refused = self.asker("bob").json(path + "/evidence", code=403)
        self.assertNotIn("salt", refused)
        key = Key(self.get("/log/key").decode())
        self.assertTrue(holds(self.asker("alice").json(path + "/evidence"), each, key))

    def test_of_each_version_there_is_evidence_of_its_own(self):
        first = taxii.indicator()
        second = dict(first, modified="2024-06-01T00:00:00.000Z", name="newer")
        self.post(first)
        self.post(second)
        key, alice = Key(self.get("/log/key").decode()), self.asker("alice")
        path = f"/api/v1/objects/{first['id']}/evidence"
        self.assertTrue(holds(alice.json(path), second, key))
        self.assertTrue(holds(alice.json(f"{path}?version={first['modified']}"), first, key))
        alice.json(f"{path}?version=2020-01-01T00:00:00Z", code=404)
        alice.json(f"{path}?version=soon", code=400)
        alice.json(f"{path}?collection=nowhere", code=404)

    def test_a_log_is_held_against_what_it_was_over_http(self):
        url = f"http://127.0.0.1:{self.server.port}"
        older = self.server.folder / "checkpoint"
        self.post(taxii.indicator())
        older.write_text(self.server.run("verify", "checkpoint", "--server", url))
        size = int(older.read_text().split("\n")[1])
        self.post(*[taxii.indicator() for _ in range(600)])
        key = self.get("/log/key").decode().strip()
        said = self.server.run("verify", "consistency", "--server", url, "--checkpoint", older,
                               "--log-key", key)
        self.assertRegex(said, f"^ok: the log of ({size + 600}|{size + 601}) entries begins with the "
                         f"{size} that it had\n$")


@only_files("a file is bent by hand")
class Bent(Commands):
    def setUp(self):
        super().setUp()
        self.store = self.folder / "s.db"
        self.run_("init", "--store", self.store, code=0)
        self.objects = [indicator(f"bent{n}.example") for n in range(40)]
        self.take(*self.objects[:20])
        self.older = self.folder / "older"
        self.older.write_text(self.run_("verify", "checkpoint", "--store", self.store, code=0).out)
        self.take(*self.objects[20:])
        self.verify(0)

    def take(self, *objects, store=None):
        self.run_("import", "-", "--store", store or self.store, "--quiet", input=bundle(*objects),
                  code=0)

    def verify(self, code, *more):
        said = self.run_("verify", "store", "--store", self.store, "--checkpoint", self.older, *more,
                         code=code)
        return said.out

    def sql(self, text):
        with closing(sqlite3.connect(self.store)) as file:
            file.executescript(text)

    def test_a_sound_store_says_what_it_holds(self):
        self.assertRegex(self.verify(0), rf"^ok: {40 + BEGUN} entries, 40 objects, root [0-9a-f]{{64}}\n$")
        said = self.run_("verify", "store", "--store", self.store, "--json", code=0).json
        self.assertEqual((True, 40 + BEGUN, 40, 0),
                         tuple(said[name] for name in ("is_sound", "entries", "objects", "removed")))

    def test_one_byte_of_one_object_that_differs_is_found_in_the_file(self):
        with closing(sqlite3.connect(self.store)) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        whole = self.store.read_bytes()
        at = whole.index(b"about bent7.example")
        self.store.write_bytes(whole[:at] + b"A" + whole[at + 1:])
        self.assertRegex(self.verify(1), f"^entry {7 + BEGUN} of the log: " + self.objects[7]["id"] +
                         " is not what was logged")
        self.store.write_bytes(whole)
        self.verify(0)

    def test_an_object_that_is_dropped_is_missed(self):
        self.sql("DELETE FROM member WHERE added = (SELECT added FROM leaf WHERE no = 9);"
                 "DELETE FROM version WHERE json LIKE '%bent9.example%'")
        self.assertRegex(self.verify(1), "^entry 9 of the log: what it is about is gone")

    def test_an_entry_that_is_dropped_with_its_object_is_missed(self):
        self.sql("DELETE FROM member WHERE added = (SELECT added FROM leaf WHERE no = 9);"
                 "DELETE FROM version WHERE json LIKE '%bent9.example%';"
                 "DELETE FROM leaf WHERE no = 9")
        self.assertEqual("entry 9 of the log is missing\n", self.verify(1))

    def test_entries_in_another_order_are_found(self):
        self.sql("UPDATE leaf SET no = -1 WHERE no = 3; UPDATE leaf SET no = 3 WHERE no = 4;"
                 "UPDATE leaf SET no = 4 WHERE no = -1")
        self.assertRegex(self.verify(1), "^entry 4 of the log: its stamp is not later")

    def test_a_log_that_is_written_anew_differs_from_what_others_remember(self):
        self.sql("UPDATE version SET json = replace(json, 'about bent5', 'About bent5');"
                 "DELETE FROM leaf; DELETE FROM node; DELETE FROM audit;"
                 "UPDATE edge SET size = 0, hashes = NULL, is_whole = 0")
        self.run_("verify", "store", "--store", self.store, code=0)  # sound in itself
        self.assertRegex(self.verify(1), "the log was written anew")
        said = self.run_("verify", "consistency", "--store", self.store, "--checkpoint", self.older,
                         code=1)
        self.assertRegex(said.out, f"^the log of 40 entries does not begin with the {20 + BEGUN} that it had")

    def test_two_stores_of_one_name_are_told_apart(self):
        """A fork: the same store goes on in two places, each telling its own readers."""
        other = self.folder / "other.db"
        self.run_("store", "copy", "--from", self.store, "--to", f"sqlite:{other}", code=0)
        self.take(indicator("one.example"))
        self.take(indicator("two.example"), indicator("three.example"), store=other)
        one = self.folder / "one"
        one.write_text(self.run_("verify", "checkpoint", "--store", self.store, code=0).out)
        self.run_("verify", "consistency", "--store", other, "--checkpoint", self.older, code=0)
        said = self.run_("verify", "consistency", "--store", other, "--checkpoint", one, code=1)
        self.assertRegex(said.out, f"does not begin with the {41 + BEGUN} that it had")

    def test_a_store_from_before_has_a_shorter_log(self):
        kept = self.folder / "kept.db"
        self.run_("store", "copy", "--from", self.store, "--to", f"sqlite:{kept}", code=0)
        self.take(indicator())
        newer = self.folder / "newer"
        newer.write_text(self.run_("verify", "checkpoint", "--store", self.store, code=0).out)
        for word in ("store", "consistency"):
            said = self.run_("verify", word, "--store", kept, "--checkpoint", newer, code=1)
            self.assertRegex(said.out, "it was cut|the log was cut")

    def test_an_object_is_held_against_its_evidence_without_a_store(self):
        thing, proof = self.folder / "thing.json", self.folder / "thing.evidence.json"
        proof.write_text(self.run_("verify", "evidence", self.objects[3]["id"], "--store", self.store,
                                   code=0).out)
        self.store.unlink()
        key = json.loads(proof.read_text())["log"]
        thing.write_text(json.dumps(self.objects[3], indent=4))  # in any form
        said = self.run_("verify", "object", thing, "--proof", proof, "--log-key", key, code=0)
        self.assertRegex(said.out, f"^ok: entry {3 + BEGUN} of the log renkei/")
        self.assertEqual("", said.error)
        self.assertIn(key, self.run_("verify", "object", thing, "--proof", proof, code=0).error)
        thing.write_text(json.dumps(dict(self.objects[3], name="another")))
        self.run_("verify", "object", thing, "--proof", proof, code=1)
        thing.write_text(json.dumps(self.objects[4]))
        said = self.run_("verify", "object", thing, "--proof", proof, code=1)
        self.assertIn("the object is another", said.out)
        other = "renkei/x+" + key.split("+", 1)[1]
        self.run_("verify", "object", thing, "--proof", proof, "--log-key", other, code=2)

    def test_what_cannot_be_verified_is_said(self):
        for arguments in ((), ("nothing",), ("object",), ("object", "no.json"), ("store", "more"),
                          ("object", self.older), ("consistency", "--store", self.store),
                          ("consistency", "--store", self.store, "--checkpoint", "no/such"),
                          ("evidence", indicator()["id"], "--store", self.store),
                          ("store", "--store", self.folder / "none.db")):
            said = self.run_("verify", *arguments, code=2)
            self.assertTrue(said.error.startswith("renkei: "), said)


if __name__ == "__main__":
    unittest.main()
