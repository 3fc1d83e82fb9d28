"""A PostgreSQL of one's own: a private cluster in a temporary folder, gone when it is closed.

    with Postgres() as postgres:
        url = postgres.fresh()      # an empty database

    python3 tests/backend/postgres.py [--durable] -- COMMAND ...

The second runs COMMAND with RENKEI_POSTGRES set to the URL of a cluster, whose user may create
databases, and ends with its code. Nobody but its owner and root reaches the cluster: its folder and
socket are closed to others, and TCP, where asked for, wants a password of chance. A guard, a process
of its own, takes all of it away when whoever opened it dies in any manner.
"""

import argparse
import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, unquote, urlencode, urlsplit

READY_S, STOP_S = 60, 60
MEMORY, MEMORY_FREE = Path("/dev/shm"), 2 << 30  # a database is made there in a fifth of the time
USER, OWNER = "renkei", "postgres"  # USER owns its databases and may create more
SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}
SETTINGS = {"shared_buffers": "32MB", "max_connections": "200", "max_wal_size": "256MB",
            "dynamic_shared_memory_type": "mmap",  # in the folder: a kill leaves none in /dev/shm
            "timezone": "UTC", "log_timezone": "UTC", "lc_messages": "C", "jit": "off",
            "log_line_prefix": "%m [%p] %q%u@%d ", "cluster_name": "renkei-test"}
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class NoPostgres(Exception):
    """There is no server on this machine."""


def programs():
    """The folder of the newest server's programs; raises NoPostgres."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    found = [path for path in found if (path / "psql").exists()]
    if not found:
        raise NoPostgres("no PostgreSQL server is installed (script/bootstrap test)")
    return max(found, key=lambda path: [int(part) for part in path.parent.name.split(".")])


def is_there():
    try:
        return bool(programs())
    except NoPostgres:
        return False


def clean_environment():
    """Without what would point libpq elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return dict(kept, LC_ALL="C.UTF-8")


