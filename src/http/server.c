#include "http/server.h"

#include <assert.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/call.h"
#include "http/linger.h"
#include "http/listen.h"

#define IO_THREADS 2
#define WORKERS 8
#define WORKERS_MAX 256
#define CONNECTIONS_MAX 4096
#define PER_ADDRESS_MAX 1024
#define TIMEOUT_S 60
#define HEADER_BYTES_MAX ((size_t)32 * 1024)
#define BODY_PIPE_BYTES ((size_t)256 * 1024)
// The library keeps its own records of headers and query pairs in the memory of a connection, and
// builds the headers of the answer there.
#define CONNECTION_EXTRA_BYTES ((size_t)32 * 1024)
#define BLOCK_BYTES ((size_t)16 * 1024) // of a stream to an HTTP/1.0 client
#define ENDING_US INT64_C(1000000)      // for live streams to be told that they end
// TLS 1.2 and 1.3; keys are agreed on anew for each connection (no -RSA), and ciphers protect what
// they encrypt (AEAD only): RFC 9325, 3.1.1, 4.1, 4.2.
#define TLS_PRIORITIES                                                                             \
    "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:-CIPHER-ALL:"   \
    "+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:-MAC-ALL:+AEAD:%SERVER_PRECEDENCE"

struct http_server {
    struct call_host host;
    struct MHD_Daemon *daemon;
    struct linger_room *linger;
    struct thread workers[WORKERS_MAX];
    unsigned worker_count;
    uint16_t port;
    const char *socket_path;
    struct arena arena; // texts that the library borrows
    pthread_mutex_t certificate_lock;
    struct certificate *certificate; // of the next connection; NULL without TLS
};

// ---- the library's words for what call.c asks ----

static void suspend_connection(void *connection) {
    MHD_suspend_connection(connection);
}

static void resume_connection(void *connection) {
    MHD_resume_connection(connection);
}

static void drop_answer(void *answer) {
    MHD_destroy_response(answer);
}

static void on_answer_free(void *context) {
    call_drop(context);
}

static ssize_t on_read(void *context, uint64_t at, char *bytes, size_t capacity) {
    (void)at;
    size_t size = 0;
    enum status status = call_read(&size, context, bytes, capacity);
    if (status == BUSY) return 0;
    if (status != OK) return MHD_CONTENT_READER_END_WITH_ERROR;
    return size ? (ssize_t)size : MHD_CONTENT_READER_END_OF_STREAM;
}

static void add_header(struct MHD_Response *answer, struct arena *arena, struct http_pair header) {
    // False only for a name or value that the library forbids: then it is better left out.
    (void)MHD_add_response_header(answer, arena_text(arena, header.name),
                                  arena_text(arena, header.value));
}

static void *make_answer(struct call *call) {
    struct http_response *response = &call->response;
    assert(response->code >= 200 && response->code <= 599);
    call_hold(call); // until on_answer_free
    struct MHD_Response *answer;
    if (response->stream)
        answer = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_BYTES, on_read, call,
                                                   on_answer_free);
    else
        answer = MHD_create_response_from_buffer_with_free_callback_cls(
            response->body.size, (void *)response->body.data, on_answer_free, call);
    if (!answer) abort(); // out of memory
    if (response->type.data)
        add_header(answer, &call->arena, (struct http_pair){STR("Content-Type"), response->type});
    for (size_t i = 0; i < response->header_count; i++)
        add_header(answer, &call->arena, response->headers[i]);
    if (call->host->closing)
        add_header(answer, &call->arena, (struct http_pair){STR("Connection"), STR("close")});
    return answer;
}

static enum MHD_Result queue_answer(struct call *call, struct MHD_Connection *connection) {
    struct MHD_Response *answer = call->answer;
    call->answer = NULL;
    enum MHD_Result result = MHD_queue_response(connection, (unsigned)call->response.code, answer);
    MHD_destroy_response(answer);
    return result;
}

