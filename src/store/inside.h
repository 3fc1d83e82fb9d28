// inside.h - what the files of store share and nobody else sees.
#pragma once

#include <stdatomic.h>

#include "base/map.h"
#include "base/vec.h"
#include "ledger/entry.h"
#include "store/dialect.h"
#include "store/store.h"
#include "sys/file.h"
#include "sys/thread.h"

// ---- names (intern.c) ----

struct class_row {
    int64_t no;
    struct store_audience audience;
};
struct intern {
    struct lock lock;
    struct map kinds;                 // custom type to number
    VEC_OF(struct str) names;         // of number KIND_CUSTOM_FIRST + index; STR_NONE when not used
    VEC_OF(struct class_row) classes; // in order of number, without gaps from 1
};
void intern_open(struct intern *intern, uint64_t seed);
void intern_close(struct intern *intern);
MUST_USE enum status intern_load(struct intern *intern, struct db *db, struct fault *fault);
// The classes of `classes` that belong to the collection (0: to any), in `arena`.
size_t intern_classes_of(int64_t **out, struct intern *intern, const int64_t *classes, size_t count,
                         int64_t collection_no, struct arena *arena);
#define KIND_CUSTOM_MAX 65536 // types that are not in the standard; more are refused

// ---- readers (readers.c) ----

struct reader {
    struct db *db;
    int64_t given_us; // when it came back
    bool is_small;    // gave its memory back since
};
struct readers {
    struct lock lock;
    struct change given;
    VEC_OF(struct reader) idle; // the last given back is taken first
    size_t count;               // open, idle or not
};
void readers_open(struct readers *readers);
void readers_close(struct readers *readers);
MUST_USE enum status readers_start(struct store *store, struct fault *fault); // opens the first
// Closes those that have been idle for so long; the one that stays gives its memory back.
void readers_rest(struct store *store, int64_t idle_us);

// ---- tallies (tally.c) ----

struct tally_key {
    int64_t class_no, kind, ends, day;
};
struct tally_change {
    struct tally_key key;
    int64_t latest, total;
};
// Changes summed in memory and written once.
struct tally {
    VEC_OF(struct tally_change) changes;
    struct map places;
    size_t last; // the change used last: mostly the next one's too
};
void tally_init(struct tally *tally);
void tally_close(struct tally *tally);
void tally_clear(struct tally *tally);
// A member row as it is to be counted from now on, or was until now. Rows that are apart are not.
struct tally_row {
    int64_t class_no;
    int kind;
    stamp added;
    bool latest;
    int look;
};
void tally_add(struct tally *tally, const struct tally_row *row);
void tally_take(struct tally *tally, const struct tally_row *row);
MUST_USE enum status tally_flush(struct tally *tally, struct db *db, struct fault *fault);

// ---- the pulse (pulse.c) ----

// The row of that table: see 0003_pulse.sql.
struct pulse {
    uint64_t generation, rights, names, removals;
    stamp added;
    int64_t version;
};
struct rows;
// Where numbers and stamps go on, of any store.
MUST_USE enum status pulse_load(struct rows *rows, struct db *db, struct fault *fault);
// Of a shared store, in a transaction: at its beginning, and before its commit; after the commit.
MUST_USE enum status pulse_begin(struct rows *rows, struct fault *fault);
MUST_USE enum status pulse_raise(struct rows *rows, bool rights, struct fault *fault);
void pulse_told(struct rows *rows);
// BUSY when a newer program has brought the schema further than this one knows.
MUST_USE enum status pulse_check(struct store *store, struct db *db, struct fault *fault);
// A snapshot, whose names are known. CONFLICT when the rights in it are not those of generation
// `rights` (0: of no matter): what was decided by them has to be decided anew.
MUST_USE enum status reader_begin(struct store *store, struct db *db, uint64_t rights,
                                  struct fault *fault);

// ---- rows (puts.c, puts_known.c, puts_same.c, remove.c, keys.c) ----

// Bits of member.look, as in the schema.
enum look { LOOK_CLASS = 1, LOOK_SPEC = 2, LOOK_NAMED = 4, LOOK_ENDS = 8 };
#define LOOK_SHARED (LOOK_CLASS | LOOK_SPEC | LOOK_ENDS) // the same on all rows of an object
#define LOOK_APART (LOOK_CLASS | LOOK_SPEC | LOOK_NAMED) // such rows are not in the tallies

