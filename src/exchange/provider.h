// provider.h - the providers of OpenID Connect by which somebody may sign on, and who is who there.
//
//  1. The operator names each: its issuer, what this server is called there, and what it may
//  decide.
//  2. An account is linked to (issuer, subject), by its own person who has proved lately to be the
//     one, and in no other way: never because a mail address is the same. An account that a
//     provider made is linked from its first moment.
//  3. What the provider says of a second factor counts only in the words that the operator named.
//  4. Its secret is told to nobody but the provider.
#pragma once

#include "exchange/account.h"
#include "exchange/id_token.h"

#define PROVIDERS_MAX 16
#define PROVIDER_LINKS_MAX 20 // of an account
#define PROVIDER_NAME_BYTES_MAX 100
#define PROVIDER_URL_BYTES_MAX 500
#define PROVIDER_TEXT_BYTES_MAX 1000

struct provider {
    int64_t no;
    struct str slug, name, issuer, client, secret, here, strong;
    struct str organisation; // slug of the one in which accounts are made; "": none are
    int64_t organisation_no;
    enum role role; // of these
    struct str domain, claim;
    stamp added;
};
// Where this server may be asked back: `here` and a path that is a page (web/src/pages/SignOn).
#define PROVIDER_RETURN "/sign-on"

// Whether a URL may be asked: https, or http to a loopback address by its number or as localhost,
// for a trial on one machine; without user, fragment and bytes that no URL has.
bool provider_url_is_good(struct str url);

// Texts of what is listed and found are in `arena`; the secrets of lists are STR_NONE, or "" when
// there is none.
MUST_USE enum status provider_list(struct provider **out, size_t *count, struct exchange *exchange,
                                   struct arena *arena, struct fault *fault);
// With its secret, which is wiped with the arena. ABSENT.
MUST_USE enum status provider_find(struct provider *out, struct exchange *exchange, struct str slug,
                                   struct arena *arena, struct fault *fault);
MUST_USE enum status provider_of(struct provider *out, struct exchange *exchange, int64_t no,
                                 struct arena *arena, struct fault *fault);

// ---- by the operator ----

// Makes it, or changes what is given of it: texts that are STR_NONE stay. CONFLICT for another
// issuer, whose subjects are other people, and for one that has another name here.
MUST_USE enum status provider_set(const struct visit *visit, const struct provider *wish);
// It and its links are gone, and sessions that it began end.
MUST_USE enum status provider_drop(const struct visit *visit, struct str slug);

// ---- links ----

struct provider_link {
    struct uuid id;
    struct str slug, provider; // of the provider: in addresses, on the button
    struct str label;          // what it called the person
    stamp made, used;
};
MUST_USE enum status provider_links(struct provider_link **out, size_t *count,
                                    struct exchange *exchange, const struct viewer *viewer,
                                    struct arena *arena, struct fault *fault);
// CONFLICT when somebody has it, or when it is the only way into the account that is left.
MUST_USE enum status provider_link_add(const struct visit *visit, const struct provider *provider,
                                       const struct id_token *token);
MUST_USE enum status provider_link_remove(const struct visit *visit, const struct uuid *id);
// The account of who is this at the provider, and notes the use; ABSENT when nobody is.
MUST_USE enum status provider_account(int64_t *account_no, struct exchange *exchange,
                                      const struct provider *provider, struct str subject,
                                      struct fault *fault);
// An account for who has none, where the provider's rules say so, and linked. DENIED when not.
MUST_USE enum status provider_make_account(int64_t *account_no, const struct visit *visit,
                                           const struct provider *provider,
                                           const struct id_token *token);
