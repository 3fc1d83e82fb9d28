#include "store/find_sql.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/vec.h"

// The conditions, as find.h and the tests state them over plain lists:
//
//   seen(m)      class open, or class named and (giver or among the named)
//   visible(m)   seen(m), and no end that is in the store lacks a row that is seen
//   candidate(m) visible(m) and in the collection, of the kinds, ids, specs and creator asked for
//   chosen(m)    candidate(m), of the highest spec of the object's candidates if that was asked,
//                and by stamp the last, the first, ... of the candidates left
//   once(m)      of a version in several collections, the row with the lowest `added`
//
// The bits in `look` say when a row may be judged without looking at the object's other rows.

#define RANGES_MAX 8
#define LITERAL_LOOK_CLASS 1
#define LITERAL_LOOK_SPEC 2
#define LITERAL_LOOK_ENDS 8

void sql_init(struct sql *sql, struct arena *arena) {
    *sql = (struct sql){.arena = arena};
    buf_init(&sql->text, SIZE_MAX);
}

void sql_close(struct sql *sql) {
    buf_close(&sql->text);
    vec_close(&sql->binds);
}

void sql_add(struct sql *sql, const char *text) {
    buf_add(&sql->text, str_of(text));
}

void sql_addf(struct sql *sql, const char *format, ...) {
    char text[512];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    sql_add(sql, text);
}

static void sql_bind(struct sql *sql, struct sql_bind bind) {
    vec_add(&sql->binds, bind);
    sql_addf(sql, "$%zu", sql->binds.count);
}

void sql_i64(struct sql *sql, int64_t value) {
    sql_bind(sql, (struct sql_bind){.number = value});
}

void sql_blob(struct sql *sql, const void *bytes, size_t size) {
    sql_bind(sql, (struct sql_bind){.is_blob = true, .blob = {bytes, size}});
}

void sql_text(struct sql *sql, struct str text) {
    sql_bind(sql, (struct sql_bind){.blob = text});
}

enum status sql_query(struct db_query **out, struct sql *sql, struct db *db, struct fault *fault) {
    struct db_query *query;
    TRY(db_query(&query, db, arena_text(sql->arena, buf_str(&sql->text)), fault));
    for (size_t i = 0; i < sql->binds.count; i++) {
        const struct sql_bind *bind = &sql->binds.items[i];
        int index = (int)i + 1;
        if (bind->is_blob)
            db_bind_blob(query, index, bind->blob.data, bind->blob.size);
        else if (bind->blob.data)
            db_bind_text(query, index, bind->blob);
        else
            db_bind_i64(query, index, bind->number);
    }
    *out = query;
    return OK;
}

// ---- classes ----

static size_t count_ranges(const int64_t *classes, size_t count) {
    size_t ranges = count ? 1 : 0;
    for (size_t i = 1; i < count; i++) ranges += classes[i] != classes[i - 1] + 1;
    return ranges;
}

static void add_ranges(struct sql *sql, const char *column, const int64_t *classes, size_t count) {
    sql_add(sql, "(");
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && classes[end] == classes[end - 1] + 1;) end++;
        // The plus keeps the engine from walking by class where another order was chosen.
        if (i) sql_add(sql, " OR ");
        if (end - i == 1)
            sql_addf(sql, "+%s = %lld", column, (long long)classes[i]);
        else
            sql_addf(sql, "+%s BETWEEN %lld AND %lld", column, (long long)classes[i],
                     (long long)classes[end - 1]);
    }
    sql_add(sql, ")");
}

void sql_classes(struct sql *sql, const char *column, const int64_t *classes, size_t count) {
    if (!count) {
        sql_add(sql, "1 = 0");
        return;
    }
    if (count_ranges(classes, count) <= RANGES_MAX) {
        add_ranges(sql, column, classes, count);
        return;
    }
    sql_addf(sql, "+%s IN (", column);
    for (size_t i = 0; i < count; i++) sql_addf(sql, "%s%lld", i ? "," : "", (long long)classes[i]);
    sql_add(sql, ")");
}

static bool is_somebody(const struct sight *sight) {
    struct uuid nobody = {{0}};
    return !uuid_equal(&sight->identity, &nobody);
}

static bool sees_named(const struct asked *asked) {
    return asked->named_count && (asked->sight->account_no || is_somebody(asked->sight));
}

static bool is_wanted(const struct find *find, int64_t class_no) {
    bool wanted = find->class_count == 0;
    for (size_t i = 0; i < find->class_count; i++) wanted |= find->classes[i] == class_no;
    return wanted;
}

static void add_class_values(struct sql *sql, const struct find *find, const int64_t *classes,
                             size_t count, const char **comma) {
    for (size_t i = 0; i < count; i++) {
        if (!is_wanted(find, classes[i])) continue;
        sql_addf(sql, "%s(%lld)", *comma, (long long)classes[i]);
        *comma = ",";
    }
}

