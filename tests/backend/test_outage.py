"""A database that goes away under load, and one that cannot be used: what is told, and what is kept."""

import json
import os
import socket
import struct
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import postgres
import programs
import server as scene
import taxii
from programs import SHARED, Load, Program, post

LONG = max(1, int(os.environ.get("RENKEI_LONG") or 0))
BACK_S = 8  # after the database is there again


@unittest.skipUnless(postgres.is_there(), "no PostgreSQL server is installed")
class Outage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.postgres = postgres.Postgres(durable=True)
        cls.addClassCleanup(cls.postgres.close)
        cls.store = programs.store(cls.postgres.fresh())

    def setUp(self):
        self.url = programs.copy(self.store)
        self.addCleanup(self.postgres.drop, self.url)
        self.servers = [Program(self.url), Program(self.url)]
        for server in self.servers:
            self.addCleanup(server.close)
            server.start()

    def check_refusal(self, answer, sentences):
        self.assertEqual(503, answer.code, answer)
        self.assertEqual("5", answer.headers["Retry-After"])
        told = answer.json.get("description") or answer.json.get("detail")
        self.assertTrue(any(each in told for each in sentences), told)
        self.assertNotIn(str(self.postgres.folder), told)

    def under_load(self, end, start):
        load = Load(self.servers, tries=[503])
        for _ in range(2 * LONG):
            time.sleep(0.7)
            end()
            time.sleep(0.7)
            begun = len(load.taken)
            start()
            self.assertTrue(postgres.wait_until(lambda: len(load.taken) > begun + 20, BACK_S),
                            "no writer has recovered")
        load.stop()
        self.assertGreater(load.check(self, self.url), 50)
        self.assertGreater(len(load.answers), 10)
        for answer in load.answers:
            self.check_refusal(answer, ("does not answer", "is shutting down or starting",
                                        "went away in the middle"))
        self.assertLess(load.slowest, 8)
        for server in self.servers:
            self.assertIsNone(server.process.poll())
            self.assertNotIn('"code":500', server.said())

    def test_stopped_and_started_under_load(self):
        self.under_load(lambda: self.postgres.stop("fast"), self.postgres.start)

    def test_killed_and_started_under_load(self):
        self.under_load(self.postgres.kill, self.postgres.start)

    def test_connections_ended_under_load(self):
        """As by an administrator, or by a network that forgets them."""
        load = Load(self.servers, tries=[503])
        for _ in range(15 * LONG):
            time.sleep(0.1)
            self.postgres.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                              " WHERE application_name = 'renkei'", self.postgres.owner_url())
        time.sleep(0.5)
        load.stop()
        load.check(self, self.url)

    def test_a_database_with_too_few_connections_is_said_and_used_again_when_it_has_some(self):
        server = self.servers[0]
        server.close()  # its own are counted for the same role
        server = self.servers[1]
        self.postgres.sql("ALTER ROLE renkei CONNECTION LIMIT 0", self.postgres.owner_url())
        self.addCleanup(self.postgres.sql, "ALTER ROLE renkei CONNECTION LIMIT -1",
                        self.postgres.owner_url())
        self.postgres.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                          " WHERE application_name = 'renkei'", self.postgres.owner_url())
        for _ in range(5):
            for answer in (server.get(SHARED + "objects/", user="alice"),
                           post(server, [taxii.indicator()])):
                self.check_refusal(answer, ("the database has too many connections",))
        self.postgres.sql("ALTER ROLE renkei CONNECTION LIMIT -1", self.postgres.owner_url())
        self.assertTrue(postgres.wait_until(
            lambda: post(server, [taxii.indicator()]).code == 202, BACK_S))
        self.assertEqual(200, server.get(SHARED + "objects/", user="alice").code)

    def test_everything_asked_while_it_is_away_is_answered_so(self):
        answer = self.servers[0].request("POST", "/api/v1/tokens", '{"label": "t"}',
                                         {"Content-Type": "application/json"}, "alice")
        bearer = {"Authorization": "Bearer " + answer.json["token"]}
        server = self.servers[0]
        content = {"Content-Type": "application/json", "Renkei-Request": "1"}
        sign_in = json.dumps({"name": "alice", "password": scene.PASSWORD})
        signed = server.request("POST", "/api/v1/session", sign_in, content)
        self.assertEqual(200, signed.code, signed)
        self.postgres.stop("fast")
        began = time.monotonic()
        asked = [("GET", "/taxii2/", None, {}, "alice"), ("GET", SHARED + "objects/", None, {}, None),
                 ("GET", SHARED + "manifest/", None, bearer, None),
                 ("DELETE", SHARED + f"objects/{programs.fresh_id()}/", None, bearer, None),
                 ("GET", "/api/v1/objects", None, bearer, None),
                 ("GET", "/api/v1/me", None, bearer, None),
                 ("GET", "/api/v1/objects", None, {"Cookie": signed.headers["Set-Cookie"]}, None),
                 ("POST", "/api/v1/session", sign_in, content, None),
                 ("POST", "/api/v1/lookup", '{"values": ["example.com"]}', dict(content, **bearer),
                  None)]
        for method, path, body, headers, user in asked:
            self.check_refusal(server.request(method, path, body, headers, user),
                               ("does not answer", "shutting down"))
        self.check_refusal(post(server, [taxii.bare("x-new")]), ("does not answer",))
        self.assertLess(time.monotonic() - began, 10)
        self.postgres.start()
        began = time.monotonic()
        self.assertTrue(postgres.wait_until(
            lambda: server.get(SHARED + "objects/", user="alice").code == 200, BACK_S))
        self.assertTrue(postgres.wait_until(
            lambda: post(server, [taxii.indicator()]).code == 202, BACK_S))

    def test_who_writes_while_another_holds_the_lock_is_told_in_time(self):
        holder = self.psql("BEGIN; SELECT pg_advisory_xact_lock(8243108421); SELECT 'held';")
        self.assertTrue(postgres.wait_until(lambda: b"held" in holder.stdout.readline(), 20))
        answers = []
        writer = threading.Thread(
            target=lambda: answers.append(post(self.servers[0], [taxii.indicator()])))
        writer.start()
        began = time.monotonic()
        self.assertEqual(200, self.servers[0].get(SHARED + "objects/", user="alice").code)
        self.assertLess(time.monotonic() - began, 2)  # readers do not wait
        if LONG > 1:
            writer.join(40)
            self.check_refusal(answers[0], ("locked for too long",))
        holder.kill()
        writer.join(40)
        self.assertEqual(1, len(answers))
        self.assertEqual(202, post(self.servers[0], [taxii.indicator()]).code)

    def psql(self, text):
        process = subprocess.Popen([postgres.programs() / "psql", "-XAtq", "-d", self.url],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL)
        process.stdin.write(text.encode() + b"\n")
        process.stdin.flush()

        def end():
            process.kill()
            process.communicate()
        self.addCleanup(end)
        return process


