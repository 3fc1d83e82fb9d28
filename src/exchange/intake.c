// The stream is cut into objects, objects are gathered into pieces, pieces are jobs of the writer.
//
//  1. A piece in flight is never touched; results are read when the store says it is done.
//  2. Pieces are waited for in the order in which they were handed over, so reports are in order.
//  3. What is in flight is bounded by PIECES_MAX pieces of about PIECE_BYTES.
#include "exchange/intake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "exchange/piece.h"
#include "match/list.h"
#include "stix/cut.h"

#define CHUNK_BYTES ((size_t)256 * 1024)
#define PIECES_MAX 24

// One intake from beginning to end.
struct intake {
    struct exchange *exchange;
    const struct intake_options *options;
    struct intake_report *report;
    struct arena *arena; // of the report
    struct prepare prepare;
    struct piece *piece;            // being filled
    struct piece *flying[PIECES_MAX];
    size_t flying_first, flying_count;
    bool is_rehearsal;              // all or nothing, first pass: nothing is handed over
    struct compress_reader *reader;
    char *chunk;
    size_t chunk_size, chunk_at;    // what was read ahead to tell the form
};

static void report_refusal(struct intake *intake, const struct intake_refusal *refusal) {
    struct intake_report *report = intake->report;
    report->refused++;
    if (report->refusal_count >= INTAKE_REFUSALS_SHOWN) return;
    if (!report->refusals)
        report->refusals =
            arena_array(intake->arena, INTAKE_REFUSALS_SHOWN, struct intake_refusal);
    report->refusals[report->refusal_count++] = (struct intake_refusal){
        .index = refusal->index,
        .line = refusal->line,
        .id = arena_copy(intake->arena, str_cut(refusal->id, 0, 300)),
        .reason = arena_copy(intake->arena, refusal->reason),
    };
}

static void report_piece(struct intake *intake, const struct piece *piece) {
    struct intake_report *report = intake->report;
    for (size_t i = 0; i < piece->item_count; i++) {
        const struct piece_item *item = &piece->items[i];
        struct intake_outcome outcome = {item->id, item->version, item->status, item->reason, 0};
        if (item->status == OK) {
            const struct put *put = &piece->puts[item->put];
            report->taken += put->outcome == PUT_TAKEN;
            report->known += put->outcome == PUT_KNOWN;
            outcome.added = put->added;
            if (put->outcome == PUT_TAKEN) {
                if (!report->first_added) report->first_added = put->added;
                report->last_added = put->added;
            }
            if (put->outcome == PUT_DIFFERS) {
                outcome.status = CONFLICT;
                outcome.reason = STR("held already with other content under the same id and "
                                     "version; the first is kept");
                report->differs++;
            }
        }
        if (outcome.status != OK)
            report_refusal(intake, &(struct intake_refusal){item->index, item->line, outcome.id,
                                                            outcome.reason});
        if (intake->options->on_outcome)
            intake->options->on_outcome(intake->options->context, &outcome);
    }
    if (intake->options->on_progress)
        intake->options->on_progress(intake->options->context, report);
}

static enum status land_first(struct intake *intake, struct fault *fault) {
    struct piece *piece = intake->flying[intake->flying_first];
    intake->flying_first = (intake->flying_first + 1) % PIECES_MAX;
    intake->flying_count--;
    enum status status = store_wait(intake->exchange->store, &piece->job, fault);
    if (status == OK) report_piece(intake, piece);
    piece_close(&piece);
    return status;
}

static enum status land_all(struct intake *intake, struct fault *fault) {
    enum status status = OK;
    while (intake->flying_count) {
        enum status one = land_first(intake, status == OK ? fault : NULL);
        if (status == OK) status = one;
    }
    return status;
}

// Hands the piece over and begins a new one.
static enum status launch(struct intake *intake, struct fault *fault) {
    struct piece *piece = intake->piece;
    if (!piece->item_count) return OK;
    intake->piece = piece_open();
    if (intake->is_rehearsal) {
        for (size_t i = 0; i < piece->item_count; i++)
            if (piece->items[i].status != OK)
                report_refusal(intake, &(struct intake_refusal){
                                           piece->items[i].index, piece->items[i].line,
                                           piece->items[i].id, piece->items[i].reason});
        piece_close(&piece);
        return OK;
    }
    if (intake->flying_count == PIECES_MAX) {
        enum status status = land_first(intake, fault);
        if (status != OK) {
            piece_close(&piece);
            return status;
        }
    }
    piece_submit(piece, intake->exchange->store);
    intake->flying[(intake->flying_first + intake->flying_count++) % PIECES_MAX] = piece;
    return OK;
}

