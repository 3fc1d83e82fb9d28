"""Who sees what: every way to read against a plain statement of the rule, for every viewer.

A world of a dozen organisations and some hundred objects is made from a fixed seed (worlds.py says
who sees what in it), set up and imported by the command line, and read by everybody in every way.
Counts must be what can be listed. RENKEI_LONG=1 tries many worlds and every object.
"""

import csv
import functools
import io
import json
import os
import random
import re
import subprocess
import time
import unittest
from collections import Counter

from local import Asker
from server import PASSWORD, Server, basic, program
from worlds import GREEN, NAMES, RED, World, each_version, last, under

IS_LONG = bool(os.environ.get("RENKEI_LONG"))
SEEDS = range(20, 40) if IS_LONG else [20]
OBJECTS = 400
SAMPLE = 10 ** 9 if IS_LONG else 25  # objects of which each viewer reads the page
WITH_PASSWORD = ("org0a", "org8b")   # sign in by Basic; the others by a token
SHOWN = 10                           # of a look-up and a correlation
TAXII = "application/taxii+json;version=2.1"


def brief(row):
    return row["id"], row["modified"], row["tlp"], row["collection"]["id"], row.get("is_cut", False)


def expected_brief(row):
    return row.id, row.stamp, NAMES[row.tlp], row.collection["id"], row.is_cut


def without_arrival(briefs):
    """An SCO is named by its arrival, which a statement of the rule cannot know."""
    return sorted((id, "" if is_sco(id) else modified, tlp, place, is_cut)
                  for id, modified, tlp, place, is_cut in briefs)


def is_sco(id):
    return id.split("--")[0] in ("domain-name", "ipv4-addr")


def values_of(object):
    """(value, is enough) of the patterns and observables that worlds.py makes."""
    if is_sco(object["id"]):
        return [(object["value"], True)]
    if object["type"] != "indicator":
        return []
    found = re.findall(r"'([^']*)'", object["pattern"])
    return [(value, " AND " not in object["pattern"]) for value in sorted(set(found))]


def parents(value):
    parts = value.split(".")
    if value[0].isdigit():
        return []
    return [".".join(parts[at:]) for at in range(1, len(parts) - 1)]


def words_of(object):
    return set(" ".join([object.get("name", ""), object.get("content", ""),
                         object.get("description", ""), *object.get("labels", [])]).split())


def labels(pairs, key):
    return Counter({each[key]: each["count"] for each in pairs if each["count"]})


class Place:
    """A world, and the server that holds it."""

    def __init__(self, world):
        self.world = world
        self.server = Server(self.world.setup(PASSWORD, WITH_PASSWORD))
        try:
            self.bring_in()
            self.server.start()
            self.askers = {viewer.name: self.asker(viewer) for viewer in self.world.viewers}
            self.visible = {viewer.name: self.world.visible(viewer)
                            for viewer in self.world.viewers}
            self.wait_for_search()
        except BaseException:
            self.close()
            raise

    def bring_in(self):
        for at, (account, collection, objects) in enumerate(self.world.batches):
            text = "".join(json.dumps(object) + "\n" for object in objects)
            ended = subprocess.run(
                [program(), "import", "--store", str(self.server.store), "--as", account,
                 "--collection", collection, "--strength", "lenient", "--json", "-"], input=text.encode(),
                capture_output=True, check=False, timeout=60)
            report = json.loads(ended.stdout or "{}")
            expected = [(id, code) for batch, id, code in self.world.refused if batch == at]
            refused = [(each["id"], each["code"]) for each in report.get("refusals", [])]
            if refused != expected or report["taken"] != len(objects) - len(expected):
                raise AssertionError(f"batch {at}: {ended.returncode} {report} {ended.stderr}")

    def asker(self, viewer):
        if viewer.is_operator:
            return Asker(self.server, is_local=True)
        if viewer.name == "stranger":
            return Asker(self.server)
        if viewer.account is None:
            return Asker(self.server, as_name=viewer.organisation)
        if viewer.name in WITH_PASSWORD:
            return Asker(self.server, basic=basic(viewer.name))
        asker = Asker(self.server, as_name=viewer.name)
        made = asker.json("/api/v1/tokens", {"label": "worlds"}, code=201)
        asker.close()
        return Asker(self.server, token=made["token"])

    def wait_for_search(self):
        for _ in range(600):
            if self.askers["operator"].json("/api/v1/overview")["search"]["behind"] == 0:
                return
            time.sleep(0.05)
        raise AssertionError("search stays behind")

    def close(self):
        for asker in getattr(self, "askers", {}).values():
            asker.close()
        self.server.close()


