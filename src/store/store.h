// store.h - what is kept: one writer with group commit, readers in parallel, search behind the
// writer.
//
//  1. Only the writer's thread changes the database. Whoever wants a change hands over a job and
//  waits.
//  2. The writer drains its queue into one transaction, bounded by bytes and time, commits, and
//  only
//     then answers everybody in it. What was answered OK survives a crash.
//  3. A job is all or nothing: it runs in a savepoint of its own, and its failure harms no other.
//  4. `added` stamps rise strictly in the order of commits: max(now, last + 1).
//  5. Readers see snapshots; they never wait for the writer.
//  6. Every act is an entry of the log (leaves.h), in the same transaction.
//  7. Full-text search is filled by a thread of its own in a file of its own, from the last version
//     it knows; a crash loses nothing but its last batch, which it does again.
//
//  8. A file has one owner: a lock file beside it says so. A database server has many, who write
//     one after the other and follow each other (pulse.c): all this holds across them.
//
// A database that went away makes BUSY of everything; it is asked again with each call.
#pragma once

#include "stix/object.h"
#include "stix/marking.h"
#include "stix/observable.h"
#include "store/db.h"
#include "sys/chance.h"
#include "sys/clock.h"

struct store_options {
    const char *path;        // file; "-wal", "-search" and "-lock" stand beside it
    bool may_create;         // otherwise ABSENT when there is none
    struct clock *clock;     // NULL: the system's
    struct chance *chance;   // NULL: the system's
    size_t queue_bytes_max;  // of jobs that wait; 0: 64 MiB; a larger single job is let in alone
    size_t commit_bytes_max; // of one transaction; 0: 48 MiB
    unsigned
        commit_wait_ms;   // to gather more jobs after the first; 0: none, commits as fast as it can
    unsigned readers_max; // connections; 0: 8
    bool without_search;  // for tests and tools
};

struct store;
// OK; ABSENT; BUSY when another process owns it; CONFLICT when the file is newer than the program
// ("... was written by a newer renkei (schema 7, this one knows 1)"); MALFORMED when it is no
// store.
MUST_USE enum status store_open(struct store **out, const struct store_options *options,
                                struct fault *fault);
// Whether a path is of a file, of which one program is the owner; a database server has many users.
bool store_is_file(const char *path);
// Files and folders that are read to reach it, beside itself: keys, certificates, passwords. They
// need not be there.
#define STORE_READS_MAX DB_READS_MAX
size_t store_reads(const char *out[STORE_READS_MAX], const char *path, struct arena *arena);
bool store_is_shared(const struct store *store); // other programs may use it too
const char *store_name(struct store *store);     // for sentences: without a password
void store_close(struct store **store);          // finishes what was accepted

// ---- writing ----

enum put_outcome {
    PUT_TAKEN,   // a new version, or a known one that is new in this collection
    PUT_KNOWN,   // held already, the same
    PUT_DIFFERS, // same id and version with other content: the first is kept
    PUT_REFUSED, // by put_judge
};
struct put_observable {
    uint64_t hash;
    int kind;
    bool is_enough;
};
struct put_ref {
    struct uuid id;
    int kind;
    enum object_role role;
    bool is_end; // an end of this relationship or sighting
};
// A version that is held beside the one that comes: before it, or after it.
struct put_held {
    struct str json;  // during the call; STR_NONE: there is none
    stamp stamp;      // of its version
    bool is_ours;     // somebody of the put's organisation gave it
    bool is_mine;     // the put's giver did
    bool by_operator; // the operator at the machine did
};
struct put;
// Asked in the writer's thread about a new version, with a stamp, of an object that has others. It
// says whether it is taken, else why not in `put->reason`, and may write `put->deviations`. It may
// be asked twice about the same put.
struct put_judge {
    bool (*may)(void *context, struct put *put, const struct put_held *before,
                const struct put_held *after);
    void *context;
};
// One version into one collection. Lists are borrowed until the job is done.
struct put {
    struct uuid id;
    int kind; // from store_kind
    int spec;
    stamp stamp; // 0: no version of its own, its arrival
    bool revoked;
    struct str json;             // compact
    const uint8_t *digest;       // 32 bytes, by entry_digest; NULL: the writer makes it
    struct str deviations;       // what is kept beside it, or STR_NONE
    struct str deviations_alone; // the same before a judge added to it
    bool is_lenient;             // for the judge
    int64_t collection_no, class_no, giver_no;
    int64_t organisation_no;       // the giver's; 0: none
    const struct put_judge *judge; // NULL: nobody asks
    struct arena *arena;           // for what the judge writes
    bool is_named;                 // class RED or vote
    // Of an object from which parts can be cut: the class that holds it back whole, for a version
    // that is known already and was indexed by all that it says; 0: none.
    int64_t whole_class_no;
    bool is_whole_named; // whether that is RED or of votes
    // Until then it stays in its class, which is for its giver's organisation; 0: no embargo. Then
    // it comes in once more, into this class: see store_embargo_end.
    stamp embargo;
    int64_t embargo_class_no, embargo_whole_class_no; // the second: in the place of whole_class_no
    bool only_new; // KNOWN as soon as any version of the object is in the collection
    const struct put_observable *observables;
    size_t observable_count;
    const struct put_ref *refs;
    size_t ref_count;
    const struct uuid *named;
    size_t named_count;
    // Written by the writer:
    enum put_outcome outcome;
    struct str reason; // of PUT_REFUSED, and of PUT_DIFFERS where more can be said
    stamp added;       // also of a known one: its stamp in this collection
    stamp version;     // of its version: `stamp`, or when it first arrived
};

