"""What a running server has given up, and that it still does its work."""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from server import Server, only_files, program
from test_certificate import Renewed

TAXII = "application/taxii+json;version=2.1"
SANITIZED = "this program was built with a sanitizer"


def is_missing(server, word):
    """Why the server has less than all; what it logs is what `renkei doctor` says."""
    found = re.search(r'"less_sandbox","why":"([^"]*)"', server.said())
    return found and (word in found[1] or "neither" in found[1] or found[1] == SANITIZED)


def status_of(server):
    """By thread, what the kernel says of it."""
    for folder in Path(f"/proc/{server.process.pid}/task").iterdir():
        yield dict(line.split(":\t", 1) for line in (folder / "status").read_text().splitlines()
                   if ":\t" in line)


class Given(unittest.TestCase):
    def test_every_thread_is_held(self):
        with Server() as server:
            server.get("/taxii2/")
            if is_missing(server, "seccomp"):
                self.skipTest(server.said())
            threads = list(status_of(server))
            self.assertLess(8, len(threads))
            for thread in threads:
                self.assertEqual(("2", "1"), (thread["Seccomp"], thread["NoNewPrivs"]), thread["Name"])
            self.assertIn("http worker", {thread["Name"] for thread in threads})

    def test_without_it_there_is_a_warning(self):
        server = Server(options=["--no-sandbox"])
        with server:
            self.assertIn("no_sandbox", server.said())
            self.assertEqual({"0"}, {thread["Seccomp"] for thread in status_of(server)})

    @only_files("for a database they are made where the system has them")
    def test_temporary_files_are_made_beside_the_store(self):
        """A body of TAXII is one. Where TMPDIR names a place they are made there."""
        elsewhere = Path(tempfile.mkdtemp(prefix="renkei-scene-"))
        self.addCleanup(shutil.rmtree, elsewhere)
        for folder in (None, str(elsewhere), "/nowhere/at/all"):
            environment = {} if folder is None else {"TMPDIR": folder}
            with mock.patch.dict(os.environ, environment), Server() as server:
                url = server.get("/taxii2/", user=None, headers={"Authorization": "Bearer " +
                                 server.first["token"]}).json["default"]
                bearer = {"Authorization": "Bearer " + server.first["token"]}
                root = server.get(url + "collections/", headers=bearer).json["collections"][0]
                answer = server.request("POST", f"{url}collections/{root['id']}/objects/",
                                        '{"objects": [{"type": "refused"}]}', dict(
                                            bearer, **{"Content-Type": TAXII}))
                self.assertEqual(500 if folder == "/nowhere/at/all" else 202, answer.code, answer)

    @only_files("the database of the tests lets nobody in but who began it")
    def test_root_is_given_up_after_the_port_is_open(self):
        if os.geteuid() != 0:
            self.skipTest("only root can give root up")
        server = Server(options=["--user", "nobody"])
        self.addCleanup(server.close)
        nobody = pwd.getpwnam("nobody")
        for path in [server.folder, *server.folder.iterdir()]:
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        server.start()
        self.assertEqual({str(nobody.pw_uid)},
                         {word for thread in status_of(server) for word in thread["Uid"].split()})
        self.assertEqual(200, server.get("/api/v1/objects").code)

    def test_a_user_who_is_not_there_is_a_sentence(self):
        server = Server()
        self.addCleanup(server.close)
        ended = subprocess.run([program(), "serve", *server.beside, "--port", "0", "--user", "nix.."],
                               capture_output=True, check=False, timeout=60)
        self.assertEqual(2, ended.returncode)
        self.assertIn(b"--user: there is no user nix..", ended.stderr)


@unittest.skipUnless(shutil.which("openssl"), "openssl is not here")
class Linked(Renewed):
    """A certificate as certbot keeps it: a link into a folder beside, that is set to a new file."""

    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.close)
        self.number = 0
        for name in ("archive", "live"):
            (self.server.folder / name).mkdir()
        self.certificate = self.server.folder / "live/certificate.pem"
        self.key = self.server.folder / "live/key.pem"
        self.server.options = ["--certificate", str(self.certificate), "--key", str(self.key)]
        self.shown = [self.make("first"), None]
        self.server.start()

    def make(self, name):
        self.number += 1
        kept = self.certificate, self.key
        folder = self.server.folder / "archive"
        self.certificate, self.key = folder / f"c{self.number}.pem", folder / f"k{self.number}.pem"
        try:
            made = super().make(name)
            for link, file in zip(kept, (self.certificate, self.key)):
                link.unlink(missing_ok=True)
                link.symlink_to(file)
        finally:
            self.certificate, self.key = kept
        return made


del Renewed  # its tests run in their own file

if __name__ == "__main__":
    unittest.main()
