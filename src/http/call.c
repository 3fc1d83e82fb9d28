#include "http/call.h"

#include <stdlib.h>
#include <string.h>

#include "http/target.h"
#include "sys/clock.h"

void call_host_init(struct call_host *host) {
    *host = (struct call_host){0};
    lock_init(&host->lock);
    change_init(&host->ended);
}

void call_host_close(struct call_host *host) {
    lock_close(&host->lock);
    change_close(&host->ended);
}

static enum status read_upload(size_t *size, struct http_body *body, void *bytes, size_t capacity,
                               struct fault *fault);

struct call *call_open(struct call_host *host, void *connection, const char *target) {
    struct call *call = memory_take(sizeof *call);
    *call = (struct call){.host = host, .connection = connection, .holders = 1};
    arena_init(&call->arena);
    call->target = arena_copy(&call->arena, str_of(target));
    call->body = (struct call_body){{read_upload, 0}, call};
    call->request = (struct http_request){.arena = &call->arena,
                                          .body = &call->body.body,
                                          .peer = STR(""),
                                          .is_local = host->is_local,
                                          .is_secure = host->is_secure};
    lock_init(&call->lock);
    change_init(&call->arrived);
    lock_take(&host->lock);
    call->next = host->calls;
    if (call->next) call->next->previous = call;
    host->calls = call;
    host->count++;
    lock_give(&host->lock);
    return call;
}

static void set_working(struct call *call, bool is_working) {
    struct call_host *host = call->host;
    lock_take(&host->lock);
    if (call->is_working != is_working) host->working += is_working ? 1 : (size_t)-1;
    call->is_working = is_working;
    if (!host->working) change_tell_all(&host->ended);
    lock_give(&host->lock);
}

void call_hold(struct call *call) {
    atomic_fetch_add(&call->holders, 1);
}

void call_drop(struct call *call) {
    if (atomic_fetch_sub(&call->holders, 1) != 1) return;
    // A wake may still come until the stream is closed, so the lock has to outlive it.
    http_response_close(&call->response);
    struct call_host *host = call->host;
    lock_take(&host->lock);
    if (call->previous) call->previous->next = call->next;
    if (call->next) call->next->previous = call->previous;
    if (host->calls == call) host->calls = call->next;
    host->count--;
    lock_give(&host->lock);
    ring_close(&call->upload);
    ring_close(&call->download);
    lock_close(&call->lock);
    change_close(&call->arrived);
    arena_wipe(&call->arena); // credentials, and what was made of them
    free(call);
}

// ---- suspending and resuming, with the lock held ----

static void suspend(struct call *call) {
    call->host->suspend(call->connection);
    call->is_suspended = true;
}

static void resume(struct call *call) {
    if (!call->is_suspended) return;
    call->is_suspended = false;
    call->host->resume(call->connection);
}

// False when the queue is full or ended: then nobody will ever work on the call.
static bool dispatch(struct call *call) {
    call_hold(call);
    if (thread_queue_try_put(call->host->work, call)) return true;
    atomic_fetch_sub(&call->holders, 1); // the caller holds one too, so it is not the last
    return false;
}

// ---- the I/O thread's side ----

static void refuse(struct call *call, int code, const char *detail) {
    target_refuse(&call->response, &call->arena, call->target, code, detail);
    call->is_refused = true;
    call->answered = true;
    call->answer = call->host->make_answer(call);
}

void call_begin(struct call *call, size_t header_bytes) {
    struct fault fault = {""};
    call->is_begun = true;
    enum status status = target_body_size(&call->body.body.size, &call->request, &fault);
    if (status != OK) call->body.body.size = -1; // nobody knows, so nothing of it is read
    call->expects = str_equal_fold(http_header(&call->request, STR("expect")), STR("100-continue"));
    if (status == OK) status = target_read(&call->request, call->target, &fault);
    if (call->request.header_count > HTTP_HEADERS_MAX)
        refuse(call, 431, "more than 100 headers");
    else if (header_bytes > call->host->header_bytes_max)
        refuse(call, 431, "the headers are larger than this server takes");
    else if (status != OK)
        refuse(call, 400, fault.text);
    else if (call->host->closing)
        refuse(call, 503, "the server is being stopped");
    else
        set_working(call, true);
}

// Whether to read the body to its end although it is not wanted, which keeps the connection. Not
// when the client waits for a sign, nor when the framing is in doubt.
static bool is_worth_draining(const struct call *call) {
    int64_t size = call->body.body.size;
    return !call->is_refused && !call->expects && size > 0 && size <= CALL_DRAIN_BYTES_MAX;
}

static bool is_eager(const struct call *call) {
    int64_t size = call->body.body.size;
    return !call->expects && size > 0 && size <= CALL_EAGER_BYTES_MAX &&
           (size_t)size <= call->host->body_pipe_bytes;
}

