"""Signing on by a provider of OpenID Connect: a real one, and one that lies in every way it can."""

import http.client
import json
import threading
import time
import unittest

from provider import Liar, Real, Traveller, certify, challenge_of, is_here, parts_of
from server import PASSWORD, Server
from test_factor import enrol
from test_sign_on import FIREFOX, Page, run

WORLD = {
    "organisations": [{"slug": "alpha", "name": "Alpha"}],
    "communities": [{"slug": "one", "title": "One", "members": ["alpha"]}],
    "collections": [{"alias": "in", "title": "In", "community": "one", "default_tlp": "TLP:GREEN",
                     "members": [{"organisation": "alpha", "read": True, "write": True}]}],
    "accounts": [{"name": name, "organisation": "alpha", "password": PASSWORD}
                 for name in ("alice", "carol", "dora", "erin")],
}
REACH = ["--reach", "127.0.0.1"]


class Browser(Page):
    """With a jar for each of its cookies."""

    def __init__(self, server):
        super().__init__(server)
        self.jar, self.travels = {}, Traveller()

    def ask(self, method, path, body=None, more=None):
        plug = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        headers = {"Renkei-Request": "1", "User-Agent": FIREFOX,
                   "Cookie": "; ".join(f"{name}={value}" for name, value in self.jar.items()),
                   **(more or {})}
        plug.request(method, "/api/v1" + path, None if body is None else json.dumps(body), headers)
        got = plug.getresponse()
        text = got.read()
        self.set_cookies = got.headers.get_all("Set-Cookie") or []
        for line in self.set_cookies:
            name, value = line.split(";")[0].split("=", 1)
            self.jar[name] = value
        plug.close()
        return got.status, json.loads(text) if text else None

    @property
    def name(self):
        return self.ask("GET", "/me")[1]["name"]


def setUpModule():
    server = Server(WORLD, REACH)
    unittest.addModuleCleanup(server.close)
    Place.certificate = certify(server.folder, "known")
    server.options += ["--authority", str(Place.certificate[0])]
    server.start()
    Place.server, Place.here = server, f"http://127.0.0.1:{server.port}"


class Place(unittest.TestCase):

    @classmethod
    def name_provider(cls, slug, issuer, words, *more):
        secret = cls.server.folder / "secret"
        secret.write_text(words + "\n")
        run(cls.server, "admin", "provider", "add", slug, f"issuer={issuer}", "client=renkei",
            f"secret-file={secret}", f"here={cls.here}", *more)

    def begin(self, browser, slug, path="/sign-on"):
        code, answer = browser.ask("POST", path, {"provider": slug})
        self.assertEqual(200, code, answer)
        return answer["url"]

    def acts(self):
        return [json.loads(line)["act"] for line in run(self.server, "audit", "--format", "jsonl")[0]
                .splitlines()]


