"""`renkei doctor`: an installation that is well, and each fault that it is to find, planted."""

import datetime
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import unittest
from pathlib import Path

from server import Server, only_files, only_postgres, program

BEHIND = 100001  # versions that search may not know before that is a fault


def certificate(folder, name, begins, ends, kind="ed25519"):
    """Good from and to so many days from now; the options that name it and its key."""
    now = datetime.datetime.now()
    days = [(now + datetime.timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S")
            for days in (begins, ends)]
    (folder / "template").write_text(f'cn = "localhost"\nactivation_date = "{days[0]}"\n'
                                     f'expiration_date = "{days[1]}"\n')
    for what in (["--generate-privkey", "--key-type", kind, "--outfile", f"{name}.key"],
                 ["--generate-self-signed", "--load-privkey", f"{name}.key", "--template", "template",
                  "--outfile", f"{name}.pem"]):
        subprocess.run(["certtool", *what], cwd=folder, check=True, capture_output=True)
    os.chmod(folder / f"{name}.key", 0o640)
    os.chmod(folder / f"{name}.pem", 0o644)
    return ["--certificate", str(folder / f"{name}.pem"), "--key", str(folder / f"{name}.key")]


class Doctor(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.close)
        self.folder = self.server.folder

    def look(self, *options, store=None, code=0, user=None):
        """check -> (state, found, remedy), of those that are not well or are asked for alone."""
        beside = ["--store", str(store)] if store else self.server.beside
        ended = subprocess.run([program(), "doctor", "--json", *beside, *options], check=False,
                               capture_output=True, timeout=120, user=user)
        self.assertEqual(code, ended.returncode, ended)
        report = json.loads(ended.stdout)
        self.assertEqual(code == 0, report["well"])
        self.checks = {check["name"]: check for check in report["checks"]}
        for check in report["checks"]:
            self.assertEqual(check["state"] != "well", "remedy" in check, check)
        return [check for check in report["checks"] if check["state"] != "well"]

    def fault(self, name, found, *options, code=1, state="mend", **named):
        """It is the only one that is found, and says so and what to do."""
        wrong = self.look(*options, code=code, **named)
        self.assertEqual([(name, state)], [(check["name"], check["state"]) for check in wrong], wrong)
        self.assertRegex(wrong[0]["found"], found)
        return wrong[0]

    def change(self, sql):
        """Somebody's hand in the file of a store that nobody uses."""
        with sqlite3.connect(self.server.store) as file:
            file.execute(sql)
        file.close()

    def import_(self, count):
        path = self.folder / "values.txt"
        path.write_text("".join(f"d{number}.example\n" for number in range(count)))
        self.server.run("import", *self.server.beside, "--quiet", path)

    # ---- all is well ----

    def test_an_installation_that_is_well_ends_with_0(self):
        self.look()
        self.assertEqual("none runs on this store", self.checks["server"]["found"])
        self.server.start()
        self.import_(1)
        self.look(*certificate(self.folder, "good", -1, 90), "--listen", "::")
        self.assertEqual("it runs and answers", self.checks["server"]["found"])
        self.assertRegex(self.checks["store"]["found"], r"^1 object, schema \d+$")
        self.assertIn("limits", self.checks)
        self.assertIn("search", self.checks)

    def test_a_person_reads_a_line_a_check_and_the_remedy_below(self):
        ended = subprocess.run([program(), "doctor", *self.server.beside, "--listen", "0.0.0.0"],
                               capture_output=True, check=False)
        self.assertEqual(1, ended.returncode)
        lines = ended.stdout.decode().split("\n")
        place = next(number for number, line in enumerate(lines) if line.startswith("mend "))
        self.assertRegex(lines[place], r"^mend +listen +0\.0\.0\.0 without TLS: passwords")
        self.assertRegex(lines[place + 1], r"^ +-> give --certificate and --key")
        ended = subprocess.run([program(), "doctor", *self.server.beside, "--quiet"],
                               capture_output=True, check=False)
        self.assertEqual((0, b""), (ended.returncode, ended.stdout))

    def test_it_changes_nothing(self):
        self.server.start()
        self.import_(10)
        before = self.server.run("export", *self.server.beside, "--format", "jsonl")
        self.look()
        self.assertEqual(before, self.server.run("export", *self.server.beside, "--format", "jsonl"))
        self.assertEqual("ok\n", self.server.run("store", "check", *self.server.beside))

    # ---- the store ----

    @only_files("faults of a file")
    def test_a_store_that_is_not_there_or_no_store_is_told(self):
        self.fault("store", "there is no store", store=self.folder / "none.db")
        other = self.folder / "other.db"
        other.write_text("something else, and more than a hundred bytes of it " * 9)
        other.chmod(0o600)
        self.fault("store", "is not a renkei store", store=other)

    @only_files("somebody's hand in the file")
    def test_a_store_of_a_newer_program_or_half_a_copy_is_told(self):
        self.change("INSERT INTO setting (name, value) VALUES ('copy.source', 'x')")
        self.fault("store", "a copy that is not finished")
        self.change("DELETE FROM setting WHERE name = 'copy.source'")
        self.change("PRAGMA user_version = 999")
        self.fault("store", "written by a newer renkei")

    @only_files("somebody's hand in the file")
    def test_damaged_pages_are_told(self):
        self.import_(3000)
        size = self.server.store.stat().st_size
        with open(self.server.store, "r+b") as file:
            file.seek(size // 2 // 8192 * 8192)
            file.write(b"\xa5" * 8192)
        self.assertIn("restore", self.fault("pages", "damaged|malformed")["remedy"])

    @only_files("somebody's hand in the file")
    def test_a_clock_that_was_set_back_is_told(self):
        self.import_(1)
        self.change("UPDATE member SET added = added + 3600000000")
        self.fault("clock", "the newest object came in at")

    @only_postgres("a database that is not there, and rights in it")
    def test_a_database_is_asked_for_its_rights(self):
        self.look()
        self.assertEqual("this user may write to the database", self.checks["rights"]["found"])
        self.fault("store", r"127\.0\.0\.1", store="postgresql://nobody@127.0.0.1:1/none", code=2, state="unknown")

    # ---- files ----

    @only_files("files of a store")
    def test_files_that_others_may_open_are_told(self):
        self.server.start()
        self.import_(1)
        for end in ("", "-wal", "-shm", "-search"):
            path = Path(str(self.server.store) + end)
            path.chmod(0o640)
            remedies = [check["remedy"] for check in self.look(code=1) if check["name"] == "modes"]
            self.assertIn(f"chmod 600 {path}", remedies)
            for other in self.folder.glob(self.server.store.name + "*"):
                other.chmod(0o600)  # an empty journal takes the mode of its file
            self.look()
        options = certificate(self.folder, "good", -1, 90)
        for name, mode in (("good.key", 0o644), ("good.key", 0o660), ("good.pem", 0o666)):
            path = self.folder / name
            kept = path.stat().st_mode
            path.chmod(mode)
            self.fault("modes", f"{name} is open to others", *options)
            path.chmod(kept)
        self.look(*options)

    @only_files("files of a store")
    @unittest.skipUnless(os.geteuid() == 0, "only root gives files away")
    def test_files_of_another_user_are_told(self):
        os.chown(f"{self.server.store}-lock", 65534, -1)
        self.assertIn("chown --reference", self.fault("modes", "belongs to user 65534")["remedy"])

    @only_files("files of a store")
    @unittest.skipUnless(os.geteuid() == 0, "only root becomes another user")
    def test_who_may_not_look_is_told_so_and_not_that_all_is_well(self):
        self.folder.chmod(0o755)
        wrong = self.look(code=2, user=65534)
        self.assertEqual({"unknown"}, {check["state"] for check in wrong})
        self.assertIn("store", {check["name"] for check in wrong})

    @only_files("files of a store")
    @unittest.skipUnless(os.geteuid() == 0, "only root mounts a small disk")
    def test_a_disk_that_is_nearly_full_is_told(self):
        folder = Path(tempfile.mkdtemp(prefix="renkei-full-"))
        self.addCleanup(folder.rmdir)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "renkei", str(folder)],
                                 capture_output=True, check=False)
        if mounted.returncode:
            self.skipTest("no disk can be mounted here")
        self.addCleanup(lambda: subprocess.run(["umount", "-l", str(folder)], check=False))
        store = folder / "store.db"
        self.server.run("init", "--store", store)
        self.fault("room", r"^\d\d\.\d MB are left on the disk; the store has 0\.\d MB$", store=store)

    # ---- the network ----

    def test_certificates_that_will_not_do_are_told(self):
        folder = self.folder
        good, soon = certificate(folder, "good", -1, 90), certificate(folder, "soon", -90, 5)
        self.fault("certificate", "it ends soon, at", *soon)
        for kind in ("ed25519", "ecdsa", "rsa"):
            self.look(*certificate(folder, "one", -1, 90, kind))
            certificate(folder, "two", -1, 90, kind)
            self.fault("certificate", "do not fit", "--certificate", str(folder / "one.pem"), "--key",
                       str(folder / "two.key"))
        self.assertIn("--key", self.fault("certificate", "belong together", *good[:2])["remedy"])
        self.fault("certificate", "belong together", *good[2:])
        self.fault("certificate", "none.pem", "--certificate", str(folder / "none.pem"), *good[2:])
        shutil.copy(folder / "good.key", folder / "wrong.pem")
        self.fault("certificate", "is it PEM", "--certificate", str(folder / "wrong.pem"), *good[2:])
        self.fault("certificate", "it ended at", *certificate(folder, "old", -90, -1))
        self.fault("certificate", "it is not good before", *certificate(folder, "new", 2, 90))

    def test_plain_http_for_the_network_is_told(self):
        for address in ("::", "0.0.0.0", "192.0.2.1"):
            self.fault("listen", "in the open", "--listen", address)
        for address in ("127.0.0.1", "::1", "127.1.2.3"):
            self.look("--listen", address)

    # ---- the server ----

    @only_files("the owner of a file")
    def test_a_server_that_does_not_answer_is_told(self):
        self.server.start()
        self.server.process.send_signal(signal.SIGSTOP)
        try:
            self.fault("server", "does not answer")
        finally:
            self.server.process.send_signal(signal.SIGCONT)
        self.look()
        self.server.kill()
        self.look()
        self.assertEqual("none runs on this store", self.checks["server"]["found"])

    @only_files("the local socket beside a file")
    def test_a_server_that_may_open_few_files_is_told(self):
        self.server.start()
        hard = resource.prlimit(self.server.process.pid, resource.RLIMIT_NOFILE)[1]
        resource.prlimit(self.server.process.pid, resource.RLIMIT_NOFILE, (1024, hard))
        self.assertIn("LimitNOFILE", self.fault("limits", "1024 files")["remedy"])

    @only_files("search in a file of its own")
    def test_search_that_is_far_behind_is_told(self):
        self.server.start()
        holder = sqlite3.connect(f"{self.server.store}-search", isolation_level=None)
        self.addCleanup(holder.close)
        holder.execute("BEGIN IMMEDIATE")  # nothing can be written to it
        self.import_(BEHIND)
        self.fault("search", r"behind by \d{6} versions")
        holder.execute("ROLLBACK")


if __name__ == "__main__":
    unittest.main()
