// model_schema.h - the table of model.h for others: in words for a manual, and as a JSON Schema.
//
// The schema says what one value has to look like, and never refuses what CONFORM_STANDARD takes.
// Rules that tie properties together are not in it.
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "stix/model.h"

// "list of identifier (identity)"; in `arena`, or constant.
struct str model_row_words(const struct model_row *row, struct arena *arena);
const char *model_group_name(enum model_group group); // "SDO"

// The vocabularies of the text and of known extensions, each once.
#define MODEL_VOCABS_MAX 128
size_t model_vocabs(const struct model_vocab *out[MODEL_VOCABS_MAX]);

// The whole schema (2020-12), every type, part and vocabulary in $defs.
void model_schema_write(struct buf *out);
