// list_inside.h - what the files of the list reader share.
#pragma once

#include "base/text.h"
#include "base/vec.h"
#include "match/list.h"

#define LIST_LINE_MAX ((size_t)256 * 1024) // a longer line is passed over, with a fault
#define LIST_COLUMNS_MAX 128               // of a table; more are not read
#define LIST_ITEMS_MAX 256                 // of one line
#define LIST_EXCERPT_MAX 60                // bytes of what was refused, in the fault

// What a value is said to be: by a column, or by the word in a type column.
enum list_hint {
    HINT_NONE, // look at it
    HINT_ADDRESS,
    HINT_DOMAIN,
    HINT_URL,
    HINT_HASH,
    HINT_EMAIL,
    HINT_CVE,
    HINT_JA3,
    HINT_FILE_NAME,
    HINT_OTHER, // something that a list cannot give: "Intel::SOFTWARE"
};

enum list_role {
    COLUMN_IGNORED,
    COLUMN_VALUE,
    COLUMN_TYPE,
    COLUMN_NAME,
    COLUMN_DESCRIPTION,
    COLUMN_LABELS,
    COLUMN_CONFIDENCE,
    COLUMN_FROM,
    COLUMN_UNTIL,
    COLUMN_TLP,
};

struct list_column {
    enum list_role role;
    enum list_hint hint; // of a value column
};

struct list_table {
    struct list_column columns[LIST_COLUMNS_MAX];
    size_t column_count;
    char separator;
};

struct list_reader {
    char *data;
    size_t begin, end, capacity;
    bool is_ended, is_skipping; // the rest of a line that is too long
    uint64_t line, line_told;   // read last, from 1; refused last
    enum list_form form;
    bool has_table; // a header named the columns
    bool has_data;  // a line of values was seen
    struct list_table table;
    VEC_OF(struct list_item) items; // of the line read last
    size_t taken;
    struct arena arena; // of the line read last
    const char *reason; // why it gave nothing; "" nothing was there to give, NULL: no value at all
    struct str refused; // the part that the reason speaks of
};

// ---- list_value.c ----
// The value that `text` is, with whatever decoration; the reason when it is none.
bool list_value(struct observable *out, enum list_hint hint, struct str text, struct arena *arena);
// Is `text` a domain, address, URL or hash without any doubt?
bool list_is_value(struct str text, struct arena *arena);
enum list_hint list_hint_find(struct str word);
struct str list_unquote(struct str text); // without quotes, angle brackets and the like around it
// Written only on true.
bool list_confidence(int *out, struct str text);
bool list_time(stamp *out, struct str text);

// Adds an item to those of the line. Items share what `like` says besides the value.
bool list_add(struct list_reader *list, enum list_hint hint, struct str text,
              const struct list_item *like);

// ---- list_table.c ----
// Is this line a header? Then the columns are known from now on.
bool table_header(struct list_reader *list, struct str line);
bool table_zeek_header(struct list_reader *list, struct str line);
// A line of a table whose columns are known.
void table_row(struct list_reader *list, struct str line);
// Is one of the fields a time? Then commas separate fields, and are no part of a URL.
bool table_holds_time(struct list_reader *list, struct str line);
// A line that may be of a table without a header; false when nothing in it says so.
bool table_bare_row(struct list_reader *list, struct str line);
bool table_alike_row(struct list_reader *list, struct str line); // a list in one line
// Does a quoted field go on in the next line?
bool table_is_open(const struct list_reader *list, struct str line);
