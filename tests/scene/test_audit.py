"""The record of acts: what is in it, who reads it, in which forms, and that nobody bends it unnoticed."""

import json
import sqlite3
import unittest
import uuid
from contextlib import closing
from urllib.parse import quote

import taxii
from local import Asker
from server import PASSWORD, Server, basic, only_files
from test_sign_on import Page, run

RED = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
WORLD = {
    "organisations": [{"slug": "alpha", "name": "Alpha"}, {"slug": "beta", "name": "Beta"}],
    "communities": [{"slug": "one", "title": "One", "members": ["alpha", "beta"]}],
    "collections": [{"alias": "in", "title": "In", "community": "one", "default_tlp": "TLP:GREEN",
                     "id": str(uuid.UUID(int=7 << 80 | 4 << 76 | 8 << 60)),
                     "members": [{"organisation": "alpha", "read": True, "write": True},
                                 {"organisation": "beta", "read": True}]}],
    "accounts": [
        {"name": "alice", "organisation": "alpha", "password": PASSWORD, "administrator": True},
        {"name": "anna", "organisation": "alpha", "password": PASSWORD},
        {"name": "bob", "organisation": "beta", "password": PASSWORD, "administrator": True},
        {"name": "otto", "organisation": "beta", "password": PASSWORD, "operator": True}],
}
OBJECTS = f"/taxii2/one/collections/{WORLD['collections'][0]['id']}/objects/"


class Recorded(unittest.TestCase):
    def setUp(self):
        self.server = Server(WORLD)
        self.addCleanup(self.server.close)
        self.server.start()
        self.machine = self.asker(is_local=True)

    def asker(self, name=None, **more):
        if name:
            more["basic"] = basic(name)
        asker = Asker(self.server, **more)
        self.addCleanup(asker.close)
        return asker

    def records(self, query="", asker=None):
        """The newest first; what waits is written when the machine asks."""
        self.machine.json("/api/v1/audit?limit=1")
        return (asker or self.machine).json("/api/v1/audit?" + query)["records"]

    def acts(self, query="", asker=None):
        return [record["act"] for record in self.records(query, asker)]

    def put_red(self, **more):
        each = taxii.indicator(object_marking_refs=[RED], **more)
        code, answer = self.asker(as_name="alice").ask(
            "POST", "/api/v1/import?collection=in", json.dumps(each))
        self.assertEqual(200, code, answer)
        return each


