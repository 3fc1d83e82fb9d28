// terms.h - communities: the terms under which organisations are in one, and who is in it.
//
// Terms are numbered texts in the canonical form of RFC 8785; the digest of one is SHA-256 of these
// bytes, so that anybody can tell what was accepted. An administrator of a member accepts them for
// it. Without that its persons read nothing in the community, nor write there. Who was in when new
// terms came goes on for as many days as these say.
#pragma once

#include "exchange/party.h"

#define TERMS_PURPOSE_BYTES_MAX 4000
#define TERMS_RELAYING_BYTES_MAX 1000
#define TERMS_DAYS_MAX 365
#define TERMS_DIGEST_TEXT_SIZE 65 // hexadecimal, with NUL

struct terms {
    int64_t number;  // 0: there are none
    struct str text; // canonical JSON
    char digest[TERMS_DIGEST_TEXT_SIZE];
    stamp made;
    struct str maker;
    // How the organisation for which the viewer acts has accepted these; `accepted` 0: not.
    stamp accepted;
    struct str accepter;
};
// The newest; ABSENT when there are none.
MUST_USE enum status terms_newest(struct terms *out, const struct visit *visit,
                                  const struct community *community);

// Communities that the viewer may know: its own, also while terms wait to be accepted, and those
// that may be asked to join.
bool terms_is_known(const struct visit *visit, const struct community *community);
MUST_USE enum status terms_find(const struct community **out, const struct visit *visit,
                                struct str slug);
// How the viewer's organisation stands in it.
enum terms_standing { TERMS_OUTSIDE, TERMS_INSIDE, TERMS_WAITING }; // waiting: for acceptance
enum terms_standing terms_standing(const struct visit *visit, const struct community *community);
bool terms_may_curate(const struct visit *visit, const struct community *community);

struct terms_wish {
    struct str community;
    struct str purpose, relaying; // what it is for; what may be relayed, and to whom
    enum tlp default_tlp;         // of what is not marked
    bool may_be_asked;            // who may join: whoever asks and is accepted; else who is invited
    struct str curator;           // an organisation; "": the operator
    int64_t days;                 // for members of before, to accept these
};
// The next number. Only the operator gives the community to another curator.
MUST_USE enum status terms_set(const struct visit *visit, const struct terms_wish *wish);
// For the viewer's organisation, by its administrator: `digest` is that of what was read. CONFLICT
// when these are not the newest any more.
MUST_USE enum status terms_accept(const struct visit *visit, struct str community,
                                  struct str digest);

// Who is in: entered by a curator; out by a curator, or by an administrator of the organisation,
// with all its rights on the community's collections.
MUST_USE enum status terms_enter(const struct visit *visit, struct str community,
                                 struct str organisation);
MUST_USE enum status terms_leave(const struct visit *visit, struct str community,
                                 struct str organisation);

// Members of a community as who may curate sees them.
struct terms_member {
    const struct organisation *organisation;
    stamp accept_by;  // 0: nothing to accept; else when it ends, or ended, unless it accepts
    int64_t accepted; // the newest number that it has accepted, 0: none
    stamp accepted_at;
    struct str accepter;
};
MUST_USE enum status terms_members(struct terms_member **out, size_t *count,
                                   const struct visit *visit, const struct community *community);

// In a transaction. CONFLICT when it is in already.
MUST_USE enum status terms_enter_now(struct db *db, int64_t community_no, int64_t organisation_no,
                                     stamp now, struct fault *fault);
