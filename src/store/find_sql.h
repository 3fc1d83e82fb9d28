// find_sql.h - SQL and its binds put together, and the conditions that say who sees which row.
//
// In these texts `m` is the member row in question. Class and kind numbers are ours and few: they
// stand in the text, so that the engine sees ranges; everything else is bound.
#pragma once

#include "base/buf.h"
#include "store/find.h"

struct sql_bind {
    bool is_blob;
    int64_t number;
    struct str blob; // borrowed
};
struct sql {
    struct buf text;
    struct arena *arena;
    struct {
        struct sql_bind *items;
        size_t count, capacity;
    } binds;
};
void sql_init(struct sql *sql, struct arena *arena);
void sql_close(struct sql *sql);
void sql_add(struct sql *sql, const char *text);
void sql_addf(struct sql *sql, const char *format, ...) PRINTF_LIKE(2, 3);
void sql_i64(struct sql *sql, int64_t value);                   // $n
void sql_blob(struct sql *sql, const void *bytes, size_t size); // $n; bytes are borrowed
void sql_text(struct sql *sql, struct str text);
// The query with everything bound. The builder must live until db_done.
MUST_USE enum status sql_query(struct db_query **out, struct sql *sql, struct db *db,
                               struct fault *fault);

// What is asked, with the parts of `sight` that can matter here.
struct asked {
    const struct sight *sight;
    const struct find *find;
    const int64_t *open, *named; // classes, of the collection asked for where one is
    size_t open_count, named_count;
};

// "m.class_no IN (...)", as ranges where they are few.
void sql_classes(struct sql *sql, const char *column, const int64_t *classes, size_t count);
// "(1),(2),..." of all classes that may show a row.
void sql_class_values(struct sql *sql, const struct asked *asked);
// The row may be seen: by its class, giver and names; with all its ends.
void sql_visible(struct sql *sql, const struct asked *asked);
// Filters that come before the choice of a version, and the choice itself.
void sql_chosen(struct sql *sql, const struct asked *asked);
// Filters that come after: revoked, classes. Bounds and words stand with the tables they walk.
void sql_after(struct sql *sql, const struct asked *asked);
bool sql_needs_version(const struct asked *asked); // the conditions name `v`, the row of version
