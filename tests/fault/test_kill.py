"""kill -9 at random moments, while files are imported and objects are posted.

What was acknowledged is there afterwards, byte for byte; nothing is half there; the store is sound and
goes on. RENKEI_KILLS says how many moments are tried.
"""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import unittest
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scene"))

from local import Asker  # noqa: E402
from server import Server, program  # noqa: E402

KILLS = int(os.environ.get("RENKEI_KILLS") or (50 if os.environ.get("RENKEI_LONG") else 6))
TAXII = "application/taxii+json;version=2.1"
OBJECTS = 60000  # of a file
# Of the time of a whole import; many kills in a row shall see it from its beginning to its end.
SHARE = max(0.1, 2 / KILLS)
POSTERS = 4


def indicator(chance, number):
    id = uuid.UUID(int=chance.getrandbits(128), version=4)
    return {"type": "indicator", "spec_version": "2.1", "id": f"indicator--{id}",
            "created": "2024-01-01T00:00:00Z", "modified": "2024-01-01T00:00:00Z",
            "name": f"number {number}", "pattern": f"[domain-name:value = 'd{number}.example']",
            "pattern_type": "stix", "valid_from": "2024-01-01T00:00:00Z"}


def make_file(chance, folder):
    objects = [indicator(chance, number) for number in range(OBJECTS)]
    path = folder / "objects.jsonl"
    path.write_text("".join(json.dumps(object) + "\n" for object in objects))
    return path, objects