// Bytes of the unpacked stream: first what was read ahead.
static enum status pull(size_t *size, struct intake *intake, char *room, size_t capacity,
                        struct fault *fault) {
    if (intake->chunk_at < intake->chunk_size) {
        size_t left = intake->chunk_size - intake->chunk_at;
        *size = left < capacity ? left : capacity;
        memcpy(room, intake->chunk + intake->chunk_at, *size);
        intake->chunk_at += *size;
    } else {
        TRY(compress_read(size, intake->reader, room, capacity, fault));
    }
    intake->report->bytes += *size;
    return OK;
}

static void set_damage(struct intake *intake, const struct fault *fault) {
    intake->report->is_damaged = true;
    intake->report->damage = arena_copy(intake->arena, str_of(fault->text));
}

// Damage of the stream ends the intake in good order: what came before it is kept.
static bool is_damage(enum status status) {
    return status == MALFORMED || status == LIMIT || status == CLOSED;
}

static enum status take_object(struct intake *intake, struct cutter *cutter, struct str text,
                               struct fault *fault) {
    piece_add(intake->piece, &intake->prepare, text, cut_index(cutter));
    if (!piece_is_full(intake->piece)) return OK;
    return launch(intake, fault);
}

static enum status stix_loop(struct intake *intake, struct cutter *cutter, struct fault *fault) {
    bool at_end = false;
    for (;;) {
        struct str text;
        struct fault damage = {""};
        enum status status = cut_take(&text, cutter, &damage);
        if (status == OK) {
            if (intake->options->envelope_only && cut_form(cutter) != CUT_ENVELOPE)
                return fault_set(fault, MALFORMED, "the body is not an envelope");
            TRY(take_object(intake, cutter, text, fault));
            continue;
        }
        if (status == ABSENT && at_end) return OK;
        if (status == ABSENT) {
            size_t capacity, size = 0;
            char *room = cut_room(cutter, &capacity);
            status = pull(&size, intake, room, capacity, &damage);
            if (status == OK && size) cut_grow(cutter, size);
            if (status == OK && !size) {
                cut_end(cutter);
                at_end = true;
            }
        }
        if (status == OK) continue;
        if (!is_damage(status)) return fault_set(fault, status, "%s", damage.text);
        set_damage(intake, &damage);
        return OK;
    }
}

static const char *form_name(enum cut_form form) {
    static const char *const names[] = {
        [CUT_UNKNOWN] = "unknown", [CUT_BUNDLE] = "bundle",   [CUT_ENVELOPE] = "envelope",
        [CUT_ARRAY] = "array",     [CUT_OBJECTS] = "objects",
    };
    return names[form];
}

static enum status take_stix(struct intake *intake, struct fault *fault) {
    struct cutter *cutter = cut_open(intake->options->object_bytes_max);
    enum status status = stix_loop(intake, cutter, fault);
    intake->report->form = form_name(cut_form(cutter));
    if (status == OK && intake->options->envelope_only && cut_form(cutter) != CUT_ENVELOPE)
        status = fault_set(fault, MALFORMED, "the body is not an envelope");
    cut_close(&cutter);
    return status;
}

static enum status list_loop(struct intake *intake, struct list_reader *list,
                             struct fault *fault) {
    bool at_end = false;
    uint64_t index = 0;
    for (;;) {
        struct list_item item;
        struct fault damage = {""};
        enum status status = list_take(&item, list, &damage);
        if (status == OK) {
            piece_add_item(intake->piece, &intake->prepare, &item, intake->options->name, index++);
        } else if (status == MALFORMED) {
            piece_refuse(intake->piece, index++, str_of(damage.text));
        } else if (status != ABSENT) {
            set_damage(intake, &damage);
            return OK;
        }
        if (status != ABSENT) {
            if (piece_is_full(intake->piece)) TRY(launch(intake, fault));
            continue;
        }
        if (at_end) return OK;
        size_t capacity, size = 0;
        char *room = list_room(list, &capacity);
        status = pull(&size, intake, room, capacity, &damage);
        if (status != OK && !is_damage(status))
            return fault_set(fault, status, "%s", damage.text);
        if (status != OK) {
            set_damage(intake, &damage);
            size = 0;
        }
        if (size) {
            list_grow(list, size);
        } else {
            list_end(list);
            at_end = true;
        }
    }
}

