"""Every route, for every kind of viewer, about every kind of object.

The program prints its table of routes; DOORS says of each, from docs/formats/api.md and taxii.md and
not from the program, who may come and what holds. A route that stands in one table only fails. What
each viewer may see is said by worlds.py. In all: no answer holds a word of what is hidden, and what
is hidden is answered by the same bytes as what was never there.
"""

import http.client
import json
import re
import subprocess
import unittest
from collections import namedtuple
from urllib.parse import quote

from local import LocalConnection
from server import PASSWORD, basic, program
from test_worlds import Place
from town import ORGANISATIONS, SCOPES, Town
from worlds import each_version, last

TAXII = "application/taxii+json;version=2.1"
NEVER = "10000000-0000-4000-8000-000000000000"
Reply = namedtuple("Reply", "code headers body")
API, ROOT = "/api/v1", "/taxii2/{root}"
ONE, PLACE = API + "/dialogues/{id}", ROOT + "/collections/{collection}"
OBJECT = PLACE + "/objects/{object}"
PARTY, COMMUNITY = API + "/organisations/{slug}", API + "/communities/{slug}"
# What any of the routes of parties takes, about what was never there.
WISH = {"state": "suspended", "role": "reader", "name": "nobody", "label": "none", "digest": "00",
        "verdict": "declined", "organisation": "nowhere", "secret": "ri_", "purpose": "To help.",
        "default_tlp": "TLP:GREEN", "days": 1}

