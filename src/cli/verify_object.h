// verify_object.h - objects held against what their readers and givers took home, without any
// server.
#pragma once

#include "app/options.h"

// The object, or the bundle of objects, in the file `path` against --proof: one evidence, or
// receipts. Prints what holds, or the first thing that does not. Returns an exit code.
int verify_object(const struct options *options, struct str path, struct arena *arena);
