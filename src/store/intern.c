#include "store/inside.h"

#include <stdlib.h>
#include <string.h>

void intern_open(struct intern *intern, uint64_t seed) {
    *intern = (struct intern){0};
    lock_init(&intern->lock);
    map_init(&intern->kinds, seed);
}

void intern_close(struct intern *intern) {
    for (size_t i = 0; i < intern->names.count; i++)
        free((char *)(uintptr_t)intern->names.items[i].data);
    vec_close(&intern->names);
    vec_close(&intern->classes);
    map_close(&intern->kinds);
    lock_close(&intern->lock);
}

// Both under the lock.
static void note_kind(struct intern *intern, int number, struct str name) {
    size_t index = (size_t)(number - KIND_CUSTOM_FIRST);
    while (intern->names.count <= index) vec_add(&intern->names, STR_NONE);
    if (intern->names.items[index].data) return;
    char *text = memory_take(name.size + 1);
    memcpy(text, name.data, name.size);
    text[name.size] = '\0';
    intern->names.items[index] = (struct str){text, name.size};
    map_put(&intern->kinds, name, (uint64_t)number);
}

static void note_class(struct intern *intern, const struct class_row *row) {
    while ((int64_t)intern->classes.count < row->no)
        vec_add(&intern->classes, (struct class_row){0});
    struct class_row *place = &intern->classes.items[row->no - 1];
    if (!place->no) *place = *row;
}

enum status intern_load(struct intern *intern, struct db *db, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *kinds = NULL;
    TRY(db_query(&kinds, db, "SELECT no, name FROM kind ORDER BY no", fault));
    enum status status;
    while ((status = db_step(kinds, fault)) == OK) {
        lock_take(&intern->lock);
        note_kind(intern, (int)db_i64(kinds, 0), db_text(kinds, 1));
        lock_give(&intern->lock);
    }
    if (status != ABSENT) return status;
    SCOPED(db_let_go) struct db_query *classes = NULL;
    TRY(db_query(
        &classes, db,
        "SELECT no, collection_no, tlp, is_vote, parts, conditions_no FROM class ORDER BY no",
        fault));
    while ((status = db_step(classes, fault)) == OK) {
        struct class_row row = {
            .no = db_i64(classes, 0),
            .audience = {db_i64(classes, 1), (enum tlp)db_i64(classes, 2), db_i64(classes, 3) != 0,
                         (unsigned)db_i64(classes, 4), db_i64(classes, 5)},
        };
        lock_take(&intern->lock);
        note_class(intern, &row);
        lock_give(&intern->lock);
    }
    return status == ABSENT ? OK : status;
}

size_t intern_classes_of(int64_t **out, struct intern *intern, const int64_t *classes, size_t count,
                         int64_t collection_no, struct arena *arena) {
    int64_t *found = arena_array(arena, count, int64_t);
    size_t found_count = 0;
    lock_take(&intern->lock);
    for (size_t i = 0; i < count; i++) {
        if (classes[i] < 1 || classes[i] > (int64_t)intern->classes.count) continue;
        const struct class_row *row = &intern->classes.items[classes[i] - 1];
        if (!collection_no || row->audience.collection_no == collection_no)
            found[found_count++] = row->no;
    }
    lock_give(&intern->lock);
    *out = found;
    return found_count;
}

// ---- kinds ----

static int find_custom(struct intern *intern, struct str type) {
    uint64_t number;
    lock_take(&intern->lock);
    bool found = map_find(&number, &intern->kinds, type);
    lock_give(&intern->lock);
    return found ? (int)number : 0;
}

int store_kind_find(struct store *store, struct str type) {
    const struct kind *kind = kind_find(type);
    return kind ? kind->number : find_custom(&store->intern, type);
}

struct new_kind {
    struct str name;
    int64_t number;
};

// In the writer's thread, so that two who ask at once get the same number.
static enum status make_kind(struct rows *rows, void *context, struct fault *fault) {
    struct new_kind *kind = context;
    SCOPED(db_let_go) struct db_query *find = NULL;
    TRY(db_query(&find, rows->db,
                 "SELECT COALESCE((SELECT no FROM kind WHERE name = $1), 0),"
                 " (SELECT COUNT(*) FROM kind)",
                 fault));
    db_bind_text(find, 1, kind->name);
    TRY(db_step(find, fault));
    int64_t known = db_i64(find, 0), count = db_i64(find, 1);
    kind->number = known ? known : KIND_CUSTOM_FIRST + count;
    if (known) return OK;
    rows->has_name = true;
    if (count == KIND_CUSTOM_MAX)
        return fault_set(fault, LIMIT, "more than %d custom types", KIND_CUSTOM_MAX);
    struct db_query *insert;
    TRY(db_query(&insert, rows->db, "INSERT INTO kind (no, name) VALUES ($1, $2)", fault));
    db_bind_i64(insert, 1, kind->number);
    db_bind_text(insert, 2, kind->name);
    return db_finish(insert, fault);
}

enum status store_kind_make(int *out, struct store *store, struct str type, struct fault *fault) {
    *out = store_kind_find(store, type);
    if (*out) return OK;
    struct new_kind kind = {.name = type};
    TRY(writer_change(store, make_kind, &kind, fault));
    lock_take(&store->intern.lock);
    note_kind(&store->intern, (int)kind.number, type);
    lock_give(&store->intern.lock);
    *out = (int)kind.number;
    return OK;
}

int store_kind(struct store *store, struct str type) {
    int number;
    return store_kind_make(&number, store, type, NULL) == OK ? number : 0;
}

