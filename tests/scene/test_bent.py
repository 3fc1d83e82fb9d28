"""The test of it all: what a modified server may do to its log, and by whom each of it is caught.

A server has taken 40 objects; a witness has cosigned its log, a monitor has seen it, and who gave them has
receipts. Then somebody who owns the machine and the key bends it. `CASES` says what is done, and who
must notice: `store` (verify store), `past` (verify consistency, against an older checkpoint),
`monitor`, `witness` (it does not cosign), and `receipt` (the object stands in a receipt that holds, and the
server cannot show it any more). Who is not named must not cry wolf.
"""

import json
import shutil
import sqlite3
import subprocess
import unittest
from contextlib import closing

import taxii
from server import only_files, program
from test_witness import OFTEN, Servers

ANEW = ("DELETE FROM audit; DELETE FROM audit_object; DELETE FROM leaf; DELETE FROM node;"
        "UPDATE edge SET size = 0, hashes = NULL, is_whole = 0;")


def given(number):
    """SQL: the stamp of an object."""
    return ("(SELECT added FROM member WHERE version_no ="
            f" (SELECT no FROM version WHERE json LIKE '%given {number} ends%'))")


DROPPED = (f"CREATE TEMP TABLE gone AS SELECT {given(9)} AS added;"
           "DELETE FROM version WHERE no ="
           " (SELECT version_no FROM member WHERE added = (SELECT added FROM gone));"
           "DELETE FROM member WHERE added = (SELECT added FROM gone);")
EXCHANGED = (f"CREATE TEMP TABLE two AS SELECT {given(3)} AS a, {given(4)} AS b;"
             "UPDATE member SET added = -1 WHERE added = (SELECT a FROM two);"
             "UPDATE member SET added = (SELECT a FROM two) WHERE added = (SELECT b FROM two);"
             "UPDATE member SET added = (SELECT b FROM two) WHERE added = -1;")
AS_LONG = -1  # as many objects as it takes to have the length that it had

# what is done: (SQL or None, from the older copy?, objects given afterwards, who catches it)
CASES = {
    "nothing": ("", False, 0, set()),
    "nothing but what is right": ("", False, 3, set()),
    "a byte of an object is changed": (
        "UPDATE version SET json = replace(json, 'given 9', 'Given 9')", False, 0, {"store", "receipt"}),
    "an object is dropped": (DROPPED, False, 0, {"store", "receipt"}),
    "an entry is dropped with its object": (
        DROPPED + "DELETE FROM leaf WHERE added = (SELECT added FROM gone)", False, 0,
        {"store", "receipt"}),
    "a recorded act is changed": (
        "UPDATE audit SET account_no = account_no + 1 WHERE act = 'sign_in'", False, 0, {"store"}),
    "a recorded act is dropped": (
        "DELETE FROM audit WHERE added = (SELECT MIN(added) FROM audit)", False, 0, {"store"}),
    "two entries change places": (
        "UPDATE leaf SET no = -1 WHERE no = 3; UPDATE leaf SET no = 3 WHERE no = 4;"
        "UPDATE leaf SET no = 4 WHERE no = -1", False, 3,
        {"store", "past", "monitor", "witness"}),
    "another is said to have given it": (
        "UPDATE member SET giver_no = 1 WHERE added = " + given(9), False, 0, {"store"}),
    "it is said to have come at another time": (
        f"CREATE TEMP TABLE it AS SELECT {given(0)} AS added;"
        "UPDATE member SET added = added - 1 WHERE added = (SELECT added FROM it);"
        "UPDATE leaf SET added = added - 1 WHERE added = (SELECT added FROM it)", False, 0, {"store"}),
    "an object is changed and the whole log written anew": (
        "UPDATE version SET json = replace(json, 'given 9', 'Given 9');" + ANEW, False, AS_LONG,
        {"past", "monitor", "witness", "receipt"}),
    "an object is dropped and the whole log written anew": (
        DROPPED + ANEW, False, AS_LONG, {"past", "monitor", "witness", "receipt"}),
    "entries are told in another order, and the log written anew": (
        EXCHANGED + ANEW, False, AS_LONG, {"past", "monitor", "witness"}),
    "the end of the log is cut off": (None, True, 0, {"past", "monitor", "witness", "receipt"}),
    "it goes on from an older copy, to the same length": (
        None, True, AS_LONG, {"past", "monitor", "witness", "receipt"}),
    "it goes on from an older copy, and grows": (
        None, True, 30, {"past", "monitor", "witness", "receipt"}),
}


