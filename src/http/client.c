#include "http/client.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "sys/clock.h"

#define CONNECT_TIMEOUT_MS 10000u
#define TIMEOUT_MS 60000u
#define HEADERS_MAX 200
// A larger body, or one of unknown size, first asks whether it is wanted.
#define EXPECT_FROM_BYTES ((int64_t)1024 * 1024)

struct http_client {
    CURL *curl; // keeps its connections between exchanges
    struct arena arena;
    struct http_client_options options; // texts in the arena
    char error[CURL_ERROR_SIZE];
};

static void start_library(void) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

enum status http_client_open(struct http_client **out, const struct http_client_options *options,
                             struct fault *fault) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start_library);
    if (!str_starts_fold(options->base, STR("http://")) &&
        !str_starts_fold(options->base, STR("https://")))
        return fault_set(fault, MALFORMED, "%.*s: begins with neither http:// nor https://",
                         STR_ARG(options->base));
    for (size_t i = 0; i < options->token.size; i++) {
        unsigned char byte = (unsigned char)options->token.data[i];
        if (byte <= ' ' || byte >= 0x7f)
            return fault_set(fault, MALFORMED, "the token holds a byte that no token may hold");
    }
    struct http_client *client = memory_take(sizeof *client);
    *client = (struct http_client){.curl = curl_easy_init(), .options = *options};
    if (!client->curl) abort();
    arena_init(&client->arena);
    struct http_client_options *kept = &client->options;
    kept->base = arena_copy(&client->arena, options->base);
    while (str_ends(kept->base, STR("/"))) kept->base.size--;
    kept->socket_path = arena_copy(&client->arena, options->socket_path);
    kept->token = arena_copy(&client->arena, options->token);
    kept->authority_file = arena_copy(&client->arena, options->authority_file);
    kept->certificate_file = arena_copy(&client->arena, options->certificate_file);
    kept->key_file = arena_copy(&client->arena, options->key_file);
    if (!kept->connect_timeout_ms) kept->connect_timeout_ms = CONNECT_TIMEOUT_MS;
    if (!kept->timeout_ms) kept->timeout_ms = TIMEOUT_MS;
    *out = client;
    return OK;
}

void http_client_close(struct http_client **client) {
    if (!*client) return;
    curl_easy_cleanup((*client)->curl);
    arena_close(&(*client)->arena);
    free(*client);
    *client = NULL;
}

struct exchange {
    struct http_client *client;
    struct http_request *request;
    struct http_response *response;
    struct http_client_sink sink;
    struct fault *fault;
    enum status body_status; // what the request's body said
    bool was_ended;          // by the sink
    bool was_silent;         // for too long
    bool was_barred;         // from an address
    size_t answer_bytes;
    int64_t began_us;
    curl_off_t moved; // bytes in both directions when something last moved
    int64_t moved_us;
};

static size_t on_request_body(char *bytes, size_t one, size_t capacity, void *context) {
    struct exchange *exchange = context;
    struct http_body *body = exchange->request->body;
    size_t size = 0;
    exchange->body_status = body->read(&size, body, bytes, one * capacity, exchange->fault);
    exchange->moved_us = clock_steady_us(clock_system()); // time spent reading is not the server's
    return exchange->body_status == OK ? size : CURL_READFUNC_ABORT;
}

static size_t on_response_body(char *bytes, size_t one, size_t count, void *context) {
    struct exchange *exchange = context;
    size_t size = one * count, most = exchange->client->options.answer_bytes_max;
    exchange->answer_bytes += size;
    if (most && exchange->answer_bytes > most) return CURL_WRITEFUNC_ERROR;
    if (!exchange->sink.on_body) return size;
    bool goes_on = exchange->sink.on_body(exchange->sink.context, exchange->response,
                                          (struct str){bytes, size});
    exchange->moved_us = clock_steady_us(clock_system());
    exchange->was_ended = !goes_on;
    return goes_on ? size : CURL_WRITEFUNC_ERROR;
}

// A status line begins a new set of headers: what came before was a 100 Continue.
static void read_status_line(struct http_response *response, struct str line) {
    struct str version;
    uint64_t code = 0;
    str_take(&version, &line, ' ');
    str_read_u64(&code, str_cut(line, 0, 3));
    response->code = (int)code;
    response->header_count = 0;
    response->type = STR_NONE;
}

