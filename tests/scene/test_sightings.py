"""A look-up tells the sightings of what it found, to those who may see them."""

import base64
import json
import unittest
import uuid

from command import Commands, indicator
from local import Asker
from server import PASSWORD, Server

WHEN = "2026-01-01T00:00:00.000Z"
KNOWN, OBSERVED = "evil.example", "seen.example"


def world():
    return {
        "organisations": [{"slug": slug, "name": slug} for slug in ("one", "two")],
        "communities": [{"slug": "c", "title": "C", "members": ["one", "two"]}],
        "collections": [
            {"id": f"00000000-0000-4000-8000-00000000000{number}", "alias": alias, "title": alias,
             "community": "c", "public": alias == "open", "default_tlp": "TLP:CLEAR",
             "members": [{"organisation": slug, "read": True, "write": True} for slug in slugs]}
            for number, alias, slugs in ((1, "open", ("one", "two")), (2, "shared", ("one", "two")),
                                         (3, "secret", ("one",)))],
        "accounts": [{"name": name, "display": name, "organisation": slug, "password": PASSWORD}
                     for name, slug in (("alice", "one"), ("bob", "two"))],
    }


def thing(kind, **more):
    return dict({"type": kind, "spec_version": "2.1", "id": f"{kind}--{uuid.uuid4()}",
                 "created": WHEN, "modified": WHEN}, **more)


def sighting(of, **more):
    return thing("sighting", sighting_of_ref=of["id"], **more)


