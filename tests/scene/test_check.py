"""renkei check: what files say, held against STIX 2.1, without a store."""

import gzip
import json
import unittest

from command import Commands

U = "11111111-1111-4111-8111-111111111111"


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
                self.assertIn("a.json: 1 objects, %d do not pass" % code, said.out)

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
                          "sentence": "null is no value: leave the property out"},
                         next(line for line in lines if line.get("rule") == "no-null"))
        self.assertEqual({"file": "a.json", "objects": 1, "refused": 1, "must": 1, "should": 0,
                          "vocabulary": 0, "custom": 1}, lines[-1])

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
        self.assertIn("a.json: bundle--" + U + ": spec_version: ",
                      self.run_("check", "a.json", code=1).out)

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


if __name__ == "__main__":
    unittest.main()
