#include "store/backup.h"

#include <string.h>

#include "store/inside.h"
#include "sys/draft.h"

// What stands beside the file of a store while it is used, or after it was.
static const char *const beside[] = {"-wal", "-shm", "-journal", "-lock", "-socket", "-search"};
#define BESIDE_COUNT (sizeof beside / sizeof *beside)

// ---- places ----

static const char *path_beside(struct arena *arena, const char *path, const char *end) {
    return arena_format(arena, "%s%s", path, end).data;
}

static enum status check_is_file(const char *path, struct fault *fault) {
    if (db_is_file(path)) return OK;
    return fault_set(fault, MALFORMED, "only a store in a file is backed up so");
}

// Nothing may take the name of a part of a store, nor the place of a store.
static enum status check_backup_place(const struct store_backup_options *options,
                                      struct arena *arena, struct fault *fault) {
    const char *to = options->to;
    for (size_t i = 0; i < BESIDE_COUNT; i++)
        if (str_ends(str_of(to), str_of(beside[i])))
            return fault_set(fault, CONFLICT, "%s: what ends in %s is a part of a store", to,
                             beside[i]);
    if (file_is_folder(to)) return fault_set(fault, CONFLICT, "%s: is a folder", to);
    if (!file_exists(to)) return OK;
    for (size_t i = 0; i < BESIDE_COUNT; i++)
        if (file_exists(path_beside(arena, to, beside[i])))
            return fault_set(fault, CONFLICT,
                             "%s: is a store in use, and no backup: %s%s stands beside it", to, to,
                             beside[i]);
    if (options->may_replace) return OK;
    return fault_set(fault, CONFLICT, "%s: is there already", to);
}

// The journal of another store would be taken for that of the one which is put there.
static enum status check_store_place(const char *to, struct arena *arena, struct fault *fault) {
    if (file_exists(to))
        return fault_set(fault, CONFLICT,
                         "%s: a store is there already: move it away first, with %s-wal and "
                         "%s-shm",
                         to, to, to);
    for (size_t i = 0; i < 3; i++)
        if (file_exists(path_beside(arena, to, beside[i])))
            return fault_set(fault, CONFLICT,
                             "%s%s is left of another store: move it away first, to where that "
                             "store is",
                             to, beside[i]);
    return OK;
}

// ---- copying ----

// The sentence speaks of the draft, of which nobody else has heard.
static enum status say_where(enum status status, const struct store_backup_options *options,
                             struct fault *fault) {
    if (status == FULL)
        fault_set(fault, FULL, "the disk is full: there is no room for %s", options->to);
    if (status == CLOSED) fault_set(fault, CLOSED, "stopped: %s was not made", options->to);
    return status;
}

static enum status write_draft(struct store_backup_report *out, const char *to,
                               const struct store_backup_options *options, struct fault *fault) {
    SCOPED(db_close) struct db *from = NULL;
    struct db_options reader = {.path = options->from, .passes_once = true};
    struct db_pages pages = {.on_progress = options->on_progress, .context = options->context};
    TRY(db_open(&from, &reader, fault));
    TRY(db_begin_read(from, fault));
    enum status status = store_survey_within(&out->store, from, fault);
    if (status == OK) status = db_copy_pages(from, to, &pages, fault);
    db_end_read(from);
    return status;
}

static enum status check_draft(struct store_backup_report *out, const char *draft,
                               const struct store_backup_options *options, struct fault *fault) {
    SCOPED(db_close) struct db *db = NULL;
    struct db_options reader = {.path = draft, .passes_once = true};
    struct store_survey read = {.schema = 0};
    const struct store_survey *was = &out->store;
    if (options->on_progress && !options->on_progress(options->context, 0, 0))
        return fault_set(fault, CLOSED, "stopped");
    enum status status = db_open(&db, &reader, fault);
    if (status == OK) status = db_verify(db, false, fault);
    if (status == OK) status = store_survey_within(&read, db, fault);
    if (status != OK)
        return fault_within(fault, FAILED, "%s is damaged; of what was read:", options->from);
    bool is_same = strcmp(read.id, was->id) == 0 && read.schema == was->schema &&
                   read.objects == was->objects && read.newest == was->newest &&
                   read.log.size == was->log.size &&
                   memcmp(&read.log.root, &was->log.root, sizeof read.log.root) == 0;
    if (!is_same)
        return fault_set(fault, FAILED, "%s: read back, it is not what was written", options->to);
    return file_size(&out->bytes, draft, fault);
}

static enum status copy_file(struct store_backup_report *out,
                             const struct store_backup_options *options, struct fault *fault) {
    SCOPED(draft_close) struct draft *draft = NULL;
    if (!file_exists(options->from))
        return fault_set(fault, ABSENT, "%s: there is no store", options->from);
    TRY(draft_open(&draft, options->to, fault));
    struct store_backup_report report = {.bytes = 0};
    enum status status = write_draft(&report, draft_path(draft), options, fault);
    if (status == OK) status = check_draft(&report, draft_path(draft), options, fault);
    if (status == OK) status = draft_place(draft, options->may_replace, fault);
    TRY(say_where(status, options, fault));
    *out = report;
    return OK;
}

enum status store_backup(struct store_backup_report *out,
                         const struct store_backup_options *options, struct fault *fault) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    TRY(check_is_file(options->from, fault));
    TRY(check_is_file(options->to, fault));
    TRY(check_backup_place(options, &arena, fault));
    return copy_file(out, options, fault);
}

enum status store_restore(struct store_backup_report *out,
                          const struct store_backup_options *options, struct fault *fault) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    SCOPED(file_lock_close) struct file_lock *lock = NULL;
    struct store_backup_options once = *options;
    once.may_replace = false;
    TRY(check_is_file(options->from, fault));
    TRY(check_is_file(options->to, fault));
    if (!file_exists(options->from))
        return fault_set(fault, ABSENT, "%s: there is no backup", options->from);
    enum status status = file_lock_take(&lock, path_beside(&arena, options->to, "-lock"), fault);
    if (status == BUSY)
        return fault_set(fault, BUSY, "%s: a server or another program owns it: stop that first",
                         options->to);
    TRY(status);
    TRY(check_store_place(options->to, &arena, fault));
    store_remove_search(options->to);
    return copy_file(out, &once, fault);
}
