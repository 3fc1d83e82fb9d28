// The rule, in the order in which it is asked. The first line that applies decides.
//
//     who or what                                  decision
//     the tally                                    a vote: TALLY; anything else: NO_RIGHT
//     a vote                                       its author, with a right: AUTHOR; else VOTE
//     the operator                                 OPERATOR
//     CLEAR in a public collection                 PUBLIC
//     no right to read in the collection           NO_RIGHT
//     CLEAR, GREEN                                 MEMBER, GRANT, CLIENT or COMMUNITY
//     AMBER, member or client                      MEMBER, GRANT, CLIENT
//     AMBER+STRICT, member                         MEMBER, GRANT
//     RED, author or recipient                     AUTHOR, RECIPIENT
//     what is left                                 RED: NOT_NAMED; AMBER, AMBER+STRICT: NOT_MEMBER
//
// A grant makes a member of who is none. What was allowed so far, but to the tally and the
// operator, can then still be refused, by the first of these that applies:
//
//     the collection's release rules leave it out  PLACE_RELEASE
//     its organisation gave the object             (nothing below is asked)
//     an embargo that has not ended, not excepted  EMBARGO
//     a sharing group that it is not in            GROUP
//     the object's release rules leave it out      RELEASE
//
// Who does not say of which sector or country it is stands outside every rule that asks for it.
//
// Author and recipient stand behind RED alone, as in DESIGN. Behind AMBER they were asked for once:
// the rows of a class could then not be counted without looking at each, and who had written
// without a right to read was told how many there are.
#include "policy/policy.h"

const char *policy_role_name(enum role role) {
    static const char *const names[] = {"", "reader", "contributor", "curator", "administrator"};
    return names[role];
}

const char *rule_sentence(enum rule rule) {
    switch (rule) {
    case RULE_OPERATOR: return "the operator of the machine reads and writes everything but votes";
    case RULE_PUBLIC: return "anyone reads TLP:CLEAR in a public collection";
    case RULE_COMMUNITY:
        return "organisations of the community read TLP:CLEAR and TLP:GREEN in this collection";
    case RULE_MEMBER: return "members of the collection have this right";
    case RULE_CLIENT: return "clients of a member read up to TLP:AMBER";
    case RULE_GRANT: return "a grant of the collection gives this right";
    case RULE_AUTHOR: return "authors read what they wrote";
    case RULE_RECIPIENT: return "a recipient named in the object reads it";
    case RULE_TALLY: return "the tally reads votes to count them";
    case RULE_NO_RIGHT: return "there is no right to read a collection that holds the object";
    case RULE_NOT_IN_COMMUNITY: return "the organisation is not in the community";
    case RULE_NOT_MEMBER: return "only members of the collection read under this label";
    case RULE_NOT_NAMED: return "only the author and the named recipients read TLP:RED";
    case RULE_VOTE: return "nobody but its author reads a vote";
    case RULE_NO_WRITE: return "there is no right to write to the collection";
    case RULE_EMBARGO: return "before its embargo ends only its giver's organisation reads it";
    case RULE_GROUP: return "only organisations of its sharing group read it";
    case RULE_RELEASE: return "its release rules leave this organisation out";
    case RULE_PLACE_RELEASE: return "the release rules of the collection leave this one out";
    case RULE_READER: return "a reader of the organisation writes nowhere";
    }
    return "";
}

// An organisation's eyes (--as ORG) are those of no person, but nobody's are neither. The operator
// and the tally may come without both: from the machine itself.
static bool is_stranger(const struct viewer *viewer) {
    return viewer->account_no == 0 && viewer->organisation_no == 0;
}

// The strongest right to read that the viewer has on the collection, or RULE_NO_RIGHT.
static enum rule right_of(const struct viewer *viewer, const struct standing *standing,
                          const struct place *place) {
    if (is_stranger(viewer)) return RULE_NO_RIGHT;
    if (standing->is_member_reader) return RULE_MEMBER;
    if (standing->is_granted_reader) return RULE_GRANT;
    if (standing->is_client_reader) return RULE_CLIENT;
    if (standing->in_community && place->community_reads) return RULE_COMMUNITY;
    return RULE_NO_RIGHT;
}

// Whether a right alone is enough under a label. A label that is none is taken for the strictest.
static bool is_enough(enum rule right, enum tlp tlp) {
    bool is_member = right == RULE_MEMBER || right == RULE_GRANT;
    switch (tlp) {
    case TLP_CLEAR:
    case TLP_GREEN: return is_member || right == RULE_CLIENT || right == RULE_COMMUNITY;
    case TLP_AMBER: return is_member || right == RULE_CLIENT;
    case TLP_AMBER_STRICT: return is_member;
    case TLP_NONE:
    case TLP_RED: return false;
    }
    return false;
}

static enum rule rule_of_vote(enum rule right, const struct audience *audience) {
    if (!audience->is_author) return RULE_VOTE;
    return right == RULE_NO_RIGHT ? RULE_NO_RIGHT : RULE_AUTHOR;
}

// ---- conditions ----

static bool has_word(const struct str *items, size_t count, struct str word) {
    for (size_t i = 0; i < count; i++)
        if (str_equal_fold(items[i], word)) return true;
    return false;
}

static bool has_uuid(const struct uuid *items, size_t count, const struct uuid *uuid) {
    for (size_t i = 0; i < count; i++)
        if (uuid_equal(&items[i], uuid)) return true;
    return false;
}

// Whether a list lets a word through: what must be in it, and what must not.
static bool passes(const struct str *only, size_t only_count, const struct str *never,
                   size_t never_count, struct str word) {
    if ((only_count || never_count) && !word.size) return false;
    if (only_count && !has_word(only, only_count, word)) return false;
    return !has_word(never, never_count, word);
}

