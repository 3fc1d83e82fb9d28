"""Witnesses: C2SP tlog-witness by its letter, two servers that witness each other, and who is refused."""

import shutil
import subprocess
import threading
import time
import unittest

import taxii
from log import Key, Log, Signer, consistency, submission
from server import Server

SHARED = f"{taxii.ONE}collections/{taxii.collection_id('one/shared')}/objects/"
OFTEN = ["--reach", "127.0.0.0/8", "--witness-every", "1"]
WAIT_S = 60


@unittest.skipUnless(shutil.which("openssl"), "openssl is not here")
class Servers(unittest.TestCase):
    def served(self, options=()):
        server = Server(taxii.world(), options)
        self.addCleanup(server.close)
        server.start()
        return server

    def get(self, server, path, code=200):
        answer = server.get(path, headers={"Accept": None})
        self.assertEqual(code, answer.code, (path, answer))
        return answer.body

    def key(self, server):
        return Key(self.get(server, "/log/key").decode())

    def witness_key(self, server):
        return Key(self.get(server, "/log/witness/key").decode(), type=4)

    def size(self, server):
        """Of its log as it is now: what was taken, and what is recorded of acts."""
        return int(self.get(server, "/log/checkpoint").decode().split("\n")[1])

    def take(self, server, count):
        objects = [taxii.indicator() for _ in range(count)]
        answer = server.request("POST", SHARED, taxii.json.dumps({"objects": objects}),
                                {"Content-Type": taxii.TYPE}, user="alice")
        self.assertEqual(202, answer.code, answer)

    def until(self, said, what):
        """Waits for a condition, which is then what it says."""
        end = time.monotonic() + WAIT_S
        while not (found := said()):
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.05)
        return found

    def told(self, server):
        """What the operator sees of witnesses."""
        return taxii.json.loads(server.run("log", "witnesses", "--json", *server.beside))


class TwoServers(Servers):
    def setUp(self):
        self.one, self.two = self.served(OFTEN), self.served(OFTEN)
        for log, witness in ((self.one, self.two), (self.two, self.one)):
            self.ask(log, witness)

    def ask(self, log, witness):
        witness.run("log", "cosign", self.key(log).line, *witness.beside)
        log.run("log", "witness", self.witness_key(witness).line,
                f"http://127.0.0.1:{witness.port}/log/witness", *log.beside)

    def cosigned(self, log, witness):
        """The newest checkpoint of `log` that `witness` cosigned: (size, root, time)."""
        answer = log.get("/log/cosigned", headers={"Accept": None})
        if answer.code == 404:
            return None
        note = answer.body.decode()
        return (*self.key(log).open(note), self.witness_key(witness).cosigned(note))

    def test_two_servers_witness_each_other(self):
        for server, count in ((self.one, 1), (self.two, 300), (self.one, 600)):
            self.take(server, count)
        began = int(time.time())
        for log, witness, least in ((self.one, self.two, 601), (self.two, self.one, 300)):
            size = self.size(log)
            self.assertLessEqual(least, size)
            found = self.until(lambda: (it := self.cosigned(log, witness)) and it[0] == size and it,
                               "not cosigned")
            whole = Log(lambda path: self.get(log, path))
            whole.check()
            self.assertEqual((size, whole.root), found[:2])
            self.assertLess(abs(found[2] - began), WAIT_S)
            note = self.get(log, "/log/checkpoint").decode()
            self.assertTrue(self.witness_key(witness).cosigned(note), "of the newest, too")
            self.assertIsNone(self.witness_key(log).cosigned(note))
            self.assertEqual(("", size), (self.told(log)["witnesses"][0]["fault"],
                                          self.told(witness)["logs"][0]["size"]))

    def test_what_was_cosigned_is_kept_and_goes_on_behind_a_restart(self):
        self.take(self.one, 3)
        size = self.size(self.one)
        self.until(lambda: (it := self.cosigned(self.one, self.two)) and it[0] == size, "not cosigned")
        self.one.kill()
        self.one.start()
        self.assertEqual(size, self.cosigned(self.one, self.two)[0])
        self.take(self.one, 2)
        size = self.size(self.one)
        self.until(lambda: self.cosigned(self.one, self.two)[0] == size, "not cosigned again")

    def test_who_is_asked_no_more_has_no_line(self):
        self.take(self.one, 1)
        self.until(lambda: self.cosigned(self.one, self.two), "not cosigned")
        name = self.witness_key(self.two).name
        self.one.run("log", "unwitness", name, *self.one.beside)
        self.assertIsNone(self.cosigned(self.one, self.two))
        self.assertEqual([], self.told(self.one)["witnesses"])
        with self.assertRaisesRegex(RuntimeError, "not asked"):
            self.one.run("log", "unwitness", name, *self.one.beside)

    def test_a_log_that_is_not_known_is_told_so(self):
        name = self.key(self.one).name
        self.two.run("log", "uncosign", name, *self.two.beside)
        self.take(self.one, 1)
        self.until(lambda: "does not know this log" in self.told(self.one)["witnesses"][0]["fault"],
                   "nothing is told")
        self.assertIsNone(self.cosigned(self.one, self.two))