# What is asked of a route (a method of Routes), who may come, and what a token must be for (any of
# these words; "" stands for all four). `plain`: it changes nothing although it is a POST.
# `proof`: a browser's person must have proved within ten minutes to be the one.
Door = namedtuple("Door", "ask who scopes plain proof", defaults=["anybody", "read", False, False])
PROVED = {"proof": True}
DOORS = {
    f"GET {API}/objects": Door("listed"),
    f"GET {API}/facets": Door("counted"),
    f"GET {API}/overview": Door("counted"),
    f"GET {API}/collections": Door("collections", scopes=""),
    f"GET {API}/objects/{{id}}": Door("object"),
    f"GET {API}/objects/{{id}}/versions/{{version}}": Door("object"),
    f"GET {API}/objects/{{id}}/relations": Door("object"),
    f"GET {API}/objects/{{id}}/correlations": Door("object"),
    f"GET {API}/objects/{{id}}/audience": Door("object"),
    f"GET {API}/objects/{{id}}/evidence": Door("evidence"),
    f"GET {API}/export": Door("exported", scopes="read match"),
    f"POST {API}/lookup": Door("looked_up", scopes="read match", plain=True),
    f"POST {API}/match": Door("matched", scopes="read match", plain=True),
    f"GET {API}/stream": Door("streamed"),
    f"POST {API}/import": Door("imported", scopes="write"),
    f"POST {API}/check": Door("checked", "signed-in", "", True),
    f"POST {API}/pattern/test": Door("pattern", "signed-in", "", True),
    f"GET {API}/me": Door("me", scopes=""),
    f"POST {API}/session": Door("signed_in", scopes=""),
    f"DELETE {API}/session": Door("signed_out", scopes=""),
    f"POST {API}/session/proof": Door("not_proved", "signed-in", "admin"),
    f"GET {API}/factor": Door("factor", "signed-in", "admin"),
    f"POST {API}/factor": Door("factor", "signed-in", "admin", **PROVED),
    f"PUT {API}/factor": Door("no_code", "signed-in", "admin", **PROVED),
    f"GET {API}/factor/picture": Door("no_code", "signed-in", "admin", **PROVED),
    f"POST {API}/factor/codes": Door("no_code", "signed-in", "admin", **PROVED),
    f"POST {API}/factor/end": Door("no_code", "signed-in", "admin", **PROVED),
    f"PUT {API}/factor/required": Door("demanded", "signed-in", "admin", **PROVED),
    f"GET {API}/recoveries": Door("recoveries", "signed-in", "admin"),
    f"POST {API}/recoveries/{{id}}/confirmation": Door("eyes", "signed-in", "admin", **PROVED),
    f"DELETE {API}/recoveries/{{id}}": Door("eyes", "signed-in", "admin"),
    f"POST {API}/recovery": Door("recovered", scopes=""),
    f"GET {API}/providers": Door("open", scopes=""),
    f"POST {API}/sign-on": Door("no_provider", scopes=""),
    f"PUT {API}/sign-on": Door("no_trip", scopes=""),
    f"POST {API}/sign-on/code": Door("no_trip", scopes=""),
    f"POST {API}/sign-on/proof": Door("no_provider", "signed-in", "admin"),
    f"GET {API}/links": Door("links", "signed-in", "admin"),
    f"POST {API}/links": Door("no_provider", "signed-in", "admin", **PROVED),
    f"DELETE {API}/links/{{id}}": Door("links", "signed-in", "admin", **PROVED),
    f"PUT {API}/password": Door("password", "signed-in", "admin", **PROVED),
    f"GET {API}/sessions": Door("own", "signed-in", "admin"),
    f"DELETE {API}/sessions": Door("own", "signed-in", "admin", **PROVED),
    f"DELETE {API}/sessions/{{id}}": Door("another_session", "signed-in", "admin", **PROVED),
    f"GET {API}/tokens": Door("own", "signed-in", "admin"),
    f"POST {API}/tokens": Door("own", "signed-in", "admin", **PROVED),
    f"DELETE {API}/tokens/{{label}}": Door("another_token", "signed-in", "admin"),
    f"GET {API}/organisations": Door("organisations", "signed-in", ""),
    f"PUT {PARTY}": Door("named_party", "signed-in", "admin", **PROVED),
    f"PUT {PARTY}/state": Door("party", "signed-in", "admin", **PROVED),
    f"PUT {PARTY}/verified": Door("party", "signed-in", "admin", **PROVED),
    f"DELETE {PARTY}/verified": Door("party", "signed-in", "admin", **PROVED),
    f"PUT {PARTY}/clients/{{client}}": Door("party", "signed-in", "admin", **PROVED),
    f"DELETE {PARTY}/clients/{{client}}": Door("party", "signed-in", "admin", **PROVED),
    f"GET {PARTY}/persons": Door("party", "signed-in", "admin"),
    f"PUT {PARTY}/persons/{{name}}": Door("party", "signed-in", "admin", **PROVED),
    f"DELETE {PARTY}/persons/{{name}}": Door("party", "signed-in", "admin", **PROVED),
    f"POST {PARTY}/persons/{{name}}/tokens": Door("party", "signed-in", "admin", **PROVED),
    f"POST {PARTY}/services": Door("party", "signed-in", "admin", **PROVED),
    f"GET {PARTY}/invitations": Door("party", "signed-in", "admin"),
    f"POST {PARTY}/invitations": Door("party", "signed-in", "admin", **PROVED),
    f"DELETE {API}/invitations/{{id}}": Door("party", "signed-in", "admin"),
    f"POST {API}/invitation": Door("party", scopes=""),
    f"POST {API}/invitation/taken": Door("party", scopes="admin"),
    f"PUT {API}/persons/{{name}}/state": Door("locked", "signed-in", "admin", **PROVED),
    f"PUT {API}/me/organisation": Door("acts_for", "signed-in", ""),
    f"GET {API}/requests": Door("requests", "signed-in", "admin"),
    f"POST {API}/requests": Door("party", "signed-in", "admin"),
    f"PUT {API}/requests/{{id}}": Door("party", "signed-in", "admin", **PROVED),
    f"GET {API}/communities": Door("communities", "signed-in", ""),
    f"POST {COMMUNITY}/terms": Door("party", "signed-in", "admin", **PROVED),
    f"POST {COMMUNITY}/acceptance": Door("party", "signed-in", "admin"),
    f"PUT {COMMUNITY}/members/{{member}}": Door("party", "signed-in", "admin", **PROVED),
    f"DELETE {COMMUNITY}/members/{{member}}": Door("party", "signed-in", "admin", **PROVED),
    f"GET {API}/dialogues": Door("dialogues"),
    f"POST {API}/dialogues": Door("convened", "signed-in", "write"),
    f"GET {ONE}": Door("dialogue"),
    f"GET {ONE}/calendar.ics": Door("dialogue"),
    f"GET {ONE}/questions": Door("dialogue"),
    f"GET {ONE}/issues": Door("dialogue"),
    f"POST {ONE}/questions": Door("spoken", "signed-in", "write"),
    f"POST {ONE}/issues": Door("spoken", "signed-in", "write"),
    f"PUT {ONE}/questions/{{question}}/vote": Door("spoken", "signed-in", "write"),
    f"PUT {ONE}/issues/{{issue}}/support": Door("spoken", "signed-in", "write"),
    f"PUT {ONE}/questions/{{question}}/state": Door("moderated", "signed-in", "write"),
    f"POST {ONE}/agenda": Door("organised", "signed-in", "write"),
    f"PUT {ONE}/agenda/{{item}}": Door("organised", "signed-in", "write"),
    f"DELETE {ONE}/agenda/{{item}}": Door("organised", "signed-in", "write"),
    f"POST {API}/admin/init": Door("machine", "machine", "admin"),
    f"POST {API}/admin/setup": Door("machine", "machine", "admin"),
    f"POST {API}/admin/check": Door("machine", "machine", "admin"),
    f"POST {API}/admin/verify": Door("machine", "machine", "admin"),
    f"POST {API}/admin/recoveries": Door("begun", "machine", "admin"),
    f"GET {API}/admin/witnesses": Door("machine", "machine", "admin"),
    f"POST {API}/admin/witnesses": Door("named_at_machine", "machine", "admin"),
    f"DELETE {API}/admin/witnesses/{{name*}}": Door("named_at_machine", "machine", "admin"),
    f"POST {API}/admin/witnessed": Door("named_at_machine", "machine", "admin"),
    f"DELETE {API}/admin/witnessed/{{name*}}": Door("named_at_machine", "machine", "admin"),
    f"GET {API}/admin/providers": Door("machine", "machine", "admin"),
    f"PUT {API}/admin/providers/{{slug}}": Door("named_at_machine", "machine", "admin"),
    f"DELETE {API}/admin/providers/{{slug}}": Door("named_at_machine", "machine", "admin"),
    f"GET {API}/receipts": Door("receipts", "signed-in"),
    f"POST {API}/admin/note": Door("noted", "machine", "admin"),
    f"GET {API}/audit": Door("recorded", "signed-in", "admin"),
    f"GET {API}/audit/{{id}}": Door("recorded", "signed-in", "admin"),
    f"GET {API}/audit/{{id}}/evidence": Door("recorded", "signed-in", "admin"),
    "GET /log/checkpoint": Door("open", scopes=""),
    "GET /log/cosigned": Door("cosigned", scopes=""),
    "GET /log/witness/key": Door("open", scopes=""),
    "POST /log/witness/add-checkpoint": Door("submitted", scopes="", plain=True),
    "GET /log/key": Door("open", scopes=""),
    "GET /log/tile/{name*}": Door("open", scopes=""),
    "GET /": Door("open", scopes=""),
    "GET /{path*}": Door("open", scopes=""),
    "GET /taxii2/": Door("discovery", scopes=""),
    f"GET {ROOT}/": Door("root", scopes=""),
    f"GET {ROOT}/status/{{status}}/": Door("status", scopes="read write"),
    f"GET {ROOT}/collections/": Door("root", scopes=""),
    f"GET {PLACE}/": Door("place", scopes=""),
    f"GET {PLACE}/manifest/": Door("held"),
    f"GET {PLACE}/objects/": Door("held"),
    f"POST {PLACE}/objects/": Door("given", scopes="write"),
    f"GET {OBJECT}/": Door("held_object"),
    f"GET {OBJECT}/versions/": Door("held_object"),
    f"DELETE {OBJECT}/": Door("removed", scopes="write"),
    "GET /taxii2": Door("moved", scopes=""),
    f"GET {ROOT}": Door("moved", scopes=""),
    f"GET {ROOT}/status/{{status}}": Door("moved", scopes="read write"),
    f"GET {ROOT}/collections": Door("moved", scopes=""),
    f"GET {PLACE}": Door("moved", scopes=""),
    f"GET {PLACE}/manifest": Door("moved"),
    f"GET {PLACE}/objects": Door("moved"),
    f"POST {PLACE}/objects": Door("moved", scopes="write"),
    f"GET {OBJECT}": Door("moved"),
    f"DELETE {OBJECT}": Door("moved", scopes="write"),
    f"GET {OBJECT}/versions": Door("moved"),
    "GET /taxii2/{rest*}": Door("nothing", scopes=""),
}
CHANGES_LAST = {"DELETE": 2, "POST": 1, "PUT": 1}  # so that lists are read before they grow


