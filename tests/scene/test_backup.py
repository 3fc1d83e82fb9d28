"""A backup beside a running server, and what becomes of it: nothing acknowledged before it is missing."""

import json
import os
import shutil
import signal
import stat
import subprocess
import threading
import time
import unittest

from command import Commands, indicator
from local import Asker
from server import Server, only_files, only_postgres, program

MANY = 25000  # so that a backup of them takes a while
WAIT_S = 60


def lines(objects):
    return "".join(json.dumps(object) + "\n" for object in objects)


def held(server, store):
    """Every object that a store has, in the order in which they came in."""
    text = server.run("export", "--store", store, "--format", "jsonl", "--all-versions")
    return [json.loads(line) for line in text.split("\n")[:-1]]


class Halted:
    """A backup that was halted while it writes: its snapshot is taken, its file not whole."""

    def __init__(self, test, server, file):
        self.file = file
        self.draft = file.with_name(file.name + "-unfinished")
        self.process = subprocess.Popen([program(), "backup", "--store", str(server.store), "--overwrite",
                                         "--json", str(file)], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
        end = time.monotonic() + WAIT_S
        while not (self.draft.exists() and self.draft.stat().st_size):
            test.assertIsNone(self.process.poll(), "it ended before it could be halted")
            test.assertLess(time.monotonic(), end)
        self.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED | os.WNOWAIT)
        test.assertTrue(self.draft.exists())

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)
        out, error = self.process.communicate(timeout=WAIT_S)
        return self.process.returncode, out, error

    def kill(self):
        self.process.kill()
        self.process.communicate(timeout=WAIT_S)


