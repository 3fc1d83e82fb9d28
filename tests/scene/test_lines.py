"""JSON lines: a bad line costs no other, is named with its line, and counts as refused."""

import json
import unittest

import server
from command import Commands, indicator

BAD = {
    "no JSON": (b"oops", "byte 0: an object or an array is expected"),
    "a number": (b"42", "byte 0: an object or an array is expected"),
    "a string": (b'"text"', "byte 0: an object or an array is expected"),
    "a list": (b"[7]", "not an object but a number"),
    "broken UTF-8": (b'{"type":"indicator","name":"\xff\xfe"}', "UTF-8"),
    "no end": (b'{"type":"indicator","labels":["a"', "the line ends too early"),
    "an open string": (b'{"type":"indicator","name":"a', "the line ends too early"),
    "no colon": (b'{"type" "indicator"}', "byte 8: a colon is expected"),
    "bytes behind": (b'{"type":"indicator"} {', "the line ends too early"),
    "deep": (b'{"a":' * 200 + b"1" + b"}" * 200, "nested deeper"),
}


def good(count=1):
    return [json.dumps(indicator()).encode() for _ in range(count)]


class Lines(Commands):
    def import_(self, body, *options, code):
        said = self.run_("import", *options, "--json", "-", input=body, code=code)
        return said.json

    def test_a_bad_line_is_refused_with_its_place_and_the_others_are_kept(self):
        self.made()
        for name, (bad, reason) in BAD.items():
            for end in (b"\n", b"\r\n"):
                with self.subTest(name, end=end):
                    first, second = good(2)
                    said = self.import_(first + end + end + bad + end + second + end, code=1)
                    self.assertIsNone(said["damage"])
                    self.assertEqual(2, said["taken"])
                    self.assertLessEqual(1, said["refused"])
                    self.assertEqual({3}, {each["line"] for each in said["refusals"]})
                    self.assertIn(reason, said["refusals"][-1]["reason"])
                    self.assertRegex(said["refusals"][-1]["code"], "^(json-[a-z0-9]+|not-an-object)$")

    def test_the_first_line_may_be_the_bad_one(self):
        self.made()
        for name in ("no end", "an open string", "no colon", "broken UTF-8"):
            with self.subTest(name):
                said = self.import_(b"\n".join([BAD[name][0], *good(3)]), code=1)
                self.assertEqual((3, 1, 1), (said["taken"], said["refused"],
                                             said["refusals"][0]["line"]))

    def test_all_or_nothing_keeps_none(self):
        self.made()
        for name, (bad, _) in BAD.items():
            with self.subTest(name):
                said = self.import_(b"\n".join([*good(2), bad, *good()]), "--all-or-nothing", code=1)
                self.assertEqual(0, said["taken"])
        self.assertEqual("", self.run_("export", "--format", "jsonl", code=0).out)

    def test_words_name_file_line_and_reason(self):
        self.made()
        self.file("some.jsonl", b"\n".join([*good(), b"oops", *good()]))
        said = self.run_("import", "some.jsonl", code=1)
        self.assertEqual("some.jsonl: line 2: byte 0: an object or an array is expected\n", said.error)
        self.assertIn("some.jsonl: 2 taken, 0 known already, 1 refused", said.out)

    def test_after_a_thousand_refusals_they_are_counted(self):
        self.made()
        said = self.import_(b"\n".join([*good(), *[b"{oops"] * 1234, *good()]), code=1)
        self.assertEqual((2, 1234, 1000, 234), (said["taken"], said["refused"],
                                                len(said["refusals"]), said["refusals_left_out"]))

    def test_a_damaged_bundle_keeps_what_stood_before_and_no_more(self):
        self.made()
        first, second, third = good(3)
        body = b'{"type":"bundle","objects":[\n' + first + b",\n" + second + b" oops\n" + third + b"\n]}\n"
        said = self.import_(body, code=1)
        self.assertEqual((2, 0), (said["taken"], said["refused"]))
        self.assertRegex(said["damage"]["reason"], r"objects\[2\], byte \d+: a comma or \] is expected")

    def test_a_server_answers_the_same(self):
        world = {"organisations": [{"slug": "alpha", "name": "Alpha"}],
                 "communities": [{"slug": "one", "title": "One", "members": ["alpha"]}],
                 "collections": [{"alias": "in", "title": "In", "community": "one", "members": [
                     {"organisation": "alpha", "read": True, "write": True}]}],
                 "accounts": [{"name": "alice", "display": "Alice", "organisation": "alpha",
                               "password": server.PASSWORD}]}
        with server.Server(world) as served:
            body = b"\n".join([*good(), b"oops", *good(), b'{"type":'])
            for more, taken in (("&all_or_nothing=1", 0), ("", 2)):
                answer = served.request("POST", "/api/v1/import?collection=in" + more, body,
                                        user="alice")
                self.assertEqual((200, taken, 2), (answer.code, answer.json["taken"],
                                                   answer.json["refused"]), answer)
                self.assertEqual([2, 4], [each["line"] for each in answer.json["refusals"]])


if __name__ == "__main__":
    unittest.main()