class Acts(Recorded):
    def test_signing_in_and_out_is_recorded_with_the_session_and_the_address(self):
        page = Page(self.server).sign_in("anna")
        session = page.ask("GET", "/sessions")[1]["sessions"][0]["id"]
        code, _ = page.ask("POST", "/session", {"name": "anna", "password": "not the one"})
        self.assertEqual(401, code)
        self.assertEqual(204, page.ask("DELETE", "/session")[0])
        out, wrong, into = sorted(self.records("q=anna"), key=lambda each: (
            ["sign_out", "sign_in.wrong", "sign_in"].index(each["act"])))
        self.assertEqual("127.0.0.1", into["from"])
        self.assertEqual({"kind": "session", "id": session}, into["by"])
        self.assertEqual(into["who"], out["who"])
        self.assertEqual("anna@alpha", into["who"]["name"])
        self.assertEqual(("refused", {"kind": "account", "name": "anna"}, {"name": "stranger"}),
                         (wrong["result"], wrong["on"], wrong["who"]))
        self.assertNotIn("not the one", json.dumps(wrong))

    def test_tokens_and_passwords_are_recorded_without_what_they_are(self):
        page = Page(self.server).sign_in("anna")
        code, made = page.ask("POST", "/tokens", {"label": "probe", "scopes": ["read"]})
        self.assertEqual(201, code)
        self.assertEqual(204, page.ask("PUT", "/password", {
            "current": PASSWORD, "password": "quite another thing 93"})[0])
        self.assertEqual(204, page.ask("DELETE", "/tokens/probe")[0])
        self.assertEqual(["token.revoked", "password.changed", "token.made", "sign_in"],
                         self.acts("person=anna"))
        everything = json.dumps(self.records("limit=1000"))
        for secret in (made["token"], PASSWORD, "quite another thing", page.cookie):
            self.assertNotIn(secret, everything)

    def test_each_way_to_read_red_is_recorded_before_it_is_answered(self):
        each = self.put_red()
        id, alice = quote(each["id"]), self.asker(as_name="alice")
        ways = [("GET", f"/api/v1/objects/{id}", None), ("GET", "/api/v1/objects", None),
                ("GET", f"/api/v1/objects/{id}/versions/{each['modified']}", None),
                ("GET", f"/api/v1/objects/{id}/evidence", None), ("GET", "/api/v1/export", None),
                ("GET", "/api/v1/export?format=values", None), ("GET", "/api/v1/overview", None),
                ("POST", "/api/v1/lookup", json.dumps({"values": ["example.com"]})),
                ("POST", "/api/v1/match", "a line with example.com in it")]
        for method, path, body in ways:
            before = len(self.records("act=red.read&limit=1000"))
            code, answer = alice.ask(method, path, body)
            self.assertEqual(200, code, (path, answer))
            self.assertTrue(each["id"].encode() in answer or b"example.com" in answer, path)
            record, = self.records("act=red.read&limit=1000")[:-before or None]
            self.assertEqual([each["id"]], record["objects"], path)
            self.assertEqual("alice@alpha", record["who"]["name"])
        taxii_user = self.asker("alice")
        for _ in range(2):  # a page of RED is read each time
            before = len(self.records("act=red.read&limit=1000"))
            code, answer = taxii_user.ask("GET", OBJECTS, Accept=taxii.TYPE)
            self.assertEqual((200, True), (code, each["id"].encode() in answer))
            self.assertEqual(before + 1, len(self.records("act=red.read&limit=1000")))
        self.assertEqual({"red.read", "export.ended"}, set(self.acts(f"object={id}&limit=1000")))

    def test_who_does_not_see_red_reads_none(self):
        each = self.put_red()
        bob = self.asker(as_name="bob")
        self.assertEqual(404, bob.ask("GET", f"/api/v1/objects/{each['id']}")[0])
        self.assertEqual(200, bob.ask("GET", "/api/v1/objects")[0])
        self.assertEqual(200, bob.ask("GET", "/api/v1/overview")[0])
        self.assertEqual([], self.records("act=red.read"))
        refused, = self.records("act=refused.absent")
        self.assertEqual([each["id"]], refused["objects"])
        self.assertEqual("bob@beta", refused["who"]["name"])

    def test_refusals_are_merged_by_who_and_from_where(self):
        stranger, anna = self.asker(), self.asker("anna")
        for _ in range(30):
            self.assertEqual(401, stranger.ask("GET", "/api/v1/tokens")[0])
            self.assertEqual(403, anna.ask("GET", "/api/v1/audit")[0])
        alone, = self.records("act=refused.stranger")
        right, = self.records("act=refused.right")
        self.assertEqual((30, 30), (alone["count"], right["count"]))
        self.assertEqual({"route": "GET /api/v1/audit", "code": 403}, right["more"])
        self.assertEqual(["sign_in"], self.acts("person=anna&act=sign_in"))  # Basic, remembered

    def test_setting_rights_is_recorded(self):
        file = self.server.folder / "more.json"
        file.write_text(json.dumps({"organisations": [{"slug": "gamma", "name": "Gamma"}]}))
        before = len(self.acts("act=rights.set"))
        run(self.server, "setup", file)
        record, *rest = self.records("act=rights.set")
        self.assertEqual(before, len(rest))
        self.assertEqual(("machine", {"kind": "machine"}, 1),
                         (record["from"], record["by"], record["more"]["organisations"]))