def serve(url):
    """Exit code and what is said by a server that cannot start."""
    with tempfile.TemporaryDirectory() as folder:
        ended = subprocess.run(
            [scene.program(), "serve", "--store", url, "--port", "0", "--port-file",
             str(Path(folder) / "port")], stdin=subprocess.DEVNULL, capture_output=True,
            timeout=60, check=False)
    return ended.returncode, ended.stderr.decode()


@unittest.skipUnless(postgres.is_there(), "no PostgreSQL server is installed")
class Changed(unittest.TestCase):
    """Tables that somebody dropped or altered by hand while the server runs."""

    def setUp(self):
        self.postgres = postgres.Postgres()
        self.addCleanup(self.postgres.close)
        self.server = Program(programs.store(self.postgres.fresh()))
        self.addCleanup(self.server.close)
        self.server.start()
        self.good()

    def good(self):
        self.assertEqual(202, post(self.server, [taxii.indicator()]).code)
        self.assertEqual(200, self.server.get(SHARED + "objects/", user="alice").code)

    def changed(self, there, back, wanted, sentence="was it changed by hand?"):
        """Refused in words, logged, and taken again when it is as it was."""
        self.postgres.sql(there, self.server.store)
        answers = [post(self.server, [taxii.indicator()]),
                   self.server.get(SHARED + "objects/?limit=1", user="alice")]
        for answer in answers:
            self.assertIn(answer.code, (200, 500), answer)
        failed = [answer for answer in answers if answer.code == 500]
        self.assertTrue(failed, answers)
        for answer in failed:
            self.assertIn(sentence, answer.json["description"])
        self.assertIsNone(self.server.process.poll(), self.server.said())
        self.assertIn('"event":"failed"', self.server.said())
        self.assertIn(wanted, self.server.said())
        self.postgres.sql(back, self.server.store)
        self.good()

    def test_a_table_that_was_renamed(self):
        self.changed("ALTER TABLE member RENAME TO was_member",
                     "ALTER TABLE was_member RENAME TO member", "member")

    def test_a_column_that_was_renamed(self):
        self.changed("ALTER TABLE version RENAME COLUMN json TO text",
                     "ALTER TABLE version RENAME COLUMN text TO json", "json")

    def test_a_column_of_another_type(self):
        self.changed("ALTER TABLE observable ALTER COLUMN hash TYPE TEXT USING hash::text",
                     "ALTER TABLE observable ALTER COLUMN hash TYPE BIGINT USING hash::bigint",
                     "", "")

    def test_a_function_that_was_dropped(self):
        bearer = {"Authorization": scene.basic("alice")}
        asked = "/api/v1/objects?q=indicator"
        self.assertEqual(200, self.server.get(asked, headers=bearer).code)
        self.postgres.sql("DROP FUNCTION search.found", self.server.store)
        answer = self.server.get(asked, headers=bearer)
        self.assertEqual(500, answer.code, answer)
        self.assertIn("was it changed by hand?", answer.json["detail"])
        self.good()


