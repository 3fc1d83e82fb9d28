"""Rights that change while somebody is asking, and clients that do not read or do not send."""

import base64
import json
import socket
import tempfile
import time
import unittest
from pathlib import Path

from local import Asker
from server import PASSWORD, Server

COLLECTION = "0f6a2f55-6a39-4c0e-8a53-0b7c2f0f9a01"
OPEN = "0f6a2f55-6a39-4c0e-8a53-0b7c2f0f9a02"


def world(bob_reads):
    members = [{"organisation": "one", "read": True, "write": True},
               {"organisation": "two", "read": bob_reads, "write": False}]
    return {
        "organisations": [{"slug": slug, "name": slug} for slug in ("one", "two")],
        "communities": [{"slug": "c", "title": "C", "members": ["one", "two"]}],
        "collections": [
            {"id": COLLECTION, "alias": "shared", "title": "Shared", "community": "c",
             "default_tlp": "TLP:AMBER", "members": members},
            {"id": OPEN, "alias": "open", "title": "Open", "community": "c", "public": True,
             "default_tlp": "TLP:CLEAR", "members": members[:1]}],
        "accounts": [{"name": name, "display": name, "organisation": slug, "password": PASSWORD}
                     for name, slug in (("alice", "one"), ("bob", "two"))],
    }


def indicator(number, more=""):
    return json.dumps({
        "type": "indicator", "spec_version": "2.1",
        "id": f"indicator--00000000-0000-4000-8000-{number:012d}",
        "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z",
        "name": f"number {number}", "description": more, "pattern_type": "stix",
        "pattern": f"[domain-name:value = 'n{number}.example']",
        "valid_from": "2026-01-01T00:00:00Z"})


class Rights(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.server = Server(world(True))
        self.addCleanup(self.server.close)

    def file(self, name, text):
        path = Path(self.folder.name) / name
        path.write_text(text)
        return path

    def give(self, alias, objects):
        path = self.file("objects.jsonl", "\n".join(objects))
        self.server.run("import", "--store", self.server.store, "--as", "alice", "--collection",
                        alias, path)

    def basic(self, name):
        pair = base64.b64encode(f"{name}:{PASSWORD}".encode()).decode()
        return f"Basic {pair}"

    def bob(self):
        return Asker(self.server, basic=self.basic("bob"))

    def test_a_request_that_takes_long_does_not_keep_what_was_taken_away(self):
        self.server.start()
        self.give("shared", [indicator(1)])
        self.assertEqual(1, self.bob().json("/api/v1/objects")["total"]["count"])
        body = json.dumps({"values": ["n1.example"] * 8000}).encode()
        slow = socket.create_connection(("127.0.0.1", self.server.port), timeout=30)
        slow.sendall(b"POST /api/v1/lookup HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                     b"Authorization: %s\r\nContent-Length: %d\r\n\r\n"
                     % (self.basic("bob").encode(), len(body)) + body[:70000])
        time.sleep(0.5)
        taken = self.file("world.json", json.dumps(world(False)))
        self.server.run("setup", "--store", self.server.store, taken)
        slow.sendall(body[70000:])
        answer = b""
        while part := slow.recv(65536):
            answer += part
        slow.close()
        self.assertIn(b" 200 ", answer.split(b"\r\n", 1)[0])
        self.assertNotIn(b"number 1", answer)
        self.assertEqual(0, self.bob().json("/api/v1/objects")["total"]["count"])

    def test_clients_that_do_not_read_their_export_stop_nobody(self):
        self.server.start()
        self.give("open", [indicator(number, "x" * 4000) for number in range(2000)])
        clients = []
        for _ in range(60):
            client = socket.create_connection(("127.0.0.1", self.server.port), timeout=10)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.sendall(b"GET /api/v1/export HTTP/1.1\r\nHost: x\r\n\r\n")
            clients.append(client)
        time.sleep(1)
        asker = Asker(self.server)
        self.assertEqual(2000, asker.json("/api/v1/overview")["total"])
        for client in clients:
            client.close()
        self.assertEqual(2000, asker.json("/api/v1/overview")["total"])

    def test_clients_that_send_slowly_stop_nobody(self):
        self.server.start()
        clients = []
        for _ in range(20):
            client = socket.create_connection(("127.0.0.1", self.server.port), timeout=10)
            client.sendall(b"POST /api/v1/lookup HTTP/1.1\r\nHost: x\r\n"
                           b"Content-Length: 500000\r\n\r\n{")
            clients.append(client)
        time.sleep(0.5)
        asker = Asker(self.server)
        self.assertEqual(None, asker.json("/api/v1/me")["name"])
        for client in clients:
            client.close()

    def test_a_marking_in_a_table_binds_as_one_in_stix(self):
        table = self.file("table.csv", "value,tlp,valid_until\nred.example,TLP:RED,\n"
                          "odd.example,TLP:PURPLE,\nold.example,,2020-05-01T00:00:00Z\n")
        self.server.start()
        self.server.run("setup", "--store", self.server.store,
                        self.file("world.json", json.dumps(world(True))))
        alice = Asker(self.server, basic=self.basic("alice"))
        code, answer = alice.ask("POST", "/api/v1/import?collection=shared&name=t.csv",
                                 table.read_bytes())
        report = json.loads(answer)
        self.assertEqual((200, 2, 1), (code, report["taken"], report["refused"]), report)
        self.assertIn("TLP:PURPLE is no TLP label", report["refusals"][0]["reason"])
        rows = {row["title"]: row["tlp"] for row in alice.json("/api/v1/objects")["rows"]}
        self.assertEqual({"red.example": "TLP:RED", "old.example": "TLP:AMBER"}, rows)
        rows = [row["title"] for row in self.bob().json("/api/v1/objects")["rows"]]
        self.assertEqual(["old.example"], rows)

    def test_a_binary_file_is_no_list(self):
        self.server.start()
        alice = Asker(self.server, basic=self.basic("alice"))
        code, answer = alice.ask("POST", "/api/v1/import?collection=shared", b"\x7fELF\x00e.g\n")
        self.assertEqual(422, code)
        self.assertIn("binary", json.loads(answer)["damage"]["reason"])


if __name__ == "__main__":
    unittest.main()
