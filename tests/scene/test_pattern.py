"""renkei pattern: checks, explains and tries patterns, without any store."""

import gzip
import json
import unittest

from command import Commands, bundle

GOOD = "[domain-name:value = 'evil.example' AND domain-name:resolves_to_refs[*].value = '192.0.2.1']"
BAD = "[file:name ~ 'x']"
WHY = 'line 1, column 12: expected a comparison operator, found "~"'


class Checking(Commands):
    def test_a_pattern_is_ok_and_another_is_refused_at_its_place(self):
        self.assertEqual("ok\n", self.run_("pattern", "check", GOOD, code=0).out)
        said = self.run_("pattern", "check", BAD, code=1)
        self.assertEqual(f"refused: {WHY}\n", said.out)
        self.assertEqual("", self.run_("pattern", "check", "--quiet", GOOD, code=0).out)

    def test_an_expression_that_does_not_compile_is_refused_where_it_breaks(self):
        said = self.run_("pattern", "check", "[a:b = 1 OR a:b MATCHES 'x(']", code=1)
        self.assertEqual("refused: line 1, column 28: regular expression, byte 2: missing closing "
                         "parenthesis\n", said.out)
        told = self.run_("pattern", "explain", "--json", "[a:b MATCHES '[z-a]']", code=1).lines[0]
        self.assertEqual((False, 1, 18), (told["ok"], told["line"], told["column"]))
        long = "x" * 5000
        self.run_("pattern", "check", f"[a:b MATCHES '{long}']", code=0)
        self.file("seen.json", "[]")
        said = self.run_("pattern", "test", f"[a:b = 1] OR\n[a:b MATCHES '{long}']", "--data",
                         "seen.json", code=2)
        self.assertIn("line 2, column 2: regular expression: longer than 4096 bytes", said.out)

    def test_files_and_standard_input_hold_a_pattern_a_line(self):
        self.file("some.txt", f"# a comment of the file\n{GOOD}\n\n  {BAD}\r\n{GOOD}")
        said = self.run_("pattern", "check", "some.txt", code=1)
        why = WHY.replace("column 12", "column 14")
        self.assertEqual(f"some.txt:2: ok\nsome.txt:4: refused: {why}\nsome.txt:5: ok\n", said.out)
        self.assertEqual("3 patterns, 1 refused\n", said.error)
        for arguments in (["-"], []):
            said = self.run_("pattern", "check", *arguments, input=GOOD + "\n", code=0)
            self.assertEqual("-:1: ok\n", said.out)

    def test_a_line_longer_than_any_pattern_is_refused_and_the_next_is_read(self):
        long = "[file:name = '" + "x" * (3 << 20) + "']"
        said = self.run_("pattern", "check", "-", input=f"{long}\n{GOOD}\n{long}", code=1)
        self.assertEqual("-:1: refused: longer than 1048576 bytes\n-:2: ok\n"
                         "-:3: refused: longer than 1048576 bytes\n", said.out)

    def test_programs_get_a_line_of_json_for_each(self):
        good, bad = self.run_("pattern", "check", "--json", GOOD, BAD, code=1).lines
        self.assertTrue(good["ok"])
        self.assertEqual(GOOD, good["printed"])
        self.assertEqual({"kind": "domain-name", "value": "evil.example", "enough": False,
                          "needed": True}, good["values"][0])
        self.assertEqual({"pattern": BAD, "ok": False, "error": WHY, "at": 11, "line": 1,
                          "column": 12}, bad)

    def test_patterns_that_differ_in_order_only_have_one_normal_form(self):
        one, other = self.run_("pattern", "check", "--json", "[a:b = 1 AND a:c IN (3, 2)]",
                               "([ a:c IN(2,3,3) AND a:b=1.0 ])", code=0).lines
        self.assertNotEqual(one["printed"], other["printed"])
        self.assertEqual(one["normal"], other["normal"])

    def test_what_stands_beside_the_standard_is_taken_leniently_and_told(self):
        text = "[a:b == 1 AND c:d = 2] // what for"
        self.run_("pattern", "check", text, code=1)
        said = self.run_("pattern", "check", "--lenient", text, code=0)
        self.assertEqual(3, said.out.count("not as the standard has it:"), said)
        self.assertEqual(["types-apart", "other-sign", "comment"],
                         self.run_("pattern", "check", "--lenient", "--json", text,
                                   code=0).json["deviations"])

    def test_patterns_of_2_0_are_read_by_2_0(self):
        old = "[a:b = 1] START '2016-06-01T00:00:00Z' STOP '2016-07-01T00:00:00Z'"
        self.run_("pattern", "check", old, code=1)
        self.run_("pattern", "check", "--pattern-version", "2.0", old, code=0)
        self.run_("pattern", "check", "--pattern-version", "2.0", "[EXISTS a:b]", code=1)
        self.run_("pattern", "check", "--pattern-version", "1", old, code=2)

    def test_what_is_neither_pattern_nor_file_is_an_error(self):
        said = self.run_("pattern", "check", "file:name = 'x'", code=2)
        self.assertIn("neither a pattern, which begins with [ or (, nor a file", said.error)
        self.run_("pattern", code=2)
        self.run_("pattern", "tell", GOOD, code=2)


