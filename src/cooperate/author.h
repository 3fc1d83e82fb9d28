// author.h - what a person is called who said something in a dialogue. Internal to cooperate.
#pragma once

#include "cooperate/history.h"

// Whether the viewer said it: `created_by_ref` names them, or they gave it first and it names
// nobody but their organisation.
bool author_is_viewer(const struct givers *givers, const struct kept *kept, struct json object);

// By `created_by_ref`: as the participants are listed, else as the account or the organisation is
// called, else by the identity's own object. Both "" when the viewer may not know.
MUST_USE enum status author_find(struct str *name, struct str *organisation, struct givers *givers,
                                 const struct dialogue *dialogue, struct json object);
