"""TAXII 2.1: transport, permissions, what there is, status, errors. Numbers are those of the
checklist of the standard, kept in docs/formats/taxii.md."""

import json
import shutil
import socket
import ssl
import subprocess
import tempfile
import unittest
import uuid
import warnings
from pathlib import Path

from server import ROOT, Server, basic
from taxii import (ONE, STAMP, TWO, TYPE, UUID4, Scene, collection_id, ids, indicator, world)

SHARED = ONE + "collections/" + collection_id("one/shared") + "/"
PUBLIC = ONE + "collections/" + collection_id("one/public") + "/"
CLOSED = "/taxii2/closed/collections/" + collection_id("closed/closed") + "/"


class Transport(Scene):
    def test_001_discovery_is_at_the_root_of_the_server(self):
        self.assertIn("title", self.get("/taxii2/").json)

    def test_002_every_api_root_has_a_url_of_its_own(self):
        roots = self.get("/taxii2/").json["api_roots"]
        self.assertGreaterEqual(len(roots), 1)
        self.assertEqual(len(roots), len(set(roots)))
        titles = {self.get(root).json["title"] for root in roots}
        self.assertEqual(len(roots), len(titles))

    @unittest.skipUnless(shutil.which("openssl"), "openssl is not here")
    def test_003_tls_1_2_and_1_3_are_spoken_without_weak_ciphers(self):
        with tempfile.TemporaryDirectory() as folder:
            key, certificate = Path(folder, "key.pem"), Path(folder, "cert.pem")
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                            "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out",
                            certificate, "-days", "2", "-subj", "/CN=localhost"],
                           check=True, capture_output=True)
            with Server(options=["--certificate", str(certificate), "--key", str(key)]) as server:
                for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
                    plug = self.tls(server, version, version)
                    self.assertRegex(plug.cipher()[0], "GCM|CHACHA20|CCM")
                    plug.sendall(b"GET /taxii2/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    self.assertIn(b"HTTP/1.1 401", plug.recv(100))
                    plug.close()
                with self.assertRaises((ssl.SSLError, OSError)):
                    self.tls(server, ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)
                with self.assertRaises((ssl.SSLError, OSError)):
                    self.tls(server, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2, "AES128-SHA")

    @staticmethod
    def tls(server, least, most, ciphers=None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with warnings.catch_warnings():  # that old versions are named is the point
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version, context.maximum_version = least, most
        if ciphers:
            context.set_ciphers(ciphers)
        plug = socket.create_connection(("127.0.0.1", server.port), 10)
        try:
            return context.wrap_socket(plug)
        except BaseException:
            plug.close()
            raise

    def test_004_paths_end_in_a_slash(self):
        for path in ("/taxii2", ONE[:-1], SHARED[:-1], SHARED + "objects", SHARED + "manifest"):
            self.assertIn(self.server.get(path, user="alice").code, (308, 404))

    def test_005_every_answer_has_the_media_type(self):
        missing = f"indicator--{uuid.uuid4()}"
        asked = [("GET", "/taxii2/"), ("GET", ONE), ("GET", ONE + "collections/"), ("GET", SHARED),
                 ("GET", SHARED + "objects/"), ("GET", SHARED + "manifest/"),
                 ("GET", SHARED + f"objects/{missing}/"), ("GET", "/taxii2/nowhere/"),
                 ("POST", SHARED + "objects/"), ("PUT", SHARED + "objects/"),
                 ("GET", SHARED + "objects/?limit=0"), ("GET", SHARED + "nonsense/"),
                 ("DELETE", SHARED + f"objects/{missing}/"), ("GET", "/taxii2")]
        for method, path in asked:
            for user in ("alice", None):
                answer = self.server.request(method, path, user=user)
                self.assertEqual(TYPE, answer.headers["Content-Type"], (method, path, answer))

    def test_006_and_007_the_media_type_is_accepted_with_and_without_version(self):
        for accept in (TYPE, "application/taxii+json"):
            self.get("/taxii2/", headers={"Accept": accept})
            self.get(SHARED + "objects/", headers={"Accept": accept})

    def test_008_accept_is_read_as_http_has_it(self):
        for accept in ("text/html, application/taxii+json;version=2.1;q=0.2",
                       'Application/TAXII+JSON ; Version="2.1"', "*/*", "application/*;q=0.1",
                       "application/taxii+json;version=2.0, application/taxii+json;version=2.1",
                       TYPE + ",application/stix+json;version=2.1"):
            self.get("/taxii2/", headers={"Accept": accept})

    def test_009_other_media_types_are_not_acceptable(self):
        for accept in ("text/html", "application/taxii+json;version=2.0", "application/xml",
                       "application/vnd.oasis.taxii+json; version=2.0", TYPE + ";q=0"):
            self.check_error(self.get("/taxii2/", headers={"Accept": accept}, code=406), 406)
        self.get("/taxii2/", headers={"Accept": None})

    def test_010_objects_are_taken_under_the_media_type_with_or_without_version(self):
        for type in (TYPE, "application/taxii+json", 'application/taxii+json; version="2.1"'):
            body = json.dumps({"objects": [indicator()]})
            answer = self.send("POST", self.fresh() + "objects/", body, **{"Content-Type": type})
            self.assertEqual(202, answer.code, answer)

    def test_011_other_content_types_are_unsupported(self):
        body = json.dumps({"objects": [indicator()]})
        for type in ("application/json", "application/stix+json;version=2.1", "text/plain", "",
                     "application/taxii+json;version=2.0", None):
            answer = self.send("POST", SHARED + "objects/", body, **{"Content-Type": type})
            self.check_error(answer, 415)
        answer = self.send("POST", SHARED + "objects/", body, **{"Content-Encoding": "gzip"})
        self.check_error(answer, 415)

    def test_012_bodies_are_strict_json_in_utf_8(self):
        url = self.fresh()
        text = json.dumps({"objects": [indicator(name="NAME")]}).encode()
        for broken in (text.replace(b"NAME", b"\xff\xfe"), text.replace(b"NAME", b"\xed\xa0\x80"),
                       text.replace(b'"name"', b'"id"'), text[:-1], text + b"x",
                       text.replace(b'"objects"', b'"\xc0\x80": 1, "objects"')):
            self.check_error(self.send("POST", url + "objects/", broken), 422)
        self.assertEqual({}, self.objects(url))

    def test_013_a_request_without_user_agent_is_served(self):
        head = f"GET /taxii2/ HTTP/1.1\r\nHost: a\r\nAuthorization: {basic('alice')}\r\n"
        got = self.server.raw(head.encode() + b"Connection: close\r\n\r\n")
        self.assertIn(b" 200 ", got.split(b"\r\n")[0])

    def test_014_unknown_methods_are_told_what_is_allowed_and_head_is_get_without_body(self):
        for path, allowed in ((SHARED + "objects/", {"GET", "POST"}), ("/taxii2/", {"GET"}),
                              (SHARED + "objects/x/", {"GET", "DELETE"})):
            answer = self.send("PUT", path)
            self.check_error(answer, 405)
            self.assertLessEqual(allowed, set(answer.headers["Allow"].split(", ")))
        url = self.fresh()
        self.post(url, indicator())
        full, head = self.get(url + "objects/"), self.send("HEAD", url + "objects/")
        self.assertEqual((200, b""), (head.code, head.body))
        for name in ("Content-Type", "Content-Length", "X-TAXII-Date-Added-Last"):
            self.assertEqual(full.headers[name], head.headers[name])

    def test_015_and_019_required_properties_are_there_and_integers_are_small(self):
        url = self.fresh()
        status = self.post(url, indicator())
        for name in ("id", "status", "total_count", "success_count", "failure_count",
                     "pending_count"):
            self.assertIn(name, status)
        root = self.get(ONE).json
        self.assertLessEqual({"title", "versions", "max_content_length"}, set(root))
        self.assertLess(root["max_content_length"], 2 ** 53)
        self.assertLessEqual({"id", "title", "can_read", "can_write"}, set(self.get(url).json))

    def test_016_no_list_is_empty(self):
        url = self.fresh()
        missing = f"indicator--{uuid.uuid4()}"
        for answer in (self.get("/taxii2/empty/collections/"), self.get(url + "objects/"),
                       self.get(url + "manifest/"), self.get(f"{url}objects/?match[id]={missing}")):
            self.assertEqual({}, answer.json)
        status = self.post(url, indicator())
        self.assertNotIn("failures", status)
        self.assertNotIn("pendings", status)

    def test_017_and_018_identifiers_and_timestamps_have_their_form(self):
        url = self.fresh()
        status = self.post(url, indicator())
        self.assertRegex(status["id"], UUID4)
        self.assertRegex(status["request_timestamp"], STAMP)
        self.assertRegex(self.manifest(url)["objects"][0]["date_added"], STAMP)
        headers = self.get(url + "objects/").headers
        self.assertRegex(headers["X-TAXII-Date-Added-First"], STAMP)


class Permissions(Scene):
    def test_020_and_021_basic_is_understood_and_wrong_credentials_are_401(self):
        self.get(SHARED, headers={"Authorization": basic("alice")}, user=None)
        wrong = (basic("alice", "wrong"), basic("nobody"), "Basic !!!", "Bearer x", "Digest a=b")
        for method, path in (("GET", SHARED + "objects/"), ("POST", SHARED + "objects/"),
                             ("DELETE", SHARED + "objects/x/"), ("GET", "/taxii2/")):
            for credentials in wrong[2:] if method != "GET" else wrong:
                answer = self.send(method, path, user=None, Authorization=credentials)
                self.check_error(answer, 401)
                self.assertIn("Basic", answer.headers["WWW-Authenticate"])

    def test_021_a_token_signs_in_as_bearer_and_as_password(self):
        made = self.server.request("POST", "/api/v1/tokens", json.dumps({"label": "taxii"}),
                                   {"Accept": "*/*"}, user="alice")
        self.assertEqual(201, made.code, made)
        token = made.json["token"]
        for credentials in (f"Bearer {token}", basic("alice", token)):
            self.get(SHARED, user=None, headers={"Authorization": credentials})

    def test_022_and_097_strangers_are_told_to_sign_in_before_anything_else(self):
        for path in (SHARED, SHARED + "objects/", SHARED + "manifest/", ONE + "status/x/",
                     ONE + "collections/not-a-uuid/", SHARED + "objects/x/", "/taxii2/nowhere/",
                     CLOSED + "objects/"):
            self.check_error(self.get(path, user=None, code=401), 401)
        for path in (SHARED + "objects/x/", SHARED + f"objects/{uuid.uuid1()}/versions/",
                     ONE + "collections/not-a-uuid/", ONE + f"collections/{uuid.uuid1()}/",
                     ONE + "status/x/", SHARED + "objects/%22--x/"):
            self.check_error(self.get(path, code=404), 404)

    def test_023_who_may_not_read_gets_403(self):
        written = indicator()
        self.post(SHARED, written, user="dan")
        for path in ("manifest/", "objects/", f"objects/{written['id']}/",
                     f"objects/{written['id']}/versions/"):
            self.check_error(self.get(SHARED + path, user="dan", code=403), 403)

    def test_024_who_may_not_write_gets_403(self):
        body = json.dumps({"objects": [indicator()]})
        self.check_error(self.send("POST", SHARED + "objects/", body, "bob"), 403)
        self.check_error(self.send("POST", CLOSED + "objects/", body, "bob"), 404)
        self.check_error(self.send("POST", PUBLIC + "objects/", body, "carol"), 403)

    def test_025_deleting_needs_both_rights(self):
        written = indicator()
        self.post(SHARED, written)
        path = SHARED + f"objects/{written['id']}/"
        for user, code in (("carol", 404), ("bob", 403), ("dan", 403), ("alice", 200)):
            self.assertEqual(code, self.send("DELETE", path, user=user).code, user)

    def test_026_each_viewer_sees_what_is_theirs(self):
        self.assertIn(TWO, self.get("/taxii2/").json["api_roots"])
        self.assertNotIn(TWO, self.get("/taxii2/", user="bob").json["api_roots"])
        self.assertEqual([ONE], self.get("/taxii2/", user=None).json["api_roots"])
        listed = self.get(ONE + "collections/", user=None).json["collections"]
        self.assertEqual(["public"], [each["alias"] for each in listed])
        clear = indicator()
        green = indicator(object_marking_refs=[
            "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"])
        self.post(PUBLIC, clear, green)
        self.assertEqual({clear["id"], green["id"]} & set(ids(self.objects(PUBLIC))),
                         {clear["id"], green["id"]})
        seen = ids(self.objects(PUBLIC, user=None))
        self.assertIn(clear["id"], seen)
        self.assertNotIn(green["id"], seen)
        self.get(PUBLIC + f"objects/{clear['id']}/", user=None)
        self.get(PUBLIC + f"objects/{green['id']}/", user=None, code=401)

    def test_027_next_gives_nobody_more_than_their_rights(self):
        self.post(PUBLIC, *[indicator() for _ in range(3)])
        page = self.objects(PUBLIC, "?limit=1")
        stranger = self.get(f"{PUBLIC}objects/?limit=1&next={page['next']}", user=None).json
        clear = set(ids(self.objects(PUBLIC, user=None)))
        self.assertLessEqual(set(ids(stranger)), clear)
        self.get(f"{SHARED}objects/?limit=1&next={page['next']}", user="dan", code=403)


class WhatThereIs(Scene):
    def test_028_to_030_discovery_lists_relative_urls_and_a_default_among_them(self):
        found = self.get("/taxii2/").json
        self.assertIsInstance(found["title"], str)
        self.assertIn(found["default"], found["api_roots"])
        for root in found["api_roots"]:
            self.assertRegex(root, r"^/[^/].*/$")
            self.assertNotIn("?", root)

    def test_031_strangers_to_whom_nothing_is_open_sign_in_first(self):
        with Server() as server:
            self.check_error(server.get("/taxii2/"), 401)

    def test_032_an_api_root_says_its_versions_and_its_largest_body(self):
        root = self.get(ONE).json
        self.assertEqual("Community one", root["title"])
        self.assertIn(TYPE, root["versions"])
        self.assertGreater(root["max_content_length"], 0)

    def test_033_an_unknown_root_is_404_as_is_one_of_others(self):
        for path in ("/taxii2/nowhere/", "/taxii2/nowhere/collections/", "/taxii2/closed/"):
            self.check_error(self.get(path, code=404), 404)

    def test_040_the_list_of_collections_is_omitted_when_empty(self):
        self.assertEqual({}, self.get("/taxii2/empty/collections/").json)

    def test_041_collections_come_in_the_same_order_each_time(self):
        first = self.get(ONE + "collections/").body
        self.assertEqual(first, self.get(ONE + "collections/").body)

    def test_042_a_collection_says_what_the_viewer_may_do(self):
        for user, can_read, can_write in (("alice", True, True), ("bob", True, False),
                                          ("dan", False, True)):
            found = self.get(SHARED, user=user).json
            self.assertIs(can_read, found["can_read"])
            self.assertIs(can_write, found["can_write"])
            self.assertIn("application/stix+json;version=2.1", found["media_types"])
        listed = self.get(ONE + "collections/").json["collections"]
        aliases = [each["alias"] for each in listed]
        self.assertEqual(len(aliases), len(set(aliases)))

    def test_043_an_unknown_collection_is_404(self):
        for path in (ONE + f"collections/{uuid.uuid4()}/", TWO + SHARED[len(ONE):], CLOSED):
            self.check_error(self.get(path, code=404), 404)

    def test_044_the_alias_stands_for_the_id_everywhere(self):
        url = self.fresh()
        aliased = ONE + "collections/" + self.get(url).json["alias"] + "/"
        written = indicator()
        self.post(aliased, written)
        for path in ("", "objects/", "manifest/", f"objects/{written['id']}/",
                     f"objects/{written['id']}/versions/"):
            self.assertEqual(self.get(url + path).body, self.get(aliased + path).body)
        self.assertEqual(200, self.send("DELETE", aliased + f"objects/{written['id']}/").code)


class Status(Scene):
    def test_034_to_036_a_status_counts_and_names_what_came_of_each_object(self):
        good, sighted, broken = indicator(), {
            "type": "domain-name", "value": "a.example", "id": f"domain-name--{uuid.uuid4()}"}, {
            "type": "indicator", "id": "indicator--1", "modified": "2024-01-01T00:00:00.000Z"}
        body = json.dumps({"objects": [good, broken, sighted]})
        answer = self.send("POST", self.fresh() + "objects/", body)
        self.assertEqual(202, answer.code)
        status = answer.json
        self.assertEqual("complete", status["status"])
        self.assertEqual((3, 2, 1, 0), tuple(status[name + "_count"] for name in
                                             ("total", "success", "failure", "pending")))
        self.assertEqual([good["id"], sighted["id"]], [each["id"] for each in status["successes"]])
        self.assertEqual(good["modified"], status["successes"][0]["version"])
        self.assertRegex(status["successes"][1]["version"], STAMP)
        self.assertEqual(["indicator--1"], [each["id"] for each in status["failures"]])
        self.assertIn("version", status["failures"][0])
        self.assertIsInstance(status["failures"][0]["message"], str)

    def test_037_and_039_a_status_is_read_by_its_giver_under_its_root_only(self):
        status = self.post(self.fresh(), indicator())
        self.assertEqual(status, self.get(f"{ONE}status/{status['id']}/").json)
        for path, user in ((f"{TWO}status/{status['id']}/", "alice"),
                           (f"{ONE}status/{status['id']}/", "bob"),
                           (f"{ONE}status/{status['id']}/", "anna"),
                           (f"{ONE}status/{uuid.uuid4()}/", "alice")):
            self.check_error(self.get(path, user, 404), 404)
        self.check_error(self.get(f"{ONE}status/{status['id']}/", None, 401), 401)

    def test_038_and_081_what_was_reported_is_there_after_a_kill(self):
        with Server(world()) as server:
            written = indicator()
            url = SHARED + "objects/"
            answer = server.request("POST", url, json.dumps({"objects": [written]}),
                                    {"Content-Type": TYPE}, user="alice")
            self.assertEqual(202, answer.code)
            server.kill()
            server.start()
            self.assertEqual([written], server.get(url, user="alice").json["objects"])
            found = server.get(f"{ONE}status/{answer.json['id']}/", user="alice")
            self.assertEqual(answer.json, found.json)


class Errors(Scene):
    def test_088_and_090_refusals_are_error_resources(self):
        asked = (("GET", SHARED + "objects/?limit=x", "alice", 400), ("GET", SHARED, None, 401),
                 ("GET", SHARED + "objects/", "dan", 403), ("GET", "/taxii2/x/", "alice", 404),
                 ("GET", "/taxii2/no/such/page/", "alice", 404), ("PUT", SHARED, "alice", 405),
                 ("POST", SHARED + "objects/", "alice", 422))
        for method, path, user, code in asked:
            self.check_error(self.send(method, path, user=user), code)

    def test_089_malformed_parameters_are_400(self):
        for query in ("limit=", "limit=-1", "next=x", "added_after=now", "match[version]=new",
                      "match[type]=", "match[id]=,", "match[spec_version]=two", "%zz=1", "limit=%00",
                      "match[id]=" + "x" * 2000):
            self.check_error(self.get(f"{SHARED}objects/?{query}", code=400), 400)

    def test_091_a_refusal_does_not_tell_what_exists(self):
        there, gone = self.get(CLOSED, code=404), self.get(
            f"/taxii2/closed/collections/{uuid.uuid4()}/", code=404)
        self.assertEqual(there.body, gone.body)
        there, gone = self.get(CLOSED, None, 401), self.get("/taxii2/none/collections/x/", None, 401)
        self.assertEqual(there.body, gone.body)

    def test_092_the_name_of_the_dns_record_is_documented(self):
        self.assertIn("_taxii2._tcp", (ROOT / "docs/formats/taxii.md").read_text())

    def test_093_connections_are_kept_and_requests_may_be_chunked_or_wait_for_a_sign(self):
        connection = self.server.connect()
        for _ in range(3):
            self.get("/taxii2/", connection=connection)
        body = json.dumps({"objects": [indicator()]}).encode()
        chunks = iter([body[:10], body[10:]])
        answer = self.server.request("POST", self.fresh() + "objects/", chunks,
                                     {"Content-Type": TYPE}, user="alice", connection=connection)
        self.assertEqual(202, answer.code, answer)
        connection.close()
        head = (f"POST {self.fresh()}objects/ HTTP/1.1\r\nHost: a\r\nContent-Type: {TYPE}\r\n"
                f"Authorization: {basic('alice')}\r\nContent-Length: {len(body)}\r\n"
                "Connection: close\r\nExpect: 100-continue\r\n\r\n").encode()
        self.assertIn(b" 202 ", self.server.raw(head + body))
        plain = self.get("/taxii2/", headers={"Accept-Encoding": None})
        self.assertIsNone(plain.headers["Content-Encoding"])
        once = (f"GET /taxii2/ HTTP/1.1\r\nHost: a\r\nAuthorization: {basic('alice')}\r\n"
                "\r\n").encode()
        both = self.server.raw(once + once.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        self.assertEqual(2, both.count(b"HTTP/1.1 200"))

    def test_095_answers_have_a_date(self):
        self.assertRegex(self.get("/taxii2/").headers["Date"], "GMT$")

    def test_098_a_missing_slash_is_answered_with_where_it_is(self):
        answer = self.get(SHARED + "objects?limit=2&match%5Btype%5D=a,b", code=308)
        self.assertEqual(SHARED + "objects/?limit=2&match%5Btype%5D=a%2Cb",
                         answer.headers["Location"])
        self.assertEqual(308, self.send("POST", SHARED + "objects").code)
        self.assertEqual(308, self.send("DELETE", SHARED + "objects/x").code)


if __name__ == "__main__":
    unittest.main()
