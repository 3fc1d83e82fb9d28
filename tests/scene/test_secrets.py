"""What is not to be found: old TLS, a header that is missing, a password that stays in memory."""

import http.client
import json
import os
import re
import shutil
import ssl
import subprocess
import unittest
from pathlib import Path

import test_certificate
from server import Server, only_files, program

HEADERS = ["X-Content-Type-Options", "Content-Security-Policy"]
WORD = "a password that nobody has said before"


@only_files("asks no store")
@unittest.skipUnless(shutil.which("openssl"), "openssl is not here")
class Tls(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.close)
        self.certificate = self.server.folder / "certificate.pem"
        self.key = self.server.folder / "key.pem"
        test_certificate.Renewed.make(self, "here")
        self.server.options = ["--certificate", str(self.certificate), "--key", str(self.key)]
        self.server.start()

    def said(self, *options):
        """What openssl says of a connection; it offers all that it knows."""
        ended = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{self.server.port}",
                                "-cipher", "ALL:@SECLEVEL=0", *options], input=b"",
                               capture_output=True, check=False, timeout=60)
        return (ended.stdout + ended.stderr).decode(errors="replace")

    def test_only_tls_1_2_and_1_3_are_spoken(self):
        for option in ("-tls1", "-tls1_1"):
            self.assertIn("Cipher is (NONE)", self.said(option), option)
        for option, name in (("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3"), ("", "TLSv1.3")):
            self.assertIn(f"New, {name}, Cipher is ", self.said(*filter(None, [option])), option)

    def test_only_ciphers_that_protect_and_forget_are_taken(self):
        for ciphers in ("RSA", "CBC", "RC4", "3DES", "NULL", "aNULL", "EXPORT", "SHA1", "PSK", "SRP",
                        "AES128-GCM-SHA256", "AES256-SHA", "ECDHE-ECDSA-AES128-SHA"):
            said = self.said("-tls1_2", "-cipher", f"{ciphers}:!ECDHE+AESGCM:!CHACHA20:@SECLEVEL=0")
            self.assertNotRegex(said, r"Cipher is [A-Z]", ciphers)
        for cipher in ("ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-GCM-SHA256",
                       "ECDHE-ECDSA-CHACHA20-POLY1305"):
            self.assertIn(f"Cipher is {cipher}", self.said("-tls1_2", "-cipher", cipher))

    def test_a_client_cannot_begin_again(self):
        self.assertNotIn("Compression: zlib", self.said("-tls1_2"))
        said = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{self.server.port}",
                               "-tls1_2"], input=b"R\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
                              capture_output=True, check=False, timeout=60)
        self.assertNotIn(b"HTTP/1.1 200", said.stdout)

    def test_a_browser_is_told_to_stay_with_tls(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        plug = http.client.HTTPSConnection("127.0.0.1", self.server.port, context=context)
        self.addCleanup(plug.close)
        for path in ("/", "/api/v1/nothing", "/taxii2/x/", "/api/v1/me"):
            plug.request("GET", path)
            answer = plug.getresponse()
            answer.read()
            self.assertRegex(answer.headers["Strict-Transport-Security"], r"max-age=\d{8}")


@only_files("asks no store")
class Headers(unittest.TestCase):
    def test_every_answer_has_them_even_to_what_is_no_request(self):
        with Server() as server:
            for text in (b"GET / HTTP/1.1\r\nHost: a\r\n", b"GET /%zz HTTP/1.1\r\nHost: a\r\n",
                         b"GET /taxii2/%00 HTTP/1.1\r\nHost: a\r\n",
                         b"BREW / HTTP/1.1\r\nHost: a\r\n", b"PUT /api/v1/me HTTP/1.1\r\nHost: a\r\n",
                         b"GET /api/v1/nothing HTTP/1.1\r\nHost: a\r\n",
                         b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 120,
                         b"GET /api/v1/me HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer rk_x\r\n"):
                head = server.raw(text + b"Connection: close\r\n\r\n").split(b"\r\n\r\n")[0].decode()
                for name in HEADERS:
                    self.assertIn(f"\r\n{name.lower()}: ", head.lower(), text)
                self.assertNotIn("microhttpd", head.lower())
                self.assertNotRegex(head.lower(), r"\r\n(server|x-powered-by):")

    def test_what_the_library_refuses_by_itself_reflects_nothing(self):
        """Without our headers, and without a byte of what was asked."""
        with Server() as server:
            answer = server.raw(b"POST /zqpath HTTP/1.1\r\nHost: a\r\nContent-Length: zqx\r\n\r\n")
            self.assertTrue(answer.startswith(b"HTTP/1.1 400 "), answer)
            self.assertNotIn(b"zq", answer)


@only_files("asks no store")
@unittest.skipUnless(shutil.which("readelf"), "readelf is not here")
class Program(unittest.TestCase):
    def test_it_is_linked_so_that_little_of_it_can_be_bent(self):
        said = subprocess.run(["readelf", "-W", "-h", "-d", "-l", "--dyn-syms", program()],
                              capture_output=True, check=True).stdout.decode()
        self.assertRegex(said, r"Type: +DYN")  # at another address each time
        self.assertRegex(said, r"FLAGS.*NOW")
        self.assertIn("GNU_RELRO", said)
        self.assertRegex(said, r"GNU_STACK.* RW +0x")  # and not RWE
        self.assertIn("__stack_chk_fail", said)
        self.assertNotRegex(said, r"(RPATH|RUNPATH)")


class Memory(unittest.TestCase):
    """Without the sandbox, in which not even root's debugger may look."""

    def found(self, server, words):
        """Which of the words stand in memory that the server can write."""
        held, left = [], [word.encode() for word in words]
        maps = Path(f"/proc/{server.process.pid}/maps").read_text().splitlines()
        with open(f"/proc/{server.process.pid}/mem", "rb", buffering=0) as memory:
            for line in maps:
                span, modes = line.split()[:2]
                begin, end = (int(number, 16) for number in span.split("-"))
                if not modes.startswith("rw"):
                    continue
                try:
                    memory.seek(begin)
                    bytes = memory.read(end - begin)
                except OSError:
                    continue
                held += [word for word in left if word in bytes]
        return sorted({word.decode() for word in held})

    def test_a_password_and_a_token_do_not_stay_in_memory(self):
        if os.geteuid() != 0:
            self.skipTest("only root may look into a server")
        world = {"organisations": [{"slug": "one", "name": "One"}],
                 "accounts": [{"name": "ann", "display": "Ann", "organisation": "one",
                               "password": WORD}]}
        with Server(world, ["--no-sandbox"]) as server:
            page = {"Renkei-Request": "1", "Accept": None}
            wrong, wanted = "a wrong word at the door", "tea at noon, then rain"
            self.assertEqual(401, server.request("POST", "/api/v1/session", json.dumps(
                {"name": "ann", "password": wrong}), page).code)
            signed = server.request("POST", "/api/v1/session", json.dumps(
                {"name": "ann", "password": WORD}), page)
            self.assertEqual(200, signed.code)
            cookie = re.search(r"renkei=([^;]+)", ", ".join(signed.headers.get_all("Set-Cookie")))[1]
            page["Cookie"] = f"renkei={cookie}"
            token = server.request("POST", "/api/v1/tokens", '{"label": "t"}', page).json["token"]
            self.assertEqual(200, server.get("/api/v1/objects", headers={
                "Authorization": f"Bearer {token}"}).code)
            self.assertEqual(204, server.request("PUT", "/api/v1/password", json.dumps(
                {"current": WORD, "password": wanted}), page).code)
            self.assertEqual(200, server.get("/api/v1/me", headers={"Authorization": None}).code)
            store = str(server.store)
            self.assertEqual([store], self.found(server, [store]))  # it can be seen into
            self.assertEqual([], self.found(server, [wrong, WORD, wanted, token, cookie]))


if __name__ == "__main__":
    unittest.main()
