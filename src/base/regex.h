// regex.h - Perl-compatible regular expressions of strangers (PCRE2), within bounds.
//
// STIX 2.1, 9.6.1 (MATCHES): the search function is used, and DOTALL is set. Names PCRE2; nobody
// else does. What was compiled may be used by many threads at once.
#pragma once

#include "base/status.h"
#include "base/str.h"

#define REGEX_PATTERN_BYTES_MAX ((size_t)4096)
#define REGEX_STEPS_MAX 250000 // of one search, then it is undecided
#define REGEX_HEAP_KIB_MAX (32 * 1024)

struct regex;
// Of text: patterns and subjects are UTF-8, and \w, \d and the like know all of Unicode. Otherwise
// each byte is a character of its own, whatever it is.
enum regex_kind { REGEX_TEXT, REGEX_BYTES };

// MALFORMED with the place, in bytes, and the reason; LIMIT when it is too long or nests too deep.
// `at`: NULL, or where to write that place.
MUST_USE enum status regex_open(struct regex **out, struct str pattern, enum regex_kind kind,
                                size_t *at, struct fault *fault);
void regex_close(struct regex **regex); // accepts NULL
// OK: found somewhere in `subject`; ABSENT: nowhere; LIMIT: undecided, the bounds were reached;
// MALFORMED: a subject of text that is not UTF-8.
MUST_USE enum status regex_find(const struct regex *regex, struct str subject, struct fault *fault);
