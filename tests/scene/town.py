"""A small world whose viewers differ in what they are, and whose objects in how they are marked.

Every object has a word of its own, so that an answer can be searched for what it must not tell. Who
sees what is said by worlds.py. `Visitor` adds how somebody comes in, and what for.
"""

from dataclasses import dataclass

from meetings import DIALOGUE, KEY_ISSUE, QUESTION
from worlds import (AMBER, CLEAR, GREEN, RECIPIENTS, RED, STRICT, TLP1, TLP2, VOTE, Viewer,
                    World)

SCOPES = frozenset(["read", "write", "match", "admin"])
ORGANISATIONS = ["host", "reader", "writer", "box", "client", "neighbour", "far"]
MEMBERS = {"host": "rw", "reader": "r", "writer": "rw", "box": "w"}
PLACES = {"public": (True, True), "community": (False, True), "closed": (False, False)}
LABELS = {"clear": CLEAR, "green": GREEN, "amber": AMBER, "strict": STRICT, "red": RED}
CREATED = "2020-01-01T00:00:00.000Z"


@dataclass
class Visitor(Viewer):
    way: str = "token"  # basic, browser, foreign (a page of another site), socket, as, or none
    scopes: frozenset = SCOPES

    @property
    def is_local(self):
        return self.way in ("socket", "as")

    @property
    def is_stranger(self):
        return self.way == "none"

    @property
    def is_person(self):
        return self.account is not None