struct str store_kind_name(struct store *store, int kind) {
    const struct kind *standard = kind_by_number(kind);
    if (standard) return str_of(standard->name);
    struct intern *intern = &store->intern;
    struct str name = STR_NONE;
    lock_take(&intern->lock);
    if (kind >= KIND_CUSTOM_FIRST && (size_t)(kind - KIND_CUSTOM_FIRST) < intern->names.count)
        name = intern->names.items[kind - KIND_CUSTOM_FIRST];
    lock_give(&intern->lock);
    return name;
}

// ---- classes ----

static bool is_for(const struct class_row *row, const struct store_audience *audience) {
    return row->audience.collection_no == audience->collection_no &&
           row->audience.tlp == audience->tlp && row->audience.is_vote == audience->is_vote &&
           row->audience.parts == audience->parts &&
           row->audience.conditions_no == audience->conditions_no;
}

static int64_t find_class(struct intern *intern, const struct store_audience *audience) {
    int64_t no = 0;
    lock_take(&intern->lock);
    for (size_t i = 0; i < intern->classes.count && !no; i++)
        if (is_for(&intern->classes.items[i], audience)) no = intern->classes.items[i].no;
    lock_give(&intern->lock);
    return no;
}

static void bind_audience(struct db_query *query, int first,
                          const struct store_audience *audience) {
    db_bind_i64(query, first, audience->collection_no);
    db_bind_i64(query, first + 1, audience->tlp);
    db_bind_i64(query, first + 2, audience->is_vote);
    db_bind_i64(query, first + 3, audience->parts);
    db_bind_i64(query, first + 4, audience->conditions_no);
}

static enum status make_class(struct rows *rows, void *context, struct fault *fault) {
    struct class_row *row = context;
    SCOPED(db_let_go) struct db_query *find = NULL;
    TRY(db_query(&find, rows->db,
                 "SELECT COALESCE((SELECT no FROM class WHERE collection_no = $1 AND tlp = $2"
                 " AND is_vote = $3 AND parts = $4 AND conditions_no = $5), 0),"
                 " (SELECT COALESCE(MAX(no), 0) FROM class)",
                 fault));
    bind_audience(find, 1, &row->audience);
    TRY(db_step(find, fault));
    int64_t known = db_i64(find, 0);
    row->no = known ? known : db_i64(find, 1) + 1;
    if (known) return OK;
    rows->has_name = rows->has_class = true;
    struct db_query *insert;
    TRY(db_query(&insert, rows->db,
                 "INSERT INTO class (no, collection_no, tlp, is_vote, parts, conditions_no)"
                 " VALUES ($1, $2, $3, $4, $5, $6)",
                 fault));
    db_bind_i64(insert, 1, row->no);
    bind_audience(insert, 2, &row->audience);
    return db_finish(insert, fault);
}

enum status store_class(int64_t *class_no, struct store *store,
                        const struct store_audience *audience, struct fault *fault) {
    struct class_row row = {.audience = *audience};
    row.no = find_class(&store->intern, audience);
    if (!row.no) {
        TRY(writer_change(store, make_class, &row, fault));
        lock_take(&store->intern.lock);
        note_class(&store->intern, &row);
        lock_give(&store->intern.lock);
    }
    *class_no = row.no;
    return OK;
}

// ---- conditions ----

// Each makes classes, and every viewer's sight walks all of them: so nobody can make many.
#define CONDITIONS_OF_ONE_MAX 256

struct new_conditions {
    int64_t organisation_no, no;
    struct str text;
};

static enum status find_conditions(int64_t *no, int64_t *count, struct db *db,
                                   const struct new_conditions *asked, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *find = NULL;
    TRY(db_query(&find, db,
                 "SELECT COALESCE((SELECT no FROM conditions WHERE organisation_no = $1"
                 " AND text = $2), 0),"
                 " (SELECT COUNT(*) FROM conditions WHERE organisation_no = $3)",
                 fault));
    db_bind_i64(find, 1, asked->organisation_no);
    db_bind_text(find, 2, asked->text);
    db_bind_i64(find, 3, asked->organisation_no);
    TRY(db_step(find, fault));
    *no = db_i64(find, 0);
    *count = db_i64(find, 1);
    return OK;
}

static enum status make_conditions(struct rows *rows, void *context, struct fault *fault) {
    struct new_conditions *made = context;
    int64_t count;
    TRY(find_conditions(&made->no, &count, rows->db, made, fault));
    if (made->no) return OK;
    if (count >= CONDITIONS_OF_ONE_MAX)
        return fault_set(fault, LIMIT,
                         "this organisation has given objects for more than %d different circles",
                         CONDITIONS_OF_ONE_MAX);
    struct db_query *insert;
    TRY(db_query(&insert, rows->db,
                 "INSERT INTO conditions (organisation_no, text) VALUES ($1, $2)", fault));
    db_bind_i64(insert, 1, made->organisation_no);
    db_bind_text(insert, 2, made->text);
    TRY(db_finish(insert, fault));
    return find_conditions(&made->no, &count, rows->db, made, fault);
}

enum status store_conditions(int64_t *no, struct store *store, int64_t organisation_no,
                             struct str text, struct fault *fault) {
    struct new_conditions asked = {.organisation_no = organisation_no, .text = text};
    int64_t count;
    struct db *db = store_reader_take(store);
    enum status status = find_conditions(&asked.no, &count, db, &asked, fault);
    store_reader_give(store, db);
    if (status == OK && !asked.no) status = writer_change(store, make_conditions, &asked, fault);
    *no = asked.no;
    return status;
}