// A job for the writer. Either `puts`, or `run` for any other change.
struct store_job {
    struct put *puts;
    size_t put_count;
    enum status (*run)(struct db *db, void *context, struct fault *fault); // inside the transaction
    void *context;
    size_t bytes;      // about what it costs to keep, for the queue's limit
    bool keeps_rights; // `run` changes nothing that anybody may see: no generation rises
    // Written by the store:
    enum status status;
    struct fault fault;
    bool is_done;
    struct store_job *next;
};
void store_submit(struct store *store, struct store_job *job); // waits while the queue is full
// Waits until it is durable or has failed. BUSY, LIMIT (disk full), FAILED, CLOSED.
MUST_USE enum status store_wait(struct store *store, struct store_job *job, struct fault *fault);
// Both in one, for `run`.
MUST_USE enum status store_change(struct store *store,
                                  enum status (*run)(struct db *db, void *context,
                                                     struct fault *fault),
                                  void *context, struct fault *fault);
// A long job that brings its puts piece by piece and commits once at the end (import all or
// nothing): `next` is called in the writer's thread until it says ABSENT; others wait meanwhile.
MUST_USE enum status store_put_all(struct store *store,
                                   enum status (*next)(struct store_job *piece, void *context,
                                                       struct fault *fault),
                                   void *context, struct fault *fault);

// One put, when the last version of its object in its collection is still that of `last`; CONFLICT
// when somebody, in this program or another, was faster.
MUST_USE enum status store_put_next(struct store *store, struct put *put, stamp last,
                                    struct fault *fault);

// Takes versions of one object out of a collection (TAXII 2.1, 5.7). `stamps` NULL: all of them.
// ABSENT when there is none. A version in no collection any more is gone, with all that points from
// it.
struct store_removal {
    struct uuid id;
    int kind;
    int64_t collection_no;
    const stamp *stamps;
    size_t stamp_count;
    int spec;         // only versions of this one; 0: any
    int64_t giver_no; // who takes them out; 0: the operator at the machine
    size_t removed;   // written
};
MUST_USE enum status store_remove(struct store *store, struct store_removal *removal,
                                  struct fault *fault);

// ---- embargoes ----
// Ends those that are over: each such row gets the class that it waited for and a new `added`, as
// if it had come now, so that who follows a cursor meets it. So do relationships that were hidden
// with it. `*more`: there are others, this was enough for one transaction.
MUST_USE enum status store_embargo_end(bool *more, struct store *store, stamp now,
                                       struct fault *fault);
MUST_USE enum status
store_embargo_next(stamp *out, struct store *store,
                   struct fault *fault); // when the first ends; 0: there is none
// Until when the row is under one; 0: it is not.
MUST_USE enum status store_embargo_of(stamp *out, struct store *store, stamp added,
                                      struct fault *fault);

// ---- interning: cached, any thread but the writer's ----
// The number; makes one for a custom type. LIMIT when there are too many; FULL; BUSY.
MUST_USE enum status store_kind_make(int *kind, struct store *store, struct str type,
                                     struct fault *fault);
int store_kind(struct store *store, struct str type);      // the same; 0 when that cannot be
int store_kind_find(struct store *store, struct str type); // 0 when there is none
struct str store_kind_name(struct store *store, int kind); // lives as long as the store
// Whom a row is for. `parts`: the labels, as a set (stix/marking.h), of parts that are cut out for
// who may read under `tlp` alone.
struct store_audience {
    int64_t collection_no;
    enum tlp tlp;
    bool is_vote;
    unsigned parts;
    int64_t conditions_no; // 0: none
};
// Of what an organisation (0: the operator) says of its objects: the number of the text. LIMIT when
// it has said too many different things.
MUST_USE enum status store_conditions(int64_t *no, struct store *store, int64_t organisation_no,
                                      struct str text, struct fault *fault);
MUST_USE enum status store_class(int64_t *class_no, struct store *store,
                                 const struct store_audience *audience,
                                 struct fault *fault); // makes one

// ---- reading ----
// Waits for one; with schema `search` attached. Who holds one must not wait for another.
struct db *store_reader_take(struct store *store);
void store_reader_give(struct store *store, struct db *db);
// Before anything is answered from what is kept in memory under the numbers below: other programs'
// commits are in them afterwards. Nothing to do for a file. BUSY when the database is away.
MUST_USE enum status store_follow(struct store *store, struct fault *fault);
uint64_t store_generation(struct store *store); // rises with every commit that changed something
uint64_t store_rights_generation(
    struct store *store); // rises with every `run` job (rights may have changed), from 1
// Rises when something was taken out of a database that others use too; 0 for a file.
uint64_t store_removals(struct store *store);
stamp store_newest(struct store *store);           // the newest committed `added`, 0 when empty
uint64_t store_search_behind(struct store *store); // versions that search does not know yet
void store_search_wait(struct store *store); // until it knows all that is committed now (tests)
// The same for at most so long; how many versions of those it does not know even then.
uint64_t store_search_wait_for(struct store *store, int64_t timeout_us);
struct clock *store_clock(struct store *store);
struct chance *store_chance(struct store *store);

// Called after each commit that put something, in the writer's thread: be quick. One listener.
struct store_news {
    stamp first, last; // `added` of the rows
    size_t count;
};
void store_listen(struct store *store,
                  void (*on_commit)(void *context, const struct store_news *news), void *context);
// Runs SQLite's own integrity check and ours (keys, members, tallies agree). For tests and
// `renkei`.
MUST_USE enum status store_check(struct store *store, struct fault *fault);