class Read(Recorded):
    def test_an_administrator_reads_what_concerns_the_organisation_and_others_nothing(self):
        Page(self.server).sign_in("anna")
        Page(self.server).sign_in("bob")
        Page(self.server).ask("POST", "/session", {"name": "bob", "password": "wrong"})
        self.machine.json("/api/v1/audit?limit=1")
        alice, bob = self.asker("alice"), self.asker("bob")
        names = lambda rows: {row["who"]["name"] for row in rows}
        self.assertEqual({"anna@alpha"}, names(self.records("", alice)) - {"alice@alpha"})
        self.assertEqual({"bob@beta", "stranger"}, names(self.records("", bob)))
        foreign = self.records("person=anna", bob)
        self.assertEqual([], foreign)
        one, = self.records("person=anna&act=sign_in")
        for path in (f"/api/v1/audit/{one['id']}", f"/api/v1/audit/{one['id']}/evidence"):
            self.assertEqual(404, bob.ask("GET", path)[0])
            self.assertEqual(200, alice.ask("GET", path)[0])
            self.assertEqual(403, self.asker("anna").ask("GET", path)[0])
            self.assertEqual(401, self.asker().ask("GET", path)[0])
        self.assertLessEqual({"anna@alpha", "bob@beta"}, names(self.records("", self.asker("otto"))))

    def test_a_token_that_is_not_for_administration_reads_nothing(self):
        page = Page(self.server).sign_in("otto")
        _, made = page.ask("POST", "/tokens", {"label": "x", "scopes": ["read", "write", "match"]})
        self.assertEqual(403, self.asker(token=made["token"]).ask("GET", "/api/v1/audit")[0])

    def test_filters_and_pages(self):
        for number in range(5):
            page = Page(self.server).sign_in("anna")
            page.ask("POST", "/tokens", {"label": f"label-{number}", "scopes": ["read"]})
        seen, cursor = [], ""
        while cursor is not None:
            answer = self.machine.json(f"/api/v1/audit?act=token.made&person=anna&limit=2{cursor}")
            seen += [row["on"]["name"] for row in answer["records"]]
            cursor = answer["next"] and f"&cursor={answer['next']}"
        self.assertEqual([f"label-{number}" for number in (4, 3, 2, 1, 0)], seen)
        oldest = self.records("act=token.made&person=anna&order=oldest&limit=1")
        self.assertEqual("label-0", oldest[0]["on"]["name"])
        self.assertEqual(["label-3"], [row["on"]["name"] for row in self.records("q=Anna+LABEL-3")])
        at = quote(self.records("q=label-3")[0]["at"])
        self.assertEqual(2, len(self.records(f"act=token.made&person=anna&since={at}")))
        self.assertEqual(3, len(self.records(f"act=token.made&person=anna&until={at}")))
        self.assertEqual(10, len(self.records("place=127.0.0.1")))
        for bad in ("act=nothing", "since=soon", "cursor=x", "object=x", "order=x", "format=xml",
                    "limit=1001"):
            self.machine.json("/api/v1/audit?" + bad, code=400)

    def test_the_command_prints_each_form(self):
        Page(self.server).sign_in("anna")
        text, _ = run(self.server, "audit", "--person", "anna")
        self.assertRegex(text, r"^\S+Z  anna@alpha signed in, from 127\.0\.0\.1\n$")
        rows, _ = run(self.server, "audit", "--format", "jsonl", "--person", "anna")
        self.assertEqual("sign_in", json.loads(rows)["act"])
        cef, _ = run(self.server, "audit", "--format", "cef", "--person", "anna")
        self.assertRegex(cef, r"^CEF:0\|renkei\|renkei\|[^|]+\|sign_in\|signed in\|3\|externalId=audit--\d+ ")
        syslog, _ = run(self.server, "audit", "--format", "syslog", "--person", "anna")
        self.assertRegex(syslog, r'^<110>1 \S+Z - renkei - sign_in \[renkei@32473 id="audit--')
        self.assertIn("audit.exported", self.acts())
        _, error = run(self.server, "audit", "--act", "nothing", code=2)
        self.assertIn("there is no act of this name", error)
        run(self.server, "audit", "--as", "anna", code=1)
        alone, _ = run(self.server, "audit", "--as", "alice", "--act", "sign_in")
        self.assertIn("anna@alpha", alone)


class Kept(Recorded):
    def test_evidence_of_a_record_holds_without_the_server(self):
        Page(self.server).sign_in("anna")
        record, = self.records("person=anna")
        evidence = self.machine.json(f"/api/v1/audit/{record['id']}/evidence")
        self.assertEqual("noted", evidence["entry"]["act"])
        file, proof = self.server.folder / "record.json", self.server.folder / "proof.json"
        proof.write_text(json.dumps(evidence))
        file.write_text(json.dumps(record, indent=2))
        said, _ = run(self.server, "verify", "object", file, "--proof", proof, beside=())
        self.assertRegex(said, r"^ok: entry \d+ of the log renkei/")
        file.write_text(json.dumps(dict(record, result="refused")))
        run(self.server, "verify", "object", file, "--proof", proof, code=1, beside=())

    def test_what_waits_is_written_when_the_server_stops(self):
        self.assertEqual(401, self.asker().ask("GET", "/api/v1/tokens")[0])
        self.server.stop()
        text, _ = run(self.server, "audit", "--act", "refused.stranger")
        self.assertIn("stranger was asked to sign in, from 127.0.0.1", text)

    @only_files("a file is bent by hand")
    def test_an_administrator_with_the_file_in_hand_is_found_out(self):
        Page(self.server).sign_in("anna")
        Page(self.server).sign_in("bob")
        self.server.stop()
        run(self.server, "verify", "store")
        for sql, says in (
                ("DELETE FROM audit WHERE json LIKE '%anna@alpha%'", "its record is not there"),
                ("UPDATE audit SET json = replace(json, 'anna', 'otto') WHERE act = 'sign_in'",
                 "is not what was logged"),
                ("UPDATE audit SET account_no = 0 WHERE act = 'sign_in'", "under another account")):
            whole = self.server.folder / "whole.db"
            with closing(sqlite3.connect(self.server.store)) as file:
                with closing(sqlite3.connect(whole)) as copy:
                    file.backup(copy)
                file.executescript(sql)
            said, _ = run(self.server, "verify", "store", code=1)
            self.assertRegex(said, r"^entry \d+ of the log: ")
            self.assertIn(says, said)
            with closing(sqlite3.connect(whole)) as copy, \
                    closing(sqlite3.connect(self.server.store)) as file:
                copy.backup(file)
            run(self.server, "verify", "store")


if __name__ == "__main__":
    unittest.main()
