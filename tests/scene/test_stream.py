"""The stream of events: each viewer hears of what it may see, of its own imports, and of nothing else.

Everybody listens at once. After each thing that happens something happens that everybody hears of
(a CLEAR object in a public collection, a question in a CLEAR dialogue): what came before that is all.
"""

import json
import os
import subprocess
import time
import unittest

from local import Asker, LocalConnection
from meetings import DIALOGUE
from server import program
from test_worlds import Place
from worlds import CLEAR, RED, STRICT, TLP2, World, last

IS_LONG = bool(os.environ.get("RENKEI_LONG"))
ROUNDS = 40 if IS_LONG else 6
WAIT_S = 30


class Listener:
    """One viewer's open stream; `until` gives the events up to the one that is asked for."""

    def __init__(self, asker, last_id=None):
        self.connection = asker.connect()
        sent = dict(asker.headers, Accept="text/event-stream")
        if last_id:
            sent["Last-Event-ID"] = last_id
        self.connection.request("GET", "/api/v1/stream", headers=sent)
        self.connection.sock.settimeout(WAIT_S)
        self.answer = self.connection.getresponse()
        if self.answer.status != 200:
            raise AssertionError(self.answer.status)

    def next(self):
        event = {}
        while True:
            line = self.answer.readline().decode().rstrip("\n")
            name, _, value = line.partition(": ")
            if not line and "data" in event:
                return event["event"], json.loads(event["data"]), event.get("id")
            if name in ("event", "data", "id"):
                event[name] = value

    def until(self, is_last):
        events = []
        while not events or not is_last(events[-1]):
            events.append(self.next())
        return events

    def close(self):
        self.connection.close()


