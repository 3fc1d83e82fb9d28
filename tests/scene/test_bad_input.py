"""Bad input through every door: what is unusable is refused as a whole, what is refused in a part is
named with its reason and place, memory stays bounded, and the server goes on serving.
"""

import base64
import gzip
import json
import os
import random
import socket
import subprocess
import time
import unittest
import uuid
import zlib

from local import Asker, LocalConnection
from server import PASSWORD, Server, basic, program

TAXII = "application/taxii+json;version=2.1"
GROWN_MIB_MAX = 300        # of the server, over what it had before
HUGE = 2 << 30             # bytes that are claimed and never come
FLOOD = 96 << 20           # bytes of one string that do come


RED = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"


def indicator(**more):
    return dict({"type": "indicator", "spec_version": "2.1", "id": f"indicator--{uuid.uuid4()}",
                 "created": "2024-01-01T00:00:00Z", "modified": "2024-01-01T00:00:00Z",
                 "name": "good", "pattern": "[domain-name:value = 'good.example']",
                 "pattern_type": "stix", "valid_from": "2024-01-01T00:00:00Z"}, **more)


def text_of(**more):
    return json.dumps(indicator(**more)).encode()


def without(name):
    object = indicator()
    del object[name]
    return json.dumps(object).encode()


# What cannot be read at all: name -> bytes of a body.
UNUSABLE = {
    "nothing but a bracket": b"{",
    "broken UTF-8": b'{"type":"bundle","id":"bundle--\xff\xfe","objects":[',
    "deep": b"[" * 10000,
    "deep and closed": b'{"a":' * 10000 + b"1" + b"}" * 10000,
    "NUL bytes": b"\0" * 1000,
    "half a word": b"tru",
    "a number": b"12345678901234567890123456789",
    "a huge number": b"9" * 100000,
    "null": b"null",
    "UTF-16": '{"objects": []}'.encode("utf-16"),
    "a packed lie": gzip.compress(b'{"objects": [')[:-6],
    "noise": random.Random(1).randbytes(100000),
    "packed by what we do not read": zlib.compress(random.Random(2).randbytes(5000)),
    "packed noise": b"\x1f\x8b\x08" + bytes(range(256)) * 4,
}

# Of these there is something to read: one line, or one object, which is refused.
ONE_REFUSED = {"deep and closed", "half a word", "a number", "a huge number", "null"}

# One object in a bundle of which the others are good: name -> (bytes, word of the reason).
REFUSED = {
    "type is a number": (text_of(type=5), b"type"),
    "type is missing": (without("type"), b"type"),
    "type is a list": (text_of(type=["indicator"]), b"type"),
    "id is missing": (without("id"), b"id"),
    "id of another type": (text_of(id=f"malware--{uuid.uuid4()}"), b"id"),
    "id is no UUID": (text_of(id="indicator--12345"), b"id"),
    "id is an object": (text_of(id={}), b"id"),
    "modified in the year 99999": (text_of(modified="99999-01-01T00:00:00Z"), b"modified"),
    "modified on 30 February": (text_of(modified="2024-02-30T00:00:00Z"), b"modified"),
    "modified at 25:61": (text_of(modified="2024-01-01T25:61:00Z"), b"modified"),
    "modified is a number": (text_of(modified=1704067200), b"modified"),
    "created is a word": (text_of(created="yesterday"), b"created"),
    "a label in a list of its own": (text_of(object_marking_refs=[[RED]]), b"object_marking_refs[0]"),
    "a label with a space": (text_of(object_marking_refs=[RED + " "]), b"object_marking_refs[0]"),
    "a label outside of a list": (text_of(object_marking_refs=RED), b"object_marking_refs"),
    "a label of another type": (text_of(object_marking_refs=["malware" + RED[18:]]),
                                b"object_marking_refs[0]"),
    "parts outside of a list": (text_of(granular_markings={"marking_ref": RED}),
                                b"granular_markings"),
    "a part's label in a list": (text_of(granular_markings=[{"marking_ref": [RED]}]),
                                 b"granular_markings[0].marking_ref"),
    "revoked in a word": (text_of(revoked="yes"), b"revoked"),
    "made by a number": (text_of(created_by_ref=5), b"created_by_ref"),
    "made by no UUID": (text_of(created_by_ref="identity--zz"), b"created_by_ref"),
    "holds from month 13": (text_of(valid_from="2020-13-01T00:00:00Z"), b"valid_from"),
    "holds until a word": (text_of(valid_until="garbage"), b"valid_until"),
    "of a standard in a number": (text_of(spec_version=2.1), b"spec_version"),
    "extended by a list": (text_of(extensions=[1]), b"extensions"),
    "a member twice": (text_of()[:-1] + b', "name": "again"}', b"second member"),
    "a bundle inside": (json.dumps({"type": "bundle", "id": f"bundle--{uuid.uuid4()}"}).encode(),
                        b"bundle"),
    "100 levels": (text_of()[:-1] + b', "x": ' + b'{"a":' * 100 + b"1" + b"}" * 101, b""),
    "broken UTF-8": (text_of()[:-1] + b', "x": "\xc3\x28"}', b""),
    "a lone surrogate": (text_of()[:-1] + b', "x": "\\ud800"}', b""),
    "a control character": (text_of()[:-1] + b', "x": "\x01"}', b""),
    "a bad escape": (text_of()[:-1] + b', "x": "\\q"}', b""),
    "a number too large": (text_of()[:-1] + b', "x": 1e999}', b""),
}

