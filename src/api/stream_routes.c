// Server-sent events: tells browsers that there is something to read again, and never what.
//
//  1. Whoever tells the bus (often the writer) only leaves a note, under `lock`, which is held for
//     moments.
//  2. One thread reads the notes and asks for each distinct viewer what may be seen of it; it alone
//     takes groups and streams away, so it may read them without a lock while others add.
//  3. A viewer is told of objects at most once a second, and the thread spends at most WORK_US of a
//     second on asking: who is not reached is asked for in the next.
//  4. A stream ends after STREAM_US. The browser opens it again, and signs in anew by that.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/api_private.h"
#include "base/crypto.h"
#include "base/vec.h"
#include "exchange/embargo.h"

#define TICK_US STAMP_SECOND
#define WORK_US (STAMP_SECOND / 4)
#define PING_US (25 * STAMP_SECOND)
#define STREAM_US (15 * 60 * STAMP_SECOND)
#define GATHER_US (STAMP_SECOND / 10) // so that a hundred votes at once are one event
#define NOTES_MAX 256
#define WATCHES_MAX 8 // dialogues that a group's right is remembered for

struct stream {
    struct sse_stream *sse;
    int64_t opened_us;
};
// A dialogue, and whether the group's viewer may see it.
struct watch {
    struct object_id id;
    uint64_t rights; // of the store's rights when it was asked
    int64_t asked_us;
    bool is_seen;
};
// The streams of one viewer.
struct group {
    struct viewer viewer;
    stamp told;                    // what came until then was told
    VEC_OF(struct stream) streams; // under the lock
    bool is_over;                  // under the lock: what its viewer came in by holds no longer
    struct watch watches[WATCHES_MAX];
    size_t watch_count;
};
// What somebody told the bus.
struct note {
    enum bus_kind kind;
    char id[128], what[16];
    int64_t account_no;
    uint64_t bytes, taken, known, refused;
};
struct notes {
    struct note items[NOTES_MAX];
    size_t count;
    bool has_objects, is_overfull;
};
struct streams {
    struct exchange *exchange;
    unsigned most;
    uint64_t bus_number;
    struct thread thread;
    struct lock lock; // over all below
    struct change told, ending;
    struct notes notes;
    VEC_OF(struct group *) groups;
    size_t count; // of streams
    bool is_ending;
};

static int64_t steady_us(const struct streams *streams) {
    return clock_steady_us(store_clock(streams->exchange->store));
}

// ---- in the teller's thread ----

static void copy_text(char *out, size_t capacity, struct str text) {
    size_t size = text.size < capacity - 1 ? text.size : capacity - 1;
    if (size) memcpy(out, text.data, size);
    out[size] = '\0';
}

static bool is_same(const struct note *a, const struct note *b) {
    return a->kind == b->kind && a->account_no == b->account_no && !strcmp(a->id, b->id) &&
           !strcmp(a->what, b->what);
}

static void add_note(struct notes *notes, const struct note *note) {
    for (size_t i = 0; i < notes->count; i++) {
        if (!is_same(&notes->items[i], note)) continue;
        notes->items[i] = *note; // how far an import is: the last word
        return;
    }
    if (notes->count < NOTES_MAX)
        notes->items[notes->count++] = *note;
    else
        notes->is_overfull = true;
}

static void hear(void *context, const struct bus_event *event) {
    struct streams *streams = context;
    struct note note = {.kind = event->kind,
                        .account_no = event->account_no,
                        .bytes = event->bytes,
                        .taken = event->taken,
                        .known = event->known,
                        .refused = event->refused};
    copy_text(note.id, sizeof note.id, event->id);
    copy_text(note.what, sizeof note.what, event->what);
    lock_take(&streams->lock);
    if (event->kind == BUS_OBJECTS)
        streams->notes.has_objects = true; // found at the next tick
    else
        add_note(&streams->notes, &note);
    if (event->kind != BUS_OBJECTS) change_tell_one(&streams->told);
    lock_give(&streams->lock);
}

// ---- events ----

