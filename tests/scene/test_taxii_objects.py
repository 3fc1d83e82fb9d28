"""TAXII 2.1: objects, manifest and versions, filters and pages. Numbers are those of the checklist of
the standard, kept in docs/formats/taxii.md."""

import json
import random
import unittest
import uuid
from urllib.parse import quote

from taxii import STAMP, Scene, bare, ids, indicator, sco

# Those of STIX 2.1, which must never give an error [3.4.1].
TYPES = """attack-pattern campaign course-of-action grouping identity incident indicator
infrastructure intrusion-set location malware malware-analysis note observed-data opinion report
threat-actor tool vulnerability relationship sighting artifact autonomous-system directory
domain-name email-addr email-message file ipv4-addr ipv6-addr mac-addr mutex network-traffic process
software url user-account windows-registry-key x509-certificate language-content marking-definition
extension-definition""".split()


def versions_of(*stamps, **more):
    first = indicator(stamps[0], **more)
    return [dict(first, modified=each, name=f"version {each}") for each in stamps]


T1, T2, T3 = (f"2024-0{n}-01T00:00:00.000Z" for n in (1, 2, 3))


class Lists(Scene):
    def test_045_the_body_is_an_envelope_and_empty_when_nothing_is_found(self):
        url, written = self.fresh(), indicator()
        answer = self.get(url + "objects/")
        self.assertEqual(b"{}", answer.body)
        self.assertIsNone(answer.headers["X-TAXII-Date-Added-First"])
        self.post(url, written)
        self.assertEqual([written], self.objects(url)["objects"])
        self.assertEqual([written], self.get(f"{url}objects/{written['id']}/").json["objects"])
        self.assertEqual({}, self.objects(url, "?match[type]=malware"))

    def test_046_objects_come_in_the_order_in_which_they_were_added(self):
        url = self.fresh()
        written = [indicator() for _ in range(30)]
        for part in (written[:7], written[7:8], written[8:]):
            self.post(url, *part)
        self.assertEqual([each["id"] for each in written], ids(self.objects(url)))
        added = [each["date_added"] for each in self.manifest(url)["objects"]]
        self.assertEqual(sorted(added), added)
        self.assertEqual(len(added), len(set(added)))

    def test_047_headers_tell_when_the_first_and_the_last_were_added(self):
        url, written = self.fresh(), indicator()
        self.post(url, written, *[indicator() for _ in range(4)])
        added = [each["date_added"] for each in self.manifest(url)["objects"]]
        for path, first, last in (
                ("objects/", 0, 4), ("manifest/", 0, 4), ("objects/?limit=2", 0, 1),
                (f"objects/{written['id']}/", 0, 0), (f"objects/{written['id']}/versions/", 0, 0),
                (f"objects/?limit=2&added_after={added[1]}", 2, 3)):
            headers = self.get(url + path).headers
            self.assertEqual((added[first], added[last]), (headers["X-TAXII-Date-Added-First"],
                                                           headers["X-TAXII-Date-Added-Last"]))
            self.assertRegex(headers["X-TAXII-Date-Added-Last"], STAMP)

    def test_048_and_096_more_is_always_said_and_next_stands_with_it(self):
        url = self.fresh()
        first = versions_of(T1, T2, T3)
        self.post(url, *first, indicator(), indicator())
        for path, more in (("objects/?limit=2", True), ("objects/?limit=3", False),
                           ("manifest/?limit=1", True), ("manifest/", False),
                           (f"objects/{first[0]['id']}/versions/?limit=2", True),
                           (f"objects/{first[0]['id']}/versions/", False),
                           (f"objects/{first[0]['id']}/?match[version]=all&limit=1", True)):
            page = self.get(url + path).json
            self.assertIs(more, page["more"], path)
            self.assertEqual(more, isinstance(page.get("next"), str), path)

    def test_049_and_050_limit_bounds_a_page_and_must_be_a_number_above_zero(self):
        url = self.fresh()
        self.post(url, *[indicator() for _ in range(5)])
        for limit, count in ((1, 1), (4, 4), (5, 5), (6, 5), (10 ** 30, 5), ("005", 5)):
            self.assertEqual(count, len(self.objects(url, f"?limit={limit}")["objects"]))
        for limit in ("0", "-1", "abc", "1.5", "", "1e3", "+1", "%201", "00"):
            self.check_error(self.get(f"{url}objects/?limit={limit}", code=400), 400)

    def test_048_and_050_the_server_has_a_limit_of_its_own(self):
        url = self.fresh()
        self.post(url, *[indicator() for _ in range(1001)])
        for query in ("", "?limit=5000"):
            page = self.objects(url, query)
            self.assertEqual((1000, True), (len(page["objects"]), page["more"]))
            more = "&" if query else "?"
            rest = self.objects(url, f"{query}{more}next={page['next']}")
            self.assertEqual((1, False), (len(rest["objects"]), rest["more"]))

    def test_051_pages_of_any_limit_say_together_what_the_whole_says(self):
        chance = random.Random(51)
        url = self.fresh()
        for _ in range(6):
            self.post(url, *[each for n in range(chance.randrange(1, 9)) for each in
                             versions_of(*chance.sample([T1, T2, T3], chance.randrange(1, 4)))])
        for query in ("", "match[version]=all", "match[version]=first", "match[version]=first,last",
                      f"match[version]={T2}", "match[type]=indicator&match[version]=last"):
            for list in ("objects", "manifest"):
                whole = self.walk(f"{url}{list}/", query)
                self.assertEqual(1, len(whole))
                for limit in range(1, len(whole[0]) + 2):
                    pages = self.walk(f"{url}{list}/", f"{query}&limit={limit}")
                    self.assertEqual(whole[0], sum(pages, []), (query, limit))
                    self.assertEqual([limit] * (len(pages) - 1),
                                     [len(page) for page in pages[:-1]])

    def test_052_paging_by_the_header_reads_everything_once_too(self):
        url = self.fresh()
        written = [indicator() for _ in range(11)]
        self.post(url, *written)
        seen, after = [], ""
        while True:
            answer = self.get(f"{url}objects/?limit=3{after}")
            seen += ids(answer.json)
            if not answer.json.get("more"):
                break
            after = "&added_after=" + answer.headers["X-TAXII-Date-Added-Last"]
        self.assertEqual([each["id"] for each in written], seen)

    def test_053_and_100_next_belongs_to_its_filters(self):
        url, other = self.fresh(), self.fresh()
        for place in (url, other):
            self.post(place, *[indicator() for _ in range(5)])
        next = self.objects(url, "?limit=2&match[type]=indicator")["next"]
        again = f"?match[type]=indicator&next={next}"
        self.assertEqual(3, len(self.objects(url, again)["objects"]))
        for path in (f"{url}objects/?next={next}", f"{other}objects/{again}",
                     f"{url}objects/?match[type]=indicator,malware&next={next}",
                     f"{url}objects/{again}&match[version]=all", f"{url}objects/{again}x",
                     f"{url}objects/{again}&added_after={T1}", f"{url}objects/?next=",
                     f"{url}objects/?match[type]=indicator&next={next[::-1]}",
                     f"{url}objects/{again}&next={next}"):
            self.check_error(self.get(path, code=400), 400)

    def test_054_added_after_is_exclusive_and_stands_once(self):
        url = self.fresh()
        written = [indicator() for _ in range(3)]
        self.post(url, *written)
        added = [each["date_added"] for each in self.manifest(url)["objects"]]
        for stamp, count in ((added[0], 2), (added[1], 1), (added[2], 0),
                             ("2020-01-01T00:00:00Z", 3), ("2020-01-01T00:00:00.5Z", 3)):
            page = self.objects(url, f"?added_after={stamp}")
            self.assertEqual(count, len(page.get("objects", [])))
        for wrong in (f"{T1}&added_after={T2}", "", "yesterday", "2024-01-01", f"{T1},{T2}",
                      "2024-01-01T00:00:00", "2024-13-01T00:00:00Z"):
            self.check_error(self.get(f"{url}objects/?added_after={wrong}", code=400), 400)


