"""renkei check: what files say, held against STIX 2.1, without a store."""

import gzip
import json
import os
import subprocess
import unittest

from command import Commands
from local import Asker
from server import ROOT, Server, basic, program
from test_sightings import world

U = "11111111-1111-4111-8111-111111111111"
SHARED = "00000000-0000-4000-8000-000000000002"


def tool(**members):
    return {"type": "tool", "spec_version": "2.1", "id": "tool--" + U, "lang": "en",
            "created": "2020-01-01T00:00:00.000Z", "modified": "2020-01-01T00:00:00.000Z",
            "name": "x", **members}


def bundle(*objects):
    return json.dumps({"type": "bundle", "id": "bundle--" + U, "objects": list(objects)})


class Check(Commands):
    def test_each_strength_refuses_what_it_asks_for(self):
        shoulds = tool(tool_types=["hammer"])
        musts = tool(labels=[])
        unusable = tool(created="yesterday")
        for strengths, object in (((0, 0, 0), tool()), ((1, 0, 0), shoulds), ((1, 1, 0), musts),
                                  ((1, 1, 1), unusable)):
            self.file("a.json", bundle(object))
            for code, strength in zip(strengths, ("--strict", "", "--lenient")):
                said = self.run_("check", "a.json", *filter(None, [strength]))
                self.assertEqual(code, said.code, (object, strength, said))
                self.assertIn("a.json: 1 object, %s not pass" % ("0 do", "1 does")[code], said.out)

    def test_a_finding_names_object_place_rule_and_section(self):
        self.file("a.json", bundle(tool(), tool(id="tool--" + U[:-1] + "2", labels=["a", 7])))
        said = self.run_("check", "--quiet", "a.json", code=1)
        self.assertEqual(f"a.json: objects[1] tool--{U[:-1]}2: labels[1]: a string is expected, "
                         "not a number (string, 2.15)\n", said.out)

    def test_json_is_a_line_a_finding_and_a_line_a_file(self):
        self.file("a.json", bundle(tool(x_own=None)))
        lines = [json.loads(line) for line in
                 self.run_("check", "--json", "a.json", code=1).out.splitlines()]
        self.assertEqual(["no-null"], [line["rule"] for line in lines[:-1]
                                       if line["severity"] == "must"])
        self.assertEqual({"file": "a.json", "index": 0, "id": "tool--" + U, "path": "x_own",
                          "rule": "no-null", "section": "2", "severity": "must",
                          "sentence": "null is no value: leave the property out",
                          "code": "null", "values": {}, "passes": False, "usable": True},
                         next(line for line in lines if line.get("rule") == "no-null"))
        self.assertEqual({"file": "a.json", "objects": 1, "refused": 1, "unusable": 0,
                          "bundle_refused": False, "must": 1, "should": 0, "vocabulary": 0,
                          "custom": 1, "left_out": 0, "damage": None}, lines[-1])

    def lines(self, *arguments, code):
        return [json.loads(line) for line in
                self.run_("check", "--json", *arguments, code=code).out.splitlines()]

    def test_a_finding_has_a_code_and_the_values_of_its_sentence_by_name(self):
        self.file("a.json", bundle(tool(name=7, confidence=101), tool(
            id="tool--" + U[:-1] + "2", created="2020-13-01T00:00:00.000Z")))
        found = {line["path"]: line for line in self.lines("a.json", code=1) if line.get("path")}
        self.assertEqual(("string", {"kind": "a number"}),
                         (found["name"]["code"], found["name"]["values"]))
        self.assertEqual(("range", {"least": "0", "most": "100"}),
                         (found["confidence"]["code"], found["confidence"]["values"]))
        self.assertEqual("value-unreadable", found["created"]["code"])
        self.assertEqual({"reason": "month 13 is not from 01 to 12", "code": "stamp-range"},
                         found["created"]["why"])

    def test_json_tells_what_no_strength_takes_from_what_this_one_does_not(self):
        good, should, must = tool(), tool(tool_types=["hammer"]), tool(labels=[])
        unusable = tool(created="yesterday")
        text = "".join(json.dumps(one) + "\n" for one in (good, should, must, unusable))
        self.file("a.jsonl", text + '{"a": 1, "a": 2}\n')
        for strength, refused in (("--strict", {1, 2, 3, 4}), ("", {2, 3, 4}), ("--lenient", {3, 4})):
            *found, file = self.lines("a.jsonl", *filter(None, [strength]), code=1)
            self.assertEqual(refused, {line["index"] for line in found if not line["passes"]})
            self.assertEqual({3, 4}, {line["index"] for line in found if not line["usable"]})
            self.assertEqual((5, len(refused), 2),
                             (file["objects"], file["refused"], file["unusable"]))

    def test_json_has_one_last_line_of_each_file_even_of_one_that_cannot_be_read(self):
        self.file("cut.json", bundle(tool())[:-9])
        self.file("good.json", bundle(tool()))
        files = [line for line in self.lines("none.json", "cut.json", "good.json", code=2)
                 if "objects" in line]
        self.assertEqual(["none.json", "cut.json", "good.json"], [one["file"] for one in files])
        gone, cut, good = (one["damage"] for one in files)
        self.assertIn("No such file", gone["reason"])
        self.assertEqual(("json-cut", len(bundle(tool())) - 9), (cut["code"], cut["byte"]))
        self.assertIsNone(good)

    def test_findings_that_are_not_told_are_counted(self):
        self.file("a.json", bundle(tool(labels=[7] * 250), tool(labels=[7] * 201,
                                                               id="tool--" + U[:-1] + "2")))
        said = self.run_("check", "--quiet", "a.json", code=1).out
        self.assertIn(f"a.json: objects[0] tool--{U}: 50 more findings are not listed\n", said)
        self.assertIn("1 more finding is not listed\n", said)
        self.assertEqual(51, self.lines("a.json", code=1)[-1]["left_out"])

    def test_one_is_said_as_one(self):
        self.file("a.json", bundle(tool(labels=[])))
        self.assertIn("a.json: 1 object, 1 does not pass;", self.run_("check", "a.json").out)
        self.file("a.json", bundle(tool(), tool(id="tool--" + U[:-1] + "2")))
        self.assertIn("a.json: 2 objects, 0 do not pass;", self.run_("check", "a.json").out)

    def test_files_are_read_in_every_form_that_import_reads(self):
        text = bundle(tool())
        (self.folder / "a.json.gz").write_bytes(gzip.compress(text.encode()))
        self.file("a.jsonl", "".join(json.dumps(tool()) + "\n" for _ in range(3)))
        self.file("a.taxii", json.dumps({"more": False, "objects": [tool()]}))
        self.file("one.json", json.dumps(tool()))
        said = self.run_("check", "a.json.gz", "a.jsonl", "a.taxii", "one.json", "-", input=text,
                         code=0)
        self.assertEqual([1, 3, 1, 1, 1],
                         [int(line.split(": ")[1].split()[0]) for line in said.out.splitlines()])

    def test_a_version_twice_and_a_bundle_of_two_point_nought_are_found(self):
        self.file("a.json", bundle(tool(), tool()))
        self.assertIn("bundle-twice", self.run_("check", "--strict", "a.json", code=1).out)
        self.file("a.json", bundle(tool()).replace('"objects"', '"spec_version":"2.0","objects"'))
        said = self.run_("check", "a.json", code=1).out
        self.assertIn("a.json: bundle--" + U + ": spec_version: ", said)
        self.assertIn("0 do not pass, nor does the bundle itself", said)

    def test_what_cannot_be_read_is_unusable(self):
        for name, text in (("list.txt", "a.example\nb.example\n"), ("cut.json", bundle(tool())[:-9]),
                           ("empty.json", "")):
            self.file(name, text)
            said = self.run_("check", name, code=2)
            self.assertIn(name, said.error)
        self.run_("check", "no-such-file", code=2)
        self.file("twice.json", '{"type": "tool", "type": "tool"}')
        self.assertIn("(json, 1.2.10)", self.run_("check", "twice.json", code=1).out)

    def test_a_store_is_not_what_check_reads(self):
        self.assertIn("renkei store check", self.run_("check", code=2).error)


