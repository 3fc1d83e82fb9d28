"""POST /api/v1/check and /api/v1/pattern/test: what is sent is held against the standard, each finding at
its place in the text; nothing is kept; what is unusable, endless or too much ends in an answer.
"""

import gzip
import json
import random
import unittest

from server import ROOT, Server, basic
from test_sightings import world

U = "11111111-1111-4111-8111-111111111111"
USER = {"Authorization": basic("alice")}
GROWN_MIB_MAX = 400  # of the server, over what it had before


# Mistakes that people make.
REGEXES = ["(", ")", "[a", "*", "[z-a]", "a{2,1}", "a{99999}", "(?<=a+)", "(?<n>a)(?<n>b)", "(?<1>a)", "\\C", "\\u0041",
           "\\p{Nothing}", "(?#", "\\", "\\2", "(?z)", "[[:none:]]", "[:alpha:]", "\\x{110000}", "(*NONE)"]


def tool(**members):
    return {"type": "tool", "spec_version": "2.1", "id": "tool--" + U, "lang": "en",
            "created": "2020-01-01T00:00:00.000Z", "modified": "2020-01-01T00:00:00.000Z",
            "name": "x", **members}


def seen(number, value, second=0, **members):
    return {"type": "observed-data", "id": f"observed-data--{number:08}-1111-4111-8111-111111111111",
            "first_observed": f"2020-01-01T00:00:{second:02}Z", "number_observed": 1,
            "last_observed": f"2020-01-01T00:00:{second:02}Z",
            "objects": {"0": {"type": "url", "value": value}}, **members}