struct news {
    stamp added; // of the newest
    size_t count;
    bool is_exact; // otherwise `count` is a lower bound
};

static struct str number_text(char out[24], uint64_t value) {
    snprintf(out, 24, "%llu", (unsigned long long)value);
    return str_of(out);
}

static void write_objects(struct buf *buf, const struct news *news) {
    struct json_writer w;
    json_begin(&w, buf);
    json_open_object(&w);
    json_key_stamp(&w, "added", news->added);
    json_key_i64(&w, "count", (int64_t)news->count);
    json_key_bool(&w, "exact", news->is_exact);
    json_close_object(&w);
}

static void write_note(struct buf *buf, const struct note *note) {
    struct json_writer w;
    json_begin(&w, buf);
    json_open_object(&w);
    if (note->kind == BUS_DIALOGUE) {
        json_key_text(&w, "id", str_of(note->id));
        json_key_text(&w, "what", str_of(note->what));
    } else {
        json_key_text(&w, "watch", str_of(note->id));
        json_key_i64(&w, "bytes", (int64_t)note->bytes);
        json_key_i64(&w, "taken", (int64_t)note->taken);
        json_key_i64(&w, "known", (int64_t)note->known);
        json_key_i64(&w, "refused", (int64_t)note->refused);
    }
    json_close_object(&w);
}

struct event {
    struct str name, id, data;
};

static void send_group(struct streams *streams, struct group *group, struct event event) {
    lock_take(&streams->lock);
    for (size_t i = 0; i < group->streams.count; i++)
        sse_send(group->streams.items[i].sse, event.name, event.id, event.data);
    lock_give(&streams->lock);
}

// ---- what a viewer may see ----

// How many and until when: nothing of an object is told, so nobody reads one.
static enum status find_news(struct news *out, const struct visit *of, stamp after) {
    struct visit without = *of;
    const struct visit *visit = &without;
    without.reads = NULL;
    struct filter filter = {.revoked = -1, .since = after + 1, .limit = 1};
    struct release *release;
    struct released row;
    *out = (struct news){.is_exact = true};
    TRY(release_open(&release, visit, &filter));
    enum status status = release_next(&row, release, visit->fault);
    if (status == OK) out->added = row.found.added;
    release_close(&release);
    if (status != OK) return status == ABSENT ? OK : status;
    return release_count(&out->count, &out->is_exact, visit, &filter);
}

static enum status tell_news(struct streams *streams, struct group *group,
                             const struct visit *visit) {
    // Read before asking: what comes meanwhile is told twice rather than never.
    stamp newest = store_newest(streams->exchange->store);
    struct news news;
    if (newest <= group->told) return OK;
    TRY(find_news(&news, visit, group->told));
    if (news.count) {
        char id[24];
        SCOPED(buf_close) struct buf buf;
        buf_init(&buf, 1024);
        write_objects(&buf, &news);
        send_group(
            streams, group,
            (struct event){STR("objects"), number_text(id, (uint64_t)news.added), buf_str(&buf)});
    }
    group->told = newest > news.added ? newest : news.added;
    return OK;
}

static struct watch *watch_of(struct group *group, const struct object_id *id) {
    for (size_t i = 0; i < group->watch_count; i++)
        if (uuid_equal(&group->watches[i].id.uuid, &id->uuid)) return &group->watches[i];
    if (group->watch_count == WATCHES_MAX) group->watch_count = 0;
    struct watch *watch = &group->watches[group->watch_count++];
    *watch = (struct watch){.id = {STR("dialogue"), id->uuid}, .rights = UINT64_MAX};
    return watch;
}

// Remembered for a tick times ten, or until rights change: votes come many a second.
static bool sees_dialogue(struct streams *streams, struct group *group, const struct visit *visit,
                          struct str text) {
    struct object_id id;
    struct released row;
    if (object_id_read(&id, text, NULL) != OK) return false;
    struct watch *watch = watch_of(group, &id);
    uint64_t rights = store_rights_generation(streams->exchange->store);
    int64_t now_us = steady_us(streams);
    if (watch->rights == rights && now_us - watch->asked_us < 10 * TICK_US) return watch->is_seen;
    watch->is_seen = release_object(&row, visit, &watch->id) == OK;
    watch->rights = rights;
    watch->asked_us = now_us;
    return watch->is_seen;
}

