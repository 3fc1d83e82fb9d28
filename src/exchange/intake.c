// The stream is cut into objects, objects are gathered into pieces, pieces are jobs of the writer.
//
//  1. A piece in flight is never touched; results are read when the store says it is done.
//  2. Pieces are waited for in the order in which they were handed over, so reports are in order.
//  3. What is in flight is bounded by PIECES_MAX pieces of about PIECE_BYTES.
//  4. All or nothing reads the stream twice: a rehearsal, which also spools it, and then one
//     transaction from the spooled copy.
#include "exchange/intake.h"

#include "exchange/feed.h"
#include "exchange/succession.h"
#include "sys/file.h"

#define PIECES_MAX 24

bool intake_strength_read(enum intake_strength *out, struct str text) {
    enum conform_strength strength;
    if (!conform_strength_read(&strength, text)) return false;
    static const enum intake_strength AS[] = {
        [CONFORM_STRICT] = INTAKE_STRICT,
        [CONFORM_STANDARD] = INTAKE_STANDARD,
        [CONFORM_LENIENT] = INTAKE_LENIENT,
    };
    *out = AS[strength];
    return true;
}

// One pass over the stream.
struct intake {
    struct exchange *exchange;
    const struct intake_options *options;
    struct intake_report *report;
    struct arena *arena; // of the report
    struct prepare prepare;
    struct feed feed;
    struct piece *flying[PIECES_MAX];
    size_t flying_first, flying_count;
    struct piece *with_writer; // of the second pass, until the writer asks for the next
};

static void report_refusal(struct intake *intake, const struct piece_item *item,
                           struct str reason) {
    struct intake_report *report = intake->report;
    report->refused++;
    if (report->refusal_count >= INTAKE_REFUSALS_SHOWN) return;
    if (!report->refusals)
        report->refusals = arena_array(intake->arena, INTAKE_REFUSALS_SHOWN, struct intake_refusal);
    report->refusals[report->refusal_count++] = (struct intake_refusal){
        .index = item->index,
        .line = item->line,
        .id = arena_copy(intake->arena, item->id),
        .reason = arena_copy(intake->arena, reason),
    };
}

// Counts what became of a row; the outcome's reason when it was refused after all.
static void report_put(struct intake *intake, struct intake_outcome *outcome,
                       const struct put *put) {
    struct intake_report *report = intake->report;
    report->taken += put->outcome == PUT_TAKEN;
    report->deviating += put->outcome == PUT_TAKEN && put->deviations.size;
    report->known += put->outcome == PUT_KNOWN;
    report->differs += put->outcome == PUT_DIFFERS;
    outcome->version_at = put->version;
    if (put->outcome == PUT_TAKEN) {
        if (!report->first_added) report->first_added = put->added;
        report->last_added = put->added;
    }
    if (put->outcome == PUT_REFUSED) {
        outcome->status = DENIED;
        outcome->version_at = 0;
        outcome->reason = put->reason;
    }
    if (put->outcome != PUT_DIFFERS) return;
    outcome->status = CONFLICT;
    outcome->version_at = 0;
    outcome->reason = put->reason;
    if (put->reason.size) return;
    outcome->reason = STR("held already with other content under the same id and version; the "
                          "first is kept");
}

static void report_piece(struct intake *intake, const struct piece *piece) {
    const struct intake_options *options = intake->options;
    for (size_t i = 0; i < piece->item_count; i++) {
        const struct piece_item *item = &piece->items[i];
        struct intake_outcome outcome = {item->id, item->version, item->status, item->reason, 0};
        if (item->status == OK) report_put(intake, &outcome, &piece->puts[item->put]);
        if (outcome.status != OK) report_refusal(intake, item, outcome.reason);
        if (options->on_outcome) options->on_outcome(options->context, &outcome);
    }
    intake->report->bytes = intake->feed.bytes;
    if (options->on_progress) options->on_progress(options->context, intake->report);
}

// What cannot be taken is known before anything is handed over.
static void report_rehearsed(struct intake *intake, const struct piece *piece) {
    for (size_t i = 0; i < piece->item_count; i++)
        if (piece->items[i].status != OK)
            report_refusal(intake, &piece->items[i], piece->items[i].reason);
}

static void report_end(struct intake *intake) {
    struct intake_report *report = intake->report;
    report->bytes = intake->feed.bytes;
    report->form = feed_form(&intake->feed);
    report->is_damaged = intake->feed.damage.text[0] != '\0';
    report->damage = arena_copy(intake->arena, str_of(intake->feed.damage.text));
}

static enum status land_first(struct intake *intake, struct fault *fault) {
    SCOPED(piece_close) struct piece *piece = intake->flying[intake->flying_first];
    intake->flying_first = (intake->flying_first + 1) % PIECES_MAX;
    intake->flying_count--;
    TRY(store_wait(intake->exchange->store, &piece->job, fault));
    report_piece(intake, piece);
    return OK;
}

static enum status land_all(struct intake *intake, struct fault *fault) {
    enum status status = OK;
    while (intake->flying_count) {
        enum status one = land_first(intake, status == OK ? fault : NULL);
        if (status == OK) status = one;
    }
    return status;
}

