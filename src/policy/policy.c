// The rule, in the order in which it is asked. The first line that applies decides.
//
//     who or what                                  decision
//     the tally                                    a vote: TALLY; anything else: NO_RIGHT
//     a vote                                       its author, with a right: AUTHOR; else VOTE
//     the operator                                 OPERATOR
//     CLEAR in a public collection                 PUBLIC
//     no right to read in the collection           NO_RIGHT
//     CLEAR, GREEN                                 MEMBER, CLIENT or COMMUNITY
//     AMBER, member or client                      MEMBER, CLIENT
//     AMBER+STRICT, member                         MEMBER
//     RED, author or recipient                     AUTHOR, RECIPIENT
//     what is left                                 RED: NOT_NAMED; AMBER, AMBER+STRICT: NOT_MEMBER
//
// Author and recipient stand behind RED alone, as in DESIGN. Behind AMBER they were asked for once:
// the rows of a class could then not be counted without looking at each, and who had written
// without a right to read was told how many there are.
#include "policy/policy.h"

const char *rule_sentence(enum rule rule) {
    switch (rule) {
    case RULE_OPERATOR: return "the operator of the machine reads and writes everything but votes";
    case RULE_PUBLIC: return "anyone reads TLP:CLEAR in a public collection";
    case RULE_COMMUNITY:
        return "organisations of the community read TLP:CLEAR and TLP:GREEN in this collection";
    case RULE_MEMBER: return "members of the collection have this right";
    case RULE_CLIENT: return "clients of a member read up to TLP:AMBER";
    case RULE_AUTHOR: return "authors read what they wrote";
    case RULE_RECIPIENT: return "a recipient named in the object reads it";
    case RULE_TALLY: return "the tally reads votes to count them";
    case RULE_NO_RIGHT: return "there is no right to read a collection that holds the object";
    case RULE_NOT_IN_COMMUNITY: return "the organisation is not in the community";
    case RULE_NOT_MEMBER: return "only members of the collection read under this label";
    case RULE_NOT_NAMED: return "only the author and the named recipients read TLP:RED";
    case RULE_VOTE: return "nobody but its author reads a vote";
    case RULE_NO_WRITE: return "there is no right to write to the collection";
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
    if (standing->is_client_reader) return RULE_CLIENT;
    if (standing->in_community && place->community_reads) return RULE_COMMUNITY;
    return RULE_NO_RIGHT;
}

// Whether a right alone is enough under a label. A label that is none is taken for the strictest.
static bool is_enough(enum rule right, enum tlp tlp) {
    switch (tlp) {
    case TLP_CLEAR:
    case TLP_GREEN: return right == RULE_MEMBER || right == RULE_CLIENT || right == RULE_COMMUNITY;
    case TLP_AMBER: return right == RULE_MEMBER || right == RULE_CLIENT;
    case TLP_AMBER_STRICT: return right == RULE_MEMBER;
    case TLP_NONE:
    case TLP_RED: return false;
    }
    return false;
}

static enum rule rule_of_vote(enum rule right, const struct audience *audience) {
    if (!audience->is_author) return RULE_VOTE;
    return right == RULE_NO_RIGHT ? RULE_NO_RIGHT : RULE_AUTHOR;
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
    if (is_stranger(viewer) || !standing->is_member_writer) return RULE_NO_WRITE;
    return RULE_MEMBER;
}

// The rules that allow stand before those that refuse.
static bool is_allowed(enum rule rule) {
    return rule <= RULE_TALLY;
}

bool policy_may_read(enum rule *why, const struct viewer *viewer, const struct standing *standing,
                     const struct place *place, const struct audience *audience) {
    *why = rule_of_reading(viewer, standing, place, audience);
    return is_allowed(*why);
}

unsigned policy_hidden(const struct viewer *viewer, const struct standing *standing,
                       const struct place *place, unsigned parts, bool is_named) {
    unsigned hidden = 0;
    for (int tlp = TLP_CLEAR; tlp <= TLP_RED; tlp++) {
        enum rule why;
        struct audience audience = {.tlp = (enum tlp)tlp, .is_author = is_named};
        if (!policy_may_read(&why, viewer, standing, place, &audience)) hidden |= TLP_BIT(tlp);
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