@only_files("a file is bent by hand")
@unittest.skipUnless(shutil.which("openssl"), "openssl is not here")
class Bent(Servers):
    @classmethod
    def setUpClass(cls):
        """One that was honest until now; each case bends a copy of its own."""
        honest = cls("test_each_is_caught_by_whom_it_must_be")
        cls.addClassCleanup(honest.doCleanups)
        cls.server, cls.witness = honest.served(OFTEN), honest.served()
        for server in (cls.server, cls.witness):  # each comes back where it was
            server.options += ["--port", str(server.port)]
        cls.url = f"http://127.0.0.1:{cls.server.port}"
        honest.make()

    def make(self):
        key = self.witness_key(self.witness).line
        self.witness.run("log", "cosign", self.key(self.server).line, *self.witness.beside)
        self.server.run("log", "witness", key, f"http://127.0.0.1:{self.witness.port}/log/witness",
                        *self.server.beside)
        type(self).log_key, type(self).witness_line = self.key(self.server).line, key
        type(self).objects = [taxii.indicator(name=f"given {n} ends") for n in range(40)]
        self.give(self.objects[:20])
        type(self).older = self.kept(self.server, "older")
        self.give(self.objects[20:])
        type(self).size_had = self.size(self.server)
        self.until(lambda: self.told(self.server)["witnesses"][0]["size"] == self.size_had, "not cosigned")
        self.folder = self.server.folder
        (self.folder / "checkpoint").write_bytes(self.get(self.server, "/log/checkpoint"))
        self.monitor(0)
        receipts = self.server.request("GET", "/api/v1/receipts", user="alice", headers={"Accept": None})
        self.assertEqual(40, len(receipts.json["receipts"]))
        (self.folder / "receipts").write_bytes(receipts.body)
        (self.folder / "nine").write_text(json.dumps(self.objects[9]))
        (self.folder / "thirty").write_text(json.dumps(self.objects[30]))
        type(self).whole = self.kept(self.server, "whole")
        type(self).remembered = self.kept(self.witness, "remembered")

    def give(self, objects):
        answer = self.server.request(
            "POST", f"{taxii.ONE}collections/{taxii.collection_id('one/shared')}/objects/",
            json.dumps({"objects": objects}), {"Content-Type": taxii.TYPE}, user="alice")
        self.assertEqual((202, len(objects)), (answer.code, answer.json["success_count"]), answer)

    def grow(self, more):
        if more == AS_LONG:
            self.give([taxii.indicator()])  # and is recorded to have signed in
            more = self.size_had - self.size(self.server)
        if more:
            self.give([taxii.indicator() for _ in range(more)])

    def kept(self, server, name):
        """The store as it is now, and the server again."""
        server.stop()
        with closing(sqlite3.connect(server.store)) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(server.store, server.folder / name)
        server.start()
        return server.folder / name

    def bend(self, server, source, sql):
        server.stop()
        for path in (server.store, *server.folder.glob("store.db-*")):
            path.unlink(missing_ok=True)
        shutil.copy(source, server.store)
        with closing(sqlite3.connect(server.store)) as file:
            file.executescript(sql or "")
        server.start()

    def command(self, *words):
        ended = subprocess.run([program(), *map(str, words)], capture_output=True, text=True,
                               check=False, timeout=120)
        self.assertIn(ended.returncode, (0, 1, 2), ended)
        return ended

    def monitor(self, code=None):
        ended = self.command("log", "monitor", self.url, "--state", self.server.folder / "state",
                             "--once", "--log-key", self.log_key)
        if code is not None:
            self.assertEqual(code, ended.returncode, ended)
        return ended.returncode == 1

    # ---- who notices ----

    def store(self):
        ended = self.command("verify", "store", *self.server.beside)
        return ended.returncode == 1

    def past(self):
        ended = self.command("verify", "consistency", "--server", self.url, "--checkpoint",
                             self.server.folder / "checkpoint", "--log-key", self.log_key)
        return ended.returncode == 1

    def witnessed(self):
        """True when the witness refuses. It is asked by the server, as long as the tree is another.

        Where an entry is missing the server finds it itself, and can prove nothing to a witness.
        """
        def said():
            row = self.told(self.server)["witnesses"][0]
            size = self.told(self.server)["size"]
            if row["fault"]:
                return row["fault"]
            return "cosigned" if row["size"] == size else None
        fault = self.until(said, "the witness was not asked")
        self.assertRegex(fault, "^(cosigned$|it has cosigned |what it has cosigned is not)|"
                                "the log is damaged at [0-9]+$")
        return fault.startswith(("it has", "what it has"))

    def receipt(self):
        """True when a receipt proves an object that the server does not show so any more."""
        is_missed = False
        for name, at in (("nine", 9), ("thirty", 30)):
            ended = self.command("verify", "object", self.server.folder / name, "--proof",
                                 self.server.folder / "receipts", "--log-key", self.log_key,
                                 "--witness", self.witness_line, "--quiet")
            self.assertEqual(0, ended.returncode, "receipts hold whatever the server does")
            shown = self.server.request("GET", f"/api/v1/objects/{self.objects[at]['id']}", user="alice",
                                        headers={"Accept": None})
            is_missed |= shown.code != 200 or shown.json["object"] != self.objects[at]
        return is_missed

    def test_each_is_caught_by_whom_it_must_be(self):
        state = (self.server.folder / "state").read_text()
        for name, (sql, is_older, more, expected) in CASES.items():
            with self.subTest(name):
                (self.server.folder / "state").write_text(state)
                self.bend(self.witness, self.remembered, None)
                self.bend(self.server, self.older if is_older else self.whole, sql)
                self.grow(more)
                caught = {word for word, notices in
                          (("store", self.store), ("past", self.past), ("monitor", self.monitor),
                           ("witness", self.witnessed), ("receipt", self.receipt)) if notices()}
                self.assertEqual(expected, caught)
                self.assertTrue(caught or name.startswith("nothing"))


if __name__ == "__main__":
    unittest.main()