class Match(Scene):
    def test_055_fields_are_anded_values_are_ored_and_a_field_stands_once(self):
        url = self.fresh()
        one, two, three = indicator(), bare("malware"), bare("campaign")
        self.post(url, one, two, three)
        both = f"?match[type]=indicator,malware&match[id]={two['id']},{three['id']}"
        self.assertEqual([two["id"]], ids(self.objects(url, both)))
        twice = f"{url}objects/?match[type]=indicator&match[type]=malware"
        self.check_error(self.get(twice, code=400), 400)

    def test_056_and_057_unknown_fields_are_ignored_and_malformed_values_refused(self):
        url = self.fresh()
        self.post(url, indicator())
        self.assertEqual(1, len(self.objects(url, "?match[colour]=red&verbose=1")["objects"]))
        for query in ("match[id]=x", "match[id]=", "match[type]=a,,b", "match[type]=",
                      "match[spec_version]=", "match[spec_version]=2", "match[version]="):
            self.check_error(self.get(f"{url}objects/?{query}", code=400), 400)

    def test_058_id_matches_exactly(self):
        url = self.fresh()
        written = [indicator() for _ in range(4)]
        self.post(url, *written)
        wanted = [written[1]["id"], written[3]["id"]]
        found = self.objects(url, f"?match[id]={wanted[1]},{wanted[0]},indicator--{uuid.uuid4()}")
        self.assertEqual(wanted, ids(found))
        other = written[1]["id"].replace("indicator", "malware")
        self.assertEqual({}, self.objects(url, f"?match[id]={other}"))

    def test_059_type_matches_exactly_and_no_type_of_stix_is_an_error(self):
        url = self.fresh()
        written = [bare(each) for each in ("malware", "malware-analysis", "tool")]
        self.post(url, *written)
        self.assertEqual([written[0]["id"]], ids(self.objects(url, "?match[type]=malware")))
        for type in TYPES:
            found = ids(self.objects(url, f"?match[type]={type}"))
            self.assertEqual([each["id"] for each in written if each["type"] == type], found)
        self.assertEqual({}, self.objects(url, "?match[type]=x-never-seen,another"))

    def test_060_the_last_version_of_each_object_is_the_default(self):
        url = self.fresh()
        one, other = versions_of(T1, T3, T2), versions_of(T2)
        self.post(url, *one, *other)
        for query in ("", "?match[version]=last"):
            self.assertEqual([one[1], other[0]], self.objects(url, query)["objects"])

    def test_061_first_last_all_and_instants_choose_versions(self):
        url = self.fresh()
        one, two, three = versions_of(T1, T2, T3)
        self.post(url, two, one, three)
        for query, wanted in (("first", [one]), ("last", [three]), ("all", [two, one, three]),
                              (T2, [two]), ("first,last", [one, three]),
                              (f"last,{T2}", [two, three]), (f"{T1},{T2}", [two, one]),
                              ("2023-01-01T00:00:00Z", [])):
            found = self.objects(url, f"?match[version]={query}").get("objects", [])
            self.assertEqual(wanted, found, query)
        for wrong in ("all,first", f"{T1},all", "first,first", f"{T1},{T1}", "newest", "First",
                      f"{T1},2024-01-01T00:00:00Z", "2024-01-01", "all,all"):
            self.check_error(self.get(f"{url}objects/?match[version]={wrong}", code=400), 400)

    def test_062_an_exact_version_is_compared_as_an_instant(self):
        url = self.fresh()
        texts = ["2024-01-01T00:00:01Z", "2024-01-01T00:00:02.500Z", "2024-01-01T00:00:03.123456Z",
                 "2024-01-01T00:00:04.123456789Z"]
        written = [indicator(each) for each in texts]
        self.post(url, *written)
        for text, wanted in list(zip(texts, written)) + [
                ("2024-01-01T00:00:01.000000Z", written[0]), ("2024-01-01T00:00:02.5Z", written[1])]:
            self.assertEqual([wanted["id"]], ids(self.objects(url, f"?match[version]={text}")), text)

    def test_063_objects_without_modified_have_created_or_their_arrival_as_version(self):
        url, seen = self.fresh(), sco()
        marking = {"type": "marking-definition", "spec_version": "2.1", "created": T2,
                   "id": f"marking-definition--{uuid.uuid4()}", "definition_type": "statement",
                   "definition": {"statement": "ours"}}
        self.post(url, marking, seen)
        both = [marking["id"], seen["id"]]
        for version in ("all", "first", "last"):
            self.assertEqual(both, ids(self.objects(url, f"?match[version]={version}")))
        self.assertEqual([marking["id"]], ids(self.objects(url, f"?match[version]={T2}")))
        arrival = self.versions(url, seen["id"])["versions"][0]
        self.assertRegex(arrival, STAMP)
        self.assertEqual([seen["id"]], ids(self.objects(url, f"?match[version]={arrival}")))
        self.assertEqual([T2], self.versions(url, marking["id"])["versions"])

    def test_064_and_100_of_each_object_the_latest_stix_version_is_the_default(self):
        url = self.fresh()
        old = indicator(T3)
        del old["spec_version"]
        new = dict(old, spec_version="2.1", modified=T2)
        only_old, seen = bare("tool"), sco()
        del only_old["spec_version"], seen["spec_version"]
        self.post(url, old, new, only_old, seen)
        for query, wanted in (("", [new, only_old, seen]), ("match[spec_version]=2.0", [old, only_old]),
                              ("match[spec_version]=2.1", [new, seen]),
                              ("match[spec_version]=2.0,2.1&match[version]=all",
                               [old, new, only_old, seen]),
                              ("match[version]=all", [new, only_old, seen]),
                              ("match[spec_version]=3.0", [])):
            self.assertEqual(wanted, self.objects(url, "?" + query).get("objects", []), query)

    def test_065_percent_encoding_and_order_of_parameters_make_no_difference(self):
        url = self.fresh()
        self.post(url, *versions_of(T1, T2), bare("malware"))
        wanted = self.objects(url, f"?match[type]=indicator,malware&match[version]={T1}&limit=1")
        for query in (f"limit=1&match[version]={T1}&match[type]=indicator,malware",
                      f"match%5Btype%5D=indicator%2Cmalware&match%5Bversion%5D={quote(T1)}&limit=1",
                      f"match%5btype]=indicator%2cmalware&match[version]={quote(T1, '')}&limit=%31"):
            self.assertEqual(wanted, self.objects(url, "?" + query))


