#include "exchange/cosigning.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "http/client.h"
#include "ledger/submission.h"
#include "store/leaves.h"

#define EVERY_MS 10000u
#define CONNECT_MS 5000u
#define TOTAL_MS 15000u
#define ANSWER_BYTES_MAX ((size_t)64 << 10)
#define PAUSE_MAX_US (600 * STAMP_SECOND)
#define FAILURES_MAX 16

// How a witness was lately; by name, since the list may change.
struct pause {
    char name[NOTE_NAME_MAX + 1];
    unsigned failures;
    int64_t until_us; // of the steady clock
};
struct cosigning {
    struct exchange *exchange;
    struct cosigning_options options;
    struct pause pauses[COSIGNERS_MAX];
    size_t pause_count;
    struct thread thread;
    struct lock lock; // over `ends`
    struct change change;
    bool ends;
};

// One witness that is asked for one tree.
struct asking {
    struct cosigning *cosigning;
    struct cosigner *cosigner;
    uint64_t known; // what it has cosigned last, as far as is known here
    struct merkle_head head;
    struct str checkpoint; // of the head, as this log signs it
    struct arena *arena;
};

// ---- what is sent ----

// A whole checkpoint and the proof, read in one short view.
static enum status write_body(struct str *out, struct asking *it, struct fault *fault) {
    struct leaves_view *view;
    struct submission submission = {.old_size = it->known, .checkpoint = it->checkpoint};
    TRY(leaves_open(&view, it->cosigning->exchange->store, fault));
    enum status status = leaves_narrow(view, it->head.size, fault);
    if (status == OK) status = leaves_consistency(&submission.proof, view, it->known, fault);
    leaves_close(&view);
    TRY(status);
    SCOPED(buf_close) struct buf body;
    buf_init(&body, SUBMISSION_BYTES_MAX);
    submission_write(&body, &submission);
    *out = arena_copy(it->arena, buf_str(&body));
    return OK;
}

static bool gather(void *context, const struct http_response *response, struct str bytes) {
    (void)response;
    struct buf *buf = context;
    buf_add(buf, bytes);
    return buf->status == OK;
}

struct heard {
    int code;
    struct str type, text;
};

static enum status send_body(struct heard *out, struct asking *it, struct str text,
                             struct fault *fault) {
    const struct cosigning_options *options = &it->cosigning->options;
    struct http_client *client;
    struct http_client_options wish = {.base = it->cosigner->url,
                                       .authority_file = options->authority_file,
                                       .connect_timeout_ms = CONNECT_MS,
                                       .timeout_ms = TOTAL_MS,
                                       .total_ms = TOTAL_MS,
                                       .answer_bytes_max = ANSWER_BYTES_MAX,
                                       .reach = options->reach};
    struct http_body_text body;
    struct http_response response = {0};
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, ANSWER_BYTES_MAX);
    http_body_text_init(&body, text);
    struct http_request request = {.method = STR("POST"),
                                   .path = STR("/add-checkpoint"),
                                   .body = &body.body,
                                   .arena = it->arena};
    TRY(http_client_open(&client, &wish, fault));
    enum status status = http_client_send(&response, client, &request,
                                          (struct http_client_sink){gather, &buf}, fault);
    http_client_close(&client);
    TRY(status);
    *out = (struct heard){response.code, response.type, arena_copy(it->arena, buf_str(&buf))};
    return OK;
}

// ---- what comes back ----

// "To parse the response, the client MAY concatenate it to the checkpoint ... The client MUST
// ignore any cosignatures from unknown keys."
static enum status take_lines(struct asking *it, struct str lines, struct fault *fault) {
    struct note_key key;
    struct note note;
    uint64_t time_s;
    TRY(note_key_read(&key, it->cosigner->key, NOTE_COSIGNATURE, fault));
    struct str whole = arena_format(it->arena, "%.*s%.*s", STR_ARG(it->checkpoint), STR_ARG(lines));
    enum status status = note_read(&note, whole, fault);
    if (status == OK) status = cosignature_check(&time_s, &note, &key, fault);
    if (status != OK) return fault_within(fault, FAILED, "what it answered:");
    for (size_t i = 0; i < note.signature_count; i++)
        if (note_is_by(&note.signatures[i], &key))
            it->cosigner->line =
                arena_format(it->arena, "\xe2\x80\x94 %.*s %.*s\n",
                             STR_ARG(note.signatures[i].name), STR_ARG(note.signatures[i].base64));
    it->cosigner->head = it->head;
    it->cosigner->cosigned = (stamp)(time_s < INT64_MAX / STAMP_SECOND ? time_s : 0) * STAMP_SECOND;
    return OK;
}