def sql(url, text):
    """Runs statements, each by itself, in the database of `url`; the rows as psql -At prints them."""
    ended = subprocess.run([programs() / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", url],
                           input=text.encode(), capture_output=True, timeout=120, check=False,
                           env=clean_environment())
    if ended.returncode != 0:
        raise RuntimeError(f"{text}: {ended.stderr.decode('utf-8', 'replace')}")
    return ended.stdout.decode().rstrip("\n")


@contextlib.contextmanager
def session(url):
    """A connection that stays open: what is given is called with statements, and waits for them."""
    process = subprocess.Popen([programs() / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", url],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               env=clean_environment())

    def run(text):
        process.stdin.write(f"{text};\n\\echo done\n".encode())
        process.stdin.flush()
        for line in process.stdout:
            if line == b"done\n":
                return
        raise RuntimeError(f"psql ended: {text}")
    try:
        yield run
    finally:
        process.communicate(timeout=30)


def url_of(url, database):
    """The same server, another database."""
    server, mark, asked = url.partition("?")
    return server[:server.index("/", len("postgresql://"))] + "/" + quote(database) + mark + asked


def fresh(url):
    """Makes an empty database beside that of `url`; its URL."""
    name = f"fresh_{secrets.token_hex(6)}"
    sql(url, f"CREATE DATABASE {name}")
    return url_of(url, name)


def drop(url):
    """Takes a database away, whoever is connected to it."""
    name = unquote(urlsplit(url).path.lstrip("/"))
    sql(url_of(url, "postgres"), f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


# ---- what stands in the folder ----


def postmaster(folder):
    """The number of the process that serves the folder, or None."""
    try:
        number = int((folder / "data/postmaster.pid").read_text().split("\n")[0])
        words = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
        return number if bytes(folder / "data") in words else None
    except (OSError, ValueError):
        return None


def family(number):
    """A process and its children, as numbers."""
    found = [number]
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(path.read_text().rsplit(")", 1)[1].split()[1]) == number:
                found.append(int(path.parent.name))
        except (OSError, ValueError, IndexError):
            pass  # it ended meanwhile
    return found


def lives(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (OSError, IndexError):
        return False


def wait_until(condition, seconds):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def forget_memory(folder):
    """The piece of System V memory that a killed server leaves, named in the file it leaves too."""
    try:
        line = (folder / "data/postmaster.pid").read_text().split("\n")[6]
        subprocess.run(["ipcrm", "-m", line.split()[1]], capture_output=True, check=False)
    except (OSError, IndexError):
        pass  # it went in order


def remove(folder):
    """Ends what serves the folder, and takes the folder away. Twice is harmless."""
    number = postmaster(folder)
    if number:
        os.kill(number, signal.SIGQUIT)
        if not wait_until(lambda: not lives(number), 10):
            end_all(number)
    forget_memory(folder)
    wait_until(lambda: shutil.rmtree(folder, ignore_errors=True) or not folder.exists(), 10)


def end_all(number):
    """As when the machine loses its power."""
    numbers = family(number)
    for each in numbers:
        try:
            os.kill(each, signal.SIGKILL)
        except ProcessLookupError:
            pass
    wait_until(lambda: not any(lives(each) for each in numbers), 10)


# ---- the cluster ----


def run_as():
    """PostgreSQL refuses to serve as root: who does it instead, as subprocess wants it."""
    if os.geteuid() != 0:
        return {}, None
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}, user
    raise NoPostgres("neither a user postgres nor nobody: PostgreSQL does not run as root")


def base(durable):
    """Where the cluster's folder is: in memory when nothing has to survive and there is room."""
    try:
        about = os.statvfs(MEMORY)
    except OSError:
        return "/tmp"
    has_room = about.f_bavail * about.f_frsize >= MEMORY_FREE and os.access(MEMORY, os.W_OK)
    return "/tmp" if durable or not has_room else str(MEMORY)


def free_port():
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        return plug.getsockname()[1]


class Postgres:
    """`durable` waits for the disk, for tests of faults. `tcp` listens on 127.0.0.1 as well.

    `password` asks for one on the socket too. `settings` are lines of postgresql.conf by name.
    """

    def __init__(self, durable=False, tcp=False, password=False, settings=None):
        self.programs = programs()
        self.person, owner = run_as()
        self.folder = Path(tempfile.mkdtemp(prefix="renkei-postgres-", dir=base(durable)))
        self.guard = subprocess.Popen(
            [sys.executable, Path(__file__).resolve(), "--guard", self.folder], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, cwd="/")
        self.process = None
        self.tcp_port = free_port() if tcp else 0
        self.password = secrets.token_urlsafe(12)
        self.wants_password = password
        try:
            if owner:
                os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self._make(durable, settings or {})
            self.start()
            self._add_role()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _make(self, durable, settings):
        data = self.folder / "data"
        ended = subprocess.run(
            [self.programs / "initdb", "--pgdata", data, "--username", OWNER, "--no-sync",
             "--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust"], cwd=self.folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=clean_environment(), check=False, timeout=READY_S, **self.person)
        if ended.returncode != 0:
            raise RuntimeError("initdb: " + ended.stdout.decode("utf-8", "replace"))
        everything = dict(SETTINGS, **({} if durable else HASTY))
        everything.update({
            "listen_addresses": "127.0.0.1" if self.tcp_port else "",
            "port": str(self.tcp_port or 5432), "unix_socket_directories": str(self.folder),
            "unix_socket_permissions": "0700"})
        everything.update(settings)
        with open(data / "postgresql.conf", "a", encoding="utf-8") as conf:
            for name, value in everything.items():
                conf.write(f"{name} = '{value}'\n")
        (data / "pg_hba.conf").write_text(
            f"local all,replication {OWNER} trust\n"
            f"local all all {'scram-sha-256' if self.wants_password else 'trust'}\n"
            f"host all all 127.0.0.1/32 scram-sha-256\n")

    def _add_role(self):
        # A database can be dropped while autovacuum is in it only by who may send that away.
        sql(self.owner_url(), f"CREATE ROLE {USER} LOGIN CREATEDB PASSWORD '{self.password}';"
                              f"GRANT pg_signal_backend TO {USER}")

    # ---- its life ----

    def start(self):
        if self.process is not None:
            raise RuntimeError("it runs already")
        pid_file = self.folder / "data/postmaster.pid"
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.folder / "data"], cwd=self.folder,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=clean_environment(),
                **self.person)

        def is_ready():
            if self.process.poll() is not None:
                raise RuntimeError("PostgreSQL does not start:\n" + self.said())
            try:
                lines = pid_file.read_text().split("\n")
            except OSError:
                return False
            return (lines[0] == str(self.process.pid) and len(lines) > 7
                    and lines[7].strip() == "ready")
        if not wait_until(is_ready, READY_S):
            raise RuntimeError(f"PostgreSQL is not ready after {READY_S} s:\n" + self.said())

    def stop(self, mode="fast"):
        """`smart` waits for the clients, `fast` sends them away, `immediate` leaves a recovery."""
        if self.process is None:
            return
        self.process.send_signal(SIGNALS[mode])
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired as error:
            raise RuntimeError(f"PostgreSQL does not stop ({mode}):\n" + self.said()) from error
        self.process = None

    def kill(self):
        """SIGKILL to every process at once; start() recovers."""
        if self.process is None:
            return
        end_all(self.process.pid)
        self.process.wait()
        self.process = None

    def close(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None
        remove(self.folder)
        self.guard.stdin.close()
        self.guard.wait()

    def said(self):
        try:
            return (self.folder / "log").read_text(errors="replace")[-4000:]
        except OSError:
            return ""

    # ---- its databases ----

    def url(self, database="postgres", user=USER, tcp=False):
        if tcp:
            return f"postgresql://{user}:{self.password}@127.0.0.1:{self.tcp_port}/{quote(database)}"
        asked = {"host": str(self.folder), "user": user}
        if self.tcp_port:
            asked["port"] = self.tcp_port  # which also names the socket
        if self.wants_password and user != OWNER:
            asked["password"] = self.password
        return f"postgresql:///{quote(database)}?{urlencode(asked, safe='/')}"

    def owner_url(self, database="postgres"):
        """As the superuser: for rights, time-outs and looking into the engine."""
        return self.url(database, OWNER)

    def fresh(self):
        return fresh(self.url())

    def drop(self, url):
        drop(url)

    def sql(self, text, url=None):
        return sql(url or self.url(), text)


# ---- from the command line ----


def guard(folder):
    """Waits until whoever holds the other end of standard input is gone, in any manner."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    remove(folder)


def run(command, postgres):
    environment = dict(clean_environment(), RENKEI_POSTGRES=postgres.url(),
                       PATH=f"{postgres.programs}:{os.environ.get('PATH', os.defpath)}")
    process = subprocess.Popen(command, env=environment)
    try:
        code = process.wait()
    except BaseException:
        process.terminate()
        if not wait_until(lambda: process.poll() is not None, 20):
            process.kill()
        raise
    return code if code >= 0 else 128 - code


def end(number, _):
    sys.exit(128 + number)


def main():
    if sys.argv[1:2] == ["--guard"]:
        guard(Path(sys.argv[2]))
        return 0
    parser = argparse.ArgumentParser(description="runs COMMAND with a PostgreSQL of its own")
    parser.add_argument("--durable", action="store_true", help="wait for the disk")
    parser.add_argument("command", nargs="+", metavar="COMMAND")
    args = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    try:
        with Postgres(durable=args.durable) as postgres:
            return run(args.command, postgres)
    except NoPostgres as error:
        print(error, file=sys.stderr)
        return 127


if __name__ == "__main__":
    sys.exit(main())
