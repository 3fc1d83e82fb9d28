// policy.h - who may see and write what, and which rule decided. Pure: no store, clock or state.
//
// The one statement of the rule of DESIGN ("Who sees what"). Both doors ask it; lists ask it once
// for each audience class of the viewer and then filter by number.
//
//   1. Every row needs a right on a collection that holds the object; CLEAR in a public one needs
//      none.
//   2. What may be seen under a label may be seen under every less strict label in that collection,
//      but by those who are named for what is RED.
//   3. Conditions, of the object or of the collection, take from that and never add to it.
//   4. Nobody but its author reads a vote; the tally reads it to count, and shows only the count.
//   5. The operator reads everything but votes.
#pragma once

#include "base/stamp.h"
#include "base/uuid.h"
#include "stix/conditions.h"
#include "stix/marking.h"

// What somebody may come for. A token is made for some of these; who comes otherwise may come for
// all. Without ACT_ADMIN nobody is an operator or an administrator.
enum act {
    ACT_READ = 1,
    ACT_WRITE = 2, // put objects in, take them out, speak in a dialogue
    ACT_MATCH = 4, // ask whether values are known to be bad
    ACT_ADMIN = 8,
    ACT_ALL = 15,
};
// What a person is in the organisation for which they act. Each may what those before it may; a
// reader writes nowhere. What a curator may is the collection's matter.
enum role { ROLE_NONE, ROLE_READER, ROLE_CONTRIBUTOR, ROLE_CURATOR, ROLE_ADMINISTRATOR };
const char *policy_role_name(enum role role); // "contributor"; "" for none

// What a viewer came in by. It holds no longer than that does.
struct viewer_proof {
    enum { CAME_OTHERWISE, CAME_BY_SESSION, CAME_BY_TOKEN } by;
    uint8_t digest[32]; // of the session's or the token's text
    stamp until;        // to be looked at again then; 0: never for its age
    stamp proved;       // of a session: when its person last proved to be the one
};

// Numbers (`_no`) are those of the store's rows; 0 means none.
struct viewer {
    int64_t account_no;        // 0 for a stranger without sign-on, and for an organisation's eyes
    int64_t organisation_no;   // for which it acts; an account may be without one
    int64_t patron_no;         // the member organisation whose client this one is, or 0
    struct object_id identity; // of the person; type STR_NONE when none
    struct object_id organisation_identity;
    bool is_operator;      // the machine's operator: sees all but votes
    enum role role;        // in the organisation; ROLE_NONE for an organisation's eyes
    bool is_administrator; // of the own organisation
    bool is_tally;         // cooperate's counter of votes: may act as nothing else
    uint64_t rights;       // generation of the rights it was read at; 0: it depends on none
    unsigned withheld;     // a set of enum act: what it may not come for
    bool must_enrol;       // a second factor is demanded of it, and it has none (exchange/factor.h)
    struct viewer_proof proof;
    const char *place; // from where: an address, or "machine"; NULL: not known
    const char *label; // for logs and errors: "hanako@hospital", "operator", "stranger"
};

// What the viewer's organisation is, whatever the collection. All zero: nobody knows.
struct party {
    struct str sector, country;
    const struct uuid *groups; // sharing groups that it is in
    size_t group_count;
};
// What the viewer is to a collection.
struct standing {
    struct party party;
    bool in_community;     // its organisation belongs to the collection's community
    bool is_member_reader; // its organisation is a member of the collection with the right to read
    bool is_member_writer;
    bool is_client_reader;  // its patron is a member with the right to read
    bool is_granted_reader; // a grant of the collection gives it the right of a member
    bool is_granted_writer;
};
struct place {
    bool is_public;       // CLEAR may be read by anyone
    bool community_reads; // every organisation of the community has the right to read
    const struct conditions *conditions; // of all that is in it; NULL: none
};
// Who is named beside the label.
struct audience {
    enum tlp tlp; // effective: never TLP_NONE (the collection's default was applied)
    bool is_vote;
    bool is_author;    // the viewer gave it, or created_by_ref is the viewer's own identity
    bool is_recipient; // the viewer's identity is among the RED recipients
    const struct conditions *conditions; // of the object; NULL: none
    bool is_givers;                      // the viewer's organisation gave it: they do not hold
};

enum rule {
    // Allowed by:
    RULE_OPERATOR,
    RULE_PUBLIC,
    RULE_COMMUNITY,
    RULE_MEMBER,
    RULE_CLIENT,
    RULE_GRANT,
    RULE_AUTHOR,
    RULE_RECIPIENT,
    RULE_TALLY,
    // Refused by:
    RULE_NO_RIGHT,
    RULE_NOT_IN_COMMUNITY,
    RULE_NOT_MEMBER,
    RULE_NOT_NAMED,
    RULE_VOTE,
    RULE_NO_WRITE,
    RULE_EMBARGO,
    RULE_GROUP,
    RULE_RELEASE,
    RULE_PLACE_RELEASE,
    RULE_READER,
};
// For people, in English: "members of the collection read AMBER".
const char *rule_sentence(enum rule rule);

bool policy_may_read(enum rule *why, const struct viewer *viewer, const struct standing *standing,
                     const struct place *place, const struct audience *audience, stamp now);
// Who a grant of a collection is for: all that it says must be so. Nothing said: everybody of the
// community.
struct grant {
    bool can_read, can_write;
    int64_t organisation_no; // 0: any
    bool has_group;
    struct uuid group;
    enum role role;             // at least; ROLE_NONE: any, and organisations without a person
    struct str sector, country; // empty: any
};
// A grant to an organisation or a group reaches whoever that is, any other the community alone.
bool policy_is_granted(const struct grant *grant, const struct viewer *viewer,
                       const struct standing *standing);
// Of the labels in `parts`, a set, those under which the viewer may not read in this place: such
// parts of an object that may be read are cut out (stix/redact.h). `is_named`: gave the object, or
// is named in it. Asked of objects that may be read as a whole: conditions are of the whole.
unsigned policy_hidden(const struct viewer *viewer, const struct standing *standing,
                       const struct place *place, unsigned parts, bool is_named);
// What the viewer is to who created an object of which it gives another version (STIX 2.1, 3.6).
struct authorship {
    bool is_creator;  // created_by_ref is its own identity, or its organisation's
    bool is_delegate; // its organisation may speak for the creator's
    bool is_known;    // the creator is somebody else who is known here
    bool is_named;    // created_by_ref names somebody
    bool has_given;   // its organisation gave a version of it before
    bool by_operator; // what is held came from the operator at the machine
};
enum succession_kind {
    SUCCESSION_OWN,     // the creator's, or a delegate's; the operator's; or of who gave it before
    SUCCESSION_CARRIED, // of an object whose creator is not known here, by another than before
    SUCCESSION_FORGED,
};
// The first line that applies decides:
//
//     the operator; the creator; a delegate        OWN
//     the creator is known here                    FORGED
//     its organisation gave a version before       OWN
//     a creator is named, or the operator gave it  CARRIED
//     what is left: another one gave it            FORGED
enum succession_kind policy_succession(const struct viewer *viewer,
                                       const struct authorship *authorship);

bool policy_may_write(enum rule *why, const struct viewer *viewer, const struct standing *standing);
// Whether it may come for one of `acts`.
bool policy_may_come(const struct viewer *viewer, unsigned acts);
