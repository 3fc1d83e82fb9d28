"""Real input: what is published imports, is counted right, and comes back the same.

RENKEI_SHARED_DATA names the folder of unpacked archives (script/test sets it).
"""

import collections
import json
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scene"))

import lists  # noqa: E402
from local import Asker  # noqa: E402
from server import ROOT, Server, program  # noqa: E402

DATA = Path(os.environ.get("RENKEI_SHARED_DATA", ROOT / "build/shared-data"))
IS_LONG = bool(os.environ.get("RENKEI_LONG"))
TAXII = "application/taxii+json;version=2.1"
TAXII_PAGE = 5000

# Of these every n-th file is read, unless there is time for all.
LARGE = {"maltrail": 40, "tweetfeed-2021-2024": 20, "zeek-intel": 7, "ipsum": 3, "unit42-iocs": 5,
         "phishing-database": 4}
# Not in a format of the first issue: OpenIOC XML, JSON that is not STIX.
NOT_LISTS = {"fireeye-openioc", "polkadot-phishing"}
# Why a line on which there is a value may be refused all the same.
EXPLAINED = {"list-date"}  # 12/7/2022 is in July or in December

SCOS = set("""artifact autonomous-system directory domain-name email-addr email-message file ipv4-addr
    ipv6-addr mac-addr mutex network-traffic process software url user-account windows-registry-key
    x509-certificate""".split())
ID = re.compile(r"([A-Za-z0-9_-]{1,250})--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                re.IGNORECASE)
TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?Z")
HASH = re.compile(r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})\Z", re.IGNORECASE)
ADDRESS = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!\Z)|\Z)){4}")
DOMAIN = re.compile(r"(?:[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?\.){1,3}(?:com|net|org|ru|info|xyz|top|cn|tk)\Z")


def files_of(folder):
    return sorted(path for path in (DATA / folder).rglob("*")
                  if path.is_file() and path.name != ".unpacked")


def archives(kind):
    return sorted(path.name for path in (DATA / kind).iterdir() if path.is_dir())


class Twice(ValueError):
    pass


def members(pairs):
    object = dict(pairs)
    if len(object) != len(pairs):
        object[Twice] = True  # kept, so that the object is refused and not the whole file
    return object


def has_twice(value):
    if isinstance(value, dict):
        return Twice in value or any(has_twice(each) for each in value.values())
    return isinstance(value, list) and any(has_twice(each) for each in value)


def objects_of(path):
    """A bundle or an envelope holds objects; anything else is one, or a list of them."""
    whole = json.loads(path.read_bytes(), object_pairs_hook=members)
    if isinstance(whole, dict) and isinstance(whole.get("objects"), list):
        return whole["objects"]
    return whole if isinstance(whole, list) else [whole]


def stamp_of(object):
    """As a number of microseconds does: "1:00.0" and "1:00" are the same instant."""
    text = object.get("modified", object.get("created"))
    if text is None or object["type"] in SCOS:
        return ""
    found = TIME.fullmatch(text)
    if not found:
        raise ValueError(text)
    return found[1] + "." + (found[2] or "")[:6].ljust(6, "0")


def spec_of(object):
    if "spec_version" in object:
        return object["spec_version"]
    return "2.1" if object["type"] in SCOS else "2.0"


def is_usable(object):
    if not isinstance(object, dict) or has_twice(object):
        return False
    type, id = object.get("type"), object.get("id")
    if not isinstance(type, str) or type == "bundle" or not isinstance(id, str):
        return False
    found = ID.fullmatch(id)
    try:
        return bool(found) and found[1] == type and stamp_of(object) is not None
    except (ValueError, TypeError):
        return False


def canonical(object):
    """Equal for what is equal in RFC 8785 form: numbers there are doubles."""
    return json.dumps(object, sort_keys=True, ensure_ascii=False)


def loads(text):
    return json.loads(text, parse_int=float)


class Held:
    """What a store should hold after the files, by the reading above."""

    def __init__(self):
        self.kept = {}  # what tells versions apart -> canonical text

    def add(self, object):
        if not is_usable(object):
            return "refused"
        text = canonical(loads(json.dumps(object)))
        stamp = stamp_of(object)
        key = (object["id"].lower(), spec_of(object), stamp) if stamp else (object["id"].lower(), text)
        if key not in self.kept:
            self.kept[key] = text
            return "taken"
        return "known" if self.kept[key] == text else "refused"


def reports_of(store, files, *options):
    """One report for each file."""
    ended = subprocess.run([program(), "import", "--store", str(store), "--json", *options,
                            *map(str, files)], capture_output=True, check=False, timeout=3600)
    reports = [json.loads(line) for line in ended.stdout.decode().splitlines()]
    if len(reports) != len(files):
        raise AssertionError(ended.stderr.decode()[-2000:])
    return reports


