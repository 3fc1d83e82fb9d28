"""How strictly what comes in is held to STIX 2.1, through every door, and what readers see of it."""

import base64
import json
import unittest

from command import Commands, bundle, indicator
from local import Asker
from server import PASSWORD, Server
from test_sightings import world

SHARED = "00000000-0000-4000-8000-000000000002"
TAXII = "application/taxii+json;version=2.1"
BAD = {"labels": []}  # a list is not empty (2.12)


class OnTheCommandLine(Commands):
    def setUp(self):
        super().setUp()
        self.run_("init", "--store", "s.db", "--organisation", "Here", code=0)

    def take(self, *objects, strength=None, code=0):
        asked = ["--strength", strength] if strength else []
        return self.run_("import", "--store", "s.db", *asked, "-", code=code,
                         input=bundle(*objects))

    def test_what_breaks_a_rule_is_counted_and_its_text_is_as_it_came(self):
        bad, good = indicator(**BAD), indicator()
        said = self.take(bad, good)
        self.assertIn("-: 1 of the taken break a rule of STIX 2.1, which is shown with them\n",
                      said.out)
        lines = self.run_("export", "--store", "s.db", "--format", "jsonl", code=0).lines
        self.assertIn(bad, lines)
        table = self.run_("export", "--store", "s.db", "--format", "csv", code=0).out
        header, *rows = table.split("\r\n")[:-1]
        self.assertTrue(header.endswith(",deviations"))
        self.assertEqual({bad["id"]: "1", good["id"]: "0"},
                         {row.split(",")[0]: row.rsplit(",", 1)[1] for row in rows})

    def test_a_look_up_says_that_what_it_found_breaks_a_rule(self):
        bad = indicator(pattern="[domain-name:value = 'bad.example']", **BAD)
        self.take(bad)
        said = self.run_("lookup", "--store", "s.db", "bad.example", code=1)
        self.assertIn("  breaks a rule of STIX 2.1\n", said.out)

    def test_a_strength_by_name_refuses_with_the_rule_and_its_section(self):
        for strength in ("standard", "strict"):
            said = self.take(indicator(**BAD), strength=strength, code=1)
            self.assertIn("labels: a list that is not empty is expected (list, 2.12)", said.error)
        self.take(indicator(**BAD), strength="lenient")
        said = self.take(indicator(), strength="loose", code=2)
        self.assertIn("strength: strict, standard or lenient is expected", said.error)


class OverHttp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(world())
        cls.addClassCleanup(cls.server.close)
        cls.server.start()
        cls.alice = Asker(cls.server, basic=cls.pair("alice"))
        cls.addClassCleanup(cls.alice.close)

    def setUp(self):
        self.bob = Asker(self.server, basic=self.pair("bob"))
        self.addCleanup(self.bob.close)

    @staticmethod
    def pair(name):
        return "Basic " + base64.b64encode(f"{name}:{PASSWORD}".encode()).decode()

    def give(self, asker, *objects):
        code, answer = asker.ask("POST", "/api/v1/import?collection=shared", bundle(*objects))
        self.assertEqual(200, code, answer)
        return json.loads(answer)

    def post(self, asker, *objects):
        """By TAXII: the outcome of each."""
        code, answer = asker.ask(
            "POST", f"/taxii2/c/collections/{SHARED}/objects/",
            json.dumps({"objects": objects}), Accept=TAXII, Content_Type=TAXII)
        self.assertEqual(202, code, answer)
        return json.loads(answer)

    def test_a_forged_version_is_refused_at_every_door_and_its_creators_is_taken(self):
        me = self.alice.json("/api/v1/me")
        mine = indicator(created_by_ref=me["organisation"]["id"])
        self.assertEqual(1, self.give(self.alice, mine)["taken"])
        later = dict(mine, modified="2030-01-01T00:00:00.000Z", revoked=True)
        report = self.give(self.bob, later)
        self.assertEqual((0, "creator-only"), (report["taken"], report["refusals"][0]["code"]))
        status = self.post(self.bob, later)
        self.assertEqual((0, 1), (status["success_count"], status["failure_count"]), status)
        self.assertIn("only its creator", status["failures"][0]["message"])
        page = self.bob.json(f"/api/v1/objects/{mine['id']}")
        self.assertEqual([mine["modified"]], [each["modified"] for each in page["versions"]])
        status = self.post(self.alice, later)
        self.assertEqual((1, 0), (status["success_count"], status["failure_count"]), status)
        self.assertTrue(self.bob.json(f"/api/v1/objects/{mine['id']}")["row"]["revoked"])

    def test_what_a_creator_publishes_by_taxii_keeps_every_must(self):
        me = self.alice.json("/api/v1/me")
        bad = indicator(created_by_ref=me["organisation"]["id"], **BAD)
        status = self.post(self.alice, bad)
        self.assertEqual((0, 1), (status["success_count"], status["failure_count"]), status)
        self.assertIn("(list, 2.12)", status["failures"][0]["message"])
        self.assertEqual(1, self.post(self.alice, indicator(**BAD))["success_count"])

    def test_the_page_of_an_object_tells_place_rule_and_section(self):
        bad = indicator(**BAD)
        code, answer = self.alice.ask("POST", "/api/v1/import?collection=open", bundle(bad))
        report = json.loads(answer)
        self.assertEqual(200, code)
        self.assertEqual((1, 1), (report["taken"], report["deviating"]), report)
        page = self.alice.json(f"/api/v1/objects/{bad['id']}")
        self.assertEqual({"findings": [
            {"rule": "list", "section": "2.12", "path": "labels",
             "sentence": "a list that is not empty is expected",
             "code": "list", "values": {}}], "left_out": 0},
            page["deviations"])
        self.assertEqual(1, page["row"]["deviations"])
        self.assertEqual([1], [each["deviations"] for each in page["versions"]])
        self.assertEqual(bad, page["object"])

    def test_what_is_refused_by_a_rule_has_the_code_and_the_values_of_its_sentence(self):
        for members, place, finding in (
                ({"confidence": 101}, "confidence",
                 {"code": "range", "values": {"least": "0", "most": "100"}}),
                ({"name": 7}, "name", {"code": "string", "values": {"kind": "a number"}}),
                ({"pattern": "[a:b ~ 1]"}, "pattern", {"code": "pattern-expected", "values": {
                    "line": "1", "column": "6", "expected": "a comparison operator", "found": "~"}}),
                ({"x_at_ref": 1, "granular_markings": [{"selectors": ["no"], "lang": "ja"}]},
                 "granular_markings[0].selectors[0]",
                 {"code": "selector-nothing", "values": {"selector": "no"}})):
            bad = indicator(**members)
            code, answer = self.alice.ask(
                "POST", "/api/v1/import?collection=open&strength=standard", bundle(bad))
            refusal, = json.loads(answer)["refusals"]
            self.assertEqual(("rule", place, finding),
                             (refusal["code"], refusal["place"], refusal["finding"]), refusal)


if __name__ == "__main__":
    unittest.main()
