"""What options may be: the store's name, and yes or no in the environment and in a file."""

import json
import unittest

from command import Commands, indicator
from server import Server, only_files


@only_files("how files are named")
class Stores(Commands):
    def test_a_store_is_named_by_its_path_or_as_a_url_of_sqlite(self):
        (self.folder / "a b").mkdir()
        path = self.folder / "a b" / "s.db"
        escaped = str(path).replace(" ", "%20")
        self.run_("init", "--store", f"sqlite:{path}", code=0)
        self.file("one.jsonl", json.dumps(indicator("a.example")))
        self.run_("import", "--store", f"sqlite://{escaped}", "one.jsonl", code=0)
        for name in (path, "a b/s.db", "sqlite:a b/s.db", f"sqlite:{path}", f"SQLite://{escaped}",
                     f"sqlite://localhost{escaped}"):
            for command in (("export",), ("store", "check")):
                self.run_(*command, "--store", name, code=0)
            self.run_("lookup", "--store", name, "a.example", code=1)
            self.run_("match", "--store", name, "-", input="a.example\n", code=1)
        self.assertEqual({"a b", "one.jsonl"}, {file.name for file in self.folder.iterdir()})

    def test_a_server_and_commands_beside_it_find_each_other_by_any_name(self):
        server = Server()
        self.addCleanup(server.close)
        server.start()
        self.run_("store", "check", "--store", f"sqlite://{server.store}", code=0)
        said = self.run_("serve", "--store", f"sqlite:{server.store}", "--port", "0", code=2)
        self.assertIn("another process owns it", said.error)

    def test_other_stores_are_refused_and_a_password_is_not_repeated(self):
        url = "mysql://renkei:secret@db.example/renkei"
        self.file("config", f"store = {url}\n")
        self.file("x.json", "{}")
        for command in (("init",), ("setup", "x.json"), ("import", "-"), ("export",),
                        ("lookup", "a.example"), ("match", "-"), ("store", "check"), ("serve",)):
            for said in (self.run_(*command, "--store", url, code=2),
                         self.run_(*command, environment={"RENKEI_STORE": url}, code=2),
                         self.run_(*command, "--config", "config", code=2)):
                self.assertIn("sqlite:///PATH or postgresql://... is expected, not mysql:",
                              said.error, command)
                self.assertNotIn("secret", said.error)
        for url in ("sqlite:", "sqlite://", "sqlite://other.example/s.db", "sqlite:///%zz.db"):
            self.assertIn("--store", self.run_("init", "--store", url, code=2).error, url)
        self.assertEqual({"config", "x.json"}, {file.name for file in self.folder.iterdir()})


class Flags(Commands):
    def test_yes_or_no_in_a_file_and_in_the_environment(self):
        self.made()
        for word, is_json in (("yes", True), ("true", True), ("1", True), ("no", False),
                              ("false", False), ("0", False)):
            self.file("config", f"json = {word}\n")
            for said in (self.run_("store", "check", "--config", "config", code=0),
                         self.run_("store", "check", environment={"RENKEI_JSON": word}, code=0)):
                self.assertEqual(is_json, said.out.startswith("{"), (word, said))

    def test_anything_else_is_refused_with_its_place(self):
        for word in ("maybe", "", "2", "yes please", "on"):
            self.file("config", f"# for all\nport = 1\njson = {word}\n")
            for command in (("store", "check"), ("serve",)):  # also where another would take it
                said = self.run_(*command, "--config", "config", code=2)
                self.assertIn(f"config, line 3: json: yes or no is expected, not '{word}'",
                              said.error)
        said = self.run_("store", "check", environment={"RENKEI_JSON": "maybe"}, code=2)
        self.assertIn("json: yes or no is expected, not 'maybe'", said.error)


if __name__ == "__main__":
    unittest.main()