def printed():
    lines = subprocess.run([program(), "routes", "--json"], capture_output=True, check=True).stdout
    return [json.loads(line) for line in lines.splitlines()]


def scopes_of(door):
    return frozenset(door.scopes.split()) or SCOPES


class TownPlace(Place):
    """The world in a server; a visitor comes in as it says."""

    def asker(self, viewer):
        headers, name = {"Renkei-Request": "1"}, viewer.account
        if viewer.way == "basic":
            headers["Authorization"] = basic("operator", self.server.first["password"])
        elif viewer.way == "as" and viewer.name.endswith("organisation"):
            headers["Renkei-As"] = viewer.organisation
        elif viewer.way == "as":
            headers["Renkei-As"] = name
        elif viewer.way == "token":
            made = self.plain("POST", f"{API}/tokens", {"Renkei-As": name}, {
                "label": viewer.name, "scopes": sorted(viewer.scopes)})
            headers["Authorization"] = "Bearer " + json.loads(made.body)["token"]
        elif viewer.way in ("browser", "foreign"):
            signed = self.plain("POST", f"{API}/session", headers,
                                {"name": name, "password": PASSWORD}, is_local=False)
            headers["Cookie"] = re.search(r"renkei=[^;]+", signed.headers["Set-Cookie"])[0]
        if viewer.way == "foreign":
            del headers["Renkei-Request"]
        return Plain(self, headers, viewer.is_local)

    def plain(self, method, path, headers, body=None, is_local=True):
        plug = LocalConnection(self.server.local) if is_local else http.client.HTTPConnection(
            "127.0.0.1", self.server.port, timeout=60)
        try:
            plug.request(method, path, body if body is None or isinstance(body, (str, bytes))
                         else json.dumps(body), headers)
            got = plug.getresponse()
            is_stream = got.headers.get("Content-Type") == "text/event-stream"
            kept = {name: ", ".join(got.headers.get_all(name)) for name in got.headers
                    if name not in ("Date", "Retry-After")}  # what time it is
            return Reply(got.status, kept, b"" if is_stream else got.read())
        finally:
            plug.close()


class Plain:
    def __init__(self, place, headers, is_local):
        self.place, self.headers, self.is_local = place, headers, is_local

    def ask(self, method, path, body=None, **more):
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return self.place.plain(method, path, {**self.headers, **named}, body, self.is_local)

    def json(self, path):
        return json.loads(self.ask("GET", path).body)

    def close(self):
        """Each request has a connection of its own."""