static const char *list_name(enum list_form form) {
    static const char *const names[] = {
        [LIST_UNKNOWN] = "unknown", [LIST_PLAIN] = "list",     [LIST_HOSTS] = "hosts",
        [LIST_DNSMASQ] = "dnsmasq", [LIST_ADGUARD] = "adguard", [LIST_RPZ] = "rpz",
        [LIST_CSV] = "csv",         [LIST_ZEEK] = "zeek",
    };
    return names[form];
}

static enum status take_list(struct intake *intake, struct fault *fault) {
    if (intake->options->envelope_only)
        return fault_set(fault, MALFORMED, "the body is not JSON");
    struct list_reader *list = list_open();
    enum status status = list_loop(intake, list, fault);
    intake->report->form = list_name(list_form(list));
    list_close(&list);
    return status;
}

// Fills the chunk, so that the form can be told however small the source's pieces are.
static enum status read_ahead(struct intake *intake, struct fault *fault) {
    while (intake->chunk_size < CHUNK_BYTES) {
        size_t size = 0;
        TRY(compress_read(&size, intake->reader, intake->chunk + intake->chunk_size,
                          CHUNK_BYTES - intake->chunk_size, fault));
        if (!size) break;
        intake->chunk_size += size;
    }
    return OK;
}

// One pass over the stream: everything is cut, read and handed over; nothing is in flight after it.
static enum status run_pass(struct intake *intake, struct compress_source source,
                            struct fault *fault) {
    TRY(compress_open(&intake->reader, source, fault));
    struct fault damage = {""};
    enum status status = read_ahead(intake, &damage);
    if (status != OK && !is_damage(status)) fault_set(fault, status, "%s", damage.text);
    if (status == OK || (is_damage(status) && intake->chunk_size)) {
        struct str first = {intake->chunk, intake->chunk_size};
        // Damage that the reading ahead met comes again when the reader is asked for more.
        status = list_looks_like_json(first) ? take_stix(intake, fault) : take_list(intake, fault);
    } else if (is_damage(status)) {
        set_damage(intake, &damage);
        status = OK;
    }
    if (status == OK) status = launch(intake, fault);
    enum status landing = land_all(intake, status == OK ? fault : NULL);
    compress_close(&intake->reader);
    return status == OK ? landing : status;
}

static void intake_open(struct intake *intake, struct exchange *exchange,
                        const struct intake_options *options, struct intake_report *report,
                        struct arena *arena) {
    *intake = (struct intake){
        .exchange = exchange, .options = options, .report = report, .arena = arena};
    intake->chunk = memory_take(CHUNK_BYTES);
    intake->piece = piece_open();
    prepare_open(&intake->prepare, exchange, options->giver, options->collection);
}

static void intake_close(struct intake *intake) {
    prepare_close(&intake->prepare);
    piece_close(&intake->piece);
    free(intake->chunk);
}

// ---- all or nothing: a rehearsal over a spooled copy, then one transaction ----

struct spool {
    FILE *file;
    struct compress_source source;
    enum status status; // of writing
};

static enum status spool_write(size_t *size, void *context, void *bytes, size_t capacity,
                               struct fault *fault) {
    struct spool *spool = context;
    TRY(spool->source.read(size, spool->source.context, bytes, capacity, fault));
    if (*size && fwrite(bytes, 1, *size, spool->file) != *size)
        return fault_set(fault, FAILED, "no room for a copy of the file to be checked");
    return OK;
}

static enum status spool_read(size_t *size, void *context, void *bytes, size_t capacity,
                              struct fault *fault) {
    struct spool *spool = context;
    *size = fread(bytes, 1, capacity, spool->file);
    if (*size == 0 && ferror(spool->file))
        return fault_set(fault, FAILED, "the copy of the file cannot be read again");
    return OK;
}

// The second pass runs in the writer's thread, which asks for one piece after the other; here they
// are all made first as a list of positions would cost as much: each is made when asked for.
struct second_pass {
    struct intake intake;
    struct cutter *cutter;
    struct list_reader *list;
    struct piece *last; // in the writer's hands until it asks again
    uint64_t index;
    bool at_end;
};

static enum status second_check(struct second_pass *pass, struct fault *fault) {
    struct piece *last = pass->last;
    pass->last = NULL;
    if (!last) return OK;
    report_piece(&pass->intake, last);
    bool differs = pass->intake.report->refused > 0;
    piece_close(&last);
    return differs ? fault_set(fault, CONFLICT, "an object is held already with other content")
                   : OK;
}

