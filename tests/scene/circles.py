"""For whom an object is beyond its label, stated plainly: embargoes, groups, release rules, grants.

Conditions take from what label and collection allow. They do not hold for the organisation that gave
the object, nor for the operator. Who does not say of which sector or country it is stands outside
each rule that asks for it.
"""

CONDITIONS = "extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c08"
SECTORS, COUNTRIES = ["state", "private", "academia"], ["JP", "DE", "KE"]
ENDED, FAR = "2020-01-01T00:00:00.000Z", "2999-01-01T00:00:00Z"


def some(random, words):
    return random.sample(words, random.randint(1, len(words) - 1))


def parties(random):
    out = {}
    if random.random() < 0.6:
        out["sectors"] = some(random, SECTORS)
    if not out or random.random() < 0.4:
        out["countries"] = some(random, COUNTRIES)
    return out


def conditions(random, organisation_ids, groups):
    """What an object may say. One group in five is of nobody here."""
    out = {"extension_type": "property-extension"}
    if random.random() < 0.4:
        out["embargo_until"] = random.choice([ENDED, FAR, FAR])
        if random.random() < 0.5:
            out["embargo_except_refs"] = random.sample(sorted(organisation_ids), 3)
    if random.random() < 0.3:
        out["sharing_group_ref"] = random.choice(groups)
    if random.random() < 0.4:
        out["only"] = parties(random)
    if random.random() < 0.3:
        out["never"] = parties(random)
    return out


def is_released(rules, sector, country):
    for key, word in (("sectors", sector), ("countries", country)):
        only, never = rules.get("only", {}).get(key), rules.get("never", {}).get(key)
        if (only or never) and not word:
            return False
        if only and word not in only or never and word in never:
            return False
    return True


def passes(it, who, is_givers, rules_of_collection):
    """`it`: what the object says; `who`: identity, sector, country and groups of an organisation."""
    if not is_released(rules_of_collection, who["sector"], who["country"]):
        return False
    if is_givers:
        return True
    if it.get("embargo_until") == FAR and who["identity"] not in it.get("embargo_except_refs", []):
        return False
    group = it.get("sharing_group_ref")
    if group and group not in who["groups"]:
        return False
    return is_released(it, who["sector"], who["country"])


NOBODY = {"identity": None, "sector": "", "country": "", "groups": [], "slug": None}


def is_granted(grant, who, in_community):
    if who["slug"] is None or ("group" not in grant and "organisation" not in grant and
                               not in_community):
        return False
    if grant.get("organisation", who["slug"]) != who["slug"]:
        return False
    if "group" in grant and grant["group"] not in who["group_slugs"]:
        return False
    return (grant.get("sector", who["sector"]) == who["sector"] and
            grant.get("country", who["country"]) == who["country"])
