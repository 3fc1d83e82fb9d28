"""The demo is invented: no name or address in it belongs to anybody, and it holds what it is to show."""

import email
import ipaddress
import json
import re
import unittest
from collections import Counter

from server import ROOT, only_files
from worlds import TLP2, label_of

DEMO = ROOT / "data/demo"
# RFC 2606, RFC 6761
RESERVED = re.compile(r"(?:\A|\.)(?:example|test|invalid|localhost|example\.(?:com|net|org))\Z")
# RFC 5737, RFC 3849; and where a machine speaks to itself
NETWORKS = [ipaddress.ip_network(each) for each in (
    "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "127.0.0.0/8", "::1/128",
    "0.0.0.0/32")]
# What is published by others and pointed at, in references only.
PUBLISHED = {"attack.mitre.org", "cve.mitre.org", "www.first.org", "docs.oasis-open.org"}
WORDS = {"from_ref.value", "header.from", "smtp.mailfrom"}  # of patterns and of mail headers
# Endings of files and words with a dot in them; everything else with a dot is a name.
NO_NAMES = re.compile(r"\.(?:json|log|eml|in|md|exe|dll|docm?|docx|xlsm?|xlsx|pdf|zip|lnk|js|css|png|jpe?g"
                      r"|gif|svg|ico|apk|html?|php|txt|xml|ps1|tmp|woff2?|jsonl|csv|dat|bin|bat|scr|iso)\Z")
NAME = re.compile(r"(?<![\w@/\\.-])(?:[\w-]+\.)+[a-z][a-z-]+(?![\w-])", re.IGNORECASE)
IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")
IPV6 = re.compile(r"(?<![\w:.])(?:[0-9a-f]{1,4}:){2,7}:?[0-9a-f:]*(?![\w:])", re.IGNORECASE)
PANELS = ["international cooperation", "responsible state behaviour", "capacity building",
          "confidence-building measures"]


def files():
    return sorted(path for path in DEMO.rglob("*") if path.is_file() and path.name != "README.md")


def objects():
    for path in files():
        if ".json" in path.name and path.name != "world.json":
            text = re.sub(r"@(?:START|NOW|AGO-\d+)@", "2020-01-01T00:00:00.000Z", path.read_text())
            yield from json.loads(text)["objects"]


def plain(text):
    """What is made harmless is made whole, so that it cannot hide."""
    return text.replace("[.]", ".").replace("hxxp", "http").replace("[at]", "@")


def names_in(text):
    """Hosts of URLs and mail addresses, and all words that look like names."""
    found = set(re.findall(r"://(?:[^/\s\"'@]*@)?([^/\s\"':?#\\<>]+)", text))
    found |= set(re.findall(r"@([\w.-]+\.[\w-]+)", text))
    found |= {word for word in NAME.findall(text) if not NO_NAMES.search(word.lower())}
    return {name.lower().rstrip(".") for name in found if not IPV4.fullmatch(name)}


@only_files("asks no store")
class Demo(unittest.TestCase):
    def test_every_name_is_one_that_nobody_can_have(self):
        seen = 0
        for path in files():
            for name in sorted(names_in(plain(path.read_text()))):
                if name in PUBLISHED | WORDS or name.startswith("["):
                    continue
                with self.subTest(path.name, name=name):
                    self.assertRegex(name, RESERVED)
                seen += 1
        self.assertLess(100, seen)

    def test_every_address_is_one_for_documents(self):
        seen = 0
        for path in files():
            text = plain(path.read_text())
            for word in IPV4.findall(text) + IPV6.findall(text):
                try:
                    address = ipaddress.ip_address(word)
                except ValueError:
                    continue  # a time, the number of a version
                with self.subTest(path.name, address=word):
                    self.assertTrue(any(address in net for net in NETWORKS))
                seen += 1
        self.assertLess(500, seen)

    def test_what_others_publish_is_only_pointed_at(self):
        def walk(value, path):
            if isinstance(value, dict):
                for key, each in value.items():
                    walk(each, path + [key])
            elif isinstance(value, list):
                for each in value:
                    walk(each, path)
            elif isinstance(value, str) and any(name in value for name in PUBLISHED):
                self.assertIn(path[0], ("external_references", "schema"), value)
        for object in objects():
            walk(object, [])

    def test_every_label_is_there(self):
        labels = Counter(label_of(id) for object in objects()
                         for id in object.get("object_marking_refs", []))
        self.assertEqual(set(TLP2), set(labels) - {0})

    def test_the_scenario_has_its_parts(self):
        count = Counter(object["type"] for object in objects())
        for type in ("identity", "campaign", "malware", "attack-pattern", "indicator", "sighting",
                     "report", "incident", "relationship", "dialogue", "key-issue", "note"):
            with self.subTest(type):
                self.assertLess(0, count[type])
        said = {object["created"][:4] for object in objects() if object["type"] == "indicator"}
        self.assertEqual({"2020"}, said)
        world = json.loads((DEMO / "world.json").read_text())
        countries = Counter(each.get("country") for each in world["organisations"])
        self.assertLessEqual(2, countries["JP"])
        self.assertLessEqual(2, countries["US"])
        self.assertIn("health", json.dumps(world["communities"]).lower())

    def test_a_dialogue_has_the_four_panels_with_a_break_between_the_second_and_the_third(self):
        dialogues = [each for each in objects() if each["type"] == "dialogue"]
        self.assertEqual(2, len({each["id"] for each in dialogues}))
        for dialogue in dialogues:
            self.assertEqual({"policy", "business", "academia", "civil-society"},
                             {person["sector"] for person in dialogue["participants"]})
            self.assertEqual({"JP", "US"}, {person["country"] for person in dialogue["participants"]})
        whole = [dialogue for dialogue in dialogues
                 if sum(item["kind"] == "panel" for item in dialogue["agenda"]) == 4]
        self.assertEqual(1, len(whole), "the first was shorter")
        for dialogue in whole:
            kinds = [item["kind"] for item in dialogue["agenda"]]
            self.assertEqual(["opening", "keynote", "qa", "panel", "panel", "break", "panel",
                              "panel", "closing"], kinds)
            titles = [item["title"].lower() for item in dialogue["agenda"] if item["kind"] == "panel"]
            for wanted, title in zip(PANELS, titles):
                self.assertIn(wanted, title)

    def test_there_is_something_to_match(self):
        web = (DEMO / "web-access.log").read_text().splitlines()
        self.assertLess(300, len(web))
        self.assertTrue(all(re.match(r'\S+ .*"[A-Z]+ \S+ HTTP/', line) for line in web))
        self.assertLess(100, len((DEMO / "dns.log").read_text().splitlines()))
        mail = email.message_from_bytes((DEMO / "mail.eml").read_bytes())
        self.assertTrue(mail["From"] and mail["Received"] and mail["Date"])


if __name__ == "__main__":
    unittest.main()