static enum status second_fill_stix(struct second_pass *pass, struct fault *fault) {
    struct intake *intake = &pass->intake;
    while (!piece_is_full(intake->piece)) {
        struct str text;
        enum status status = cut_take(&text, pass->cutter, fault);
        if (status == OK) {
            piece_add(intake->piece, &intake->prepare, text, cut_index(pass->cutter));
            continue;
        }
        if (status != ABSENT) return status;
        if (pass->at_end) return OK;
        size_t capacity, size = 0;
        char *room = cut_room(pass->cutter, &capacity);
        TRY(pull(&size, intake, room, capacity, fault));
        pass->at_end = size == 0;
        if (size)
            cut_grow(pass->cutter, size);
        else
            cut_end(pass->cutter);
    }
    return OK;
}

static enum status second_fill_list(struct second_pass *pass, struct fault *fault) {
    struct intake *intake = &pass->intake;
    while (!piece_is_full(intake->piece)) {
        struct list_item item;
        enum status status = list_take(&item, pass->list, fault);
        if (status == OK) {
            piece_add_item(intake->piece, &intake->prepare, &item, intake->options->name,
                           pass->index++);
            continue;
        }
        if (status != ABSENT) return status;
        if (pass->at_end) return OK;
        size_t capacity, size = 0;
        char *room = list_room(pass->list, &capacity);
        TRY(pull(&size, intake, room, capacity, fault));
        pass->at_end = size == 0;
        if (size)
            list_grow(pass->list, size);
        else
            list_end(pass->list);
    }
    return OK;
}

static enum status second_next(struct store_job *job, void *context, struct fault *fault) {
    struct second_pass *pass = context;
    TRY(second_check(pass, fault));
    if (pass->list)
        TRY(second_fill_list(pass, fault));
    else
        TRY(second_fill_stix(pass, fault));
    struct piece *piece = pass->intake.piece;
    if (!piece->item_count) return ABSENT;
    pass->intake.piece = piece_open();
    pass->last = piece;
    job->puts = piece->puts;
    job->put_count = piece->put_count;
    return OK;
}

static enum status second_run(struct intake *first, struct compress_source source,
                              struct fault *fault) {
    struct second_pass pass = {0};
    intake_open(&pass.intake, first->exchange, first->options, first->report, first->arena);
    memcpy(pass.intake.prepare.class_no, first->prepare.class_no,
           sizeof pass.intake.prepare.class_no);
    first->report->bytes = 0;
    enum status status = compress_open(&pass.intake.reader, source, fault);
    if (status == OK) status = read_ahead(&pass.intake, fault);
    if (status == OK) {
        struct str start = {pass.intake.chunk, pass.intake.chunk_size};
        if (list_looks_like_json(start))
            pass.cutter = cut_open(first->options->object_bytes_max);
        else
            pass.list = list_open();
        status = store_put_all(first->exchange->store, second_next, &pass, fault);
    }
    piece_close(&pass.last);
    cut_close(&pass.cutter);
    list_close(&pass.list);
    compress_close(&pass.intake.reader);
    intake_close(&pass.intake);
    if (status != OK) first->report->taken = first->report->known = 0;
    // A conflict is in the report, as any other refusal.
    return status == CONFLICT && first->report->refused ? OK : status;
}

static enum status run_all_or_nothing(struct intake *intake, struct compress_source source,
                                      struct fault *fault) {
    struct spool spool = {.file = tmpfile(), .source = source};
    if (!spool.file) return fault_set(fault, FAILED, "no temporary file can be made");
    intake->is_rehearsal = true;
    enum status status =
        run_pass(intake, (struct compress_source){spool_write, &spool}, fault);
    struct intake_report *report = intake->report;
    if (status == OK && !report->is_damaged && !report->refused) {
        rewind(spool.file);
        status = second_run(intake, (struct compress_source){spool_read, &spool}, fault);
    }
    fclose(spool.file);
    return status;
}

enum status intake_stream(struct intake_report *report, struct exchange *exchange,
                          const struct intake_options *options, struct compress_source source,
                          struct arena *arena, struct fault *fault) {
    *report = (struct intake_report){.form = "unknown"};
    TRY(intake_may_write(exchange, options->giver, options->collection, fault));
    struct intake intake;
    intake_open(&intake, exchange, options, report, arena);
    enum status status = options->all_or_nothing ? run_all_or_nothing(&intake, source, fault)
                                                 : run_pass(&intake, source, fault);
    intake_close(&intake);
    bool has_read = report->taken || report->known || report->refused;
    if (status == OK && report->is_damaged && !has_read)
        status = fault_set(fault, MALFORMED, "%.*s", STR_ARG(report->damage));
    return status;
}