// The library stands before the body, and closes the connection if it gets the answer here: so it
// is let go on wherever the connection can be kept.
static enum call_step next_before_body(struct call *call) {
    bool has_body = call->body.body.size != 0;
    bool goes_on = call->answered ? !has_body || is_worth_draining(call)
                                  : !has_body || call->body_wanted || is_eager(call);
    if (goes_on) {
        call->body_begun = true;
        return CALL_GO_ON;
    }
    call->is_early = call->answered;
    if (call->answered) return CALL_ANSWER;
    if (!call->is_dispatched && !dispatch(call)) return CALL_CUT;
    call->is_dispatched = true;
    suspend(call);
    return CALL_WAIT;
}

// The library has the whole request.
static enum call_step next_after_body(struct call *call) {
    call->body_ended = true;
    change_tell_all(&call->arrived);
    if (call->answered) return CALL_ANSWER;
    if (!call->is_dispatched && !dispatch(call)) return CALL_CUT;
    call->is_dispatched = true;
    suspend(call);
    return CALL_WAIT;
}

enum call_step call_next(struct call *call) {
    lock_take(&call->lock);
    enum call_step step = CALL_CUT;
    if (!call->host->stopping)
        step = call->body_begun ? next_after_body(call) : next_before_body(call);
    lock_give(&call->lock);
    return step;
}

static void open_upload(struct call *call) {
    size_t capacity = call->host->body_pipe_bytes;
    int64_t size = call->body.body.size;
    if (size > 0 && (uint64_t)size < capacity) capacity = (size_t)size;
    ring_open(&call->upload, capacity);
}

static enum call_step take_upload(struct call *call, const char *bytes, size_t *size) {
    if (call->host->stopping) return CALL_CUT;
    if (call->answered) { // nobody wants it any more
        call->drained += (int64_t)*size;
        *size = 0;
        return call->drained > CALL_DRAIN_BYTES_MAX ? CALL_REJECT : CALL_GO_ON;
    }
    if (!call->upload.data) open_upload(call);
    size_t taken = ring_put(&call->upload, bytes, *size);
    *size -= taken;
    if (taken) change_tell_all(&call->arrived);
    if (!*size) return CALL_GO_ON;
    suspend(call);
    return CALL_WAIT;
}

enum call_step call_upload(struct call *call, const char *bytes, size_t *size) {
    lock_take(&call->lock);
    enum call_step step = take_upload(call, bytes, size);
    lock_give(&call->lock);
    return step;
}

void call_end(struct call *call) {
    lock_take(&call->lock);
    call->is_gone = true;
    void *unsent = call->answer;
    call->answer = NULL;
    change_tell_all(&call->arrived);
    lock_give(&call->lock);
    if (unsent) call->host->drop_answer(unsent);
    set_working(call, false);
    call_drop(call);
}

// ---- streamed answers ----

static void wake_call(void *server_side) {
    struct call *call = server_side;
    lock_take(&call->lock);
    call->woken = true;
    if (call->is_live) {
        resume(call);
    } else if (call->is_parked && !call->is_gone && dispatch(call)) {
        call->is_parked = false;
        call->is_pumping = true;
    }
    lock_give(&call->lock);
}

// True when the read has to be tried again: a wake came in between.
static bool was_woken_or_suspend(struct call *call) {
    lock_take(&call->lock);
    bool again = call->woken || call->host->stopping || call->host->ending;
    if (!again) suspend(call);
    lock_give(&call->lock);
    return again;
}

static enum status read_live(size_t *size, struct call *call, char *bytes, size_t capacity) {
    struct http_stream *stream = call->response.stream;
    for (;;) {
        if (call->host->stopping) return CLOSED;
        *size = 0;
        if (call->host->ending) return OK;
        lock_take(&call->lock);
        call->woken = false;
        lock_give(&call->lock);
        enum status status = stream->read(size, stream, bytes, capacity);
        if (status != BUSY) return status;
        if (!was_woken_or_suspend(call)) return BUSY;
    }
}

// Sends the pump to a worker when half the ring is free.
static void start_pump(struct call *call) {
    bool is_low = call->download.size <= call->download.capacity / 2;
    if (call->is_pumping || call->is_parked || call->stream_ended || !is_low) return;
    call->is_pumping = dispatch(call);
    if (call->is_pumping) return;
    call->stream_ended = true;
    call->stream_status = CLOSED;
}

static enum status read_pumped(size_t *size, struct call *call, char *bytes, size_t capacity) {
    if (call->host->stopping) return CLOSED;
    *size = ring_take(&call->download, bytes, capacity);
    start_pump(call);
    if (*size) return OK;
    if (call->stream_ended) return call->stream_status;
    suspend(call);
    return BUSY;
}

enum status call_read(size_t *size, struct call *call, char *bytes, size_t capacity) {
    if (call->response.stream->is_live) return read_live(size, call, bytes, capacity);
    lock_take(&call->lock);
    enum status status = read_pumped(size, call, bytes, capacity);
    lock_give(&call->lock);
    return status;
}