// The library takes no answer while a body is coming in. So a short one is written past it, and
// the connection is then closed. DEBT: over TLS the client sees only that it was closed.
static enum MHD_Result reject(struct call *call, struct MHD_Connection *connection) {
    const struct http_response *response = &call->response;
    if (call->host->is_secure || response->stream) return MHD_NO;
    SCOPED(buf_close) struct buf text;
    buf_init(&text, (size_t)64 * 1024);
    buf_addf(&text, "HTTP/1.1 %d %s\r\n", response->code,
             MHD_get_reason_phrase_for((unsigned)response->code));
    if (response->type.data) buf_addf(&text, "Content-Type: %.*s\r\n", STR_ARG(response->type));
    for (size_t i = 0; i < response->header_count; i++)
        buf_addf(&text, "%.*s: %.*s\r\n", STR_ARG(response->headers[i].name),
                 STR_ARG(response->headers[i].value));
    buf_addf(&text, "Content-Length: %zu\r\nConnection: close\r\n\r\n", response->body.size);
    buf_add(&text, response->body);
    int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    if (text.status == OK && send(fd, text.data, text.size, MSG_DONTWAIT | MSG_NOSIGNAL) > 0)
        call->is_early = true;
    return MHD_NO;
}

// ---- what the library tells ----

static enum MHD_Result on_header(void *context, enum MHD_ValueKind kind, const char *name,
                                 size_t name_size, const char *value, size_t value_size) {
    (void)kind;
    struct http_request *request = context;
    struct str text = {value ? value : "", value ? value_size : 0};
    request->headers[request->header_count++] =
        (struct http_pair){arena_copy(request->arena, (struct str){name, name_size}),
                           arena_copy(request->arena, str_trim(text))};
    return MHD_YES;
}

// What is held for a connection of TLS, from its beginning to its end.
struct plug {
    struct certificate *certificate; // that it shows
    struct certificate_client client;
    bool is_known; // `client` was asked for
};

// Whose certificate a connection was begun with. One that has ended since is good no more.
static void begin_client(struct http_request *request, struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct plug *plug = info ? info->socket_context : NULL;
    if (!plug) return;
    info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    if (!plug->is_known && info) certificate_client(&plug->client, info->tls_session);
    plug->is_known = true;
    const struct certificate_client *client = &plug->client;
    bool is_good = client->is_good && clock_now(clock_system()) < client->ends;
    request->has_bad_certificate = client->is_shown && !is_good;
    if (is_good)
        request->client_key =
            arena_copy(request->arena, (struct str){(const char *)client->key, sizeof client->key});
}

// Copies what belongs to the connection: a handler may outlive it.
static void begin(struct call *call, struct MHD_Connection *connection, const char *method) {
    struct http_request *request = &call->request;
    request->method = arena_copy(&call->arena, str_of(method));
    int count = MHD_get_connection_values_n(connection, MHD_HEADER_KIND, NULL, NULL);
    request->headers = arena_array(&call->arena, (size_t)count, struct http_pair);
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, on_header, request);
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char peer[LISTEN_PEER_SIZE];
    request->peer =
        arena_copy(&call->arena, str_of(listen_peer(peer, info ? info->client_addr : NULL)));
    if (call->host->is_secure) begin_client(request, connection);
    info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    call_begin(call, info ? info->header_size : 0);
}

// How a closing server takes no more. MHD_quiesce_daemon of 0.9.75 ends the program now and then:
// it and an I/O thread both take the listening socket out of the epoll set, and the second fails.
static enum MHD_Result on_connection(void *context, const struct sockaddr *address,
                                     socklen_t size) {
    (void)address, (void)size;
    struct http_server *server = context;
    return server->host.closing ? MHD_NO : MHD_YES;
}

// A connection of TLS shows the certificate that is there when it begins, and holds it.
static void on_plug(void *context, struct MHD_Connection *connection, void **held,
                    enum MHD_ConnectionNotificationCode what) {
    struct http_server *server = context;
    if (!server->host.is_secure) return;
    struct plug *plug = *held;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (plug) certificate_give(&plug->certificate);
        free(plug);
        return;
    }
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    if (!info || !info->tls_session) return; // shows the first one
    *held = plug = memory_take(sizeof *plug);
    *plug = (struct plug){0};
    pthread_mutex_lock(&server->certificate_lock);
    plug->certificate = certificate_hold(server->certificate);
    pthread_mutex_unlock(&server->certificate_lock);
    certificate_use(plug->certificate, info->tls_session);
}