void sql_class_values(struct sql *sql, const struct asked *asked) {
    const char *comma = "";
    add_class_values(sql, asked->find, asked->open, asked->open_count, &comma);
    if (sees_named(asked))
        add_class_values(sql, asked->find, asked->named, asked->named_count, &comma);
    if (!*comma) sql_add(sql, "(0)"); // there is no such class
}

// ---- who sees ----

struct class_sets {
    const int64_t *open, *named;
    size_t open_count, named_count;
};

static void add_seen(struct sql *sql, const struct sight *sight, const char *row,
                     const struct class_sets *sets) {
    char column[32];
    snprintf(column, sizeof column, "%s.class_no", row);
    sql_add(sql, "(");
    sql_classes(sql, column, sets->open, sets->open_count);
    bool by_name = is_somebody(sight);
    if (sets->named_count && (sight->account_no || by_name)) {
        sql_add(sql, " OR (");
        sql_classes(sql, column, sets->named, sets->named_count);
        sql_add(sql, " AND (");
        if (sight->account_no) {
            sql_addf(sql, "%s.giver_no = ", row);
            sql_i64(sql, sight->account_no);
        }
        if (sight->account_no && by_name) sql_add(sql, " OR ");
        if (by_name) {
            sql_addf(sql,
                     "EXISTS (SELECT 1 FROM named n WHERE n.version_no = %s.version_no"
                     " AND n.identity = ",
                     row);
            sql_blob(sql, sight->identity.bytes, sizeof sight->identity.bytes);
            sql_add(sql, ")");
        }
        sql_add(sql, "))");
    }
    sql_add(sql, ")");
}

static void add_visible(struct sql *sql, const struct asked *asked, const char *row) {
    const struct sight *sight = asked->sight;
    struct class_sets here = {asked->open, asked->named, asked->open_count, asked->named_count};
    add_seen(sql, sight, row, &here);
    if (sight->is_whole) return;
    // An end may be seen in any collection.
    struct class_sets all = {sight->open, sight->named, sight->open_count, sight->named_count};
    sql_addf(sql,
             " AND ((%s.look & %d) = 0 OR NOT EXISTS (SELECT 1 FROM ends e"
             " WHERE e.version_no = %s.version_no AND EXISTS (SELECT 1 FROM version_key ek"
             " WHERE ek.id = e.id AND ek.kind = e.kind) AND NOT EXISTS (SELECT 1"
             " FROM version_key ek CROSS JOIN member em WHERE ek.id = e.id AND ek.kind = e.kind"
             " AND em.version_no = ek.version_no AND ",
             row, LITERAL_LOOK_ENDS, row);
    add_seen(sql, sight, "em", &all);
    sql_add(sql, ")))");
}

void sql_visible(struct sql *sql, const struct asked *asked) {
    add_visible(sql, asked, "m");
}

// ---- which version ----

static void add_creator(struct sql *sql, const struct find *find, const char *row) {
    if (!find->creator.kind) return;
    sql_add(sql, " AND EXISTS (SELECT 1 FROM ref cr WHERE cr.id = ");
    sql_blob(sql, find->creator.id.bytes, sizeof find->creator.id.bytes);
    sql_add(sql, " AND cr.kind = ");
    sql_i64(sql, find->creator.kind);
    sql_addf(sql, " AND cr.version_no = %s.version_no AND cr.role = %d)", row, ROLE_CREATOR);
}

static void add_numbers(struct sql *sql, const char *column, const int *numbers, size_t count) {
    if (!count) return;
    sql_addf(sql, " AND %s IN (", column);
    for (size_t i = 0; i < count; i++) sql_addf(sql, "%s%d", i ? "," : "", numbers[i]);
    sql_add(sql, ")");
}

// No other candidate of the object for which `beyond`, an order of k2 and mv, holds.
static void add_none(struct sql *sql, const struct asked *asked, const char *beyond) {
    const struct find *find = asked->find;
    sql_addf(sql,
             "NOT EXISTS (SELECT 1 FROM version mv CROSS JOIN version_key k2 CROSS JOIN member m2"
             " WHERE mv.no = m.version_no AND k2.id = mv.id AND k2.kind = mv.kind AND %s"
             " AND m2.version_no = k2.version_no",
             beyond);
    if (find->collection_no) {
        sql_add(sql, " AND m2.collection_no = ");
        sql_i64(sql, find->collection_no);
    }
    add_numbers(sql, "k2.spec", find->specs, find->spec_count);
    add_creator(sql, find, "m2");
    sql_add(sql, " AND ");
    add_visible(sql, asked, "m2");
    sql_add(sql, ")");
}