@unittest.skipUnless(postgres.is_there(), "no PostgreSQL server is installed")
class Unusable(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.postgres = postgres.Postgres(tcp=True, password=True)
        cls.addClassCleanup(cls.postgres.close)
        cls.store = programs.store(cls.postgres.fresh())

    def refused(self, url, sentence):
        code, said = serve(url)
        self.assertEqual(2, code, said)
        self.assertIn(sentence, said)
        self.assertNotIn(self.postgres.password, said)
        self.assertEqual(1, said.strip().count("\n") + 1, said)

    def test_a_wrong_password(self):
        self.refused(self.store.replace(self.postgres.password, "wrong"),
                     "the password is wrong, or the user")

    def test_no_password(self):
        self.refused(self.store.replace(f"password={self.postgres.password}", "connect_timeout=9"),
                     "a password is needed")

    def test_a_database_that_is_not_there(self):
        self.refused(postgres.url_of(self.postgres.url(), "none"), '"none" does not exist')

    def test_a_server_that_is_not_there(self):
        self.refused("postgresql://renkei@127.0.0.1:1/none", "Connection refused")

    def test_a_database_without_a_store(self):
        self.refused(self.postgres.fresh(), "there is no store")

    def test_a_role_that_may_only_read(self):
        name = programs.name_of(self.store)
        self.postgres.sql(
            f"CREATE ROLE looker LOGIN PASSWORD '{self.postgres.password}';"
            f"GRANT CONNECT ON DATABASE {name} TO looker", self.postgres.owner_url())
        self.postgres.sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO looker",
                          self.postgres.owner_url(name))
        self.refused(self.store.replace("user=renkei", "user=looker"), "lacks rights")

    def test_a_database_that_is_read_only(self):
        url = programs.copy(self.store)
        self.postgres.sql(f"ALTER DATABASE {programs.name_of(url)} SET default_transaction_read_only = on", url)
        self.refused(url, "read-only")

    def test_too_many_connections(self):
        self.postgres.sql("ALTER ROLE renkei CONNECTION LIMIT 1", self.postgres.owner_url())
        try:
            self.refused(self.store, "too many connections")
        finally:
            self.postgres.sql("ALTER ROLE renkei CONNECTION LIMIT -1", self.postgres.owner_url())

    def test_an_old_server(self):
        """One that says it is 14 when it is asked to connect."""
        plug = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(plug.close)

        def answer():
            client, _ = plug.accept()
            with client:
                while True:
                    size = struct.unpack("!i", client.recv(4))[0]
                    code = struct.unpack("!i", client.recv(size - 4)[:4])[0]
                    if code == 196608:
                        break
                    client.sendall(b"N")  # neither TLS nor GSSAPI
                parts = [(b"R", struct.pack("!i", 0)), (b"S", b"server_version\x0014.9\x00"),
                         (b"Z", b"I")]
                client.sendall(b"".join(kind + struct.pack("!i", 4 + len(body)) + body
                                        for kind, body in parts))
                client.recv(100)
        threading.Thread(target=answer, daemon=True).start()
        self.refused(f"postgresql://renkei@127.0.0.1:{plug.getsockname()[1]}/none",
                     "PostgreSQL 15 or newer is needed, this is 14")