static bool is_for(struct streams *streams, struct group *group, const struct visit *visit,
                   const struct note *note) {
    if (note->kind == BUS_DIALOGUE) return sees_dialogue(streams, group, visit, str_of(note->id));
    if (note->account_no) return note->account_no == group->viewer.account_no;
    return group->viewer.is_operator && !group->viewer.account_no; // at the machine
}

static void tell_notes(struct streams *streams, struct group *group, const struct visit *visit,
                       const struct notes *notes) {
    for (size_t i = 0; i < notes->count; i++) {
        const struct note *note = &notes->items[i];
        if (!is_for(streams, group, visit, note)) continue;
        SCOPED(buf_close) struct buf buf;
        buf_init(&buf, 4096);
        write_note(&buf, note);
        send_group(streams, group,
                   (struct event){note->kind == BUS_DIALOGUE ? STR("dialogue") : STR("import"),
                                  STR_NONE, buf_str(&buf)});
    }
    if (notes->is_overfull)
        send_group(streams, group, (struct event){STR("lost"), STR_NONE, STR("{}")});
}

// ---- the thread ----

struct turn {
    struct notes notes;
    struct group **groups; // a copy: others add while this one reads
    size_t group_count;
    size_t next; // where the asking for objects goes on
    bool has_objects;
    int64_t objects_us, pinged_us;
};

// Nothing more is told to who came in by what was taken back or has expired: the streams end, and
// the browser asks again as who it is then. False when it cannot be asked now.
static bool is_still_there(struct streams *streams, struct group *group) {
    struct fault fault;
    struct viewer viewer = group->viewer;
    if (viewer_renew(&viewer, streams->exchange, &fault) != OK) return false;
    bool is_there = viewer.account_no == group->viewer.account_no;
    if (is_there) return true;
    lock_take(&streams->lock);
    group->is_over = true;
    lock_give(&streams->lock);
    return false;
}

// What cannot be asked now is asked in the next turn: `told` stays as it is.
static enum status visit_group(struct streams *streams, struct group *group, struct arena *arena,
                               const struct notes *notes) {
    struct visit visit;
    struct fault fault;
    arena_reset(arena);
    if (group->is_over || !is_still_there(streams, group)) return group->is_over ? OK : BUSY;
    TRY(visit_open(&visit, streams->exchange, &group->viewer, arena, &fault));
    enum status status = OK;
    if (notes)
        tell_notes(streams, group, &visit, notes);
    else
        status = tell_news(streams, group, &visit);
    visit_close(&visit);
    return status;
}

static void tell_everybody_notes(struct streams *streams, struct turn *turn, struct arena *arena) {
    const struct notes *notes = &turn->notes;
    if (!notes->count && !notes->is_overfull) return;
    for (size_t i = 0; i < turn->group_count; i++)
        if (visit_group(streams, turn->groups[i], arena, notes) != OK)
            send_group(streams, turn->groups[i], (struct event){STR("lost"), STR_NONE, STR("{}")});
    turn->notes.count = 0;
    turn->notes.is_overfull = false;
}

static void tell_everybody_news(struct streams *streams, struct turn *turn, struct arena *arena) {
    int64_t began_us = steady_us(streams);
    if (!turn->has_objects || began_us - turn->objects_us < TICK_US) return;
    turn->objects_us = began_us;
    if (turn->next >= turn->group_count) turn->next = 0;
    size_t begin = turn->next;
    // Those before `begin` had their turn in the last tick, and may have news since.
    bool again = begin > 0;
    for (; turn->next < turn->group_count; turn->next++) {
        if (turn->next > begin && steady_us(streams) - began_us > WORK_US) return;
        again |= visit_group(streams, turn->groups[turn->next], arena, NULL) != OK;
    }
    turn->has_objects = again;
    turn->next = 0;
}