class Own(Commands):
    """What the program and its demo make, held against every MUST and SHOULD."""

    def broken(self, *strength):
        said = self.run_("check", "--json", *strength, "export.json")
        lines = [json.loads(line) for line in said.out.splitlines()]
        self.assertGreater(lines[-1]["objects"], 0)
        found = [line for line in lines[:-1] if line["severity"] != "custom"]
        return found, lines[-1]["objects"]

    def test_the_demo_is_strict_for_each_who_reads_it(self):
        subprocess.run([ROOT / "script/demo", self.folder / "renkei.db"], check=True,
                       stdout=subprocess.DEVNULL, env=dict(os.environ, RENKEI=program()))
        counts = set()
        for name in ("hanako", "takumi", "kenji", "yuki", "emily", "marcus", "grace", "aoi"):
            text = self.run_("export", "--as", name, "--all-versions", code=0).out
            self.file("export.json", text)
            found, count = self.broken("--strict")
            counts.add(count)
            self.assertEqual([], found)
        self.assertGreater(max(counts), 500)

    def test_a_list_becomes_strict_indicators(self):
        self.made()
        self.file("list.csv", "value,name,description,tlp,confidence\n"
                              "a.example,あ,悪意のあるサイト,green,80\n192.0.2.0/24,,,,\n"
                              "https://b.example/%20?a='b',x,y,red,0\n")
        self.run_("import", "list.csv", code=0)
        self.file("export.json", self.run_("export", code=0).out)
        found, count = self.broken("--strict")
        self.assertEqual(3, count)
        self.assertEqual([], found)

    def test_the_definitions_of_its_extensions_are_strict(self):
        for path in sorted((ROOT / "schemas").glob("extension-definitions.json")):
            said = self.run_("check", "--strict", path, code=0)
            self.assertIn(" 0 do not pass", said.out)