class Reach(Servers):
    def test_a_witness_inside_is_not_asked_unless_its_network_is_named(self):
        one, two = self.served(["--witness-every", "1"]), self.served()
        two.run("log", "cosign", self.key(one).line, *two.beside)
        one.run("log", "witness", self.witness_key(two).line,
                f"http://localhost:{two.port}/log/witness", *one.beside)
        self.take(one, 1)
        fault = self.until(lambda: self.told(one)["witnesses"][0]["fault"], "nothing is told")
        self.assertIn("not a public address", fault)
        self.assertEqual(0, self.told(two)["logs"][0]["size"])
        one.stop()
        self.assertIn("not_cosigned", one.said())

    def test_networks_that_are_none_are_refused_at_the_start(self):
        server = Server(options=["--reach", "10.0.0.1/8"])
        self.addCleanup(server.close)
        with self.assertRaisesRegex(RuntimeError, "--reach: '10.0.0.1/8' is no network"):
            server.start()


class ByTheLetter(Servers):
    """A log in Python, against the witness."""

    def setUp(self):
        self.server = self.served()
        self.log = Signer(self.server.folder)
        self.server.run("log", "cosign", self.log.line, *self.server.beside)
        self.witness = self.witness_key(self.server)
        self.leaves = [f"leaf {n}" for n in range(40)]

    def send(self, body):
        return self.server.request("POST", "/log/witness/add-checkpoint", body, {"Accept": None})

    def add(self, old, size, code=200, leaves=None):
        leaves = (leaves or self.leaves)[:size]
        checkpoint = self.log.sign(leaves)
        answer = self.send(submission(old, consistency(leaves, old), checkpoint).encode())
        self.assertEqual(code, answer.code, answer)
        if code == 200:
            note = checkpoint + answer.body.decode()
            self.assertLess(abs(self.witness.cosigned(note) - time.time()), WAIT_S)
            self.assertEqual(1, answer.body.count(b"\n"))
        elif code == 409:
            self.assertEqual("text/x.tlog.size", answer.headers["Content-Type"])
            self.assertRegex(answer.body, rb"^(0|[1-9][0-9]*)\n$")
        return answer

    def test_each_tree_is_cosigned_that_follows_from_the_last(self):
        old = 0
        for size in (0, 1, 2, 3, 4, 7, 8, 8, 9, 31, 32, 33, 40):
            self.add(old, size)
            old = size

    def test_an_old_size_that_is_another_is_answered_by_the_right_one(self):
        self.assertEqual(b"0\n", self.add(3, 5, 409).body)
        self.add(0, 5)
        for old in (0, 3, 6, 7):
            self.assertEqual(b"5\n", self.add(old, 7, 409).body)
        self.add(5, 7)

    def test_what_does_not_follow_is_not_cosigned(self):
        self.add(0, 5)
        other = ["other", *self.leaves[1:]]
        self.add(5, 9, 422, other)
        proof = consistency(self.leaves[:9], 5)
        for wrong in ([], proof[:-1], proof[1:], [*proof, proof[0]], proof[::-1]):
            answer = self.send(submission(5, wrong, self.log.sign(self.leaves[:9])).encode())
            self.assertEqual(422, answer.code, answer)
        self.add(5, 9)

    def test_two_trees_of_one_size_are_never_cosigned(self):
        self.add(0, 5)
        other = ["other", *self.leaves[1:]]
        self.assertEqual(b"5\n", self.add(5, 5, 409, other).body)
        self.add(5, 5)

    def test_a_proof_from_nothing_is_empty(self):
        answer = self.send(submission(0, consistency(self.leaves[:5], 2),
                                      self.log.sign(self.leaves[:5])).encode())
        self.assertEqual(422, answer.code, answer)

    def test_only_what_is_signed_by_the_key_that_is_known_counts(self):
        folder = self.server.folder / "other"
        folder.mkdir()
        stranger, liar = Signer(folder, "stranger.example/log"), Signer(folder)
        leaves = self.leaves[:3]
        for signer, code in ((stranger, 404), (liar, 403)):
            answer = self.send(submission(0, [], signer.sign(leaves)).encode())
            self.assertEqual(code, answer.code, answer)
        # "The submitted checkpoint MAY include multiple signatures."
        both = self.log.sign(leaves) + liar.sign(leaves).splitlines(keepends=True)[-1]
        self.assertEqual(200, self.send(submission(0, [], both).encode()).code)

    def test_what_is_no_submission_is_refused(self):
        checkpoint = self.log.sign(self.leaves[:3])
        for body in (b"", b"old 0\n", b"old 0\n\n", f"old 00\n\n{checkpoint}".encode(),
                     f"old 0\n{checkpoint}".encode(), f"old 0\nx\n\n{checkpoint}".encode(),
                     f"old 4\n\n{checkpoint}".encode(), f"old 0\n\n{checkpoint[:-2]}".encode(),
                     f"old 0\n\n{checkpoint}\xff".encode("latin-1", "replace"), b"\0" * 1000):
            answer = self.send(body)
            self.assertEqual(400, answer.code, (body, answer))
        for body in (b"old 0\n" + b"A" * (300 << 10),
                     submission(0, [bytes(32)] * 64, checkpoint).encode()):
            answer = self.send(body)
            self.assertEqual(413, answer.code, answer)
        self.assertEqual(0, self.told(self.server)["logs"][0]["size"])

    def test_what_was_cosigned_is_known_when_the_power_fails(self):
        self.add(0, 5)
        self.server.kill()
        self.server.start()
        self.assertEqual(b"5\n", self.add(0, 7, 409).body)
        self.assertEqual(self.witness.line, self.witness_key(self.server).line)

    def test_a_log_that_was_dropped_is_not_forgotten(self):
        self.add(0, 5)
        self.server.run("log", "uncosign", self.log.name, *self.server.beside)
        self.add(5, 7, 404)
        self.server.run("log", "cosign", self.log.line, *self.server.beside)
        self.assertEqual(b"5\n", self.add(0, 7, 409, ["other", *self.leaves[1:]]).body)
        folder = self.server.folder / "other"
        folder.mkdir()
        with self.assertRaisesRegex(RuntimeError, "known here by another key"):
            self.server.run("log", "cosign", Signer(folder).line, *self.server.beside)

    def test_of_two_forks_that_come_at_once_one_is_cosigned(self):
        """Both follow from the same tree, and are well signed: a log that tells two stories."""
        forks = [self.leaves, [*self.leaves[:5], *(f"fork {n}" for n in range(35))]]
        bodies, old = [], 5
        self.add(0, old)
        for size in range(6, 12):
            bodies += [(size, at, submission(old, consistency(fork[:size], old),
                                             self.log.sign(fork[:size])).encode())
                       for at, fork in enumerate(forks)]
        said, lock = [], threading.Lock()

        def work():
            while True:
                with lock:
                    if not bodies:
                        return
                    size, at, body = bodies.pop()
                answer = self.send(body)
                while answer.code == 503:  # more than are taken at once
                    answer = self.send(body)
                with lock:
                    said.append((answer.code, size, at))
        workers = [threading.Thread(target=work) for _ in range(6)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        # All follow from 5, so whichever came first is the only one.
        won = [(size, at) for code, size, at in said if code == 200]
        self.assertEqual((1, 11), (len(won), sum(code == 409 for code, _, _ in said)), said)
        size, at = won[0]
        self.assertEqual(size, self.told(self.server)["logs"][0]["size"])
        self.add(size, 20, 200, forks[at])
        self.add(20, 25, 422, forks[1 - at])


class Operators(Servers):
    def test_witnesses_are_told_in_words_and_what_is_wrong_is_said(self):
        server = self.served()
        key, witness = self.key(server).line, self.witness_key(server).line
        server.run("log", "witness", witness, "https://w.example/log/witness/", *server.beside)
        said = server.run("log", "witnesses", *server.beside)
        self.assertRegex(said, r"this log +renkei/\S+\nthis witness +renkei/\S+/witness\+\S+\n")
        for words, why in ((("witness", witness, "https://w.example"), "asked already"),
                           (("witness", key, "https://w.example"), "a key of type 1"),
                           (("witness", witness.replace("witness", "w2"), "https://w"), "the id of the key"),
                           (("cosign", witness), "a key of type 4"), (("cosign",), "takes the KEY"),
                           (("uncosign", "nobody"), "not cosigned here"), ((), "takes a word"),
                           (("witness", "x", "y"), "not a key of a witness")):
            with self.assertRaisesRegex(RuntimeError, why):
                server.run("log", *words, *server.beside)
        for url in ("ftp://w.example", "https://w.example/?a", "https://u@w.example", "w.example"):
            answer = subprocess.run([*self.command(server), "witness", witness, url], check=False,
                                    capture_output=True)
            self.assertEqual(2, answer.returncode)
            self.assertIn(b"http:// or https://", answer.stderr)

    def command(self, server):
        from server import program
        return [program(), "log", *server.beside]


if __name__ == "__main__":
    unittest.main()