class Explaining(Commands):
    def test_the_tree_is_told_in_indented_lines(self):
        said = self.run_("pattern", "explain", f"({GOOD}) REPEATS 2 TIMES", code=0)
        self.assertEqual("""\
2 times or more, each time by other observations:
  an observation that holds an object of which this is true:
    all of these:
      domain-name:value is 'evil.example'
      domain-name:resolves_to_refs[*].value is '192.0.2.1'
        (resolves_to_refs leads to another object of the observation)
        (resolves_to_refs is a list: any item of it will do)
value: domain-name evil.example, which is needed and not enough
value: ipv4-addr 192.0.2.1, which is needed and not enough
normal form: [domain-name:resolves_to_refs[*].value = '192.0.2.1' AND """
                         "domain-name:value = 'evil.example'] REPEATS 2 TIMES\n", said.out)

    def test_programs_get_sayings_with_their_arguments(self):
        lines = self.run_("pattern", "explain", "--json", "[a:b > 5] WITHIN 2.5 SECONDS",
                          code=0).json["lines"]
        self.assertEqual([("within", ["2.5"]), ("observation", []), ("greater", ["a:b", "5"])],
                         [(line["saying"], line["arguments"]) for line in lines])

    def test_what_commands_a_terminal_is_not_printed(self):
        said = self.run_("pattern", "explain", "[a:b = '\x1b[2J\nx']", code=0)
        self.assertNotIn("\x1b", said.out)


FILE_ID = "file--5a27d487-c542-5f97-a131-a8866b477b46"
FIRST, SECOND, THIRD = (f"observed-data--{digit}960319a-3cab-4258-a143-4dbb25525bb1"
                        for digit in "123")


def observed(identifier, second, objects=None, number=1, **more):
    seen = {"type": "observed-data", "id": identifier, "number_observed": number,
            "created": "2020-04-01T00:00:00Z", "modified": "2020-04-01T00:00:00Z",
            "first_observed": f"2020-04-01T09:00:{second:02}Z",
            "last_observed": f"2020-04-01T09:00:{second:02}Z"}
    return dict(seen, **({"objects": objects} if objects else {}), **more)


DOMAIN = {"0": {"type": "domain-name", "value": "evil.example"}}
SEEN = [observed(SECOND, 20, DOMAIN, number=3),
        observed(FIRST, 10, object_refs=[FILE_ID], spec_version="2.1"),
        {"type": "file", "spec_version": "2.1", "id": FILE_ID, "name": "a.dll"}]
AFTER = "[file:name = 'a.dll'] FOLLOWEDBY [domain-name:value = 'evil.example']"