class Killing(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """Measures a whole import."""
        server = Server()
        try:
            path, _ = make_file(random.Random("whole"), server.folder)
            began = time.monotonic()
            server.run("import", "--store", server.store, path)
            cls.whole_s = time.monotonic() - began
        finally:
            server.close()

    def setUp(self):
        self.chance = random.Random(self.id())
        self.server = Server()
        self.addCleanup(self.server.close)

    def held(self):
        """id -> object, of what the store has; what it has is whole."""
        lines = self.server.run("export", "--store", self.server.store, "--format", "jsonl",
                                "--all-versions").split("\n")[:-1]
        objects = [json.loads(line) for line in lines]
        held = {object["id"]: object for object in objects}
        self.assertEqual(len(objects), len(held), "twice")
        return held

    def check_sound(self):
        self.assertEqual("ok\n", self.server.run("store", "check", "--store", self.server.store))
        self.assertRegex(self.server.run("verify", "store", "--store", self.server.store), "^ok: ")

    def wait(self, share=SHARE):
        time.sleep(self.chance.uniform(0, share * self.whole_s))

    def check_part(self, objects, before):
        """Held is what was held, and of the file whole objects as they came, from its beginning."""
        held = self.held()
        mine = {object["id"]: object for object in objects}
        for id, object in held.items():
            self.assertEqual(mine[id], object)
        self.assertLessEqual(before, set(held))
        there = [object["id"] in held for object in objects]
        self.assertEqual(sorted(there, reverse=True), there, "objects are taken in their order")
        self.check_sound()
        return set(held)

    def test_an_import_beside_the_store_loses_nothing(self):
        path, objects = make_file(self.chance, self.server.folder)
        before = set()
        for kill in range(KILLS):
            process = subprocess.Popen([program(), "import", "--store", str(self.server.store),
                                        "--json", str(path)], stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL)
            self.wait()
            process.send_signal(signal.SIGKILL)
            told, _ = process.communicate()
            with self.subTest(kill=kill):
                before = self.check_part(objects, before)
                if told.strip():  # it had ended
                    self.assertEqual(len(objects), len(before))
        report = json.loads(self.server.run("import", "--store", self.server.store, "--json", path))
        self.assertEqual((len(objects) - len(before), len(before), 0),
                         (report["taken"], report["known"], report["refused"]))
        self.check_part(objects, {object["id"] for object in objects})

    def test_all_or_nothing_leaves_nothing(self):
        path, objects = make_file(self.chance, self.server.folder)
        for kill in range(KILLS):
            process = subprocess.Popen([program(), "import", "--store", str(self.server.store),
                                        "--all-or-nothing", "--json", str(path)],
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            self.wait(1)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            held = self.check_part(objects, set())
            self.assertIn(len(held), (0, len(objects)))
            if held:
                break

    def test_an_import_through_the_server_loses_nothing(self):
        path, objects = make_file(self.chance, self.server.folder)
        before = set()
        for kill in range(KILLS):
            self.server.start()
            process = subprocess.Popen([program(), "import", "--store", str(self.server.store),
                                        "--json", str(path)], stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE)
            self.wait()
            self.server.kill()
            told, said = process.communicate(timeout=60)
            with self.subTest(kill=kill):
                if process.returncode == 0:
                    self.assertEqual(len(objects), sum(json.loads(told)[word]
                                                       for word in ("taken", "known")))
                else:
                    self.assertEqual(2, process.returncode)
                    self.assertTrue(said.startswith(b"renkei: "), said)
                after = self.check_part(objects, before)
                if process.returncode == 0:
                    self.assertEqual(len(objects), len(after))
                before = after

    # ---- posts ----

    def post(self, asker, objects, by_taxii):
        if by_taxii:
            code, body = asker.ask("POST", "/taxii2/home/collections/home/objects/",
                                   json.dumps({"objects": objects}), Content_Type=TAXII,
                                   Accept=TAXII)
            return code == 202 and json.loads(body)["success_count"] == len(objects)
        code, body = asker.ask("POST", "/api/v1/import?collection=home",
                               "".join(json.dumps(object) + "\n" for object in objects))
        return code == 200 and json.loads(body)["taken"] == len(objects)

    def poster(self, seed, acknowledged, sent):
        """Posts until the server is gone; remembers what was sent and what was answered."""
        chance = random.Random(seed)
        asker = Asker(self.server, token=self.server.first["token"])
        try:
            for turn in range(10 ** 9):
                objects = [indicator(chance, n) for n in range(chance.choice([1, 1, 3, 50, 700]))]
                sent += objects
                if self.post(asker, objects, by_taxii=turn % 2):
                    acknowledged += objects
        except (OSError, http.client.HTTPException):
            pass
        finally:
            asker.close()

    def test_what_was_posted_and_acknowledged_is_there(self):
        acknowledged, sent = [], []
        for kill in range(KILLS):
            self.server.start()
            threads = [threading.Thread(target=self.poster, args=(f"{kill} {n}", acknowledged, sent))
                       for n in range(POSTERS)]
            for thread in threads:
                thread.start()
            self.wait()
            self.server.kill()
            for thread in threads:
                thread.join()
            with self.subTest(kill=kill):
                held = self.held()
                for object in acknowledged:
                    self.assertEqual(object, held.get(object["id"]))
                known = {object["id"]: object for object in sent}
                for id, object in held.items():
                    self.assertEqual(known[id], object)
                self.check_sound()
        self.assertTrue(acknowledged)

    def test_search_catches_up_after_a_kill(self):
        path, objects = make_file(self.chance, self.server.folder)
        for kill in range(max(1, KILLS // 3)):
            self.server.start()
            importing = subprocess.Popen([program(), "import", "--store", str(self.server.store),
                                          "--quiet", str(path)], stderr=subprocess.DEVNULL)
            self.wait()
            self.server.kill()
            importing.wait(60)
        self.server.start()
        asker = Asker(self.server, token=self.server.first["token"])
        self.addCleanup(asker.close)
        for _ in range(600):
            if asker.json("/api/v1/overview")["search"]["behind"] == 0:
                break
            time.sleep(0.1)
        total = asker.json("/api/v1/overview")["total"]
        page = asker.json(f"/api/v1/objects?q=%22number+{max(0, total - 1)}%22&limit=10")
        self.assertEqual(min(total, 1), page["total"]["count"])


if __name__ == "__main__":
    unittest.main()
