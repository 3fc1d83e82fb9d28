// joining.h - asking to be let in: a person into an organisation, an organisation into a community.
//
// Asked once, and answered once: by an administrator of the organisation, or by who curates the
// community; by the operator either. Whoever asked may take it back.
#pragma once

#include "exchange/membership.h"
#include "exchange/terms.h"

#define JOININGS_OPEN_MAX 20   // of one who asks
#define JOININGS_ASKED_MAX 500 // of one who is asked
#define JOININGS_SHOWN_MAX 500

enum joining_verdict { JOINING_OPEN, JOINING_ACCEPTED, JOINING_DECLINED, JOINING_WITHDRAWN };
const char *joining_verdict_name(enum joining_verdict verdict); // "open"
bool joining_verdict_read(enum joining_verdict *out, struct str name);

struct joining {
    struct uuid id;
    const struct organisation *organisation; // that is asked, or that asks for itself
    const struct community *community;       // that is asked; NULL: a person asks the organisation
    struct str name, display;                // who asked
    struct str words;
    stamp made, decided;
    enum joining_verdict verdict;
    bool is_own, may_decide;
};
// A person, to belong to an organisation, whose name must be known.
MUST_USE enum status joining_ask(const struct visit *visit, struct str organisation,
                                 struct str words);
// For the viewer's organisation, by its administrator. DENIED when the community is not to be
// asked.
MUST_USE enum status joining_ask_community(const struct visit *visit, struct str community,
                                           struct str words);
// Those of the viewer, and those that it may decide; the newest first.
MUST_USE enum status joining_list(struct joining **out, size_t *count, const struct visit *visit);
// `role` is what a person becomes. ABSENT when there is none that is open and the viewer's to
// decide.
MUST_USE enum status joining_decide(const struct visit *visit, const struct uuid *id,
                                    enum joining_verdict verdict, enum role role);