static bool is_released_to(const struct conditions *it, const struct party *party) {
    return passes(it->only.sectors, it->only.sector_count, it->never.sectors,
                  it->never.sector_count, party->sector) &&
           passes(it->only.countries, it->only.country_count, it->never.countries,
                  it->never.country_count, party->country);
}

static bool is_early(const struct conditions *it, const struct viewer *viewer) {
    return viewer->organisation_no &&
           has_uuid(it->early, it->early_count, &viewer->organisation_identity.uuid);
}

// `allowed`, or what takes it away.
static enum rule rule_of_conditions(enum rule allowed, const struct viewer *viewer,
                                    const struct place *place, const struct party *party,
                                    const struct audience *audience, stamp now) {
    if (place->conditions && !is_released_to(place->conditions, party)) return RULE_PLACE_RELEASE;
    const struct conditions *it = audience->conditions;
    if (!it || audience->is_givers) return allowed;
    if (it->embargo > now && !is_early(it, viewer)) return RULE_EMBARGO;
    if (it->has_group && !has_uuid(party->groups, party->group_count, &it->group))
        return RULE_GROUP;
    return is_released_to(it, party) ? allowed : RULE_RELEASE;
}

static enum rule rule_of_reading(const struct viewer *viewer, const struct standing *standing,
                                 const struct place *place, const struct audience *audience) {
    enum rule right = right_of(viewer, standing, place);
    if (viewer->is_tally) return audience->is_vote ? RULE_TALLY : RULE_NO_RIGHT;
    if (audience->is_vote) return rule_of_vote(right, audience);
    if (viewer->is_operator) return RULE_OPERATOR;
    if (audience->tlp == TLP_CLEAR && place->is_public) return RULE_PUBLIC;
    if (right == RULE_NO_RIGHT) return RULE_NO_RIGHT;
    if (is_enough(right, audience->tlp)) return right;
    bool is_amber = audience->tlp == TLP_AMBER || audience->tlp == TLP_AMBER_STRICT;
    if (is_amber) return RULE_NOT_MEMBER;
    if (audience->is_author) return RULE_AUTHOR;
    return audience->is_recipient ? RULE_RECIPIENT : RULE_NOT_NAMED;
}

bool policy_may_come(const struct viewer *viewer, unsigned acts) {
    return (acts & ~viewer->withheld) != 0;
}

static enum rule rule_of_writing(const struct viewer *viewer, const struct standing *standing) {
    if (viewer->is_tally || !policy_may_come(viewer, ACT_WRITE)) return RULE_NO_WRITE;
    if (viewer->is_operator) return RULE_OPERATOR;
    if (is_stranger(viewer)) return RULE_NO_WRITE;
    if (!standing->is_member_writer && !standing->is_granted_writer) return RULE_NO_WRITE;
    if (viewer->role == ROLE_READER) return RULE_READER;
    return standing->is_member_writer ? RULE_MEMBER : RULE_GRANT;
}

// The rules that allow stand before those that refuse.
static bool is_allowed(enum rule rule) {
    return rule <= RULE_TALLY;
}

bool policy_may_read(enum rule *why, const struct viewer *viewer, const struct standing *standing,
                     const struct place *place, const struct audience *audience, stamp now) {
    *why = rule_of_reading(viewer, standing, place, audience);
    if (is_allowed(*why) && *why != RULE_TALLY && *why != RULE_OPERATOR)
        *why = rule_of_conditions(*why, viewer, place, &standing->party, audience, now);
    return is_allowed(*why);
}

bool policy_is_granted(const struct grant *grant, const struct viewer *viewer,
                       const struct standing *standing) {
    const struct party *party = &standing->party;
    bool is_far = grant->organisation_no || grant->has_group;
    if (!viewer->organisation_no || (!is_far && !standing->in_community)) return false;
    if (grant->organisation_no && grant->organisation_no != viewer->organisation_no) return false;
    if (grant->has_group && !has_uuid(party->groups, party->group_count, &grant->group))
        return false;
    enum role role = viewer->is_administrator ? ROLE_ADMINISTRATOR : viewer->role;
    if (role < grant->role) return false;
    if (grant->sector.size && !str_equal(grant->sector, party->sector)) return false;
    return !grant->country.size || str_equal_fold(grant->country, party->country);
}

unsigned policy_hidden(const struct viewer *viewer, const struct standing *standing,
                       const struct place *place, unsigned parts, bool is_named) {
    unsigned hidden = 0;
    for (int tlp = TLP_CLEAR; tlp <= TLP_RED; tlp++) {
        enum rule why;
        struct audience audience = {.tlp = (enum tlp)tlp, .is_author = is_named};
        if (!policy_may_read(&why, viewer, standing, place, &audience, STAMP_MIN))
            hidden |= TLP_BIT(tlp);
    }
    return hidden & parts;
}

bool policy_may_write(enum rule *why, const struct viewer *viewer,
                      const struct standing *standing) {
    *why = rule_of_writing(viewer, standing);
    return is_allowed(*why);
}

enum succession_kind policy_succession(const struct viewer *viewer,
                                       const struct authorship *authorship) {
    if (viewer->is_tally) return SUCCESSION_FORGED;
    if (viewer->is_operator || authorship->is_creator || authorship->is_delegate)
        return SUCCESSION_OWN;
    if (authorship->is_known) return SUCCESSION_FORGED;
    if (authorship->has_given) return SUCCESSION_OWN;
    bool is_from_elsewhere = authorship->is_named || authorship->by_operator;
    return is_from_elsewhere ? SUCCESSION_CARRIED : SUCCESSION_FORGED;
}