// "The response body MUST consist of the tree size of the latest cosigned checkpoint in decimal,
// followed by a newline." OK when it can be asked again with that.
static enum status take_size(struct asking *it, const struct heard *heard, struct fault *fault) {
    uint64_t size;
    if (!str_equal(heard->type, STR("text/x.tlog.size")) || !str_ends(heard->text, STR("\n")) ||
        !checkpoint_size_read(&size, str_cut(heard->text, 0, heard->text.size - 1)))
        return fault_set(fault, FAILED, "it answered 409 without the size of a log");
    if (size > it->head.size)
        return fault_set(fault, DENIED,
                         "it has cosigned %llu entries, and this log has %llu: it was cut, or goes "
                         "on from an older copy",
                         (unsigned long long)size, (unsigned long long)it->head.size);
    if (size == it->known)
        return fault_set(fault, DENIED,
                         "it has cosigned another tree of %llu entries than this log has",
                         (unsigned long long)size);
    it->known = size;
    return OK;
}

static enum status refused(const struct heard *heard, struct fault *fault) {
    switch (heard->code) {
    case 403: return fault_set(fault, DENIED, "it knows this log by another key (403)");
    case 404: return fault_set(fault, DENIED, "it does not know this log (404)");
    case 422:
        return fault_set(fault, DENIED,
                         "what it has cosigned is not the beginning of this log (422): the log was "
                         "written anew, or goes on from an older copy");
    default: return fault_set(fault, FAILED, "it answered %d", heard->code);
    }
}

// Twice at the most: what it has cosigned last may not be known here.
static enum status ask(struct asking *it, struct fault *fault) {
    for (int turn = 0; turn < 2; turn++) {
        struct str body;
        struct heard heard;
        TRY(write_body(&body, it, fault));
        TRY(send_body(&heard, it, body, fault));
        if (heard.code == 200) return take_lines(it, heard.text, fault);
        if (heard.code != 409) return refused(&heard, fault);
        TRY(take_size(it, &heard, fault));
    }
    return fault_set(fault, FAILED, "what it has cosigned changes while it is asked");
}

// ---- one after the other ----

static struct pause *pause_of(struct cosigning *cosigning, struct str name) {
    for (size_t i = 0; i < cosigning->pause_count; i++)
        if (str_equal(name, str_of(cosigning->pauses[i].name))) return &cosigning->pauses[i];
    // Who was dropped makes room for who was added.
    if (cosigning->pause_count == COSIGNERS_MAX) cosigning->pause_count = 0;
    struct pause *it = &cosigning->pauses[cosigning->pause_count++];
    *it = (struct pause){.failures = 0};
    memcpy(it->name, name.data, name.size < NOTE_NAME_MAX ? name.size : NOTE_NAME_MAX);
    return it;
}

static int64_t steady_us(const struct cosigning *cosigning) {
    return clock_steady_us(store_clock(cosigning->exchange->store));
}

static void wait_longer(struct cosigning *cosigning, struct pause *pause) {
    int64_t wait_us = (int64_t)cosigning->options.every_ms * 1000;
    if (pause->failures < FAILURES_MAX) pause->failures++;
    wait_us <<= pause->failures - 1;
    pause->until_us = steady_us(cosigning) + (wait_us < PAUSE_MAX_US ? wait_us : PAUSE_MAX_US);
}

static bool ends(struct cosigning *cosigning) {
    lock_take(&cosigning->lock);
    bool ends = cosigning->ends;
    lock_give(&cosigning->lock);
    return ends;
}