class Town(World):
    def make_organisations(self):
        self.organisations = ORGANISATIONS
        self.patrons = {"client": "reader"}
        self.organisation_ids = {slug: f"identity--{self.uuid()}" for slug in ORGANISATIONS}
        self.communities = {"north": ["host", "reader", "writer", "box", "neighbour"],
                            "south": ["far"]}
        self.accounts = {f"{slug}-person": Viewer(f"{slug}-person", slug, f"{slug}-person",
                                                  f"identity--{self.uuid()}")
                         for slug in ORGANISATIONS}
        self.viewers = list(self.make_visitors())

    def make_visitors(self):
        def of(slug, name, **more):
            person = self.accounts[f"{slug}-person"]
            return Visitor(name, slug, person.account, person.identity, **more)
        yield Visitor("stranger", way="none")
        for slug in ORGANISATIONS:
            yield of(slug, slug)
        for scope in sorted(SCOPES):
            yield of("writer", f"writer for {scope}", scopes=frozenset([scope]))
        yield of("writer", "browser of writer", way="browser")
        yield of("writer", "writer sent by another page", way="foreign")
        yield Visitor("reader as an organisation", "reader", way="as")
        yield of("reader", "reader's account at the machine", way="as")
        yield Visitor("operator by password", account="operator", is_operator=True, way="basic")
        yield Visitor("operator", is_operator=True, way="socket")

    def make_collections(self):
        self.collections = [
            {"id": self.uuid(), "alias": alias, "community": "north", "members": MEMBERS,
             "public": is_public, "community_reads": community_reads, "tlp": AMBER}
            for alias, (is_public, community_reads) in PLACES.items()]
        self.collections.append({"id": self.uuid(), "alias": "elsewhere", "community": "south",
                                 "members": {"far": "rw"}, "public": False,
                                 "community_reads": True, "tlp": AMBER})

    def setup(self, password, with_password):
        world = super().setup(password, [*with_password, "writer-person"])
        for account in world["accounts"]:
            account["administrator"] = account["name"] == "host-person"
        return world

    # ---- what was said ----

    def make_objects(self, count):
        self.ids, self.words, self.meetings = [], {}, []
        for collection in self.collections[:3]:
            for kind, tlp in LABELS.items():
                self.say(collection, kind, self.indicator(tlp))
            self.say(collection, "named", self.named())
            self.say(collection, "parted", self.parted())
            self.say(collection, "old", self.old())
            self.say(collection, "bare", {"type": "malware", "is_family": False})
            self.say(collection, "hidden", self.hidden_end(collection))
            self.say(collection, "vote", self.vote(collection), "writer-person")
            self.meet(collection, "meeting", GREEN)
            self.meet(collection, "board", STRICT)
        self.say(self.collections[3], "amber", self.indicator(AMBER), "far-person")

    def say(self, collection, kind, object, giver="host-person"):
        type = object["type"]
        word = f"zq{collection['alias']}{kind}"
        object = {"spec_version": "2.1", "id": f"{type}--{self.uuid()}", "created": CREATED,
                  "modified": CREATED, **object}
        if object["spec_version"] is None:
            del object["spec_version"]
        object.setdefault({"opinion": "explanation", "relationship": "description",
                           "note": "content"}.get(type, "name"), word)
        if type == "indicator":
            object.update(pattern=f"[domain-name:value = '{word}.example']")
        self.put(object, collection, giver)
        self.words[object["id"]] = word
        self.ids.append(object["id"])
        return object["id"]

    def meet(self, collection, kind, tlp):
        """A dialogue of the host's, with a question and a key issue."""
        host = self.accounts["host-person"].identity
        common = {"created_by_ref": host, "object_marking_refs": [TLP2[tlp]]}

        def extended(id, kind, **more):
            return {id: dict({"extension_type": kind}, **more)}
        id = self.say(collection, kind, dict(
            common, type="dialogue", created_by_ref=self.organisation_ids["host"],
            start="2030-01-01T00:00:00.000Z", time_zones=["Asia/Tokyo"],
            organiser_refs=[self.organisation_ids["host"]], moderator_refs=[host],
            agenda=[{"id": "item-1", "kind": "opening", "minutes": 5, "title": "Opening"}],
            extensions=extended(DIALOGUE, "new-sdo")))
        asked = self.say(collection, kind + "question", dict(
            common, type="note", lang="en", object_refs=[id],
            extensions=extended(QUESTION, "property-extension", dialogue_ref=id, anonymous=False)))
        issue = self.say(collection, kind + "issue", dict(
            common, type="key-issue", lang="en", description="A thing.", dialogue_ref=id,
            extensions=extended(KEY_ISSUE, "new-sdo")))
        self.meetings.append((collection, id, asked, issue))

    def indicator(self, tlp):
        return {"type": "indicator", "pattern_type": "stix", "valid_from": CREATED,
                "object_marking_refs": [TLP2[tlp]]}

    def named(self):
        """RED, for a person of the reader and for one who has no right to read."""
        return dict(self.indicator(RED), extensions={RECIPIENTS: {
            "extension_type": "property-extension",
            "recipient_refs": [self.accounts[name].identity
                               for name in ("reader-person", "neighbour-person")]}})

    def parted(self):
        return dict(self.indicator(GREEN), description="zqparts", granular_markings=[
            {"marking_ref": TLP2[RED], "selectors": ["description"]}])

    def old(self):
        return {"type": "malware", "spec_version": None, "labels": ["bot"],
                "object_marking_refs": [TLP1[GREEN]]}

    def hidden_end(self, collection):
        ends = {kind: next(id for id, word in self.words.items()
                           if word == f"zq{collection['alias']}{kind}") for kind in ("clear", "red")}
        return {"type": "relationship", "relationship_type": "related-to",
                "source_ref": ends["clear"], "target_ref": ends["red"],
                "object_marking_refs": [TLP2[CLEAR]]}

    def vote(self, collection):
        about = next(id for id, word in self.words.items()
                     if word == f"zq{collection['alias']}clear")
        return {"type": "opinion", "opinion": "agree", "object_refs": [about],
                "created_by_ref": self.accounts["writer-person"].identity,
                "object_marking_refs": [TLP2[CLEAR]],
                "extensions": {VOTE: {"extension_type": "property-extension"}}}

    # ---- who may what ----

    def may_write(self, viewer, collection):
        return viewer.is_operator or "w" in collection["members"].get(viewer.organisation, "")

    def may_read_some(self, viewer, collection):
        """Whether the collection is one to be read, by whatever is marked CLEAR."""
        return (viewer.is_operator or collection["public"] or
                self.right(viewer, collection) is not None)

    def is_in_root(self, viewer, community):
        places = [c for c in self.collections if c["community"] == community]
        return (viewer.is_operator or viewer.organisation in self.communities[community] or
                any(self.may_read_some(viewer, place) or self.may_write(viewer, place)
                    for place in places))

