"""A server under test: the real program on a free port, with a store of its own.

    with Server(world) as server:
        answer = server.get("/taxii2/", user="alice")

RENKEI (set by script/test) or RENKEI_BINARY names the program; without either, build/ is looked into.
With RENKEI_TEST_STORE=postgresql each store is a database, of the server that RENKEI_POSTGRES names or
of one that lives as long as the tests. What is not run so stands below `only_files`, with the reason.
"""

import atexit
import base64
import functools
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READY_S = 20
PASSWORD = "one long password"
# Of that, by the program `argon2`: a server under test begins without making it again for each account.
PASSWORD_HASH = ("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHR5c2FsdC4uIQ$"
                 "HkLe2ozVjBQ94qwhCWrNf/B9HyXCoBnxAlLpM6sdNvI")


def program():
    for name in ("RENKEI", "RENKEI_BINARY"):
        if os.environ.get(name):
            return os.environ[name]
    found = sorted(ROOT.glob("build*/src/cli/renkei")) + sorted(ROOT.glob("build/*/src/cli/renkei"))
    if not found:
        raise RuntimeError("set RENKEI_BINARY to the program under test")
    return str(found[-1])


def on_postgres():
    return os.environ.get("RENKEI_TEST_STORE", "") == "postgresql"


def only_files(why):
    """A test, or a class of them, that is about a file or asks no store: left out on PostgreSQL."""
    assert why
    return lambda test: None if on_postgres() else test


def only_postgres(why):
    """The other way round."""
    assert why
    return lambda test: test if on_postgres() else None


@functools.cache
def backend():
    """The module that knows PostgreSQL, and the URL of a server which is there."""
    sys.path.append(str(ROOT / "tests/backend"))
    import postgres
    url = os.environ.get("RENKEI_POSTGRES")
    if not url:
        cluster = postgres.Postgres()
        atexit.register(cluster.close)
        url = cluster.url()
    return postgres, url


def hashed(world):
    """A set-up file that names the hash of PASSWORD wherever it names PASSWORD."""
    def of(account):
        if account.get("password") != PASSWORD:
            return account
        rest = {name: value for name, value in account.items() if name != "password"}
        return dict(rest, password_hash=PASSWORD_HASH)
    if "accounts" not in world:
        return world
    return dict(world, accounts=[of(account) for account in world["accounts"]])


class Answer:
    def __init__(self, code, headers, body):
        self.code = code
        self.headers = headers  # as http.client has them: names in any case
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"<{self.code} {self.body[:300]!r}>"


class Server:
    def __init__(self, world=None, options=()):
        self.folder = Path(tempfile.mkdtemp(prefix="renkei-scene-"))
        self.store = self.folder / "store.db"  # or a URL
        if on_postgres():
            module, url = backend()
            self.store = module.fresh(url)
        self.options = list(options)
        self.process = None
        self.scheme = "http"
        self.first = json.loads(self.run("init", "--store", self.store, "--json"))
        if world is not None:
            file = self.folder / "world.json"
            file.write_text(json.dumps(hashed(world)))
            self.run("setup", "--store", self.store, file)

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def run(self, *arguments):
        """A command to its end; what it printed."""
        ended = subprocess.run([program(), *map(str, arguments)], stdin=subprocess.DEVNULL,
                               capture_output=True, timeout=600, check=False)
        if ended.returncode != 0:
            raise RuntimeError(f"{arguments}: {ended.returncode}\n{ended.stderr.decode()}")
        return ended.stdout.decode()

    def start(self):
        port_file = self.folder / "port"
        port_file.unlink(missing_ok=True)
        self.log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen(
            [program(), "serve", *self.beside, "--port", "0", "--port-file",
             str(port_file), *self.options],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        end = time.monotonic() + READY_S
        while not self.is_ready(port_file):
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the server does not start:\n" + self.said())
            time.sleep(0.01)

    def is_ready(self, port_file):
        if not port_file.exists() or not port_file.read_text().strip():
            return False
        self.port = int(port_file.read_text())
        try:
            socket.create_connection(("127.0.0.1", self.port), 5).close()
        except OSError:
            return False
        return True

    @property
    def is_file(self):
        return isinstance(self.store, Path)

    @property
    def local(self):
        """Path of the local socket: beside a file, and for a database where --socket says."""
        return f"{self.store}-socket" if self.is_file else str(self.folder / "socket")

    @property
    def beside(self):
        """Options of a command that reaches the running server through its local socket."""
        more = [] if self.is_file else ["--socket", self.local]
        return ["--store", str(self.store), *more]

    def said(self):
        return (self.folder / "log").read_text(errors="replace")[-4000:]

    def stop(self):
        self.end(signal.SIGTERM)

    def kill(self):
        self.end(signal.SIGKILL)

    def end(self, number):
        if self.process is None:
            return
        self.process.send_signal(number)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None
        self.log.close()

    def close(self):
        self.stop()
        if on_postgres():
            backend()[0].drop(self.store)
        shutil.rmtree(self.folder, ignore_errors=True)

    # ---- asking ----

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def request(self, method, path, body=None, headers=None, user=None, connection=None):
        """`user` signs in by Basic; `headers` None values are left out."""
        all_headers = {"Accept": "application/taxii+json;version=2.1"}
        if user is not None:
            all_headers["Authorization"] = basic(user)
        all_headers.update(headers or {})
        own = connection or self.connect()
        own.request(method, path, body,
                    {name: value for name, value in all_headers.items() if value is not None})
        got = own.getresponse()
        answer = Answer(got.status, got.headers, got.read())
        if connection is None:
            own.close()
        return answer

    def get(self, path, **named):
        return self.request("GET", path, **named)

    def raw(self, text, seconds=10):
        """Bytes sent as they are; everything that comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), seconds) as plug:
            plug.sendall(text)
            parts = []
            while True:
                part = plug.recv(65536)
                if not part:
                    return b"".join(parts)
                parts.append(part)


def basic(user, password=PASSWORD):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
