// call.h - one request on its way through the server, from its headers to the end of its answer.
//
// Knows threads and limits but not the library that holds the socket: server.c stands between. Two
// sides work on a call at once, the I/O thread of its connection and one worker.
//
//   headers here -- call_next: small body? --> upload --> whole --.
//        |                                                        v
//        `-- call_next: dispatch, suspend --> WORKER runs the handler --> answered, resume
//                          |   ^                                              |
//                     body->read wants bytes: resume, upload            call_next: CALL_ANSWER
//                          `---'                                              |
//            body in memory | live stream: call_read, suspend on BUSY | other stream: call_pump
//
// 1. A connection is suspended only by its I/O thread and only with `lock` held, and resumed only
//    with `lock` held while `is_suspended`. The library never ends a suspended connection, so the
//    connection is alive whenever it is touched.
// 2. Once host->stopping is set nothing is suspended any more: the stop resumes everybody once.
// 3. A call lives while somebody holds it: its connection (until call_end), a worker or the work
//    queue, and the answer (until the library frees it). The last one closes stream and held body.
// 4. A call stands in the work queue at most once.
// 5. Locks are taken in this order: host->lock or a stream's own, call->lock, the queue's.
#pragma once

#include <stdatomic.h>

#include "http/message.h"
#include "http/ring.h"
#include "sys/thread.h"

// A body up to this size is read in before a worker is taken, so that slow senders of small
// requests hold none.
#define CALL_EAGER_BYTES_MAX ((int64_t)64 * 1024)
// What is still read, and thrown away, of a body nobody wants, to keep the connection.
#define CALL_DRAIN_BYTES_MAX ((int64_t)1024 * 1024)
#define CALL_STREAM_BYTES ((size_t)256 * 1024) // between the worker and the socket

struct call;

// What all calls of a server share.
struct call_host {
    struct http_handler *handler;
    struct thread_queue *work;
    size_t body_pipe_bytes;
    size_t header_bytes_max;
    int uploads_max;    // bodies that workers wait for at once: the others go on with other work
    atomic_int uploads; // such bodies now
    bool is_local, is_secure;
    void (*suspend)(void *connection);
    void (*resume)(void *connection);
    // Makes the answer in the library's terms, on the worker's thread. It holds the call.
    void *(*make_answer)(struct call *call);
    void (*drop_answer)(void *answer); // one that was never queued
    struct lock lock;                  // over the list and the counts
    struct change ended;
    struct call *calls;
    size_t count, working;                 // all; those that a graceful close waits for
    atomic_bool closing, ending, stopping; // refuse new; end live streams; cut everything
};
void call_host_init(struct call_host *host);
void call_host_close(struct call_host *host);

struct call_body {
    struct http_body body; // first
    struct call *call;
};

struct call {
    struct call_host *host;
    void *connection;
    struct call *previous, *next; // under host->lock
    bool is_working;              // under host->lock: counted in host->working
    atomic_int holders;
    struct arena arena;
    struct str target; // as it came
    struct call_body body;
    struct http_request request;
    struct http_response response;
    bool is_begun;     // call_begin was called; I/O thread only
    bool is_early;     // the answer went out before the body came in; I/O thread only
    bool expects;      // Expect: 100-continue
    bool is_refused;   // answered by the server itself
    bool is_uploading; // counted in host->uploads; the worker's only

    struct lock lock; // over everything below
    struct change arrived;
    bool is_suspended, is_gone, is_dispatched;
    bool body_wanted, body_begun, body_ended;
    int64_t drained;
    struct ring upload;
    bool answered, is_live;
    void *answer; // of host->make_answer, until the I/O thread takes it
    bool woken;   // http_stream_wake came while somebody was reading
    bool is_pumping, is_parked, stream_ended;
    enum status stream_status;
    struct ring download;
};

struct call *call_open(struct call_host *host, void *connection, const char *target);
void call_hold(struct call *call);
void call_drop(struct call *call);

// ---- the I/O thread's side ----
// Once, when request.method, headers and peer are set. Reads target and framing; refuses (in the
// same ways as the handler answers) what is malformed or too much.
void call_begin(struct call *call, size_t header_bytes);

enum call_step {
    CALL_GO_ON,  // let the library read on
    CALL_WAIT,   // suspended
    CALL_ANSWER, // queue call->answer now
    CALL_CUT,    // close the connection
    CALL_REJECT, // tell as much of the answer as possible, and close
};
enum call_step call_next(struct call *call);
// Part of the body came; `*size` is set to what was not taken.
enum call_step call_upload(struct call *call, const char *bytes, size_t *size);
// The next bytes of a streamed answer: OK and `*size` 0 at the end; BUSY: suspended; else cut.
enum status call_read(size_t *size, struct call *call, char *bytes, size_t capacity);
// The library is through with the request, for whatever reason; drops the connection's hold.
void call_end(struct call *call);

// ---- the worker's side ----
void call_work(struct call *call); // what the queue handed out; drops the queue's hold

// ---- the stop ----
void call_resume_all(struct call_host *host); // once after ending, once after stopping was set
bool call_wait_idle(struct call_host *host, int64_t timeout_us); // no handler, no unsent answer
