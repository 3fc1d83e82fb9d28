"""Signing in, and what is seen and done about it: on a page, by a program, at the machine."""

import http.client
import json
import shutil
import ssl
import subprocess
import unittest
from pathlib import Path

from command import Commands
from server import PASSWORD, Server, program

WORLD = {
    "organisations": [{"slug": "alpha", "name": "Alpha"}],
    "communities": [{"slug": "one", "title": "One", "members": ["alpha"]}],
    "collections": [{"alias": "in", "title": "In", "community": "one", "default_tlp": "TLP:GREEN",
                     "members": [{"organisation": "alpha", "read": True, "write": True}]}],
    "accounts": [{"name": "alice", "organisation": "alpha", "password": PASSWORD},
                 {"name": "bob", "organisation": "alpha", "password": PASSWORD, "operator": True}],
}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


class Page:
    """A browser, as far as this goes: it keeps its cookie and says that a page asks."""

    def __init__(self, server, device=FIREFOX, context=None):
        self.server, self.device, self.context = server, device, context
        self.cookie = None

    def ask(self, method, path, body=None):
        plug = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60) \
            if self.context is None else http.client.HTTPSConnection(
                "localhost", self.server.port, timeout=60, context=self.context)
        headers = {"Renkei-Request": "1", "User-Agent": self.device}
        if self.cookie:
            headers["Cookie"] = self.cookie
        plug.request(method, "/api/v1" + path, json.dumps(body) if body else None, headers)
        got = plug.getresponse()
        text = got.read()
        if got.headers["Set-Cookie"]:
            self.set_cookie = got.headers["Set-Cookie"]
            self.cookie = self.set_cookie.split(";")[0]
        plug.close()
        return got.status, json.loads(text) if text else None

    def sign_in(self, name="alice"):
        code, answer = self.ask("POST", "/session", {"name": name, "password": PASSWORD})
        assert code == 200, answer
        return self