class Doors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(world())
        cls.addClassCleanup(cls.server.close)
        cls.server.start()

    def post(self, path, body, code=200, headers=None):
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        body = body.encode() if isinstance(body, str) else body
        answer = self.server.request("POST", "/api/v1" + path, body=body,
                                     headers={**USER, **(headers or {})})
        self.assertEqual(code, answer.code, answer)
        return answer.json

    def resident(self):
        with open(f"/proc/{self.server.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) >> 10 for line in status if line.startswith("VmRSS"))

    def check(self, body, strength="standard"):
        return self.post("/check?strength=" + strength, body)

    def test_a_finding_has_its_place_in_the_text(self):
        text = json.dumps({"type": "bundle", "id": "bundle--" + U, "objects": [
            tool(name="あ" * 20), tool(id="tool--" + U[:-1] + "2", labels=["a", 7])]},
            indent=1, ensure_ascii=False)
        told = self.check(text)
        self.assertEqual((told["objects"], told["refused"], told["bundle_refused"]), (2, 1, False))
        found = [each for each in told["findings"] if each["severity"] == "must"]
        self.assertEqual(1, len(found))
        found = found[0]
        self.assertEqual((found["index"], found["path"], found["rule"], found["section"]),
                         (1, "labels[1]", "string", "2.15"))
        encoded = text.encode()
        self.assertEqual(b"7", encoded[found["at"]:found["at"] + found["size"]])
        line = text.split("\n")[found["line"] - 1]
        self.assertEqual("7", line[found["column"] - 1:])

    def test_each_strength_refuses_what_it_asks_for(self):
        for strengths, object in (((0, 0, 0), tool()), ((1, 0, 0), tool(tool_types=["hammer"])),
                                  ((1, 1, 0), tool(labels=[])), ((1, 1, 1), tool(created="then"))):
            for refused, strength in zip(strengths, ("strict", "standard", "lenient")):
                self.assertEqual(refused, self.check(object, strength)["refused"], object)

    def test_every_form_is_read_and_packed_ones_too(self):
        lines = "".join(json.dumps(tool(name=number)) + "\n" for number in range(3))
        for body in (lines, gzip.compress(lines.encode()), "[" + lines.strip().replace("\n", ",") +
                     "]", {"objects": [json.loads(line) for line in lines.splitlines()]}):
            told = self.check(body)
            self.assertEqual((3, 3), (told["objects"], told["refused"]))

    def test_what_cannot_be_read_on_is_told_with_its_place(self):
        text = json.dumps({"type": "bundle", "id": "bundle--" + U, "objects": [tool()]})
        told = self.check(text[:-10])
        self.assertEqual((len(text) - 10, 1), (told["damage"]["at"], told["damage"]["line"]))
        for body in ("", "a.example\n", b"\xff\xfe{", "[" * 9999, "null", "7", b"\0" * 99):
            told = self.check(body)
            self.assertTrue(told["damage"] or told["refused"], body)
        noise = random.Random(7).randbytes(100000)
        self.assertTrue(self.check(noise)["damage"])

    def test_findings_are_counted_past_those_that_are_told(self):
        told = self.check("\n".join(json.dumps(tool(labels=[], x_a=1)) for _ in range(1300)))
        self.assertEqual((1300, 300), (told["counts"]["must"], told["left_out"]["must"]))
        self.assertEqual(1000, sum(each["rule"] == "list" for each in told["findings"]))
        self.assertEqual(1300, told["refused"])

    def test_what_is_too_large_is_refused_and_memory_is_given_back(self):
        before = self.resident()
        self.post("/check", b"[" + b" " * (64 << 20), 413)
        self.post("/check", gzip.compress(b" " * (1 << 30)), 413)
        told = self.check("[[" + "0," * 1100000 + "0]]")
        self.assertIn("values", told["findings"][0]["sentence"])
        said = self.server.raw(f"POST /api/v1/pattern/test HTTP/1.1\r\nHost: a\r\nAuthorization: "
                               f"{USER['Authorization']}\r\nConnection: close\r\n"
                               f"Content-Length: {(4 << 20) + 1}\r\n\r\n".encode())
        self.assertTrue(said.startswith(b"HTTP/1.1 413 "), said[:100])
        self.assertLess(self.resident() - before, GROWN_MIB_MAX)

    def test_a_stranger_is_asked_to_sign_in(self):
        for path in ("/check", "/pattern/test"):
            answer = self.server.request("POST", "/api/v1" + path, body="{}")
            self.assertEqual(401, answer.code)
        self.post("/check?strength=some", tool(), 400)

    def test_a_pattern_is_read_explained_and_tried(self):
        pattern = "[url:value = 'http://a.example/'] FOLLOWEDBY [url:value LIKE '%b%']"
        data = json.dumps([seen(1, "http://a.example/", 1), seen(2, "c", 2),
                           seen(3, "http://b.example/", 3)], indent=1)
        told = self.post("/pattern/test", {"pattern": pattern, "data": data})
        self.assertEqual(["followed-by", "observation", "equal", "observation", "like"],
                         [line["saying"] for line in told["lines"]])
        self.assertEqual("yes", told["test"]["answer"])
        found = [(each["observation"][15:23], pattern[each["begin"]:each["end"]], data[each["at"]:]
                  [:1], each["key"]) for each in told["test"]["matches"]]
        self.assertEqual([("00000001", pattern[:33], "{", "0"),
                          ("00000003", pattern[45:], "{", "0")], found)
        lines = data.split("\n")
        for each in told["test"]["matches"]:
            self.assertEqual("{", lines[each["line"] - 1][each["column"] - 1])
        no = self.post("/pattern/test", {"pattern": "[url:value = 'x']", "data": [seen(1, "y")]})
        self.assertEqual(("no", 1), (no["test"]["answer"], no["test"]["observations"]))

    def test_an_error_names_line_column_and_what_was_expected(self):
        told = self.post("/pattern/test", {"pattern": "[a:b = 1]\n AND [a:b ~ 2]"})
        self.assertIn("expected a comparison operator", told["error"].pop("text"))
        self.assertEqual({"code": "expected", "expected": "a comparison operator", "found": "~",
                          "line": 2, "column": 11, "at": 20}, told["error"])
        told = self.post("/pattern/test", {"pattern": "[a:b = 1 OR a:b MATCHES 'x(']"})
        self.assertEqual(("regex", 27), (told["error"]["code"], told["error"]["at"]))

    def test_observations_that_cannot_be_used_are_told_with_their_place(self):
        wrong = seen(2, "x", number_observed=0)
        del wrong["first_observed"]
        data = json.dumps([seen(1, "x"), wrong, 7], indent=1) + "]"
        told = self.post("/pattern/test", {"pattern": "[url:value = 'x']", "data": data})["test"]
        self.assertEqual(("yes", 1, 3), (told["answer"], told["observations"], told["refused"]), told)
        for each in told["refusals"]:
            self.assertIn(data[each["at"]:][:1], "{7]", each)
        told = self.post("/pattern/test", {"pattern": "[url:value = 'x']", "data": "{"})["test"]
        self.assertEqual(("no", 0, 1), (told["answer"], told["observations"], told["refused"]))

    def test_each_reason_of_a_refusal_is_known_in_both_languages(self):
        at = "2020-01-01T00:00:00Z"
        wrongs = {
            "observed-number": seen(1, "x", number_observed=0),
            "observed-time": seen(1, "x", first_observed=7),
            "stamp-form": seen(1, "x", first_observed="yesterday"),
            "observed-order": seen(1, "x", second=1, last_observed=at),
            "observed-objects": seen(1, "x", objects=[]),
            "observed-refs": {**seen(1, "x"), "objects": None, "object_refs": 7},
            "observed-empty": {**seen(1, "x"), "objects": None},
            "string-needed": {"id": 7},
            "json-shape": "{tru",
        }
        for code, wrong in wrongs.items():
            if isinstance(wrong, dict) and wrong.get("objects", 0) is None:
                del wrong["objects"]
            data = wrong if isinstance(wrong, str) else [wrong]
            told = self.post("/pattern/test", {"pattern": "[url:value = 'x']", "data": data})
            with self.subTest(code):
                self.assertEqual([code], [each.get("code") for each in told["test"]["refusals"]], told)
                has_place = code != "observed-empty"
                self.assertEqual([has_place], ["place" in each for each in told["test"]["refusals"]], told)
        for code, pattern in (("pattern-deep", "(" * 100), ("pattern-path", "[a" + ":b" + ".c" * 5000 + "=1]"),
                              ("regex-size", "[a:b MATCHES '" + "x" * 5000 + "']")):
            error = self.post("/pattern/test", {"pattern": pattern})["error"]
            self.assertEqual(("limit", code), (error["code"], error["refusal"].get("code")), error)
        damage = self.check('{"type":"bundle","objects":[{"a"')["damage"]
        self.assertEqual("json-cut", damage["code"])
        self.assertEqual("no-stix", self.check(" ")["damage"]["code"])

    def test_what_is_said_of_regular_expressions_is_known_in_japanese(self):
        known = json.loads((ROOT / "web/i18n/regex.ja.json").read_text())
        said = set()
        for wrong in REGEXES:
            quoted = wrong.replace("\\", "\\\\").replace("'", "\\'")
            error = self.post("/pattern/test", {"pattern": f"[a:b MATCHES '{quoted}']"})["error"]
            self.assertEqual("regex", error["refusal"]["code"], (wrong, error))
            said.add(error["refusal"]["value"])
        self.assertEqual(len(REGEXES), len(said), "each another mistake")
        self.assertEqual(set(), said - set(known))

    def test_what_never_ends_is_undecided_and_the_server_goes_on(self):
        tests = " OR ".join("a:b[*] MATCHES '(x+)+(x+)+$'" for _ in range(400))
        values = ["x" * 30 + "!" + str(number) for number in range(2000)]
        data = [seen(number, "u", objects={"0": {"type": "a", "b": values}}) for number in range(20)]
        told = self.post("/pattern/test", {"pattern": f"[{tests}]", "data": data})
        self.assertEqual("undecided", told["test"]["answer"])
        self.assertEqual(200, self.server.request("GET", "/api/v1/me", headers=USER).code)

    def test_nothing_that_is_sent_is_kept(self):
        before = self.server.request("GET", "/api/v1/objects", headers=USER).json["total"]
        self.check(tool())
        self.post("/pattern/test", {"pattern": "[url:value = 'x']", "data": [seen(1, "x")]})
        after = self.server.request("GET", "/api/v1/objects", headers=USER).json["total"]
        self.assertEqual(before, after)


if __name__ == "__main__":
    unittest.main()