@only_files("a file is backed up")
class Backup(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.close)
        self.file = self.server.folder / "kept.backup"
        self.again = self.server.folder / "again.db"

    def fill(self, count):
        path = self.server.folder / "many.jsonl"
        path.write_text(lines(indicator(f"d{n}.example") for n in range(count)))
        self.server.run("import", "--store", self.server.store, "--quiet", path)

    def asker(self):
        asker = Asker(self.server, token=self.server.first["token"])
        self.addCleanup(asker.close)
        return asker

    def post(self, asker, objects):
        code, body = asker.ask("POST", "/api/v1/import?collection=home", lines(objects))
        self.assertEqual((200, len(objects)), (code, json.loads(body)["taken"]))

    def back_up(self, *options):
        return json.loads(self.server.run("backup", "--store", self.server.store, "--json", *options,
                                          self.file))

    def restore(self):
        report = json.loads(self.server.run("restore", "--store", self.again, "--json", self.file))
        self.assertEqual("ok\n", self.server.run("store", "check", "--store", self.again))
        return report

    def found(self, word):
        text = self.server.run("export", "--store", self.server.store, "--format", "jsonl",
                               "--words", f"{word}.example")
        return [json.loads(line) for line in text.split("\n")[:-1]]

    def forget_store(self):
        """The store is lost, all but its search."""
        for end in ("", "-wal", "-shm"):
            path = self.server.folder / ("store.db" + end)
            path.unlink(missing_ok=True)

    def test_writers_go_on_and_what_they_write_meanwhile_is_not_in_it(self):
        self.server.start()
        self.fill(MANY)
        before = held(self.server, self.server.store)
        backup = Halted(self, self.server, self.file)
        asker = self.asker()
        for number in range(50):
            self.post(asker, [indicator(f"late{number}.example")])
        code, out, error = backup.go_on()
        self.assertEqual((0, b""), (code, error))
        self.assertEqual(len(before), json.loads(out)["objects"])
        self.assertEqual(len(before), self.restore()["objects"])
        self.assertEqual(before, held(self.server, self.again))
        self.assertEqual(len(before) + 50, len(held(self.server, self.server.store)))

    def write_on(self, acknowledged, ends):
        asker = Asker(self.server, token=self.server.first["token"])
        number = 0
        while not ends.is_set():
            objects = [indicator(f"w{number}-{n}.example") for n in range(20)]
            self.post(asker, objects)
            acknowledged += objects
            number += 1
        asker.close()

    def test_all_that_was_acknowledged_before_is_in_it_under_steady_writing(self):
        self.server.start()
        self.fill(MANY // 4)
        acknowledged, ends = [], threading.Event()
        writers = [threading.Thread(target=self.write_on, args=(acknowledged, ends)) for _ in range(3)]
        for writer in writers:
            writer.start()
        rounds = []
        try:
            for _ in range(4):
                known = {object["id"] for object in list(acknowledged)}
                self.back_up("--overwrite")
                rounds.append((known, self.server.folder / f"round{len(rounds)}"))
                shutil.copy(self.file, rounds[-1][1])
        finally:
            ends.set()
            for writer in writers:
                writer.join()
        everything = held(self.server, self.server.store)
        self.assertLessEqual({object["id"] for object in acknowledged},
                             {object["id"] for object in everything})
        for number, (known, file) in enumerate(rounds):
            store = self.server.folder / f"again{number}.db"
            self.server.run("restore", "--store", store, "--quiet", file)
            self.assertEqual("ok\n", self.server.run("store", "check", "--store", store))
            there = held(self.server, store)
            self.assertLessEqual(known, {object["id"] for object in there})
            self.assertEqual(everything[:len(there)], there)  # one moment: nothing left out in between
        self.assertTrue(rounds[-1][0])

    def test_a_kill_leaves_no_half_backup_and_the_next_one_works(self):
        self.server.start()
        self.fill(MANY)
        self.back_up()
        old = self.file.read_bytes()
        self.post(self.asker(), [indicator("later.example")])
        halted = Halted(self, self.server, self.file)
        halted.kill()
        self.assertEqual(old, self.file.read_bytes())
        self.assertTrue(halted.draft.exists())
        self.assertEqual(MANY + 1, self.back_up("--overwrite")["objects"])
        self.assertFalse(halted.draft.exists())
        self.assertEqual(MANY + 1, self.restore()["objects"])

    def test_ctrl_c_leaves_nothing(self):
        self.server.start()
        self.fill(MANY)
        halted = Halted(self, self.server, self.file)
        halted.process.send_signal(signal.SIGINT)
        code, out, error = halted.go_on()
        self.assertEqual((2, b"", f"renkei: stopped: {self.file} was not made\n"),
                         (code, out, error.decode()))
        self.assertFalse(self.file.exists() or halted.draft.exists())

    def test_two_backups_into_one_file_do_not_mix(self):
        self.server.start()
        self.fill(MANY)
        first = Halted(self, self.server, self.file)
        second = subprocess.run([program(), "backup", "--store", str(self.server.store), "--overwrite",
                                 str(self.file)], capture_output=True, check=False, timeout=WAIT_S)
        self.assertEqual(2, second.returncode)
        self.assertIn(b"another process writes it", second.stderr)
        self.assertEqual(0, first.go_on()[0])
        self.assertEqual(MANY, self.restore()["objects"])

    def test_a_store_goes_on_from_its_backup(self):
        self.server.start()
        asker = self.asker()
        old, lost, new = (indicator(name + ".example") for name in ("old", "lost", "new"))
        self.post(asker, [old])
        report = self.back_up()
        self.assertEqual((1, self.file.stat().st_size), (report["objects"], report["bytes"]))
        self.post(asker, [lost])
        cursor = asker.json("/api/v1/objects")["rows"][0]["added"]
        self.assertEqual([lost], self.found("lost"))  # search knows it
        self.server.stop()
        self.forget_store()
        self.again = self.server.store
        self.assertEqual(report["newest"], self.restore()["newest"])
        self.server.start()
        asker = self.asker()  # its token is as it was
        self.assertEqual(old["id"], asker.json("/api/v1/objects")["rows"][0]["id"])
        self.post(asker, [new])
        self.assertGreater(asker.json("/api/v1/objects")["rows"][0]["added"], cursor)
        self.server.stop()
        # The search that was left there knew the object that is lost, under the number of the new one.
        for word, expected in (("old", [old]), ("lost", []), ("new", [new])):
            self.assertEqual(expected, self.found(word))

    def checkpoint(self, name):
        file = self.server.folder / name
        file.write_text(self.server.run("verify", "checkpoint", *self.server.beside))
        return file

    def verify(self, checkpoint):
        return subprocess.run([program(), "verify", "store", "--store", str(self.again),
                               "--checkpoint", str(checkpoint)], capture_output=True, check=False,
                              timeout=WAIT_S).returncode

    def test_the_log_goes_on_from_its_backup_and_what_is_lost_is_seen(self):
        self.server.start()
        asker = self.asker()
        self.post(asker, [indicator("old.example")])
        before = self.checkpoint("before")
        report = self.back_up()
        size, root = before.read_text().split("\n")[1:3]
        self.assertEqual({"size": int(size), "root": root}, report["log"])
        self.post(asker, [indicator("lost.example")])
        after = self.checkpoint("after")
        said = self.server.run("restore", "--store", self.again, self.file)
        self.assertIn(f"the log goes on from {size} entries, root {root}\n", said)
        self.assertEqual((0, 1), (self.verify(before), self.verify(after)))
        # What comes now is another entry in the place of the one that is lost: it was cut, and shows.
        path = self.server.folder / "new.jsonl"
        path.write_text(lines([indicator("new.example"), indicator("newer.example")]))
        self.server.run("import", "--store", self.again, "--quiet", path)
        self.assertEqual((0, 1), (self.verify(before), self.verify(after)))

    def test_a_backup_is_one_private_file(self):
        self.server.start()
        self.back_up()
        self.assertEqual(0o600, stat.S_IMODE(self.file.stat().st_mode))
        self.restore()
        self.assertEqual(0o600, stat.S_IMODE(self.again.stat().st_mode))
        beside = [path.name for path in self.server.folder.iterdir()
                  if path.name.startswith("kept") and path != self.file]
        self.assertEqual([], beside)

    def test_a_store_in_use_is_never_restored_over(self):
        self.server.start()
        self.back_up()
        ended = subprocess.run([program(), "restore", "--store", str(self.server.store),
                                str(self.file)], capture_output=True, check=False)
        self.assertEqual(2, ended.returncode)
        self.assertIn(b"stop that first", ended.stderr)
        self.asker().json("/api/v1/overview")

    def test_the_server_answers_while_it_is_backed_up(self):
        """Also when it stops in the middle: its journal stays until the backup is done."""
        self.server.start()
        self.fill(MANY)
        backup = Halted(self, self.server, self.file)
        self.assertEqual(MANY, self.asker().json("/api/v1/overview")["total"])
        self.server.stop()
        self.assertEqual(0, backup.go_on()[0])
        self.server.start()
        self.assertEqual(MANY, self.asker().json("/api/v1/overview")["total"])
        self.assertEqual(MANY, self.restore()["objects"])


class Words(Commands):
    @only_files("a file is backed up")
    def test_what_cannot_be_done_is_said_in_one_sentence(self):
        self.made()
        self.file("there", "something")
        for arguments, sentence in (
                (["backup"], "one FILE is expected"),
                (["backup", "a", "b"], "one FILE is expected"),
                (["backup", "--store", "none.db", "a"], "none.db: there is no store"),
                (["backup", "there"], "there: is there already"),
                (["backup", "none/a"], "none/a-unfinished: cannot write"),
                (["backup", "--overwrite", "renkei.db"], "renkei.db: is a store in use"),
                (["restore", "none"], "none: there is no backup"),
                (["restore", "there", "--store", "new.db"], "there is not a renkei store|is not a database"),
                (["restore", "there"], "renkei.db: a store is there already"),
                (["backup", "--store", "postgresql://nobody@db.invalid/x", "a"], "by PostgreSQL itself")):
            said = self.run_(*arguments, code=2)
            self.assertRegex(said.error, r"^renkei: .*(" + sentence + r").*\n$")
            self.assertEqual("", said.out)
        self.assertFalse((self.folder / "new.db").exists())
        self.assertFalse((self.folder / "a").exists())

    @only_files("a file is backed up")
    def test_it_says_what_it_made(self):
        self.made()
        self.run_("import", "-", input="evil.example\n", code=0)
        self.assertRegex(self.run_("backup", "a", code=0).out,
                         r"^a: 1 object, \d+\.\d MB, read back and the same \(\d+\.\d s\)\n$")
        self.assertEqual("", self.run_("backup", "--quiet", "b", code=0).out)
        report = self.run_("backup", "--json", "c", code=0).json
        self.assertEqual(1, report["objects"])
        self.assertEqual(report["store"], self.run_("restore", "--json", "--store", "new.db", "c",
                                                    code=0).json["store"])

    @only_postgres("the sentence about it")
    def test_a_store_in_postgresql_is_left_to_postgresql(self):
        self.made()
        for command in ("backup", "restore"):
            said = self.run_(command, "a", code=2)
            self.assertRegex(said.error, r"^renkei: a store in PostgreSQL is backed up and restored by "
                                         r"PostgreSQL itself")


if __name__ == "__main__":
    unittest.main()
