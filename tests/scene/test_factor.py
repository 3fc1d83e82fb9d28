"""A second factor and a new beginning: on a page over TLS and beside it, by a program, at the machine."""

import base64
import hmac
import json
import re
import shutil
import ssl
import subprocess
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

from server import PASSWORD, Server
from test_sign_on import Page, run

WORLD = {
    "organisations": [{"slug": slug, "name": slug.title()} for slug in ("alpha", "beta")],
    "communities": [{"slug": "one", "title": "One", "members": ["alpha", "beta"]}],
    "collections": [{"alias": "in", "title": "In", "community": "one", "default_tlp": "TLP:GREEN",
                     "members": [{"organisation": "alpha", "read": True, "write": True}]}],
    "accounts": [{"name": "alice", "organisation": "alpha", "password": PASSWORD},
                 {"name": "ada", "organisation": "alpha", "password": PASSWORD,
                  "administrator": True},
                 {"name": "bob", "organisation": "beta", "password": PASSWORD, "operator": True}],
}
FRESH = "tea at noon, then rain"


class Device:
    """What somebody carries: makes codes as RFC 6238 says, of steps that it has not shown yet."""

    def __init__(self, uri):
        self.secret = base64.b32decode(re.search(r"[?&]secret=([A-Z2-7]+)", uri)[1])
        self.step = 0

    def code(self):
        self.step = max(self.step + 1, int(time.time()) // 30)
        mac = hmac.digest(self.secret, self.step.to_bytes(8, "big"), "sha1")
        number = int.from_bytes(mac[mac[19] & 15:][:4], "big") & 0x7fffffff
        return f"{number % 10 ** 6:06d}"


def enrol(page):
    code, offer = page.ask("POST", "/factor")
    assert code == 201, offer
    device = Device(offer["uri"])
    code, answer = page.ask("PUT", "/factor", {"code": device.code()})
    assert code == 200, answer
    return device, answer["codes"]


def enter(page, name, code="", password=PASSWORD):
    return page.ask("POST", "/session", {"name": name, "password": password, "code": code})[0]


class SecondFactor(unittest.TestCase):
    def setUp(self):
        self.server = Server(WORLD)
        self.addCleanup(self.server.close)

    def basic(self, name, password=PASSWORD):
        word = base64.b64encode(f"{name}:{password}".encode()).decode()
        return self.server.get("/api/v1/me", headers={"Authorization": "Basic " + word})

    @unittest.skipUnless(shutil.which("openssl"), "openssl is not here")
    def test_over_tls_a_device_is_set_up_and_asked_for_from_then_on(self):
        certificate, key = self.server.folder / "certificate.pem", self.server.folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", certificate,
                        "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
        self.server.options = ["--certificate", str(certificate), "--key", str(key)]
        self.server.start()
        context = ssl.create_default_context(cafile=certificate)
        page, other = (Page(self.server, context=context).sign_in() for _ in range(2))
        device, codes = enrol(page)
        self.assertEqual(10, len(set(codes)))
        self.assertIsNone(other.ask("GET", "/me")[1]["name"])  # it came in by the password alone
        fresh = Page(self.server, context=context)
        self.assertEqual([401, 401, 401], [enter(fresh, "alice", code)
                                           for code in ("", "000000", "abcd-efgh-ijkl-mnop")])
        self.assertIsNone(fresh.cookie)
        self.assertEqual(200, enter(fresh, "alice", device.code()))
        self.assertEqual("alice", fresh.ask("GET", "/me")[1]["name"])

    def test_each_recovery_code_is_good_once_also_after_the_server_was_started_again(self):
        self.server.start()
        _, codes = enrol(Page(self.server).sign_in())
        self.assertEqual(200, enter(Page(self.server), "alice", codes[0]))
        self.server.stop()
        self.server.start()
        self.assertEqual(401, enter(Page(self.server), "alice", codes[0]))
        self.assertEqual(200, enter(Page(self.server), "alice", codes[1].upper().replace("-", " ")))

    def test_two_at_once_with_one_code_are_one(self):
        self.server.start()
        page = Page(self.server).sign_in()
        device, _ = enrol(page)
        code = device.code()
        with ThreadPoolExecutor(4) as pool:
            told = list(pool.map(lambda _: enter(Page(self.server), "alice", code), range(4)))
        self.assertEqual([200, 401, 401, 401], sorted(told))

    def test_a_program_comes_by_a_token_and_not_by_the_password(self):
        self.server.start()
        page = Page(self.server).sign_in()
        token = page.ask("POST", "/tokens", {"label": "taxii"})[1]["token"]
        self.assertEqual(200, self.basic("alice").code)
        enrol(page)
        refused = self.basic("alice")
        self.assertEqual(401, refused.code)
        self.assertIn("uses a token here", refused.json["detail"])
        self.assertEqual(refused.json, self.basic("nobody").json)
        self.assertEqual("alice", self.basic("alice", token).json["name"])

    def test_who_is_asked_for_one_does_nothing_before_it_is_set_up(self):
        self.server.start()
        page = Page(self.server).sign_in()
        run(self.server, "admin", "need-codes", "alpha", "--as", "ada")
        run(self.server, "admin", "need-codes", "beta", "--as", "ada", code=1)
        self.assertEqual("problem.enrol_first", page.ask("GET", "/tokens")[1]["code"])
        self.assertTrue(page.ask("GET", "/me")[1]["must_enrol"])
        enrol(page)
        self.assertEqual(200, page.ask("GET", "/tokens")[0])
        ada = Page(self.server).sign_in("ada")
        self.assertEqual(403, ada.ask("GET", "/tokens")[0])
        run(self.server, "admin", "need-no-codes", "alpha")
        self.assertEqual(200, ada.ask("GET", "/tokens")[0])
        run(self.server, "admin", "need-codes")
        self.assertEqual(403, ada.ask("GET", "/tokens")[0])


class NewBeginning(unittest.TestCase):
    def setUp(self):
        self.server = Server(WORLD)
        self.addCleanup(self.server.close)
        self.server.start()

    def recover(self, name, *more):
        out, said = run(self.server, "admin", "recover", name, *more)
        self.assertRegex(out, r"^/recover#rr_[\w-]{43}\n$")
        return {"secret": out.strip().split("#")[1], "password": FRESH}, said

    def use(self, wish):
        code, answer = Page(self.server).ask("POST", "/recovery", wish)
        return code if code == 204 else answer["code"]

    def test_another_pair_of_eyes_opens_it_and_the_machine_s_do_not(self):
        page = Page(self.server).sign_in()
        token = page.ask("POST", "/tokens", {"label": "a"})[1]["token"]
        _, codes = enrol(page)
        wish, said = self.recover("alice")
        self.assertIn("ada, bob", said)
        self.assertEqual("problem.recovery_waits", self.use(wish))
        out, _ = run(self.server, "admin", "recoveries", "--as", "ada")
        id = out.split()[0]
        self.assertIn("of alice  by the operator at the machine", out)
        _, error = run(self.server, "admin", "confirm", id, "--as", "ada", code=1)
        self.assertIn("somebody else's", error)
        self.assertEqual(403, page.ask("POST", f"/recoveries/{id}/confirmation")[0])
        ada = Page(self.server).sign_in("ada")
        self.assertEqual(204, ada.ask("POST", f"/recoveries/{id}/confirmation")[0])
        self.assertEqual(204, self.use(wish))
        self.assertIsNone(page.ask("GET", "/me")[1]["name"])
        self.assertEqual(401, self.server.get("/api/v1/objects", headers={
            "Authorization": "Bearer " + token}).code)
        self.assertEqual(401, enter(Page(self.server), "alice", codes[0]))
        self.assertEqual(200, enter(Page(self.server), "alice", password=FRESH))
        self.assertEqual("problem.recovery", self.use(wish))

    def test_it_is_confirmed_by_a_token_from_elsewhere(self):
        out, _ = run(self.server, "admin", "token", "eyes", "--as", "bob", "--scopes", "admin")
        file = self.server.folder / "token"
        file.write_text(out)
        beside = ["--server", f"http://127.0.0.1:{self.server.port}", "--token", str(file)]
        wish, _ = self.recover("alice")
        out, _ = run(self.server, "admin", "recoveries", "--json", beside=beside)
        row, = json.loads(out)["recoveries"]
        run(self.server, "admin", "confirm", row["id"], beside=beside)
        run(self.server, "admin", "confirm", row["id"], beside=beside, code=1)
        self.assertEqual(204, self.use(wish))
        wish, _ = self.recover("alice")
        out, _ = run(self.server, "admin", "recoveries", "--json", beside=beside)
        run(self.server, "admin", "refuse", json.loads(out)["recoveries"][0]["id"], beside=beside)
        self.assertEqual("problem.recovery", self.use(wish))

    def test_the_last_operator_needs_nobody_s_leave(self):
        self.server.close()
        self.server = Server({**WORLD, "accounts": WORLD["accounts"][:2]})
        self.addCleanup(self.server.close)
        self.server.start()
        wish, said = self.recover("operator")  # whom `init` made
        self.assertNotIn("confirm", said)
        self.assertEqual("problem.password_names",
                         self.use({**wish, "password": "operator operator"}))
        self.assertEqual(204, self.use(wish))
        self.assertEqual(200, enter(Page(self.server), "operator", password=FRESH))

    def test_a_page_of_another_site_and_whoever_has_no_secret_open_nothing(self):
        wish, _ = self.recover("bob")
        self.assertEqual("problem.recovery", self.use({**wish, "secret": "rr_" + "A" * 43}))
        self.assertEqual("problem.recovery", self.use({**wish, "secret": wish["secret"][:-1]}))
        self.assertEqual(403, self.server.request("POST", "/api/v1/recovery",
                                                  body=json.dumps(wish)).code)
        run(self.server, "admin", "recover", "nobody", code=1)
        self.assertEqual(404, Page(self.server).sign_in("bob").ask(
            "POST", "/admin/recoveries", {"name": "alice"})[0])


if __name__ == "__main__":
    unittest.main()