class Made(unittest.TestCase):
    """What people do in the browser becomes objects; whichever way they leave, they are strict."""

    maxDiff = None

    def setUp(self):
        self.server = Server(world())
        self.addCleanup(self.server.close)
        self.server.start()
        self.alice, self.bob = (Asker(self.server, basic=basic(name)) for name in ("alice", "bob"))
        self.addCleanup(self.alice.close)
        self.addCleanup(self.bob.close)

    def meet(self):
        """A dialogue with everything that may be done in one."""
        made = self.alice.json("/api/v1/dialogues", {
            "title": "対話", "lang": "ja", "start": "2030-01-01T00:00:00Z", "time_zones": ["Asia/Tokyo"],
            "collection": "shared", "rule": "chatham-house", "languages": ["ja", "en"],
            "purpose": "p", "countries": ["JP"], "venue": "v", "tlp": "TLP:GREEN"}, code=201)
        one = "/api/v1/dialogues/" + made["id"]
        item = self.alice.json(one + "/agenda", {
            "after": None, "kind": "panel", "title": "P", "minutes": 5})["agenda"][0]["id"]
        self.alice.json(f"{one}/agenda/{item}", {"minutes": 9, "speakers": ["A"], "title_ja": "題"}, "PUT")
        gone = self.alice.json(one + "/agenda", {
            "after": item, "kind": "break", "title": "B", "minutes": 5})["agenda"][1]["id"]
        self.assertEqual(200, self.alice.ask("DELETE", f"{one}/agenda/{gone}")[0])
        for anonymous, lang in ((True, "en"), (False, "ja")):
            asked = self.bob.json(one + "/questions", {
                "text": "Why?", "lang": lang, "anonymous": anonymous, "item": item}, code=201)["id"]
            self.alice.json(f"{one}/questions/{asked}/vote", {"vote": True}, "PUT")
            self.bob.json(f"{one}/questions/{asked}/vote", {"vote": True}, "PUT")
            self.bob.json(f"{one}/questions/{asked}/vote", {"vote": False}, "PUT")
            for state, more in (("answering", {}), ("answered", {"answer": "So.", "lang": "en"}),
                                ("declined", {"reason": "別に", "lang": "ja"}), ("open", {})):
                self.alice.json(f"{one}/questions/{asked}/state", {"state": state, **more}, "PUT")
        issue = self.bob.json(one + "/issues", {"title": "T", "text": "X", "lang": "en"}, code=201)["id"]
        self.alice.json(f"{one}/issues/{issue}/support", {"support": True}, "PUT")

    def told(self, asker):
        """Every way out, for one reader."""
        for spec in ("", "&spec=2.1"):
            for form in ("stix", "jsonl"):
                yield asker.ask("GET", f"/api/v1/export?format={form}&all=1{spec}")
        accept = {"Accept": "application/taxii+json;version=2.1"}
        objects = f"/taxii2/c/collections/{SHARED}/objects/"
        yield asker.ask("GET", objects + "?match[version]=all", **accept)
        rows = asker.json("/api/v1/objects?limit=200")["rows"]
        yield 200, "\n".join(json.dumps(asker.json("/api/v1/objects/" + row["id"])["object"])
                             for row in rows)

    def test_what_is_done_in_a_dialogue_is_strict_by_every_way_out(self):
        self.meet()
        types = set()
        for asker in (self.alice, self.bob):
            for code, text in self.told(asker):
                self.assertEqual(200, code, text)
                got, answer = self.alice.ask("POST", "/api/v1/check?strength=strict", text)
                told = json.loads(answer)
                self.assertEqual(200, got)
                self.assertGreater(told["objects"], 5)
                found = [one for one in told["findings"] if one["severity"] != "custom"]
                self.assertEqual([], [(one["id"], one["path"], one["rule"]) for one in found
                                      if one["rule"] not in Own.DERIVED])
                types |= {one["id"].split("--")[0] for one in found}
        self.assertLessEqual(types, {"note", "opinion"})


if __name__ == "__main__":
    unittest.main()