@unittest.skipUnless((DATA / "stix").is_dir(), "no shared data")
class Stix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.held = Held()
        cls.counts = {}  # file -> (by the reading, by the program)
        cls.files = [path for name in archives("stix") for path in files_of(f"stix/{name}")]
        for path, report in zip(cls.files, reports_of(cls.server.store, cls.files)):
            count = collections.Counter(cls.held.add(object) for object in objects_of(path))
            cls.counts[path] = ({word: count[word] for word in ("taken", "known", "refused")},
                                {word: report[word] for word in ("taken", "known", "refused")},
                                report["damage"])

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def test_each_file_is_counted_as_an_independent_reading_counts_it(self):
        self.assertLess(60000, len(self.held.kept))
        for path, (expected, found, damage) in self.counts.items():
            with self.subTest(path.relative_to(DATA)):
                self.assertEqual(expected, found)
                self.assertIsNone(damage)

    def check_same(self, texts):
        """The same set of objects: neither less nor more, nor twice."""
        found = collections.Counter(canonical(loads(text) if isinstance(text, str) else text)
                                    for text in texts)
        expected = set(self.held.kept.values())
        self.assertEqual([], [text[:300] for text in found if text not in expected][:3])
        self.assertEqual([], [text[:300] for text in expected if text not in found][:3])
        self.assertEqual([], [text[:300] for text, count in found.items() if count > 1][:3])

    def export(self, *options):
        ended = subprocess.run([program(), "export", "--store", str(self.server.store), *options],
                               capture_output=True, check=True, timeout=600)
        return ended.stdout.decode()

    def test_an_export_gives_back_the_same_objects(self):
        lines = self.export("--format", "jsonl", "--all-versions").split("\n")[:-1]
        self.check_same(lines)
        bundle = loads(self.export("--format", "stix", "--all-versions"))
        self.assertEqual("bundle", bundle["type"])
        self.check_same(bundle["objects"])

    def test_what_was_imported_is_known(self):
        chosen = self.files if IS_LONG else self.files[::7]
        for path, report in zip(chosen, reports_of(self.server.store, chosen)):
            expected, _, _ = self.counts[path]
            with self.subTest(path.relative_to(DATA)):
                self.assertEqual((0, expected["taken"] + expected["known"], expected["refused"]),
                                 (report["taken"], report["known"], report["refused"]))

    def test_taxii_gives_the_same_objects(self):
        self.server.start()
        self.addCleanup(self.server.stop)
        asker = Asker(self.server, token=self.server.first["token"])
        self.addCleanup(asker.close)
        texts, more = [], ""
        while True:
            code, body = asker.ask("GET", "/taxii2/home/collections/home/objects/?match[version]=all"
                                   "&match[spec_version]=2.0,2.1"
                                   f"&limit={TAXII_PAGE}{more}", Accept=TAXII)
            self.assertEqual(200, code, body[:300])
            page = loads(body)
            texts += page["objects"]
            if not page["more"]:
                break
            more = f"&next={page['next']}"
        self.check_same(texts)

    def test_the_store_is_sound(self):
        self.assertEqual("ok\n", self.server.run("store", "check", "--store", self.server.store))
        self.assertRegex(self.server.run("verify", "store", "--store", self.server.store), "^ok: ")


def lines_of(path):
    """Lines that say something: no comment, not blank, not a row without a value."""
    text = path.read_bytes().decode("utf-8-sig", "replace")
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines
            if line.strip(",") and line[0] not in "#;!" and not line.startswith("//")]


def is_plain_value(line):
    return bool(HASH.match(line) or ADDRESS.match(line) or DOMAIN.match(line.lower()))


