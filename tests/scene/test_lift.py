"""STIX 2.0 is stored as it came; who asks gets all in one version, and is told what that changed."""

import base64
import json
import unittest
import uuid

from command import Commands, bundle, indicator
from local import Asker
from server import PASSWORD, Server
from test_sightings import WHEN, thing, world

RED = "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"
AMBER = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"  # of TLP 2.0
OLD_AMBER = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"


def old(kind, **more):
    return {"type": kind, "id": f"{kind}--{uuid.uuid4()}", "created": WHEN, "modified": WHEN,
            **more}


def malware(**more):
    return old("malware", name="Larkspur", labels=["ransomware", "trojan"], **more)


def observed(**more):
    return old("observed-data", first_observed=WHEN, last_observed=WHEN, number_observed=1,
               objects={"0": {"type": "file", "name": "a.exe", "created": WHEN,
                              "hashes": {"ssdeep": "3:a:b"}}}, **more)


class OnTheCommandLine(Commands):
    def setUp(self):
        super().setUp()
        self.run_("init", "--store", "s.db", "--organisation", "Here", code=0)
        self.old = malware()
        self.new = indicator(confidence=50, indicator_types=["benign"])
        self.note = thing("note", content="n", object_refs=[self.new["id"]])
        self.run_("import", "--store", "s.db", "-", code=0,
                  input=bundle(self.old, self.new, self.note))

    def export(self, *arguments, code=0):
        said = self.run_("export", "--store", "s.db", *arguments, code=code)
        return said, {each["id"]: each for each in
                      (said.lines if "jsonl" in arguments else said.json.get("objects", []))}

    def test_without_a_version_each_object_goes_out_as_it_came(self):
        said, objects = self.export()
        for each in (self.old, self.new, self.note):
            self.assertEqual(each, objects[each["id"]])
        self.assertEqual("", said.error)
        self.assertNotIn("spec_version", said.json)

    def test_as_two_one_all_say_so_and_what_was_changed_is_counted_and_listed(self):
        said, objects = self.export("--spec", "2.1")
        self.assertTrue(all(each["spec_version"] == "2.1" for each in objects.values()))
        lifted = objects[self.old["id"]]
        self.assertEqual(["ransomware", "trojan"], lifted["malware_types"])
        self.assertEqual((True, False), (lifted["is_family"], "labels" in lifted))
        self.assertEqual(self.new, objects[self.new["id"]])
        self.assertIn("as STIX 2.1: 1 object changed, 0 left out", said.error)
        told, = self.run_("export", "--store", "s.db", "--spec", "2.1", "--format", "changes",
                          code=0).lines
        self.assertEqual((self.old["id"], "2.0", True), (told["id"], told["from"], told["sent"]))
        self.assertEqual({("added", "spec_version"), ("renamed", "labels"), ("added", "is_family")},
                         {(each["what"], each["path"]) for each in told["changes"]})
        self.assertEqual(3, told["total"])

    def test_as_two_zero_the_bundle_says_so_and_what_it_lacks_is_left_out_and_told(self):
        said, objects = self.export("--spec", "2.0", code=1)
        self.assertEqual("2.0", said.json["spec_version"])
        self.assertEqual({self.old["id"], self.new["id"]}, set(objects))
        self.assertEqual(self.old, objects[self.old["id"]])
        lowered = objects[self.new["id"]]
        self.assertEqual(["benign"], lowered["labels"])
        for gone in ("spec_version", "pattern_type", "confidence", "indicator_types"):
            self.assertNotIn(gone, lowered)
        self.assertIn("as STIX 2.0: 1 object changed, 1 left out", said.error)
        told = self.run_("export", "--store", "s.db", "--spec", "2.0", "--format", "changes",
                         code=0).lines
        unsent, = (each for each in told if not each["sent"])
        self.assertEqual((self.note["id"], "STIX 2.0 has no such type"),
                         (unsent["id"], unsent["why"]))
        changed, = (each for each in told if each["sent"])
        self.assertIn(("dropped", "confidence"),
                      [(each["what"], each["path"]) for each in changed["changes"]])

    def test_lines_are_lifted_too_and_what_was_lowered_comes_back_as_it_went(self):
        _, lines = self.export("--spec", "2.1", "--format", "jsonl")
        _, objects = self.export("--spec", "2.1")
        self.assertEqual(objects, lines)
        self.run_("init", "--store", "t.db", "--organisation", "There", code=0)
        went, _ = self.export("--spec", "2.0", code=1)
        self.run_("import", "--store", "t.db", "-", code=0, input=went.out)
        back = self.run_("export", "--store", "t.db", code=0).json["objects"]
        came = {each["id"]: each for each in back}
        self.assertEqual({each["id"]: each for each in went.json["objects"]},
                         {name: came[name] for name in (self.old["id"], self.new["id"])})

    def test_a_version_that_is_none_or_a_format_without_objects_is_refused(self):
        for arguments, words in ((("--spec", "1.2"), "spec: 2.0 or 2.1 is expected"),
                                 (("--spec", "2.1", "--format", "list"), "spec: goes with"),
                                 (("--format", "changes"), "spec: 2.0 or 2.1 is needed")):
            said = self.run_("export", "--store", "s.db", *arguments, code=2)
            self.assertIn(words, said.error)
            self.assertEqual("", said.out)