@unittest.skipUnless(is_here(), "oidc-provider is not here: script/bootstrap test")
class WithARealOne(Place):
    @classmethod
    def setUpClass(cls):
        cls.real = Real(cls.here, "ES256")
        cls.addClassCleanup(cls.real.close)
        cls.name_provider("city", cls.real.issuer, cls.real.secret, "name=City", "organisation=alpha",
                          "domain=city.example", "claim=sub=kenta", "strong=otp")

    def travel(self, browser, login, path="/sign-on", **form):
        url = self.begin(browser, "city", path)
        return browser.ask("PUT", "/sign-on", browser.travels.travel(
            url, self.here, login=login, **form))

    def linked(self, name, login, **form):
        """Somebody who has linked who they are there."""
        browser = Browser(self.server)
        browser.sign_in(name)
        code, answer = self.travel(browser, login, "/links", **form)
        self.assertEqual((200, {"done": "linked"}), (code, answer))
        return browser

    def test_who_has_linked_it_signs_in_by_it_and_by_nothing_less(self):
        fresh = Browser(self.server)
        code, answer = self.travel(fresh, "alice")  # the name is the same, and says nothing
        self.assertEqual((403, "problem.provider_unknown"), (code, answer["code"]))
        self.linked("alice", "alice-there")
        code, answer = self.travel(Browser(self.server), "alice-there")
        self.assertEqual((200, "alice"), (code, answer["name"]))
        other = Browser(self.server)
        other.sign_in("erin")
        code, answer = self.travel(other, "alice-there", "/links")
        self.assertEqual((409, "problem.linked"), (code, answer["code"]))
        links = other.ask("GET", "/links")[1]["links"]
        self.assertEqual([], links)

    def test_cookies_state_and_nonce_are_of_one_browser_and_good_once(self):
        self.linked("dora", "dora-there")
        browser, stranger = Browser(self.server), Browser(self.server)
        url = self.begin(browser, "city")
        self.assertRegex(browser.set_cookies[0], r"^renkei-sign-on=ro_[\w-]{43}; Path=/; "
                                                 r"Max-Age=600; HttpOnly; SameSite=Lax$")
        back = browser.travels.travel(url, self.here, login="dora-there")
        self.begin(stranger, "city")
        wrong = [(stranger, back), (Browser(self.server), back),
                 (browser, {**back, "state": "x" * 43}), (browser, {"code": back["code"]})]
        for who, what in wrong:
            code, answer = who.ask("PUT", "/sign-on", what)
            self.assertEqual((403, "problem.sign_on"), (code, answer["code"]))
        for site in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "none"}):
            self.assertEqual(403, browser.ask("PUT", "/sign-on", back, site)[0])
        self.assertEqual(200, browser.ask("PUT", "/sign-on", back)[0])
        self.assertEqual("dora", browser.name)
        code, answer = browser.ask("PUT", "/sign-on", back)
        self.assertEqual((403, "problem.sign_on"), (code, answer["code"]))
        rows = browser.ask("GET", "/sessions")[1]["sessions"]
        self.assertEqual(["City"], [row["provider"] for row in rows if row["is_this"]])
        self.assertEqual(204, browser.ask("DELETE", "/session")[0])
        self.assertIsNone(browser.name)

    def test_an_account_is_made_where_the_rules_say_so_and_has_a_way_in(self):
        browser = Browser(self.server)
        code, answer = self.travel(browser, "kenta")
        self.assertEqual((200, "kenta", "alpha", "reader"),
                         (code, answer["name"], answer["organisation"]["slug"], answer["role"]))
        self.assertEqual("kenta of the city", answer["display"])
        (link,) = browser.ask("GET", "/links")[1]["links"]
        code, answer = browser.ask("DELETE", f"/links/{link['id']}")
        self.assertEqual((409, "problem.last_link"), (code, answer["code"]))
        again = Browser(self.server)
        self.assertEqual((200, "kenta"), (self.travel(again, "kenta")[0], again.name))

    def test_a_second_factor_counts_when_the_operator_says_so_and_else_a_code_does(self):
        browser = Browser(self.server)
        browser.sign_in("carol")
        self.assertEqual("linked", self.travel(browser, "carol-there", "/links")[1]["done"])
        device, codes = enrol(browser)
        fresh = Browser(self.server)
        code, answer = self.travel(fresh, "carol-there")
        self.assertEqual((200, {"done": "code"}), (code, answer))
        self.assertIsNone(fresh.name)
        self.assertEqual(403, fresh.ask("POST", "/sign-on/code", {"code": "000000"})[0])
        self.assertEqual(200, fresh.ask("POST", "/sign-on/code", {"code": codes[0]})[0])
        self.assertEqual("carol", fresh.name)
        self.assertEqual(403, fresh.ask("POST", "/sign-on/code", {"code": codes[1]})[0])
        strong = Browser(self.server)
        code, answer = self.travel(strong, "carol-there", mfa="1")
        self.assertEqual((200, "carol"), (code, answer["name"]))
        # It is a proof, too, and is asked anew each time.
        self.assertIn("&prompt=login&max_age=0", self.begin(strong, "city", "/sign-on/proof"))
        code, answer = self.travel(strong, "carol-there", "/sign-on/proof", mfa="1")
        self.assertEqual((200, {"done": "proved"}), (code, answer))
        strong.travels = Traveller()
        code, answer = self.travel(strong, "somebody", "/sign-on/proof", mfa="1")
        self.assertEqual(403, code)
        (link,) = strong.ask("GET", "/links")[1]["links"]
        self.assertEqual(204, strong.ask("DELETE", f"/links/{link['id']}")[0])
        self.assertEqual(403, self.travel(Browser(self.server), "carol-there")[0])
        self.assertLessEqual({"link.added", "link.removed", "sign_in", "provider.set"},
                             set(self.acts()))

    def test_what_the_provider_says_no_to_is_told_in_our_words(self):
        browser = Browser(self.server)
        back = browser.travels.travel(self.begin(browser, "city"), self.here, login="", no="1")
        self.assertEqual("access_denied", back["error"])
        code, answer = browser.ask("PUT", "/sign-on", back)
        self.assertEqual((403, "problem.provider_refused"), (code, answer["code"]))
        self.assertNotIn("<b>", json.dumps(answer))