@unittest.skipUnless((DATA / "indicators").is_dir(), "no shared data")
class Lists(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.names = [name for name in archives("indicators") if name not in NOT_LISTS]
        cls.server = Server({
            "organisations": [{"slug": "home", "name": "Home"}],
            "communities": [{"slug": "lists", "title": "Lists", "members": ["home"]}],
            "collections": [{"alias": name, "title": name, "community": "lists",
                             "members": [{"organisation": "home", "read": True, "write": True}]}
                            for name in cls.names]})
        cls.files, cls.reports = {}, {}
        for name in cls.names:
            cls.files[name] = files_of(f"indicators/{name}")[::1 if IS_LONG else LARGE.get(name, 1)]
            cls.reports[name] = reports_of(cls.server.store, cls.files[name], "--collection", name)

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def each(self):
        for name in self.names:
            for path, report in zip(self.files[name], self.reports[name]):
                yield name, path, report

    def test_every_line_is_taken_known_or_refused(self):
        for name, path, report in self.each():
            lines = lines_of(path)
            total = report["taken"] + report["known"] + report["refused"]
            with self.subTest(path.relative_to(DATA), form=report["form"]):
                self.assertIsNone(report["damage"])
                if report["form"] == "csv":  # a header, and rows of one value or more
                    self.assertLessEqual(len(lines) - 1, total + lines_over(path))
                elif report["form"] == "rpz":
                    self.assertEqual(sum(" CNAME " in line for line in lines), total)
                else:  # a heading ("SHA256") is no value, and not refused either
                    each = sum(len(lists.alike(line) or "1") for line in lines)
                    heading = each - total == 1 and not is_plain_value(lines[0])
                    self.assertEqual(each - heading, total)

    def test_no_plain_value_is_refused(self):
        for name, path, report in self.each():
            if report["form"] == "csv":
                continue
            plain = [line for line in lines_of(path) if is_plain_value(line)]
            with self.subTest(path.relative_to(DATA)):
                self.assertLessEqual(len(plain), report["taken"] + report["known"])
                whole = path.read_bytes().decode("utf-8-sig", "replace").splitlines()
                for refusal in report["refusals"]:
                    self.assertIn("reason", refusal)
                    self.assertFalse(is_plain_value(whole[refusal["line"] - 1].strip()), refusal)

    def expected(self, name):
        """(kind, value) -> whether each line that says so was refused for a reason that is known."""
        values = {}
        for path, report in zip(self.files[name], self.reports[name]):
            refused = {each["line"]: each["code"] for each in report["refusals"]}
            left_out_after = max(refused) if report["refusals_left_out"] else sys.maxsize
            for line, kind, value in lists.Reader(path):
                is_refused = refused.get(line) in EXPLAINED or line > left_out_after
                values[kind, value] = values.get((kind, value), True) and is_refused
        return values

    def exported(self, name, form):
        return self.server.run("export", "--store", self.server.store, "--format", form,
                               "--collection", name).split("\n")[:-1]

    def test_the_store_holds_exactly_the_values_that_an_independent_reader_finds(self):
        for name in self.names:
            expected = self.expected(name)
            objects = [json.loads(line) for line in self.exported(name, "jsonl")]
            found = collections.Counter(lists.of_pattern(each["pattern"]) for each in objects)
            with self.subTest(name):
                self.assertEqual(set(), {each["type"] for each in objects} - {"indicator"})
                self.assertEqual([], [value for value in found if value not in expected][:5])
                missing = [value for value in expected if value not in found]
                self.assertEqual([], [value for value in missing if not expected[value]][:5])
                self.assertEqual([], [value for value, count in found.items() if count > 1][:5])
                self.assertEqual(sum(report["taken"] for report in self.reports[name]), len(found))
                self.assertEqual(len(found), len(self.exported(name, "list")))

    def test_taxii_gives_the_same_objects_as_an_export(self):
        self.server.start()
        self.addCleanup(self.server.stop)
        asker = Asker(self.server, is_local=True)
        self.addCleanup(asker.close)
        for name in self.names:
            found, more = collections.Counter(), ""
            while True:
                page = asker.json(f"/taxii2/lists/collections/{name}/objects/"
                                  f"?limit={TAXII_PAGE}{more}", Accept=TAXII)
                found.update(canonical(each) for each in page.get("objects", []))
                if not page.get("more"):
                    break
                more = f"&next={page['next']}"
            exported = collections.Counter(canonical(json.loads(line))
                                           for line in self.exported(name, "jsonl"))
            with self.subTest(name):
                self.assertLess(0, len(found))
                self.assertEqual([], [*(found - exported)][:3])
                self.assertEqual([], [*(exported - found)][:3])

    def test_a_list_is_known_when_it_comes_again(self):
        for name in self.names:
            path, before = self.files[name][0], self.reports[name][0]
            report, = reports_of(self.server.store, [path], "--collection", name)
            with self.subTest(name):
                self.assertEqual((0, before["taken"] + before["known"], before["refused"]),
                                 (report["taken"], report["known"], report["refused"]))

    def test_the_store_is_sound(self):
        self.assertEqual("ok\n", self.server.run("store", "check", "--store", self.server.store))
        self.assertRegex(self.server.run("verify", "store", "--store", self.server.store), "^ok: ")


def lines_over(path):
    """Rows of a table may go over several lines, inside quotes."""
    text = path.read_bytes().decode("utf-8-sig", "replace")
    return sum(part.count("\n") for part in text.split('"')[1::2])


if __name__ == "__main__":
    unittest.main()
