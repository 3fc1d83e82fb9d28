"""The HTTP interface is as it is described.

The tables of routes in src/api, docs/formats/openapi.json and docs/formats/api.md name the same
requests; and what a server with the demo answers is what openapi.json says of it: status, media
type and every member. `Schema` knows as much of JSON Schema as openapi.json uses, and refuses the
rest. The limits of docs/manual/limits.md are those of the source.
"""

import base64
import hmac
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path
from urllib.parse import quote, urlencode

ROOT = Path(__file__).resolve().parents[2]
DESCRIBED = json.loads((ROOT / "docs/formats/openapi.json").read_text("utf-8"))
PREFIX = "/api/v1"
PASSWORD = "renkei-demo"


# ---- the three descriptions ----

def routes_of_source():
    """(method, path) of every row of every table of routes."""
    found = set()
    for file in sorted((ROOT / "src/api").glob("*.c")):
        text = file.read_text("utf-8")
        names = dict(re.findall(r'^#define (\w+) +((?:\w+ +)?"[^"\n]*")$', text, re.MULTILINE))

        def spelled(words):
            parts = re.findall(r'"([^"]*)"|(\w+)', words)
            return "".join(spelled(names[name]) if name else literal for literal, name in parts)
        for table in re.findall(r"struct route rows\[\] = \{\n(.*?)^\};", text, re.M | re.S):
            for method, pattern in re.findall(r'^ +\{"([A-Z]+)", ([^,]+),', table, re.MULTILINE):
                found.add((method, spelled(pattern)))
    return found


def placed(path):
    """The log has a prefix of its own, as C2SP tlog-tiles calls it."""
    return path if path.startswith("/log/") else PREFIX + path


def routes_of_openapi():
    return {(method, placed(path)) for method, path, _ in operations()}


def routes_of_page():
    text = (ROOT / "docs/formats/api.md").read_text("utf-8")
    return {(method, placed(path))
            for method, path in re.findall(r"`(GET|POST|PUT|DELETE) (/[^\s`?]*)", text)}


def codes_of_source():
    return set(re.findall(r'"(problem\.\w+)"', (ROOT / "src/api/problem.c").read_text("utf-8")))


def parameters_of_source():
    """Names that routes other than TAXII's read from the query."""
    found = set()
    for file in (ROOT / "src/api").glob("*.c"):
        if not file.name.startswith("taxii"):
            found |= set(re.findall(r'\b(?:call_query\w*|split|filter_stamp)\([^;"]*"(\w+)"',
                                    file.read_text("utf-8")))
    return found


def operations():
    for path, item in DESCRIBED["paths"].items():
        for method, operation in item.items():
            if method != "servers":
                yield method.upper(), path, operation


def resolved(thing):
    while "$ref" in thing:
        at = DESCRIBED
        for part in thing["$ref"].removeprefix("#/").split("/"):
            at = at[part]
        thing = at
    return thing


# ---- JSON Schema, as far as it is used ----

