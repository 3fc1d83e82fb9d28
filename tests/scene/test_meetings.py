"""Dialogues, their calendars, questions and key issues: each viewer is told what meetings.py says."""

import json
import os
import re
import unittest
from datetime import datetime, timezone

from meetings import Meetings, derived
from test_worlds import Place, everybody
from worlds import NAMES

IS_LONG = bool(os.environ.get("RENKEI_LONG"))
# In world 68 too few viewers see different dialogues.
SEEDS = [*range(60, 68), *range(69, 80)] if IS_LONG else [20]
OBJECTS = 60


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def events_of(calendar):
    """The components of RFC 5545 as dictionaries, lines unfolded and texts unescaped."""
    events, lines = [], re.sub(r"\r\n[ \t]", "", calendar.decode()).split("\r\n")
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events:
            events[-1][name] = re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)
    return events


def utc(at):
    return at.astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ")


class Dialogues(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.places = [Place(Meetings(seed, OBJECTS)) for seed in SEEDS]

    @classmethod
    def tearDownClass(cls):
        for place in cls.places:
            place.close()

    def standing(self, world, seen):
        for id in world.dialogues:
            found = world.standing(seen, id)
            if found:
                yield (id, *found)

    def test_the_world_holds_cases_of_each_kind(self):
        """So that no test here is green because there is nothing to tell apart."""
        revoked, states = 0, set()
        for place in self.places:
            whole = place.world.visible(place.world.viewers[-1])
            stands = [dialogue for _, dialogue, _ in self.standing(place.world, whole)]
            counts = {len([*self.standing(place.world, seen)]) for seen in place.visible.values()}
            self.assertLess(4, len(counts))
            listed = [row for dialogue in stands for row
                      in place.world.questions(place.world.viewers[-1], whole, dialogue)]
            self.assertLess(20, len(listed))
            self.assertLess(len(listed), len(place.world.asked))
            revoked += sum(bool(dialogue.object.get("revoked")) for dialogue in stands)
            states |= {row["state"] for row in listed}
        self.assertLess(0, revoked)  # not in every world
        self.assertEqual({"open", "answering", "answered", "declined"}, states)

    @everybody
    def test_dialogues_are_listed_to_those_who_see_them(self, ask, viewer, seen, world, chance):
        expected = []
        for id, dialogue, _ in self.standing(world, seen):
            object = dialogue.object
            if object.get("revoked"):
                continue
            ends = [end for _, _, end in world.agenda(dialogue)]
            expected.append((id, object["name"], instant(object["start"]),
                             ends[-1] if ends else instant(object["start"]), NAMES[dialogue.tlp],
                             len(world.questions(viewer, seen, dialogue)), 1))
        rows = ask.json("/api/v1/dialogues")["rows"]
        self.assertEqual(sorted(expected),
                         sorted((row["id"], row["title"], instant(row["start"]),
                                 instant(row["end"]), row["tlp"], row["questions"],
                                 row["participants"]) for row in rows))

    @everybody
    def test_an_agenda_is_shown_to_those_who_see_the_dialogue(self, ask, viewer, seen, world, chance):
        for id in world.dialogues:
            found = world.standing(seen, id)
            if not found:
                for part in ("", "/questions", "/issues", "/calendar.ics"):
                    ask.json(f"/api/v1/dialogues/{id}{part}", code=404)
                continue
            shown, object = ask.json(f"/api/v1/dialogues/{id}"), found[0].object
            self.assertEqual((object["name"], object["purpose"], object["modified"],
                              NAMES[found[0].tlp]),
                             tuple(shown[key] for key in ("title", "purpose", "version", "tlp")))
            self.assertEqual([person["name"] for person in object["participants"]],
                             [person["name"] for person in shown["participants"]])
            self.assertEqual([(item["id"], item["title"], item["minutes"], item["speakers"],
                               start, end) for item, start, end in world.agenda(found[0])],
                             [(item["id"], item["title"], item["minutes"], item["speakers"],
                               instant(item["start"]), instant(item["end"]))
                              for item in shown["agenda"]])
            self.assertEqual(world.may(viewer, found[0]),
                             tuple(shown[key] for key in ("can_edit", "can_ask", "can_moderate")))

    @everybody
    def test_a_calendar_holds_what_its_reader_sees(self, ask, viewer, seen, world, chance):
        for id, dialogue, count in self.standing(world, seen):
            code, text = ask.ask("GET", f"/api/v1/dialogues/{id}/calendar.ics")
            self.assertEqual(200, code)
            object = dialogue.object
            expected = [(derived(id, item["id"]), item["title"], utc(start), utc(end),
                         f"{item['speakers'][0]}\n{object['name']}")
                        for item, start, end in world.agenda(dialogue)]
            expected = expected or [(derived(id, ""), object["name"],
                                     utc(instant(object["start"])), None, object["purpose"])]
            events = events_of(text)
            self.assertEqual(expected, [(event["UID"], event["SUMMARY"], event["DTSTART"],
                                         event.get("DTEND"), event["DESCRIPTION"])
                                        for event in events])
            status = "CANCELLED" if object.get("revoked") else "CONFIRMED"
            for event in events:
                self.assertEqual((status, str(count - 1)), (event["STATUS"], event["SEQUENCE"]))
            # No word of a version, a question or a dialogue that is not told.
            told = json.dumps(object)
            for said in re.findall(r"\w+ number \d+", "\n".join(
                    value for event in events for value in event.values())):
                self.assertIn(f'"{said}"', told)

    @everybody
    def test_questions_are_told_to_those_who_see_them(self, ask, viewer, seen, world, chance):
        for id, dialogue, _ in self.standing(world, seen):
            rows = ask.json(f"/api/v1/dialogues/{id}/questions")["rows"]
            self.assertEqual(world.questions(viewer, seen, dialogue), [
                {"id": row["id"], "lang": row["lang"], "mine": row["mine"], "count": row["votes"],
                 "own": row["voted"], "text": row["text"], "author": row["author"],
                 "item": row["item"], "asked": row["asked"], "state": row["state"],
                 "answer": row["answer"], "reason": row["reason"]} for row in
                self.with_plain_times(rows, "asked")])

    @everybody
    def test_key_issues_are_told_to_those_who_see_them(self, ask, viewer, seen, world, chance):
        for id, dialogue, _ in self.standing(world, seen):
            rows = ask.json(f"/api/v1/dialogues/{id}/issues")["rows"]
            self.assertEqual(world.issues(viewer, seen, dialogue), [
                {"id": row["id"], "lang": row["lang"], "mine": row["mine"],
                 "count": row["support"], "own": row["supported"], "title": row["title"],
                 "text": row["text"], "author": row["author"], "proposed": row["proposed"]}
                for row in self.with_plain_times(rows, "proposed")])

    def with_plain_times(self, rows, name):
        """As they are written in the objects: with milliseconds."""
        return [dict(row, **{name: instant(row[name]).strftime("%Y-%m-%dT%H:%M:%S.") +
                             f"{instant(row[name]).microsecond // 1000:03}Z"}) for row in rows]

    @everybody
    def test_what_is_hidden_can_neither_be_voted_on_nor_answered(self, ask, viewer, seen, world, chance):
        if viewer.account is None:
            return
        for id, dialogue, _ in self.standing(world, seen):
            told = {row["id"] for row in world.questions(viewer, seen, dialogue)}
            told |= {row["id"] for row in world.issues(viewer, seen, dialogue)}
            for target in chance.sample(world.asked, 6) + chance.sample(world.proposed, 3):
                if target in told:
                    continue
                base = f"/api/v1/dialogues/{id}"
                if target.startswith("note"):
                    ask.json(f"{base}/questions/{target}/vote", {"vote": True}, "PUT", code=404)
                    ask.json(f"{base}/questions/{target}/state", {"state": "answering"}, "PUT",
                             code=404)
                else:
                    ask.json(f"{base}/issues/{target}/support", {"support": True}, "PUT", code=404)


if __name__ == "__main__":
    unittest.main()