// With the lock held, after a read. True when the pump goes on.
static bool pump_on(struct call *call, enum status status, size_t size) {
    if (status == BUSY) {
        call->is_parked = !call->woken;
        return call->woken;
    }
    if (status == OK && size) {
        ring_grow(&call->download, size);
    } else {
        call->stream_ended = true;
        call->stream_status = status;
    }
    resume(call);
    return !call->stream_ended;
}

// Fills the ring from a stream that may block. Leaves when the ring is full: the I/O thread sends
// the call here again when it has been emptied, so a slow client holds no worker.
static void pump(struct call *call) {
    struct http_stream *stream = call->response.stream;
    lock_take(&call->lock);
    if (!call->download.data) ring_open(&call->download, CALL_STREAM_BYTES);
    for (bool goes_on = true; goes_on;) {
        size_t room, size = 0;
        char *bytes = ring_room(&call->download, &room);
        if (!room || call->is_gone || call->host->stopping) break;
        call->woken = false;
        lock_give(&call->lock);
        enum status status = stream->read(&size, stream, bytes, room);
        lock_take(&call->lock);
        goes_on = pump_on(call, status, size);
    }
    call->is_pumping = false;
    lock_give(&call->lock);
}

// ---- the worker's side ----

// A body that is not here yet may come as slowly as its sender likes: only so many workers wait for
// one, so that slow senders cannot stop all other requests. Decided once, before the first byte.
static bool upload_admit(struct call *call, const struct http_body *body) {
    if (call->is_uploading || body->size == 0) return true;
    lock_take(&call->lock);
    bool is_here = call->body_ended;
    lock_give(&call->lock);
    if (is_here) return true;
    if (atomic_fetch_add(&call->host->uploads, 1) >= call->host->uploads_max) {
        atomic_fetch_sub(&call->host->uploads, 1);
        return false;
    }
    return call->is_uploading = true;
}

static enum status read_upload(size_t *size, struct http_body *body, void *bytes, size_t capacity,
                               struct fault *fault) {
    struct call *call = ((struct call_body *)body)->call;
    enum status status = OK;
    if (!upload_admit(call, body))
        return fault_set(fault, BUSY, "too many large uploads at once: try again");
    lock_take(&call->lock);
    if (!call->body_begun && body->size != 0) {
        call->body_wanted = true;
        resume(call);
    }
    while (body->size != 0 && !call->upload.size && !call->body_ended && !call->is_gone &&
           !call->host->stopping)
        change_wait(&call->arrived, &call->lock);
    *size = call->upload.size ? ring_take(&call->upload, bytes, capacity) : 0;
    if (!*size && capacity && body->size != 0 && !call->body_ended)
        status = fault_set(fault, CLOSED, "the client went before it had sent the whole body");
    if (!call->body_ended && call->upload.size <= call->upload.capacity / 2) resume(call);
    lock_give(&call->lock);
    return status;
}

static void handle(struct call *call) {
    struct call_host *host = call->host;
    host->handler->handle(host->handler, &call->request, &call->response);
    if (call->is_uploading) atomic_fetch_sub(&host->uploads, 1);
    struct http_stream *stream = call->response.stream;
    bool is_live = stream && stream->is_live;
    bool is_pumped = stream && !is_live && !str_equal(call->request.method, STR("HEAD"));
    if (stream) {
        stream->wake = wake_call;
        stream->server_side = call;
    }
    if (is_live) set_working(call, false);
    void *answer = host->make_answer(call);
    lock_take(&call->lock);
    call->answered = true;
    call->is_live = is_live;
    call->is_pumping = is_pumped;
    bool is_gone = call->is_gone;
    if (!is_gone) call->answer = answer;
    resume(call);
    lock_give(&call->lock);
    if (is_gone)
        host->drop_answer(answer);
    else if (is_pumped)
        pump(call);
}

void call_work(struct call *call) {
    lock_take(&call->lock);
    bool is_answered = call->answered;
    lock_give(&call->lock);
    if (is_answered)
        pump(call);
    else if (!call->host->stopping)
        handle(call);
    call_drop(call);
}

// ---- the stop ----

// A live stream that ends has to be waited for like any other answer.
static void count_as_working(struct call *call) {
    if (call->is_working) return;
    call->is_working = true;
    call->host->working++;
}

void call_resume_all(struct call_host *host) {
    lock_take(&host->lock);
    for (struct call *call = host->calls; call; call = call->next) {
        lock_take(&call->lock);
        if (call->is_live && !call->is_gone) count_as_working(call);
        if (call->is_live || host->stopping) resume(call);
        change_tell_all(&call->arrived);
        lock_give(&call->lock);
    }
    lock_give(&host->lock);
}

bool call_wait_idle(struct call_host *host, int64_t timeout_us) {
    int64_t until_us = clock_steady_us(clock_system()) + timeout_us;
    lock_take(&host->lock);
    while (host->working) {
        int64_t left_us = until_us - clock_steady_us(clock_system());
        if (left_us <= 0 || !change_wait_for(&host->ended, &host->lock, left_us)) break;
    }
    bool is_idle = host->working == 0;
    lock_give(&host->lock);
    return is_idle;
}