class WithOneThatLies(Place):
    @classmethod
    def setUpClass(cls):
        cls.liar = Liar(cls.server.folder)
        cls.addClassCleanup(cls.liar.close)
        cls.name_provider("liar", cls.liar.issuer, "a secret")
        browser = Browser(cls.server)
        browser.sign_in("alice")
        code, answer = browser.ask("POST", "/links", {"provider": "liar"})
        assert code == 200, answer
        url = answer["url"]
        cls.liar.nonce = parts_of(url)["nonce"]
        code, answer = browser.ask("PUT", "/sign-on",
                                   {"code": "c", "state": parts_of(url)["state"]})
        assert (code, answer) == (200, {"done": "linked"}), answer

    def setUp(self):
        self.liar.tell_the_truth()

    def come(self, **back):
        """To the provider and back, without going there."""
        browser = Browser(self.server)
        parts = parts_of(self.begin(browser, "liar"))
        self.liar.nonce = parts["nonce"]
        code, answer = browser.ask("PUT", "/sign-on",
                                   {"code": "c", "state": parts["state"], **back})
        self.assertEqual(code == 200, browser.name is not None)
        return code, answer.get("code") or answer["name"]

    def refused(self):
        self.assertEqual((502, "problem.provider_failed"), self.come())

    def test_the_truth_is_believed_and_the_code_goes_with_its_verifier(self):
        browser = Browser(self.server)
        url = self.begin(browser, "liar")
        parts = parts_of(url)
        self.assertTrue(url.startswith(self.liar.issuer + "/auth?tenant=1&response_type=code&"))
        self.assertEqual(("renkei", "S256", self.here + "/sign-on"),
                         (parts["client_id"], parts["code_challenge_method"], parts["redirect_uri"]))
        self.liar.nonce = parts["nonce"]
        code, answer = browser.ask("PUT", "/sign-on", {"code": "c&d", "state": parts["state"]})
        self.assertEqual((200, "alice"), (code, answer["name"]))
        (form,) = self.liar.forms
        self.assertEqual(("c&d", self.here + "/sign-on"), (form["code"], form["redirect_uri"]))
        self.assertEqual(parts["code_challenge"], challenge_of(form["code_verifier"]))
        self.assertNotIn("client_secret", form)
        self.assertEqual(3, len({parts["state"], parts["nonce"], form["code_verifier"]}))

    def test_each_lie_in_a_token_is_found(self):
        now = int(time.time())
        for claims in ({"nonce": "another"}, {"aud": "other"}, {"aud": ["renkei", "other"]},
                       {"azp": "other"}, {"iss": self.liar.issuer + "/"}, {"exp": now - 120},
                       {"iat": now - 3600}, {"iat": now + 3600}, {"sub": ""}, {"sub": 7}):
            with self.subTest(claims=claims):
                self.liar.claims = claims
                self.refused()
        self.liar.claims = {"sub": "somebody"}
        self.assertEqual((403, "problem.provider_unknown"), self.come())

    def test_each_lie_in_a_signature_is_found(self):
        for header, sign in (({"alg": "none"}, lambda said: b""),
                             ({"alg": "None"}, lambda said: b""),
                             ({"alg": "HS256"}, self.liar.by_mac),
                             ({"alg": "ES256"}, self.liar.sign),
                             ({}, lambda said: b"\0" * 64),
                             ({}, self.liar.by(self.liar.other)),
                             ({"jwk": self.liar.public(self.liar.other)},
                              self.liar.by(self.liar.other)),
                             ({"kid": "another"}, self.liar.sign),
                             ({"crit": ["b64"], "b64": False}, self.liar.sign)):
            with self.subTest(header=header):
                self.liar.header, self.liar.sign = header, sign
                self.refused()
        # A key that is not known has them read again, at most once a minute.
        self.assertLessEqual(sum(path == "/keys" for path, _ in self.liar.asked), 1)

    def test_answers_that_are_none_end_in_a_sentence(self):
        for made in ((500, {}, "{}"), (400, {}, '{"error":"invalid_grant"}'), (200, {}, "{}"),
                     (200, {}, "no JSON"), (200, {}, '{"id_token":7}'), (200, {}, '{"id_token":"a.b"}'),
                     (200, {}, "[" * 100000), (200, {}, " " * (1 << 20)),
                     (302, {"Location": f"http://127.0.0.1:{self.server.port}/api/v1/me"}, "")):
            with self.subTest(made=str(made)[:60]):
                self.liar.answers = {"/token": made}
                self.refused()

    def test_an_answer_by_another_issuer_is_refused(self):
        self.assertEqual((502, "problem.provider_failed"), self.come(iss="https://other.example"))
        self.assertEqual((200, "alice"), self.come(iss=self.liar.issuer))

    def test_who_does_not_answer_keeps_no_more_than_two_waiting(self):
        held = threading.Event()
        self.liar.answers = {"/token": lambda: (held.wait(20), (200, {}, "{}"))[1]}
        try:
            browsers = [Browser(self.server) for _ in range(3)]
            states = [parts_of(self.begin(browser, "liar"))["state"] for browser in browsers]
            said = []
            threads = [threading.Thread(target=lambda at=at: said.append(browsers[at].ask(
                "PUT", "/sign-on", {"code": "c", "state": states[at]}))) for at in range(2)]
            for thread in threads:
                thread.start()
            end = time.monotonic() + 10
            while sum(path == "/token" for path, _ in self.liar.asked) < 2:
                self.assertLess(time.monotonic(), end)
                time.sleep(0.01)
            back = {"code": "c", "state": states[2]}
            code, answer = browsers[2].ask("PUT", "/sign-on", back)
            self.assertEqual((503, "problem.busy"), (code, answer["code"]))
            self.assertEqual(200, Browser(self.server).ask("GET", "/overview")[0])
        finally:
            held.set()
        for thread in threads:
            thread.join()
        self.assertEqual([502, 502], [code for code, _ in said])
        self.liar.tell_the_truth()  # who was told to come again has lost nothing
        self.liar.nonce = "another"
        self.assertEqual(502, browsers[2].ask("PUT", "/sign-on", back)[0])