static size_t on_header(char *bytes, size_t one, size_t count, void *context) {
    struct exchange *exchange = context;
    struct http_response *response = exchange->response;
    struct str line = str_trim((struct str){bytes, one * count});
    size_t colon = str_find_byte(line, ':');
    if (str_starts(line, STR("HTTP/"))) {
        read_status_line(response, line);
    } else if (colon != SIZE_MAX && response->header_count < HEADERS_MAX) {
        struct arena *arena = exchange->request->arena;
        struct str value = arena_copy(arena, str_trim(str_cut(line, colon + 1, line.size)));
        const char *name = arena_text(arena, str_cut(line, 0, colon));
        if (str_equal_fold(str_of(name), STR("content-type")))
            response->type = value;
        else if (str_find_byte(value, '\r') == SIZE_MAX)
            http_add_header(response, arena, name, value);
    }
    return one * count;
}

// The library counts only whole seconds of slowness; this one sees silence.
static int on_progress(void *context, curl_off_t down_all, curl_off_t down, curl_off_t up_all,
                       curl_off_t up) {
    (void)down_all, (void)up_all;
    struct exchange *exchange = context;
    int64_t now_us = clock_steady_us(clock_system());
    if (down + up != exchange->moved) {
        exchange->moved = down + up;
        exchange->moved_us = now_us;
    }
    int64_t silent_us = now_us - exchange->moved_us;
    exchange->was_silent = silent_us > (int64_t)exchange->client->options.timeout_ms * 1000;
    return exchange->was_silent;
}

static const char *make_url(struct http_client *client, struct http_request *request) {
    SCOPED(buf_close) struct buf url;
    buf_init(&url, (size_t)1024 * 1024);
    buf_add(&url, client->options.base);
    buf_add(&url, request->path);
    for (size_t i = 0; i < request->query_count; i++) {
        buf_add_byte(&url, i ? '&' : '?');
        http_escape(&url, request->query[i].name);
        buf_add_byte(&url, '=');
        http_escape(&url, request->query[i].value);
    }
    return url.status == OK ? arena_text(request->arena, buf_str(&url)) : NULL;
}

static void free_list(struct curl_slist **list) {
    curl_slist_free_all(*list);
}

static void add_line(struct curl_slist **list, const char *line) {
    struct curl_slist *longer = curl_slist_append(*list, line);
    if (!longer) abort();
    *list = longer;
}

// MALFORMED for a header that would be two.
static enum status make_headers(struct curl_slist **list, struct http_client *client,
                                struct http_request *request, struct fault *fault) {
    for (size_t i = 0; i < request->header_count; i++) {
        const struct http_pair *header = &request->headers[i];
        // An empty value is written with a semicolon, else the library removes the header.
        struct str line = arena_format(request->arena, header->value.size ? "%.*s: %.*s" : "%.*s;",
                                       STR_ARG(header->name), STR_ARG(header->value));
        if (str_find_byte(line, '\r') != SIZE_MAX || str_find_byte(line, '\n') != SIZE_MAX)
            return fault_set(fault, MALFORMED, "the header %.*s holds a line break",
                             STR_ARG(header->name));
        add_line(list, line.data);
    }
    struct str token = client->options.token;
    if (token.size)
        add_line(list,
                 arena_format(request->arena, "Authorization: Bearer %.*s", STR_ARG(token)).data);
    if (request->body->size >= 0 && request->body->size < EXPECT_FROM_BYTES)
        add_line(list, "Expect:");
    // The library would invent types of its own.
    if (!http_header(request, STR("content-type")).data) add_line(list, "Content-Type:");
    if (!http_header(request, STR("accept")).data) add_line(list, "Accept: */*");
    return OK;
}

static void set_method(CURL *curl, struct http_request *request) {
    struct str method = request->method;
    bool may_have_body = str_equal(method, STR("POST")) || str_equal(method, STR("PUT")) ||
                         str_equal(method, STR("PATCH"));
    if (str_equal(method, STR("HEAD"))) {
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    } else if (request->body->size || may_have_body) {
        curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)request->body->size);
    }
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, arena_text(request->arena, method));
}

// The address is that to which the library connects next, whatever name led to it.
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *to) {
    struct exchange *exchange = context;
    bool may =
        purpose == CURLSOCKTYPE_IPCXN && reach_allows(exchange->client->options.reach, &to->addr);
    if (!may) exchange->was_barred = true;
    return may ? socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol) : CURL_SOCKET_BAD;
}

static void set_reach(struct http_client *client, struct exchange *exchange) {
    if (!client->options.reach) return;
    curl_easy_setopt(client->curl, CURLOPT_PROXY, "");
    curl_easy_setopt(client->curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(client->curl, CURLOPT_OPENSOCKETDATA, exchange);
}

static void set_connection(struct http_client *client) {
    CURL *curl = client->curl;
    const struct http_client_options *options = &client->options;
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, client->error);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)options->connect_timeout_ms);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "renkei/" RENKEI_VERSION);
    if (options->total_ms) curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)options->total_ms);
    if (options->socket_path.size) {
        curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, options->socket_path.data);
        curl_easy_setopt(curl, CURLOPT_PROXY, ""); // one in the environment is not meant here
    }
    if (options->authority_file.size)
        curl_easy_setopt(curl, CURLOPT_CAINFO, options->authority_file.data);
    if (options->certificate_file.size)
        curl_easy_setopt(curl, CURLOPT_SSLCERT, options->certificate_file.data);
    if (options->key_file.size) curl_easy_setopt(curl, CURLOPT_SSLKEY, options->key_file.data);
}

