// postgres_form.h - what of the PostgreSQL engine needs no connection: rows in the binary
// formats of COPY and of arrays. For postgres.c and its tests only.
#pragma once

#include "base/arena.h"
#include "base/buf.h"

// "INSERT INTO table (columns) VALUES ($1, $2 ...)" with nothing behind, or "ON CONFLICT DO
// NOTHING": rows of such a statement can be sent together.
struct postgres_insert {
    struct str table, columns; // views into the statement
    int column_count;
    bool skips_known;
};
bool postgres_insert_read(struct postgres_insert *out, struct str sql);

// Values of one row, in a buffer of rows as COPY takes them: a count of two bytes, then for each
// value its size in four (-1: null) and its bytes.
void postgres_row_begin(struct buf *rows, int column_count);
void postgres_row_value(struct buf *rows, const void *bytes, size_t size); // NULL: null
#define POSTGRES_COPY_HEAD STR("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0")
#define POSTGRES_COPY_TAIL STR("\377\377")
// Column `column` of `count` such rows as a binary array of elements of type `element_oid`.
void postgres_array(struct buf *out, struct str rows, size_t count, int column,
                    uint32_t element_oid);

void postgres_put_u64(uint8_t out[8], uint64_t value);
// A whole number in 1, 2, 4 or 8 bytes.
int64_t postgres_read_integer(const char *bytes, size_t size);