# TAXII 2.1, 5.5: an unsupported version of STIX is 422 for the whole request.
STRANGE = {"of a standard to come": (text_of(spec_version="9.9"), b"spec_version")}

# What is no object at all: name -> bytes.
NO_OBJECT = {"a number": b"17", "a string": b'"indicator"', "a list": b"[]", "null": b"null"}

# Odd and still what may be said.
TAKEN = {
    "digits": text_of()[:-1] + b', "x": 123456789012345678901234567890}',
    "an escaped NUL": text_of()[:-1] + b', "x": "\\u0000"}',
    "60 levels": text_of()[:-1] + b', "x": ' + b'{"a":' * 60 + b"1" + b"}" * 61,
    "a pattern that is none": text_of(pattern="[[[[ OR"),
    "a pattern that is a list": text_of(pattern=["x"]),
    "a name that is a number": text_of(name=5),
    "labels in a string": text_of(labels="x"),
    "a label that is a number": text_of(labels=["x", 5]),
    "sure in a word": text_of(confidence="high"),
    "more than sure": text_of(confidence=101),
    "seen in a string": text_of(external_references=["x", None]),
    "nothing said of it": text_of(object_marking_refs=None, labels=None, valid_until=None),
    "marked by somebody": text_of(object_marking_refs=[f"marking-definition--{uuid.uuid4()}"]),
    "far past": text_of(created="0001-01-01T00:00:00Z", modified="0001-01-01T00:00:00Z"),
    "a future": text_of(modified="9999-12-31T23:59:59.999999Z"),
    "an unknown type": json.dumps({"type": "x-odd", "id": f"x-odd--{uuid.uuid4()}"}).encode(),
}


def is_json(text):
    """Within the limits of I-JSON, which the server keeps too."""
    def members(pairs):
        if len(dict(pairs)) != len(pairs):
            raise ValueError("twice")
        return dict(pairs)
    try:
        value = json.loads(text, object_pairs_hook=members)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        return text.count(b'{"a":') < 64
    except ValueError:
        return False


def bundle(*texts):
    return (b'{"type":"bundle","id":"bundle--' + str(uuid.uuid4()).encode() + b'","objects":['
            + b",".join(texts) + b"]}")