static void *on_target(void *context, const char *target, struct MHD_Connection *connection) {
    struct http_server *server = context;
    return call_open(&server->host, connection, target);
}

// tidy: callback
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *bytes,
                                  size_t *size, void **state) {
    (void)context, (void)url, (void)version;
    struct call *call = *state;
    if (!call) return MHD_NO; // a request line without a target
    if (!call->is_begun) begin(call, connection, method);
    enum call_step step = *size ? call_upload(call, bytes, size) : call_next(call);
    if (step == CALL_ANSWER) return queue_answer(call, connection);
    if (step == CALL_REJECT) return reject(call, connection);
    return step == CALL_CUT ? MHD_NO : MHD_YES;
}

static void on_end(void *context, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode reason) {
    (void)reason;
    struct http_server *server = context;
    struct call *call = *state;
    if (!call) return;
    *state = NULL;
    if (call->is_early) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        if (info) linger_add(server->linger, info->connect_fd);
    }
    call_end(call);
}

// The library would rewrite the target in place; the router decodes it segment by segment.
static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *text) {
    (void)context, (void)connection;
    return strlen(text);
}

// ---- opening and closing ----

static void run_worker(void *context) {
    struct http_server *server = context;
    void *call;
    while (thread_queue_take(&call, server->host.work)) call_work(call);
}

static struct http_server_options with_defaults(struct http_server_options options) {
    if (!options.io_threads) options.io_threads = IO_THREADS;
    if (!options.workers) options.workers = WORKERS;
    if (options.workers > WORKERS_MAX) options.workers = WORKERS_MAX;
    if (!options.connections_max) options.connections_max = CONNECTIONS_MAX;
    if (!options.per_address_max) options.per_address_max = PER_ADDRESS_MAX;
    if (!options.timeout_s) options.timeout_s = TIMEOUT_S;
    if (!options.header_bytes_max) options.header_bytes_max = HEADER_BYTES_MAX;
    if (!options.body_pipe_bytes) options.body_pipe_bytes = BODY_PIPE_BYTES;
    return options;
}

static void prepare_host(struct http_server *server, const struct http_server_options *options,
                         struct http_handler *handler) {
    struct call_host *host = &server->host;
    call_host_init(host);
    host->uploads_max = options->workers > 2 ? (int)options->workers - 2 : 1;
    host->handler = handler;
    // A call stands in the queue once, but one that lost its connection may still stand there when
    // the next connection has taken its place.
    host->work = thread_queue_open((size_t)options->connections_max * 2 + WORKERS_MAX);
    host->body_pipe_bytes = options->body_pipe_bytes;
    host->header_bytes_max = options->header_bytes_max;
    host->is_local = options->is_local && listen_is_local(options->address);
    host->is_secure = options->certificate.size > 0;
    host->suspend = suspend_connection;
    host->resume = resume_connection;
    host->make_answer = make_answer;
    host->drop_answer = drop_answer;
}

static struct MHD_Daemon *start_daemon(struct http_server *server, int fd,
                                       const struct http_server_options *options) {
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
    struct MHD_OptionItem extra[5] = {{MHD_OPTION_END, 0, NULL}};
    size_t count = 0;
    if (server->host.is_secure) {
        flags |= MHD_USE_TLS;
        extra[count++] = (struct MHD_OptionItem){
            MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)arena_text(&server->arena, options->certificate)};
        extra[count++] = (struct MHD_OptionItem){
            MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)arena_text(&server->arena, options->private_key)};
        extra[count++] =
            (struct MHD_OptionItem){MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)TLS_PRIORITIES};
    }
    if (options->io_threads > 1) // one thread is not called a pool
        extra[count++] = (struct MHD_OptionItem){MHD_OPTION_THREAD_POOL_SIZE,
                                                 (intptr_t)options->io_threads, NULL};
    extra[count] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    return MHD_start_daemon(
        flags, 0, on_connection, server, on_request, server, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, server, MHD_OPTION_NOTIFY_COMPLETED, on_end, server,
        MHD_OPTION_NOTIFY_CONNECTION, on_plug, server, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes,
        NULL, MHD_OPTION_CONNECTION_LIMIT, options->connections_max,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, options->per_address_max, MHD_OPTION_CONNECTION_TIMEOUT,
        options->timeout_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        options->header_bytes_max + CONNECTION_EXTRA_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_ARRAY, extra, MHD_OPTION_END);
}

