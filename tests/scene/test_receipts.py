"""Receipts: what who gave something takes home, whichever door it came by, and what it proves."""

import json
import shutil
import unittest

import taxii
from command import Commands, bundle, indicator
from local import Asker
from log import Key, holds
from server import basic
from test_witness import OFTEN, SHARED, Servers


@unittest.skipUnless(shutil.which("openssl"), "openssl is not here")
class Imported(Commands):
    def setUp(self):
        super().setUp()
        self.made()
        self.objects = [indicator(f"r{n}.example") for n in range(1203)]
        self.path = self.file("objects.json", bundle(*self.objects))

    def test_an_import_writes_a_receipt_for_each_object_that_was_taken(self):
        self.run_("import", self.file("first.json", bundle(self.objects[0])), code=0)
        self.run_("import", self.path, "--receipts", "receipts.json", "--quiet", code=0)
        kept = json.loads((self.folder / "receipts.json").read_text())
        self.assertEqual(("renkei-receipts", 1), (kept["type"], kept["form"]))
        found = {one["entry"]["id"]: one for one in kept["receipts"]}
        self.assertEqual({one["id"] for one in self.objects[1:]}, set(found))
        self.assertEqual(1202, len(kept["receipts"]))
        key = Key(kept["receipts"][0]["log"])
        for one in self.objects[1::97]:
            self.assertTrue(holds(found[one["id"]], one, key))
            self.assertFalse(holds(found[one["id"]], dict(one, name="x"), key))

    def test_objects_are_held_against_receipts_without_a_store(self):
        self.run_("import", self.path, "--receipts", "receipts.json", "--quiet", code=0)
        if (store := self.folder / "renkei.db").exists():
            store.unlink()
        key = json.loads((self.folder / "receipts.json").read_text())["receipts"][0]["log"]

        def verify(name, code, *objects):
            text = objects[0] if len(objects) == 1 else json.loads(bundle(*objects))
            return self.run_("verify", "object", self.file(name, json.dumps(text)), "--proof",
                             "receipts.json", "--log-key", key, code=code).out
        self.assertRegex(verify("one", 0, self.objects[7]), r"^ok: entry \d+ of the log renkei/")
        said = verify("all", 0, *self.objects)
        self.assertEqual(1203, said.count(": ok: entry "))
        self.assertRegex(verify("bent", 1, *self.objects[:9], dict(self.objects[9], name="x")),
                         f"{self.objects[9]['id']}: ")
        self.assertRegex(verify("none", 1, indicator()), "^there is no evidence of indicator--")

    def test_nothing_is_taken_when_receipts_cannot_be_written(self):
        said = self.run_("import", self.path, "--receipts", "no/such/folder", code=2)
        self.assertIn("no/such", said.error)
        said = self.run_("import", self.path, "--json", code=0).json
        self.assertEqual((1203, 0), (said["taken"], said["known"]))
        self.assertLess(said["first_added"], said["last_added"])
        again = self.run_("import", self.path, "--json", "--receipts", "r.json", code=0).json
        self.assertEqual((None, None), (again["first_added"], again["last_added"]))
        self.assertEqual([], json.loads((self.folder / "r.json").read_text())["receipts"])

    def test_files_that_are_no_proofs_are_told(self):
        self.run_("import", self.path, "--quiet", code=0)
        one = self.file("one", json.dumps(self.objects[0]))
        for text in ("{}", "[]", "", '{"type":"renkei-receipts","form":2,"receipts":[]}',
                     json.dumps({"type": "renkei-receipts", "form": 1, "receipts": [
                         {"entry": {"id": self.objects[0]["id"]}}]})):
            said = self.run_("verify", "object", one, "--proof", self.file("p", text))
            self.assertIn(said.code, (1, 2), text)
            self.assertTrue(said.out or said.error.startswith("renkei: "), said)


