// party.h - who is who: the words for organisations and persons, and the one way to change them.
//
// Whatever changes who belongs where and may do what is a deed. party_do asks in the writer's
// transaction whether who wants it may, at that moment, and then does it: rights that were taken
// away meanwhile are not used. Nothing is ever deleted that a log names: who is suspended or has
// left keeps their row, and what they gave stays.
#pragma once

#include "exchange/world.h"

enum party_state { PARTY_ACTIVE = 1, PARTY_SUSPENDED, PARTY_LEFT };
const char *party_state_name(enum party_state state); // "active"
bool party_state_read(enum party_state *out, struct str name);
bool party_role_read(enum role *out, struct str name); // not ROLE_NONE

// state, private, civil-society, academia, international; or nothing.
bool party_is_sector(struct str text);
bool party_is_country(struct str text); // two capital letters (ISO 3166-1), or nothing
// Every one of them, separated by commas: of industry-sector-ov (STIX 2.1, 10.8); of RFC 5646.
bool party_are_industries(struct str text);
bool party_are_languages(struct str text);

#define PARTY_NAME_BYTES_MAX 200   // of an organisation, of what a person is called
#define PARTY_LIST_BYTES_MAX 1000  // industries, languages
#define PARTY_WORDS_BYTES_MAX 1000 // that somebody says beside it

// What is done, for whoever keeps a record of it.
enum party_act {
    PARTY_ORGANISATION_SET,
    PARTY_ORGANISATION_STATE,
    PARTY_ORGANISATION_VERIFIED,
    PARTY_CLIENT,
    PARTY_PERSON_STATE,
    PARTY_MEMBERSHIP_SET,
    PARTY_MEMBERSHIP_ENDED,
    PARTY_SERVICE_MADE,
    PARTY_ACTS_FOR,
    PARTY_INVITED,
    PARTY_INVITATION_REVOKED,
    PARTY_INVITATION_TAKEN,
    PARTY_ASKED,
    PARTY_DECIDED,
    PARTY_TERMS_SET,
    PARTY_TERMS_ACCEPTED,
    PARTY_COMMUNITY_ENTERED,
    PARTY_COMMUNITY_LEFT,
    PARTY_ARRIVED, // by a provider, which vouched for them
};
enum party_need {
    BY_ANYBODY,       // the run itself asks
    BY_PERSON,        // with an account that is not suspended
    BY_ADMINISTRATOR, // of the organisation; or the operator
    BY_CURATOR, // of the organisation that curates the community, from ROLE_CURATOR on; or operator
    BY_OPERATOR,
};
struct party_deed {
    enum party_act act;
    enum party_need need;
    int64_t organisation_no, account_no, community_no; // to whom or what it is done; 0: none
    enum status (*run)(struct db *db, struct party_deed *deed, struct fault *fault);
    void *context;
    const struct viewer *by;   // written
    struct exchange *exchange; // written
    stamp now;                 // written
    bool is_by_operator;       // written
};
// DENIED, with who may; what `run` says.
MUST_USE enum status party_do(const struct visit *visit, struct party_deed *deed);

// ---- in a transaction ----

// A statement with numbers as its parameters, which stand in it in their order.
MUST_USE enum status party_run(struct db *db, const char *sql, const int64_t *values, size_t count,
                               struct fault *fault);
// The first number of its first row; 0 when there is none.
MUST_USE enum status party_ask(int64_t *out, struct db *db, const char *sql, const int64_t *values,
                               size_t count, struct fault *fault);
// The number of the row that has this name; ABSENT with a sentence.
MUST_USE enum status party_number(int64_t *out, struct db *db, const char *sql, struct str name,
                                  struct fault *fault);

// ---- organisations ----

// Whether the viewer may know that it is there: its own, one with which it shares a community, its
// client or patron; the operator knows all. Others know none that is suspended or has left.
bool party_is_known(const struct visit *visit, const struct organisation *organisation);
// ABSENT unless it is known.
MUST_USE enum status party_find(const struct organisation **out, const struct visit *visit,
                                struct str slug);
bool party_is_administrator(const struct viewer *viewer, int64_t organisation_no);

// Texts that are STR_NONE stay as they are. Sector, country and patron decide what it may read, so
// the operator alone sets them.
struct party_wish {
    struct str slug, name, sector, country, industries, languages, patron; // patron "": none
};
// Makes it when there is none (by the operator). MALFORMED, DENIED, ABSENT.
MUST_USE enum status party_set(const struct visit *visit, const struct party_wish *wish);
// Suspended or left: its persons' sessions and tokens for it end at once, and it reads nothing.
MUST_USE enum status party_state_set(const struct visit *visit, struct str slug,
                                     enum party_state state);
MUST_USE enum status party_verify(const struct visit *visit, struct str slug, bool is_verified);
// A client of a member reads up to TLP:AMBER what its patron may read. By the patron's
// administrator; CONFLICT when it has another patron.
MUST_USE enum status party_client_set(const struct visit *visit, struct str patron,
                                      struct str client, bool is_client);
