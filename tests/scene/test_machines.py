"""Machines that come by a client certificate: who may, as whom, for what, and until when."""

import http.client
import json
import shutil
import signal
import ssl
import subprocess
import time
import unittest

from server import Server
from test_sign_on import WORLD, run

P256 = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


class Authority:
    """One that makes certificates, in a folder."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.pem, self.key = folder / f"{name}.pem", folder / f"{name}-key.pem"
        openssl("req", "-x509", *P256, "-keyout", self.key, "-out", self.pem, "-days", 2,
                "-subj", f"/CN={name}")

    def make(self, name, key=None, usage="clientAuth", days=2):
        """A certificate, for a key that is there already or a new one: its file, with the key."""
        request, pem = self.folder / "request.pem", self.folder / f"{name}.pem"
        if key is None:
            key = self.folder / f"{name}-key.pem"
            openssl("req", "-new", *P256, "-keyout", key, "-out", request, "-subj", f"/CN={name}")
        else:
            openssl("req", "-new", "-key", key, "-out", request, "-subj", f"/CN={name}")
        extension = self.folder / "extension"
        extension.write_text(f"extendedKeyUsage={usage}\nsubjectAltName=DNS:localhost\n")
        openssl("x509", "-req", "-in", request, "-CA", self.pem, "-CAkey", self.key, "-days", days,
                "-set_serial", time.time_ns(), "-extfile", extension, "-out", pem)
        return pem, key


@unittest.skipUnless(shutil.which("openssl"), "openssl is not here")
class Machines(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(WORLD)
        cls.addClassCleanup(cls.server.close)
        cls.ours = Authority(cls.server.folder, "ours")
        cls.others = Authority(cls.server.folder, "others")
        pem, key = cls.ours.make("server", usage="serverAuth")
        cls.server.options = ["--certificate", str(pem), "--key", str(key),
                              "--client-authorities", str(cls.ours.pem)]
        cls.server.start()
        out, _ = run(cls.server, "admin", "token", "all", "--scopes", "read,write,match,admin",
                     "--as", "alice")
        cls.token = cls.server.folder / "token"
        cls.token.write_text(out)

    def plug(self, machine=None):
        context = ssl.create_default_context(cafile=self.ours.pem)
        if machine:
            context.load_cert_chain(*machine)
        plug = http.client.HTTPSConnection("localhost", self.server.port, timeout=60,
                                           context=context)
        self.addCleanup(plug.close)
        return plug

    def ask(self, machine, method="GET", path="/me", body=None, **headers):
        plug = machine if isinstance(machine, http.client.HTTPSConnection) else self.plug(machine)
        plug.request(method, "/api/v1" + path, json.dumps(body) if body else None,
                     {name.replace("_", "-"): text for name, text in headers.items()})
        got = plug.getresponse()
        text = got.read()
        return got.status, json.loads(text) if text else None

    def register(self, machine, label, *more, code=0):
        pem, key = machine
        return run(self.server, "admin", "certificate", label, *more, code=code, beside=[
            "--server", f"https://localhost:{self.server.port}", "--authority", str(self.ours.pem),
            "--token", str(self.token), "--certificate", str(pem), "--key", str(key)])

    def refused(self, machine, code="problem.certificate", **more):
        status, answer = self.ask(machine, **more)
        self.assertEqual((401, code), (status, answer["code"]), answer)
        return answer["detail"]

    def test_a_registered_machine_comes_for_what_its_certificate_is_for(self):
        machine = self.ours.make("sensor")
        self.assertIn("opens nothing here", self.refused(machine))
        out, _ = self.register(machine, "sensor", "--scopes", "match")
        self.assertEqual("", out)
        plug = self.plug(machine)
        self.assertEqual("alice", self.ask(plug)[1]["name"])
        self.assertEqual(200, self.ask(plug, "POST", "/lookup", {"values": ["a.example"]})[0])
        status, answer = self.ask(plug, path="/objects")
        self.assertEqual((403, "problem.scope"), (status, answer["code"]))
        out, _ = run(self.server, "admin", "tokens", "--as", "alice")
        self.assertRegex(out, r"sensor  for match  by certificate  since .* used 2")
        run(self.server, "admin", "revoke", "sensor", "--as", "alice")
        self.refused(plug)

    def test_commands_come_by_it_without_a_token(self):
        pem, key = machine = self.ours.make("feeder")
        self.register(machine, "feeder")
        listing = self.server.folder / "bad.txt"
        listing.write_text("evil.example\n")
        way = ["--server", f"https://localhost:{self.server.port}", "--authority",
               str(self.ours.pem), "--certificate", str(pem), "--key", str(key)]
        run(self.server, "import", listing, beside=way)
        out, _ = run(self.server, "lookup", "evil.example", beside=way, code=1)
        self.assertIn("evil.example", out)
        _, error = run(self.server, "lookup", "a.example", code=2,
                       beside=[*way[:-1], str(self.ours.key)])
        self.assertIn("certificate", error)

    def test_a_certificate_that_was_renewed_for_the_same_key_still_opens(self):
        machine = self.ours.make("renewed")
        self.register(machine, "renewed")
        again = self.ours.make("renewed-again", key=machine[1])
        self.assertEqual("alice", self.ask(again)[1]["name"])
        other = self.ours.make("renewed")  # of the same name, with another key
        self.assertIn("opens nothing here", self.refused(other))

    def test_certificates_of_others_and_for_other_things_open_nothing(self):
        machine = self.ours.make("well-known")
        self.register(machine, "well-known")
        for wrong in (self.others.make("foreign", key=machine[1]),
                      self.ours.make("for-servers", key=machine[1], usage="serverAuth"),
                      self.ours.make("over", key=machine[1], days=0)):
            with self.subTest(wrong[0].name):
                self.assertIn("client certificate", self.refused(wrong))
                _, error = self.register(wrong, "x", code=2)
                self.assertIn("no connection that showed a good one", error)
        self.assertIsNone(self.ask(None)[1]["name"])

    def test_nobody_registers_a_key_twice_or_without_showing_it(self):
        machine = self.ours.make("once")
        self.register(machine, "once")
        _, error = self.register(machine, "again", code=1)
        self.assertIn("held by its key", error)
        bearer = {"Authorization": "Bearer " + self.token.read_text().strip()}
        status, answer = self.ask(None, "POST", "/tokens", {"label": "x", "certificate": True},
                                  **bearer)
        self.assertEqual(400, status, answer)
        status, answer = self.ask(machine, "POST", "/tokens", {"label": "x", "certificate": 1},
                                  **bearer)
        self.assertEqual(400, status, answer)

    def test_other_ways_to_sign_in_come_first(self):
        machine = self.ours.make("shared")
        self.register(machine, "shared", "--scopes", "match")
        self.refused(machine, "problem.token", Authorization="Bearer rk_" + "A" * 43)
        bearer = "Bearer " + self.token.read_text().strip()
        self.assertEqual(200, self.ask(machine, path="/objects", Authorization=bearer)[0])

    def test_what_a_page_makes_a_browser_send_does_not_come_by_its_certificate(self):
        machine = self.ours.make("browser")
        self.register(machine, "browser")
        self.assertEqual("alice", self.ask(machine)[1]["name"])
        for name, text in (("Origin", "https://evil.example"), ("Sec_Fetch_Site", "cross-site"),
                           ("Sec_Fetch_Site", "none")):
            self.assertIsNone(self.ask(machine, **{name: text})[1]["name"])

    def test_the_authorities_are_read_again_with_the_certificate(self):
        machine = self.others.make("later")
        kept = self.ours.pem.read_bytes()
        self.addCleanup(self.hang_up)
        self.addCleanup(self.ours.pem.write_bytes, kept)
        self.refused(machine)
        self.ours.pem.write_bytes(kept + self.others.pem.read_bytes())
        self.hang_up()
        self.register(machine, "later")
        self.assertEqual("alice", self.ask(machine)[1]["name"])

    def hang_up(self):
        before = self.server.said().count("certificate_reloaded")
        self.server.process.send_signal(signal.SIGHUP)
        end = time.monotonic() + 20
        while self.server.said().count("certificate_reloaded") == before:
            self.assertLess(time.monotonic(), end, self.server.said())
            time.sleep(0.01)


class Options(unittest.TestCase):
    def test_authorities_without_a_certificate_are_refused(self):
        server = Server(WORLD)
        self.addCleanup(server.close)
        authorities = server.folder / "authorities.pem"
        authorities.write_text("nothing")
        _, error = run(server, "serve", "--port", "0", "--client-authorities", authorities, code=2)
        self.assertIn("only with --certificate", error)


if __name__ == "__main__":
    unittest.main()
