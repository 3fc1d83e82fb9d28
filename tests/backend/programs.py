"""Several programs on one database: servers, who writes to them, and who follows.

What is proven with these: every version that was acknowledged is there once; `added` rises strictly;
whoever follows by `added_after` and `next` is given each version once, through whichever server.
"""

import http.client
import itertools
import json
import random
import secrets
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

import postgres

sys.path.append(str(Path(__file__).resolve().parents[1] / "scene"))
import server as scene  # noqa: E402
import taxii  # noqa: E402

TYPE = taxii.TYPE
SHARED = f"{taxii.ONE}collections/{taxii.collection_id('one/shared')}/"
REQUEST_S = 40  # no answer takes longer: a lock is waited for half a minute at most
numbers = itertools.count()


class Program(scene.Server):
    """A server on a store that is there already."""

    def __init__(self, store, options=()):
        self.folder = Path(tempfile.mkdtemp(prefix="renkei-backend-"))
        self.store, self.options = store, list(options)
        self.process, self.scheme, self.port = None, "http", 0

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=REQUEST_S)


def store(url):
    """Makes a store in the empty database; its URL."""
    program = Program(url)
    try:
        program.run("init", "--store", url, "--json")
        apply(program, taxii.world())
    finally:
        program.close()
    return url


def copy(url):
    """The URL of a database with the same content; nobody may be connected to the first."""
    name = f"copy_{secrets.token_hex(6)}"
    postgres.sql(postgres.url_of(url, "postgres"),
                 f"CREATE DATABASE {name} TEMPLATE {name_of(url)}")
    return postgres.url_of(url, name)


def name_of(url):
    return url.split("/")[3].split("?")[0]


def apply(program, world):
    """`renkei setup`: one more program. Accounts that are there keep a password that is not named."""
    file = program.folder / "world.json"
    file.write_text(json.dumps(world))
    program.run("setup", "--store", program.store, file)


def fresh_id():
    return f"indicator--00000000-0000-4000-8000-{next(numbers):012d}"


def post(server, objects, user="alice", url=SHARED):
    return server.request("POST", url + "objects/", json.dumps({"objects": objects}),
                          {"Content-Type": TYPE}, user)


class Many(threading.Thread):
    """A thread that keeps what went wrong in it for the test."""

    def __init__(self, run):
        super().__init__(daemon=True)
        self.work, self.error = run, None
        self.start()

    def run(self):
        try:
            self.work()
        except BaseException as error:  # told by `end`
            self.error = error

    def end(self, seconds=120):
        self.join(seconds)
        if self.is_alive():
            raise AssertionError("a thread hangs")
        if self.error:
            raise self.error


class Load:
    """Writers and followers over several servers, any of which may be away for a while."""

    def __init__(self, servers, writers=2, tries=()):
        self.servers, self.allowed = servers, {200, 202, *tries}
        self.taken = {}      # id to how often it was acknowledged
        self.unknown = set()  # sent, and never acknowledged
        self.answers = []    # (code, headers, body) of what was refused
        self.slowest = 0
        self.lock = threading.Lock()
        self.ends, self.has_ended = threading.Event(), threading.Event()
        self.followers = [Follower(self, server) for server in servers]
        self.writers = [Many(lambda n=n: self.write(n)) for n in range(writers * len(servers))]
        self.readers = [Many(follower.run) for follower in self.followers]

    def ask(self, call):
        """The answer, or None when there was none: a server that is killed is away for a moment."""
        began = time.monotonic()
        try:
            answer = call()
        except (OSError, http.client.HTTPException) as error:
            if isinstance(error, TimeoutError):
                raise AssertionError("no answer") from error
            time.sleep(0.02)
            return None
        finally:
            self.slowest = max(self.slowest, time.monotonic() - began)
        if answer.code not in self.allowed:
            raise AssertionError(f"an answer that nobody may get: {answer}")
        if answer.code in (200, 202):
            return answer
        with self.lock:
            self.answers.append(answer)
        time.sleep(0.02)
        return None

    def write(self, number):
        chance = random.Random(number)
        server = self.servers[number % len(self.servers)]
        while not self.ends.is_set():
            objects = [taxii.indicator(id=fresh_id()) for _ in range(chance.randint(1, 30))]
            ids = [each["id"] for each in objects]
            with self.lock:
                self.unknown.update(ids)
            for _ in range(3):  # what was not acknowledged may be sent again
                answer = self.ask(lambda: post(server, objects))
                if answer is None:
                    continue
                if answer.json["success_count"] != len(ids):
                    raise AssertionError(f"some were refused: {answer}")
                with self.lock:
                    self.unknown.difference_update(ids)
                    self.taken.update((id, 1) for id in ids)
                break

    def stop(self):
        """Writers end first; followers go on until they are given no more."""
        self.ends.set()
        for thread in self.writers:
            thread.end()
        self.has_ended.set()
        for thread in self.readers:
            thread.end()

    def check(self, test, url):
        seen = [[row[0] for row in follower.rows] for follower in self.followers]
        held = {f"indicator--{id}" for id in postgres.sql(
            url, "SELECT ENCODE(id, 'hex')::uuid FROM version").split("\n")}
        test.assertEqual(set(), set(self.taken) - held, "what was acknowledged is lost")
        for follower, ids in zip(self.followers, seen):
            test.assertEqual(len(ids), len(set(ids)), "a version was given twice")
            missing = set(self.taken) - set(ids)
            test.assertEqual(set(), missing, "what was acknowledged was not given")
            test.assertEqual(set(), set(ids) - set(self.taken) - self.unknown, "made up")
            added = [row[1] for row in follower.rows]
            test.assertEqual(sorted(set(added)), added, "added does not rise strictly")
        for other in seen[1:]:
            test.assertEqual(seen[0], other)
        rows = postgres.sql(url, "SELECT COUNT(*), COUNT(DISTINCT added), COUNT(DISTINCT version_no)"
                                 " FROM member").split("|")
        test.assertEqual([str(len(seen[0]))] * 3, rows)
        test.assertEqual(rows[0], postgres.sql(url, "SELECT SUM(total) FROM tally"))
        return len(self.taken)


class Follower:
    """Reads manifests by `next` and `added_after`, as a TAXII client does."""

    def __init__(self, load, server):
        self.load, self.server, self.rows = load, server, []

    def page(self, after, next):
        asked = f"?match[version]=all&limit=7&added_after={after}"
        return self.load.ask(lambda: self.server.get(
            SHARED + "manifest/" + asked + (f"&next={next}" if next else ""), user="alice"))

    def run(self):
        after, next = "2020-01-01T00:00:00Z", None
        while True:
            is_last = self.load.has_ended.is_set()
            answer = self.page(after, next)
            if answer is None:
                continue
            found = answer.json.get("objects", [])
            self.rows += [(each["id"], each["date_added"]) for each in found]
            next = answer.json.get("next")
            if found and not answer.json.get("more"):
                after, next = answer.headers["X-TAXII-Date-Added-Last"], None
            if not found:
                if is_last:
                    return
                time.sleep(0.01)