class Doors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server({
            "organisations": [{"slug": "alpha", "name": "Alpha"}],
            "communities": [{"slug": "one", "title": "One", "members": ["alpha"]}],
            "collections": [{"alias": "in", "title": "In", "community": "one", "members": [
                {"organisation": "alpha", "read": True, "write": True}]}],
            "accounts": [{"name": "alice", "display": "Alice", "organisation": "alpha",
                          "password": PASSWORD}]})
        cls.server.start()
        cls.alice = Asker(cls.server, basic=basic("alice"))
        cls.before = cls.resident()

    @classmethod
    def tearDownClass(cls):
        cls.alice.close()
        cls.server.close()

    @classmethod
    def resident(cls):
        """Of anonymous memory, in MiB."""
        with open(f"/proc/{cls.server.process.pid}/status", encoding="ascii") as lines:
            for line in lines:
                if line.startswith("RssAnon"):
                    return int(line.split()[1]) / 1024
        return 0

    def tearDown(self):
        self.assertIsNone(self.server.process.poll(), self.server.said())
        code, text = Asker(self.server).ask("GET", "/api/v1/overview")
        self.assertEqual(200, code, text)
        self.assertLess(self.resident(), self.before + GROWN_MIB_MAX)

    def import_(self, body, more=""):
        code, text = self.alice.ask("POST", f"/api/v1/import?collection=in{more}", body)
        return code, json.loads(text)

    def check_problem(self, code, answer, of):
        self.assertTrue(400 <= code < 500, (of, code, answer))
        self.assertEqual(code, answer["status"], of)
        self.assertTrue(answer["detail"] and answer["code"].startswith("problem."), of)

    # ---- import ----

    def test_an_import_of_what_cannot_be_read_is_422(self):
        for name, body in UNUSABLE.items():
            with self.subTest(name):
                code, report = self.import_(body)
                self.assertEqual(0, report["taken"], name)
                if code == 200:  # a list: each line is refused
                    self.assertLess(0, report["refused"])
                    self.assertTrue(all(refusal["reason"] for refusal in report["refusals"]))
                else:
                    self.assertEqual(422, code, report)
                    self.assertTrue(report["damage"]["reason"])

    def test_an_import_names_each_refused_object(self):
        for name, (text, word) in {**REFUSED, **STRANGE}.items():
            with self.subTest(name):
                code, report = self.import_(bundle(text_of(), text, text_of()))
                self.assertEqual(200, code, report)
                self.assertEqual((2, 1, None),
                                 (report["taken"], report["refused"], report["damage"]))
                refusal, = report["refusals"]
                self.assertEqual(1, refusal["index"])
                self.assertIn(word.decode(), refusal["reason"])

    def test_what_is_no_object_is_refused_alone(self):
        for name, text in NO_OBJECT.items():
            for body in (bundle(text_of(), text, text_of()),
                         b"[" + text_of() + b", " + text + b" ," + text_of() + b"]"):
                with self.subTest(name):
                    code, report = self.import_(body)
                    self.assertEqual((200, 2, 1, None), (code, report["taken"], report["refused"],
                                                         report["damage"]), report)
                    refusal, = report["refusals"]
                    self.assertEqual(1, refusal["index"])
                    self.assertIn("not an object", refusal["reason"])

    def test_all_or_nothing_takes_none_when_one_is_refused(self):
        for name, (text, word) in REFUSED.items():
            with self.subTest(name):
                good = indicator()
                code, report = self.import_(bundle(json.dumps(good).encode(), text),
                                            "&all_or_nothing=1")
                self.assertEqual((200, 0, 1), (code, report["taken"], report["refused"]), report)
                code, _ = self.alice.ask("GET", f"/api/v1/objects/{good['id']}")
                self.assertEqual(404, code)

    def test_what_is_odd_and_allowed_is_kept_as_it_came(self):
        for name, text in TAKEN.items():
            with self.subTest(name):
                code, report = self.import_(bundle(text), "&strength=lenient")
                self.assertEqual((200, 1), (code, report["taken"]), report)
                id = json.loads(text)["id"]
                shown = self.alice.json(f"/api/v1/objects/{id}")
                self.assertEqual(json.loads(text), shown["object"])

    def test_damage_after_good_objects_keeps_them_and_names_the_place(self):
        for name, tail in (("cut off", b""), ("no comma", b' {"type"'), ("a stray bracket", b"]]]]"),
                           ("deep", b"," + b'{"a":[' * 10000), ("noise", b",\xff\xff\xff")):
            with self.subTest(name):
                code, report = self.import_(bundle(text_of(), text_of())[:-2] + tail)
                self.assertEqual((200, 2), (code, report["taken"]), report)
                self.assertTrue(report["damage"] or report["refused"], report)
                if report["damage"]:
                    self.assertRegex(report["damage"]["reason"], r"byte \d+|objects\[2\]")

    def test_lists_name_each_refused_line(self):
        body = b"good.example\n\xff\xfe\xfd\n" + b"a" * 100000 + b"\n\0\0\n192.0.2.1\n999.1.2.3\n"
        code, report = self.import_(body)
        self.assertEqual((200, 2, 4), (code, report["taken"], report["refused"]), report)
        self.assertEqual([2, 3, 4, 6], [refusal["line"] for refusal in report["refusals"]])

    def test_an_unknown_collection_or_flag_is_refused_before_anything_is_read(self):
        for query in ("collection=no-such", "collection=in&all_or_nothing=maybe",
                      "collection=in&collection=in", "collection=%00", "collection=%ff"):
            code, text = self.alice.ask("POST", f"/api/v1/import?{query}", bundle(text_of()))
            self.check_problem(code, json.loads(text), query)

    # ---- TAXII ----

    def post(self, body, **headers):
        url = "/taxii2/one/collections/in/objects/"
        return self.alice.ask("POST", url, body, **dict({"Content-Type": TAXII, "Accept": TAXII},
                                                       **headers))

    def test_taxii_refuses_what_is_no_envelope(self):
        more = {"a bundle": bundle(text_of()), "an object": text_of(), "a list": b"good.example\n",
                "nothing": b"", "objects is a number": b'{"objects": 5}'}
        for name, body in {**UNUSABLE, **more}.items():
            with self.subTest(name):
                code, text = self.post(body)
                self.assertTrue(400 <= code < 500, (code, text))
                self.assertEqual(str(code), json.loads(text)["http_status"])

    def test_taxii_takes_nothing_of_a_body_that_is_no_json_and_names_the_place(self):
        bad = {name: text for name, (text, _) in REFUSED.items() if not is_json(text)}
        for name, text in {**bad, "half a word": b"tru"}.items():
            with self.subTest(name):
                good = indicator()
                body = b'{"objects":[' + json.dumps(good).encode() + b"," + text + b"]}"
                code, answer = self.post(body)
                self.assertEqual(422, code, answer)
                self.assertIn("objects[1]", json.loads(answer)["description"])
                code, _ = self.alice.ask("GET", f"/api/v1/objects/{good['id']}")
                self.assertEqual(404, code)

    def test_taxii_reports_each_refused_object(self):
        for name, (text, word) in REFUSED.items():
            if not is_json(text):
                continue
            with self.subTest(name):
                body = b'{"objects":[' + text_of() + b"," + text + b"," + text_of() + b"]}"
                code, answer = self.post(body)
                self.assertEqual(202, code, answer)
                status = json.loads(answer)
                self.assertEqual((3, 2, 1), tuple(status[f"{word}_count"] for word in
                                                  ("total", "success", "failure")))
                failure, = status["failures"]
                self.assertIn(word.decode(), failure["message"])

    # ---- bodies that are JSON ----

    BAD_JSON = {**UNUSABLE, **NO_OBJECT, "a list": b"[]", "empty": b"", "twice": b'{"values":[],"values":[]}',
                "wrong type": b'{"values":"x","name":5,"password":[],"label":{},"title":1}'}

    def check_json_door(self, method, path):
        for name, body in self.BAD_JSON.items():
            with self.subTest(name, path=path):
                code, text = self.alice.ask(method, path, body)
                self.check_problem(code, json.loads(text), name)

    def test_look_up_refuses_what_is_no_list_of_texts(self):
        self.check_json_door("POST", "/api/v1/lookup")
        for values in ([5], [None], [["a"]], {"a": 1}, "text", ["a"] * 10001):
            code, text = self.alice.ask("POST", "/api/v1/lookup", json.dumps({"values": values}))
            self.check_problem(code, json.loads(text), str(values)[:50])

    def test_look_up_knows_nothing_of_odd_values(self):
        values = ["", " ", "\0", "\ud83d\ude00", "a" * 100000, "[" * 10000, "http://" + "a." * 5000,
                  "999.999.999.999", "::::", "1.2.3.4/99", "'; DROP TABLE version; --", "%s%n"]
        results = self.alice.json("/api/v1/lookup", {"values": values})["results"]
        self.assertEqual(len(values), len(results))
        self.assertEqual([], [match for result in results for match in result["matches"]])

    def test_signing_in_with_what_is_no_name_and_password_is_refused(self):
        self.check_json_door("POST", "/api/v1/session")
        self.check_json_door("POST", "/api/v1/tokens")
        for name, password in (("a" * 5000, "x"), ("\0", "\0"), ("alice", "x" * 5000),
                               ("' OR 1=1 --", "' OR 1=1 --")):
            code, text = Asker(self.server).ask("POST", "/api/v1/session", json.dumps(
                {"name": name, "password": password}))
            self.check_problem(code, json.loads(text), name[:20])

    def test_text_that_not_every_database_can_hold_is_refused_by_name(self):
        """PostgreSQL holds UTF-8 without U+0000; a file is no softer."""
        for name in ("\0", "alice\0", b"\xff", b"alice\xff", b"\xed\xa0\x80"):
            raw = name if isinstance(name, bytes) else name.encode()
            stranger = Asker(self.server, basic="Basic " + base64.b64encode(raw + b":x").decode())
            code, text = stranger.ask("GET", "/api/v1/me")
            self.assertEqual(401, code, (name, text))
            code, text = stranger.ask("GET", "/taxii2/")
            self.assertEqual(401, code, (name, text))
        code, text = self.alice.ask("POST", "/api/v1/tokens", '{"label": "a\\u0000b"}')
        self.assertEqual(400, code, text)
        self.assertIn("label", json.loads(text)["detail"])
        for path in ("%00", "a%00b", "%ff"):
            code, text = self.alice.ask("DELETE", f"/api/v1/tokens/{path}")
            self.assertIn(code, (400, 404), text)
            for asked in (f"objects?q={path}", f"objects?type={path}", f"objects?collection={path}",
                          f"export?q={path}", f"objects/{path}", f"facets?q={path}"):
                code, text = self.alice.ask("GET", f"/api/v1/{asked}")
                self.assertIn(code, (200, 400, 404), (asked, text))
        operator = Asker(self.server, is_local=True)
        for name in ("\xff", "a\xffb"):
            code, text = operator.ask("GET", "/api/v1/me", Renkei_As=name)
            self.assertEqual(4, code // 100, text)
        world = {"organisations": [{"slug": "nul", "name": "a\0b"}]}
        code, text = operator.ask("POST", "/api/v1/admin/setup", json.dumps(world))
        self.assertEqual(400, code, text)
        self.assertIn("organisations[0].name: ", json.loads(text)["detail"])
        world["organisations"][0]["name"] = "ab"
        world["accounts"] = [{"name": "nul", "display": "x", "organisation": "nul\0"}]
        code, text = operator.ask("POST", "/api/v1/admin/setup", json.dumps(world))
        self.assertEqual(400, code, text)

    def test_dialogues_refuse_what_they_cannot_use(self):
        self.check_json_door("POST", "/api/v1/dialogues")
        id = f"dialogue--{uuid.uuid4()}"
        for method, path in (("PUT", f"{id}/agenda/x"), ("POST", f"{id}/agenda"),
                             ("POST", f"{id}/questions"), ("PUT", f"{id}/questions/x/vote"),
                             ("PUT", f"{id}/questions/x/state"), ("POST", f"{id}/issues"),
                             ("PUT", f"{id}/issues/x/support")):
            self.check_json_door(method, f"/api/v1/dialogues/{path}")

    # ---- match ----

    def test_match_reads_any_bytes(self):
        for name, body in {**UNUSABLE, "noise": os.urandom(1 << 20), "one line": b"a" * (8 << 20),
                           "dots": b"." * (1 << 20), "nothing": b""}.items():
            with self.subTest(name):
                code, text = self.alice.ask("POST", "/api/v1/match", body)
                answer = json.loads(text)
                if name.startswith("packed") or "packed" in name:
                    self.assertIn(code, (200, 400), answer)
                else:
                    self.assertEqual(200, code, answer)

    # ---- parameters and paths ----

    def test_parameters_that_make_no_sense_are_refused(self):
        for path in ("objects?limit=99999999999999999999", "objects?limit=-1", "objects?limit=x",
                     "objects?cursor=%00", "objects?since=yesterday", "objects?since=99999-01-01",
                     "objects?tlp=purple", "objects?by=nobody", "objects?all=2", "objects?%zz=1",
                     "objects?order=up", "objects?revoked=x", 'objects?q="', "export?format=exe",
                     "overview?days=100000", "objects?collection=" + "a" * 3000,
                     "objects?q=" + "%22" * 999):
            code, text = self.alice.ask("GET", f"/api/v1/{path}")
            with self.subTest(path[:60]):
                self.assertIn(code, (200, 400, 404, 413, 414), text[:300])
                if "q=" not in path:
                    self.check_problem(code, json.loads(text), path[:60])

    def test_paths_that_lead_nowhere_are_404(self):
        for path in ("objects/indicator--x", "objects/..%2f..%2fetc%2fpasswd", "objects/%00",
                     "objects/" + "a" * 3000, f"objects/indicator--{uuid.uuid4()}/versions/x",
                     "no/such/page", "objects/%ff/relations", "../../etc/passwd"):
            code, _ = self.alice.ask("GET", f"/api/v1/{path}")
            self.assertIn(code, (400, 404, 414), path[:60])

    # ---- lengths that lie ----

    def plug(self):
        plug = socket.create_connection(("127.0.0.1", self.server.port), 30)
        self.addCleanup(plug.close)
        return plug

    def head(self, path, *lines):
        return "\r\n".join([f"POST {path} HTTP/1.1", "Host: renkei", f"Authorization: {basic('alice')}",
                            f"Content-Type: {TAXII}", "Renkei-Request: 1", *lines, "", ""]).encode()

    POSTS = ("/api/v1/import?collection=in", "/taxii2/one/collections/in/objects/",
             "/api/v1/lookup", "/api/v1/match", "/api/v1/session", "/api/v1/dialogues")

    def test_a_length_that_is_claimed_costs_nothing_until_it_comes(self):
        plugs = []
        for path in self.POSTS * 3:
            plug = self.plug()
            plug.sendall(self.head(path, f"Content-Length: {HUGE}") + b'{"values":["' + b"a" * 65536)
            plugs.append(plug)
        time.sleep(0.5)
        self.assertLess(self.resident(), self.before + GROWN_MIB_MAX)
        code, _ = Asker(self.server).ask("GET", "/api/v1/overview")
        self.assertEqual(200, code)
        for plug in plugs:
            plug.close()

    def flood(self, path, chunked):
        """Sends one string without end; what the server says to it, or b"" when it hangs up."""
        plug = self.plug()
        lines = ["Transfer-Encoding: chunked"] if chunked else [f"Content-Length: {HUGE}"]
        part = b"a" * (1 << 20)
        start = b'{"objects":[{"type":"indicator","x":"'
        try:
            plug.sendall(self.head(path, *lines))
            plug.sendall(b"%x\r\n%s\r\n" % (len(start), start) if chunked else start)
            for _ in range(FLOOD >> 20):
                plug.sendall(b"%x\r\n%s\r\n" % (len(part), part) if chunked else part)
                self.assertLess(self.resident(), self.before + GROWN_MIB_MAX, path)
            plug.settimeout(5)
            return plug.recv(4096)
        except (BrokenPipeError, ConnectionResetError):
            return b""
        except TimeoutError:
            return b"still reading"

    def test_an_endless_string_is_refused_and_memory_stays_bounded(self):
        for path in self.POSTS:
            for chunked in (False, True):
                with self.subTest(path, chunked=chunked):
                    answer = self.flood(path, chunked)
                    # A log may have any length; all others have limits below what was sent.
                    if path != "/api/v1/match" and answer:
                        self.assertRegex(answer, rb"^HTTP/1.1 (4\d\d|200)", path)

    def test_a_small_body_that_unpacks_to_much_is_bounded(self):
        packed = gzip.compress(b'{"objects":[{"type":"indicator","x":"' + b"a" * (200 << 20))
        code, report = self.import_(packed)
        self.assertEqual((422, 0), (code, report["taken"]), report)
        self.assertLess(self.resident(), self.before + GROWN_MIB_MAX)

    def test_what_is_not_http_is_turned_away(self):
        for text in (b"\0" * 4096 + b"\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\0" * 50,
                     b"GET " + b"/a" * 40000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 20000 + b"\r\n",
                     b"POST /api/v1/import HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
                     b"POST /api/v1/import HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
                     b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                     b"POST /api/v1/lookup HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                     b"ffffffffffffffffff\r\n"):
            plug = self.plug()
            try:
                plug.sendall(text)
                plug.shutdown(socket.SHUT_WR)
                answer = plug.recv(4096)
            except OSError:
                answer = b""
            self.assertRegex(answer, rb"^(HTTP/1\.[01] [45]\d\d|$)", text[:40])

    def test_the_local_socket_is_no_softer(self):
        for name, body in UNUSABLE.items():
            connection = LocalConnection(self.server.local)
            connection.request("POST", "/api/v1/admin/setup", body)
            answer = connection.getresponse()
            self.check_problem(answer.status, json.loads(answer.read()), name)
            connection.close()


class CommandLine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def run_(self, *arguments, input=b""):
        return subprocess.run([program(), *map(str, arguments)], input=input, capture_output=True,
                              check=False, timeout=120)

    def import_(self, body, *options, by_file=False):
        path = "-"
        if by_file:
            path = self.server.folder / "input"
            path.write_bytes(body)
            body = b""
        return self.run_("import", "--store", self.server.store, *options, path, input=body)

    def test_what_cannot_be_read_is_exit_code_2_and_a_refused_line_1_with_a_sentence(self):
        for by_file in (False, True):
            for name, body in UNUSABLE.items():
                with self.subTest(name, by_file=by_file):
                    ended = self.import_(body, by_file=by_file)
                    is_one = name in ONE_REFUSED
                    self.assertEqual(1 if is_one else 2, ended.returncode, ended)
                    self.assertRegex(ended.stderr.decode(), "(line 1|objects.0.): " if is_one
                                     else "damaged: ")
                    self.assertIn(b": 0 taken, 0 known already, %d refused" % is_one, ended.stdout)

    def test_a_file_with_nothing_in_it_is_fine(self):
        for body in (b"", b"\n\n", b"# nothing yet\n", b'{"type":"bundle","id":"bundle--1"}'):
            with self.subTest(body):
                ended = self.import_(body)
                self.assertEqual((0, b""), (ended.returncode, ended.stderr), ended)
                self.assertIn(b": 0 taken, 0 known already, 0 refused", ended.stdout)

    def test_each_refusal_is_named_and_exit_code_is_1(self):
        for name, (text, word) in REFUSED.items():
            with self.subTest(name):
                ended = self.import_(bundle(text_of(), text, text_of()))
                self.assertEqual(1, ended.returncode, ended)
                self.assertIn(b"objects[1]", ended.stderr)
                self.assertIn(word, ended.stderr)
                self.assertIn(b"2 taken", ended.stdout)

    def test_match_takes_odd_indicators_and_odd_text(self):
        path = self.server.folder / "odd.txt"
        for name, body in UNUSABLE.items():
            with self.subTest(name):
                path.write_bytes(body)
                ended = self.run_("match", "--indicators", path, "-", input=b"good.example\n")
                self.assertIn(ended.returncode, (0, 2), ended)
                ended = self.run_("match", "--store", self.server.store, path)
                self.assertIn(ended.returncode, (0, 2), ended)

    def test_look_up_takes_odd_values(self):
        ended = self.run_("lookup", "--store", self.server.store, "[[[", "", "\udcff\udcfe",
                          "a" * 5000)
        self.assertIn(ended.returncode, (0, 2), ended)
        ended = self.run_("lookup", "--store", self.server.store, input=b"\xff\xfe\n\0\n" + b"a" * 9999)
        self.assertEqual(2, ended.returncode, ended)

    def test_setup_and_configuration_name_the_place(self):
        path = self.server.folder / "odd.json"
        for text in (b"{", b'{"organisations": [{"slug": "a b"}]}', b'{"accounts": [{"name": "x"}]}',
                     b'{"communities": [{"slug": "c", "members": ["nobody"]}]}', b"[" * 10000):
            path.write_bytes(text)
            ended = self.run_("setup", "--store", self.server.store, path)
            self.assertEqual(2, ended.returncode, ended)
            self.assertTrue(ended.stderr.startswith(b"renkei: "), ended)
        path.write_bytes(b"# fine\nno-such-option = 5\n")
        ended = self.run_("lookup", "--config", path, "a.example")
        self.assertEqual(2, ended.returncode)
        self.assertIn(b"line 2", ended.stderr)


if __name__ == "__main__":
    unittest.main()