def everybody(check):
    """Runs a check for every viewer, with the rows that the viewer may see."""
    @functools.wraps(check)
    def test(self):
        for number, place in enumerate(self.places):
            for viewer in place.world.viewers:
                chance = random.Random(f"{check.__name__} {viewer.name}")
                with self.subTest(world=number, viewer=viewer.name):
                    check(self, place.askers[viewer.name], viewer, place.visible[viewer.name],
                          place.world, chance)
    return test


class Worlds(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.places = [Place(World(seed, OBJECTS)) for seed in SEEDS]

    @classmethod
    def tearDownClass(cls):
        for place in cls.places:
            place.close()

    def listed(self, ask, filters, limit=1000):
        """All pages of a list, by cursor; checks what must hold for each."""
        rows, cursor, totals = [], "", []
        while True:
            page = ask.json(f"/api/v1/objects?order=added&limit={limit}&{filters}{cursor}")
            rows += page["rows"]
            totals.append(page["total"])
            if page["next"] is None:
                break
            self.assertEqual(limit, len(page["rows"]))
            cursor = f"&cursor={page['next']}"
        for total in totals:
            self.assertEqual({"count": len(rows), "exact": True}, total, filters)
        added = [row["added"] for row in rows]
        self.assertEqual(sorted(set(added)), added)
        return rows

    def check_rows(self, expected, rows, of=""):
        self.assertEqual(without_arrival(map(expected_brief, expected)),
                         without_arrival(map(brief, rows)), of)

    # ---- lists ----

    @everybody
    def test_lists_show_each_viewer_its_rows_and_nothing_else(self, ask, viewer, seen, world, chance):
        newest = last(seen)
        rows = self.listed(ask, "")
        self.check_rows(newest, rows)
        self.check_rows(each_version(seen), self.listed(ask, "all=1", 7 if viewer.account ==
                                                        "org2a" else 1000))
        known = {row.id: row for row in newest}
        names = {row.id: row.object["name"] for row in newest
                 if row.object["type"] == "identity"}
        batches = []
        for row in rows:
            creator = known[row["id"]].object.get("created_by_ref")
            self.assertEqual(creator and {"id": creator, "name": names.get(creator)},
                             row["creator"])
            batches.append(known[row["id"]].batch)
        self.assertEqual(sorted(batches), batches, "in the order of arrival")

    @everybody
    def test_offsets_cut_the_same_list(self, ask, viewer, seen, world, chance):
        if viewer.account and not viewer.account.startswith("org2"):
            return
        whole = self.listed(ask, "")
        at, limit = chance.randint(0, max(len(whole), 1)), chance.randint(1, 50)
        page = ask.json(f"/api/v1/objects?order=added&offset={at}&limit={limit}")
        self.assertEqual(whole[at:at + limit], page["rows"])
        self.assertEqual(len(whole), page["total"]["count"])

    @everybody
    def test_filters_choose_among_what_is_seen_and_counts_are_what_is_listed(self, ask, viewer, seen, world, chance):
        newest, every = last(seen), each_version(seen)
        for type in ("indicator", "sighting", "opinion,note"):
            for all, rows in ((0, newest), (1, every)):
                self.check_rows([row for row in rows if row.object["type"] in type.split(",")],
                                self.listed(ask, f"type={type}&all={all}"), type)
        for tlp, name in NAMES.items():
            self.check_rows([under(row, {tlp}) for row in newest if row.own == tlp],
                            self.listed(ask, "tlp=" + name[4:].lower().replace("+", "%2B")),
                            name)
        self.check_rows([under(row, {GREEN, RED}) for row in newest if row.own in (GREEN, RED)],
                        self.listed(ask, "tlp=green,red"))
        creator = world.organisation_ids[chance.choice(world.organisations)]
        by = [row for row in seen if row.object.get("created_by_ref") == creator]
        self.check_rows(last(by), self.listed(ask, f"by={creator}"), "by")
        for revoked in (0, 1):
            self.check_rows([row for row in newest
                             if row.object.get("revoked", False) == bool(revoked)],
                            self.listed(ask, f"revoked={revoked}"), "revoked")

    @everybody
    def test_a_collection_is_listed_as_if_it_were_alone(self, ask, viewer, seen, world, chance):
        known = [c for c in world.collections if world.is_known_collection(viewer, c)]
        for collection in world.collections:
            filters = f"collection={collection['id']}"
            if collection not in known:
                ask.json(f"/api/v1/objects?{filters}", code=404)
                continue
            within = [row for row in seen if row.collection is collection]
            self.check_rows(last(within), self.listed(ask, filters), collection["alias"])
            self.check_rows(within, self.listed(ask, filters + "&all=1"), collection["alias"])
        for pair in (known[:2], known[-3:]):
            ids = [c["id"] for c in pair]
            if len(ids) < 2:
                continue
            rows = self.listed(ask, "collection=" + ",".join(ids))
            expected = [row for row in last(seen) if row.collection in pair]
            self.check_rows(expected, rows, "several collections")

    @everybody
    def test_search_finds_what_is_seen(self, ask, viewer, seen, world, chance):
        newest, every = last(seen), each_version(seen)
        for words in (["badger"], ["w17"], ["cedar", "iris"], ["nowhere"]):
            def found(rows):
                return [row for row in rows if words_of(row.smallest) >= set(words)]
            filters = "q=" + "+".join(words)
            self.check_rows(found(newest), self.listed(ask, filters), words)
            self.check_rows(found(every), self.listed(ask, filters + "&all=1"), words)
            facets = ask.json("/api/v1/facets?" + filters)
            self.assertEqual({"count": len(found(newest)), "exact": True}, facets["total"])

    # ---- counts ----

    @everybody
    def test_facets_count_what_can_be_listed(self, ask, viewer, seen, world, chance):
        indicators = [row for row in seen if row.object["type"] == "indicator"]
        for filters, all, of in (("", seen, last), ("all=1", seen, each_version),
                                 ("type=indicator", indicators, last)):
            rows = of(all)
            facets = ask.json("/api/v1/facets?" + filters)
            self.assertEqual({"count": len(rows), "exact": True}, facets["total"], filters)
            self.assertEqual(Counter(row.object["type"] for row in rows),
                             labels(facets["types"], "type"), filters)
            self.assertEqual(Counter(NAMES[row.own] for row in rows),
                             labels(facets["tlp"], "tlp"), filters)
            # Each is the count of the list that it leads to.
            places = {c["id"]: len(of([row for row in all if row.collection is c]))
                      for c in world.collections}
            self.assertEqual({id: count for id, count in places.items() if count},
                             dict(labels(facets["collections"], "id")), filters)

    @everybody
    def test_the_overview_counts_what_can_be_listed(self, ask, viewer, seen, world, chance):
        overview, newest = ask.json("/api/v1/overview"), last(seen)
        self.assertEqual(len(newest), overview["total"])
        self.assertEqual(Counter(row.object["type"] for row in newest),
                         labels(overview["by_type"], "type"))
        self.assertEqual(Counter(NAMES[row.own] for row in newest),
                         labels(overview["by_tlp"], "tlp"))
        self.assertEqual(len(newest), sum(day["count"] for day in overview["by_day"]))
        listed = ask.json("/api/v1/objects?limit=12")["rows"]
        self.assertEqual(listed, overview["latest"])
        sightings = ask.json("/api/v1/objects?limit=6&type=sighting")
        self.assertEqual(sightings["rows"], overview["sightings"]["rows"])
        self.assertEqual(sightings["total"]["count"], overview["sightings"]["count"])

    @everybody
    def test_collections_are_known_to_those_who_have_a_part_in_them(self, ask, viewer, seen, world, chance):
        found = {each["id"]: each for each in ask.json("/api/v1/collections")["collections"]}
        known = {c["id"] for c in world.collections if world.is_known_collection(viewer, c)}
        # `renkei init` made a collection of its own, for its operator.
        more = [id for id in found if id not in known]
        self.assertEqual(1 if viewer.is_operator else 0, len(more))
        self.assertLessEqual(known, set(found))
        for collection in world.collections:
            if collection["id"] not in found:
                continue
            rows = last([row for row in seen if row.collection is collection])
            each = found[collection["id"]]
            self.assertEqual((len(rows), True), (each["count"], each["exact"]))
            self.assertEqual(Counter(row.object["type"] for row in rows),
                             labels(each["by_type"], "type"))
            self.assertEqual(rows == [], each["newest"] is None)
            self.assertEqual(viewer.is_operator or
                             world.right(viewer, collection) is not None, each["can_read"])
            self.assertEqual(viewer.is_operator or
                             "w" in collection["members"].get(viewer.organisation, ""),
                             each["can_write"])

    # ---- objects ----

    def sample(self, world, chance):
        return chance.sample(world.ids, min(SAMPLE, len(world.ids)))

    @everybody
    def test_an_object_is_shown_with_the_versions_that_are_seen(self, ask, viewer, seen, world, chance):
        newest = {row.id: row for row in last(seen)}
        for id in self.sample(world, chance):
            if id not in newest:
                ask.json(f"/api/v1/objects/{id}", code=404)
                ask.json(f"/api/v1/objects/{id}/evidence", code=404)
                continue
            shown = ask.json(f"/api/v1/objects/{id}")
            self.check_rows([newest[id]], [shown["row"]])
            self.assertEqual(newest[id].object, shown["object"])
            ask.json(f"/api/v1/objects/{id}/evidence", code=403 if shown["row"].get("is_cut") else 200)
            mine = [row for row in seen if row.id == id]
            if not is_sco(id):
                self.assertEqual(sorted({row.stamp for row in mine}, reverse=True),
                                 [each["modified"] for each in shown["versions"]])
            self.assertEqual(
                sorted((row.collection["id"], NAMES[row.tlp]) for row in mine
                       if row.version == newest[id].version),
                sorted((each["id"], each["tlp"]) for each in shown["collections"]))
            for each in shown["collections"]:
                self.assertTrue(each["why"])

    @everybody
    def test_a_version_is_given_to_those_who_see_it(self, ask, viewer, seen, world, chance):
        versions = {row.version: row for row in reversed(seen)}
        dated = [row for row in world.rows if row.stamp]
        for row in chance.sample(dated, min(SAMPLE, len(dated))):
            path = f"/api/v1/objects/{row.id}/versions/{row.stamp}"
            code, text = ask.ask("GET", path)
            self.assertEqual(200 if row.version in versions else 404, code, path)
            if code == 200:
                self.assertEqual(versions[row.version].object, json.loads(text))

    def expected_relations(self, id, newest):
        """(via, id, is known) of everything that stands in relation to the object."""
        def ends(row):
            o = row.object
            return [end for end in [o.get("source_ref"), o.get("target_ref"),
                                    o.get("sighting_of_ref"), *o.get("where_sighted_refs", [])]
                    if end]
        own, found = newest[id].object, []
        outgoing = [own.get("created_by_ref"), *ends(newest[id]), *own.get("object_refs", []),
                    *own.get("sample_refs", [])]
        found += [(None, ref, ref in newest) for ref in outgoing if ref]
        for row in newest.values():
            o = row.smallest  # nothing is found by what is hidden from anybody
            marks = o.get("object_marking_refs", []) + [part["marking_ref"] for part
                                                        in o.get("granular_markings", [])]
            # A relationship stands for itself when it is not by its ends that it points.
            via = row.id if row.ends else None
            found += [(via, row.id, True)] * ((id in marks) + (id == o.get("created_by_ref")) +
                                              (id in o.get("object_refs", []) +
                                               o.get("sample_refs", [])))
            if id in ends(row) and row.id != id:
                other = [end for end in ends(row) if end != id]
                way = (row.id, other[0], other[0] in newest) if other else (row.id, row.id, True)
                found += [way] * ends(row).count(id)  # once for each end that it is
        return found

    @everybody
    def test_relations_lead_only_to_what_is_seen(self, ask, viewer, seen, world, chance):
        newest = {row.id: row for row in last(seen)}
        for id in self.sample(world, chance):
            if id not in newest:
                ask.json(f"/api/v1/objects/{id}/relations", code=404)
                continue
            rows, cursor = [], ""
            while True:
                page = ask.json(f"/api/v1/objects/{id}/relations?limit=200{cursor}")
                rows += page["rows"]
                if page["next"] is None:
                    break
                cursor = f"&cursor={page['next']}"
            found = []
            for row in rows:
                via = row["via"] and row["via"]["id"]
                if row["via"]:
                    self.check_rows([newest[via]], [row["via"]])
                if row["object"]:
                    self.assertEqual(row["id"], row["object"]["id"])
                    self.check_rows([newest[row["id"]]], [row["object"]])
                found.append((via, row["id"], row["object"] is not None))
            self.assertEqual(sorted(self.expected_relations(id, newest), key=str),
                             sorted(found, key=str), id)

    @everybody
    def test_correlations_lead_only_to_what_is_seen(self, ask, viewer, seen, world, chance):
        newest = {row.id: row for row in last(seen)}
        holders = {}
        for row in newest.values():
            for value, _ in values_of(row.object):
                holders.setdefault(value, set()).add(row.id)
        for id in self.sample(world, chance):
            if id not in newest:
                ask.json(f"/api/v1/objects/{id}/correlations", code=404)
                continue
            expected = {value: holders[value] - {id} for value, _ in
                        values_of(newest[id].object) if holders[value] - {id}}
            rows = ask.json(f"/api/v1/objects/{id}/correlations")["rows"]
            self.assertEqual(sorted(expected), sorted(row["value"] for row in rows))
            for row in rows:
                self.check_held(expected[row["value"]], row, newest)

    def check_held(self, expected, match, newest):
        """A count and up to ten objects of `expected`; a count that is not exact is a lower bound."""
        ids = {row["id"] for row in match["objects"]}
        self.assertLessEqual(ids, expected)
        self.check_rows([newest[id] for id in ids], match["objects"])
        self.assertEqual(min(len(expected), SHOWN), len(ids))
        if match["exact"]:
            self.assertEqual(len(expected), match["count"])
        else:
            self.assertLessEqual(match["count"], len(expected))
        self.assertTrue(match["exact"] or len(expected) >= SHOWN)

    # ---- values ----

    @everybody
    def test_a_look_up_tells_what_is_seen(self, ask, viewer, seen, world, chance):
        newest = {row.id: row for row in last(seen)}
        holders = {}
        for row in newest.values():
            for value, _ in values_of(row.object):
                holders.setdefault(value, set()).add(row.id)
        asked = sorted({value for row in world.rows for value, _ in values_of(row.object)})
        asked += ["a.b.www.d7.example", "never.example"]
        results = ask.json("/api/v1/lookup", {"values": asked, "sightings": True})["results"]
        self.assertEqual(asked, [result["value"] for result in results])
        for result in results:
            expected = {("same", result["value"])} | {("parent", parent) for parent
                                                      in parents(result["value"])}
            expected = {pair for pair in expected if holders.get(pair[1])}
            self.assertEqual(expected, {(match["relation"], match["value"])
                                        for match in result["matches"]})
            for match in result["matches"]:
                self.check_held(holders[match["value"]], match, newest)
                self.check_sighted({row["id"] for row in match["objects"]}, match, newest)

    def check_sighted(self, objects, match, newest):
        """All sightings of the objects that are shown."""
        expected = {id for id, row in newest.items() if row.object["type"] == "sighting"
                    and not row.object.get("revoked") and row.object["sighting_of_ref"] in objects}
        told = match["sightings"]
        self.assertEqual((len(expected), match["exact"]), (told["count"], told["exact"]))
        shown = {row["id"] for row in told["rows"]}
        self.assertLessEqual(shown, expected)
        self.assertEqual(min(len(expected), 5), len(shown))
        self.check_rows([newest[id] for id in shown], told["rows"])

    def indicators(self, seen):
        """value -> ids of indicators of which it is enough to see that value."""
        found = {}
        for row in last(seen):
            if row.object["type"] != "indicator" or row.object.get("revoked"):
                continue
            for value, is_enough in values_of(row.object):
                if is_enough:
                    found.setdefault(value, set()).add(row.id)
        return found

    @everybody
    def test_match_knows_what_is_seen(self, ask, viewer, seen, world, chance):
        values = sorted({value for row in world.rows for value, _ in values_of(row.object)})
        known = self.indicators(seen)
        code, text = ask.ask("POST", "/api/v1/match",
                             "".join(f"seen {value} here\n" for value in values))
        self.assertEqual(200, code)
        answer = json.loads(text)
        self.assertEqual(len(known), answer["values"])
        groups = {group["value"]: group for group in answer["groups"]}
        self.assertEqual(sorted(known), sorted(groups))
        for value, group in groups.items():
            self.assertEqual(known[value], {entry["id"] for entry in group["entries"]})
            lines = sum(value == each or value in parents(each) for each in values)
            self.assertLessEqual(1, group["count"])
            self.assertLessEqual(group["count"], lines)

    # ---- exports ----

    def export(self, ask, filters):
        code, text = ask.ask("GET", f"/api/v1/export?{filters}")
        self.assertEqual(200, code)
        return text.decode()

    @everybody
    def test_exports_hold_what_is_seen(self, ask, viewer, seen, world, chance):
        for filters, rows in (("", last(seen)), ("&all=1", each_version(seen))):
            expected = sorted(json.dumps(row.object, sort_keys=True) for row in rows)
            bundle = json.loads(self.export(ask, "format=stix" + filters))
            lines = self.export(ask, "format=jsonl" + filters).splitlines()
            self.assertEqual(expected, sorted(json.dumps(object, sort_keys=True) for object
                                              in bundle.get("objects", [])))
            self.assertEqual(expected, sorted(json.dumps(json.loads(line), sort_keys=True)
                                              for line in lines))
        few = [json.loads(line) for line in self.export(ask, "format=jsonl&tlp=green").splitlines()]
        self.assertEqual(sorted(json.dumps(under(row, {GREEN}).object, sort_keys=True)
                                for row in last(seen) if row.own == GREEN),
                         sorted(json.dumps(object, sort_keys=True) for object in few))
        table = list(csv.DictReader(io.StringIO(self.export(ask, "format=csv"))))
        self.assertEqual(sorted((row.id, NAMES[row.tlp]) for row in last(seen)),
                         sorted((row["id"], row["tlp"]) for row in table))
        known = self.indicators(seen)
        values = [json.loads(line) for line in self.export(ask, "format=values").splitlines()]
        self.assertEqual(sorted((value, id) for value in known for id in known[value]),
                         sorted((each["value"], each["id"]) for each in values))
        plain = Counter(value for row in last(seen) if not row.object.get("revoked")
                        for value, is_enough in values_of(row.object) if is_enough)
        self.assertEqual(plain, Counter(self.export(ask, "format=list").splitlines()))

    # ---- TAXII ----

    def walk(self, ask, path, limit):
        found, more = [], ""
        while True:
            page = ask.json(f"{path}&limit={limit}{more}", Accept=TAXII)
            found += page.get("objects", page.get("versions", []))
            if not page.get("more"):
                return found
            more = f"&next={page['next']}"

    @everybody
    def test_taxii_gives_what_is_seen(self, ask, viewer, seen, world, chance):
        for collection in world.collections:
            url = (f"/taxii2/{collection['community']}/collections/{collection['id']}/")
            if not (viewer.is_operator or collection["public"] or
                    world.right(viewer, collection)):
                for path in ("objects/", "manifest/"):
                    code, _ = ask.ask("GET", url + path, Accept=TAXII)
                    self.assertIn(code, (401, 403, 404))
                continue
            self.check_taxii(ask, url, [row for row in seen if row.collection is collection],
                             chance)

    def check_taxii(self, ask, url, within, chance):
        spec = {}
        for row in within:
            spec[row.id] = max(spec.get(row.id, 0), row.spec)
        latest = [row for row in within if row.spec == spec[row.id]]
        for match, rows in (("last", last(latest)), ("all", latest)):
            expected = sorted(json.dumps(row.object, sort_keys=True) for row in rows)
            limit = chance.choice([7, 100, 5000])
            self.assertEqual(expected, sorted(
                json.dumps(object, sort_keys=True) for object
                in self.walk(ask, f"{url}objects/?match[version]={match}", limit)))
            records = self.walk(ask, f"{url}manifest/?match[version]={match}", limit)
            self.assertEqual(
                sorted((row.id, row.stamp) for row in rows),
                sorted((record["id"], "" if is_sco(record["id"]) else record["version"])
                       for record in records))
        for spec_version, number in (("2.0", 20), ("2.1", 21)):
            chosen = [row for row in within if row.spec == number]
            found = self.walk(ask, f"{url}objects/?match[spec_version]={spec_version}", 100)
            self.assertEqual(sorted(json.dumps(row.object, sort_keys=True) for row in last(chosen)),
                             sorted(json.dumps(object, sort_keys=True) for object in found))
        for row in chance.sample(within, min(3, len(within))):
            versions = [each for each in latest if each.id == row.id]
            found = self.walk(ask, f"{url}objects/{row.id}/?match[version]=all", 100)
            self.assertEqual(len(versions), len(found))
            if row.stamp:
                listed = self.walk(ask, f"{url}objects/{row.id}/versions/?", 100)
                self.assertEqual(sorted(each.stamp for each in versions), sorted(listed))

    @everybody
    def test_taxii_does_not_tell_of_what_is_hidden(self, ask, viewer, seen, world, chance):
        mine = {(row.id, row.collection["id"]) for row in seen}
        hidden = [row for row in world.rows if (row.id, row.collection["id"]) not in mine]
        for row in chance.sample(hidden, min(5, len(hidden))):
            url = (f"/taxii2/{row.collection['community']}/collections/"
                   f"{row.collection['id']}/objects/{row.id}/")
            for path in (url, url + "versions/"):
                code, _ = ask.ask("GET", path, Accept=TAXII)
                self.assertIn(code, (401, 403, 404), path)


if __name__ == "__main__":
    unittest.main()
