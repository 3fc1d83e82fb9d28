"""How much one may ask of a running server, and that nobody else has to wait for it."""

import json
import socket
import time
import unittest

from server import Server, basic, only_files

WORLD = {
    "organisations": [{"slug": "one", "name": "One"}, {"slug": "two", "name": "Two"}],
    "communities": [{"slug": "north", "title": "North", "members": ["one", "two"]}],
    "collections": [{"alias": "c", "title": "C", "community": "north", "community_reads": True,
                     "members": [{"organisation": "one", "read": True, "write": True},
                                 {"organisation": "two", "read": True, "write": True}]}],
    "accounts": [{"name": name, "display": name, "organisation": slug,
                  "password": "one long password"}
                 for name, slug in (("ann", "one"), ("ben", "one"), ("cat", "one"), ("dan", "two"))],
}


def elsewhere():
    """An address of this machine that others reach, if it has one."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plug:
            plug.connect(("192.0.2.1", 9))  # sends nothing
            return plug.getsockname()[0]
    except OSError:
        return None


@only_files("asks no store")
class Limits(unittest.TestCase):
    def start(self, *options):
        self.server = Server(WORLD, options)
        self.addCleanup(self.server.close)
        self.server.start()
        self.tokens = {}
        for name in ("ann", "ben", "cat", "dan"):
            said = self.server.run("admin", "token", "t", "--as", name, *self.server.beside, "--json")
            self.tokens[name] = json.loads(said)["token"]

    def ask(self, name, method="GET", path="/api/v1/me", body=None):
        return self.server.request(method, path, body,
                                   {"Authorization": "Bearer " + self.tokens[name]})

    def check_refusal(self, answer, whose):
        self.assertEqual(429, answer.code, answer)
        self.assertEqual("problem.too_often", answer.json["code"])
        self.assertIn(f"one {whose} may ask", answer.json["detail"])
        self.assertLessEqual(1, int(answer.headers["Retry-After"]))
        self.assertLessEqual(int(answer.headers["Retry-After"]), 60)
        self.assertEqual("nosniff", answer.headers["X-Content-Type-Options"])

    def use_up(self, name, most=100):
        """Asks until it is refused; how often it was answered."""
        for count in range(most):
            answer = self.ask(name)
            if answer.code != 200:
                return count, answer
        raise AssertionError(f"{name} was never refused")

    def test_requests_are_limited_by_account_and_by_organisation(self):
        self.start("--limit-requests", "1")
        count, refused = self.use_up("ann")
        self.assertLessEqual(30, count)
        self.check_refusal(refused, "account")
        count, refused = self.use_up("ben")  # that of the organisation is twice as much
        self.assertLess(0, count)
        _, refused = self.use_up("cat")
        self.check_refusal(refused, "organisation")
        self.assertEqual(200, self.ask("dan").code)
        self.assertEqual(200, self.server.get("/api/v1/me").code)
        taxii = self.ask("ann", path="/taxii2/")
        self.assertEqual((429, "problem.too_often"), (taxii.code, taxii.json["error_code"]))

    def test_a_stranger_is_limited_by_address_and_this_machine_is_not(self):
        address = elsewhere()
        if not address or address.startswith("127."):
            self.skipTest("this machine has no address but its own")
        self.start("--limit-requests", "2", "--listen", "0.0.0.0")
        for _ in range(100):
            self.assertEqual(200, self.server.get("/api/v1/me").code)
        codes = []
        for _ in range(100):
            with socket.create_connection((address, self.server.port), 10) as plug:
                plug.sendall(b"GET /api/v1/me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                codes.append(int(plug.makefile("rb").readline().split()[1]))
        self.assertIn(429, codes)
        self.assertEqual([200] * 30, codes[:30])

    def slow(self, path):
        """A client that asks and does not read on."""
        plug = socket.create_connection(("127.0.0.1", self.server.port), 10)
        self.addCleanup(plug.close)
        plug.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {self.tokens['ann']}"
                     "\r\n\r\n".encode())
        self.assertIn(b" 200 ", plug.recv(64))
        return plug

    def test_expensive_work_is_limited_until_its_answer_has_gone(self):
        self.start("--limit-work", "1")
        lines = "".join(json.dumps({
            "type": "malware", "spec_version": "2.1", "is_family": False, "description": "x" * 2000,
            "id": f"malware--00000000-0000-4000-8000-{at:012}", "name": f"m{at}",
            "created": "2020-01-01T00:00:00.000Z", "modified": "2020-01-01T00:00:00.000Z"}) + "\n"
            for at in range(20000))
        file = self.server.folder / "many.jsonl"
        file.write_text(lines)
        self.server.run("import", *self.server.beside, "--collection", "c", file)
        plug = self.slow("/api/v1/export?format=jsonl")
        self.check_refusal(self.ask("ann", path="/api/v1/export"), "account")
        self.check_refusal(self.ask("ann", "POST", "/api/v1/check", "{}"), "account")
        self.assertEqual(200, self.ask("ann").code)
        self.assertEqual(200, self.ask("ben", "POST", "/api/v1/check", "{}").code)
        plug.close()
        end = time.monotonic() + 30
        while self.ask("ann", "POST", "/api/v1/check", "{}").code == 429:
            self.assertLess(time.monotonic(), end)

    def test_streams_are_limited_until_they_are_closed(self):
        self.start("--limit-streams", "1")
        plug = self.slow("/api/v1/stream")
        self.check_refusal(self.ask("ann", path="/api/v1/stream"), "account")
        self.assertEqual(200, self.ask("ann").code)
        plug.close()
        end = time.monotonic() + 30
        while True:  # each time that it is answered it is open, and is closed again
            with socket.create_connection(("127.0.0.1", self.server.port), 10) as other:
                other.sendall(b"GET /api/v1/stream HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " +
                              self.tokens["ann"].encode() + b"\r\n\r\n")
                if b" 200 " in other.recv(64):
                    break
            self.assertLess(time.monotonic(), end)

    def test_what_was_sent_is_waited_for_afterwards(self):
        self.start("--limit-upload", "1")
        text = "a line of a log\n" * (3 << 16)  # 3 MiB
        self.assertEqual(200, self.ask("ann", "POST", "/api/v1/match", text).code)
        refused = self.ask("ann", "POST", "/api/v1/match", text)
        self.check_refusal(refused, "account")
        self.assertEqual(200, self.ask("ann").code)  # without a body
        self.assertEqual(200, self.ask("dan", "POST", "/api/v1/match", "x").code)

    def test_the_operator_at_the_machine_is_not_measured(self):
        self.start("--limit-requests", "1", "--limit-work", "1", "--limit-upload", "1")
        self.use_up("ann")
        file = self.server.folder / "list.txt"
        file.write_text("".join(f"h{at}.example\n" for at in range(1 << 17)))
        for name in ("ann", "dan"):
            for _ in range(2):
                self.server.run("import", *self.server.beside, "--collection", "c", "--as", name, file)

    def test_an_account_is_one_however_it_comes(self):
        self.start("--limit-requests", "1")
        self.use_up("ann")
        answer = self.server.get("/api/v1/me", headers={"Authorization": basic("ann")})
        self.assertEqual(429, answer.code)


if __name__ == "__main__":
    unittest.main()
