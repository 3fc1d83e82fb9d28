"""A generated world, and a plain, slow statement of who sees what in it.

The statement is written from the table in DESIGN ("Who sees what") and knows nothing of the program:
it walks lists and asks of each row. `Row` is one version in one collection.
"""

import random
import uuid
from dataclasses import dataclass, field, replace

from circles import (CONDITIONS, COUNTRIES, NOBODY, SECTORS, conditions, is_granted, parties,
                     passes)
from parts import cut

CLEAR, GREEN, AMBER, STRICT, RED = 1, 2, 3, 4, 5
NAMES = {CLEAR: "TLP:CLEAR", GREEN: "TLP:GREEN", AMBER: "TLP:AMBER", STRICT: "TLP:AMBER+STRICT",
         RED: "TLP:RED"}
TLP2 = {CLEAR: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
        GREEN: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
        AMBER: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
        STRICT: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
        RED: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"}
TLP1 = {CLEAR: "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
        GREEN: "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
        AMBER: "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
        RED: "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"}
RECIPIENTS = "extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c01"
VOTE = "extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c05"
WORDS = ["amber", "badger", "cedar", "dune", "ember", "falcon", "grove", "harbour", "iris", "juniper"]


@dataclass
class Viewer:
    name: str
    organisation: str = None  # slug
    account: str = None
    identity: str = None
    is_operator: bool = False


@dataclass
class Row:
    object: dict
    collection: dict
    giver: str       # account
    batch: int       # files are imported one after the other
    own: int = 0     # the label of the whole: what lists are filtered and counted by
    ends: list = field(default_factory=list)
    parts: frozenset = frozenset()    # stricter labels, of parts that can be cut out
    smallest: dict = None             # what everybody who sees it sees: it is found by that
    tlp: int = 0                      # as shown to a viewer: the strictest label of what is shown
    whole: dict = None                # of which `object` is what is shown
    hidden: frozenset = frozenset()   # labels whose parts are not
    is_ours: bool = False             # the viewer's organisation gave it, whoever the giver is

    @property
    def is_cut(self):
        return bool(self.hidden)

    @property
    def id(self):
        return self.object["id"]

    @property
    def stamp(self):
        """Orders versions; an SCO has one version only."""
        return self.object.get("modified") or self.object.get("created") or ""

    @property
    def spec(self):
        return 21 if "spec_version" in self.object else 20

    @property
    def version(self):
        return (self.id, self.stamp, self.spec)

    @property
    def is_vote(self):
        return self.object["type"] == "opinion" and VOTE in self.object.get("extensions", {})


def label_of(marking_id):
    for table in (TLP2, TLP1):
        for tlp, known in table.items():
            if known == marking_id:
                return tlp
    return 0


CUT_HERE = ("description", "labels", "sample_refs")  # where parts of these worlds can be cut out


def own_label(object):
    return max([label_of(id) for id in object.get("object_marking_refs", [])] + [0])


def marks_of(object):
    """(label, selectors) of the parts."""
    return [(label_of(row["marking_ref"]), row["selectors"])
            for row in object.get("granular_markings", [])]


def can_be_cut(object):
    return "spec_version" in object and all(selector.split(".")[0] in CUT_HERE
                                            for _, selectors in marks_of(object)
                                            for selector in selectors)


def label(object, collection):
    """That of the whole, else the collection's; and those of stricter parts that can be cut out. A
    part that cannot be makes the whole as strict."""
    own = own_label(object) or collection["tlp"]
    parts = {tlp for tlp, _ in marks_of(object) if tlp > own}
    is_vote = object["type"] == "opinion" and VOTE in object.get("extensions", {})
    if can_be_cut(object) and not is_vote:
        return own, frozenset(parts)
    return max(parts | {own}), frozenset()


def labels_of_parts(object):
    """Those that are stricter than the whole can be in some collection."""
    return {tlp for tlp, _ in marks_of(object) if tlp > max(own_label(object), CLEAR)}


def smallest_of(object):
    return cut(object, labels_of_parts(object), label_of) if can_be_cut(object) else object


def ends_of(object):
    if object["type"] == "relationship":
        return [object["source_ref"], object["target_ref"]]
    if object["type"] == "sighting":
        return [object["sighting_of_ref"], *object.get("where_sighted_refs", []),
                *object.get("observed_data_refs", [])]
    return []


class World:
    """Who there is, what was said, and who may read which of it."""

    groups, who = {}, {}  # a world may do without: then nobody says what it is

    def __init__(self, seed, objects=400):
        self.random = random.Random(seed)
        self.rows, self.last_place = [], None
        self.refused = []  # (index of its batch, id, code)
        self.batches = []  # (account, collection alias, [objects])
        self.make_organisations()
        self.make_collections()
        self.make_objects(objects)

    # ---- who there is ----

    def uuid(self):
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def make_organisations(self):
        self.organisations = [f"org{n}" for n in range(12)]
        self.patrons = {"org8": "org0", "org9": "org5", "org10": "org2"}
        self.organisation_ids = {slug: f"identity--{self.uuid()}" for slug in self.organisations}
        self.communities = {"north": ["org0", "org1", "org2", "org3", "org4", "org8"],
                            "south": ["org2", "org3", "org4", "org5", "org6"],
                            "west": ["org5", "org6", "org7", "org9", "org0"]}
        self.make_circles()
        self.accounts = {}
        for slug in self.organisations:
            for letter in "ab":
                name = f"{slug}{letter}"
                self.accounts[name] = Viewer(name, slug, name, f"identity--{self.uuid()}")
        self.viewers = list(self.accounts.values())
        self.viewers += [Viewer("@" + slug, slug) for slug in self.organisations]
        self.viewers += [Viewer("stranger"), Viewer("operator", is_operator=True)]

    def make_circles(self):
        """What each organisation says it is; and groups, of any communities."""
        r = self.random
        self.groups = {name: {"identity": self.uuid(), "owner": r.choice(self.organisations),
                              "members": r.sample(self.organisations, 5)}
                       for name in ("few", "some")}
        self.who = {slug: {"slug": slug, "identity": self.organisation_ids[slug],
                           "sector": r.choice(SECTORS + [""]), "country": r.choice(COUNTRIES + [""]),
                           "groups": [f"identity--{group['identity']}"
                                      for group in self.groups.values() if slug in group["members"]],
                           "group_slugs": [name for name, group in self.groups.items()
                                           if slug in group["members"]]}
                    for slug in self.organisations}

    def make_rules(self, at):
        """Grants and release rules of a collection; most have none."""
        r = self.random
        grants = {2: [{"group": "few", "read": True}, {"sector": "state", "read": True}],
                  3: [{"country": "JP", "sector": "private", "read": True}],
                  5: [{"organisation": "org7", "read": True}]}.get(at, [])
        return {"grants": grants, "release": {"never": parties(r)} if at in (1, 7) else {}}

    def make_collections(self):
        self.collections = []
        for at, community in enumerate(sorted(self.communities) * 3):
            members = {}
            for slug in self.communities[community]:
                rights = self.random.choice(["rw", "rw", "r", "w", "", ""])
                if rights:
                    members[slug] = rights
            members[self.communities[community][at % 4]] = "rw"
            self.collections.append({
                **self.make_rules(at), "id": self.uuid(), "alias": f"c{at}", "community": community, "members": members,
                "public": at in (0, 4, 8), "community_reads": at in (0, 1, 5, 6),
                "tlp": [CLEAR, GREEN, AMBER, GREEN, STRICT, AMBER, RED, GREEN, CLEAR][at]})

    def setup(self, password, with_password):
        return {
            "groups": [dict(group, slug=slug) for slug, group in self.groups.items()],
            "organisations": [dict({"slug": slug, "name": f"Organisation {slug}",
                                    "sector": self.who.get(slug, NOBODY)["sector"],
                                    "country": self.who.get(slug, NOBODY)["country"],
                                    "identity": self.organisation_ids[slug][10:]},
                                   **({"patron": self.patrons[slug]} if slug in self.patrons
                                      else {})) for slug in self.organisations],
            "communities": [{"slug": slug, "title": slug, "members": members}
                            for slug, members in self.communities.items()],
            "collections": [{"id": c["id"], "alias": c["alias"], "title": f"Collection {c['alias']}",
                             "community": c["community"], "default_tlp": NAMES[c["tlp"]],
                             "grants": c.get("grants", []), "release": c.get("release", {}),
                             "public": c["public"], "community_reads": c["community_reads"],
                             "members": [{"organisation": slug, "read": "r" in rights,
                                          "write": "w" in rights}
                                         for slug, rights in c["members"].items()]}
                            for c in self.collections],
            "accounts": [dict({"name": a.name, "display": a.name, "organisation": a.organisation,
                               "identity": a.identity[10:]},
                              **({"password": password} if a.name in with_password else {}))
                         for a in self.accounts.values()],
        }

    # ---- what was said ----

    def time(self):
        return (f"2020-{self.random.randint(1, 12):02}-{self.random.randint(1, 28):02}"
                f"T{self.random.randint(0, 23):02}:00:{self.random.randint(0, 59):02}.000Z")

    def writers(self, collection):
        return [name for name, account in self.accounts.items()
                if "w" in collection["members"].get(account.organisation, "")]

    def mark(self, object):
        """In every way in which an object can be marked."""
        r, tlp = self.random, self.random.choice([CLEAR, GREEN, AMBER, STRICT, RED])
        way = r.random()
        if way < 0.5:
            self.mark_parts(object)
            if r.random() < 0.4:
                object["object_marking_refs"] = [TLP2[r.choice([CLEAR, GREEN, AMBER])]]
        elif way < 0.55:
            pass  # the collection's default
        elif way < 0.6:
            object["object_marking_refs"] = [self.statement]
        elif way < 0.7 and tlp in TLP1:
            object["object_marking_refs"] = [TLP1[tlp], self.statement]
        elif way < 0.8:
            object["object_marking_refs"] = [TLP2[r.choice([CLEAR, GREEN])]]
            object["granular_markings"] = [{"marking_ref": TLP2[tlp], "selectors": ["type"]}]
        else:
            object["object_marking_refs"] = [TLP2[tlp]]
        if r.random() < 0.25:
            groups = [f"identity--{group['identity']}" for group in self.groups.values()] * 2
            object.setdefault("extensions", {})[CONDITIONS] = conditions(
                r, set(self.organisation_ids.values()), groups + [f"identity--{self.uuid()}"])
        if r.random() < 0.5:
            named = r.sample(sorted(self.accounts), 4)
            object.setdefault("extensions", {})[RECIPIENTS] = {
                "extension_type": "property-extension",
                "recipient_refs": [self.accounts[name].identity for name in named]}

    def mark_parts(self, object):
        """Some of what can be cut out, in some order, also twice; and languages."""
        r, found = self.random, []
        if "description" in object:
            found.append("description")
        for key in ("labels", "sample_refs"):
            found += [f"{key}.[{at}]" for at in range(len(object.get(key, [])))]
            found += [key] if key in object else []
        if not found:
            return
        rows = []
        for _ in range(r.randint(1, 3)):
            tlp = r.choice([CLEAR, GREEN, AMBER, AMBER, STRICT, RED, RED])
            rows.append({"marking_ref": TLP2[tlp],
                         "selectors": r.sample(found, r.randint(1, min(2, len(found))))})
        if r.random() < 0.3:
            rows.append({"marking_ref": self.statement, "selectors": r.sample(found, 1)})
        r.shuffle(rows)
        object["granular_markings"] = rows

    def words(self, object):
        """What parts may be made of."""
        r = self.random
        if r.random() < 0.7:
            object["description"] = self.name()
        if r.random() < 0.7:
            object["labels"] = [self.name() for _ in range(r.randint(1, 4))]
        if object["type"] == "malware" and r.random() < 0.6:
            object["sample_refs"] = self.some_ids(r.randint(1, 3))

    def name(self):
        return " ".join(self.random.sample(WORDS, 2)) + f" w{self.random.randint(0, 200)}"

    def value(self):
        n = self.random.randint(0, 60)
        return self.random.choice([f"d{n}.example", f"www.d{n}.example", f"192.0.2.{n}",
                                   f"d{n}.example"])

    def body(self, type, giver):
        """One version of an object of `type`, but its id and times."""
        r, object = self.random, {"type": type, "spec_version": "2.1"}
        author = r.random()
        if author < 0.3:
            object["created_by_ref"] = self.accounts[giver].identity
        elif author < 0.4:
            object["created_by_ref"] = self.accounts[r.choice(sorted(self.accounts))].identity
        elif author < 0.8:
            object["created_by_ref"] = self.organisation_ids[r.choice(self.organisations)]
        if type == "indicator":
            object.update(name=self.name(), pattern_type="stix", valid_from="2020-01-01T00:00:00Z",
                          pattern=self.pattern())
        elif type == "note":
            object.update(content=self.name(), object_refs=self.some_ids(r.randint(1, 3)))
        elif type == "report":
            object.update(name=self.name(), published="2020-01-01T00:00:00Z",
                          object_refs=self.some_ids(r.randint(1, 5)))
        elif type == "opinion":
            object.update(opinion="agree", object_refs=self.some_ids(1))
            if r.random() < 0.7:
                object["extensions"] = {VOTE: {"extension_type": "property-extension"}}
        elif type == "relationship":
            source, target = self.some_ids(2)
            object.update(relationship_type="related-to", source_ref=source, target_ref=target)
        elif type == "sighting":
            object.update(sighting_of_ref=self.some_ids(1)[0])
            if r.random() < 0.6:
                object["where_sighted_refs"] = [r.choice(self.identities)]
        else:
            object["name"] = self.name()
        if type not in ("opinion", "note"):
            self.words(object)
        self.mark(object)
        return object

    def pattern(self):
        def test(value):
            kind = "ipv4-addr" if value[0].isdigit() else "domain-name"
            return f"{kind}:value = '{value}'"
        pair = self.random.random()
        if pair < 0.15:
            return f"[{test(self.value())} AND {test(self.value())}]"
        if pair < 0.3:
            return f"[{test(self.value())} OR {test(self.value())}]"
        return f"[{test(self.value())}]"

    def some_ids(self, count):
        """Also ids that are not known here; never of another relationship."""
        pool = [id for id in self.ids if id.split("--")[0] not in ("relationship", "sighting")]
        pool += [f"malware--{self.uuid()}", f"indicator--{self.uuid()}"]
        return self.random.sample(pool, count)

    def put(self, object, collection, giver):
        if any(row.version == (object["id"], object.get("modified") or object.get("created") or "",
                               21 if "spec_version" in object else 20)
               and row.collection is collection for row in self.rows):
            return
        refusal = self.refusal_of(object, collection, giver)
        if not self.batches or self.batches[-1][:2] != (giver, collection["alias"]):
            self.batches.append((giver, collection["alias"], []))
        self.batches[-1][2].append(object)
        if refusal:
            self.refused.append((len(self.batches) - 1, object["id"], refusal))
            return
        own, parts = label(object, collection)
        self.rows.append(Row(object, collection, giver, len(self.batches), own, ends_of(object),
                             parts, smallest_of(object), whole=object))

    def refusal_of(self, object, collection, giver):
        """STIX 2.1, 3.6: a further version is its creator's, by what stands beside it; and nobody
        takes parts away that are hidden from it."""
        stamp = object.get("modified") or object.get("created")
        mine = (stamp, 21 if "spec_version" in object else 20)
        held = [row for row in self.rows if row.id == object["id"]]
        orders = [(row.stamp, row.spec) for row in held]
        if not stamp or mine in orders:
            return None
        account = self.accounts[giver]
        known = {*self.organisation_ids.values(), *(each.identity for each in self.accounts.values())}
        for beside in (max((order for order in orders if order < mine), default=None),
                       min((order for order in orders if order > mine), default=None)):
            is_before = beside is not None and beside < mine
            rows = [row for row, order in zip(held, orders) if order == beside]
            if not rows:
                continue
            creator = rows[0].object.get("created_by_ref")
            if creator in known:
                may = creator in (account.identity, self.organisation_ids[account.organisation])
            else:
                may = any(self.accounts[row.giver].organisation == account.organisation
                          for row in rows)
            if not may:
                return "creator-only"
            if is_before and beside[0] != stamp and not self.keeps_parts(rows, object, collection,
                                                                         giver):
                return "parts-hidden"
        return None

    def keeps_parts(self, held, object, collection, giver):
        """Whether what is hidden from the giver in the version before is marked as strictly again."""
        before, account = held[0], self.accounts[giver]
        is_mine = any(row.giver == giver for row in held)
        here = replace(before, collection=collection, giver=giver if is_mine else None,
                       is_ours=any(self.accounts[row.giver].organisation == account.organisation
                                   for row in held),
                       own=own_label(before.object) or collection["tlp"])
        if before.is_vote or not can_be_cut(before.object) or not self.reads(account, here):
            return True
        hidden = {tlp for tlp in labels_of_parts(before.object)
                  if not self.reads(account, here, tlp)}
        kept = {tlp for tlp, _ in marks_of(object)}
        return all(tlp in kept or tlp <= own_label(object) for tlp in hidden)

    def place(self):
        """A collection and somebody who may write there; the same for a few objects in a row."""
        if self.last_place is None or self.random.random() < 0.2:
            collection = self.random.choice(self.collections)
            self.last_place = collection, self.random.choice(self.writers(collection))
        return self.last_place

    def make_objects(self, count):
        self.ids, self.identities, self.statement = [], [], f"marking-definition--{self.uuid()}"
        self.make_first_objects()
        types = (["indicator"] * 8 + ["malware"] * 2 + ["domain-name", "ipv4-addr"] * 2 +
                 ["relationship"] * 5 + ["sighting"] * 3 + ["note"] * 2 + ["report", "opinion",
                                                                          "opinion"])
        while len(self.ids) < count:
            type = self.random.choice(types)
            if type in ("domain-name", "ipv4-addr"):
                self.make_sco(type)
            else:
                self.make_versions(type)

    def make_first_objects(self):
        giver = self.writers(self.collections[0])[0]
        self.put({"type": "marking-definition", "spec_version": "2.1", "id": self.statement,
                  "created": "2020-01-01T00:00:00.000Z", "definition_type": "statement",
                  "definition": {"statement": "copyright"}}, self.collections[0], giver)
        self.ids.append(self.statement)
        for slug in self.organisations[:8]:
            collection, giver = self.place()
            identity = {"type": "identity", "spec_version": "2.1", "id": self.organisation_ids[slug],
                        "created": "2020-01-01T00:00:00.000Z",
                        "modified": "2020-01-01T00:00:00.000Z", "name": f"The {slug} itself"}
            self.mark(identity)
            self.put(identity, collection, giver)
            self.ids.append(identity["id"])
            self.identities.append(identity["id"])

    def make_sco(self, type):
        value = self.value()
        while value[0].isdigit() != (type == "ipv4-addr"):
            value = self.value()
        object = {"type": type, "spec_version": "2.1", "id": f"{type}--{self.uuid()}",
                  "value": value}
        self.mark(object)
        for _ in range(self.random.choice([1, 1, 2])):
            self.put(object, *self.place())
        self.ids.append(object["id"])

    def make_versions(self, type):
        r, id = self.random, f"{type}--{self.uuid()}"
        collection, giver = self.place()
        versions = sorted({self.time() for _ in range(r.choice([1, 1, 1, 2, 3]))})
        r.shuffle(versions)  # they may arrive in any order
        ends = None
        for at, modified in enumerate(versions):
            object = dict(self.body(type, giver), id=id, created="2019-01-01T00:00:00.000Z",
                          modified=modified)
            if type == "relationship" and ends and r.random() < 0.7:
                object["source_ref"], object["target_ref"] = ends
            ends = (object.get("source_ref"), object.get("target_ref"))
            if type == "indicator" and r.random() < 0.1:
                object["revoked"] = True
            if type == "malware" and r.random() < 0.3:
                del object["spec_version"]  # of STIX 2.0
            if at and r.random() < 0.5:
                collection, giver = self.place()
            self.put(object, collection, giver)
            if r.random() < 0.25:
                self.put(object, *self.place())
        self.ids.append(id)

    # ---- who sees what ----

    def right(self, viewer, collection):
        """What gives the viewer the right to read the collection."""
        if viewer.organisation is None:
            return None
        if "r" in collection["members"].get(viewer.organisation, ""):
            return "member"
        in_community = viewer.organisation in self.communities[collection["community"]]
        if any(is_granted(grant, self.who[viewer.organisation], in_community)
               for grant in collection.get("grants", [])):
            return "grant"
        if "r" in collection["members"].get(self.patrons.get(viewer.organisation), ""):
            return "client"
        if (collection["community_reads"] and
                viewer.organisation in self.communities[collection["community"]]):
            return "community"
        return None

    def is_known_collection(self, viewer, collection):
        return (viewer.is_operator or collection["public"] or
                self.right(viewer, collection) is not None or
                viewer.organisation in collection["members"])

    def reads(self, viewer, row, tlp=None):
        """Without regard to ends: the table, and what the conditions leave of it."""
        if not self.reads_label(viewer, row, tlp):
            return False
        if viewer.is_operator:
            return True
        is_givers = row.is_ours or (row.giver is not None and viewer.organisation is not None and
                                    self.accounts[row.giver].organisation == viewer.organisation)
        said = {} if row.is_vote else row.object.get("extensions", {}).get(CONDITIONS, {})
        return passes(said, self.who.get(viewer.organisation, NOBODY), is_givers,
                      row.collection.get("release", {}))

    def reads_label(self, viewer, row, tlp=None):
        """The table; under the row's own label, or that of a part."""
        tlp = tlp or row.own
        right = self.right(viewer, row.collection)
        is_author = viewer.account is not None and viewer.account == row.giver
        is_author = is_author or (viewer.identity is not None and
                                  row.object.get("created_by_ref") == viewer.identity)
        if row.is_vote:
            return right is not None and is_author
        if viewer.is_operator:
            return True
        if tlp == CLEAR and row.collection["public"]:
            return True
        if right is None:
            return False
        if tlp in (CLEAR, GREEN):
            return True
        if tlp == AMBER and right in ("member", "grant", "client"):
            return True
        if tlp == STRICT and right in ("member", "grant"):
            return True
        if tlp == RED:
            named = row.object.get("extensions", {}).get(RECIPIENTS, {}).get("recipient_refs", [])
            return is_author or (viewer.identity is not None and viewer.identity in named)
        return False

    def shown(self, viewer, row):
        """The row as it is shown to a viewer who reads it: without the parts that it may not read."""
        return without(row, {tlp for tlp in row.parts if not self.reads(viewer, row, tlp)})

    def visible(self, viewer):
        """The viewer's rows: with a right, and with no end that is here and hidden."""
        read = [row for row in self.rows if self.reads(viewer, row)]
        seen = {row.id for row in read}
        here = {row.id for row in self.rows}
        if not viewer.is_operator:
            read = [row for row in read if all(end in seen or end not in here for end in row.ends)]
        return [self.shown(viewer, row) for row in read]


def without(row, hidden):
    """A row without the parts under some labels, of those that it still has."""
    all = row.hidden | hidden
    return replace(row, object=cut(row.whole, all, label_of), hidden=all, parts=row.parts - hidden,
                   tlp=max(row.parts - hidden | {row.own}))


def under(row, labels):
    """As a list by labels shows it."""
    return without(row, row.parts - labels)


def last(rows):
    """Of each object the last version, in the collection it came to first."""
    best = {}
    for row in rows:
        at = best.get(row.id)
        if at is None or (row.stamp, row.spec) > (at.stamp, at.spec):
            best[row.id] = row
    return list(best.values())


def each_version(rows):
    """Each version once, in the collection it came to first."""
    first = {}
    for row in rows:
        first.setdefault(row.version, row)
    return list(first.values())
