"""TAXII 2.1: adding and deleting, and reading while others write. Numbers are those of the checklist
of the standard, kept in docs/formats/taxii.md."""

import json
import random
import threading
import time
import unittest
import uuid

from server import basic
from taxii import ONE, STAMP, TYPE, Scene, bare, ids, indicator, sco

T1, T2, T3 = (f"2024-0{n}-01T00:00:00.000Z" for n in (1, 2, 3))


class Add(Scene):
    def test_073_objects_are_there_when_the_status_is_complete_in_the_order_of_the_request(self):
        url = self.fresh()
        written = [indicator() for _ in range(20)]
        status = self.post(url, *written)
        self.assertEqual("complete", status["status"])
        self.assertEqual([each["id"] for each in written], ids(self.objects(url)))

    def test_074_the_same_again_is_no_error_and_changes_nothing(self):
        url, written, seen = self.fresh(), indicator(), sco()
        self.post(url, written, seen)
        before = self.manifest(url, "?match[version]=all")
        status = self.post(url, dict(reversed(list(written.items()))), seen, seen)
        self.assertEqual((3, 0), (status["success_count"], status["failure_count"]))
        self.assertEqual(before, self.manifest(url, "?match[version]=all"))

    def test_036_and_063_an_sco_has_one_version_wherever_it_is_told(self):
        one, two, seen = self.fresh(), self.fresh(), sco()
        told = [self.post(url, seen)["successes"][0]["version"] for url in (one, two, two)]
        for url in (one, two):
            told += [self.manifest(url)["objects"][0]["version"],
                     *self.versions(url, seen["id"])["versions"]]
        self.assertEqual(1, len(set(told)), told)
        self.assertNotEqual(*(self.manifest(url)["objects"][0]["date_added"]
                              for url in (one, two)))

    def test_075_a_new_version_stands_beside_the_old_one(self):
        url, first = self.fresh(), indicator(T1)
        self.post(url, first)
        self.post(url, dict(first, modified=T2))
        self.assertEqual([T1, T2], self.versions(url, first["id"])["versions"])

    def test_076_the_first_content_of_a_version_is_kept(self):
        url, first = self.fresh(), indicator()
        self.post(url, first)
        body = json.dumps({"objects": [dict(first, name="another")]})
        status = self.send("POST", url + "objects/", body).json
        self.assertEqual((0, 1), (status["success_count"], status["failure_count"]))
        self.assertIn("first is kept", status["failures"][0]["message"])
        self.assertEqual([first], self.objects(url)["objects"])

    def test_077_and_101_what_is_no_envelope_is_422_and_leaves_nothing(self):
        url, good = self.fresh(), indicator()
        text = json.dumps(good)
        for body in (text, f"[{text}]", json.dumps({"type": "bundle", "id": "bundle--1",
                                                    "objects": [good]}),
                     json.dumps({"objects": [good], "type": "bundle"}), "{}", '{"objects": []}',
                     '{"objects": {}}', "null", "<stix/>", '"objects"',
                     json.dumps({"objects": [good, dict(indicator(), spec_version="3.0")]}),
                     f'{{"objects": [{text}, {{"type": "indicator" "id": 1}}]}}',
                     f'{{"objects": [{text}], "more": maybe}}', f'{{"objects": [{text}]',
                     f'{{"objects": [{text}],}}', f'{{"objects": [{text} {text}]}}'):
            self.check_error(self.send("POST", url + "objects/", body), 422)
        self.assertEqual({}, self.objects(url))

    def test_077_an_object_that_cannot_be_kept_is_a_failure_and_the_others_are_taken(self):
        url, good = self.fresh(), indicator()
        wrong = [indicator(id="indicator--x"), {"type": "tool"}, indicator("yesterday"),
                 dict(indicator(), type="malware")]
        body = json.dumps({"objects": wrong[:2] + [good] + wrong[2:]})
        status = self.send("POST", url + "objects/", body).json
        self.assertEqual((5, 1, 4), tuple(status[name + "_count"] for name in
                                          ("total", "success", "failure")))
        for failure in status["failures"]:
            self.assertTrue(failure["id"] and failure["message"])
        self.assertEqual([wrong[0]["modified"], status["request_timestamp"], wrong[2]["created"],
                          wrong[3]["modified"]],
                         [failure["version"] for failure in status["failures"]])
        self.assertEqual([good["id"]], ids(self.objects(url)))

    def test_078_a_body_over_the_limit_is_413_whether_announced_or_chunked(self):
        most = self.get(ONE).json["max_content_length"]
        url = self.fresh() + "objects/"
        head = (f"POST {url} HTTP/1.1\r\nHost: a\r\nContent-Type: {TYPE}\r\n"
                f"Authorization: {basic('alice')}\r\n")
        announced = f"{head}Content-Length: {most + 1}\r\nConnection: close\r\n\r\n".encode()
        self.assertIn(b" 413 ", self.server.raw(announced).split(b"\r\n")[0])
        start = b'{"objects": [' + json.dumps(indicator()).encode()
        spaces = b" " * 1_000_000

        def chunks(count):
            yield start
            for _ in range(count):
                yield spaces
            yield b"]}"
        over = self.server.request("POST", url, chunks(most // len(spaces) + 1),
                                   {"Content-Type": TYPE}, user="alice")
        self.check_error(over, 413)
        under = self.server.request("POST", url, chunks(most // len(spaces) - 1),
                                    {"Content-Type": TYPE}, user="alice")
        self.assertEqual(202, under.code, under)

    def test_079_dates_of_adding_are_exact_and_only_rise(self):
        url = self.fresh()
        for _ in range(5):
            self.post(url, *[indicator() for _ in range(5)])
        added = [each["date_added"] for each in self.manifest(url)["objects"]]
        for each in added:
            self.assertRegex(each, STAMP)
        self.assertEqual(sorted(set(added)), added)

    def test_082_custom_properties_of_the_envelope_are_ignored(self):
        url, written = self.fresh(), indicator()
        body = json.dumps({"x_example": {"objects": [1]}, "more": False, "objects": [written],
                           "x_after": ["]", "}"]})
        self.assertEqual(202, self.send("POST", url + "objects/", body).code)
        self.assertEqual([written], self.objects(url)["objects"])

    def test_083_hostile_bodies_are_refused(self):
        url = self.fresh()
        deep = '{"a":' * 5000 + "1" + "}" * 5000
        for body in (b"", b" ", b"\0", b'{"objects": [{"type": "tool\0"}]}',
                     f'{{"objects": [{deep}]}}'.encode(), b'{"objects": [' + b"[" * 100000,
                     b'{"objects": [{"type":"tool","x":1e999999,"y":' + b"9" * 5000 + b"e}]}",
                     b"\x1f\x8b\x08\0\0\0\0\0", b"\xef\xbb\xbf", b"\xfe\xff\0{"):
            answer = self.send("POST", url + "objects/", body)
            self.assertIn(answer.code, (400, 413, 422), (body[:40], answer))
        self.assertEqual({}, self.objects(url))
        answer = self.send("POST", url + "objects/", json.dumps({"objects": [indicator()]}),
                           Accept="text/html")
        self.check_error(answer, 406)


class Delete(Scene):
    def gone(self, url, id):
        self.get(f"{url}objects/{id}/", code=404)
        self.get(f"{url}objects/{id}/versions/", code=404)
        for list in ("objects", "manifest"):
            self.assertNotIn(id, ids(self.get(f"{url}{list}/?match[version]=all").json))

    def delete(self, url, id, query="", code=200):
        answer = self.send("DELETE", f"{url}objects/{id}/{query}")
        self.assertEqual(code, answer.code, answer)
        return answer

    def test_084_the_answer_has_no_body_and_the_last_version_is_the_default(self):
        url, first = self.fresh(), indicator(T1)
        self.post(url, first, dict(first, modified=T3), dict(first, modified=T2))
        answer = self.delete(url, first["id"])
        self.assertEqual((b"", TYPE), (answer.body, answer.headers["Content-Type"]))
        self.assertEqual([T1, T2], self.versions(url, first["id"])["versions"])
        self.assertEqual(T2, self.objects(url)["objects"][0]["modified"])

    def test_085_what_was_deleted_is_gone_from_every_list(self):
        url, one, other = self.fresh(), indicator(T1), indicator()
        self.post(url, one, dict(one, modified=T2), other)
        self.delete(url, one["id"], "?match[version]=all")
        self.gone(url, one["id"])
        self.assertEqual([other["id"]], ids(self.objects(url)))
        self.delete(url, other["id"])
        self.gone(url, other["id"])
        self.assertEqual({}, self.objects(url))

    def test_086_versions_to_delete_are_chosen_as_versions_to_read(self):
        stamps = [f"2024-01-0{n}T00:00:00.000Z" for n in range(1, 7)]
        url, first = self.fresh(), indicator(stamps[0])
        self.post(url, *[dict(first, modified=each) for each in stamps])
        self.delete(url, first["id"], "?match[version]=first")
        self.delete(url, first["id"], "?match[version]=last")
        self.delete(url, first["id"], f"?match[version]={stamps[2]}")
        self.assertEqual([stamps[n] for n in (1, 3, 4)], self.versions(url, first["id"])["versions"])
        self.get(f"{url}objects/{first['id']}/?match[version]={stamps[2]}", code=404)
        self.delete(url, first["id"], f"?match[version]={stamps[2]}", 404)
        self.delete(url, first["id"], "?match[version]=new", 400)
        self.delete(url, first["id"], f"?match[version]=first,{stamps[3]}")
        self.assertEqual([stamps[4]], self.versions(url, first["id"])["versions"])
        for id in (f"indicator--{uuid.uuid4()}", "x"):
            self.check_error(self.delete(url, id, code=404), 404)

    def test_086_a_stix_version_is_deleted_without_the_other(self):
        url, new = self.fresh(), bare("tool")
        old = {name: value for name, value in new.items() if name != "spec_version"}
        self.post(url, old, new)
        self.delete(url, new["id"], "?match[spec_version]=2.1&match[version]=all")
        self.assertEqual([old], self.objects(url)["objects"])
        self.post(url, new)
        self.delete(url, new["id"], "?match[version]=all")
        self.gone(url, new["id"])

    def test_087_what_was_deleted_may_be_added_again(self):
        url, written, seen = self.fresh(), indicator(), sco()
        self.post(url, written, seen)
        before = self.manifest(url)["objects"]
        for each in (written, seen):
            self.delete(url, each["id"])
        self.post(url, written, seen)
        after = self.manifest(url)["objects"]
        self.assertEqual(ids({"objects": before}), ids({"objects": after}))
        self.assertLess(before[-1]["date_added"], after[0]["date_added"])


class Meanwhile(Scene):
    """A reader follows `next` while a writer adds versions and objects."""

    def write(self, url, seconds):
        chance, known = random.Random(7), []
        end, number = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            batch = []
            for _ in range(chance.randrange(1, 8)):
                number += 1
                stamp = f"2024-01-01T00:00:00.{number:06d}Z"
                if known and chance.random() < 0.4:
                    known.append(dict(chance.choice(known), modified=stamp))
                else:
                    known.append(indicator(stamp))
                batch.append(known[-1])
            self.post(url, *batch)
        self.written = {(each["id"], each["modified"]) for each in known}

    def read(self, url, query, limit):
        """Follows `next`, and added_after where a page was the last, until the writer is done."""
        seen, after, tail = [], "", ""
        while True:
            is_done = not self.writer.is_alive()
            answer = self.get(f"{url}objects/?{query}&limit={limit}{after}{tail}")
            page = answer.json
            seen += [(each["id"], each["modified"]) for each in page.get("objects", [])]
            if page.get("more"):
                tail = f"&next={page['next']}"
            elif is_done:
                return seen
            elif page:
                after, tail = f"&added_after={answer.headers['X-TAXII-Date-Added-Last']}", ""

    def test_051_a_reader_sees_each_version_once_and_the_last_of_each_object(self):
        url = self.fresh()
        self.writer = threading.Thread(target=self.write, args=(url, 3))
        self.writer.start()
        results = {}

        def keep(name, query, limit):
            results[name] = self.read(url, query, limit)
        readers = [threading.Thread(target=keep, args=each) for each in (
            ("all", "match[version]=all", 3), ("all, large", "match[version]=all", 50),
            ("last", "match[version]=last", 2), ("default", "", 20))]
        for reader in readers:
            reader.start()
        for thread in readers + [self.writer]:
            thread.join()
        for name in ("all", "all, large"):
            self.assertEqual(len(results[name]), len(set(results[name])), "none twice")
            self.assertEqual(self.written, set(results[name]))
        last = {}
        for id, modified in self.written:
            last[id] = max(last.get(id, ""), modified)
        for name in ("last", "default"):
            self.assertEqual(len(results[name]), len(set(results[name])), "none twice")
            self.assertLessEqual(set(last.items()), set(results[name]))

    def test_051_deleting_meanwhile_moves_no_page(self):
        url = self.fresh()
        written = [indicator() for _ in range(10)]
        self.post(url, *written)
        page = self.objects(url, "?limit=4")
        for gone in (written[3], written[5]):
            self.send("DELETE", f"{url}objects/{gone['id']}/")
        late = indicator()
        self.post(url, late)
        rest = self.objects(url, f"?next={page['next']}")
        wanted = [written[n]["id"] for n in (4, 6, 7, 8, 9)] + [late["id"]]
        self.assertEqual(wanted, ids(rest))


if __name__ == "__main__":
    unittest.main()