class Served(Servers):
    def asker(self, server, name):
        asker = Asker(server, basic=basic(name)) if name else Asker(server)
        self.addCleanup(asker.close)
        return asker

    def post(self, server, user, *objects):
        answer = server.request("POST", SHARED, json.dumps({"objects": objects}),
                                {"Content-Type": taxii.TYPE}, user=user)
        self.assertEqual((202, len(objects)), (answer.code, answer.json["success_count"]), answer)

    def test_everybody_gets_receipts_for_what_they_gave_themselves(self):
        server = self.served()
        alices, annas = [taxii.indicator() for _ in range(3)], [taxii.indicator() for _ in range(2)]
        self.post(server, "alice", *alices)
        self.post(server, "anna", *annas)
        key = self.key(server)
        for name, given in (("alice", alices), ("anna", annas), ("bob", []), ("carol", [])):
            said = self.asker(server, name).json("/api/v1/receipts")
            self.assertEqual([one["id"] for one in given],
                             [one["entry"]["id"] for one in said["receipts"]], name)
            self.assertIsNone(said["next"])
            self.assertTrue(all(holds(*pair, key) for pair in zip(said["receipts"], given)))
        self.asker(server, None).json("/api/v1/receipts", code=401)
        last = self.asker(server, "alice").json("/api/v1/receipts")["receipts"][2]["entry"]["added"]
        path = f"/api/v1/receipts?since={last}"
        self.assertEqual(1, len(self.asker(server, "alice").json(path)["receipts"]))
        self.asker(server, "alice").json("/api/v1/receipts?since=soon", code=400)

    def test_of_what_is_hidden_in_part_or_was_taken_out_there_is_none(self):
        server = self.served()
        gone = taxii.indicator()
        self.post(server, "alice", gone)
        self.assertEqual(1, len(self.asker(server, "alice").json("/api/v1/receipts")["receipts"]))
        self.assertEqual(200, server.request("DELETE", f"{SHARED}{gone['id']}/", user="alice").code)
        self.assertEqual([], self.asker(server, "alice").json("/api/v1/receipts")["receipts"])

    def test_a_receipt_holds_what_witnesses_said(self):
        server, witness = self.served(OFTEN), self.served()
        key = self.witness_key(witness)
        witness.run("log", "cosign", self.key(server).line, *witness.beside)
        server.run("log", "witness", key.line, f"http://127.0.0.1:{witness.port}/log/witness",
                   *server.beside)
        thing, later = taxii.indicator(), taxii.indicator()
        self.post(server, "alice", thing)
        size = self.size(server)
        self.until(lambda: self.told(server)["witnesses"][0]["size"] == size, "not cosigned")
        witness.stop()
        self.post(server, "alice", later)
        first, second = self.asker(server, "alice").json("/api/v1/receipts")["receipts"]
        self.assertEqual(([key.line], None), (first.get("witnesses"), second.get("witnesses")))
        note = first["proof"].partition("\n\n")[2]
        self.assertTrue(holds(first, thing, self.key(server)))
        self.assertTrue(key.cosigned(note))
        self.assertTrue(holds(second, later, self.key(server)))
        evidence = self.asker(server, "alice").json(f"/api/v1/objects/{thing['id']}/evidence")
        self.assertEqual(first, evidence)
        self.hold(server, first, thing, key, 0, "cosigned by renkei/.*/witness at 20")
        self.hold(server, second, later, key, 1, "has not cosigned this checkpoint")
        spoilt = dict(first, proof=first["proof"].replace(note, note.replace("— renkei", "— r", 1)))
        self.hold(server, spoilt, thing, key, 1, "not signed by a key")

    def hold(self, server, proof, thing, witness, code, why):
        import subprocess
        from server import program
        for name, text in (("proof", proof), ("thing", thing)):
            (server.folder / name).write_text(json.dumps(text))
        ended = subprocess.run(
            [program(), "verify", "object", server.folder / "thing", "--proof",
             server.folder / "proof", "--log-key", self.key(server).line, "--witness", witness.line],
            capture_output=True, text=True, check=False)
        self.assertEqual(code, ended.returncode, ended)
        self.assertRegex(ended.stdout, why)


if __name__ == "__main__":
    unittest.main()