class Trying(Commands):
    def test_what_matches_is_told_with_the_brackets_and_the_objects(self):
        self.file("seen.json", bundle(*SEEN))
        said = self.run_("pattern", "test", AFTER, "--data", "seen.json", code=1)
        self.assertEqual(f"""yes
  2020-04-01T09:00:20Z  {SECOND}
    satisfies [domain-name:value = 'evil.example']
    by {json.dumps(DOMAIN["0"])}
  2020-04-01T09:00:10Z  {FIRST}
    satisfies [file:name = 'a.dll']
    by {json.dumps(SEEN[2])}
""", said.out)

    def test_programs_get_the_witness(self):
        self.file("seen.jsonl", "".join(json.dumps(each) + "\n" for each in SEEN))
        said = self.run_("pattern", "test", AFTER + " REPEATS 2 TIMES", "--json", "--data",
                         "seen.jsonl", code=1).json
        self.assertEqual(("yes", 2, 0), (said["answer"], said["observations"], said["refused"]))
        self.assertEqual([(SECOND, 2, "0"), (FIRST, 1, FILE_ID)],
                         [(one["observation"], one["times"], one["key"])
                          for one in said["matches"]])
        self.assertEqual(SEEN[2], said["matches"][1]["object"])

    def test_packed_data_and_standard_input_are_read(self):
        packed = gzip.compress(bundle(*SEEN).encode())
        self.file("seen.json.gz", packed)
        self.assertEqual("yes", self.run_("pattern", "test", AFTER, "--json", "--data",
                                          "seen.json.gz", code=1).json["answer"])
        self.assertEqual("yes", self.run_("pattern", "test", AFTER, "--json", "--data", "-",
                                          input=packed, code=1).json["answer"])

    def test_exit_codes_tell_nothing_found_unusable_and_undecided_apart(self):
        self.file("seen.json", bundle(*SEEN))
        said = self.run_("pattern", "test", "[file:name = 'b.dll']", "--data", "seen.json", code=0)
        self.assertEqual(("no\n", ""), (said.out, said.error))
        endless = bundle(observed(FIRST, 1, {"0": {"type": "file", "name": "a" * 60 + "!"}}))
        said = self.run_("pattern", "test", "[file:name MATCHES '^(a+)+$']", "--data", "-",
                         input=endless, code=2)
        self.assertIn("undecided: ", said.out)
        for arguments in (["[a:b ~ 1]", "--data", "seen.json"], ["[a:b = 1]"],
                          ["[file:name MATCHES '(']", "--data", "seen.json"],
                          ["[a:b = 1]", "--data", "missing.json"]):
            self.run_("pattern", "test", *arguments, code=2)
        self.run_("pattern", "check", "[a:b = 1]", "--data", "seen.json", code=2)

    def test_observations_that_cannot_be_used_leave_no_doubt_unsaid(self):
        wrong = observed(THIRD, 5, DOMAIN, number=0)
        self.file("seen.json", bundle(*SEEN, wrong))
        said = self.run_("pattern", "test", "[file:name = 'b.dll']", "--data", "seen.json", code=2)
        self.assertEqual("seen.json: observed-data[2]: number_observed: not a whole number from 1 "
                         "to 999999999\n", said.error)
        self.run_("pattern", "test", AFTER, "--data", "seen.json", code=1)

    def test_a_line_that_is_damaged_is_passed_over_alone(self):
        lines = [json.dumps(each) for each in SEEN]
        self.file("seen.jsonl", "\n".join([lines[0], '{"type":"file","id":', *lines[1:]]) + "\n")
        said = self.run_("pattern", "test", AFTER, "--data", "seen.jsonl", code=1)
        self.assertIn("seen.jsonl: line 2: byte ", said.error)
        said = self.run_("pattern", "test", "[a:b = 1]", "--data", "seen.jsonl", code=2)
        self.assertEqual("no\n", said.out)
        damaged = bundle(*SEEN)[:-20]
        said = self.run_("pattern", "test", AFTER, "--data", "-", input=damaged, code=2)
        self.assertIn("renkei: -: objects[2], byte ", said.error)

    def test_of_several_versions_the_newest_counts_and_none_when_it_is_revoked(self):
        newer = dict(SEEN[0], modified="2020-04-02T00:00:00Z")
        self.file("other.json", bundle(dict(newer, number_observed=1), *SEEN))
        twice = "[domain-name:value = 'evil.example'] REPEATS 2 TIMES"
        self.run_("pattern", "test", twice, "--data", "other.json", code=0)
        self.file("gone.json", bundle(*SEEN, dict(newer, revoked=True)))
        self.run_("pattern", "test", AFTER, "--data", "gone.json", code=0)


if __name__ == "__main__":
    unittest.main()