class OverHttp(unittest.TestCase):
    def setUp(self):
        made = world()
        made["collections"].append({
            "alias": "guarded", "title": "guarded", "community": "c", "default_tlp": "TLP:AMBER",
            "members": [{"organisation": "one", "read": True, "write": True}]})
        self.server = Server(made)
        self.addCleanup(self.server.close)
        self.server.start()
        pair = {name: base64.b64encode(f"{name}:{PASSWORD}".encode()).decode()
                for name in ("alice", "bob")}
        self.alice, self.bob = (Asker(self.server, basic=f"Basic {pair[name]}") for name in pair)

    def give(self, alias, *objects):
        code, answer = self.alice.ask("POST", f"/api/v1/import?collection={alias}",
                                      "\n".join(json.dumps(each) for each in objects))
        self.assertEqual((200, []), (code, json.loads(answer)["refusals"]))

    def shown(self, asker, name, spec=""):
        return asker.json(f"/api/v1/objects/{name}" + (f"?spec={spec}" if spec else ""))

    def test_an_object_is_shown_as_it_came_or_as_two_one_with_what_was_changed(self):
        it = observed()
        self.give("open", it)
        plain = self.shown(self.alice, it["id"])
        self.assertEqual((it, "2.0", None), (plain["object"], plain["spec"], plain["view"]))
        lifted = self.shown(self.alice, it["id"], "2.1")
        view = lifted["view"]
        self.assertEqual(("2.0", "2.1", True), (lifted["spec"], view["spec"], view["sent"]))
        file = lifted["object"]["objects"]["0"]
        self.assertEqual({"type": "file", "name": "a.exe", "ctime": WHEN,
                          "hashes": {"SSDEEP": "3:a:b"}}, file)
        self.assertIn({"what": "renamed", "path": "objects.0.created", "to": "ctime",
                       "section": "6.7.1"},
                      [{key: each[key] for key in ("what", "path", "to", "section")}
                       for each in view["changes"] if "to" in each])
        self.assertEqual(plain["row"], lifted["row"])
        self.assertEqual(plain["versions"], lifted["versions"])

    def test_a_version_is_given_in_another_or_refused_with_the_reason(self):
        it, note = malware(), thing("note", content="n", object_refs=[])
        self.give("open", it, note)
        answer = self.server.request("GET", f"/api/v1/objects/{it['id']}/versions/{WHEN}?spec=2.1")
        self.assertEqual("application/stix+json;version=2.1", answer.headers["Content-Type"])
        self.assertEqual("2.1", answer.json["spec_version"])
        answer = self.server.request("GET", f"/api/v1/objects/{it['id']}/versions/{WHEN}?spec=2.0")
        self.assertEqual("application/vnd.oasis.stix+json;version=2.0",
                         answer.headers["Content-Type"])
        self.assertEqual(it, answer.json)
        answer = self.server.request("GET",
                                     f"/api/v1/objects/{note['id']}/versions/{WHEN}?spec=2.0")
        self.assertEqual(404, answer.code)
        self.assertIn("STIX 2.0 has no such type", answer.json["detail"])
        shown = self.shown(self.alice, note["id"], "2.0")
        self.assertEqual((None, False), (shown["object"], shown["view"]["sent"]))
        answer = self.server.request("GET", f"/api/v1/objects/{it['id']}?spec=3")
        self.assertEqual(400, answer.code)

    def test_a_view_shows_nobody_what_the_object_does_not(self):
        secret, red = malware(), malware(object_marking_refs=[RED])
        self.give("secret", secret)
        self.give("shared", red)
        self.assertEqual("2.1", self.shown(self.alice, secret["id"], "2.1")["object"]["spec_version"])
        for name in (secret["id"], red["id"]):
            for spec in ("2.0", "2.1"):
                self.assertEqual(404, self.bob.ask(
                    "GET", f"/api/v1/objects/{name}?spec={spec}")[0])
                self.assertEqual(404, self.bob.ask(
                    "GET", f"/api/v1/objects/{name}/versions/{WHEN}?spec={spec}")[0])
                for form in ("stix", "jsonl", "changes"):
                    code, text = self.bob.ask("GET", f"/api/v1/export?format={form}&spec={spec}")
                    self.assertEqual(200, code)
                    self.assertNotIn(name, text if isinstance(text, str) else text.decode())

    def seen(self, *refs, **more):
        """Observed data of 2.1 that names what was observed."""
        return thing("observed-data", first_observed=WHEN, last_observed=WHEN, number_observed=1,
                     object_refs=list(refs), **more)

    @staticmethod
    def sco(kind, **more):
        return {"type": kind, "spec_version": "2.1", "id": f"{kind}--{uuid.uuid4()}", **more}

    def test_what_was_observed_is_inside_as_far_as_the_reader_may_see_it(self):
        address = self.sco("ipv4-addr", value="192.0.2.7", object_marking_refs=[AMBER])
        folder = self.sco("directory", path="/tmp", mtime=WHEN)
        file = self.sco("file", name="a", ctime=WHEN, parent_directory_ref=folder["id"],
                        content_ref=f"artifact--{uuid.uuid4()}")
        traffic = self.sco("network-traffic", protocols=["tcp"], src_ref=address["id"])
        it = self.seen(traffic["id"], file["id"], f"relationship--{uuid.uuid4()}")
        self.give("shared", it, address, folder, file, traffic)
        shown = self.shown(self.bob, it["id"], "2.0")
        lowered = shown["object"]
        self.assertNotIn("object_refs", lowered)
        objects = lowered["objects"]
        self.assertEqual({"type": "network-traffic", "protocols": ["tcp"], "src_ref": "2"},
                         objects["0"])
        self.assertEqual({"type": "file", "name": "a", "created": WHEN,
                          "parent_directory_ref": "3"}, objects["1"])
        self.assertEqual({"type": "ipv4-addr", "value": "192.0.2.7"}, objects["2"])
        self.assertEqual({"type": "directory", "path": "/tmp", "modified": WHEN}, objects["3"])
        self.assertEqual({AMBER, OLD_AMBER}, set(lowered["object_marking_refs"]))
        told = {(each["what"], each["path"]) for each in shown["view"]["changes"]}
        for one in (("changed", "object_refs"), ("dropped", "object_refs.[2]"),
                    ("dropped", "objects.1.content_ref"), ("renamed", "objects.1.ctime")):
            self.assertIn(one, told)
        _, text = self.bob.ask("GET", "/api/v1/export?format=stix&spec=2.0")
        exported, = (each for each in json.loads(text)["objects"] if each["id"] == it["id"])
        self.assertEqual(lowered, exported)

    def test_what_the_reader_may_not_see_keeps_observed_data_from_being_sent(self):
        secret = self.sco("url", value="http://secret.example/", object_marking_refs=[RED])
        hidden = self.sco("domain-name", value="hidden.example")
        both = self.seen(secret["id"], hidden["id"])
        unknown = self.seen(f"url--{uuid.uuid4()}")
        self.give("shared", secret, both, unknown)
        self.give("secret", hidden)
        for asker, it in ((self.bob, both), (self.alice, unknown)):
            shown = self.shown(asker, it["id"], "2.0")
            self.assertEqual((None, False, []), (shown["object"], shown["view"]["sent"],
                                                 shown["view"]["changes"]))
            self.assertIn("not all of it is here for this reader", shown["view"]["why"])
            for form in ("stix", "jsonl", "changes"):
                text = asker.ask("GET", f"/api/v1/export?format={form}&spec=2.0")[1]
                text = text if isinstance(text, str) else text.decode()
                self.assertEqual(form == "changes", it["id"] in text)
                self.assertNotIn("secret.example", text if asker is self.bob else "")
        mine = self.shown(self.alice, both["id"], "2.0")["object"]
        self.assertEqual({"http://secret.example/", "hidden.example"},
                         {each["value"] for each in mine["objects"].values()})
        self.assertIn(RED, mine["object_marking_refs"])

    def test_parts_that_the_reader_may_not_see_are_in_no_view(self):
        tool = thing("tool", name="t", description="drawer", granular_markings=[
            {"marking_ref": RED, "selectors": ["description"]}])
        file = self.sco("file", name="a", mime_type="text/drawer", granular_markings=[
            {"marking_ref": RED, "selectors": ["mime_type"]}])
        it = self.seen(file["id"])
        self.give("shared", tool, file, it)
        for asker, is_whole in ((self.bob, False), (self.alice, True)):
            texts = [json.dumps(self.shown(asker, tool["id"], "2.0")["object"]),
                     json.dumps(self.shown(asker, it["id"], "2.0")["object"])]
            for text in texts:
                self.assertEqual(is_whole, "drawer" in text)
                self.assertEqual(is_whole, RED in text)
            exported = asker.ask("GET", "/api/v1/export?format=stix&spec=2.0")[1]
            exported = exported if isinstance(exported, str) else exported.decode()
            self.assertIn(tool["id"], exported)
            self.assertIn(it["id"], exported)
            self.assertEqual(is_whole, "drawer" in exported)

    def test_what_is_marked_by_its_collection_brings_that_label_along(self):
        quiet = self.sco("url", value="http://quiet.example/")
        it = self.seen(quiet["id"])
        self.give("guarded", quiet)
        self.give("open", it)
        lowered = self.shown(self.alice, it["id"], "2.0")["object"]
        self.assertEqual([AMBER, OLD_AMBER], lowered["object_marking_refs"])

    def test_a_label_that_two_zero_does_not_know_gets_one_beside_it_that_it_does(self):
        it = thing("campaign", name="c", object_marking_refs=[AMBER])
        self.give("shared", it)
        lowered = self.shown(self.alice, it["id"], "2.0")["object"]
        self.assertEqual([AMBER, OLD_AMBER], lowered["object_marking_refs"])

    def test_taxii_speaks_of_what_is_stored(self):
        it = malware()
        self.give("open", it)
        path = "/taxii2/c/collections/00000000-0000-4000-8000-000000000001/objects/"
        accept = {"Accept": "application/taxii+json;version=2.1"}
        for query, wanted in (("", [it]), ("?match[spec_version]=2.0", [it]),
                              ("?match[spec_version]=2.1", [])):
            answer = self.server.request("GET", path + query, headers=accept)
            self.assertEqual(wanted, answer.json.get("objects", []), query)


if __name__ == "__main__":
    unittest.main()
