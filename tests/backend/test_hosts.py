"""Several hosts in one address: a primary and its standby, and who of them takes writes."""

import subprocess
import time
import unittest

import postgres
import programs
import taxii
from programs import SHARED, Program, post

BACK_S = 20
SERVER = {"wal_level": "replica", "max_wal_senders": "4", "hot_standby": "on",
          "synchronous_commit": "on", "synchronous_standby_names": ""}


class Standby(postgres.Postgres):
    """Follows another cluster, until it is promoted."""

    def __init__(self, primary):
        self.primary = primary
        super().__init__()

    def _make(self, durable, settings):
        primary = self.primary
        ended = subprocess.run(
            [self.programs / "pg_basebackup", "--pgdata", self.folder / "data", "--wal-method=stream",
             "--write-recovery-conf", "--checkpoint=fast", "--dbname", primary.owner_url()],
            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, env=postgres.clean_environment(), check=False, timeout=60,
            **self.person)
        if ended.returncode != 0:
            raise RuntimeError("pg_basebackup: " + ended.stdout.decode())
        with open(self.folder / "data/postgresql.conf", "a", encoding="utf-8") as conf:
            conf.write(f"unix_socket_directories = '{self.folder}'\n")

    def _add_role(self):
        pass  # it comes from the primary

    def promote(self):
        self.sql("SELECT pg_promote()", self.owner_url())


def both(url, first, second, target="read-write"):
    """The URL of a database of `second`, with `first` tried before it."""
    hosts = f"host={first.folder},{second.folder}"
    return (url.replace(f"host={second.folder}", hosts)
            + f"&target_session_attrs={target}&connect_timeout=5")


@unittest.skipUnless(postgres.is_there(), "no PostgreSQL server is installed")
class Hosts(unittest.TestCase):
    def setUp(self):
        self.primary = postgres.Postgres(settings=SERVER)
        self.addCleanup(self.primary.close)
        self.store = programs.store(self.primary.fresh())
        self.standby = Standby(self.primary)
        self.addCleanup(self.standby.close)
        # From now on what was acknowledged is on both.
        self.primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'", self.primary.owner_url())
        self.primary.sql("SELECT pg_reload_conf()", self.primary.owner_url())
        self.url = both(self.store, self.standby, self.primary)

    def serve(self, url):
        server = Program(url)
        self.addCleanup(server.close)
        server.start()
        return server

    def writes(self, server):
        """Takes an object; its id."""
        sent = taxii.indicator()
        self.assertTrue(postgres.wait_until(
            lambda: post(server, [sent]).code == 202, BACK_S), "no host takes writes")
        return sent["id"]

    def held(self, server):
        found = server.get(SHARED + "objects/", user="alice")
        self.assertEqual(200, found.code, found)
        return {each["id"] for each in found.json["objects"]}

    def test_the_host_that_takes_writes_is_found_and_followed_when_another_takes_over(self):
        server = self.serve(self.url)
        taken = {self.writes(server)}
        self.assertEqual(taken, self.held(server))
        self.primary.kill()
        answer = post(server, [taxii.indicator()])
        self.assertEqual(503, answer.code, answer)
        self.standby.promote()
        taken.add(self.writes(server))
        self.assertEqual(taken, self.held(server) & taken)
        self.assertIsNone(server.process.poll())
        self.assertNotIn('"code":500', server.said())

    def test_a_standby_that_goes_away_is_not_missed(self):
        self.primary.sql("ALTER SYSTEM RESET synchronous_standby_names", self.primary.owner_url())
        self.primary.sql("SELECT pg_reload_conf()", self.primary.owner_url())
        server = self.serve(self.url)
        self.standby.stop()
        self.primary.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                         " WHERE application_name = 'renkei'", self.primary.owner_url())
        self.writes(server)

    def test_without_a_host_that_takes_writes_a_program_says_so(self):
        self.primary.stop()
        ended = subprocess.run(
            [programs.scene.program(), "store", "check", "--store", self.url], capture_output=True,
            stdin=subprocess.DEVNULL, timeout=60, check=False)
        said = ended.stderr.decode()
        self.assertEqual(2, ended.returncode, said)
        self.assertIn("no host takes writes", said)
        self.assertEqual(1, said.strip().count("\n") + 1, said)

    def test_a_server_whose_hosts_all_refuse_writes_answers_and_recovers(self):
        server = self.serve(self.url)
        self.primary.stop()
        began = time.monotonic()
        answer = post(server, [taxii.indicator()])
        self.assertEqual(503, answer.code, answer)
        self.assertEqual("5", answer.headers["Retry-After"])
        self.assertLess(time.monotonic() - began, 30)
        self.primary.start()
        self.writes(server)


if __name__ == "__main__":
    unittest.main()