static void set_callbacks(CURL *curl, struct exchange *exchange) {
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_request_body);
    curl_easy_setopt(curl, CURLOPT_READDATA, exchange);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_response_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, exchange);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, exchange);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, exchange);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
}

static const char *place_of(const struct http_client *client) {
    bool is_local = client->options.socket_path.size > 0;
    return is_local ? client->options.socket_path.data : client->options.base.data;
}

static bool is_too_late(const struct exchange *exchange) {
    int64_t most_us = (int64_t)exchange->client->options.total_ms * 1000;
    return most_us && clock_steady_us(clock_system()) - exchange->began_us >= most_us;
}

// What the library was told here, and not by the network.
static enum status explain_own(const struct exchange *exchange, CURLcode code) {
    const struct http_client_options *options = &exchange->client->options;
    struct fault *fault = exchange->fault;
    const char *place = place_of(exchange->client);
    if (options->answer_bytes_max && exchange->answer_bytes > options->answer_bytes_max)
        return fault_set(fault, LIMIT, "%s: an answer of more than %zu bytes", place,
                         options->answer_bytes_max);
    if (exchange->was_silent)
        return fault_set(fault, FAILED, "%s: no answer for %u ms", place, options->timeout_ms);
    if (code == CURLE_COULDNT_CONNECT && exchange->was_barred)
        return fault_set(fault, DENIED,
                         "%s: not a public address, and in no network that may be asked", place);
    if (code == CURLE_OPERATION_TIMEDOUT && is_too_late(exchange))
        return fault_set(fault, FAILED, "%s: not done within %u ms", place, options->total_ms);
    return OK;
}

static enum status explain(const struct exchange *exchange, CURLcode code) {
    const struct http_client *client = exchange->client;
    struct fault *fault = exchange->fault;
    const char *place = place_of(client);
    const char *detail = client->error[0] ? client->error : curl_easy_strerror(code);
    if (exchange->body_status != OK) return exchange->body_status; // it has set the sentence
    if (exchange->was_ended) return OK;
    TRY(explain_own(exchange, code));
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return fault_set(fault, FAILED, "%s: there is no host of this name", place);
    case CURLE_COULDNT_CONNECT:
        return fault_set(fault, FAILED, "%s: nobody answers there (%s)", place, detail);
    case CURLE_OPERATION_TIMEDOUT:
        return fault_set(fault, FAILED, "%s: no connection within %u ms", place,
                         client->options.connect_timeout_ms);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
        return fault_set(fault, FAILED, "%s: its certificate is not trusted (%s)", place, detail);
    case CURLE_SSL_CERTPROBLEM:
        return fault_set(fault, FAILED, "%.*s: this certificate, or its key, cannot be used (%s)",
                         STR_ARG(client->options.certificate_file), detail);
    case CURLE_SSL_CONNECT_ERROR:
        return fault_set(fault, FAILED, "%s: TLS failed (%s)", place, detail);
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
        return fault_set(fault, CLOSED, "%s: closed the connection before the end", place);
    default: return fault_set(fault, FAILED, "%s: %s", place, detail);
    }
}

enum status http_client_send(struct http_response *response, struct http_client *client,
                             struct http_request *request, struct http_client_sink sink,
                             struct fault *fault) {
    const char *url = make_url(client, request);
    if (!url) return fault_set(fault, LIMIT, "the query is larger than 1 MiB");
    SCOPED(free_list) struct curl_slist *headers = NULL;
    TRY(make_headers(&headers, client, request, fault));
    struct http_response answer = {0};
    struct exchange exchange = {.client = client,
                                .request = request,
                                .response = &answer,
                                .sink = sink,
                                .fault = fault,
                                .moved_us = clock_steady_us(clock_system())};
    exchange.began_us = exchange.moved_us;
    client->error[0] = '\0';
    curl_easy_reset(client->curl);
    set_connection(client);
    set_method(client->curl, request);
    set_callbacks(client->curl, &exchange);
    set_reach(client, &exchange);
    curl_easy_setopt(client->curl, CURLOPT_URL, url);
    curl_easy_setopt(client->curl, CURLOPT_HTTPHEADER, headers);
    CURLcode code = curl_easy_perform(client->curl);
    if (code != CURLE_OK) TRY(explain(&exchange, code));
    *response = answer;
    return OK;
}