class Stream(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = Place(World(33, 40))
        cls.world = cls.place.world
        cls.listeners = {name: Listener(asker) for name, asker in cls.place.askers.items()}
        cls.open = next(c for c in cls.world.collections if c["public"])

    @classmethod
    def tearDownClass(cls):
        for listener in cls.listeners.values():
            listener.close()
        cls.place.close()

    def give(self, objects, collection, giver=None):
        """Brings in; the rows stand in the world from then on."""
        giver = giver or self.world.writers(collection)[0]
        for object in objects:
            self.world.put(object, collection, giver)
        ended = subprocess.run(
            [program(), "import", *self.place.server.beside, "--as", giver,
             "--collection", collection["alias"], "--json", "-"],
            input="".join(json.dumps(object) + "\n" for object in objects).encode(),
            capture_output=True, check=False, timeout=60)
        self.assertEqual(0, ended.returncode, ended.stderr)
        self.assertEqual(len(objects), json.loads(ended.stdout)["taken"])

    def fresh(self, type, tlp=None, **more):
        object = {"type": type, "spec_version": "2.1", "id": f"{type}--{self.world.uuid()}",
                  "created": "2021-01-01T00:00:00.000Z", "modified": "2021-01-01T00:00:00.000Z",
                  "name": "new"}
        if type == "indicator":
            object.update(pattern_type="stix", valid_from="2021-01-01T00:00:00Z",
                          pattern="[domain-name:value = 'new.example']")
        if tlp is None:
            self.world.mark(object)
        else:
            object["object_marking_refs"] = [TLP2[tlp]]
        return dict(object, **more)

    def count(self, viewer, ids):
        return sum(row.id in ids for row in last(self.world.visible(viewer)))

    def test_1_everybody_hears_of_as_many_objects_as_it_may_see(self):
        chance, heard = self.world.random, {name: [] for name in self.listeners}
        given, counts = [], set()
        for number in range(ROUNDS):
            batch = [self.fresh("indicator", STRICT if number == 0 else RED if number == 1 else None)
                     for _ in range(chance.randint(1, 20))]
            self.give(batch, chance.choice(self.world.collections))
            fence = self.fresh("indicator", CLEAR)
            self.give([fence], self.open)
            given += [object["id"] for object in batch + [fence]]
            asker = self.place.askers["operator"]
            added = asker.json(f"/api/v1/objects/{fence['id']}")["row"]["added"]
            for viewer in self.world.viewers:
                events = self.listeners[viewer.name].until(
                    lambda event: event[0] == "objects" and event[1]["added"] >= added)
                self.assertEqual({"objects"}, {event[0] for event in events})
                expected = 1 + self.count(viewer, {object["id"] for object in batch})
                self.assertEqual(expected, sum(event[1]["count"] for event in events),
                                 (number, viewer.name))
                self.assertEqual({"added", "count", "exact"}, set(events[0][1]), "never what")
                heard[viewer.name] += events
                counts.add(expected)
        self.assertLess(2, len(counts), "some see more than others")
        self.resume(heard, given)

    def resume(self, heard, given):
        """Who lost the line is told of all that came since the event that it heard last."""
        for viewer in self.world.viewers:
            listener = Listener(self.place.askers[viewer.name], heard[viewer.name][0][2])
            name, data, _ = listener.next()
            listener.close()
            after = heard[viewer.name][0][1]["count"]
            self.assertEqual(("objects", self.count(viewer, set(given)) - after),
                             (name, data["count"]), viewer.name)

    def dialogue(self, tlp, collection):
        giver = next(name for name in self.world.writers(collection)  # who reads there as well
                     if "r" in collection["members"][self.world.accounts[name].organisation])
        object = self.fresh(
            "dialogue", tlp, start="2021-05-01T00:00:00.000Z", time_zones=["Asia/Tokyo"],
            organiser_refs=[self.world.organisation_ids[self.world.accounts[giver].organisation]],
            moderator_refs=[self.world.accounts[giver].identity],
            extensions={DIALOGUE: {"extension_type": "new-sdo"}})
        self.give([object], collection, giver)
        return object["id"], giver

    def ask(self, dialogue, giver):
        self.place.askers[giver].json(f"/api/v1/dialogues/{dialogue}/questions",
                                      {"text": "why?", "lang": "en", "item": None,
                                       "anonymous": True}, code=201)

    def test_2_a_question_is_announced_to_those_who_see_its_dialogue(self):
        fence = self.dialogue(CLEAR, self.open)
        told = set()
        for tlp in (STRICT, RED):
            for collection in self.world.collections[1:4]:
                hidden = self.dialogue(tlp, collection)
                self.ask(*hidden)
                self.ask(*fence)
                for viewer in self.world.viewers:
                    events = self.listeners[viewer.name].until(
                        lambda event: event[0] == "dialogue" and event[1]["id"] == fence[0])
                    found = {event[1]["id"] for event in events if event[0] == "dialogue"}
                    sees = bool(self.count(viewer, {hidden[0]}))
                    self.assertEqual(sees, hidden[0] in found, viewer.name)
                    self.assertLessEqual(found, {hidden[0], fence[0]})
                    told.add(sees)
                time.sleep(0.2)  # so that the next notes are not gathered with these
        self.assertEqual({True, False}, told)

    def test_3_an_import_is_watched_by_its_own_account_only(self):
        fence = self.dialogue(CLEAR, self.open)
        giver = self.world.writers(self.open)[0]
        body = "".join(json.dumps(self.fresh("indicator", CLEAR)) + "\n" for _ in range(50))
        code, answer = self.place.askers[giver].ask(
            "POST", f"/api/v1/import?collection={self.open['id']}&watch=mine", body)
        self.assertEqual((200, 50), (code, json.loads(answer)["taken"]))
        self.ask(*fence)
        for viewer in self.world.viewers:
            events = self.listeners[viewer.name].until(
                lambda event: event[0] == "dialogue" and event[1]["id"] == fence[0])
            watched = [event[1] for event in events if event[0] == "import"]
            if viewer.account == giver:
                self.assertEqual(("mine", 50), (watched[-1]["watch"], watched[-1]["taken"]))
            else:
                self.assertEqual([], watched, viewer.name)


if __name__ == "__main__":
    unittest.main()
