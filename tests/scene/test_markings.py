"""Every marking of an object is told on its page: what it says, of what, and only to whom may see it."""

import json
import unittest
import uuid

from command import bundle, indicator
from local import Asker
from server import Server, basic
from test_sightings import world
from worlds import CLEAR, GREEN, RED, TLP1, TLP2

IEP = "extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"
CUI = "extension-definition--dff17fb3-edcb-4f99-ad1b-4b751c95738a"
ACS = "extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce"
PAP_AMBER = "marking-definition--60f8932b-e51e-4458-b265-a2e8be9a80ab"
ROWS, PARTS = 20, 50


def definition(**members):
    return {"type": "marking-definition", "spec_version": "2.1",
            "id": f"marking-definition--{uuid.uuid4()}",
            "created": "2020-01-01T00:00:00.000Z", **members}


def statement(text, **members):
    return definition(definition_type="statement", definition={"statement": text}, **members)


def told(id, kind, text=None, **members):
    """What the page says of a marking of the whole, whose definition is here."""
    return {"id": id, "kind": kind, "text": text, "detail": None, "has_more": False,
            "is_here": True, "is_whole": True, "parts": [], "parts_left_out": 0, **members}


class Markings(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(world())
        cls.addClassCleanup(cls.server.close)
        cls.server.start()

    def setUp(self):
        self.alice, self.bob = self.asker("alice"), self.asker("bob")

    def asker(self, name):
        asker = Asker(self.server, basic=basic(name))
        self.addCleanup(asker.close)
        return asker

    def give(self, *objects):
        code, answer = self.alice.ask("POST", "/api/v1/import?collection=open", bundle(*objects))
        self.assertEqual((200, len(objects)), (code, json.loads(answer)["taken"]), answer)

    def markings(self, object, asker=None):
        return (asker or self.bob).json(f"/api/v1/objects/{object['id']}")["markings"]

    def test_each_marking_is_told_in_order_with_what_it_says_in_short(self):
        copy = statement("Copyright 2020, Example")
        policy = definition(name="Share with care", extensions={IEP: {
            "extension_type": "property-extension", "tlp": "amber", "description": "d"}})
        cui = definition(extensions={CUI: {
            "extension_type": "property-extension", "control": "CUI", "categories": ["SP-CTI"],
            "disseminations": ["NOFORN"]}})
        acs = definition(extensions={ACS: {
            "extension_type": "property-extension", "name": "For the hunt",
            "control_set": {"classification": "S"}}})
        house = definition(name="House rule", definition_type="x-house", definition={"level": 3})
        marked = indicator(object_marking_refs=[
            TLP2[GREEN], copy["id"], policy["id"], cui["id"], acs["id"], house["id"], PAP_AMBER])
        self.give(copy, policy, cui, acs, house, marked)
        self.assertEqual({"left_out": 0, "rows": [
            told(TLP2[GREEN], "tlp", "TLP:GREEN", is_here=False),
            told(copy["id"], "statement", "Copyright 2020, Example"),
            told(policy["id"], "iep", "Share with care", detail="amber"),
            told(cui["id"], "cui", "CUI//SP-CTI//NOFORN"),
            told(acs["id"], "acs", "For the hunt", detail="S"),
            told(house["id"], "other", "House rule"),
            told(PAP_AMBER, "pap", "PAP:AMBER", is_here=False),
        ]}, self.markings(marked))

    def test_nothing_is_told_of_an_object_without_markings(self):
        plain = indicator()
        self.give(plain)
        self.assertEqual({"rows": [], "left_out": 0}, self.markings(plain))

    def test_a_marking_of_parts_is_told_once_with_all_that_it_marks(self):
        copy = statement("Of the texts")
        marked = indicator(
            labels=["a", "b"], description="d", object_marking_refs=[TLP1[CLEAR]],
            granular_markings=[
                {"marking_ref": copy["id"], "selectors": ["labels.[1]", "description"]},
                {"lang": "ja", "selectors": ["name"]},
                {"marking_ref": TLP1[CLEAR], "selectors": ["labels"]},
                {"marking_ref": copy["id"], "selectors": ["name"]}])
        self.give(copy, marked)
        self.assertEqual({"left_out": 0, "rows": [
            told(TLP1[CLEAR], "tlp", "TLP:CLEAR", is_here=False, parts=["labels"]),
            told(copy["id"], "statement", "Of the texts", is_whole=False,
                 parts=["labels.[1]", "description", "name"]),
        ]}, self.markings(marked))

    def test_a_part_that_is_cut_out_takes_its_marking_with_it(self):
        marked = indicator(description="for alice", object_marking_refs=[TLP2[GREEN]],
                           granular_markings=[
                               {"marking_ref": TLP2[RED], "selectors": ["description"]}])
        self.give(marked)
        self.assertEqual([["TLP:GREEN", []], ["TLP:RED", ["description"]]],
                         [[each["text"], each["parts"]]
                          for each in self.markings(marked, self.alice)["rows"]])
        self.assertEqual(["TLP:GREEN"], [each["text"] for each in self.markings(marked)["rows"]])

    def test_a_definition_that_is_hidden_is_told_as_one_that_is_not_held(self):
        hidden = statement("for alice alone", object_marking_refs=[TLP2[RED]])
        nowhere = f"marking-definition--{uuid.uuid4()}"
        marked = indicator(object_marking_refs=[hidden["id"], nowhere])
        self.give(hidden, marked)
        self.assertEqual([told(hidden["id"], "other", is_here=False),
                          told(nowhere, "other", is_here=False)], self.markings(marked)["rows"])
        self.assertEqual([told(hidden["id"], "statement", "for alice alone"),
                          told(nowhere, "other", is_here=False)],
                         self.markings(marked, self.alice)["rows"])

    def test_a_definition_that_comes_later_is_told_from_then_on(self):
        later = statement("now it is here")
        marked = indicator(object_marking_refs=[later["id"]])
        self.give(marked)
        self.assertEqual([told(later["id"], "other", is_here=False)],
                         self.markings(marked)["rows"])
        self.give(later)
        self.assertEqual([told(later["id"], "statement", "now it is here")],
                         self.markings(marked)["rows"])

    def test_a_definition_of_stix_2_0_is_told_as_well(self):
        old = {key: value for key, value in statement("As of old").items()
               if key != "spec_version"}
        marked = indicator(object_marking_refs=[old["id"]])
        self.give(old, marked)
        self.assertEqual([told(old["id"], "statement", "As of old")],
                         self.markings(marked)["rows"])

    def test_past_the_bounds_the_others_are_counted(self):
        many = [f"marking-definition--{uuid.uuid4()}" for _ in range(ROWS + 1)]
        labels = [f"label {number}" for number in range(PARTS + 2)]
        marked = indicator(labels=labels, object_marking_refs=many[1:] + many[:1],
                           granular_markings=[
                               {"marking_ref": many[1],
                                "selectors": [f"labels.[{n}]" for n in range(len(labels))]},
                               {"marking_ref": many[0], "selectors": ["labels"]}])
        self.give(marked)
        said = self.markings(marked)
        self.assertEqual(2, said["left_out"])
        self.assertEqual(many[1:], [each["id"] for each in said["rows"]])
        first = said["rows"][0]
        self.assertEqual((PARTS, 2), (len(first["parts"]), first["parts_left_out"]))

    def test_a_long_statement_is_cut_and_says_so(self):
        long = statement("\u3042" * 700)
        marked = indicator(object_marking_refs=[long["id"]])
        self.give(long, marked)
        self.assertEqual([told(long["id"], "statement", "\u3042" * 666, has_more=True)],
                         self.markings(marked)["rows"])


if __name__ == "__main__":
    unittest.main()