static void group_close(struct group **group) {
    for (size_t i = 0; i < (*group)->streams.count; i++)
        sse_release(&(*group)->streams.items[i].sse);
    vec_close(&(*group)->streams);
    free(*group);
    *group = NULL;
}

// Streams that have gone, and those that end for age. The lock is held.
static void sweep_group(struct streams *streams, struct group *group, int64_t now_us) {
    size_t kept = 0;
    for (size_t i = 0; i < group->streams.count; i++) {
        struct stream *stream = &group->streams.items[i];
        if (group->is_over || sse_is_gone(stream->sse) || now_us - stream->opened_us > STREAM_US)
            sse_release(&stream->sse);
        else
            group->streams.items[kept++] = *stream;
    }
    streams->count -= group->streams.count - kept;
    group->streams.count = kept;
}

static void sweep(struct streams *streams, bool with_groups) {
    int64_t now_us = steady_us(streams);
    size_t kept = 0;
    for (size_t i = 0; i < streams->groups.count; i++) {
        struct group *group = streams->groups.items[i];
        sweep_group(streams, group, now_us);
        if (with_groups && !group->streams.count)
            group_close(&group);
        else
            streams->groups.items[kept++] = group;
    }
    streams->groups.count = kept;
}

static void ping_all(struct streams *streams) {
    for (size_t i = 0; i < streams->groups.count; i++) {
        struct group *group = streams->groups.items[i];
        for (size_t at = 0; at < group->streams.count; at++) sse_ping(group->streams.items[at].sse);
    }
}

// Takes what was noted and who is there. The lock is held.
static void take_turn(struct streams *streams, struct turn *turn) {
    int64_t now_us = steady_us(streams);
    sweep(streams, true);
    if (now_us - turn->pinged_us >= PING_US) {
        turn->pinged_us = now_us;
        ping_all(streams);
    }
    turn->notes = streams->notes;
    turn->has_objects |= streams->notes.has_objects;
    streams->notes.count = 0;
    streams->notes.has_objects = streams->notes.is_overfull = false;
    turn->group_count = streams->groups.count;
    turn->groups = memory_resize(turn->groups, turn->group_count + 1, sizeof *turn->groups);
    if (turn->group_count)
        memcpy(turn->groups, streams->groups.items, turn->group_count * sizeof *turn->groups);
}

static void run(void *context) {
    struct streams *streams = context;
    struct turn *turn = memory_take(sizeof *turn);
    memset(turn, 0, sizeof *turn);
    turn->pinged_us = steady_us(streams);
    turn->objects_us = turn->pinged_us - TICK_US;
    struct arena arena;
    arena_init(&arena);
    lock_take(&streams->lock);
    while (!streams->is_ending) {
        if (!streams->notes.count) change_wait_for(&streams->told, &streams->lock, TICK_US);
        if (streams->is_ending) break;
        take_turn(streams, turn);
        lock_give(&streams->lock);
        embargo_follow(streams->exchange);
        tell_everybody_notes(streams, turn, &arena);
        tell_everybody_news(streams, turn, &arena);
        lock_take(&streams->lock);
        if (!streams->is_ending) change_wait_for(&streams->ending, &streams->lock, GATHER_US);
    }
    lock_give(&streams->lock);
    arena_close(&arena);
    free(turn->groups);
    free(turn);
}

struct streams *streams_open(struct exchange *exchange, unsigned most) {
    struct streams *streams = memory_take(sizeof *streams);
    memset(streams, 0, sizeof *streams);
    streams->exchange = exchange;
    streams->most = most;
    lock_init(&streams->lock);
    change_init(&streams->told);
    change_init(&streams->ending);
    streams->bus_number = bus_join(exchange->bus, hear, streams);
    thread_start(&streams->thread, "streams", run, streams);
    return streams;
}

