#include "app/connect.h"

#include "http/listen.h"
#include "sys/file.h"

#define TOKEN_FILE_MAX 4096
#define TEXT_MAX ((size_t)256 << 20)
#define CHUNK_BYTES ((size_t)256 * 1024)

static enum status read_token(struct str *out, const struct options *options, struct arena *arena,
                              struct fault *fault) {
    struct str path = option_text(options, OPTION_TOKEN);
    *out = STR_NONE;
    if (!path.size) return OK;
    TRY(file_read(out, arena_text(arena, path), TOKEN_FILE_MAX, arena, fault));
    *out = str_trim(*out);
    return OK;
}

static enum status to_server(struct connect *connect, const struct options *options,
                             struct arena *arena, struct fault *fault) {
    struct http_client_options client = {
        .base = option_text(options, OPTION_SERVER),
        .authority_file = option_text(options, OPTION_AUTHORITY),
        .certificate_file = option_text(options, OPTION_CERTIFICATE),
        .key_file = option_text(options, OPTION_KEY),
    };
    while (str_ends(client.base, STR("/")))
        client.base = str_cut(client.base, 0, client.base.size - 1);
    TRY(read_token(&client.token, options, arena, fault));
    return http_client_open(&connect->client, &client, fault);
}

enum status connect_socket(struct connect *connect, struct str socket_path, struct fault *fault) {
    return http_client_open(
        &connect->client,
        &(struct http_client_options){.base = STR("http://localhost"), .socket_path = socket_path},
        fault);
}

enum status connect_open(struct connect *out, const struct options *options, bool may_create,
                         struct arena *arena, struct fault *fault) {
    *out = (struct connect){.as = option_text(options, OPTION_AS)};
    if (option_text(options, OPTION_SERVER).size) {
        if (out->as.size)
            return fault_set(fault, MALFORMED, "--as: only beside the store, not with --server");
        return to_server(out, options, arena, fault);
    }
    struct str store_path;
    TRY(app_store_path(&store_path, OPTION_STORE, option_text(options, OPTION_STORE), arena,
                       fault));
    struct str socket_path =
        app_socket_path(arena, option_text(options, OPTION_SOCKET), store_path);
    struct app_options app = {.store_path = arena_text(arena, store_path),
                              .may_create = may_create};
    // A database has no owner: its server is asked when it is there, and can be done without.
    bool is_file = store_is_file(app.store_path);
    if (!is_file && socket_path.size && listen_answers(socket_path.data))
        return connect_socket(out, socket_path, fault);
    enum status status = app_open(&out->app, &app, fault);
    if (status != BUSY || !is_file) return status;
    if (file_exists(socket_path.data)) return connect_socket(out, socket_path, fault);
    return fault_set(fault, BUSY, "%.*s: another process owns this store and has no local socket",
                     STR_ARG(store_path));
}

void connect_close(struct connect *connect) {
    http_client_close(&connect->client);
    app_close(&connect->app);
}

// ---- in this process ----

// The answer's body, given to the sink as a client would.
static enum status drain(struct http_response *response, struct http_client_sink sink,
                         struct arena *arena, struct fault *fault) {
    if (!response->stream) {
        if (response->body.size) sink.on_body(sink.context, response, response->body);
        return OK;
    }
    char *chunk = arena_take(arena, CHUNK_BYTES);
    for (;;) {
        size_t size = 0;
        enum status status = response->stream->read(&size, response->stream, chunk, CHUNK_BYTES);
        if (status != OK) return fault_set(fault, CLOSED, "the answer was cut short");
        if (!size) return OK;
        if (!sink.on_body(sink.context, response, (struct str){chunk, size})) return OK;
    }
}

static void take_header(const struct connect_request *request, const struct http_response *response,
                        struct arena *arena) {
    if (!request->header) return;
    struct str value = http_response_header(response, str_of(request->header));
    *request->into = value.data ? arena_copy(arena, value) : STR_NONE;
}

static enum status send_here(struct http_response *response, struct connect *connect,
                             struct http_request *request, struct http_client_sink sink,
                             struct fault *fault) {
    size_t question = str_find_byte(request->path, '?');
    if (question != SIZE_MAX) {
        struct str query = str_cut(request->path, question + 1, request->path.size);
        request->path = str_cut(request->path, 0, question);
        TRY(http_query_split(&request->query, &request->query_count, query, 100, request->arena,
                             fault));
    }
    struct http_handler *handler = api_handler(connect->app.api);
    handler->handle(handler, request, response);
    enum status status = drain(response, sink, request->arena, fault);
    http_response_close(response);
    return status;
}

static bool gather(void *context, const struct http_response *response, struct str bytes) {
    (void)response;
    struct buf *buf = context;
    buf_add(buf, bytes);
    return buf->status == OK;
}

enum status connect_send(int *code, struct str *text, struct connect *connect,
                         const struct connect_request *request, struct arena *arena,
                         struct fault *fault) {
    struct http_body_text nothing;
    http_body_text_init(&nothing, STR(""));
    struct http_pair header = {STR("Renkei-As"), connect->as};
    struct http_request http = {
        .method = str_of(request->method),
        .path = request->target,
        .headers = &header,
        .header_count = connect->as.size ? 1 : 0,
        .body = request->body ? request->body : &nothing.body,
        .peer = STR(""),
        .is_local = true,
        .arena = arena,
    };
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, TEXT_MAX);
    struct http_client_sink sink = request->sink;
    if (!sink.on_body) sink = (struct http_client_sink){gather, &buf};
    struct http_response response = {0};
    enum status status = connect->client
                             ? http_client_send(&response, connect->client, &http, sink, fault)
                             : send_here(&response, connect, &http, sink, fault);
    *code = response.code;
    take_header(request, &response, arena);
    if (buf.status != OK) return fault_set(fault, LIMIT, "the answer is too large");
    if (text) *text = arena_copy(arena, buf_str(&buf));
    return status;
}
