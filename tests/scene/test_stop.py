"""A server that is told to stop finishes what it accepted, takes nothing new, and ends with 0."""

import json
import signal
import socket
import time
import unittest

from local import Asker
from server import Server

COUNT = 3000


def lines(prefix):
    return "".join(f"{prefix}{at}.example\n" for at in range(COUNT)).encode()


class Stop(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.close)
        self.server.start()
        self.token = self.server.first["token"]

    def plug(self):
        return socket.create_connection(("127.0.0.1", self.server.port), timeout=30)

    def post(self, body, half):
        """An import of which half has come, so that the server is in the middle of it."""
        plug = self.plug()
        plug.sendall(b"POST /api/v1/import?collection=home&name=list.txt HTTP/1.1\r\nHost: x\r\n"
                     b"Authorization: Bearer %s\r\nContent-Length: %d\r\n\r\n"
                     % (self.token.encode(), len(body)) + body[:half])
        return plug

    def read(self, plug):
        answer = b""
        while part := plug.recv(65536):
            answer += part
        plug.close()
        return answer

    def is_open(self):
        try:
            plug = self.plug()
        except ConnectionRefusedError:
            return False
        plug.settimeout(2)
        try:
            plug.sendall(b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return plug.recv(100) != b""
        except (ConnectionResetError, BrokenPipeError, socket.timeout):
            return False
        finally:
            plug.close()

    def check_ended(self, seconds):
        self.assertEqual(0, self.server.process.wait(seconds), self.server.said())
        self.server.process = None
        self.server.log.close()

    def test_an_import_half_sent_is_taken_whole_and_nothing_new_is(self):
        body = lines("late")
        half = len(body) // 2
        plugs = [self.post(body, half), self.post(lines("more"), 5)]
        time.sleep(0.5)
        self.assertTrue(self.is_open())
        process = self.server.process
        process.send_signal(signal.SIGTERM)
        end = time.monotonic() + 10
        while self.is_open() and time.monotonic() < end:
            time.sleep(0.05)
        self.assertFalse(self.is_open(), "new connections are still taken")
        self.assertIsNone(process.poll(), "it has not waited for what it accepted")
        plugs[0].sendall(body[half:])
        plugs[1].sendall(lines("more")[5:])
        for plug in plugs:
            head, _, text = self.read(plug).partition(b"\r\n\r\n")
            self.assertTrue(head.startswith(b"HTTP/1.1 200 "), head)
            report = json.loads(text)
            self.assertEqual((COUNT, 0), (report["taken"], report["refused"]))
        self.check_ended(30)
        listed = self.server.run("export", "--store", self.server.store, "--format", "list").split()
        self.assertEqual(sorted((body + lines("more")).decode().split()), sorted(listed))
        self.assertEqual("ok\n", self.server.run("store", "check", "--store", self.server.store))

    def test_who_only_listens_does_not_hold_it_up(self):
        idle = self.plug()
        self.addCleanup(idle.close)
        asker = Asker(self.server, token=self.token)
        asker.json("/api/v1/me")  # a connection that is kept
        self.addCleanup(asker.close)
        stream = self.plug()
        self.addCleanup(stream.close)
        stream.sendall(b"GET /api/v1/stream HTTP/1.1\r\nHost: x\r\n\r\n")
        self.assertIn(b" 200 ", stream.recv(1000))
        began = time.monotonic()
        self.server.process.send_signal(signal.SIGTERM)
        self.check_ended(20)
        self.assertGreater(10, time.monotonic() - began)

    def test_who_never_sends_the_rest_does_not_hold_it_up_for_ever(self):
        plug = self.post(lines("never"), 100)
        self.addCleanup(plug.close)
        time.sleep(0.3)
        self.server.process.send_signal(signal.SIGTERM)
        self.check_ended(60)
        self.assertEqual("ok\n", self.server.run("store", "check", "--store", self.server.store))


if __name__ == "__main__":
    unittest.main()
