"""A certificate that is renewed while the server runs."""

import shutil
import signal
import socket
import ssl
import subprocess
import time
import unittest

from server import Server


@unittest.skipUnless(shutil.which("openssl"), "openssl is not here")
class Renewed(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.close)
        self.certificate = self.server.folder / "certificate.pem"
        self.key = self.server.folder / "key.pem"
        self.server.options = ["--certificate", str(self.certificate), "--key", str(self.key)]
        self.shown = [self.make("first"), None]
        self.server.start()

    def make(self, name):
        """A new certificate where the server reads it; what it is when shown."""
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-keyout", self.key, "-out",
                        self.certificate, "-days", "2", "-subj", f"/CN={name}"],
                       check=True, capture_output=True)
        return ssl.PEM_cert_to_DER_cert(self.certificate.read_text())

    def connect(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        plug = context.wrap_socket(socket.create_connection(("127.0.0.1", self.server.port), 10))
        self.addCleanup(plug.close)
        return plug

    def ask(self, plug):
        plug.sendall(b"GET /taxii2/ HTTP/1.1\r\nHost: a\r\n\r\n")
        answer = b""
        while b"\r\n\r\n" not in answer:
            part = plug.recv(65536)
            self.assertTrue(part, "the server closed")
            answer += part
        return answer.split(b"\r\n")[0]

    def hang_up(self, word):
        """Tells the server to read again; waits until its log says what came of it."""
        before = self.server.said().count(word)
        self.server.process.send_signal(signal.SIGHUP)
        end = time.monotonic() + 20
        while self.server.said().count(word) == before:
            self.assertLess(time.monotonic(), end, self.server.said())
            time.sleep(0.01)

    def test_who_comes_later_sees_the_new_one_and_who_is_there_stays(self):
        old = self.connect()
        self.assertEqual(self.shown[0], old.getpeercert(True))
        second = self.make("second")
        self.hang_up("certificate_reloaded")
        new = self.connect()
        self.assertEqual(second, new.getpeercert(True))
        for plug in (old, new):
            self.assertEqual(b"HTTP/1.1 401 Unauthorized", self.ask(plug))

    def test_one_that_cannot_be_read_changes_nothing(self):
        for fault in (lambda: self.certificate.write_text("no certificate"), self.certificate.unlink,
                      lambda: self.key.write_text("no key")):
            fault()
            self.hang_up("certificate_kept")
            self.assertEqual(self.shown[0], self.connect().getpeercert(True))
        third = self.make("third")
        self.hang_up("certificate_reloaded")
        self.assertEqual(third, self.connect().getpeercert(True))

    def test_a_key_of_another_certificate_is_not_taken(self):
        kept = self.certificate.read_bytes()
        self.make("other")
        self.certificate.write_bytes(kept)
        self.hang_up("certificate_kept")
        self.assertEqual(self.shown[0], self.connect().getpeercert(True))


class Plain(unittest.TestCase):
    def test_without_a_certificate_hanging_up_ends_nothing(self):
        with Server() as server:
            server.process.send_signal(signal.SIGHUP)
            end = time.monotonic() + 20
            while "nothing_to_reload" not in server.said():
                self.assertLess(time.monotonic(), end, server.said())
                time.sleep(0.01)
            self.assertEqual(401, server.get("/taxii2/").code)


if __name__ == "__main__":
    unittest.main()