def run(server, *arguments, code=0, beside=None):
    ended = subprocess.run([program(), *map(str, arguments), *(beside or server.beside)],
                           stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    assert ended.returncode == code, ended
    return ended.stdout.decode(), ended.stderr.decode()


@unittest.skipUnless(shutil.which("openssl"), "openssl is not here")
class OverTls(unittest.TestCase):
    def test_who_signs_in_over_tls_is_still_there_at_the_next_request(self):
        server = Server(WORLD)
        self.addCleanup(server.close)
        certificate, key = server.folder / "certificate.pem", server.folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", certificate,
                        "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
        server.options = ["--certificate", str(certificate), "--key", str(key)]
        server.start()
        page = Page(server, context=ssl.create_default_context(cafile=certificate)).sign_in()
        self.assertRegex(page.set_cookie, r"^__Host-renkei=rs_[\w-]{43}; Path=/; Max-Age=\d+; "
                                          r"HttpOnly; SameSite=Strict; Secure$")
        self.assertEqual("alice", page.ask("GET", "/me")[1]["name"])
        self.assertEqual(204, page.ask("DELETE", "/session")[0])
        self.assertIsNone(page.ask("GET", "/me")[1]["name"])


class Sessions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(WORLD)
        cls.addClassCleanup(cls.server.close)
        cls.server.start()

    def sessions(self, page):
        code, answer = page.ask("GET", "/sessions")
        self.assertEqual(200, code, answer)
        return answer["sessions"]

    def test_a_person_sees_where_they_are_signed_in_and_ends_what_is_not_theirs(self):
        here, lost = Page(self.server).sign_in(), Page(self.server, "Lost/1.0").sign_in()
        other = Page(self.server).sign_in("bob")
        rows = self.sessions(here)
        self.assertEqual({FIREFOX, "Lost/1.0"}, {row["device"] for row in rows})
        self.assertEqual({"127.0.0.1"}, {row["address"] for row in rows})
        id = next(row["id"] for row in rows if row["device"] == "Lost/1.0")
        self.assertEqual(404, other.ask("DELETE", f"/sessions/{id}")[0])
        self.assertEqual("alice", lost.ask("GET", "/me")[1]["name"])
        self.assertEqual(204, here.ask("DELETE", f"/sessions/{id}")[0])
        self.assertIsNone(lost.ask("GET", "/me")[1]["name"])
        self.assertEqual([True], [row["is_this"] for row in self.sessions(here)])
        self.assertEqual(404, here.ask("DELETE", "/sessions/no-id")[0])
        self.assertEqual(200, here.ask("DELETE", "/sessions")[0])
        here.ask("DELETE", "/session")

    def test_the_operator_at_the_machine_ends_the_sessions_of_anybody(self):
        pages = [Page(self.server, f"Machine/{i}").sign_in() for i in range(3)]
        out, _ = run(self.server, "admin", "sessions", "--as", "alice")
        line, = [line for line in out.splitlines() if line.endswith("Machine/1")]
        run(self.server, "admin", "end", line.split()[0], "--as", "alice")
        self.assertEqual(["alice", None, "alice"],
                         [page.ask("GET", "/me")[1]["name"] for page in pages])
        run(self.server, "admin", "end", line.split()[0], "--as", "alice", code=1)
        out, _ = run(self.server, "admin", "end", "--as", "alice", "--json")
        self.assertLessEqual(2, json.loads(out)["ended"])
        self.assertEqual([None] * 3, [page.ask("GET", "/me")[1]["name"] for page in pages])
        _, error = run(self.server, "admin", "sessions", code=1)
        self.assertIn("--as USER", error)

    def test_a_session_goes_on_after_the_server_was_started_again(self):
        server = Server(WORLD)
        self.addCleanup(server.close)
        server.start()
        page = Page(server).sign_in()
        server.stop()
        server.start()
        self.assertEqual("alice", page.ask("GET", "/me")[1]["name"])


class Tokens(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(WORLD)
        cls.addClassCleanup(cls.server.close)
        cls.server.start()

    def make(self, *arguments):
        out, error = run(self.server, "admin", "token", *arguments)
        self.assertIn("shown only here", error)
        file = self.server.folder / f"token of {arguments[0]}"
        file.write_text(out)
        return ["--server", f"http://127.0.0.1:{self.server.port}", "--token", str(file)]

    def test_a_token_for_matching_matches_and_does_nothing_else(self):
        list_ = self.server.folder / "list.txt"
        list_.write_text("bad.example\n")
        log = self.server.folder / "log.txt"
        log.write_text("GET http://bad.example/ 200\nGET http://good.example/ 200\n")
        writes = self.make("writer", "--as", "alice", "--scopes", "write")
        run(self.server, "import", "--collection", "in", list_, beside=writes)
        matches = self.make("sensor", "--as", "alice", "--scopes", "match", "--days", "90")
        out, _ = run(self.server, "match", log, beside=matches, code=1)
        self.assertIn("bad.example", out)
        run(self.server, "lookup", "bad.example", beside=matches, code=1)
        for refused in (("export",), ("import", "--collection", "in", list_),
                        ("admin", "tokens"), ("admin", "end")):
            ended = subprocess.run([program(), *map(str, refused), *matches], capture_output=True,
                                   stdin=subprocess.DEVNULL, timeout=60, check=False)
            self.assertIn(b"this token is not for that", ended.stderr, refused)
            self.assertNotEqual(0, ended.returncode)
        run(self.server, "lookup", "bad.example", beside=writes, code=2)

    def test_an_operator_s_token_without_admin_is_a_member_s(self):
        for scopes, is_operator in (("read,write,match", False), ("admin,read", True)):
            beside = self.make(scopes, "--as", "bob", "--scopes", scopes)
            token = Path(beside[-1]).read_text().strip()
            me = self.server.get("/api/v1/me", headers={"Authorization": "Bearer " + token}).json
            self.assertEqual(is_operator, me["is_operator"])
            self.assertEqual(0 if is_operator else 1, subprocess.run(
                [program(), "admin", "tokens", *beside], capture_output=True, timeout=60,
                stdin=subprocess.DEVNULL, check=False).returncode)

    def test_tokens_are_listed_with_what_they_are_for_and_revoked(self):
        beside = self.make("old sensor", "--as", "bob", "--scopes", "read", "--days", "30")
        token = Path(beside[-1]).read_text().strip()
        bearer = {"Authorization": "Bearer " + token}
        self.assertEqual(200, self.server.get("/api/v1/objects", headers=bearer).code)
        out, _ = run(self.server, "admin", "tokens", "--as", "bob", "--json")
        row, = [row for row in json.loads(out)["tokens"] if row["label"] == "old sensor"]
        self.assertEqual(["read"], row["scopes"])
        self.assertIsNotNone(row["used"])
        self.assertNotIn(token, out)
        out, _ = run(self.server, "admin", "tokens", "--as", "bob")
        self.assertRegex(out, r"(?m)^old sensor  for read  since \S+  until \S+  used \S+$")
        run(self.server, "admin", "token", "old sensor", "--as", "bob", code=1)
        run(self.server, "admin", "revoke", "old sensor", "--as", "bob")
        run(self.server, "admin", "revoke", "old sensor", "--as", "bob", code=1)
        self.assertEqual(401, self.server.get("/api/v1/objects", headers=bearer).code)


class Words(Commands):
    def test_a_word_that_means_nothing_is_refused_before_anything_is_asked(self):
        for wrong in ((), ("nothing",), ("token",), ("token", "a", "b"), ("revoke",),
                      ("sessions", "a"), ("tokens", "a")):
            said = self.run_("admin", *wrong, code=2)
            self.assertIn("admin ", said.error)
            self.assertNotIn("no store", said.error)


if __name__ == "__main__":
    unittest.main()