static void ask_and_note(struct asking *it) {
    struct cosigning *cosigning = it->cosigning;
    struct cosigner *cosigner = it->cosigner;
    struct pause *pause = pause_of(cosigning, cosigner->name);
    struct fault fault = {""};
    if (pause->until_us > steady_us(cosigning)) return;
    enum status status = ask(it, &fault);
    bool is_news = status == OK || !str_equal(cosigner->fault, str_of(fault.text));
    if (status == OK) {
        cosigning->pause_count--; // the last one takes its place
        memmove(pause, &cosigning->pauses[cosigning->pause_count], sizeof *pause);
        cosigner->failed = 0;
    } else {
        wait_longer(cosigning, pause);
        if (!cosigner->failed)
            cosigner->failed = clock_now(store_clock(cosigning->exchange->store));
    }
    if (!is_news) return;
    if (status != OK && cosigning->options.tell)
        cosigning->options.tell(cosigner->name, fault.text);
    cosigner->fault = arena_copy(it->arena, str_of(fault.text));
    // What cannot be written now is asked for again.
    status = cosigner_note(cosigning->exchange, cosigner, NULL);
}

static bool is_due(const struct cosigner *cosigner, const struct merkle_head *head) {
    return !cosigner->line.data || cosigner->head.size != head->size ||
           !merkle_equal(&cosigner->head.root, &head->root);
}

static enum status look(struct merkle_head *head, struct str *checkpoint, struct exchange *exchange,
                        struct arena *arena, struct fault *fault) {
    struct leaves_view *view;
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, CHECKPOINT_BYTES_MAX);
    TRY(leaves_open(&view, exchange->store, fault));
    leaves_checkpoint(&buf, view);
    *head = *leaves_head(view);
    leaves_close(&view);
    *checkpoint = arena_copy(arena, buf_str(&buf));
    return OK;
}

static void run_round(struct cosigning *cosigning, struct arena *arena) {
    struct cosigner *cosigners;
    size_t count;
    struct asking it = {.cosigning = cosigning, .arena = arena};
    if (cosigner_list(&cosigners, &count, cosigning->exchange, arena, NULL) != OK || !count) return;
    if (look(&it.head, &it.checkpoint, cosigning->exchange, arena, NULL) != OK) return;
    for (size_t i = 0; i < count && !ends(cosigning); i++) {
        if (!is_due(&cosigners[i], &it.head)) continue;
        it.cosigner = &cosigners[i];
        // Of a log that is shorter than it was nothing is known: the witness says what it has.
        bool is_behind = cosigners[i].head.size <= it.head.size;
        it.known = is_behind ? cosigners[i].head.size : 0;
        ask_and_note(&it);
    }
}

static void run(void *context) {
    struct cosigning *cosigning = context;
    struct arena arena;
    arena_init(&arena);
    while (!ends(cosigning)) {
        run_round(cosigning, &arena);
        arena_reset(&arena);
        lock_take(&cosigning->lock);
        if (!cosigning->ends)
            (void)change_wait_for(&cosigning->change, &cosigning->lock,
                                  (int64_t)cosigning->options.every_ms * 1000);
        lock_give(&cosigning->lock);
    }
    arena_close(&arena);
}

struct cosigning *cosigning_open(struct exchange *exchange,
                                 const struct cosigning_options *options) {
    struct cosigning *cosigning = memory_take(sizeof *cosigning);
    *cosigning = (struct cosigning){.exchange = exchange, .options = *options};
    if (!cosigning->options.every_ms) cosigning->options.every_ms = EVERY_MS;
    lock_init(&cosigning->lock);
    change_init(&cosigning->change);
    thread_start(&cosigning->thread, "cosigning", run, cosigning);
    return cosigning;
}

void cosigning_close(struct cosigning **cosigning) {
    struct cosigning *old = *cosigning;
    if (!old) return;
    lock_take(&old->lock);
    old->ends = true;
    change_tell_all(&old->change);
    lock_give(&old->lock);
    thread_join(&old->thread);
    change_close(&old->change);
    lock_close(&old->lock);
    free(old);
    *cosigning = NULL;
}
