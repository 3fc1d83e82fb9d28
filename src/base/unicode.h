// unicode.h - what needs the tables of Unicode (ICU). Names ICU; nobody else does.
#pragma once

#include "base/arena.h"

#define UNICODE_BYTES_MAX ((size_t)64 << 20)

// Unicode Standard Annex #15, normal form C. The result is `text` itself when it is in that form
// already, otherwise in the arena. MALFORMED when `text` is not UTF-8; LIMIT when it is longer than
// UNICODE_BYTES_MAX.
MUST_USE enum status unicode_nfc(struct str *out, struct str text, struct arena *arena,
                                 struct fault *fault);

// Without what Unicode Technical Standard 46 (4, mapping) takes out of a name: soft hyphens, spaces
// without width, marks of direction. `text` itself when there is none, or when it is not UTF-8;
// otherwise in the arena.
struct str unicode_without_ignored(struct str text, struct arena *arena);

// What is not ASCII in a label of an internationalised name, RFC 5892: letters, marks and digits of
// any script, and the few signs that stand among them (its appendix A). False for what is not
// UTF-8.
bool unicode_is_label(struct str text);