void streams_close(struct streams **streams) {
    struct streams *old = *streams;
    if (!old) return;
    bus_leave(old->exchange->bus, old->bus_number);
    lock_take(&old->lock);
    old->is_ending = true;
    change_tell_all(&old->told);
    change_tell_all(&old->ending);
    lock_give(&old->lock);
    thread_join(&old->thread);
    for (size_t i = 0; i < old->groups.count; i++) group_close(&old->groups.items[i]);
    vec_close(&old->groups);
    change_close(&old->ending);
    change_close(&old->told);
    lock_close(&old->lock);
    free(old);
    *streams = NULL;
}

// ---- the request ----

static bool is_viewer(const struct viewer *a, const struct viewer *b) {
    return a->account_no == b->account_no && a->organisation_no == b->organisation_no &&
           a->patron_no == b->patron_no && a->is_operator == b->is_operator &&
           uuid_equal(&a->identity.uuid, &b->identity.uuid) && a->proof.by == b->proof.by &&
           secret_equal(a->proof.digest, b->proof.digest, sizeof a->proof.digest);
}

// A copy that points at nothing of the request.
static struct viewer viewer_copy(const struct viewer *viewer) {
    struct viewer copy = *viewer;
    copy.label = "stream";
    if (copy.identity.type.size) copy.identity.type = STR("identity");
    if (copy.organisation_identity.type.size) copy.organisation_identity.type = STR("identity");
    return copy;
}

static struct group *group_of(struct streams *streams, const struct viewer *viewer) {
    for (size_t i = 0; i < streams->groups.count; i++)
        if (!streams->groups.items[i]->is_over &&
            is_viewer(&streams->groups.items[i]->viewer, viewer))
            return streams->groups.items[i];
    struct group *group = memory_take(sizeof *group);
    memset(group, 0, sizeof *group);
    group->viewer = viewer_copy(viewer);
    group->told = store_newest(streams->exchange->store);
    vec_add(&streams->groups, group);
    return group;
}

static enum status join(struct streams *streams, struct call *call, struct sse_stream *sse) {
    lock_take(&streams->lock);
    if (streams->count >= streams->most) sweep(streams, false);
    bool has_room = streams->count < streams->most && !streams->is_ending;
    if (has_room) {
        struct group *group = group_of(streams, &call->viewer);
        vec_add(&group->streams, (struct stream){sse, steady_us(streams)});
        streams->count++;
    }
    lock_give(&streams->lock);
    if (has_room) return OK;
    return fault_set(&call->fault, BUSY, "too many open event streams");
}

// What came since the browser heard last. An id that is not ours says nothing.
static enum status resume(struct call *call, struct sse_stream *sse) {
    struct str last = http_header(call->request, STR("Last-Event-ID"));
    uint64_t after;
    if (!str_read_u64(&after, last) || after >= (uint64_t)STAMP_MAX) return OK;
    struct news news;
    TRY(find_news(&news, &call->visit, (stamp)after));
    if (!news.count) return OK;
    char id[24];
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, 1024);
    write_objects(&buf, &news);
    sse_send(sse, STR("objects"), number_text(id, (uint64_t)news.added), buf_str(&buf));
    return OK;
}

static enum status stream(struct call *call) {
    struct sse_stream *sse = sse_open(0);
    struct http_stream *http = sse_http(sse);
    enum status status = join(call->api->streams, call, sse);
    if (status != OK) {
        http->close(http);
        sse_release(&sse);
        return status;
    }
    // The response still holds it. After joining: what comes in between is told twice, not never.
    if (resume(call, sse) != OK) sse_send(sse, STR("lost"), STR_NONE, STR("{}"));
    http_respond(call->response, 200, "text/event-stream", STR_NONE);
    call->response->stream = http;
    respond_header(call, "Cache-Control", STR("no-store"));
    respond_header(call, "X-Accel-Buffering", STR("no")); // nginx would hold events back
    return OK;
}

static const struct route rows[] = {
    {"GET", "/api/v1/stream", stream, NEED_NO_USE, ACT_READ},
};
const struct route_table stream_routes = {rows, sizeof rows / sizeof *rows};