def scene_collection():
    return taxii.collection_id("one/shared")


@unittest.skipUnless(postgres.is_there(), "no PostgreSQL server is installed")
@unittest.skipUnless(os.geteuid() == 0, "not root: nobody else may mount a small disk")
class FullDisk(unittest.TestCase):
    def mount(self):
        """A folder with room for a little, of whoever serves the cluster."""
        folder = Path(tempfile.mkdtemp(prefix="renkei-small-"))
        ended = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=28m,mode=700", "none", folder],
                               capture_output=True, check=False)
        if ended.returncode != 0:
            folder.rmdir()
            self.skipTest("a small disk cannot be mounted here")

        def unmount():
            subprocess.run(["umount", "-l", folder], check=True)
            folder.rmdir()
        self.addCleanup(unmount)
        os.chown(folder, self.cluster.folder.stat().st_uid, -1)
        return folder

    def check_full(self, answer, member):
        self.assertEqual(507, answer.code, answer)
        self.assertIn("the disk of the database is full", answer.json[member])

    def test_nothing_is_taken_until_there_is_room_again(self):
        self.cluster = postgres.Postgres()
        self.addCleanup(self.cluster.close)
        folder = self.mount()
        for text in (f"CREATE TABLESPACE small LOCATION '{folder}'",
                     "CREATE DATABASE small OWNER renkei TABLESPACE small"):
            self.cluster.sql(text, self.cluster.owner_url())
        server = Program(programs.store(postgres.url_of(self.cluster.url(), "small")))
        self.addCleanup(server.close)
        server.start()
        ballast = folder / "ballast"
        ballast.write_bytes(bytes(8 << 20))
        taken, answer = [], None
        for _ in range(200):
            objects = [taxii.indicator(description=os.urandom(5000).hex()) for _ in range(50)]
            answer = post(server, objects)
            if answer.code != 202:
                break
            taken += [each["id"] for each in objects]
        self.check_full(answer, "description")
        bundle = json.dumps({"type": "bundle", "id": f"bundle--{objects[0]['id'][11:]}",
                             "objects": objects})
        self.check_full(server.request("POST", f"/api/v1/import?collection={scene_collection()}",
                                       bundle, {"Content-Type": "application/json"}, "alice"),
                        "detail")
        held = postgres.sql(server.store, "SELECT COUNT(*), COUNT(DISTINCT id) FROM version")
        self.assertEqual(f"{len(taken)}|{len(taken)}", held, "something is half kept")
        self.assertEqual(200, server.get(SHARED + "objects/?limit=3", user="alice").code)
        ballast.unlink()
        self.assertTrue(postgres.wait_until(
            lambda: post(server, objects).code == 202, programs.REQUEST_S))
        taken += [each["id"] for each in objects]
        rows = postgres.sql(server.store, "SELECT COUNT(*), COUNT(DISTINCT id) FROM version")
        self.assertEqual(f"{len(taken)}|{len(taken)}", rows)
        found = server.get(SHARED + "manifest/?limit=1", user="alice")
        self.assertEqual((200, taken[0]), (found.code, found.json["objects"][0]["id"]))
        self.assertIn("ok", server.run("store", "check", "--store", server.store))


if __name__ == "__main__":
    unittest.main()
