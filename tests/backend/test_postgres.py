"""The harness itself: what it starts serves, is private, survives what it should, and goes away."""

import os
import signal
import subprocess
import sys
import unittest
from pathlib import Path

import postgres
from postgres import Postgres

PROGRAM = Path(postgres.__file__).resolve()


def memory():
    """Pieces of System V memory that nobody uses."""
    lines = Path("/proc/sysvipc/shm").read_text().split("\n")[1:-1]
    return {line.split()[1] for line in lines if line.split()[6] == "0"}


@unittest.skipUnless(postgres.is_there(), "no PostgreSQL server is installed")
class Shared(unittest.TestCase):
    """One cluster for all that does not stop it."""

    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.addClassCleanup(cls.postgres.close)

    def test_it_serves_text_in_utf_8_ordered_by_bytes(self):
        url = self.postgres.fresh()
        self.assertEqual("UTF8|C.UTF-8|C.UTF-8", self.postgres.sql(
            "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database"
            " WHERE datname = current_database()", url))
        self.assertEqual("連携", self.postgres.sql("SELECT '連携'", url))

    def test_fresh_databases_are_separate_and_can_be_dropped(self):
        one, other = self.postgres.fresh(), self.postgres.fresh()
        self.assertNotEqual(one, other)
        self.postgres.sql("CREATE TABLE thing (no BIGINT); INSERT INTO thing VALUES (7)", one)
        self.assertEqual("7", self.postgres.sql("SELECT no FROM thing", one))
        with self.assertRaisesRegex(RuntimeError, 'relation "thing" does not exist'):
            self.postgres.sql("SELECT no FROM thing", other)
        self.postgres.drop(one)
        with self.assertRaisesRegex(RuntimeError, "does not exist"):
            self.postgres.sql("SELECT 1", one)
        self.assertEqual("1", self.postgres.sql("SELECT 1", other))

    def test_a_database_is_dropped_while_someone_is_connected(self):
        url = self.postgres.fresh()
        with subprocess.Popen([self.postgres.programs / "psql", "-XAtq", "-d", url],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as client:
            client.stdin.write(b"SELECT 5;\n")
            client.stdin.flush()
            self.assertEqual(b"5\n", client.stdout.readline())
            self.postgres.drop(url)
            client.stdin.close()

    def test_its_user_owns_databases_and_nothing_else(self):
        self.assertEqual("renkei|f|t|f", self.postgres.sql(
            "SELECT current_user, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles"
            " WHERE rolname = current_user"))
        url = self.postgres.fresh()
        self.postgres.sql("CREATE EXTENSION pg_trgm", url)
        with self.assertRaisesRegex(RuntimeError, "must be superuser|permission denied"):
            self.postgres.sql("COPY (SELECT 1) TO PROGRAM 'true'", url)
        self.assertEqual("t", self.postgres.sql(
            "SELECT rolsuper FROM pg_roles WHERE rolname = current_user",
            self.postgres.owner_url()))

    def test_nobody_else_on_the_machine_reaches_it(self):
        self.assertEqual(0o700, self.postgres.folder.stat().st_mode & 0o777)
        plugs = list(self.postgres.folder.glob(".s.PGSQL.*[0-9]"))
        self.assertEqual(1, len(plugs))
        self.assertEqual(0o700, plugs[0].stat().st_mode & 0o777)
        self.assertEqual("", self.postgres.sql("SHOW listen_addresses"))

    def test_it_does_not_wait_for_the_disk(self):
        self.assertEqual("off", self.postgres.sql("SHOW fsync"))

    @unittest.skipUnless(os.geteuid() == 0, "not root")
    def test_root_lets_another_user_serve(self):
        owner = self.postgres.folder.stat().st_uid
        self.assertNotEqual(0, owner)
        self.assertEqual(owner, Path(f"/proc/{self.postgres.process.pid}").stat().st_uid)


@unittest.skipUnless(postgres.is_there(), "no PostgreSQL server is installed")
class Lives(unittest.TestCase):
    """Each test has a cluster; afterwards nothing may be left of it."""

    def make(self, durable=False):
        before = memory()
        self.postgres = Postgres(durable=durable)
        self.addCleanup(lambda: self.assertEqual(set(), memory() - before))
        self.addCleanup(lambda: self.assertFalse(self.postgres.folder.exists()))
        self.addCleanup(self.postgres.close)

    def kept(self):
        url = self.postgres.fresh()
        self.postgres.sql("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS no", url)
        return url

    def count(self, url):
        return self.postgres.sql("SELECT COUNT(*) FROM kept", url)

    def test_stop_and_start_keep_what_was_there(self):
        self.make()
        url = self.kept()
        for mode in ("smart", "fast", "immediate"):
            self.postgres.stop(mode)
            with self.assertRaisesRegex(RuntimeError, "No such file|Connection refused"):
                self.postgres.sql("SELECT 1", url)
            self.postgres.start()
            self.assertEqual("1000", self.count(url), mode)

    def test_what_was_committed_survives_a_kill(self):
        self.make(durable=True)
        self.assertEqual("on", self.postgres.sql("SHOW fsync"))
        url = self.kept()
        for _ in range(3):
            number = self.postgres.process.pid
            self.postgres.kill()
            self.assertFalse(postgres.lives(number))
            self.postgres.start()
        self.assertEqual("1000", self.count(url))
        self.assertIn("was not properly shut down", self.postgres.said())

    def test_stopped_and_closed_twice_after_a_kill_it_leaves_nothing(self):
        self.make()
        self.postgres.kill()
        self.postgres.kill()
        self.postgres.stop()
        self.postgres.close()


@unittest.skipUnless(postgres.is_there(), "no PostgreSQL server is installed")
class Passwords(unittest.TestCase):
    def test_a_password_is_wanted_on_the_socket_and_over_tcp(self):
        with Postgres(tcp=True, password=True) as server:
            self.assertEqual("1", server.sql("SELECT 1"))
            self.assertEqual("127.0.0.1", server.sql("SELECT host(inet_client_addr())",
                                                        server.url(tcp=True)))
            for url in (server.url(), server.url(tcp=True)):
                wrong = url.replace(server.password, "wrong")
                with self.assertRaisesRegex(RuntimeError, "password authentication failed"):
                    server.sql("SELECT 1", wrong)
            self.assertEqual("1", server.sql("SELECT 1", server.fresh()))


@unittest.skipUnless(postgres.is_there(), "no PostgreSQL server is installed")
class FromTheCommandLine(unittest.TestCase):
    def start(self, *command):
        return subprocess.Popen([sys.executable, PROGRAM, "--", *command], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def test_the_command_gets_a_url_and_its_code_comes_back(self):
        with self.start("sh", "-c", 'psql -XAtq -d "$RENKEI_POSTGRES" -c "CREATE DATABASE more"'
                        ' -c "SELECT 40 + 2"; echo "$RENKEI_POSTGRES"; exit 7') as process:
            out, error = process.communicate(timeout=120)
        self.assertEqual(7, process.returncode, error)
        self.assertRegex(out, r"^42\npostgresql:///postgres\?host=/\w+(?:/\w+)?/renkei-postgres-\w+"
                              r"&user=renkei\n$")
        self.assertFalse(Path(out.split("host=")[1].split("&")[0]).exists())

    def folder_of(self, process):
        return Path(process.stdout.readline().split("host=")[1].split("&")[0])

    def asleep(self, process):
        return [each for each in postgres.family(process.pid) if b"sleep" in
                Path(f"/proc/{each}/cmdline").read_bytes().split(b"\0")]

    def end_and_look(self, number):
        with self.start("sh", "-c", 'echo "$RENKEI_POSTGRES"; exec sleep 300') as process:
            folder = self.folder_of(process)
            server = postgres.postmaster(folder)
            self.assertTrue(postgres.lives(server))
            # The shell has told the URL before it becomes what it is to run.
            self.assertTrue(postgres.wait_until(lambda: self.asleep(process), 30))
            command = self.asleep(process)
            process.send_signal(number)
            process.wait(60)
            if number == signal.SIGKILL:
                os.kill(command[0], signal.SIGKILL)
            self.assertTrue(postgres.wait_until(lambda: not folder.exists(), 30))
            self.assertFalse(postgres.lives(server))
            self.assertFalse(postgres.lives(command[0]))
        return process.returncode

    def test_asked_to_end_it_ends_the_command_and_the_server(self):
        self.assertEqual(128 + signal.SIGTERM, self.end_and_look(signal.SIGTERM))

    def test_killed_it_is_cleared_away_by_its_guard(self):
        self.assertEqual(-signal.SIGKILL, self.end_and_look(signal.SIGKILL))

    def test_an_exception_ends_the_server(self):
        with self.assertRaises(ZeroDivisionError):
            with Postgres() as server:
                folder, number = server.folder, server.process.pid
                raise ZeroDivisionError
        self.assertFalse(folder.exists())
        self.assertFalse(postgres.lives(number))


if __name__ == "__main__":
    unittest.main()
