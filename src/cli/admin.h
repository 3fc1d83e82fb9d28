// admin.h - what the words of `renkei admin` share. Internal to cmd_admin.c, admin_party.c and
// admin_provider.c.
#pragma once

#include "cli/answer.h"

// What a word of the command is done with.
struct doing {
    const struct options *options;
    struct connect connect;
    struct arena *arena;
    struct fault fault;
    struct str *operands; // behind the word
    size_t operand_count;
};
struct admin_word {
    const char *word;
    size_t least, most; // operands
    const char *takes;
    enum status (*run)(struct doing *doing); // NULL: as the row of admin_party.c says
};

// Asks, with `text` as the body unless it is empty, and reads the answer as JSON.
MUST_USE enum status admin_tell(struct json *out, struct doing *doing, const char *method,
                                struct str target, struct str text);
// For what is answered by nothing.
MUST_USE enum status admin_tell_only(struct doing *doing, const char *method, struct str target,
                                     struct str text);
// False when it was printed as it is, for programs.
bool admin_is_for_people(const struct doing *doing, struct json answer);
void admin_put_member(struct json row, const char *key, const char *otherwise, const char *behind);

// Providers of OpenID Connect (admin_provider.c).
enum status admin_provider(struct doing *doing);

// Organisations, persons, communities (admin_party.c): the word, when it is one of theirs, and what
// it does.
bool admin_party_find(struct admin_word *out, struct str word);
MUST_USE enum status admin_party(struct doing *doing, const struct admin_word *word);
