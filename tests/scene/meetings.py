"""A generated world of dialogues, and a plain, slow statement of what each viewer is told of them.

Written from schemas/ and the sentences of cooperate/ (dialogue.h, history.h, ballot.h), not from the
program. Among what is put in: copies in other collections, versions by people who do not run the
dialogue, questions under another's name, answers under a stricter marking, votes for another.
"""

import uuid
from datetime import datetime, timedelta

from worlds import CLEAR, TLP2, VOTE, World, each_version

EXTENSION = "extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c0"
DIALOGUE, QUESTION, MODERATION, KEY_ISSUE = (EXTENSION + digit for digit in "2346")
STATES = {"open": "Put back into the queue.", "answering": "Being answered.",
          "answered": "Answered in the meeting.", "declined": "Not taken up."}
TURNS = ["answering", "open", "answered", "declined"]
KINDS = ["opening", "keynote", "qa", "panel", "break", "closing"]


def derived(id, name):
    """UUID v5 of an object's id."""
    return str(uuid.uuid5(uuid.UUID(id[id.index("--") + 2:]), name))


class Meetings(World):
    """Dialogues on top of a small world; `home` is where one was founded."""

    def make_objects(self, count):
        super().make_objects(count)
        self.dialogues, self.home, self.asked, self.proposed = [], {}, [], []
        self.serial, self.day = 0, datetime(2021, 1, 1)
        for number in range(10):
            self.make_dialogue(number)
        self.opinions = {}  # by what they are about
        for row in self.rows:
            if row.is_vote:
                self.opinions.setdefault(row.object["object_refs"][0], []).append(row)

    def word(self, what):
        self.serial += 1
        return f"{what} number {self.serial}"

    def next_time(self):
        """Later than all before; questions asked in the same second are told apart by their ids."""
        self.day += timedelta(seconds=self.random.choice([0, 1, 3600]), milliseconds=1)
        return self.day.strftime("%Y-%m-%dT%H:%M:%S.") + f"{self.day.microsecond // 1000:03}Z"

    def fresh(self, type, id=None, like=None):
        now = self.next_time()
        object = {"type": type, "spec_version": "2.1", "id": id or f"{type}--{self.uuid()}",
                  "created": like["created"] if like else now, "modified": now}
        self.mark(object)
        return object

    def extend(self, object, id, kind, **members):
        object.setdefault("extensions", {})[id] = dict({"extension_type": kind}, **members)

    # ---- what is put in ----

    def make_dialogue(self, number):
        self.last_place = None
        r, (collection, giver) = self.random, self.place()
        if number == 0:  # one that everybody sees, once its label is CLEAR
            collection = next(c for c in self.collections if c["public"])
            giver = self.writers(collection)[0]
        organisers = {self.organisation_ids[self.accounts[giver].organisation]}
        if r.random() < 0.5:
            organisers.add(self.organisation_ids[r.choice(self.organisations)])
        moderators = r.sample(self.writers(collection), min(2, len(self.writers(collection))))
        object = self.dialogue(None, sorted(organisers), moderators)
        if number == 0:
            object["object_marking_refs"] = [TLP2[CLEAR]]
            object.pop("granular_markings", None)
        self.put(object, collection, giver)
        self.dialogues.append(object["id"])
        self.home[object["id"]] = collection
        if number:
            self.make_later_versions(object, collection, giver, sorted(organisers), moderators)
        for _ in range(r.randint(3, 7)):
            self.make_question(object, collection, moderators)
        for _ in range(r.randint(1, 4)):
            self.make_issue(object, collection)

    def dialogue(self, before, organisers, moderators):
        r, object = self.random, self.fresh("dialogue", before and before["id"], before)
        object.update(name=self.word("dialogue"), purpose=self.word("purpose"),
                      start=self.time(), time_zones=["Asia/Tokyo"], countries=["JP", "US"],
                      languages=["en"], organiser_refs=organisers,
                      moderator_refs=[self.accounts[name].identity for name in moderators])
        person = self.accounts[r.choice(sorted(self.accounts))]
        object["participants"] = [{"name": self.word("person"), "title": "Somebody",
                                   "organisation": self.word("house"), "sector": "policy",
                                   "country": "JP", "roles": ["speaker"],
                                   "identity_ref": person.identity}]
        object["agenda"] = [{"id": f"item-{at}", "kind": r.choice(KINDS), "minutes": r.randint(1, 90),
                             "title": self.word("item"), "speakers": [self.word("speaker")]}
                            for at in range(r.choice([0, 3, 5]))]
        if not object["agenda"]:
            del object["agenda"]
        self.extend(object, DIALOGUE, "new-sdo")
        return object

    def make_later_versions(self, first, collection, giver, organisers, moderators):
        r, writers = self.random, self.writers(collection)
        if r.random() < 0.3:  # a copy elsewhere is not the dialogue
            other = r.choice(self.collections)
            self.put(first, other, r.choice(self.writers(other)))
        if r.random() < 0.5:
            later = self.dialogue(first, organisers, moderators)
            if r.random() < 0.2:
                later["revoked"] = True
            self.put(later, collection, giver)
        if r.random() < 0.5:  # perhaps by somebody who does not run it, and says so
            by = r.choice(writers)
            own = [self.organisation_ids[self.accounts[by].organisation]]
            self.put(self.dialogue(first, own, [by]), collection, by)

    def signed(self, object, giver, others=0.15):
        """Who it says it is by."""
        chance, account = self.random.random(), self.accounts[giver]
        if chance < others:
            object["created_by_ref"] = self.accounts[
                self.random.choice(sorted(self.accounts))].identity
        elif chance < 0.3:
            object["created_by_ref"] = self.organisation_ids[account.organisation]
        else:
            object["created_by_ref"] = account.identity

    def elsewhere(self, collection):
        return self.random.choice(self.collections) if self.random.random() < 0.1 else collection

    def question(self, dialogue, giver, before=None):
        r, object = self.random, self.fresh("note", before and before["id"], before)
        object.update(content=self.word("question"), object_refs=[dialogue["id"]], lang="en")
        is_anonymous = r.random() < 0.2
        if not is_anonymous:
            self.signed(object, giver)
        items = [item["id"] for item in dialogue.get("agenda", [])]
        more = {"item": r.choice(items)} if items and r.random() < 0.5 else {}
        self.extend(object, QUESTION, "property-extension", dialogue_ref=dialogue["id"],
                    anonymous=is_anonymous, **more)
        return object

    def make_question(self, dialogue, collection, moderators):
        r, place = self.random, self.elsewhere(collection)
        giver = r.choice(self.writers(place))
        first = self.question(dialogue, giver)
        self.put(first, place, giver)
        self.asked.append(first["id"])
        if r.random() < 0.3:
            by = giver if r.random() < 0.5 else r.choice(self.writers(place))
            later = self.question(dialogue, by, first)
            if r.random() < 0.3:
                later["revoked"] = True
            self.put(later, place, by)
        self.make_moderation(first, collection, moderators)
        self.make_votes(first, collection)

    def make_moderation(self, question, collection, moderators):
        r, before = self.random, None
        for _ in range(r.choice([0, 1, 1, 2])):
            by = r.choice(moderators) if r.random() < 0.8 else r.choice(self.writers(collection))
            object = self.fresh("note", "note--" + derived(question["id"], "moderation"), before)
            state = r.choice(sorted(STATES))
            object.update(content=self.word("answer") if r.random() < 0.6 else STATES[state],
                          object_refs=[question["id"]], created_by_ref=self.accounts[by].identity)
            more = {"reason": self.word("reason")} if state == "declined" else {}
            self.extend(object, MODERATION, "property-extension", state=state, **more)
            self.put(object, collection, by)
            before = before or object

    def make_issue(self, dialogue, collection):
        r, place = self.random, self.elsewhere(collection)
        giver, object = r.choice(self.writers(place)), self.fresh("key-issue")
        object.update(name=self.word("issue"), description=self.word("text"),
                      dialogue_ref=dialogue["id"], lang="en")
        self.signed(object, giver)
        self.extend(object, KEY_ISSUE, "new-sdo")
        self.put(object, place, giver)
        self.proposed.append(object["id"])
        self.make_votes(object, collection)

    def make_votes(self, target, collection):
        r, writers = self.random, self.writers(collection)
        for voter in r.sample(writers, r.randint(0, len(writers))):
            id = "opinion--" + derived(target["id"], self.accounts[voter].identity[10:])
            before = None
            for _ in range(r.choice([1, 1, 2])):
                object = self.fresh("opinion", id, before)
                object.update(opinion=r.choice(["agree", "agree", "neutral"]),
                              object_refs=[target["id"]],
                              created_by_ref=self.accounts[voter].identity)
                self.extend(object, VOTE, "property-extension")
                by = voter if r.random() < 0.8 else r.choice(writers)  # perhaps for another
                self.put(object, collection, by)
                before = object

    # ---- what is told ----

    def organisation_of(self, account):
        return self.organisation_ids[self.accounts[account].organisation]

    def standing(self, seen, id):
        """(the version that stands, how many count); None when none is seen."""
        rows = each_version([row for row in seen if row.id == id])
        if not rows:
            return None
        stands, count = rows[0], 1
        for row in rows[1:]:
            if (row.collection is stands.collection and
                    self.organisation_of(row.giver) in stands.object["organiser_refs"]):
                count += 1
                stands = row if row.stamp >= stands.stamp else stands
        return stands, count

    def moderates(self, account, dialogue):
        return self.accounts[account].identity in dialogue.object["moderator_refs"]

    def runs(self, account, dialogue):
        return (self.organisation_of(account) in dialogue.object["organiser_refs"] or
                self.moderates(account, dialogue))

    def may_name(self, row, dialogue):
        own = (None, self.accounts[row.giver].identity, self.organisation_of(row.giver))
        return row.object.get("created_by_ref") in own or self.runs(row.giver, dialogue)

    def kept(self, rows, dialogue):
        """(the version that counts, who founded it); None when it is not to be believed."""
        founder = rows[0].giver
        count = [row for row in rows if row.giver == founder or self.runs(row.giver, dialogue)]
        if not all(self.may_name(row, dialogue) for row in count):
            return None
        stands = max(count, key=lambda row: row.stamp)
        return None if stands.object.get("revoked") else (stands, founder)

    def of_dialogue(self, seen, dialogue, ids):
        """Those of `ids` that are in the dialogue's collection, point at it and are believed."""
        for id in ids:
            rows = [row for row in seen
                    if row.id == id and row.collection is dialogue.collection]
            kept = self.kept(rows, dialogue) if rows else None
            if kept and dialogue.id in (kept[0].object.get("object_refs", []) +
                                        [kept[0].object.get("dialogue_ref")]):
                yield kept

    def votes(self, target, collection):
        """Accounts that are for it: of each the last of its own versions, whoever asks."""
        last = {}
        for row in self.opinions.get(target, []):
            mine = "opinion--" + derived(target, self.accounts[row.giver].identity[10:])
            if row.id == mine and row.collection is collection:
                if row.giver not in last or row.stamp >= last[row.giver].stamp:
                    last[row.giver] = row
        return {giver for giver, row in last.items() if row.object["opinion"] == "agree"}

    def author(self, object, dialogue):
        """As far as it is named; what the dialogue calls its participants goes first."""
        ref = object.get("created_by_ref")
        for person in dialogue.object["participants"]:
            if person["identity_ref"] == ref:
                return {"name": person["name"], "organisation": person["organisation"]}
        for slug, id in self.organisation_ids.items():
            if id == ref:
                return {"name": f"Organisation {slug}", "organisation": f"Organisation {slug}"}
        for account in self.accounts.values():
            if account.identity == ref:
                return {"name": account.name,
                        "organisation": f"Organisation {account.organisation}"}
        return None

    def is_mine(self, viewer, row, founder):
        ref = row.object.get("created_by_ref")
        if ref not in (None, self.organisation_ids.get(viewer.organisation)):
            return ref == viewer.identity
        return founder == viewer.account

    def common(self, viewer, kept, dialogue):
        row, founder = kept
        votes = self.votes(row.id, dialogue.collection)
        return {"id": row.id, "lang": "en", "mine": self.is_mine(viewer, row, founder),
                "count": len(votes), "own": viewer.account in votes}

    def moderation(self, seen, question, dialogue):
        id = "note--" + derived(question, "moderation")
        rows = [row for row in seen if row.id == id and row.collection is dialogue.collection and
                self.moderates(row.giver, dialogue)]
        if not rows:
            return {"state": "open", "answer": None, "reason": None}
        last = max(rows, key=lambda row: row.stamp).object
        said = last["extensions"][MODERATION]
        is_answer = said["state"] == "answered" and last["content"] != STATES["answered"]
        return {"state": said["state"], "answer": last["content"] if is_answer else None,
                "reason": said.get("reason")}

    def questions(self, viewer, seen, dialogue):
        rows = []
        for kept in self.of_dialogue(seen, dialogue, self.asked):
            object, common = kept[0].object, self.common(viewer, kept, dialogue)
            asked = object["extensions"][QUESTION]
            author = None if asked["anonymous"] else self.author(object, dialogue)
            rows.append(dict(common, text=object["content"], author=author, item=asked.get("item"),
                             asked=object["created"],
                             **self.moderation(seen, kept[0].id, dialogue)))
        return sorted(rows, key=lambda row: (TURNS.index(row["state"]), -row["count"],
                                             row["asked"], row["id"]))

    def issues(self, viewer, seen, dialogue):
        rows = []
        for kept in self.of_dialogue(seen, dialogue, self.proposed):
            object = kept[0].object
            rows.append(dict(self.common(viewer, kept, dialogue), title=object["name"],
                             text=object["description"], author=self.author(object, dialogue),
                             proposed=object["created"]))
        return sorted(rows, key=lambda row: (-row["count"], row["proposed"], row["id"]))

    def agenda(self, dialogue):
        """(item, start, end): each begins where the one before it ends."""
        at = datetime.fromisoformat(dialogue.object["start"].replace("Z", "+00:00"))
        for item in dialogue.object.get("agenda", []):
            start, at = at, at + timedelta(minutes=item["minutes"])
            yield item, start, at

    def may(self, viewer, dialogue):
        """(edit, ask, moderate)"""
        object = dialogue.object
        writes = viewer.is_operator or "w" in dialogue.collection["members"].get(
            viewer.organisation, "")
        if object.get("revoked") or not writes:
            return False, False, False
        return (viewer.is_operator or
                self.organisation_ids[viewer.organisation] in object["organiser_refs"],
                viewer.account is not None,
                viewer.is_operator or viewer.identity in object["moderator_refs"])
