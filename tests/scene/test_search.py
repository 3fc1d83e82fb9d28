"""Search follows what comes in: who asks by words is told when it is behind."""

import json
import sqlite3
import time
import unittest
from contextlib import closing, contextmanager

from command import Commands, indicator
from server import Server, backend, on_postgres

HEADER = "Renkei-Search-Behind"
WAIT_S = 3


class Behind(Commands):
    def setUp(self):
        super().setUp()
        self.server = Server()
        self.addCleanup(self.server.close)

    @contextmanager
    def stopped(self):
        """Search cannot write meanwhile what it finds by."""
        if on_postgres():
            with backend()[0].session(self.server.store) as sql:
                sql("BEGIN; LOCK TABLE search.words IN EXCLUSIVE MODE")
                yield
            return
        with closing(sqlite3.connect(f"{self.server.store}-search", isolation_level=None)) as file:
            file.execute("BEGIN IMMEDIATE")
            yield
            file.execute("ROLLBACK")

    def give(self, name):
        self.file("one.jsonl", json.dumps(indicator(f"{name}.example")))
        self.run_("import", "--store", self.server.store, "one.jsonl", code=0)

    def ask(self, path):
        return self.server.get(f"/api/v1/{path}", headers={
            "Accept": None, "Authorization": f"Bearer {self.server.first['token']}"})

    def exported(self, name, *where):
        began = time.monotonic()
        said = self.run_("export", *where, "--words", name, "--format", "list")
        return said, time.monotonic() - began

    def test_an_export_by_words_waits_for_search(self):
        self.server.start()
        for turn in range(5):
            self.give(f"fresh{turn}")
            answer = self.ask(f"export?q=fresh{turn}&format=list")
            self.assertEqual((f"fresh{turn}.example\n", "0"),
                             (answer.body.decode(), answer.headers[HEADER]))
        self.assertNotIn(HEADER, self.ask("export?format=list").headers)

    def test_an_export_that_search_is_too_late_for_says_so(self):
        self.server.start()
        self.file("token", self.server.first["token"])
        remote = ("--server", f"http://127.0.0.1:{self.server.port}", "--token", "token")
        self.give("old")
        self.assertEqual("0", self.ask("export?q=old").headers[HEADER])
        with self.stopped():
            self.give("new")
            self.assertEqual("1", self.ask("export?q=new").headers[HEADER])
            for where in (("--store", self.server.store), remote):
                said, seconds = self.exported("new", *where)
                self.assertEqual((1, ""), (said.code, said.out))
                self.assertIn("does not know the newest 1 object", said.error)
                self.assertGreater(seconds, WAIT_S - 1)
            said = self.run_("export", *remote, "--format", "list", code=0)
            self.assertIn("new.example\n", said.out, "without words nothing is missing")
            for path in ("objects?q=new", "facets?q=new", "overview"):
                self.assertEqual({"behind": 1}, self.ask(path).json["search"], path)
        said, _ = self.exported("new", *remote)
        self.assertEqual((0, "new.example\n", ""), (said.code, said.out, said.error))

    def test_a_command_beside_the_store_waits_too(self):
        for turn in range(3):
            self.give(f"fresh{turn}")
            if on_postgres():  # it is filled again from the beginning
                backend()[0].sql(self.server.store, "DROP SCHEMA search CASCADE")
            for file in self.server.folder.glob("*-search*"):
                file.unlink()
            said, _ = self.exported(f"fresh{turn}", "--store", self.server.store)
            self.assertEqual((0, f"fresh{turn}.example\n", ""), (said.code, said.out, said.error))


if __name__ == "__main__":
    unittest.main()
