// answer.h - what commands share in asking an exchange and reading its answer.
#pragma once

#include <stdio.h>

#include "app/connect.h"
#include "cli/command.h"

// Asks and reads the answer as JSON. OK only for 2xx, and for 422 when `takes_unusable`; otherwise
// the problem's sentence is the fault.
struct ask {
    const char *method;
    struct str target;
    struct http_body *body;
    bool takes_unusable;
    int code; // written
};
MUST_USE enum status ask_json(struct json *out, struct connect *connect, struct ask *ask,
                              struct arena *arena, struct fault *fault);
// The sentence of a problem in `text`, as the fault; DENIED, ABSENT, ... by the HTTP code.
enum status answer_problem(int code, struct str text, struct arena *arena, struct fault *fault);
int64_t answer_number(struct json object, const char *key);  // 0 when absent
struct str answer_text(struct json object, const char *key); // "" when absent

// A stranger's text on a terminal: what cannot be shown, which is also what commands a terminal, is
// written as a dot.
void print_text(FILE *out, struct str text);

// The word for so many: counted(1, "object", "objects") is "object".
const char *counted(uint64_t count, const char *one, const char *many);

// A target with a query: begins with `path`; each pair is added when its value was given.
void target_begin(struct buf *out, const char *path);
void target_add(struct buf *out, const char *name, struct str value);
