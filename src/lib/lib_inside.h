// lib_inside.h - what the files of the library share.
#pragma once

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "lib/renkei.h"
#include "stix/cut.h"

// All else is hidden (meson.build, librenkei.map).
#define LIB_PUBLIC __attribute__((visibility("default")))

// Every number and sentence of a failure; `error` may be NULL. Returns what the caller returns.
int lib_fail(struct renkei_error *error, enum status status, const struct fault *fault,
             uint64_t byte);
void lib_no_error(struct renkei_error *error);
char *lib_text(struct str text); // a copy, ends in NUL; free
struct str lib_str(struct renkei_text text);

// Cuts a text whole: each object is taken, each that is damaged alone is refused.
struct lib_walk {
    void *context;
    bool (*take)(void *context, struct str text, const struct cutter *cutter); // false: stop
    void (*refuse)(void *context, const struct cutter *cutter, const struct fault *fault);
};
int lib_walk(struct renkei_text text, const struct lib_walk *walk, struct renkei_error *error);