class Single(Scene):
    def test_066_and_067_one_object_is_asked_for_as_a_list_is(self):
        url = self.fresh()
        one, two, three = versions_of(T1, T2, T3)
        self.post(url, one, two, three, indicator())
        path = f"{url}objects/{one['id']}/"
        for query, wanted in (("", [three]), ("?match[version]=all", [one, two, three]),
                              ("?match[version]=first", [one]), (f"?match[version]={T2}", [two]),
                              ("?match[spec_version]=2.0", []), ("?match[spec_version]=2.1", [three]),
                              ("?added_after=2999-01-01T00:00:00Z", []),
                              ("?match[type]=malware", [three])):
            self.assertEqual(wanted, self.get(path + query).json.get("objects", []), query)
        page = self.get(path + "?match[version]=all&limit=2").json
        rest = self.get(path + f"?match[version]=all&limit=2&next={page['next']}").json
        self.assertEqual([one, two, three], page["objects"] + rest["objects"])
        for id in (f"indicator--{uuid.uuid4()}", one["id"].replace("indicator", "tool"), "x"):
            self.check_error(self.get(f"{url}objects/{id}/", code=404), 404)
        self.check_error(self.get(path + "?match[version]=2001-01-01T00:00:00Z", code=404), 404)

    def test_068_and_099_a_manifest_names_each_object_and_its_version_as_posted(self):
        url = self.fresh()
        written = [indicator("2024-01-01T00:00:00Z"), indicator("2024-01-01T00:00:00.1200Z"), sco()]
        old = bare("tool")
        del old["spec_version"]
        self.post(url, *written, old)
        media_types = self.get(url).json["media_types"]
        records = self.manifest(url)["objects"]
        self.assertEqual([each["id"] for each in written + [old]], [each["id"] for each in records])
        for record, each in zip(records, written + [old]):
            self.assertRegex(record["date_added"], STAMP)
            self.assertEqual(each.get("modified", record["date_added"]), record["version"])
            self.assertIn(record["media_type"], media_types)
            spec = each.get("spec_version", "2.0")
            self.assertEqual(f"application/stix+json;version={spec}", record["media_type"])

    def test_069_a_manifest_is_filtered_and_paged_as_objects_are(self):
        url = self.fresh()
        self.post(url, *versions_of(T1, T2, T3), bare("malware"), sco())
        for query in ("", "?match[version]=all", "?match[type]=malware,indicator", "?limit=2",
                      "?match[spec_version]=2.0", f"?match[version]={T2}"):
            of_objects, of_manifest = self.get(url + "objects/" + query), self.get(
                url + "manifest/" + query)
            self.assertEqual(ids(of_objects.json), ids(of_manifest.json))
            self.assertEqual(of_objects.json.get("more"), of_manifest.json.get("more"))
            for name in ("X-TAXII-Date-Added-First", "X-TAXII-Date-Added-Last"):
                self.assertEqual(of_objects.headers[name], of_manifest.headers[name])
        self.assertEqual(4, len(self.manifest(url, "?match[version]=all&match[type]=indicator,malware")
                                ["objects"]))

    def test_070_to_072_versions_are_listed_as_posted_in_order_of_arrival(self):
        url = self.fresh()
        texts = [T2, "2024-01-01T00:00:00.123456Z", "2024-05-05T05:05:05Z"]
        written = versions_of(*texts)
        self.post(url, *written)
        id = written[0]["id"]
        self.assertEqual({"versions": texts, "more": False}, self.versions(url, id))
        page = self.versions(url, id, "?limit=2")
        rest = self.versions(url, id, f"?limit=2&next={page['next']}")
        self.assertEqual(texts, page["versions"] + rest["versions"])
        last = self.get(f"{url}objects/{id}/versions/?limit=1").headers["X-TAXII-Date-Added-Last"]
        self.assertEqual(texts[1:], self.versions(url, id, f"?added_after={last}")["versions"])
        self.assertEqual({}, self.versions(url, id, "?match[spec_version]=2.0"))
        self.versions(url, f"indicator--{uuid.uuid4()}", code=404)

    def test_080_objects_are_returned_as_they_were_posted(self):
        url = self.fresh()
        text = ('{"type":"indicator","id":"indicator--%s","created":"%s","modified":"%s",'
                '"spec_version":"2.1","x_number":1.50,"x_big":123456789012345678901234567890,'
                '"x_e":1E+2,"x_escaped":"\\u00e9\\/\\ud83d\\ude00","x_text":"連携 😀","x_null":null,'
                '"x_deep":{"a":[1,[2,{"b":[]}]]},"mod\\u0069fied_by":"me"}'
                % (uuid.uuid4(), T1, T2))
        answer = self.send("POST", url + "objects/", f'{{"objects": [ {text} ]}}'.encode())
        self.assertEqual(202, answer.code, answer)
        body = self.get(url + "objects/").body
        self.assertIn(text.encode(), body)
        self.assertEqual(T2, self.manifest(url)["objects"][0]["version"])

    def test_094_a_page_is_bounded_by_bytes_too(self):
        url = self.fresh()
        written = [indicator(description="x" * 3_000_000) for _ in range(4)]
        for each in written:
            self.post(url, each)
        pages = self.walk(url + "objects/")
        self.assertGreater(len(pages), 1)
        self.assertEqual([each["id"] for each in written],
                         [each["id"] for each in sum(pages, [])])
        self.assertEqual(written[0], json.loads(json.dumps(pages[0][0])))


if __name__ == "__main__":
    unittest.main()