#define STAMP_BEYOND "k2.stamp >= mv.stamp AND (k2.stamp > mv.stamp OR k2.spec > mv.spec)"
#define STAMP_BEFORE "k2.stamp <= mv.stamp AND (k2.stamp < mv.stamp OR k2.spec < mv.spec)"
#define SPEC_BEYOND "k2.spec > mv.spec"
#define SPEC_STAMP_BEYOND "(k2.spec > mv.spec OR (k2.spec = mv.spec AND k2.stamp > mv.stamp))"
#define SPEC_STAMP_BEFORE "(k2.spec > mv.spec OR (k2.spec = mv.spec AND k2.stamp < mv.stamp))"

static void add_last(struct sql *sql, const struct asked *asked) {
    const struct find *find = asked->find;
    bool by_spec = find->last_spec || find->spec_count;
    // Last in its collection, and nothing but this collection and no other spec to be thought of.
    int apart =
        (find->collection_no ? 0 : LITERAL_LOOK_CLASS) | (find->last_spec ? LITERAL_LOOK_SPEC : 0);
    sql_add(sql, "((m.latest = 1");
    if (apart) sql_addf(sql, " AND (m.look & %d) = 0", apart);
    sql_add(sql, ") OR (");
    // Otherwise one that is not the last is it only where the last may be no candidate.
    int doubtful = LITERAL_LOOK_CLASS | (by_spec ? LITERAL_LOOK_SPEC : 0) |
                   (asked->sight->is_whole ? 0 : LITERAL_LOOK_ENDS);
    if (!find->creator.kind) sql_addf(sql, "(m.look & %d) <> 0 AND ", doubtful);
    add_none(sql, asked, find->last_spec ? SPEC_STAMP_BEYOND : STAMP_BEYOND);
    sql_add(sql, "))");
}

static void add_last_spec(struct sql *sql, const struct asked *asked) {
    sql_addf(sql, "((m.look & %d) = 0 OR ", LITERAL_LOOK_SPEC);
    add_none(sql, asked, SPEC_BEYOND);
    sql_add(sql, ")");
}

static void add_stamps(struct sql *sql, const struct asked *asked) {
    const struct find *find = asked->find;
    sql_add(sql, "(v.stamp IN (");
    for (size_t i = 0; i < find->stamp_count; i++) {
        if (i) sql_add(sql, ",");
        sql_i64(sql, find->stamps[i]);
    }
    sql_add(sql, ")");
    if (find->last_spec) {
        sql_add(sql, " AND ");
        add_last_spec(sql, asked);
    }
    sql_add(sql, ")");
}

static void add_any_of(struct sql *sql, const struct asked *asked) {
    const struct find *find = asked->find;
    const char * or = "(";
    if (find->first) {
        sql_add(sql, or);
        add_none(sql, asked, find->last_spec ? SPEC_STAMP_BEFORE : STAMP_BEFORE);
        or = " OR ";
    }
    if (find->last) {
        sql_add(sql, or);
        add_last(sql, asked);
        or = " OR ";
    }
    if (find->stamp_count) {
        sql_add(sql, or);
        add_stamps(sql, asked);
        or = " OR ";
    }
    sql_add(sql, * or == '(' ? "1 = 0" : ")");
}

// Of a version in several collections the row that came first among those that are seen.
static void add_once(struct sql *sql, const struct asked *asked) {
    sql_addf(sql,
             " AND ((m.look & %d) = 0 OR NOT EXISTS (SELECT 1 FROM member mo"
             " WHERE mo.version_no = m.version_no AND mo.added < m.added AND ",
             LITERAL_LOOK_CLASS);
    struct class_sets here = {asked->open, asked->named, asked->open_count, asked->named_count};
    add_seen(sql, asked->sight, "mo", &here);
    sql_add(sql, "))");
}

void sql_chosen(struct sql *sql, const struct asked *asked) {
    const struct find *find = asked->find;
    if (find->collection_no) {
        sql_add(sql, " AND m.collection_no = ");
        sql_i64(sql, find->collection_no);
    }
    add_numbers(sql, "m.kind", find->kinds, find->kind_count);
    add_numbers(sql, "v.spec", find->specs, find->spec_count);
    add_creator(sql, find, "m");
    if (find->versions == FIND_LAST || find->versions == FIND_CHOSEN || find->last_spec)
        sql_add(sql, " AND ");
    if (find->versions == FIND_LAST)
        add_last(sql, asked);
    else if (find->versions == FIND_CHOSEN)
        add_any_of(sql, asked);
    else if (find->last_spec)
        add_last_spec(sql, asked);
    if (!find->collection_no) add_once(sql, asked);
}

void sql_after(struct sql *sql, const struct asked *asked) {
    const struct find *find = asked->find;
    if (find->revoked >= 0) sql_addf(sql, " AND v.revoked = %d", find->revoked != 0);
    if (!find->class_count) return;
    sql_add(sql, " AND ");
    sql_classes(sql, "m.class_no", find->classes, find->class_count);
}

bool sql_needs_version(const struct asked *asked) {
    const struct find *find = asked->find;
    return find->spec_count || find->revoked >= 0 ||
           (find->versions == FIND_CHOSEN && find->stamp_count);
}