static void free_server(struct http_server *server) {
    linger_close(&server->linger);
    thread_queue_close(&server->host.work);
    call_host_close(&server->host);
    arena_close(&server->arena);
    certificate_give(&server->certificate);
    pthread_mutex_destroy(&server->certificate_lock);
    free(server);
}

// A socket that was handed in is closed when there is no server for it.
static enum status open_both(int *fd, struct certificate **certificate,
                             const struct http_server_options *options, struct fault *fault) {
    struct certificate_files files = {options->certificate, options->private_key,
                                      options->client_authorities};
    enum status status = OK;
    if (options->certificate.size > 0) status = certificate_open(certificate, &files, fault);
    if (status != OK && options->listening) close(options->listening);
    TRY(status);
    *fd = options->listening;
    return *fd ? OK : listen_open(fd, options->address, options->port, fault);
}

enum status http_server_open(struct http_server **out, const struct http_server_options *given,
                             struct http_handler *handler, struct fault *fault) {
    struct http_server_options options = with_defaults(*given);
    if (options.certificate.size > 0 && MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES)
        return fault_set(fault, FAILED, "libmicrohttpd was built without TLS");
    SCOPED(certificate_give) struct certificate *certificate = NULL;
    int fd;
    TRY(open_both(&fd, &certificate, &options, fault));
    struct http_server *server = memory_take(sizeof *server);
    *server = (struct http_server){.port = listen_port(fd), .certificate = certificate};
    certificate = NULL;
    arena_init(&server->arena);
    prepare_host(server, &options, handler);
    server->linger = linger_open();
    pthread_mutex_init(&server->certificate_lock, NULL);
    if (listen_is_local(options.address))
        server->socket_path = arena_text(&server->arena, str_of(options.address));
    server->daemon = start_daemon(server, fd, &options);
    if (!server->daemon) {
        if (server->socket_path) unlink(server->socket_path);
        free_server(server); // the library has closed the socket
        return fault_set(fault, FAILED, "%s: the server does not start", options.address);
    }
    for (; server->worker_count < options.workers; server->worker_count++)
        thread_start(&server->workers[server->worker_count], "http worker", run_worker, server);
    *out = server;
    return OK;
}

enum status http_server_certificate(struct http_server *server,
                                    const struct certificate_files *files, struct fault *fault) {
    assert(server->certificate);
    struct certificate *fresh = NULL;
    TRY(certificate_open(&fresh, files, fault));
    pthread_mutex_lock(&server->certificate_lock);
    struct certificate *old = server->certificate;
    server->certificate = fresh;
    pthread_mutex_unlock(&server->certificate_lock);
    certificate_give(&old);
    return OK;
}

uint16_t http_server_port(const struct http_server *server) {
    return server->port;
}

void http_server_close(struct http_server **out, unsigned grace_ms) {
    struct http_server *server = *out;
    if (!server) return;
    struct call_host *host = &server->host;
    host->closing = true;
    if (server->socket_path) unlink(server->socket_path);
    call_wait_idle(host, (int64_t)grace_ms * 1000);
    host->ending = true;
    call_resume_all(host);
    if (grace_ms) call_wait_idle(host, ENDING_US);
    host->stopping = true;
    call_resume_all(host);
    thread_queue_end(host->work);
    for (unsigned i = 0; i < server->worker_count; i++) thread_join(&server->workers[i]);
    MHD_stop_daemon(server->daemon); // every connection ends, so every call is dropped
    assert(host->count == 0);
    free_server(server);
    *out = NULL;
}
