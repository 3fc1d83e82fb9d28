"""Who is who, and how they come and go: in a browser, by a token, at the machine.

What each viewer sees stands here before and after, said by the rule and never by asking the program.
"""

import json
import unittest

from command import indicator
from local import Asker
from server import PASSWORD, Server, basic
from test_sign_on import Page

GREEN = ["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]
AMBER = ["marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"]
GOOD = "violet anchor 71 tundra"  # a password that nobody guesses


def account(name, organisation, **more):
    return dict({"name": name, "organisation": organisation, "password": PASSWORD}, **more)


def world():
    members = [{"organisation": "alpha", "read": True, "write": True},
               {"organisation": "beta", "read": True}]
    return {
        "organisations": [{"slug": "alpha", "name": "Alpha Hospital", "sector": "private"},
                          {"slug": "beta", "name": "Beta Bank"},
                          {"slug": "gamma", "name": "Gamma Grid"}],
        "communities": [{"slug": "one", "title": "One", "members": ["alpha", "beta"]},
                        {"slug": "two", "title": "Two", "members": ["gamma"]}],
        "collections": [
            {"alias": "ring", "title": "Ring", "community": "one", "default_tlp": "TLP:GREEN",
             "community_reads": True, "members": members},
            {"alias": "far", "title": "Far", "community": "two", "default_tlp": "TLP:GREEN",
             "members": [{"organisation": "gamma", "read": True, "write": True}]}],
        "accounts": [account("ada", "alpha", administrator=True), account("al", "alpha"),
                     account("rea", "alpha", role="reader"),
                     account("ben", "beta", administrator=True), account("bo", "beta"),
                     account("gus", "gamma", administrator=True,
                             memberships=[{"organisation": "beta", "role": "reader"}]),
                     account("root", "alpha", operator=True)],
    }


class Parties(unittest.TestCase):
    """A server of its own for each test: what is done here changes who may what."""

    def setUp(self):
        self.server = Server(world())
        self.addCleanup(self.server.close)
        self.server.start()
        self.green = self.give("ada", "one/ring", object_marking_refs=GREEN)
        self.amber = self.give("ada", "one/ring", object_marking_refs=AMBER)
        self.far = self.give("gus", "two/far", object_marking_refs=GREEN)

    def give(self, name, collection, code=200, **more):
        object = indicator(**more)
        answer = self.server.request(
            "POST", f"/api/v1/import?collection={collection}", json.dumps(object),
            {"Accept": None, "Renkei-Request": "1", "Content-Type": "application/json"}, user=name)
        self.assertEqual(code, answer.code, answer)
        if code == 200:
            self.assertEqual(1, answer.json["taken"], answer)
        return object["id"]

    def seen(self, asker):
        """Which of the three somebody sees, in a list and one by one."""
        def ask(path):
            if isinstance(asker, Page):
                return asker.ask("GET", path)
            code, text = asker.ask("GET", "/api/v1" + path)
            return code, json.loads(text)
        three = {self.green, self.amber, self.far}
        rows = {row["id"] for row in ask("/objects")[1]["rows"]} & three
        alone = {id for id in three
                 if ask(f"/objects/{id}")[0] == 200}
        self.assertEqual(rows, alone)
        return rows

    def asker(self, **who):
        asker = Asker(self.server, **who)
        self.addCleanup(asker.close)
        return asker

    def page(self, name):
        return Page(self.server).sign_in(name)

    def sign_in_fails(self, name, password=PASSWORD):
        code, answer = Page(self.server).ask("POST", "/session",
                                             {"name": name, "password": password})
        self.assertEqual((401, "problem.sign_in"), (code, answer["code"]))

    def ok(self, page, method, path, body=None, code=204):
        got, answer = page.ask(method, path, body)
        self.assertEqual(code, got, (method, path, answer))
        return answer

    def refused(self, page, method, path, body=None, code=403, says=""):
        got, answer = page.ask(method, path, body)
        self.assertEqual(code, got, (method, path, answer))
        self.assertIn(says, answer["detail"])

    # ---- coming ----

    def test_who_takes_an_invitation_belongs_to_the_organisation_and_nobody_takes_it_twice(self):
        ada, stranger = self.page("ada"), Page(self.server)
        made = self.ok(ada, "POST", "/organisations/alpha/invitations",
                       {"role": "reader", "note": "for Nina"}, 201)
        self.assertRegex(made["secret"], r"^ri_[\w-]{43}$")
        shown = self.ok(stranger, "POST", "/invitation", {"secret": made["secret"]}, 200)
        self.assertEqual(("Alpha Hospital", "reader"), (shown["organisation"], shown["role"]))
        taking = {"secret": made["secret"], "name": "nina", "display": "Nina", "password": GOOD}
        self.refused(stranger, "POST", "/invitation/taken", dict(taking, password="alphanina1"),
                     422)
        self.refused(stranger, "POST", "/invitation/taken", dict(taking, name="ben"), 409)
        self.refused(stranger, "POST", "/invitation/taken", dict(taking, name="ni na"), 400)
        self.ok(stranger, "POST", "/invitation/taken", taking)
        nina = Page(self.server)
        code, me = nina.ask("POST", "/session", {"name": "nina", "password": GOOD})
        self.assertEqual((200, "alpha", "reader"), (code, me["organisation"]["slug"], me["role"]))
        self.assertEqual({self.green, self.amber}, self.seen(nina))
        answer = self.server.request(
            "POST", "/api/v1/import?collection=one/ring", json.dumps(indicator()),
            {"Accept": None, "Renkei-Request": "1", "Cookie": nina.cookie})
        self.assertEqual(403, answer.code, answer)
        self.refused(stranger, "POST", "/invitation/taken", dict(taking, name="nora"), 404)
        self.refused(stranger, "POST", "/invitation", {"secret": made["secret"]}, 404)
        self.assertEqual(["nina"], [row["taker"] for row in self.ok(
            ada, "GET", "/organisations/alpha/invitations", None, 200)["invitations"]])

    def test_who_has_an_account_joins_another_organisation_with_it_and_acts_for_one_at_a_time(self):
        made = self.ok(self.page("gus"), "POST", "/organisations/gamma/invitations",
                       {"role": "contributor"}, 201)
        bo = self.page("bo")
        self.assertEqual({self.green, self.amber}, self.seen(bo))
        self.ok(bo, "POST", "/invitation/taken", {"secret": made["secret"]})
        self.assertEqual({self.green, self.amber}, self.seen(bo), "still for beta")
        self.ok(bo, "PUT", "/me/organisation", {"organisation": "gamma"})
        self.assertEqual({self.far}, self.seen(bo))
        me = self.ok(bo, "GET", "/me", None, 200)
        self.assertEqual("gamma", me["organisation"]["slug"])
        self.assertEqual(["beta", "gamma"], [row["slug"] for row in me["organisations"]])
        self.refused(bo, "PUT", "/me/organisation", {"organisation": "alpha"}, 404)
        self.refused(bo, "PUT", "/me/organisation", {"organisation": "nowhere"}, 404)
        # A token acts for what it was made for, whatever the page does.
        token = self.ok(bo, "POST", "/tokens", {"label": "far"}, 201)["token"]
        self.ok(bo, "PUT", "/me/organisation", {"organisation": "beta"})
        self.assertEqual({self.green, self.amber}, self.seen(bo))
        self.assertEqual({self.far}, self.seen(self.asker(token=token)))
        # By name and password it is the one that they came with, unless they say another.
        self.assertEqual({self.green, self.amber},
                         self.seen(self.asker(basic=basic("bo"))))
        self.assertEqual({self.far}, self.seen(self.asker(basic=basic("bo@gamma"))))
        self.assertEqual({self.far}, self.seen(self.asker(as_name="bo@gamma")))
        for name in ("bo@alpha", "bo@nowhere", "nobody@beta"):
            self.sign_in_fails(name)
        self.ok(self.page("gus"), "DELETE", "/organisations/gamma/persons/bo")
        code, _ = self.asker(token=token).ask("GET", "/api/v1/objects")
        self.assertEqual(401, code, "it was for gamma")
        self.sign_in_fails("bo@gamma")
        self.assertEqual({self.green, self.amber}, self.seen(bo))

    def test_a_person_asks_an_organisation_and_its_administrator_answers(self):
        gus, ada, al = self.page("gus"), self.page("ada"), self.page("al")
        self.ok(gus, "POST", "/requests", {"organisation": "alpha", "words": "We work together."})
        self.refused(gus, "POST", "/requests", {"organisation": "alpha"}, 409)
        self.refused(gus, "POST", "/requests", {"organisation": "gamma"}, 409)
        self.refused(gus, "POST", "/requests", {"organisation": "nowhere"}, 404)
        row, = self.ok(ada, "GET", "/requests", None, 200)["requests"]
        self.assertEqual(("gus", "We work together.", True),
                         (row["name"], row["words"], row["may_decide"]))
        self.assertEqual([], self.ok(al, "GET", "/requests", None, 200)["requests"])
        accepted = {"verdict": "accepted", "role": "contributor"}
        for page in (al, self.page("ben"), gus):
            self.refused(page, "PUT", f"/requests/{row['id']}", accepted, 404)
        self.refused(ada, "PUT", f"/requests/{row['id']}", {"verdict": "accepted"}, 400, "role")
        self.ok(ada, "PUT", f"/requests/{row['id']}", accepted)
        self.refused(ada, "PUT", f"/requests/{row['id']}", accepted, 404)
        self.ok(gus, "PUT", "/me/organisation", {"organisation": "alpha"})
        self.assertEqual({self.green, self.amber}, self.seen(gus))
        self.ok(self.page("bo"), "POST", "/requests", {"organisation": "alpha"})
        row, = [row for row in self.ok(ada, "GET", "/requests", None, 200)["requests"]
                if row["verdict"] == "open"]
        self.ok(ada, "PUT", f"/requests/{row['id']}", {"verdict": "declined"})
        self.assertEqual(["declined"], [row["verdict"] for row in self.ok(
            self.page("bo"), "GET", "/requests", None, 200)["requests"]])

    # ---- going ----

    def test_what_is_suspended_ends_at_once_and_nothing_is_lost(self):
        bo, ben, root = self.page("bo"), self.page("ben"), self.page("root")
        token = self.ok(bo, "POST", "/tokens", {"label": "sensor"}, 201)["token"]
        self.assertEqual({self.green, self.amber}, self.seen(self.asker(token=token)))
        self.refused(ben, "PUT", "/organisations/beta/state", {"state": "suspended"})
        self.ok(ben, "PUT", "/organisations/beta/persons/bo", {"state": "suspended"})
        self.assertIsNone(bo.ask("GET", "/me")[1]["name"])
        self.assertEqual(401, self.asker(token=token).ask("GET", "/api/v1/objects")[0])
        self.assertEqual(set(), self.seen(self.page("bo")), "acts for nobody, as a stranger reads")
        self.ok(ben, "PUT", "/organisations/beta/persons/bo", {"state": "active"})
        self.assertEqual({self.green, self.amber}, self.seen(self.page("bo")))
        # Everywhere: by the operator, and there is no way in.
        bo = self.page("bo")
        self.refused(ben, "PUT", "/persons/bo/state", {"state": "suspended"})
        self.refused(root, "PUT", "/persons/root/state", {"state": "suspended"}, 409)
        self.ok(root, "PUT", "/persons/bo/state", {"state": "suspended"})
        self.assertIsNone(bo.ask("GET", "/me")[1]["name"])
        self.sign_in_fails("bo")
        self.ok(root, "PUT", "/persons/bo/state", {"state": "active"})
        self.page("bo")
        # A whole organisation: its persons and those who only act for it.
        gus = self.page("gus")
        self.ok(gus, "PUT", "/me/organisation", {"organisation": "beta"})
        self.assertEqual({self.green, self.amber}, self.seen(gus))
        self.ok(root, "PUT", "/organisations/beta/state", {"state": "suspended"})
        for page in (ben, gus):
            self.assertIsNone(page.ask("GET", "/me")[1]["name"])
        self.assertEqual(set(), self.seen(self.page("ben")))
        self.assertEqual({self.far}, self.seen(self.page("gus")))
        self.assertEqual(set(), self.seen(self.asker(as_name="beta")))
        self.assertNotIn("beta", [row["slug"] for row in self.ok(
            self.page("ada"), "GET", "/organisations", None, 200)["organisations"]])
        self.ok(root, "PUT", "/organisations/beta/state", {"state": "active"})
        self.assertEqual({self.green, self.amber}, self.seen(self.page("ben")))

    def test_an_organisation_keeps_its_last_administrator(self):
        ada, root = self.page("ada"), self.page("root")
        for method, body in (("DELETE", None), ("PUT", {"role": "curator"}),
                             ("PUT", {"state": "suspended"})):
            self.refused(ada, method, "/organisations/alpha/persons/ada", body, 409, "last")
        self.ok(ada, "PUT", "/organisations/alpha/persons/al", {"role": "administrator"})
        self.ok(ada, "DELETE", "/organisations/alpha/persons/ada")
        self.assertIsNone(ada.ask("GET", "/me")[1]["name"], "who left is signed out there")
        al = self.page("al")
        self.refused(al, "DELETE", "/organisations/alpha/persons/al", None, 409)
        self.ok(root, "PUT", "/organisations/alpha/persons/al", {"role": "reader"})

    def test_only_an_administrator_of_the_organisation_or_the_operator_does_any_of_it(self):
        asked = (("GET", "/organisations/alpha/persons", None),
                 ("GET", "/organisations/alpha/invitations", None),
                 ("POST", "/organisations/alpha/invitations", {"role": "reader"}),
                 ("PUT", "/organisations/alpha", {"name": "Mine"}),
                 ("PUT", "/organisations/alpha/persons/root", {"role": "curator"}),
                 ("DELETE", "/organisations/alpha/persons/root", None),
                 ("POST", "/organisations/alpha/services", {"name": "s"}),
                 ("PUT", "/organisations/alpha/clients/beta", None),
                 ("PUT", "/organisations/alpha/verified", None),
                 ("PUT", "/organisations/alpha/state", {"state": "left"}))
        for method, path, body in asked:
            for name in ("al", "rea", "ben", "bo"):
                self.refused(self.page(name), method, path, body)
            self.refused(self.page("gus"), method, path, body, 404)  # does not know it
            code, _ = Page(self.server).ask(method, path, body)
            self.assertIn(code, (401, 403), path)
        ada = self.page("ada")
        for body in ({"sector": "state"}, {"country": "JP"}, {"patron": "beta"}):
            self.refused(ada, "PUT", "/organisations/alpha", body, 403, "operator")
        for path in ("verified", "state"):
            self.refused(ada, "PUT", f"/organisations/alpha/{path}", {"state": "active"}, 403)
        token = self.ok(ada, "POST", "/tokens", {"label": "t", "scopes": ["read", "write"]},
                        201)["token"]
        code, answer = self.asker(token=token).ask(
            "PUT", "/api/v1/organisations/alpha", json.dumps({"name": "Mine"}))
        self.assertEqual((403, "problem.scope"), (code, json.loads(answer)["code"]))

    # ---- what they are ----

    def test_an_organisation_says_what_it_is_in_words_that_all_know(self):
        ada, root = self.page("ada"), self.page("root")
        self.ok(ada, "PUT", "/organisations/alpha",
                {"name": "Alpha", "industries": ["healthcare"], "languages": ["en", "ja"]})
        for body in ({"industries": ["hospitals"]}, {"languages": ["en", "not a tag"]},
                     {"name": ""}, {"industries": "healthcare"}, {"name": "a" * 201}):
            code, _ = ada.ask("PUT", "/organisations/alpha", body)
            self.assertIn(code, (400, 422), body)
        for body in ({"sector": "hospital"}, {"country": "Japan"}, {"patron": "alpha"},
                     {"patron": "nowhere"}):
            code, _ = root.ask("PUT", "/organisations/alpha", body)
            self.assertIn(code, (400, 404), body)
        self.ok(root, "PUT", "/organisations/alpha", {"sector": "civil-society", "country": "JP"})
        self.ok(root, "PUT", "/organisations/alpha/verified")
        row, = [row for row in self.ok(self.page("bo"), "GET", "/organisations", None,
                                       200)["organisations"] if row["slug"] == "alpha"]
        self.assertEqual(("Alpha", "civil-society", "JP", ["healthcare"], ["en", "ja"],
                          "root@alpha"), tuple(row[name] for name in (
                              "name", "sector", "country", "industries", "languages", "verifier")))
        self.ok(root, "PUT", "/organisations/delta", {"name": "Delta"})
        self.refused(ada, "PUT", "/organisations/epsilon", {"name": "Epsilon"}, 404)
        self.refused(root, "PUT", "/organisations/a%20b", {"name": "Ab"}, 400)

    def test_a_client_reads_amber_of_its_patron_until_it_is_none(self):
        self.server.run("setup", *self.server.beside, self.file({
            "organisations": [{"slug": "kappa", "name": "Kappa"}],
            "communities": [{"slug": "one", "title": "One", "members": ["kappa"]}],
            "accounts": [account("kim", "kappa")]}))
        ben, ada, kim = self.page("ben"), self.page("ada"), self.page("kim")
        self.assertEqual({self.green}, self.seen(kim))
        self.ok(ben, "PUT", "/organisations/beta/clients/kappa")
        self.refused(ada, "PUT", "/organisations/alpha/clients/kappa", None, 409)
        self.assertEqual({self.green, self.amber}, self.seen(kim))
        self.ok(ben, "DELETE", "/organisations/beta/clients/kappa")
        self.assertEqual({self.green}, self.seen(kim))

    def file(self, world):
        path = self.server.folder / "more.json"
        path.write_text(json.dumps(world))
        return path

    def test_a_service_has_no_password_and_comes_by_the_tokens_that_an_administrator_makes(self):
        ada = self.page("ada")
        self.ok(ada, "POST", "/organisations/alpha/services",
                {"name": "sensor", "display": "The sensor", "role": "reader"})
        self.refused(ada, "POST", "/organisations/alpha/services", {"name": "sensor"}, 409)
        self.refused(ada, "POST", "/organisations/alpha/services",
                     {"name": "boss", "role": "administrator"}, 400)
        self.sign_in_fails("sensor")
        self.sign_in_fails("sensor", "")
        made = self.ok(ada, "POST", "/organisations/alpha/persons/sensor/tokens",
                       {"label": "dns", "scopes": ["read", "match"]}, 201)
        self.refused(ada, "POST", "/organisations/alpha/persons/sensor/tokens",
                     {"label": "all", "scopes": ["admin"]})
        self.refused(ada, "POST", "/organisations/alpha/persons/al/tokens", {"label": "his"})
        self.refused(self.page("ben"), "POST", "/organisations/alpha/persons/sensor/tokens",
                     {"label": "theirs"})
        sensor = self.asker(token=made["token"])
        self.assertEqual({self.green, self.amber}, self.seen(sensor))
        self.refused(ada, "PUT", "/organisations/alpha/persons/sensor", {"role": "administrator"},
                     400)
        self.ok(ada, "DELETE", "/organisations/alpha/persons/sensor")
        self.assertEqual(401, sensor.ask("GET", "/api/v1/objects")[0])

    # ---- communities ----

    def terms(self, **more):
        return dict({"purpose": "To warn each other.", "relaying": "TLP:GREEN to members' clients.",
                     "default_tlp": "TLP:GREEN", "joining": "asked", "curator": "alpha",
                     "days": 0}, **more)

    def community(self, page, slug="one"):
        rows = self.ok(page, "GET", "/communities", None, 200)["communities"]
        return {row["slug"]: row for row in rows}.get(slug)

    def accept(self, page, slug="one"):
        digest = self.community(page, slug)["terms"]["digest"]
        self.ok(page, "POST", f"/communities/{slug}/acceptance", {"digest": digest})

    def test_nobody_reads_in_a_community_whose_terms_their_organisation_has_not_accepted(self):
        root, ada, ben, bo = (self.page(name) for name in ("root", "ada", "ben", "bo"))
        self.assertEqual({self.green, self.amber}, self.seen(bo))
        self.refused(ada, "POST", "/communities/one/terms", self.terms())
        self.ok(root, "POST", "/communities/one/terms", self.terms())
        for page in (ada, ben, bo):
            self.assertEqual(set(), self.seen(page))
            self.assertEqual("waiting", self.community(page)["standing"])
        self.give("ada", "one/ring", code=404)
        self.refused(bo, "POST", "/communities/one/acceptance",
                     {"digest": self.community(bo)["terms"]["digest"]}, 403, "administrator")
        self.refused(ben, "POST", "/communities/one/acceptance", {"digest": "00" * 32}, 409)
        self.accept(ben)
        self.assertEqual({self.green, self.amber}, self.seen(bo))
        self.assertEqual(set(), self.seen(ada))
        self.accept(ada)
        self.give("ada", "one/ring")
        terms = self.community(bo)["terms"]
        self.assertEqual(("ben@beta", 1), (terms["accepter"], terms["text"]["number"]))
        # Who curates says the next ones, with time to read them; and may see who has accepted.
        self.refused(ben, "POST", "/communities/one/terms", self.terms())
        self.refused(ada, "POST", "/communities/one/terms", self.terms(curator="beta"), 403)
        old = terms["digest"]
        self.ok(ada, "POST", "/communities/one/terms", self.terms(days=30, purpose="To help."))
        self.assertIn(self.green, self.seen(bo))
        self.refused(ben, "POST", "/communities/one/acceptance", {"digest": old}, 409)
        members = {row["slug"]: row for row in self.community(ada)["members"]}
        self.assertEqual((1, True), (members["beta"]["accepted"],
                                     members["beta"]["accept_by"] is not None))
        self.assertEqual([], self.community(bo)["members"])

    def test_an_organisation_asks_to_be_let_into_a_community_and_reads_when_it_has_accepted(self):
        root, ada, gus = (self.page(name) for name in ("root", "ada", "gus"))
        self.assertIsNone(self.community(gus), "it may not even know it")
        self.refused(gus, "POST", "/requests", {"community": "one"}, 404)
        self.ok(root, "POST", "/communities/one/terms", self.terms())
        self.accept(ada)
        self.assertEqual("outside", self.community(gus)["standing"])
        self.ok(gus, "POST", "/requests", {"community": "one", "words": "We make power."})
        row, = self.ok(ada, "GET", "/requests", None, 200)["requests"]
        self.refused(gus, "PUT", f"/requests/{row['id']}", {"verdict": "accepted"}, 404)
        self.ok(ada, "PUT", f"/requests/{row['id']}", {"verdict": "accepted"})
        self.assertEqual({self.far}, self.seen(gus))
        self.accept(gus)
        self.assertEqual({self.far, self.green}, self.seen(gus))
        self.refused(gus, "DELETE", "/communities/one/members/alpha", None, 403)
        self.ok(gus, "DELETE", "/communities/one/members/gamma")
        self.assertEqual({self.far}, self.seen(gus))
        self.ok(ada, "PUT", "/communities/one/members/gamma", None, 404)

    def test_what_is_taken_from_an_organisation_is_gone_from_its_collections_too(self):
        bo, root = self.page("bo"), self.page("root")
        self.ok(root, "DELETE", "/communities/one/members/beta")
        self.assertEqual(set(), self.seen(bo))
        self.ok(root, "PUT", "/communities/one/members/beta")
        self.assertEqual({self.green}, self.seen(bo), "the community's right, not the member's")


if __name__ == "__main__":
    unittest.main()