class OverTls(Place):
    def come(self, slug, certificate, **metadata):
        """What is answered at the beginning, or else at the end; and what was asked there."""
        liar = Liar(self.server.folder, certificate)
        self.addCleanup(liar.close)
        liar.metadata.update(metadata)
        self.name_provider(slug, liar.issuer, "a secret")
        browser = Browser(self.server)
        code, answer = browser.ask("POST", "/sign-on", {"provider": slug})
        if code == 200:
            parts = parts_of(answer["url"])
            liar.nonce = parts["nonce"]
            code, answer = browser.ask("PUT", "/sign-on", {"code": "c", "state": parts["state"]})
        return code, answer["code"], len(liar.asked)

    def test_a_certificate_is_verified_and_no_part_of_a_provider_speaks_without_tls(self):
        self.assertEqual((403, "problem.provider_unknown", 3), self.come("known", self.certificate))
        other = certify(self.server.folder, "other")
        self.assertEqual((502, "problem.provider_failed", 0), self.come("other", other))
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            with self.subTest(name=name):
                self.assertEqual((502, "problem.provider_failed", 1),
                                 self.come(name, self.certificate, **{name: "http://127.0.0.1:9/a"}))


class AtTheMachine(Place):
    def test_a_provider_is_named_changed_listed_and_removed(self):
        good = ["issuer=http://[::1]:9", "client=renkei", "here=https://renkei.example"]

        def add(*words, code=0):
            return run(self.server, "admin", "provider", "add", *words, code=code)[1]
        self.assertIn("issuer: a URL", add("a", "issuer=http://10.0.0.1", *good[1:], code=2))
        self.assertIn("issuer: a URL", add("a", "issuer=https://x.example/?a", *good[1:], code=2))
        self.assertIn("here: how", add("a", *good[:2], "here=https://renkei.example/x", code=2))
        self.assertIn("organisation: only", add("a", *good, "organisation=alpha", code=2))
        self.assertIn("secret: write it", add("a", *good, "secret=x", code=2))
        add("a", *good, "name=A")
        add("a", "name=B")
        self.assertIn("another name", add("b", *good, code=1))
        self.assertIn("is another", add("a", "issuer=https://other.example", code=1))
        listed = json.loads(run(self.server, "admin", "provider", "list", "--json")[0])["providers"]
        self.assertEqual([("a", "B", False)],
                         [(row["slug"], row["name"], row["has_secret"]) for row in listed
                          if row["slug"] == "a"])
        # Its address is of this machine, and not in the networks of --reach.
        code, answer = Browser(self.server).ask("POST", "/sign-on", {"provider": "a"})
        self.assertEqual((502, "problem.provider_failed"), (code, answer["code"]))
        self.assertIn("not a public address", self.server.said())
        run(self.server, "admin", "provider", "remove", "a")
        run(self.server, "admin", "provider", "remove", "a", code=1)
        slugs = [row["slug"] for row in Browser(self.server).ask("GET", "/providers")[1]["providers"]]
        self.assertNotIn("a", slugs)


if __name__ == "__main__":
    unittest.main()
