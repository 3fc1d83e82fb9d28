"""How often a program waits for the database: not once for each value, object or row."""

import json
import unittest
import uuid

import postgres
import programs
import server as scene
import taxii
from programs import SHARED, Program, post
from wire import Wire

COUNT = 1000  # of values, objects, rows
MOST = COUNT // 5  # with what threads in the background say meanwhile


def named(number, modified="2024-05-01T00:00:00.000Z"):
    id = f"indicator--00000000-0000-4000-8000-{number:012d}"
    return taxii.indicator(modified, id, pattern=f"[domain-name:value = 'h{number}.example.com']",
                           name=f"number {number}")


def sighting(number):
    return taxii.bare("sighting", sighting_of_ref=named(number)["id"], description="seen at noon")


@unittest.skipUnless(postgres.is_there(), "no PostgreSQL server is installed")
class RoundTrips(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = postgres.Postgres()
        cls.addClassCleanup(cls.cluster.close)
        cls.wire = Wire(cls.cluster)
        cls.addClassCleanup(cls.wire.close)
        url = programs.store(cls.cluster.fresh())
        cls.server = Program(cls.wire.url(url))
        cls.addClassCleanup(cls.server.close)
        cls.server.start()
        cls.objects = [named(number) for number in range(COUNT)]
        cls.send(cls.objects)
        cls.send([sighting(number) for number in range(0, COUNT, 2)])

    @classmethod
    def send(cls, objects, url=SHARED):
        answer = post(cls.server, objects, url=url)
        if answer.code != 202 or answer.json["success_count"] != len(objects):
            raise AssertionError(answer)

    def ask(self, path, body):
        answer = self.server.request("POST", path, json.dumps(body),
                                     {"Content-Type": "application/json", "Authorization":
                                      scene.basic("alice")})
        self.assertEqual(200, answer.code, answer)
        return answer.json

    def at_most(self, most, call):
        """The second call: what a connection prepares once is prepared then."""
        call()
        with self.wire.counted() as count:
            found = call()
        self.assertGreater(count.trips, 0)
        self.assertLessEqual(count.trips, most)
        return found

    def bearer(self):
        label = json.dumps({"label": f"t {uuid.uuid4()}"})
        answer = self.server.request("POST", "/api/v1/tokens", label,
                                     {"Content-Type": "application/json"}, "alice")
        self.assertEqual(201, answer.code, answer)
        return {"Authorization": "Bearer " + answer.json["token"],
                "Content-Type": "application/json"}

    def look_up(self, count):
        values = [f"h{number}.example.com" for number in range(count)]
        bearer = self.bearer()
        found = self.at_most(MOST, lambda: self.server.request(
            "POST", "/api/v1/lookup", json.dumps({"values": values}), bearer))
        self.assertEqual(200, found.code, found)
        self.assertTrue(all(each["matches"] for each in found.json["results"]))
        return found.json["results"]

    def test_a_thousand_values_are_looked_up(self):
        self.look_up(COUNT)

    def test_values_are_looked_up_with_their_sightings(self):
        results = self.look_up(100)
        self.assertIn('"sightings"', json.dumps(results[0]))

    def test_sightings_are_listed_by_what_was_seen(self):
        self.send([taxii.bare("sighting", sighting_of_ref=each["id"]) for each in self.objects])
        bearer = self.bearer()
        found = self.at_most(MOST, lambda: self.server.get(
            f"/api/v1/objects?type=sighting&limit={COUNT}", headers=bearer))
        self.assertEqual(200, found.code)
        seen = [row["sighting_of"]["title"] for row in found.json["rows"] if "sighting_of" in row]
        self.assertEqual({each["name"] for each in self.objects}, set(seen))

    def test_objects_that_are_known_are_sent_again(self):
        self.at_most(MOST, lambda: self.send(self.objects))

    def test_new_versions_of_objects_come(self):
        years = iter(range(2025, 2030))
        self.at_most(MOST, lambda: self.send(
            [named(number, f"{year}-01-01T00:00:00.000Z") for year in [next(years)]
             for number in range(COUNT)]))

    def test_a_list_is_sent_again(self):
        lines = "".join(f"l{number}.example.com\n" for number in range(COUNT))
        bearer = dict(self.bearer(), **{"Content-Type": "text/plain"})
        found = self.at_most(MOST, lambda: self.server.request(
            "POST", f"/api/v1/import?collection={taxii.collection_id('one/shared')}&name=l", lines,
            bearer))
        self.assertEqual((200, 0, COUNT), (found.code, found.json["taken"], found.json["known"]))

    def test_the_versions_of_an_object_are_read(self):
        self.send([named(5, f"2023-02-{day:02d}T{hour:02d}:00:00.000Z")
                   for day in range(1, 29) for hour in range(12)])
        path = f"/api/v1/objects/{named(5)['id']}"
        bearer = self.bearer()
        found = self.at_most(MOST, lambda: self.server.get(path, headers=bearer))
        self.assertEqual(200, found.code)
        self.assertGreater(len(found.json["versions"]), 12 * 28)

    def test_objects_are_removed(self):
        values = [f"v{number}.example.com" for number in range(COUNT)]
        pattern = "[" + " OR ".join(f"domain-name:value = '{value}'" for value in values) + "]"
        bearer = self.bearer()

        def put_and_remove():
            large = taxii.indicator(pattern=pattern)
            self.send([large])
            return self.server.request("DELETE", SHARED + f"objects/{large['id']}/", None,
                                       dict(bearer, **{"Content-Type": None}))
        self.assertEqual(200, self.at_most(MOST, put_and_remove).code)


if __name__ == "__main__":
    unittest.main()