// Hands the piece over to the writer, which works on it while the next one is filled.
static enum status launch(struct intake *intake, struct piece **piece, struct fault *fault) {
    if (!(*piece)->item_count) return OK;
    if (intake->flying_count == PIECES_MAX) TRY(land_first(intake, fault));
    piece_submit(*piece, intake->exchange->store);
    intake->flying[(intake->flying_first + intake->flying_count++) % PIECES_MAX] = *piece;
    *piece = NULL;
    return OK;
}

static enum status fill_and_launch(struct intake *intake, bool is_rehearsal, struct fault *fault) {
    SCOPED(piece_close) struct piece *piece = piece_open();
    TRY(feed_fill(piece, &intake->feed, fault));
    if (!is_rehearsal) return launch(intake, &piece, fault);
    report_rehearsed(intake, piece);
    return OK;
}

// Everything is read and handed over; nothing is in flight afterwards.
static enum status run_pass(struct intake *intake, struct compress_source source, bool is_rehearsal,
                            struct fault *fault) {
    enum status status = feed_open(&intake->feed, &intake->prepare, intake->options, source, fault);
    while (status == OK && !intake->feed.has_ended)
        status = fill_and_launch(intake, is_rehearsal, fault);
    enum status landing = land_all(intake, status == OK ? fault : NULL);
    report_end(intake);
    feed_close(&intake->feed);
    return status == OK ? landing : status;
}

// ---- all or nothing ----

struct spool {
    struct file_spool *file;
    struct compress_source source;
};

// What the rehearsal reads is written down for the second pass.
static enum status spool_write(size_t *size, void *context, void *bytes, size_t capacity,
                               struct fault *fault) {
    struct spool *spool = context;
    TRY(spool->source.read(size, spool->source.context, bytes, capacity, fault));
    return file_spool_write(spool->file, (struct str){bytes, *size}, fault);
}

static enum status spool_read(size_t *size, void *context, void *bytes, size_t capacity,
                              struct fault *fault) {
    struct spool *spool = context;
    return file_spool_read(size, spool->file, bytes, capacity, fault);
}

// Runs in the writer's thread, inside the one transaction.
static enum status next_piece(struct store_job *job, void *context, struct fault *fault) {
    struct intake *intake = context;
    if (intake->with_writer) report_piece(intake, intake->with_writer);
    piece_close(&intake->with_writer);
    if (intake->report->refused)
        return fault_set(fault, CONFLICT, "an object contradicts what is held already");
    if (intake->feed.has_ended) return ABSENT;
    intake->with_writer = piece_open();
    TRY(feed_fill(intake->with_writer, &intake->feed, fault));
    job->puts = intake->with_writer->puts;
    job->put_count = intake->with_writer->put_count;
    return OK;
}

// Classes, types and networks were all met in the rehearsal, so nothing here waits for the writer.
static enum status run_second(struct intake *intake, struct compress_source source,
                              struct fault *fault) {
    enum status status = feed_open(&intake->feed, &intake->prepare, intake->options, source, fault);
    if (status == OK) status = store_put_all(intake->exchange->store, next_piece, intake, fault);
    piece_close(&intake->with_writer);
    report_end(intake);
    feed_close(&intake->feed);
    if (status != OK) intake->report->taken = intake->report->known = intake->report->deviating = 0;
    // A conflict is in the report, as any other refusal.
    return status == CONFLICT && intake->report->refused ? OK : status;
}

static enum status run_all_or_nothing(struct intake *intake, struct compress_source source,
                                      struct fault *fault) {
    struct spool spool = {.source = source};
    TRY(file_spool_open(&spool.file, fault));
    enum status status =
        run_pass(intake, (struct compress_source){spool_write, &spool}, true, fault);
    if (status == OK && !intake->report->is_damaged && !intake->report->refused) {
        status = file_spool_rewind(spool.file, fault);
        if (status == OK)
            status = run_second(intake, (struct compress_source){spool_read, &spool}, fault);
    }
    file_spool_close(&spool.file);
    return status;
}

enum status intake_stream(struct intake_report *report, struct exchange *exchange,
                          const struct intake_options *options, struct compress_source source,
                          struct arena *arena, struct fault *fault) {
    *report = (struct intake_report){.form = "unknown"};
    TRY(intake_may_write(exchange, options->giver, options->collection, fault));
    struct intake intake = {
        .exchange = exchange, .options = options, .report = report, .arena = arena};
    struct succession succession;
    TRY(succession_open(&succession, exchange, options->giver, fault));
    prepare_open(&intake.prepare, exchange, options->giver, options->collection);
    intake.prepare.judge = &succession.judge;
    intake.prepare.deviations.strength = options->strength;
    enum status status = options->all_or_nothing ? run_all_or_nothing(&intake, source, fault)
                                                 : run_pass(&intake, source, false, fault);
    prepare_close(&intake.prepare);
    succession_close(&succession);
    bool has_read = report->taken || report->known || report->refused;
    if (status == OK && report->is_damaged && !has_read)
        status = fault_set(fault, MALFORMED, "%.*s", STR_ARG(report->damage));
    return status;
}
