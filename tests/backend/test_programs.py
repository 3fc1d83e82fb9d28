"""Servers and commands that share a database: what one does is in force in the others at once."""

import http.server
import json
import os
import random
import socketserver
import time
import unittest

import postgres
import programs
import taxii
from programs import SHARED, Load, Many, Program, post

LONG = max(1, int(os.environ.get("RENKEI_LONG") or 0))
ROUNDS = 5 * LONG


@unittest.skipUnless(postgres.is_there(), "no PostgreSQL server is installed")
class Two(unittest.TestCase):
    """Two servers on one database, for each test another."""

    @classmethod
    def setUpClass(cls):
        cls.postgres = postgres.Postgres()
        cls.addClassCleanup(cls.postgres.close)
        cls.store = programs.store(cls.postgres.fresh())

    def setUp(self):
        self.url = programs.copy(self.store)
        self.addCleanup(self.postgres.drop, self.url)
        self.one, self.other = self.servers = [Program(self.url), Program(self.url)]
        for server in self.servers:
            self.addCleanup(server.close)
            server.start()

    def got(self, server, path, user="alice", code=200):
        answer = server.get(path, user=user)
        self.assertEqual(code, answer.code, answer)
        return answer

    def taken(self, server, *objects, **named):
        answer = post(server, objects, **named)
        self.assertEqual(202, answer.code, answer)
        self.assertEqual(len(objects), answer.json["success_count"], answer)
        return answer

    def ids(self, server, asked="", user="alice", url=SHARED):
        return taxii.ids(self.got(server, url + "objects/" + asked, user).json)

    def test_both_write_and_whoever_follows_either_is_given_each_version_once(self):
        load = Load(self.servers)
        time.sleep(3 * LONG)
        load.stop()
        self.assertGreater(load.check(self, self.url), 100)
        self.assertEqual([], load.answers)

    def test_a_long_import_delays_and_hides_nothing(self):
        file = self.one.folder / "import.jsonl"
        ids = [programs.fresh_id() for _ in range(3000)]
        file.write_text("\n".join(json.dumps(taxii.indicator(id=id)) for id in ids))
        load = Load(self.servers, 1)
        command = Many(lambda: self.one.run(
            "import", "--store", self.url, "--as", "alice", "--collection", "one/shared",
            "--all-or-nothing", file))
        command.end()
        time.sleep(0.5)
        load.taken.update((id, 1) for id in ids)
        load.stop()
        load.check(self, self.url)

    def test_what_was_read_before_is_not_shown_after_a_change_elsewhere(self):
        for _ in range(ROUNDS):
            first = taxii.indicator()
            self.taken(self.one, first)
            for server in self.servers:
                self.assertIn(first["id"], self.ids(server))
            newer = dict(first, modified="2025-01-01T00:00:00.000Z", name="changed")
            self.taken(self.other, newer)
            for server in self.servers:
                found = self.got(server, SHARED + "objects/").json["objects"]
                self.assertEqual(["changed"], [each["name"] for each in found])
            answer = self.one.request("DELETE", SHARED + f"objects/{first['id']}/"
                                      "?match[version]=all", user="alice")
            self.assertEqual(200, answer.code, answer)
            self.assertNotIn(first["id"], self.ids(self.other))
            self.assertNotIn(first["id"], self.ids(self.one))

    def test_numbers_and_stamps_of_what_is_gone_are_not_given_again(self):
        stamps, versions = [], []
        for i in range(ROUNDS):
            here, there = self.servers[i % 2], self.servers[(i + 1) % 2]
            first = taxii.indicator()
            self.taken(here, first)
            row = postgres.sql(self.url, "SELECT MAX(added), MAX(version_no) FROM member").split("|")
            stamps.append(int(row[0]))
            versions.append(int(row[1]))
            there.request("DELETE", SHARED + f"objects/{first['id']}/", user="alice")
        self.assertEqual(sorted(set(stamps)), stamps)
        self.assertEqual(sorted(set(versions)), versions)

    def test_rights_taken_by_a_command_are_gone_in_both_with_the_next_request(self):
        red = taxii.indicator()
        self.taken(self.one, red)
        with_bob, without = taxii.world(), taxii.world()
        for account in with_bob["accounts"] + without["accounts"]:
            del account["password"]
        shared = next(each for each in without["collections"] if each["alias"] == "shared")
        for member in shared["members"]:
            if member["organisation"] == "beta":
                member["read"] = False
        for _ in range(ROUNDS):
            for server in self.servers:
                self.assertIn(red["id"], self.ids(server, user="bob"))
            programs.apply(self.one, without)
            for server in self.servers:
                self.got(server, SHARED + "objects/", user="bob", code=404)
            programs.apply(self.one, with_bob)

    def test_a_token_made_by_one_is_good_at_the_other_until_it_is_taken_back(self):
        for _ in range(ROUNDS):
            made = self.one.request("POST", "/api/v1/tokens", json.dumps({"label": "t"}),
                                    {"Content-Type": "application/json"}, "alice")
            self.assertEqual(201, made.code, made)
            headers = {"Authorization": "Bearer " + made.json["token"]}
            me = self.other.request("GET", "/api/v1/me", headers=headers)
            self.assertEqual("alice", me.json["name"])
            gone = self.one.request("DELETE", "/api/v1/tokens/t", user="alice")
            self.assertEqual(204, gone.code, gone)
            me = self.other.request("GET", "/api/v1/me", headers=headers)
            self.assertEqual(401, me.code, me)

    def test_a_type_that_one_has_met_is_known_to_the_other(self):
        for i in range(ROUNDS):
            here, there = self.servers[i % 2], self.servers[(i + 1) % 2]
            self.ids(there)
            thing = taxii.bare(f"x-thing-{i}")
            self.taken(here, thing)
            self.assertEqual([thing["id"]], self.ids(there, f"?match[type]=x-thing-{i}"))
            rows = self.got(there, f"/api/v1/objects?type=x-thing-{i}").json["rows"]
            self.assertEqual([f"x-thing-{i}"], [row["type"] for row in rows])
            # One that both meet at once has one number.
            both = [taxii.bare(f"x-both-{i}") for _ in self.servers]
            threads = [Many(lambda server=server, thing=thing: self.taken(server, thing))
                       for server, thing in zip(self.servers, both)]
            for thread in threads:
                thread.end()
            for server in self.servers:
                self.assertEqual(sorted(each["id"] for each in both),
                                 sorted(self.ids(server, f"?match[type]=x-both-{i}")))
        self.assertEqual(str(2 * ROUNDS), postgres.sql(self.url, "SELECT COUNT(*) FROM kind"))

    def test_an_audience_that_one_has_met_is_known_to_the_other(self):
        labels = ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT"]
        markings = {"TLP:CLEAR": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
                    "TLP:GREEN": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
                    "TLP:AMBER": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
                    "TLP:AMBER+STRICT": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"}
        for i in range(ROUNDS):
            here, there = self.servers[i % 2], self.servers[(i + 1) % 2]
            url = f"{taxii.ONE}collections/{taxii.collection_id(f'one/fresh-{i}')}/"
            for label in labels:
                self.assertNotIn("x", self.ids(there, url=url))
                thing = taxii.indicator(object_marking_refs=[markings[label]])
                self.taken(here, thing, url=url)
                self.assertIn(thing["id"], self.ids(there, url=url), label)
                self.assertIn(thing["id"], self.ids(there, url=url, user="bob"), label)

    def test_a_network_that_one_has_met_is_searched_for_by_the_other(self):
        for i, length in enumerate(range(8, 8 + min(ROUNDS, 25))):
            here, there = self.servers[i % 2], self.servers[(i + 1) % 2]
            ask = json.dumps({"values": ["10.0.0.7"]})
            headers = {"Content-Type": "application/json"}
            there.request("POST", "/api/v1/lookup", ask, headers, "alice")
            thing = taxii.indicator(pattern=f"[ipv4-addr:value = '10.0.0.0/{length}']")
            self.taken(here, thing)
            answer = there.request("POST", "/api/v1/lookup", ask, headers, "alice")
            self.assertEqual(200, answer.code, answer)
            self.assertIn(thing["id"].encode(), answer.body)

    def test_servers_killed_at_random_lose_and_double_nothing(self):
        load = Load(self.servers)
        chance = random.Random(5)
        end = time.monotonic() + 6 * LONG
        while time.monotonic() < end:
            time.sleep(chance.uniform(0.1, 0.7))
            killed = chance.sample(self.servers, chance.choice([1, 1, 2]))
            for server in killed:
                server.kill()
            for server in killed:
                server.start()
        load.stop()
        self.assertGreater(load.check(self, self.url), 50)

    def test_a_command_asks_the_server_whose_socket_it_is_given(self):
        told = self.one.run("lookup", "--json", *self.one.beside, "--as", "alice", "example.com")
        asked = []

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                asked.append(self.path)
                self.send_error(503)

            def log_message(self, *_):
                pass
        path = self.one.folder / "another"
        server = socketserver.UnixStreamServer(str(path), Answer)
        self.addCleanup(server.server_close)
        thread = Many(server.serve_forever)
        lookup = ("lookup", "--json", "--store", self.url, "--as", "alice", "--socket", path,
                  "example.com")
        with self.assertRaises(RuntimeError):
            self.one.run(*lookup)
        server.shutdown()
        thread.end()
        self.assertEqual(["/api/v1/lookup"], asked)
        server.server_close()  # nobody listens any more: the database itself
        self.assertEqual(told, self.one.run(*lookup))

    def test_many_that_start_at_once_make_one_store(self):
        url = self.postgres.fresh()
        self.addCleanup(self.postgres.drop, url)
        ended = []

        def init():
            try:
                self.one.run("init", "--store", url, "--json")
                ended.append(True)
            except RuntimeError as error:
                self.assertIn("already", str(error))
        for thread in [Many(init) for _ in range(4)]:
            thread.end()
        self.assertEqual([True], ended)
        self.assertEqual("1|1", postgres.sql(url, "SELECT COUNT(*), MAX(no) FROM pulse"))
        self.assertEqual("1", postgres.sql(url, "SELECT COUNT(*) FROM account"))


if __name__ == "__main__":
    unittest.main()