class Sightings(unittest.TestCase):
    def setUp(self):
        self.server = Server(world())
        self.addCleanup(self.server.close)
        self.server.start()
        pair = {name: base64.b64encode(f"{name}:{PASSWORD}".encode()).decode()
                for name in ("alice", "bob")}
        self.alice, self.bob = (Asker(self.server, basic=f"Basic {pair[name]}") for name in pair)
        self.stranger = Asker(self.server)
        self.hospital = thing("identity", name="Hospital", identity_class="organization")
        self.bad = indicator(KNOWN)
        self.give("open", self.bad, self.hospital)

    def give(self, alias, *objects):
        code, answer = self.alice.ask(
            "POST", f"/api/v1/import?collection={alias}",
            "\n".join(json.dumps(each) for each in objects))
        self.assertEqual((200, []), (code, json.loads(answer)["refusals"]))

    def told(self, asker, value=KNOWN, **more):
        answer = asker.json("/api/v1/lookup", {"values": [value], **more})
        match, = answer["results"][0]["matches"]
        self.assertEqual(answer["sightings"], "sightings" in match)
        return match.get("sightings")

    def sums(self, asker, value=KNOWN):
        told = self.told(asker, value)
        self.assertTrue(told["exact"])
        return told["count"], told["number"], told["first_seen"], told["last_seen"]

    def test_many_values_are_answered_as_each_by_itself(self):
        names = [f"d{number}.example" for number in range(300)]
        self.give("open", *map(indicator, names[::2]))
        self.give("secret", *map(indicator, names[1::6]))
        values = [value for name in names for value in (name, f"http://www.{name}/", "no value")]
        for asker in (self.alice, self.bob):
            ask = lambda some: asker.json("/api/v1/lookup", {"values": some, "sightings": False})
            alone = [result for at in range(0, len(values), 100)
                     for result in ask(values[at:at + 100])["results"]]
            together = ask(values)["results"]
            self.assertEqual(values, [result["value"] for result in together])
            self.assertEqual(alone, together)
        known = sum(bool(result["matches"]) for result in together)
        self.assertEqual(2 * len(names[::2]), known, "and bob of what is open alone")

    def test_each_is_told_of_the_sightings_that_they_may_see(self):
        seen = sighting(self.bad, count=5, first_seen="2026-02-01T00:00:00Z",
                        last_seen="2026-02-03T00:00:00Z", where_sighted_refs=[self.hospital["id"]])
        self.give("shared", seen)
        self.give("secret", sighting(self.bad, count=100, last_seen="2026-03-01T00:00:00Z"))
        first = "2026-02-01T00:00:00.000Z"
        self.assertEqual((0, 0, None, None), self.sums(self.stranger))
        self.assertEqual((1, 5, first, "2026-02-03T00:00:00.000Z"), self.sums(self.bob))
        self.assertEqual((2, 105, first, "2026-03-01T00:00:00.000Z"), self.sums(self.alice))
        row, = self.told(self.bob)["rows"]
        self.assertEqual((seen["id"], "TLP:CLEAR", "shared", 5, seen["last_seen"]),
                         (row["id"], row["tlp"], row["collection"]["title"], row["count"],
                          row["last_seen"]))
        self.assertEqual([{"id": self.hospital["id"], "name": "Hospital"}], row["sighted_by"])

    def test_a_sighting_with_a_hidden_end_is_hidden(self):
        place = thing("identity", name="Safe house")
        self.give("secret", place)
        self.give("open", sighting(self.bad, where_sighted_refs=[place["id"]]))
        self.assertEqual(0, self.sums(self.bob)[0])
        self.assertEqual(1, self.sums(self.alice)[0])

    def test_one_that_rests_on_observed_data_tells_of_the_values_in_it(self):
        name = {"type": "domain-name", "spec_version": "2.1", "value": OBSERVED,
                "id": "domain-name--" + str(uuid.uuid5(uuid.NAMESPACE_DNS, OBSERVED))}
        data = thing("observed-data", first_observed=WHEN, last_observed=WHEN, number_observed=1,
                     object_refs=[name["id"]])
        malware = thing("malware", name="m", is_family=False)
        self.give("open", name, malware)
        self.give("secret", data)
        self.give("open", sighting(malware, observed_data_refs=[data["id"]]))
        self.assertEqual(0, self.sums(self.bob, OBSERVED)[0], "the data is hidden")
        self.assertEqual(1, self.sums(self.alice, OBSERVED)[0])

    def test_what_is_revoked_or_sums_up_others_counts_once(self):
        self.give("open", sighting(self.bad), sighting(self.bad, count=7),
                  sighting(self.bad, count=9, revoked=True), sighting(self.bad, count=3, summary=True))
        self.assertEqual((3, 8, None, None), self.sums(self.bob))
        self.give("open", sighting(self.bad, count=50, summary=True))
        self.assertEqual((4, 50), self.sums(self.bob)[:2])

    def test_of_very_many_the_newest_are_told_and_that_there_are_more(self):
        many = [sighting(self.bad, count=2) for _ in range(130)]
        self.give("open", *many)
        told = self.told(self.bob)
        self.assertEqual((100, False, 200), (told["count"], told["exact"], told["number"]))
        newest = [each["id"] for each in many[:-6:-1]]
        self.assertEqual(newest, [row["id"] for row in told["rows"]])

    def test_a_sighting_of_two_found_objects_counts_once(self):
        again = indicator(KNOWN)
        data = thing("observed-data", first_observed=WHEN, last_observed=WHEN, number_observed=1,
                     object_refs=[self.bad["id"]])  # odd, and told apart from what it is a sighting of
        self.give("open", again, data, sighting(self.bad, observed_data_refs=[data["id"]]),
                  sighting(again))
        self.assertEqual((2, 2), self.sums(self.bob)[:2])

    def test_with_many_values_they_are_left_out_unless_asked_for(self):
        self.give("open", sighting(self.bad))
        for count, wish, told in ((100, {}, True), (101, {}, False), (1, {"sightings": False}, False),
                                  (1000, {"sightings": True}, True)):
            answer = self.bob.json("/api/v1/lookup", {"values": [KNOWN] * count, **wish})
            self.assertEqual(told, answer["sightings"])
            for result in answer["results"]:
                self.assertEqual(told, "sightings" in result["matches"][0])
                if told:
                    self.assertEqual(1, result["matches"][0]["sightings"]["count"])
        for count, wish, code in ((1001, True, 413), (1, "yes", 400), (1, None, 400)):
            self.bob.json("/api/v1/lookup", {"values": [KNOWN] * count, "sightings": wish}, code=code)


class Told(Commands):
    def test_the_command_says_who_saw_it_how_often_when_and_where_it_is_said(self):
        self.made()
        bad, hospital = indicator(KNOWN), thing("identity", name="Hospital")
        self.file("a.jsonl", "\n".join(json.dumps(each) for each in (
            bad, hospital, sighting(bad, count=5, first_seen="2026-02-01T00:00:00Z",
                                    last_seen="2026-02-03T00:00:00Z",
                                    where_sighted_refs=[hospital["id"]]), sighting(bad))))
        self.run_("import", "a.jsonl", code=0)
        said = self.run_("lookup", KNOWN, code=1).out
        self.assertIn("sightings        2, seen 6 times, from 2026-02-01 to 2026-02-03\n", said)
        self.assertIn("2026-02-03 5 times by Hospital  TLP:", said)
        self.assertIn("says the operator of this store  TLP:", said)
        self.assertEqual(3, said.count("  collection "), said)
        told = self.run_("lookup", "--json", KNOWN, code=1).json["matches"][0]["sightings"]
        self.assertEqual((2, 6), (told["count"], told["number"]))


if __name__ == "__main__":
    unittest.main()