WORDS = {"type", "properties", "required", "additionalProperties", "items", "minItems", "maxItems",
         "enum", "const", "anyOf", "pattern", "format", "minimum", "maximum", "maxLength",
         "default", "description", "$ref"}
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def is_of(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


class Schema:
    def __init__(self):
        self.wrong = []

    def check(self, value, schema, place="answer"):
        if unknown := set(schema) - WORDS:
            self.say(place, f"the schema has {unknown}, which this test does not know")
        if "$ref" in schema:
            self.check(value, resolved(schema), place)
        if "anyOf" in schema:
            self.check_any(value, schema["anyOf"], place)
        if "const" in schema and value != schema["const"]:
            self.say(place, f"{value!r} is not {schema['const']!r}")
        if "enum" in schema and value not in schema["enum"]:
            self.say(place, f"{value!r} is none of {schema['enum']}")
        names = schema.get("type", [])
        names = [names] if isinstance(names, str) else names
        if names and not any(is_of(value, name) for name in names):
            self.say(place, f"{value!r:.80} is no {' or '.join(names)}")
            return
        if isinstance(value, dict):
            self.check_object(value, schema, place)
        if isinstance(value, list):
            self.check_list(value, schema, place)
        if isinstance(value, str):
            self.check_text(value, schema, place)
        if is_of(value, "integer"):
            self.check_number(value, schema, place)

    def check_any(self, value, choices, place):
        tries = []
        for choice in choices:
            tries.append(Schema())
            tries[-1].check(value, choice, place)
            if not tries[-1].wrong:
                return
        self.wrong += min((each.wrong for each in tries), key=len)

    def check_object(self, value, schema, place):
        known = schema.get("properties", {})
        for name in schema.get("required", []):
            if name not in value:
                self.say(place, f"{name} is missing")
        for name, member in value.items():
            if name in known:
                self.check(member, known[name], f"{place}.{name}")
            elif schema.get("additionalProperties") is False:
                self.say(place, f"{name} is not described")

    def check_list(self, value, schema, place):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            self.say(place, f"has {len(value)} items")
        for index, item in enumerate(value):
            self.check(item, schema.get("items", {}), f"{place}[{index}]")

    def check_text(self, value, schema, place):
        if not re.search(schema.get("pattern", ""), value):
            self.say(place, f"{value!r} is not {schema['pattern']}")
        if schema.get("format") == "date-time" and not re.fullmatch(
                r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", value):
            self.say(place, f"{value!r} is no time")

    def check_number(self, value, schema, place):
        if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            self.say(place, f"{value} is out of range")

    def say(self, place, words):
        self.wrong.append(f"{place}: {words}")


# ---- a server with the demo ----

class Local(http.client.HTTPConnection):
    """HTTP through the local socket beside the store."""

    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.socket_path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        self.sock.connect(self.socket_path)


class Answer:
    def __init__(self, method, path, got):
        self.asked = f"{method} {path}"
        self.code = got.status
        self.type = got.headers.get("Content-Type", "")
        self.headers = got.headers
        is_stream = self.type == "text/event-stream"
        self.body = b"" if is_stream else got.read()

    @property
    def json(self):
        return json.loads(self.body)


class Demo:
    def __init__(self, program):
        self.folder = Path(tempfile.mkdtemp(prefix="renkei-docs-"))
        self.store = self.folder / "demo.db"
        port_file = self.folder / "port"
        environment = dict(os.environ, RENKEI=program)
        subprocess.run([ROOT / "script/demo", self.store], env=environment, check=True,
                       stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
        self.process = subprocess.Popen(
            [program, "serve", "--store", self.store, "--port", "0", "--port-file", port_file],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while not (port_file.exists() and port_file.read_text().strip()):
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the server does not start")
            time.sleep(0.02)
        self.port = int(port_file.read_text())

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, method, path, user=None, body=None, headers=None):
        """`user` None is a stranger, "@NAME" looks through NAME's eyes at the machine."""
        headers = dict(headers or {})
        is_local = user is not None and user.startswith("@")
        if is_local and user != "@":
            headers["Renkei-As"] = user[1:]
        if user is not None and not is_local:
            word = base64.b64encode(f"{user}:{PASSWORD}".encode()).decode()
            headers.setdefault("Authorization", "Basic " + word)
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        plug = Local(f"{self.store}-socket") if is_local else \
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            plug.request(method, placed(path), body, headers)
            return Answer(method, path, plug.getresponse())
        finally:
            plug.close()


class Descriptions(unittest.TestCase):
    def test_every_route_is_described_and_nothing_else_is(self):
        routes = {(method, path.replace("{name*}", "{name}")) for method, path in routes_of_source()
                  if path.startswith(("/api/", "/log/"))}
        self.assertGreater(len(routes), 30)
        self.assertEqual(routes_of_openapi(), routes)
        self.assertEqual(routes_of_page(), routes)

    def test_the_paths_of_taxii_stand_on_its_page(self):
        routes = {path for _, path in routes_of_source() if path.startswith("/taxii2/")}
        self.assertIn("/taxii2/{root}/collections/{collection}/objects/", routes)
        page = (ROOT / "docs/formats/taxii.md").read_text("utf-8")
        for words in ("/taxii2/", "collections", "objects", "manifest", "versions", "status"):
            self.assertIn(words, page)

    def test_every_problem_has_its_code_in_the_description(self):
        described = resolved(DESCRIBED["components"]["schemas"]["Problem"])["properties"]["code"]
        self.assertEqual(set(described["enum"]), codes_of_source())

    def test_every_parameter_of_the_query_is_described(self):
        described = {resolved(parameter)["name"] for _, _, operation in operations()
                     for parameter in operation.get("parameters", [])
                     if resolved(parameter)["in"] == "query"}
        self.assertEqual(described, parameters_of_source())

    def test_every_reference_leads_somewhere_and_names_in_paths_are_parameters(self):
        text = json.dumps(DESCRIBED)
        used = set(re.findall(r'"\$ref": "([^"]+)"', text))
        for reference in used:
            resolved({"$ref": reference})
        for kind in ("schemas", "responses", "parameters"):
            for name in DESCRIBED["components"][kind]:
                self.assertIn(f"#/components/{kind}/{name}", used)
        identifiers = [operation["operationId"] for _, _, operation in operations()]
        self.assertEqual(len(identifiers), len(set(identifiers)))
        for _, path, operation in operations():
            named = {resolved(row)["name"] for row in operation.get("parameters", [])
                     if resolved(row)["in"] == "path"}
            self.assertEqual(named, set(re.findall(r"\{(\w+)\}", path)), path)


class Answers(unittest.TestCase):
    asked = set()

    @classmethod
    def setUpClass(cls):
        program = os.environ.get("RENKEI_BINARY") or os.environ.get("RENKEI")
        if not program:
            raise unittest.SkipTest("RENKEI_BINARY names no program")
        cls.demo = Demo(program)
        cls.addClassCleanup(cls.demo.close)

    @classmethod
    def tearDownClass(cls):
        left = {(method, path) for method, path, _ in operations()} - cls.asked
        assert len(cls.asked) < 10 or not left, f"never asked: {left}"

    def hold(self, answer, method, path):
        """The answer is one that openapi.json describes for this operation."""
        operation = DESCRIBED["paths"][path][method.lower()]
        self.asked.add((method, path))
        self.assertIn(str(answer.code), operation["responses"], answer.asked)
        response = resolved(operation["responses"][str(answer.code)])
        content = response.get("content", {})
        if not content:
            self.assertEqual(answer.body, b"", answer.asked)
            return answer
        self.assertIn(answer.type, content, answer.asked)
        if "json" in answer.type and "ndjson" not in answer.type:
            schema = Schema()
            described = content[answer.type]["schema"]
            if described.get("type") != "string":  # an export of any size
                schema.check(answer.json, described)
            self.assertEqual(schema.wrong, [], answer.asked)
        if answer.type == "application/problem+json":
            self.assertEqual(answer.json["status"], answer.code, answer.asked)
        return answer

    def ask(self, method, path, user=None, *, code=None, query=None, body=None, headers=None,
            **names):
        target = re.sub(r"\{(\w+)\}", lambda hit: quote(names[hit[1]], safe=""), path)
        target += "?" + urlencode(query) if query else ""
        answer = self.hold(self.demo.ask(method, target, user, body, headers), method, path)
        if code is not None:
            self.assertEqual(answer.code, code, f"{answer.asked} {answer.body[:300]!r}")
        return answer

    def get(self, path, user=None, code=200, **named):
        return self.ask("GET", path, user, code=code, **named)

    def rows_of(self, user):
        """One visible object of each type, and of each marking."""
        rows, shown = {}, self.get("/objects", user, query={"limit": 1000}).json["rows"]
        for row in shown:
            rows.setdefault(row["type"], row)
            rows.setdefault(row["tlp"], row)
        return {row["id"]: row for row in rows.values()}.values()

    def check_objects(self, user):
        for row in self.rows_of(user):
            page = self.get("/objects/{id}", user, id=row["id"]).json
            self.assertEqual(page["row"]["id"], row["id"])
            for version in page["versions"]:
                self.get("/objects/{id}/versions/{version}", user, id=row["id"],
                         version=version["modified"])
            self.get("/objects/{id}/relations", user, id=row["id"])
            self.get("/objects/{id}/relations", user, id=row["id"], query={"limit": 1})
            self.get("/objects/{id}/correlations", user, id=row["id"])
            self.get("/objects/{id}/audience", user, id=row["id"])
            self.get("/objects/{id}/evidence", user, code=403 if row.get("is_cut") else 200,
                     id=row["id"])

    def check_dialogues(self, user):
        for row in self.get("/dialogues", user).json["rows"]:
            for path in ("", "/calendar.ics", "/questions", "/issues"):
                self.get("/dialogues/{id}" + path, user, id=row["id"])

    def check_lists(self, user):
        collections = self.get("/collections", user).json["collections"]
        filters = [{}, {"q": "hospital", "limit": 3}, {"q": "病院", "order": "added"},
                   {"type": "indicator,malware", "tlp": "red,green", "revoked": "0"},
                   {"since": "2020-01-01", "all": "1", "offset": 5, "limit": 7},
                   {"collection": ",".join(row["id"] for row in collections[:2])}]
        for each in filters:
            page = self.get("/objects", user, query=each).json
            if page["next"]:
                self.get("/objects", user, query={**each, "cursor": page["next"]})
            shared = {name: text for name, text in each.items()
                      if name not in ("limit", "order", "offset")}
            total = self.get("/facets", user, query=shared).json["total"]
            self.assertEqual(total, page["total"], each)
            for form in ("stix", "jsonl", "csv", "list", "values"):
                self.get("/export", user, query={**shared, "format": form})
        self.get("/overview", user)
        self.get("/overview", user, query={"days": 366})

    def test_every_read_is_answered_as_described_to_everybody(self):
        for user in (None, "hanako", "kenji", "sora", "aoi", "@", "@hanako"):
            with self.subTest(user=user):
                self.get("/me", user)
                code = 401 if user is None else 403 if user == "@" else 200
                self.get("/tokens", user, code=code)
                self.get("/sessions", user, code=code)
                self.get("/stream", user)
                self.check_lists(user)
                self.check_objects(user)
                self.check_dialogues(user)

    def test_look_up_match_and_import(self):
        values = ["hxxps://hospital.example.session-check[.]test/", "203.0.113.4", "no value"]
        self.ask("POST", "/lookup", "hanako", code=200, body={"values": values})
        for wish in ({}, {"sightings": True}, {"sightings": False}):
            told = self.ask("POST", "/lookup", "hanako", code=200,
                            body={"values": ["203.0.113.4"], **wish}).json
            rows = told["results"][0]["matches"][0].get("sightings", {}).get("rows", [])
            self.assertEqual((told["sightings"], bool(rows)),
                             (wish.get("sightings", True),) * 2)
        self.ask("POST", "/lookup", "hanako", code=400, body={"values": [7]})
        self.ask("POST", "/lookup", "hanako", code=413, body={"values": ["x"] * 10001})
        log = (ROOT / "data/demo/web-access.log").read_bytes()
        found = self.ask("POST", "/match", "hanako", code=200, body=log).json
        self.assertEqual(found["hits_left_out"], 0)
        self.assertTrue(found["groups"])
        wrong = {"type": "indicator", "id": "malware--1"}
        bundle = {"type": "bundle", "id": "bundle--x", "objects": [wrong, 7]}
        query = {"collection": "health/health-phishing", "name": "a", "watch": "w"}
        told = self.ask("POST", "/import", "hanako", code=200, query=query, body=bundle).json
        self.assertEqual((told["refused"], told["damage"]), (2, None))
        broken = json.dumps(bundle)[:-2] + ", }"
        told = self.ask("POST", "/import", "hanako", code=200, query=query, body=broken).json
        self.assertIn("objects[2]", told["damage"]["reason"])
        listed = "one.example\ntwo words\n"
        self.ask("POST", "/import", "hanako", code=200, query=query, body=listed)
        self.ask("POST", "/import", "hanako", code=422, query=query, body="{\"type\": \"bundle\", ")
        self.ask("POST", "/import", "hanako", code=400, body=bundle)
        self.ask("POST", "/import", code=404, body=bundle)
        self.ask("POST", "/import", "grace", code=403, query=query, body=bundle)

    def test_checks_and_patterns(self):
        tool = {"type": "tool", "spec_version": "2.1", "name": "x", "labels": []}
        bundle = {"type": "bundle", "id": "bundle--x", "objects": [tool, 7]}
        told = self.ask("POST", "/check", "hanako", code=200, body=bundle).json
        self.assertEqual((told["objects"], told["refused"], told["bundle_refused"]), (2, 2, True))
        query = {"strength": "strict"}
        broken = json.dumps(bundle)[:-2]
        told = self.ask("POST", "/check", "hanako", code=200, query=query, body=broken).json
        self.assertEqual(told["damage"]["at"], len(broken))
        self.ask("POST", "/check", "hanako", code=400, query={"strength": "weak"}, body=bundle)
        self.ask("POST", "/check", code=401, body=bundle)
        self.ask("POST", "/check", "hanako", code=413, body=b" " * (64 << 20) + b"  ")
        pattern = "[url:value = 'http://a.example/'] REPEATS 2 TIMES"
        seen = {"type": "observed-data", "id": "observed-data--x", "number_observed": 2,
                "first_observed": "2020-01-01T00:00:00Z", "last_observed": "2020-01-01T00:00:01Z",
                "objects": {"0": {"type": "url", "value": "http://a.example/"}}}
        for data in (None, seen, [seen, 7], json.dumps(seen), "no JSON"):
            told = self.ask("POST", "/pattern/test", "hanako", code=200,
                            body={"pattern": pattern, "data": data}).json
            self.assertTrue(told["ok"])
            self.assertEqual("test" in told, data is not None)
        for wrong in ("[", "[url:value MATCHES '(']", "[a:b == 1]"):
            told = self.ask("POST", "/pattern/test", "hanako", code=200,
                            body={"pattern": wrong}).json
            self.assertFalse(told["ok"])
        self.ask("POST", "/pattern/test", "hanako", code=200,
                 body={"pattern": "[a:b == 1]", "lenient": True, "version": "2.0"})
        for wrong in ({}, {"pattern": 7}, {"pattern": "", "version": "3"},
                      {"pattern": "", "lenient": 1}):
            self.ask("POST", "/pattern/test", "hanako", code=400, body=wrong)
        self.ask("POST", "/pattern/test", code=401, body={"pattern": pattern})
        self.ask("POST", "/pattern/test", "hanako", code=422, body={"pattern": " " * 65537})

    def sign_in(self, name):
        """The headers of somebody who has signed in on a page."""
        page = {"Renkei-Request": "1"}
        signed = self.ask("POST", "/session", code=200, headers=page,
                          body={"name": name, "password": PASSWORD})
        return dict(page, Cookie=signed.headers["Set-Cookie"].split(";")[0])

    def test_signing_in_and_out(self):
        words, page = {"name": "yuki", "password": PASSWORD}, {"Renkei-Request": "1"}
        self.ask("POST", "/session", code=403, body=words)
        self.ask("POST", "/session", code=401, body={**words, "password": "not this"}, headers=page)
        self.ask("POST", "/session", code=400, body=[], headers=page)
        signed = self.sign_in("yuki")
        self.assertEqual(self.get("/me", headers=signed).json["name"], "yuki")
        self.ask("DELETE", "/session", code=204, headers=signed)
        self.get("/tokens", code=401, headers=signed)

    def test_sessions(self):
        one, other = self.sign_in("yuki"), self.sign_in("yuki")
        rows = self.get("/sessions", headers=one).json["sessions"]
        self.assertEqual([True], [row["is_this"] for row in rows if row["is_this"]])
        id = next(row["id"] for row in rows if row["is_this"])
        self.ask("DELETE", "/sessions/{id}", code=403, id=id, headers={"Cookie": other["Cookie"]})
        self.ask("DELETE", "/sessions/{id}", code=204, id=id, headers=other)
        self.ask("DELETE", "/sessions/{id}", code=404, id=id, headers=other)
        self.get("/sessions", code=401, headers=one)
        third = self.sign_in("yuki")
        self.assertLess(0, self.ask("DELETE", "/sessions", code=200, headers=other).json["ended"])
        self.get("/sessions", code=401, headers=third)
        self.assertEqual(1, len(self.get("/sessions", headers=other).json["sessions"]))

    def test_the_own_password(self):
        signed = self.sign_in("marcus")
        for code, body in ((403, {"current": "not this", "password": "tea at noon, then rain"}),
                           (422, {"current": PASSWORD, "password": "marcus2024marcus"}),
                           (422, {"current": PASSWORD, "password": "x" * 300}),
                           (422, {"current": PASSWORD, "password": "too short"}),
                           (400, {"current": 7, "password": "tea at noon, then rain"}),
                           (204, {"current": PASSWORD, "password": "tea at noon, then rain"})):
            self.ask("PUT", "/password", code=code, body=body, headers=signed)
        self.ask("POST", "/session", code=401, headers={"Renkei-Request": "1"},
                 body={"name": "marcus", "password": PASSWORD})
        self.get("/me", headers=signed)

    def code_of(self, secret):
        """RFC 6238, by its own words; of a step that was not shown yet."""
        step = int(time.time()) // 30
        if self.steps and step <= self.steps[-1]:
            step = self.steps[-1] + 1
        self.steps.append(step)
        mac = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
        number = int.from_bytes(mac[mac[19] & 15:][:4], "big") & 0x7fffffff
        return f"{number % 10 ** 6:06d}"

    def test_the_second_factor(self):
        self.steps = []
        signed = self.sign_in("aoi")
        self.assertFalse(self.get("/factor", headers=signed).json["is_on"])
        self.get("/factor", code=401)
        self.get("/factor/picture", code=404, headers=signed)
        self.ask("PUT", "/factor", code=404, headers=signed, body={"code": "123456"})
        offer = self.ask("POST", "/factor", code=201, headers=signed).json
        self.assertIn("<svg", self.get("/factor/picture", headers=signed).body.decode())
        self.ask("PUT", "/factor", code=403, headers=signed, body={"code": "12345"})
        self.ask("PUT", "/factor", code=422, headers=signed, body={"code": "1" * 101})
        codes = self.ask("PUT", "/factor", code=200, headers=signed,
                         body={"code": self.code_of(offer["secret"])}).json["codes"]
        self.ask("POST", "/factor", code=409, headers=signed)
        state = self.get("/factor", headers=signed).json
        self.assertEqual((True, 10), (state["is_on"], state["codes_left"]))
        words, page = {"name": "aoi", "password": PASSWORD}, {"Renkei-Request": "1"}
        self.ask("POST", "/session", code=401, headers=page, body=words)
        self.ask("POST", "/session", code=200, headers=page, body={**words, "code": codes[0]})
        self.ask("POST", "/session/proof", code=403, headers=signed, body={"password": PASSWORD})
        self.ask("POST", "/session/proof", code=204, headers=signed,
                 body={"password": PASSWORD, "code": codes[1]})
        self.ask("POST", "/factor/codes", code=403, headers=signed, body={"code": codes[1]})
        codes = self.ask("POST", "/factor/codes", code=200, headers=signed,
                         body={"code": codes[2]}).json["codes"]
        self.ask("POST", "/factor/end", code=403, headers=signed, body={"code": "000000"})
        self.ask("POST", "/factor/end", code=204, headers=signed, body={"code": codes[0]})
        self.ask("POST", "/factor/end", code=404, headers=signed, body={"code": codes[1]})
        self.ask("POST", "/factor/codes", code=404, headers=signed, body={"code": codes[1]})

    def test_who_demands_a_second_factor(self):
        for user, body, code in (("@", {"organisation": "nobody", "is_required": True}, 404),
                                 ("@", {"is_required": "yes"}, 400),
                                 ("aoi", {"is_required": True}, 403), (None, {}, 401),
                                 ("@", {"organisation": "alderbay", "is_required": True}, 204)):
            self.ask("PUT", "/factor/required", user, code=code, body=body)
        self.get("/recoveries", "grace", code=403)
        signed = self.sign_in("grace")
        self.assertTrue(self.get("/me", headers=signed).json["must_enrol"])
        self.assertTrue(self.get("/factor", headers=signed).json["is_required"])
        self.get("/tokens", code=403, headers=signed)
        self.ask("PUT", "/factor/required", "@", code=204,
                 body={"organisation": "alderbay", "is_required": False})
        self.get("/tokens", headers=signed)

    def test_providers_are_named_at_the_machine_and_asked_by_a_browser(self):
        page, signed = {"Renkei-Request": "1"}, self.sign_in("yuki")
        one = "/admin/providers/{slug}"
        wish = {"issuer": "http://[::1]:9", "client": "renkei", "here": "https://renkei.example"}
        self.ask("PUT", one, "@", slug="city", code=204, body=wish)
        self.ask("PUT", one, "@", slug="town", code=409, body=wish)
        self.ask("PUT", one, "@", slug="town", code=400, body={})
        self.ask("PUT", one, "@", slug="city", code=404, body={"organisation": "none"})
        self.ask("PUT", one, "@", slug="city", code=422, body={"name": "x" * 1001})
        self.ask("PUT", one, slug="city", code=404, body=wish)
        row = self.ask("GET", "/admin/providers", "@", code=200).json["providers"][0]
        self.assertEqual(("city", "reader"), (row["name"], row["role"]))
        self.assertEqual(1, len(self.get("/providers").json["providers"]))
        for path, headers in (("/sign-on", page), ("/sign-on/proof", signed), ("/links", signed)):
            self.ask("POST", path, code=404, headers=headers, body={"provider": "none"})
            self.ask("POST", path, code=502, headers=headers, body={"provider": "city"})
        self.ask("POST", "/links", code=401, body={"provider": "city"})
        self.ask("PUT", "/sign-on", code=403, headers=page, body={"state": "x"})
        self.ask("PUT", "/sign-on", code=422, headers=page, body={"state": "x" * 4097})
        self.ask("POST", "/sign-on/code", code=403, headers=page, body={"code": "x"})
        self.assertEqual([], self.get("/links", headers=signed).json["links"])
        self.ask("DELETE", "/links/{id}", code=404, id="x", headers=signed)
        self.ask("DELETE", one, "@", slug="city", code=204)
        self.ask("DELETE", one, "@", slug="city", code=404)

    def test_a_recovery(self):
        page = {"Renkei-Request": "1"}
        self.ask("POST", "/admin/recoveries", "@", code=404, body={"name": "nobody"})
        made = self.ask("POST", "/admin/recoveries", "@", code=201, body={"name": "takumi"}).json
        self.assertEqual((False, True), (made["is_open"], "operator" in made["others"]))
        wish = {"secret": made["secret"], "password": "tea at noon, then rain"}
        self.assertEqual("problem.recovery_waits", self.ask(
            "POST", "/recovery", code=403, headers=page, body=wish).json["code"])
        signed = self.sign_in("operator")
        waiting = self.get("/recoveries", headers=signed).json["recoveries"]
        self.assertEqual([made["id"]], [row["id"] for row in waiting])
        confirm = "/recoveries/{id}/confirmation"
        self.ask("POST", confirm, "@operator", code=403, id=made["id"])
        self.ask("POST", confirm, code=404, id="x", headers=signed)
        self.ask("POST", confirm, code=204, id=made["id"], headers=signed)
        self.ask("DELETE", "/recoveries/{id}", code=404, id=made["id"], headers=signed)
        self.ask("POST", "/recovery", code=422, headers=page, body={**wish, "password": "short"})
        self.ask("POST", "/recovery", code=204, headers=page, body=wish)
        self.ask("POST", "/recovery", code=403, headers=page, body=wish)
        self.ask("POST", "/session", code=200, headers=page,
                 body={"name": "takumi", "password": wish["password"]})
        again = self.ask("POST", "/admin/recoveries", "@", code=201, body={"name": "takumi"}).json
        self.ask("DELETE", "/recoveries/{id}", code=204, id=again["id"], headers=signed)

    def test_tokens(self):
        signed = self.sign_in("yuki")
        self.ask("POST", "/tokens", code=403, body={"label": "a"},
                 headers={"Cookie": signed["Cookie"]})
        made = self.ask("POST", "/tokens", code=201, headers=signed, body={
            "label": "a b", "scopes": ["admin", "match"], "days": 90}).json
        bearer = {"Authorization": "Bearer " + made["token"]}
        self.assertEqual(self.get("/me", headers=bearer).json["name"], "yuki")
        self.get("/objects", code=403, headers=bearer)
        row, = [row for row in self.get("/tokens", headers=bearer).json["tokens"]
                if row["label"] == "a b"]
        self.assertEqual(["match", "admin"], row["scopes"])
        self.assertIsNotNone(row["used"])
        for code, body in ((409, {"label": "a b"}), (422, {"label": "x" * 201}), (400, {}),
                           (400, {"label": "c", "scopes": []}), (400, {"label": "c", "days": 0}),
                           (400, {"label": "c", "scopes": ["all"]}), (400, {"label": "c", "days": 3651}),
                           (400, {"label": "c", "scopes": "read"}), (400, {"label": "c", "days": "1"})):
            self.ask("POST", "/tokens", code=code, body=body, headers=signed)
        self.ask("POST", "/tokens", code=403, body={"label": "c", "scopes": ["read"]}, headers=bearer)
        self.ask("DELETE", "/tokens/{label}", code=204, label="a b", headers=signed)
        self.ask("DELETE", "/tokens/{label}", code=404, label="a b", headers=signed)
        self.get("/me", code=401, headers=bearer)
        made = self.ask("POST", "/tokens", code=201, body={"label": "c"}, headers=signed).json
        self.assertEqual((["read", "write", "match"], None), (made["scopes"], made["expires"]))
        self.get("/tokens", code=403, headers={"Authorization": "Bearer " + made["token"]})
        self.ask("DELETE", "/tokens/{label}", code=204, label="c", headers=signed)

    def test_organisations_and_persons(self):
        root = self.sign_in("operator")
        one = "/organisations/{slug}"

        def done(method, path, code=204, body=None, **names):
            return self.ask(method, path, code=code, body=body, headers=root, **names)
        done("PUT", one, slug="delta", body={"name": "Delta", "sector": "private", "country": "JP",
                                             "industries": ["energy"], "languages": ["en"]})
        done("PUT", one, 400, slug="delta", body={"sector": "policy"})
        done("PUT", one + "/verified", slug="delta")
        done("DELETE", one + "/verified", slug="delta")
        done("PUT", one + "/clients/{client}", slug="hinode", client="delta")
        done("PUT", one + "/clients/{client}", 409, slug="larkspur", client="delta")
        done("DELETE", one + "/clients/{client}", slug="hinode", client="delta")
        done("POST", one + "/services", slug="delta", body={"name": "meter", "role": "curator"})
        done("POST", one + "/services", 409, slug="delta", body={"name": "meter"})
        made = done("POST", one + "/persons/{name}/tokens", 201, slug="delta", name="meter",
                    body={"label": "a", "scopes": ["read"], "days": 1}).json
        done("PUT", one + "/persons/{name}", slug="delta", name="meter", body={"role": "reader"})
        rows = self.get(one + "/persons", slug="delta", headers=root).json["persons"]
        self.assertEqual([("meter", "reader", True)],
                         [(row["name"], row["role"], row["is_service"]) for row in rows])
        done("PUT", "/persons/{name}/state", name="meter", body={"state": "suspended"})
        self.get("/me", code=401, headers={"Authorization": "Bearer " + made["token"]})
        done("DELETE", one + "/persons/{name}", slug="delta", name="meter")
        done("PUT", one + "/state", slug="delta", body={"state": "left"})
        self.assertIn("left", [row["state"] for row in self.get(
            "/organisations", headers=root).json["organisations"]])
        done("PUT", "/me/organisation", 404, body={"organisation": "delta"})

    def test_coming_into_organisations_and_communities(self):
        root = self.sign_in("operator")
        page = {"Renkei-Request": "1"}
        one, community = "/organisations/{slug}/invitations", "/communities/{slug}"
        made = self.ask("POST", one, code=201, slug="hinode", headers=root,
                        body={"role": "administrator", "note": "for Nina"}).json
        self.assertEqual(1, len(self.get(one, slug="hinode", headers=root).json["invitations"]))
        secret = {"secret": made["secret"]}
        self.ask("POST", "/invitation", code=200, headers=page, body=secret)
        self.ask("POST", "/invitation", code=403, body=secret)
        wish = dict(secret, name="nina", display="Nina", password="tea at noon, then rain")
        self.ask("POST", "/invitation/taken", code=422, headers=page, body=dict(wish, password="a"))
        self.ask("POST", "/invitation/taken", code=409, headers=page, body=dict(wish, name="yuki"))
        self.ask("POST", "/invitation/taken", code=204, headers=page, body=wish)
        self.ask("DELETE", "/invitations/{id}", code=404, id=made["id"], headers=root)
        made = self.ask("POST", one, code=201, slug="hinode", headers=root,
                        body={"role": "reader"}).json
        self.ask("DELETE", "/invitations/{id}", code=204, id=made["id"], headers=root)
        answer = self.ask("POST", "/session", code=200, headers=page,
                          body={"name": "nina", "password": wish["password"]})
        nina = {"Cookie": answer.headers["Set-Cookie"].split(";")[0], **page}
        self.ask("POST", "/requests", code=204, headers=nina, body={"organisation": "cedar"})
        self.ask("POST", "/requests", code=409, headers=nina, body={"organisation": "cedar"})
        row, = self.get("/requests", headers=root).json["requests"]
        self.ask("PUT", "/requests/{id}", code=204, id=row["id"], headers=root,
                 body={"verdict": "accepted", "role": "reader"})
        self.ask("PUT", "/me/organisation", code=204, headers=nina, body={"organisation": "cedar"})
        self.ask("PUT", "/me/organisation", code=204, headers=nina, body={"organisation": "hinode"})
        terms = {"purpose": "To warn each other.", "default_tlp": "TLP:GREEN", "days": 365,
                 "joining": "asked"}
        self.ask("POST", community + "/terms", code=204, slug="health", headers=root, body=terms)
        found = {row["slug"]: row for row in self.get("/communities", headers=nina).json["communities"]}
        self.assertEqual("inside", found["health"]["standing"])
        digest = {"digest": found["health"]["terms"]["digest"]}
        self.ask("POST", community + "/acceptance", code=204, slug="health", headers=nina, body=digest)
        self.get("/communities", headers=root)
        self.ask("PUT", community + "/members/{member}", code=409, slug="health", member="hinode",
                 headers=root)
        self.ask("DELETE", community + "/members/{member}", code=404, slug="health",
                 member="minato", headers=root)

    def make_dialogue(self):
        wish = {"title": "Test", "start": "2030-01-01T00:00:00Z", "time_zones": ["Asia/Tokyo"],
                "collection": "dialogue", "rule": "chatham-house", "languages": ["en", "ja"]}
        self.ask("POST", "/dialogues", "grace", code=422, body={**wish, "title": " "})
        self.ask("POST", "/dialogues", "grace", code=404, body={**wish, "collection": "none"})
        self.ask("POST", "/dialogues", code=401, body=wish)
        return self.ask("POST", "/dialogues", "grace", code=201, body=wish).json

    def test_a_dialogue_is_made_and_changed(self):
        made = self.make_dialogue()
        one, agenda = made["id"], "/dialogues/{id}/agenda"
        stale = {"If-Match": f'"{made["version"]}"'}
        item = {"kind": "panel", "title": "P", "minutes": 5}
        item["after"] = None
        added = self.ask("POST", agenda, "grace", code=200, id=one, body=item).json
        name = added["agenda"][0]["id"]
        changed = self.ask("PUT", agenda + "/{item}", "grace", code=200, id=one, item=name,
                           body={"minutes": 10, "speakers": ["A"], "title_ja": "題"}).json
        self.assertEqual(changed["agenda"][0]["minutes"], 10)
        put = {"id": one, "item": name, "body": {"minutes": 11}}
        self.ask("PUT", agenda + "/{item}", "grace", code=409, headers=stale, **put)
        self.ask("PUT", agenda + "/{item}", "aoi", code=403, **put)
        put["body"] = {"minutes": 0}
        self.ask("PUT", agenda + "/{item}", "grace", code=400, **put)
        self.ask("DELETE", agenda + "/{item}", "grace", code=200, id=one, item=name)
        self.ask("DELETE", agenda + "/{item}", "grace", code=404, id=one, item=name)

    def test_questions_and_key_issues(self):
        one = self.make_dialogue()["id"]
        queue, issues = "/dialogues/{id}/questions", "/dialogues/{id}/issues"
        wish = {"text": "Why?", "lang": "en", "anonymous": True}
        self.ask("POST", queue, "aoi", code=422, id=one, body={"text": ""})
        self.ask("POST", queue, "sora", code=403, id=one, body=wish)
        asked = self.ask("POST", queue, "aoi", code=201, id=one, body=wish).json["id"]
        named = {"id": one, "question": asked}
        self.ask("PUT", queue + "/{question}/vote", "yuki", code=200, body={"vote": True}, **named)
        self.ask("PUT", queue + "/{question}/vote", "yuki", code=400, body={}, **named)
        for state, more in (("answering", {}), ("answered", {"answer": "So."}),
                            ("declined", {"reason": "Not here."}), ("open", {})):
            self.ask("PUT", queue + "/{question}/state", "grace", code=200,
                     body={"state": state, **more}, **named)
        self.ask("PUT", queue + "/{question}/state", "aoi", code=403, body={"state": "open"},
                 **named)
        wish = {"title": "T", "text": "X", "lang": "en"}
        issue = self.ask("POST", issues, "aoi", code=201, id=one, body=wish).json["id"]
        self.ask("PUT", issues + "/{issue}/support", "yuki", code=200, id=one, issue=issue,
                 body={"support": True})
        self.ask("POST", issues, "aoi", code=422, id=one, body={"title": ""})
        for user in ("aoi", "yuki", "grace"):
            for path in (queue, issues):
                self.assertEqual(len(self.get(path, user, id=one).json["rows"]), 1)

    def test_what_is_asked_at_the_machine_is_not_there_elsewhere(self):
        world = json.loads((ROOT / "data/demo/world.json").read_text("utf-8"))
        self.ask("POST", "/admin/init", "@", code=409, body={})
        self.ask("POST", "/admin/setup", "@", code=200, body=world)
        self.ask("POST", "/admin/setup", "@", code=400, body={"accounts": [{"name": "a b"}]})
        self.assertTrue(self.ask("POST", "/admin/check", "@", code=200).json["is_sound"])
        self.check_verify()
        for path in ("/admin/init", "/admin/setup", "/admin/check", "/admin/verify",
                     "/admin/recoveries"):
            self.ask("POST", path, "operator", code=404, body={})

    def test_witnesses_are_named_at_the_machine(self):
        witness = self.ask("GET", "/log/witness/key", code=200).body.decode().strip()
        log = self.ask("GET", "/log/key", code=200).body.decode().strip()
        self.ask("GET", "/log/cosigned", code=404)
        there = {"key": witness, "url": "https://w.example/log/witness"}
        self.ask("POST", "/admin/witnesses", "@", code=204, body=there)
        self.ask("POST", "/admin/witnesses", "@", code=409, body=there)
        self.ask("POST", "/admin/witnesses", "@", code=400, body={"key": log, "url": there["url"]})
        self.ask("POST", "/admin/witnessed", "@", code=204, body={"key": log})
        self.ask("POST", "/admin/witnessed", "@", code=400, body={"key": witness})
        said = self.ask("GET", "/admin/witnesses", "@", code=200).json
        self.assertEqual((witness, log), (said["witness_key"], said["log_key"]))
        checkpoint = self.ask("GET", "/log/checkpoint", code=200).body.decode()
        whole = f"old 0\n\n{checkpoint}"
        for body, code in ((whole, 200), ("x", 400), (whole, 409),
                           (whole.replace("renkei/", "other/"), 404)):
            self.ask("POST", "/log/witness/add-checkpoint", code=code, body=body.encode())
        for path, name in (("/admin/witnesses/{name}", witness), ("/admin/witnessed/{name}", log)):
            self.ask("DELETE", path, "@", code=204, name=name.split("+")[0])
            self.ask("DELETE", path, "@", code=404, name=name.split("+")[0])
            self.ask("DELETE", path, "operator", code=404, name="x")

    def test_receipts_are_for_who_gave(self):
        for user in ("hanako", "kenji", "@"):
            self.ask("GET", "/receipts", user, code=200)
        self.ask("GET", "/receipts", "hanako", code=400, query={"since": "soon"})
        self.ask("GET", "/receipts", code=401)
        self.ask("GET", "/receipts", "hanako", code=404, query={"collection": "none"})

    def check_verify(self):
        checkpoint = self.ask("GET", "/log/checkpoint", code=200).body.decode()
        for body in ({}, {"checkpoint": checkpoint}):
            said = self.ask("POST", "/admin/verify", "@", code=200, body=body).json
            self.assertTrue(said["is_sound"], said)
        of_another = checkpoint.replace("renkei/", "renkei/x", 1)
        self.ask("POST", "/admin/verify", "@", code=403, body={"checkpoint": of_another})
        self.ask("POST", "/admin/verify", "@", code=400, body={"checkpoint": "x"})

    def test_the_log_is_open_to_anybody(self):
        key = self.ask("GET", "/log/key", code=200).body.decode()
        checkpoint = self.ask("GET", "/log/checkpoint", code=200)
        name, size = checkpoint.body.decode().split("\n")[:2]
        self.assertEqual(name, key.split("+")[0])
        for tile in ("0/000.p/1", "entries/000.p/1"):
            self.ask("GET", "/log/tile/{name}", code=200, name=tile)
        for tile in ("0/0", "64/000", "0/999", "", f"0/000.p/{int(size)}x", "x/000"):
            self.ask("GET", "/log/tile/{name}", code=404, name=tile)

    def test_the_record_is_for_who_may_read_it(self):
        self.ask("POST", "/admin/note", "@", code=204, body={"backup": "a file"})
        self.ask("POST", "/admin/note", "@", code=400, body={})
        page = self.get("/audit", "@", query={"limit": 2, "order": "oldest"}).json
        self.assertEqual([2, page["records"][-1]["id"]], [len(page["records"]), page["next"]])
        for form in ("text", "jsonl", "cef", "syslog"):
            self.get("/audit", "@", query={"format": form, "q": "operator"})
        id = page["records"][0]["id"]
        for path in ("/audit", "/audit/{id}", "/audit/{id}/evidence"):
            names = {"id": id} if "{id}" in path else {}
            self.get(path, "@", code=200, **names)
            self.get(path, "yuki", code=403, **names)
            self.get(path, code=401, **names)
        self.get("/audit/{id}", "@", code=404, id="audit--5")

    def test_refusals_are_problems(self):
        nobody = "indicator--00000000-0000-4000-8000-000000000000"
        for path in ("/objects/{id}", "/objects/{id}/relations", "/objects/{id}/correlations",
                     "/objects/{id}/evidence", "/objects/{id}/audience",
                     "/dialogues/{id}", "/dialogues/{id}/questions", "/dialogues/{id}/issues",
                     "/dialogues/{id}/calendar.ics"):
            self.get(path, "hanako", code=404, id=nobody)
            self.get(path, "hanako", code=404, id="no id at all")
        for query, place in (({"limit": 1001}, "limit"), ({"since": "soon"}, "since"),
                             ({"tlp": "mauve"}, "tlp"), ({"order": "up"}, "order"),
                             ({"cursor": "x"}, "cursor"), ({"by": "me"}, "by")):
            self.assertEqual(self.get("/objects", code=400, query=query).json["place"], place)
        self.get("/objects", code=404, query={"collection": "none"})
        self.get("/overview", code=400, query={"days": 367})
        self.get("/export", code=400, query={"format": "pdf"})
        self.get("/me", code=401, headers={"Authorization": "Bearer rk_no"})
        for method, path, code in (("GET", "/nothing", 404), ("POST", "/me", 405)):
            answer = self.demo.ask(method, path)
            schema = Schema()
            schema.check(answer.json, DESCRIBED["components"]["schemas"]["Problem"])
            self.assertEqual((answer.code, schema.wrong), (code, []))


# ---- limits ----

UNITS = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}


def number_of(text):
    """"8 MiB", "2,000 characters", "1,000"."""
    number, _, unit = text.replace(",", "").partition(" ")
    return int(number) * UNITS.get(unit, 1)


def number_in_source(name, file):
    """The value of a macro, or what a member of options is when it is 0."""
    text = (ROOT / file).read_text("utf-8")
    if name.islower():
        said = re.search(rf"\b{name};.*\b0: ([\d,]+(?: \w+)?)", text)
        return said and number_of(said[1])
    defined = re.search(rf"^#define {name} +([^/\n]*)", text, re.MULTILINE)
    if not defined:
        return None
    sum_of = re.sub(r"\((?:size_t|u?int\d+_t|unsigned)\)|U?INT\d+_C|(?<=\d)[uUlL]+", "", defined[1])
    return eval(sum_of, {"__builtins__": {}}) if re.fullmatch(r"[\d+*<>() ]+", sum_of) else None


class Limits(unittest.TestCase):
    def test_each_limit_of_the_manual_is_that_of_the_source(self):
        page = (ROOT / "docs/manual/limits.md").read_text("utf-8")
        rows = re.findall(r"^\| .* \| ([^|]+) \| `(\w+)` in `([^`]+)` \|$", page, re.MULTILINE)
        self.assertEqual(len(rows), page.count("\n| ") - page.count("\n| what |"))
        for said, name, file in rows:
            with self.subTest(name=name, file=file):
                self.assertEqual(number_in_source(name, file), number_of(said))


class Checker(unittest.TestCase):
    def wrong(self, value, schema):
        checker = Schema()
        checker.check(value, schema)
        return len(checker.wrong)

    def test_the_checker_finds_what_is_wrong(self):
        closed = {"type": "object", "additionalProperties": False,
                  "properties": {"a": {"type": ["integer", "null"], "minimum": 0}},
                  "required": ["a"]}
        self.assertEqual(self.wrong({"a": None}, closed), 0)
        for value in ({}, {"a": -1}, {"a": True}, {"a": "1"}, {"a": 1, "b": 2}, []):
            self.assertEqual(self.wrong(value, closed), 1, value)
        self.assertEqual(self.wrong(["x", 1], {"items": {"enum": ["x"]}}), 1)
        self.assertEqual(self.wrong("x", {"anyOf": [{"type": "null"}, {"const": "y"}]}), 1)
        self.assertEqual(self.wrong("soon", {"format": "date-time"}), 1)
        self.assertEqual(self.wrong("a", {"oneOf": []}), 1)


if __name__ == "__main__":
    unittest.main()