struct json_reader;
// The writer's state in its own thread.
struct rows {
    struct store *store;
    struct db *db;
    int64_t version_last; // the highest number ever used
    stamp added_last;
    struct pulse pulse; // of a shared store, as this transaction found or left it
    struct tally tally;
    struct json_reader *json;
    struct arena arena; // of one run
    int kind_relationship, kind_sighting;
    // Of the transaction, for the news:
    stamp first, last;
    size_t taken, removed;
    bool has_name, has_class; // a kind or a class was made; a class
};
void rows_open(struct rows *rows, struct store *store);
void rows_close(struct rows *rows);

// Writes the puts of `jobs` (a chain of `count`) as if they came one by one, within the
// transaction; outcomes are in the puts. On a failure everything is as before but the database,
// which the caller rolls back to its savepoint.
MUST_USE enum status puts_write(struct rows *rows, struct store_job *const *jobs, size_t count,
                                struct fault *fault);
// A put and what became of it.
struct put_row {
    struct put *put;
    int64_t version_no;
    stamp added, stamp; // stamp: of its version
    int spec;           // the same
    bool is_new;        // version row, observables and so on are still to be written
    bool is_alone;      // new, and its object has no other version: member row still to be written
    bool is_settled;    // puts_at_once has seen to it
};
// The puts of one object that has other versions, in order of arrival.
struct puts_pending {
    struct put_row
        *rows; // the whole run: rows[version_no - base_version] is a version not yet written
    size_t count;
    int64_t base_version;
};
// Many at once, each the only put of its object in the run: those that are known, and those that
// are new versions, are settled. The others are for puts_known.
MUST_USE enum status puts_at_once(struct rows *rows, struct put_row *const *list, size_t count,
                                  struct fault *fault);
// Asks the judges of those among them that are new; what is refused is settled, and not new.
MUST_USE enum status puts_judge(struct rows *rows, const struct puts_pending *pending,
                                struct put_row *const *list, size_t count, struct fault *fault);
// Whether the put says what is held as the same version; if not, its reason may tell why.
bool puts_is_same(struct rows *rows, struct put *put, struct str held);
MUST_USE enum status puts_known(struct rows *rows, const struct puts_pending *pending,
                                struct put_row *row, struct fault *fault);
MUST_USE enum status puts_keys(struct rows *rows, struct put_row *const *list, size_t count,
                               struct fault *fault);
// What the member row says of its place among the object's others.
struct puts_look {
    bool latest;
    int look;
};
MUST_USE enum status puts_members(struct rows *rows, struct put_row *const *list, size_t count,
                                  const struct puts_look *looks, struct fault *fault);
// Sets `look` of all rows of an object anew, when one has changed its class. Of the writer.
MUST_USE enum status rows_look_again(struct rows *rows, const struct uuid *id, int kind,
                                     struct fault *fault);
// The row is under an embargo no more (embargo.c).
MUST_USE enum status embargo_forget(struct db *db, stamp added, struct fault *fault);
bool puts_has_ends(const struct rows *rows, const struct put *put);

// The keys of a version's rows in observable and ref, packed into one value of its row (keys.c), so
// that no index by version is needed to take them out again.
struct keys {
    struct str rest;
    size_t observables; // still to come
};
struct str keys_write(struct buf *buf, const struct put *put); // STR_NONE when there are none
struct keys keys_read(struct str packed);
bool keys_observable(struct put_observable *out, struct keys *keys); // first all of these,
bool keys_ref(struct put_ref *out, struct keys *keys);               // then these

// ---- the log (leaves*.c) ----

// An act that is to be an entry.
struct leaf_new {
    enum entry_act act;
    stamp added, version, removed; // the last: of ENTRY_REMOVED
    int kind, spec;
    struct uuid id;
    int64_t collection_no, giver_no;
    const uint8_t *object; // its digest; NULL: ENTRY_REMOVED
    const char *name;      // ENTRY_NOTED: the record's id; there is neither kind nor id then
};
// Appends them, in the writer's transaction. Scratch is taken from the arena of the run.
MUST_USE enum status leaves_add(struct rows *rows, const struct leaf_new *acts, size_t count,
                                struct fault *fault);
// Those of a run of puts that were taken.
MUST_USE enum status leaves_put(struct rows *rows, const struct put_row *items, size_t count,
                                struct fault *fault);
// Of the object in `json`, for ENTRY_TAKEN.
MUST_USE enum status leaves_digest(uint8_t out[ENTRY_DIGEST_SIZE], struct rows *rows,
                                   struct str json, struct fault *fault);
