"""Several programs on one database: servers, who writes to them, and who follows.

What is proven with these: every version that was acknowledged is there once, in the order in which its
writer was answered; `added` rises strictly; whoever follows by `added_after` and `next` is given each
version once, through whichever server; so is who reads only when the stream of events says to.
"""

import datetime
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


def microseconds(stamp):
    at = datetime.datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%fZ")
    return (at - datetime.datetime(1970, 1, 1)) // datetime.timedelta(microseconds=1)


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
        self.listeners = [Listener(self, server) for server in servers]
        self.followers = [Follower(self, server) for server in servers] + self.listeners
        self.orders = [[] for _ in range(writers * len(servers))]  # acknowledged to each writer
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
            self.orders[number] += self.give(server, chance.randint(1, 30), 3)

    def give(self, server, count, tries):
        """The ids that were acknowledged: all, or none after so many tries to send the same."""
        objects = [taxii.indicator(id=fresh_id()) for _ in range(count)]
        ids = [each["id"] for each in objects]
        with self.lock:
            self.unknown.update(ids)
        for _ in range(tries):
            answer = self.ask(lambda: post(server, objects))
            if answer is None:
                continue
            if answer.json["success_count"] != len(ids):
                raise AssertionError(f"some were refused: {answer}")
            with self.lock:
                self.unknown.difference_update(ids)
                self.taken.update((id, 1) for id in ids)
            return ids
        return []

    def stop(self):
        """Writers end first; then one object at each server, of which its stream has to tell.

        Followers go on until they are given no more.
        """
        self.ends.set()
        for thread in self.writers:
            thread.end()
        for listener in self.listeners:
            listener.fence, = self.give(listener.server, 1, 500)
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
        for order in self.orders:
            mine = set(order)
            test.assertEqual(order, [id for id in seen[0] if id in mine], "not as acknowledged")
        for listener in self.listeners:
            heard = [id for id, added in listener.rows if microseconds(added) <= listener.heard]
            test.assertLessEqual(len(heard), listener.told, "an event was lost")
        rows = postgres.sql(url, "SELECT COUNT(*), COUNT(DISTINCT added), COUNT(DISTINCT version_no)"
                                 " FROM member").split("|")
        test.assertEqual([str(len(seen[0]))] * 3, rows)
        test.assertEqual(rows[0], postgres.sql(url, "SELECT SUM(total) FROM tally"))
        return len(self.taken)


class Follower:
    """Reads manifests by `next` and `added_after`, as a TAXII client does."""

    def __init__(self, load, server):
        self.load, self.server, self.rows = load, server, []
        self.after, self.next = "2020-01-01T00:00:00Z", None

    def page(self, after, next):
        asked = f"?match[version]=all&limit=7&added_after={after}"
        return self.load.ask(lambda: self.server.get(
            SHARED + "manifest/" + asked + (f"&next={next}" if next else ""), user="alice"))

    def run(self):
        while True:
            is_last = self.load.has_ended.is_set()
            if not self.read_on():
                if is_last:
                    return
                time.sleep(0.01)

    def read_on(self):
        """One page; False when there was nothing after what is known."""
        answer = None
        while answer is None:
            answer = self.page(self.after, self.next)
        found = answer.json.get("objects", [])
        self.rows += [(each["id"], each["date_added"]) for each in found]
        self.next = answer.json.get("next")
        if found and not answer.json.get("more"):
            self.after, self.next = answer.headers["X-TAXII-Date-Added-Last"], None
        return bool(found)


class Listener(Follower):
    """Reads as a follower does, but only when the stream of events tells of objects.

    A server tells of all that has come when something came through itself. When it goes away, the
    stream is opened again after the last event that was heard. Where the server cannot ask the database
    what came since, it says "lost", and of more than it counts, that the count is not exact: then all is
    read, and what is there counts as told.
    """

    def __init__(self, load, server):
        super().__init__(load, server)
        self.heard = 1     # the id of the last event is the stamp that it tells of
        self.told = 0      # of how many objects
        self.fence = None  # the last object that came through this server

    def run(self):
        while not self.has_heard_all():
            connection = self.server.connect()
            try:
                self.listen(connection)
            except (OSError, http.client.HTTPException) as error:
                if isinstance(error, TimeoutError):
                    raise AssertionError("no event, nor the end of the stream") from error
                time.sleep(0.02)
            finally:
                connection.close()
        if not self.load.has_ended.wait(REQUEST_S):
            raise AssertionError("the writers do not end")
        while self.read_on():
            pass

    def has_heard_all(self):
        return self.fence is not None and any(
            id == self.fence and microseconds(added) <= self.heard for id, added in self.rows[-20:])

    def listen(self, connection):
        """Until it is told of its fence, or the stream ends."""
        connection.request("GET", "/api/v1/stream", headers={
            "Accept": "text/event-stream", "Authorization": scene.basic("alice"),
            "Last-Event-ID": str(self.heard)})
        answer = connection.getresponse()
        if answer.status not in self.load.allowed:
            raise AssertionError(f"an answer that nobody may get: {answer.status}")
        event = {}
        while answer.status == 200:
            line = answer.readline().decode()
            if not line:
                return
            name, _, value = line.rstrip("\n").partition(": ")
            event[name] = value
            if name or event.get("event") not in ("objects", "lost"):
                continue
            is_counted = event["event"] == "objects"
            if is_counted:
                data = json.loads(event["data"])
                self.heard, is_counted = int(event["id"]), data["exact"]
                self.told += data["count"]
            event = {}
            while self.read_on():
                pass
            if not is_counted:
                self.told = max(self.told, len(self.rows))
            if self.has_heard_all():
                return
