"""A hit far inside a line of a megabyte is shown as one at its beginning is: whole, and around it."""

import json
import unittest

import server
from command import Commands, bundle, indicator

FAR = (0, 1, 1990, 2000, 4000, 4096, 5000, 500_000, 1_048_570, 1_048_576, 3_000_000)
URL = "http://far.example/" + "p" * 3000
WORD = "日本語 "


class LongLines(Commands):
    def lines(self):
        """Where the hit begins, and the line: words of one byte and of three a letter."""
        for far in FAR:
            for word in ("word ", WORD):
                filler = word * (far // len(word.encode()))
                filler += " " * (far - len(filler.encode()))
                for value in ("far.example", URL):
                    yield far, filler, value, f"{filler}{value} {word * 2000}end"

    def check(self, value, line, begin, end, text, at):
        raw = line.encode()
        self.assertEqual(value, raw[begin:end].decode())
        shown = text.encode()
        self.assertLessEqual(len(shown), 4096 + len(value))
        self.assertEqual(raw[at:at + len(shown)], shown)
        self.assertIn(value, text)

    def test_json_holds_the_value_and_what_stands_around_it(self):
        self.file("bad.txt", f"far.example\n{URL}\n")
        for far, _, value, line in self.lines():
            with self.subTest(far, value=value[:20]):
                said = self.run_("match", "--indicators", "bad.txt", "--json", "-", input=line, code=1)
                hit = next(each for each in said.lines if each["value"] == value)
                self.assertEqual((far, value), (hit["begin"], hit["found"]))
                self.check(value, line, hit["begin"], hit["end"], hit["text"], hit.get("text_at", 0))

    def test_the_table_shows_it_between_its_neighbours(self):
        self.file("bad.txt", "far.example\n")
        for far, filler, value, line in self.lines():
            if value == "far.example":
                with self.subTest(far):
                    said = self.run_("match", "--indicators", "bad.txt", "-", input=line, code=1)
                    head, shown = said.out.splitlines()
                    self.assertIn(f"-:1:{far + 1}-{far + len(value)}  {value}", head)
                    self.assertIn(f"{filler[-15:]}{value} ".strip(), shown)
                    self.assertLess(len(shown.encode()), 200)

    def test_a_server_shows_it_with_the_place_in_what_is_shown(self):
        with server.Server() as served:
            served.run("import", "--store", served.store, self.file(
                "bundle.json", bundle(indicator("far.example"), indicator(
                    URL, pattern=f"[url:value = '{URL}']"))))
            served.run("setup", "--store", served.store, self.file("w.json", json.dumps({
                "accounts": [{"name": "alice", "display": "Alice", "organisation": "home",
                              "password": server.PASSWORD}]})))
            for far, _, value, line in self.lines():
                with self.subTest(far, value=value[:20]):
                    answer = served.request("POST", "/api/v1/match", line.encode(), user="alice")
                    self.assertEqual(200, answer.code, answer)
                    group = next(each for each in answer.json["groups"] if each["value"] == value)
                    shown = group["lines"][0]
                    raw = shown["text"].encode()
                    self.assertEqual(value, raw[shown["begin"]:shown["end"]].decode())
                    self.assertLessEqual(len(raw), 2000 + len(value) + 8)
            # What is no UTF-8 takes more room when it is shown.
            answer = served.request("POST", "/api/v1/match", b"caf\xe9 \xff\xfe far.example \xe9",
                                    user="alice")
            shown = answer.json["groups"][0]["lines"][0]
            raw = shown["text"].encode()
            self.assertEqual(b"far.example", raw[shown["begin"]:shown["end"]])


if __name__ == "__main__":
    unittest.main()