// A stamp for an act that is no put.
stamp rows_stamp(struct rows *rows);
// When a store is opened: appends what it held before there was a log, and makes the log's key.
MUST_USE enum status leaves_start(struct rows *rows, struct fault *fault);

// ---- the writer (writer.c) ----

struct writer {
    struct lock lock;
    struct change filled, emptied, done;
    struct store_job *first, *last;
    size_t bytes;
    bool ends;
    struct thread thread;
    struct rows rows;
    void (*on_commit)(void *context, const struct store_news *news);
    void *context;
    _Atomic uint64_t commits_removing; // search forgets after each
    atomic_bool is_busy;               // more may be waiting than one transaction holds
};
void writer_open(struct store *store);
void writer_close(struct store *store);
// As store_change, for changes of the store's own, which touch nobody's rights.
MUST_USE enum status writer_change(struct store *store,
                                   enum status (*run)(struct rows *rows, void *context,
                                                      struct fault *fault),
                                   void *context, struct fault *fault);

// ---- search (search.c, search_words.c; what differs is in dialect.h) ----

#define SEARCH_TERMS_MAX 32
struct search_term {
    struct str phrase; // one word or several that follow each other
    bool is_prefix;    // of its last word, the beginning
};
// What a person asks for: all of these.
struct search_terms {
    struct search_term items[SEARCH_TERMS_MAX];
    size_t count;
};
// The same as the dialect asks it.
struct search_match {
    struct str words; // STR_NONE: nothing is asked for
    struct str phrase, patterns;
};

struct search {
    struct store *store;    // NULL: there is no search
    struct db *db, *source; // to write the words; the store, to read from
    void *own;              // the dialect's
    struct json_reader *json;
    struct buf words; // of one version
    struct lock lock;
    struct change told, moved;
    bool ends, is_told;
    struct thread thread;
    _Atomic int64_t known;      // the last version number that is in
    _Atomic uint64_t forgotten; // of commits_removing, seen to
};
MUST_USE enum status search_open(struct store *store, struct fault *fault); // before the writer
void search_start(struct store *store);
void search_stop(struct store *store);  // before the writer, of which it may still ask something
void search_close(struct store *store); // after it
void search_tell(struct store *store);  // something was committed; nothing without search

#define SEARCH_FORM 2 // rises when the words of an object are made in another way

// The words of an object as they are kept, and what a person asks for: MALFORMED when nothing in it
// can be searched for. What is kept is in `buf`, or `text` itself.
struct str search_words_kept(struct str text, struct buf *buf);
// Those of an object: what everybody who sees it at all is shown (stix/redact), so that nothing is
// found by what is hidden. By the text alone, since the same words are told again to be forgotten.
// Valid until the next call.
struct str search_words_of(struct search *search, struct str json, struct arena *arena);
MUST_USE enum status search_words_asked(struct search_terms *out, struct str text,
                                        struct arena *arena, struct fault *fault);

// ---- as a whole (store.c, copy.c) ----

int64_t store_schema_known(void); // the number of the last migration
// How far it is; CONFLICT when that is further than this program knows.
MUST_USE enum status store_schema(int64_t *out, struct db *db, struct fault *fault);
// All migrations that are missing, within the transaction.
MUST_USE enum status store_migrate_within(struct db *db, struct fault *fault);
// DENIED for a copy that has not come to its end.
MUST_USE enum status store_check_finished(struct db *db, struct fault *fault);
struct store_survey;
// Within a snapshot.
MUST_USE enum status store_survey_within(struct store_survey *out, struct db *db,
                                         struct fault *fault);
// Where a store is to be put: an index for search that was left there would be taken for that
// one's, whose id it may well carry.
void store_remove_search(const char *path);

// ---- the whole ----

struct store {
    struct store_options options; // with every 0 replaced
    const struct dialect *dialect;
    char *path, *search_path;
    struct file_lock *file_lock;
    bool is_shared; // a database of which other programs may be writers too
    struct intern intern;
    struct readers readers;
    struct writer writer;
    struct search search;
    _Atomic uint64_t generation, rights_generation; // from 1
    _Atomic uint64_t names, removals;               // of a shared store: those followed
    _Atomic int64_t newest;                         // committed `added`
    _Atomic int64_t newest_version;                 // committed version number
    size_t sorted_max; // rows that a list rather sorts than walks past; a test may set 0
};

#define SORTED_MAX ((size_t)2000)