class Routes(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.town = Town(1)
        cls.place = TownPlace(cls.town)
        cls.shown = {viewer.name: {row.id: row for row in last(cls.place.visible[viewer.name])}
                     for viewer in cls.town.viewers}
        cls.collection = {row.id: row.collection for row in cls.town.rows}
        host = cls.place.askers["host"]
        path = PLACE.format(root="north", collection=cls.town.collections[2]["id"]) + "/objects/"
        given = host.ask("POST", path, {"objects": [{"type": "refused"}]}, Content_Type=TAXII, Accept=TAXII)
        cls.receipt = json.loads(given.body)["id"]

        cls.recovery = json.loads(cls.place.plain("POST", f"{API}/admin/recoveries", {}, {
            "name": "reader-person"}).body)["id"]

    @classmethod
    def tearDownClass(cls):
        cls.place.close()

    def test_the_program_has_the_routes_that_stand_here_and_no_others(self):
        rows = {f"{row['method']} {row['path']}": row for row in printed()}
        self.assertEqual(sorted(DOORS), sorted(rows), "a route needs a line in DOORS, and the other "
                         "way round")
        for name, row in rows.items():
            with self.subTest(route=name):
                door = DOORS[name]
                self.assertEqual((door.who, scopes_of(door), door.plain, door.proof),
                                 (row["who"], frozenset(row["acts"]), row["changes_nothing"],
                                  row["needs_proof"]))

    def test_every_route_answers_every_viewer_as_the_rule_says(self):
        routes = sorted(DOORS, key=lambda name: CHANGES_LAST.get(name.split()[0], 0) *
                        (not DOORS[name].plain))
        for route in routes:
            method, path = route.split()
            for viewer in self.town.viewers:
                with self.subTest(route=route, viewer=viewer.name):
                    self.visit(method, path, DOORS[route], viewer)

    # By name these come after the test of all: what they end is needed there.

    def test_who_may_take_objects_out_does(self):
        """Each in turn takes out one; then it is gone for everybody, and nothing else is."""
        for collection in self.town.collections:
            takers = [viewer for viewer in self.town.viewers
                      if viewer.way != "none" and "write" in viewer.scopes and
                      viewer.way not in ("browser", "foreign") and
                      self.town.may_write(viewer, collection) and
                      self.town.may_read_some(viewer, collection)]
            self.assertTrue(takers)
            ids = [id for id in self.town.ids if self.collection[id] is collection]
            for at, id in enumerate(ids):
                able = [viewer for viewer in takers if id in self.shown[viewer.name]]
                viewer = able[at % len(able)]
                with self.subTest(object=self.town.words[id], viewer=viewer.name):
                    self.take_out(viewer, collection, id)

    def take_out(self, viewer, collection, id):
        self.viewer, self.seen = viewer, self.shown[viewer.name]
        self.asker = self.place.askers[viewer.name]
        path = self.at(OBJECT + "/", collection, object=id)
        self.expect(200, self.ask("DELETE", path + "?match[version]=all"))
        for other in ("operator", "host"):
            gone = self.place.askers[other].ask("GET", f"{API}/objects/{id}")
            self.assertEqual(404, gone.code)

    def test_writing_off_the_others_leaves_the_own_session(self):
        browser = self.place.askers["browser of writer"]
        ended = json.loads(browser.ask("DELETE", f"{API}/sessions").body)["ended"]
        self.assertEqual(1, ended)  # that which another page had
        rows = json.loads(self.sessions().body)["sessions"]
        self.assertEqual([True], [row["is_this"] for row in rows])
        self.assertEqual(204, browser.ask("DELETE", f"{API}/session").code)
        self.assertEqual(401, self.sessions().code)
        self.assertEqual(200, self.place.askers["writer"].ask("GET", f"{API}/tokens").code)

    # ---- asking ----

    def visit(self, method, path, door, viewer):
        self.viewer, self.seen = viewer, self.shown[viewer.name]
        if path.startswith("/taxii2") and viewer.way in ("browser", "foreign"):
            # TAXII knows no cookie: it is a stranger who asks.
            self.viewer, self.seen = self.town.viewers[0], self.shown["stranger"]
        self.asker = self.place.askers[viewer.name]
        refusal = self.refusal(method, path, door)
        if refusal is None:
            getattr(self, "ask_" + door.ask)(method, path)
            return
        # Whatever it is about: there, not there, or not for this viewer.
        replies = {self.ask(method, self.filled(path, id), {})[::2] for id in (
            self.town.ids[0], self.town.meetings[0][1], f"indicator--{NEVER}")}
        self.assertEqual(1, len(replies), replies)
        (code, body), = replies
        self.assertEqual(refusal, (code, json.loads(body).get("code") or
                                   json.loads(body).get("error_code")))

    def refusal(self, method, path, door):
        """Before anything is looked at; None when the viewer may come."""
        viewer = self.viewer
        if door.who == "machine" and not viewer.is_local:
            return 404, "problem.not_found"
        if door.who == "machine" and not viewer.is_operator:
            return 403, "problem.denied"
        if not viewer.scopes & scopes_of(door):
            return 403, "problem.scope"
        if viewer.way == "foreign" and method != "GET" and not door.plain:
            return 403, "problem.not_from_page"
        if door.who == "signed-in" and not viewer.is_person and not viewer.is_operator:
            return 401, "problem.sign_in_first"
        return None

    def ask(self, method, path, body=None, **headers):
        if path.startswith("/taxii2"):
            headers = {"Accept": TAXII, "Content-Type": TAXII, **headers}
        reply = self.asker.ask(method, path, body, **headers)
        self.assertLess(reply.code, 500, f"{path}: {reply.body}")
        self.assertEqual("nosniff", reply.headers.get("X-Content-Type-Options"), path)
        self.assertIn("default-src 'none'", reply.headers.get("Content-Security-Policy", ""), path)
        hidden = [word for id, word in self.town.words.items()
                  if id not in self.seen and (word + '"').encode() in reply.body]
        self.assertEqual([], hidden, path)
        if not any("zqparts" in row.object.get("description", "") for row in self.seen.values()):
            self.assertNotIn(b"zqparts", reply.body, path)
        return reply

    def expect(self, code, reply):
        self.assertEqual(code, reply.code, reply.body[:600])
        return reply

    def filled(self, path, id, **names):
        given = {"id": id, "object": id, "version": "2020-01-01T00:00:00.000Z", "root": "north",
                 "collection": self.town.collections[2]["id"], "item": "item-1", "label": "none",
                 "question": f"note--{NEVER}", "issue": f"key-issue--{NEVER}",
                 "slug": "nowhere", "client": "nowhere", "member": "nowhere", "name": "nobody",
                 "status": self.receipt, "name*": "0/000.p/1", "path*": "objects", "rest*": "a/b",
                 **names}
        for name, value in given.items():
            path = path.replace("{" + name + "}", quote(value, safe="/"))
        return path

    def at(self, path, collection, **names):
        return self.filled(path, f"indicator--{NEVER}", root=collection["community"],
                           collection=collection["id"], **names)

    def ids_in(self, reply):
        return {id for id in self.town.ids if (f'"{id}"').encode() in reply.body}

    def same_as_absent(self, reply, method, path, body=None, code=404):
        """`path` names what was never there."""
        absent = self.ask(method, path, body)
        self.assertEqual(absent, reply._replace(body=self.unnamed(reply.body)))
        self.assertEqual(code, reply.code)

    def unnamed(self, body):
        """A collection that is not there is named in the answer, by the name that was asked for."""
        for collection in self.town.collections:
            body = body.replace(collection["id"].encode(), NEVER.encode())
        return body

    # ---- parties; who may what among those that are there stands in test_parties ----

    def ask_party(self, method, path):
        body = None if method == "GET" else WISH
        self.expect(404, self.ask(method, self.filled(path, NEVER), body))

    def ask_named_party(self, method, path):
        """The operator could make it, with a name."""
        self.expect(400 if self.viewer.is_operator else 404,
                    self.ask(method, self.filled(path, NEVER), {}))

    def ask_locked(self, method, path):
        self.expect(404 if self.viewer.is_operator else 403,
                    self.ask(method, self.filled(path, NEVER), WISH))

    def ask_acts_for(self, method, path):
        self.expect(404 if self.viewer.way == "browser" else 403,
                    self.ask(method, path, {"organisation": "nowhere"}))

    def ask_requests(self, method, path):
        self.assertEqual([], json.loads(self.expect(200, self.ask(method, path)).body)["requests"])

    def ask_communities(self, method, path):
        rows = json.loads(self.expect(200, self.ask(method, path)).body)["communities"]
        mine = {slug for slug, members in self.town.communities.items()
                if self.viewer.organisation in members}
        shown = {row["slug"] for row in rows} - {"home"}
        self.assertEqual(set(self.town.communities) if self.viewer.is_operator else mine, shown)

    def ask_organisations(self, method, path):
        """Its own, those it meets in a community, its patron and its clients."""
        own, patrons = self.viewer.organisation, self.town.patrons
        near = {own, patrons.get(own)} | {slug for slug in patrons if patrons[slug] == own}
        for members in self.town.communities.values():
            near |= set(members) if own in members else set()
        rows = json.loads(self.expect(200, self.ask(method, path)).body)["organisations"]
        shown = {row["slug"] for row in rows} - {"home"}
        self.assertEqual(set(self.town.organisations) if self.viewer.is_operator
                         else near - {None, "home"}, shown)

    # ---- lists ----

    def ask_listed(self, method, path):
        reply = self.expect(200, self.ask(method, path + "?limit=1000"))
        self.assertEqual(set(self.seen), {row["id"] for row in json.loads(reply.body)["rows"]})

    def ask_counted(self, method, path):
        total = json.loads(self.expect(200, self.ask(method, path)).body)["total"]
        self.assertEqual(len(self.seen), total["count"] if isinstance(total, dict) else total)

    def ask_collections(self, method, path):
        reply = self.expect(200, self.ask(method, path))
        rows = json.loads(reply.body)["collections"]
        found = {each["alias"] for each in rows}
        for each in rows:
            self.check_collection(each)
        known = {each["alias"] for each in self.town.collections
                 if self.town.is_known_collection(self.viewer, each)}
        self.assertEqual(known, found - {"home"})  # that of `renkei init`
        self.assertLessEqual("home" in found, self.viewer.is_operator)

    def check_collection(self, told):
        """As far as a token is for it."""
        collection = next((c for c in self.town.collections if c["id"] == told["id"]), None)
        if collection is None:
            return
        may_read = self.viewer.is_operator or self.town.right(self.viewer, collection) is not None
        may_write = self.town.may_write(self.viewer, collection)
        comes_to_read = "read" in self.viewer.scopes
        self.assertEqual((may_read and comes_to_read, may_write and "write" in self.viewer.scopes),
                         (told["can_read"], told["can_write"]))
        self.assertEqual(len(self.within(collection)) if comes_to_read else 0, told["count"])
        self.assertEqual(told["count"], sum(row["count"] for row in told["by_type"]))
        self.assertEqual(told["count"] > 0, told["newest"] is not None)

    def ask_exported(self, method, path):
        needs_read = "read" not in self.viewer.scopes
        for format in ("stix", "jsonl", "csv", "changes", "list", "values"):
            spec = "&spec=2.1" if format == "changes" else ""
            reply = self.ask(method, f"{path}?format={format}{spec}")
            if needs_read and format not in ("list", "values"):
                self.assertEqual((403, "problem.scope"), (reply.code, json.loads(reply.body)["code"]))
                continue
            self.expect(200, reply)
            if format in ("stix", "jsonl"):
                self.assertEqual(set(self.seen), self.ids_of_objects(format, reply))
            if format == "list":
                self.assertEqual(self.values(), set(reply.body.decode().split()))

    def ids_of_objects(self, format, reply):
        if format == "stix":
            return {each["id"] for each in json.loads(reply.body).get("objects", [])}
        return {json.loads(line)["id"] for line in reply.body.splitlines()}

    def values(self):
        return {self.town.words[id] + ".example" for id in self.seen if id.startswith("indicator")}

    def ask_looked_up(self, method, path):
        asked = [word + ".example" for word in self.town.words.values()]
        reply = self.expect(200, self.asker.ask(method, path, {"values": asked}))
        results = json.loads(reply.body)["results"]
        self.assertEqual(self.values(), {each["value"] for each in results if each["matches"]})
        found = {row["id"] for each in results for match in each["matches"] for row in match["objects"]}
        self.assertLessEqual(found, set(self.seen))

    def ask_matched(self, method, path):
        text = "".join(f"a {word}.example b\n" for word in self.town.words.values())
        reply = self.expect(200, self.asker.ask(method, path, text))
        self.assertEqual(self.values(),
                         {group["value"] for group in json.loads(reply.body)["groups"]})

    def ask_streamed(self, method, path):
        reply = self.expect(200, self.ask(method, path))
        self.assertEqual("text/event-stream", reply.headers["Content-Type"])

    # ---- objects ----

    def ask_object(self, method, path):
        for id in self.town.ids:
            reply = self.ask(method, self.filled(path, id))
            if id in self.seen:
                self.expect(200, reply)
                head = self.asker.ask("HEAD", self.filled(path, id))
                self.assertEqual((200, b""), (head.code, head.body))
                continue
            self.same_as_absent(reply, method, self.filled(path, f"{id.split('--')[0]}--{NEVER}"))

    def ask_evidence(self, method, path):
        """Of a whole object only: parts that are hidden would be told by their digest."""
        for id in self.town.ids:
            reply = self.ask(method, self.filled(path, id))
            if id in self.seen:
                self.expect(403 if self.seen[id].is_cut else 200, reply)
                continue
            self.same_as_absent(reply, method, self.filled(path, f"{id.split('--')[0]}--{NEVER}"))

    def ask_receipts(self, method, path):
        """Of what one gave oneself and may read whole, and of nothing else."""
        reply = self.expect(200, self.ask(method, path))
        for id in self.ids_in(reply):
            self.assertIn(id, self.seen)
            self.assertFalse(self.seen[id].is_cut)

    # ---- putting in ----

    def fresh(self):
        self.serial = getattr(self, "serial", 0) + 1
        id = f"indicator--20000000-0000-4000-8000-{self.serial:012}"
        return {"type": "indicator", "spec_version": "2.1", "id": id, "name": "fresh",
                "created": "2020-01-01T00:00:00.000Z", "modified": "2020-01-01T00:00:00.000Z",
                "pattern": "[domain-name:value = 'fresh.example']", "pattern_type": "stix",
                "valid_from": "2020-01-01T00:00:00Z"}

    def ask_imported(self, method, path):
        for collection in self.town.collections:
            reply = self.ask(method, f"{path}?collection={collection['id']}",
                             json.dumps(self.fresh()))
            if not self.town.is_known_collection(self.viewer, collection):
                self.same_as_absent(reply, method, f"{path}?collection={NEVER}",
                                    json.dumps(self.fresh()))
            elif self.town.may_write(self.viewer, collection):
                self.assertEqual(1, json.loads(self.expect(200, reply).body)["taken"])
            else:
                self.expect(403, reply)

    def ask_given(self, method, path):
        for collection in self.town.collections:
            reply = self.ask(method, self.at(path, collection), {"objects": [self.fresh()]})
            if self.is_closed_to(collection, reply, method, path, {"objects": [{}]}):
                continue
            if self.town.may_write(self.viewer, collection):
                self.assertEqual(1, json.loads(self.expect(202, reply).body)["success_count"])
            else:
                self.expect(401 if self.viewer.is_stranger else 403, reply)

    # ---- TAXII ----

    def is_closed_to(self, collection, reply, method, path, body=None):
        """Then it is as if there was no such collection."""
        if (self.town.may_read_some(self.viewer, collection) or
                self.town.may_write(self.viewer, collection)):
            return False
        absent = dict(collection, id=NEVER)
        self.same_as_absent(reply, method, self.at(path, absent), body,
                            401 if self.viewer.is_stranger else 404)
        return True

    def ask_discovery(self, method, path):
        reply = self.expect(200, self.ask(method, path))
        roots = {url.strip("/").split("/")[-1] for url in json.loads(reply.body).get("api_roots", [])}
        known = {community for community in self.town.communities
                 if self.town.is_in_root(self.viewer, community)}
        self.assertEqual(known, roots - {"home"})
        self.assertLessEqual("home" in roots, self.viewer.is_operator)

    def ask_root(self, method, path):
        for community in self.town.communities:
            reply = self.ask(method, self.filled(path, "", root=community))
            if self.town.is_in_root(self.viewer, community):
                found = json.loads(self.expect(200, reply).body).get("collections", [])
                known = {each["id"] for each in self.town.collections
                         if each["community"] == community and
                         (self.town.may_read_some(self.viewer, each) or
                          self.town.may_write(self.viewer, each))}
                self.assertEqual(known if path.endswith("collections/") else set(),
                                 {each["id"] for each in found})
            else:
                self.same_as_absent(reply, method, self.filled(path, "", root="nowhere"),
                                    code=401 if self.viewer.is_stranger else 404)

    def ask_place(self, method, path):
        for collection in self.town.collections:
            reply = self.ask(method, self.at(path, collection))
            if self.is_closed_to(collection, reply, method, path):
                continue
            told = json.loads(self.expect(200, reply).body)
            may_read = self.town.may_read_some(self.viewer, collection)
            may_write = self.town.may_write(self.viewer, collection)
            self.assertEqual((may_read and "read" in self.viewer.scopes,
                              may_write and "write" in self.viewer.scopes),
                             (told["can_read"], told["can_write"]))

    def within(self, collection):
        return {row.id for row in each_version(self.place.visible[self.viewer.name])
                if row.collection is collection}

    def ask_held(self, method, path):
        for collection in self.town.collections:
            reply = self.ask(method, self.at(path, collection))
            if self.is_closed_to(collection, reply, method, path):
                continue
            if not self.town.may_read_some(self.viewer, collection):
                self.expect(401 if self.viewer.is_stranger else 403, reply)
                continue
            found = json.loads(self.expect(200, reply).body).get("objects", [])
            self.assertEqual(self.within(collection), {each["id"] for each in found})

    def ask_held_object(self, method, path):
        for id in self.town.ids:
            collection = self.collection[id]
            reply = self.ask(method, self.at(path, collection, object=id))
            if self.is_closed_to(collection, reply, method, path):
                continue
            if not self.town.may_read_some(self.viewer, collection):
                self.expect(401 if self.viewer.is_stranger else 403, reply)
            elif id in self.seen:
                self.expect(200, reply)
            else:
                never = f"{id.split('--')[0]}--{NEVER}"
                self.same_as_absent(reply, method, self.at(path, collection, object=never),
                                    code=401 if self.viewer.is_stranger else 404)

    def ask_removed(self, method, path):
        for id in self.town.ids:
            collection = self.collection[id]
            may_read = self.town.may_read_some(self.viewer, collection)
            may = id in self.seen and may_read and self.town.may_write(self.viewer, collection)
            if may:
                continue  # test_who_may_take_objects_out_does
            reply = self.ask(method, self.at(path, collection, object=id))
            if self.is_closed_to(collection, reply, method, path):
                continue
            if not may_read or not self.town.may_write(self.viewer, collection):
                self.expect(401 if self.viewer.is_stranger else 403, reply)
            else:
                never = f"{id.split('--')[0]}--{NEVER}"
                self.same_as_absent(reply, method, self.at(path, collection, object=never))

    def ask_status(self, method, path):
        """The receipt is the host's."""
        reply = self.ask(method, self.filled(path, ""))
        if self.viewer.account == "host-person":
            self.expect(200, reply)
        else:
            self.same_as_absent(reply, method, self.filled(path, "", status=NEVER),
                                code=401 if self.viewer.is_stranger else 404)

    def ask_moved(self, method, path):
        """The same for everybody, and whatever there is."""
        for id in (self.town.ids[0], f"indicator--{NEVER}"):
            reply = self.ask(method, self.filled(path, id))
            self.assertIn(reply.code, (301, 307, 308))
            self.assertEqual(b"", reply.body)

    def ask_nothing(self, method, path):
        self.expect(401 if self.viewer.is_stranger else 404, self.ask(method, self.filled(path, "")))

    # ---- dialogues ----

    def ask_dialogues(self, method, path):
        reply = self.expect(200, self.ask(method, path))
        self.assertEqual({id for _, id, _, _ in self.town.meetings if id in self.seen},
                         {row["id"] for row in json.loads(reply.body)["rows"]})

    def each_meeting(self, method, path, body=None):
        """Those that the viewer sees, with the answer; of others that it is as for no dialogue."""
        for collection, id, question, issue in self.town.meetings:
            names = {"question": question, "issue": issue}
            reply = self.ask(method, self.filled(path, id, **names), body)
            if id in self.seen:
                yield collection, reply
            else:
                never = self.filled(path, f"dialogue--{NEVER}", **names)
                self.same_as_absent(reply, method, never, body)

    def ask_dialogue(self, method, path):
        for _, reply in self.each_meeting(method, path):
            self.expect(200, reply)

    def ask_convened(self, method, path):
        for collection in self.town.collections:
            wish = {"title": "Fresh", "start": "2030-01-01T00:00:00Z", "time_zones": ["Asia/Tokyo"],
                    "collection": collection["id"], "tlp": "TLP:GREEN"}
            reply = self.ask(method, path, wish)
            if not self.town.is_known_collection(self.viewer, collection):
                self.same_as_absent(reply, method, path, dict(wish, collection=NEVER))
            elif not self.town.may_write(self.viewer, collection):
                self.expect(403, reply)
            elif self.town.may_read_some(self.viewer, collection):
                self.expect(201, reply)

    def ask_spoken(self, method, path):
        body = {"text": "Why?", "lang": "en", "anonymous": False, "title": "T", "vote": True,
                "support": True}
        for collection, reply in self.each_meeting(method, path, body):
            may = self.viewer.is_person and self.town.may_write(self.viewer, collection)
            self.expect((201 if method == "POST" else 200) if may else 403, reply)

    def ask_moderated(self, method, path):
        for _, reply in self.each_meeting(method, path, {"state": "open"}):
            may = self.viewer.account == "host-person" or self.viewer.is_operator
            self.expect(200 if may else 403, reply)

    def ask_organised(self, method, path):
        body = {"title": "T", "minutes": 5, "kind": "panel", "after": None}
        for _, reply in self.each_meeting(method, path, body):
            may = self.viewer.organisation == "host" or self.viewer.is_operator
            if may and method == "DELETE":
                self.assertIn(reply.code, (200, 404))  # somebody took the item out before
            else:
                self.expect(200 if may else 403, reply)

    # ---- who asks ----

    def ask_me(self, method, path):
        told = json.loads(self.expect(200, self.ask(method, path)).body)
        name = self.viewer.account or (told["name"] if self.viewer.is_operator else None)
        self.assertEqual(name, told["name"])
        is_administrator = self.viewer.name == "host"
        if self.viewer.is_person and not self.viewer.is_operator:
            self.assertEqual((is_administrator, False),
                             (told["is_administrator"], told["is_operator"]))

    def ask_signed_in(self, method, path):
        """Whoever asks, it is the password that says who it is."""
        reply = self.ask(method, path, {"name": "writer-person", "password": "not this at all"})
        if self.viewer.is_local:
            self.assertIn(reply.code, (401, 403))
            return
        absent = self.ask(method, path, {"name": "nobody", "password": "not this at all"})
        replies = {each._replace(headers=None, body=re.sub(rb"wait \d+ s", b"wait", each.body))
                   for each in (reply, absent)}  # a second may pass between the two
        self.assertEqual((1, reply.headers), (len(replies), absent.headers), replies)
        self.assertIn(reply.code, (401, 429))

    def ask_signed_out(self, method, path):
        if self.viewer.way in ("browser", "foreign"):
            return  # test_writing_off_the_others_leaves_the_own_session
        self.assertIn(self.ask(method, path).code, (204, 401, 403))

    def ask_own(self, method, path):
        """Nothing of another's stands there, and nothing of another's ends."""
        if method == "DELETE" and self.viewer.organisation == "writer":
            return  # test_writing_off_the_others_leaves_the_own_session
        reply = self.ask(method, path, {"label": "own " + self.viewer.name, "days": 1})
        if not self.viewer.is_person:
            self.expect(403, reply)  # the operator at the machine is nobody's account
            return
        self.expect(201 if method == "POST" else 200, reply)
        for slug in ORGANISATIONS:
            if slug != self.viewer.organisation:
                self.assertNotIn(f'"{slug}"'.encode(), reply.body)
        self.assertEqual(200, self.sessions().code)

    def sessions(self):
        return self.place.askers["browser of writer"].ask("GET", f"{API}/sessions")

    def ask_another_session(self, method, path):
        if self.viewer.organisation == "writer":
            return
        id = next(row["id"] for row in json.loads(self.sessions().body)["sessions"] if row["is_this"])
        reply = self.ask(method, self.filled(path, id))
        never = id[:-1] + ("1" if id[-1] == "0" else "0")
        self.same_as_absent(reply, method, self.filled(path, never),
                            code=404 if self.viewer.is_person else 403)
        self.assertEqual(200, self.sessions().code)

    def ask_another_token(self, method, path):
        for slug in ORGANISATIONS:
            if slug == self.viewer.organisation:
                continue
            reply = self.ask(method, self.filled(path, "", label=slug))
            self.same_as_absent(reply, method, self.filled(path, "", label="never"),
                                code=404 if self.viewer.is_person else 403)
            self.assertEqual(200, self.place.askers[slug].ask("GET", f"{API}/me").code)

    def ask_password(self, method, path):
        reply = self.ask(method, path, {"current": "not this at all", "password": "x"})
        self.assertIn(reply.code, (403, 429))

    # ---- second factors, and new beginnings (test_factor.py) ----

    def ask_not_proved(self, method, path):
        reply = self.ask(method, path, {"password": "not this at all"})
        self.assertIn(reply.code, (403, 429))

    def ask_factor(self, method, path):
        reply = self.ask(method, path, {})
        if not self.viewer.is_person or (method == "POST" and self.viewer.way == "token"):
            self.expect(403, reply)  # no program shuts its person out
        else:
            self.expect(200 if method == "GET" else 201, reply)

    def ask_no_code(self, method, path):
        """Nobody here has a device, or knows its code."""
        reply = self.ask(method, path, None if method == "GET" else {"code": "no code"})
        if self.viewer.is_person and self.viewer.way != "token":
            known = path.endswith(("codes", "end"))
            self.assertIn(reply.code, (404,) if known else (200, 404) if method == "GET" else
                          (403, 404, 429))
        else:
            self.expect(403, reply)

    def ask_demanded(self, method, path):
        for slug in ORGANISATIONS:
            reply = self.ask(method, path, {"organisation": slug, "is_required": False})
            may = self.viewer.is_operator or self.administers(slug)
            self.expect(204 if may else 403, reply)
        self.expect(204 if self.viewer.is_operator else 403,
                    self.ask(method, path, {"is_required": False}))

    def administers(self, slug):
        told = json.loads(self.asker.ask("GET", f"{API}/me").body)
        return told["is_administrator"] and told["organisation"]["slug"] == slug

    def ask_recoveries(self, method, path):
        rows = json.loads(self.expect(200, self.ask(method, path)).body)["recoveries"]
        may = self.viewer.is_person and self.viewer.is_operator
        self.assertEqual(["reader-person"] if may else [], [row["name"] for row in rows])

    def ask_eyes(self, method, path):
        """It waits for the operator, and its own person may refuse it; never at the machine."""
        if self.viewer.way == "basic" or self.viewer.account == "reader-person":
            return
        reply = self.ask(method, self.filled(path, self.recovery))
        may_any = method == "DELETE" or self.administers(self.viewer.organisation)
        self.same_as_absent(reply, method, self.filled(path, NEVER),
                            code=404 if may_any and not self.viewer.is_local else 403)

    def ask_recovered(self, method, path):
        reply = self.ask(method, path, {"secret": "rr_" + "A" * 43, "password": "x"})
        code = "problem.plain" if self.viewer.is_local else "problem.recovery"  # no page is there
        self.assertEqual((403, code), (reply.code, json.loads(reply.body)["code"]))

    # ---- providers (test_provider.py) ----

    def ask_no_provider(self, method, path):
        """None is named; to link and to prove somebody has to be there in a browser."""
        reply = self.ask(method, path, {"provider": "none"})
        may = path.endswith("sign-on") or self.viewer.way == "browser"
        self.expect(404 if may and not self.viewer.is_local else 403, reply)

    def ask_no_trip(self, method, path):
        reply = self.ask(method, path, {"code": "x", "state": "x"})
        code = "problem.plain" if self.viewer.is_local else "problem.sign_on"
        self.assertEqual((403, code), (reply.code, json.loads(reply.body)["code"]))

    def ask_links(self, method, path):
        reply = self.ask(method, self.filled(path, NEVER))
        self.expect(403 if not self.viewer.is_person else 404 if method == "DELETE" else 200, reply)
        if reply.code == 200:
            self.assertEqual({"links": []}, json.loads(reply.body))

    def ask_begun(self, method, path):
        self.expect(404, self.ask(method, path, {"name": "nobody"}))

    # ---- what is the same for all ----

    def ask_open(self, method, path):
        reply = self.ask(method, self.filled(path, ""))
        stranger = self.place.askers["stranger"].ask(method, self.filled(path, ""))
        self.assertEqual(stranger, self.expect(200, reply))

    def ask_cosigned(self, method, path):
        """Nobody has cosigned this log, and everybody is told the same."""
        stranger = self.place.askers["stranger"].ask(method, path)
        self.assertEqual(stranger, self.expect(404, self.ask(method, path)))

    def ask_submitted(self, method, path):
        """Who sends a checkpoint is of no matter, only who signed it: nobody that is known."""
        body = "old 0\n\nunknown.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n" \
               "\u2014 unknown.example/log AAAAAAAAAAAA\n"
        body = body.encode()
        stranger = self.place.askers["stranger"].ask(method, path, body)
        self.assertEqual(stranger, self.expect(404, self.ask(method, path, body)))

    def ask_checked(self, method, path):
        self.expect(200, self.ask(method, path, json.dumps(self.fresh())))

    def ask_pattern(self, method, path):
        self.expect(200, self.ask(method, path, {"pattern": "[url:value = 'x']"}))

    def ask_named_at_machine(self, method, path):
        """What is named there is none."""
        self.expect({"POST": 400, "PUT": 400, "DELETE": 404}[method],
                    self.ask(method, self.filled(path, ""), {}))

    def ask_noted(self, method, path):
        self.expect(204, self.ask(method, path, {"backup": "a file"}))

    def ask_recorded(self, method, path):
        """The operator reads all, an administrator nothing of another organisation's persons."""
        viewer = self.viewer
        reads = viewer.is_operator or viewer.account == "host-person"
        is_list = path == f"{API}/audit"
        reply = self.expect(403 if not reads else 200 if is_list else 404,
                            self.ask(method, self.filled(path, "audit--5")))
        if not reads or not is_list:
            return
        names = {row["who"]["name"] for row in json.loads(reply.body)["records"]}
        if not viewer.is_operator:
            self.assertEqual(set(), {name for name in names if not name.endswith("@host")} - {
                "stranger", "operator"})

    def ask_machine(self, method, path):
        self.expect(409 if path.endswith("init") else 200, self.ask(method, path, {}))


if __name__ == "__main__":
    unittest.main()
