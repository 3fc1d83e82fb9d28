"""What the tests of TAXII share: a small world, objects, and a server that all of them use."""

import atexit
import itertools
import json
import re
import unittest
import uuid

from server import PASSWORD, Server

TYPE = "application/taxii+json;version=2.1"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\Z")
UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")
FRESH = 120  # collections of which each test takes one for itself

ONE, TWO = "/taxii2/one/", "/taxii2/two/"


def collection_id(name):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name)).replace("-5", "-4", 1)


def collection(name, members, community="one", public=False, **more):
    return dict({"id": collection_id(f"{community}/{name}"), "alias": name, "title": name,
                 "community": community, "default_tlp": "TLP:GREEN", "public": public,
                 "community_reads": False,
                 "members": [{"organisation": organisation, "read": "r" in rights,
                              "write": "w" in rights}
                             for organisation, rights in members.items()]}, **more)


def account(name, organisation):
    return {"name": name, "display": name, "organisation": organisation, "password": PASSWORD}


def world():
    """alice reads and writes, bob reads, dan only writes, carol is of another community."""
    collections = [
        collection("shared", {"alpha": "rw", "beta": "r", "delta": "w"},
                   description="What alpha says to beta"),
        collection("public", {"alpha": "rw"}, public=True, default_tlp="TLP:CLEAR"),
        collection("shared", {"alpha": "rw"}, community="two"),
        collection("closed", {"gamma": "rw"}, community="closed"),
    ]
    collections += [collection(f"fresh-{n}", {"alpha": "rw", "beta": "r", "delta": "w"})
                    for n in range(FRESH)]
    return {
        "organisations": [{"slug": name, "name": name} for name in
                          ("alpha", "beta", "gamma", "delta")],
        "communities": [
            {"slug": "one", "title": "Community one", "members": ["alpha", "beta", "delta"]},
            {"slug": "two", "title": "Community two", "members": ["alpha"]},
            {"slug": "closed", "title": "Closed", "members": ["gamma"]},
            {"slug": "empty", "title": "Empty", "members": ["alpha"]},
        ],
        "collections": collections,
        "accounts": [account("alice", "alpha"), account("anna", "alpha"), account("bob", "beta"),
                     account("carol", "gamma"), account("dan", "delta")],
    }


def indicator(modified="2024-05-01T00:00:00.000Z", id=None, **more):
    return dict({"type": "indicator", "spec_version": "2.1",
                 "id": id or f"indicator--{uuid.uuid4()}",
                 "created": "2024-01-01T00:00:00.000Z", "modified": modified,
                 "name": "an indicator", "pattern": "[domain-name:value = 'example.com']",
                 "pattern_type": "stix", "valid_from": "2024-01-01T00:00:00Z"}, **more)


def sco(value="example.com"):
    return {"type": "domain-name", "spec_version": "2.1", "value": value,
            "id": f"domain-name--{uuid.uuid4()}"}


def bare(type, **more):
    return dict({"type": type, "spec_version": "2.1", "id": f"{type}--{uuid.uuid4()}",
                 "created": "2024-01-01T00:00:00.000Z",
                 "modified": "2024-01-01T00:00:00.000Z"}, **more)


def ids(envelope):
    return [each["id"] for each in envelope.get("objects", [])]


class Shared:
    """One server for all modules, started by the first test and closed at the end."""
    server = None
    numbers = itertools.count()

    @classmethod
    def get(cls):
        if cls.server is None:
            server = Server(world())
            server.__enter__()
            atexit.register(server.close)
            cls.server = server
        return cls.server


class Scene(unittest.TestCase):
    @property
    def server(self):
        return Shared.get()

    def fresh(self):
        """The URL of a collection that nobody has used."""
        name = f"one/fresh-{next(Shared.numbers)}"
        return f"{ONE}collections/{collection_id(name)}/"

    def get(self, path, user="alice", code=200, **named):
        answer = self.server.get(path, user=user, **named)
        self.assertEqual(code, answer.code, (path, answer))
        return answer

    def send(self, method, path, body=None, user="alice", **headers):
        return self.server.request(method, path, body, dict({"Content-Type": TYPE}, **headers),
                                   user=user)

    def post(self, url, *objects, user="alice"):
        answer = self.send("POST", url + "objects/", json.dumps({"objects": list(objects)}), user)
        self.assertEqual(202, answer.code, answer)
        self.assertEqual([], answer.json.get("failures", []))
        return answer.json

    def objects(self, url, query="", user="alice", code=200):
        return self.get(f"{url}objects/{query}", user, code).json

    def manifest(self, url, query=""):
        return self.get(f"{url}manifest/{query}").json

    def versions(self, url, id, query="", code=200):
        return self.get(f"{url}objects/{id}/versions/{query}", code=code).json

    def walk(self, path, query="", list="objects"):
        """All pages of a list, by `next`."""
        pages, more = [], ""
        while True:
            page = self.get(f"{path}?{query}{more}").json
            pages.append(page.get(list, []))
            if not page.get("more"):
                return pages
            self.assertIn("next", page)
            more = f"&next={page['next']}"

    def check_error(self, answer, code):
        """An error resource [3.6.1]."""
        self.assertEqual(code, answer.code, answer)
        self.assertEqual(TYPE, answer.headers["Content-Type"])
        error = answer.json
        self.assertIsInstance(error["title"], str)
        self.assertEqual(str(code), error.get("http_status", str(code)))
        for name in ("description", "error_id", "error_code", "external_details"):
            self.assertIsInstance(error.get(name, ""), str)
        self.assertIsInstance(error.get("details", {}), dict)
