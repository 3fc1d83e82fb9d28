"""`renkei log monitor` on a server that is really bent: cut, forked, written anew, another one."""

import json
import shutil
import signal
import sqlite3
import subprocess
import unittest
from contextlib import closing

import taxii
from server import Server, only_files, program
from test_witness import OFTEN, Servers


@only_files("a file is bent by hand")
@unittest.skipUnless(shutil.which("openssl"), "openssl is not here")
class Monitored(Servers):
    def setUp(self):
        self.server = self.served(OFTEN)
        # It comes back where it was.
        self.server.options += ["--port", str(self.server.port)]
        self.url = f"http://127.0.0.1:{self.server.port}"
        self.state = self.server.folder / "state"
        self.take(self.server, 20)
        self.began = self.size(self.server)  # what is recorded of acts is in it, too

    def arguments(self, *more):
        return [program(), "log", "monitor", self.url, "--state", self.state, *more]

    def look(self, code, *more):
        ended = subprocess.run(self.arguments("--once", "--json", *more), capture_output=True,
                               check=False, timeout=60, text=True)
        self.assertEqual(code, ended.returncode, ended)
        if code == 1:
            self.assertIn("renkei: ALARM: ", ended.stderr)
        return json.loads(ended.stdout) if ended.stdout else ended.stderr

    def alarm(self, what, why, *more):
        said = self.look(1, *more)
        self.assertEqual((False, what), (said["is_sound"], said["alarm"]), said)
        self.assertRegex(said["why"], why)
        # Whoever has both files can prove it: each is signed by the log.
        if what not in ("missing", "silent"):
            kept = json.loads(self.state.read_text())
            self.assertNotEqual(kept["checkpoint"], (self.server.folder / "state-alarm").read_text())
        return said

    def bend(self, sql=None, older=None):
        self.server.stop()
        if older:
            for path in (self.server.store, *self.server.folder.glob("store.db-*")):
                path.unlink(missing_ok=True)
            shutil.copy(older, self.server.store)
        if sql:
            with closing(sqlite3.connect(self.server.store)) as file:
                file.executescript(sql)
        self.server.start()

    def copy(self):
        self.server.stop()
        with closing(sqlite3.connect(self.server.store)) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.server.store, self.server.folder / "older")
        self.server.start()
        return self.server.folder / "older"

    def test_a_log_that_grows_is_well(self):
        self.assertEqual((True, self.began),
                         tuple(self.look(0)[name] for name in ("is_sound", "size")))
        self.take(self.server, 500)
        for _ in range(2):
            self.assertEqual(self.began + 500, self.look(0)["size"])
        key = self.key(self.server).line
        self.assertEqual(key, json.loads(self.state.read_text())["log"])
        self.look(0, "--log-key", key)

    def test_a_log_that_was_cut_raises_an_alarm_each_time(self):
        older = self.copy()
        began = self.size(self.server)
        self.take(self.server, 1)
        self.look(0)
        self.bend(older=older)
        for _ in range(2):
            self.alarm("forked", f"was cut: it had {began + 1} entries, and has {began}")

    def test_a_log_that_went_on_from_an_older_copy_raises_an_alarm(self):
        older = self.copy()
        self.take(self.server, 2)
        had = self.look(0)["size"]
        self.bend(older=older)
        for count in (2, 300):
            self.take(self.server, count)
            self.alarm("forked", f"the log of {self.size(self.server)} entries does not begin with "
                                 f"the {had} that it had")

    def test_a_log_that_was_written_anew_raises_an_alarm(self):
        self.look(0)
        self.bend("UPDATE version SET json = replace(json, 'an indicator', 'An indicator');"
                  "DELETE FROM audit; DELETE FROM audit_object;"
                  "DELETE FROM leaf; DELETE FROM node;"
                  "UPDATE edge SET size = 0, hashes = NULL, is_whole = 0")
        self.server.run("verify", "store", *self.server.beside)  # sound in itself
        self.take(self.server, self.began)
        self.alarm("forked", "written anew, or others are shown another one")

    def test_another_log_at_the_same_place_raises_an_alarm(self):
        self.look(0)
        other = Server(taxii.world(), self.server.options)
        self.addCleanup(other.close)
        self.server.stop()
        other.start()
        self.alarm("unsigned", "not signed by a key that is known here")

    def test_who_does_not_show_a_log_raises_an_alarm_when_that_lasts(self):
        had = self.look(0)["size"]
        self.take(self.server, 300)
        self.bend("DELETE FROM leaf WHERE no = 19")
        said = self.look(2)  # a fault of the machine, as it looks
        self.assertIsNone(said.get("alarm"))
        self.assertEqual(had, self.open_state())
        for why in ("damaged at 19", "nobody answers"):
            self.alarm("silent", f"it has not shown its log since 20.*: .*{why}", "--patience", "0")
            self.server.stop()

    def open_state(self):
        return self.key(self.server).open(json.loads(self.state.read_text())["checkpoint"])[0]

    def test_a_monitor_stays_until_there_is_an_alarm_or_it_is_told_to_stop(self):
        older = self.copy()
        began = self.size(self.server)
        self.take(self.server, 1)
        with subprocess.Popen(self.arguments("--every", "1"), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as monitor:
            self.assertEqual(f"ok: {began + 1} entries, cosigned by 0 of 0\n",
                             monitor.stdout.readline())
            self.bend(older=older)  # it is away for a while, which is no alarm
            self.assertEqual(1, monitor.wait(60))
            self.assertRegex(monitor.stderr.read(), "ALARM: the log was cut")
        self.state.unlink()
        with subprocess.Popen(self.arguments("--every", "3600"), stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True) as monitor:
            self.assertIn(f"ok: {began} entries", monitor.stdout.readline())
            monitor.send_signal(signal.SIGTERM)
            self.assertEqual(0, monitor.wait(60))

    def witnessed(self):
        """Another server that may cosign the log; its key."""
        witness = self.served()
        key = self.witness_key(witness).line
        witness.run("log", "cosign", self.key(self.server).line, *witness.beside)
        return witness, key

    def ask(self, witness, key):
        """Asks for cosignatures, until the log as it is now has one; its size."""
        self.server.run("log", "witness", key, f"http://127.0.0.1:{witness.port}/log/witness",
                        *self.server.beside)
        return self.until(lambda: (size := self.size(self.server)) ==
                          self.told(self.server)["witnesses"][0]["size"] and size, "not cosigned")

    def test_a_cosignature_that_is_missing_too_long_raises_an_alarm(self):
        witness, key = self.witnessed()
        self.look(0, "--witness", key)  # from now on it is waited for
        self.alarm("missing", f"has not cosigned the log of {self.size(self.server)} entries",
                   "--witness", key, "--patience", "0")
        self.look(0, "--witness", key)
        size = self.ask(witness, key)
        self.assertEqual(1, self.look(0, "--witness", key, "--patience", "0")["cosigned"])
        witness.stop()
        self.take(self.server, 1)
        self.look(0, "--witness", key, "--patience", "0")
        self.alarm("missing", f"of {size + 1} entries", "--witness", key, "--patience", "0")

    def test_a_cosignature_of_another_tree_raises_an_alarm(self):
        witness, key = self.witnessed()
        self.ask(witness, key)
        self.look(0, "--witness", key)
        line = self.get(self.server, "/log/cosigned").decode().splitlines(keepends=True)[-1]
        witness.stop()
        self.take(self.server, 1)
        note = self.get(self.server, "/log/checkpoint").decode()
        size, root = self.key(self.server).open(note)
        self.bend(f"UPDATE witness SET size = {size}, root = x'{root.hex()}', line = '{line}'")
        self.alarm("cosignature", "is not of this checkpoint", "--witness", key)

    def test_what_cannot_be_looked_at_is_no_alarm(self):
        key = self.key(self.server).line
        self.look(0)
        other = json.loads(self.state.read_text())
        for more, why in ((("--log-key", "x"), "not a key of a log"),
                          (("--log-key", key.replace("renkei/", "renkei/1")), "the id of the key"),
                          (("--witness", key), "--witness: a key of type 1"),
                          (("--patience", "-1"), "--patience"), (("--every", "0"), "--every")):
            self.assertIn(why, str(self.look(2, *more)))
        self.state.write_text(json.dumps(dict(other, url="http://elsewhere.example")))
        self.assertIn("is of http://elsewhere.example", str(self.look(2)))
        self.state.write_text("{}")
        self.assertIn("not a file that the monitor has written", str(self.look(2)))
        self.state.unlink()
        self.server.stop()
        self.assertIn("nobody answers", str(self.look(2)))
        self.assertFalse(self.state.exists())


if __name__ == "__main__":
    unittest.main()
