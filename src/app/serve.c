#include "app/serve.h"

#include <malloc.h>
#include <poll.h>
#include <unistd.h>

#include "app/confine.h"
#include "exchange/cosigning.h"
#include "exchange/known.h"
#include "exchange/provider_talk.h"
#include "http/listen.h"
#include "http/server.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/signals.h"

#define PEM_BYTES_MAX ((size_t)1 << 20)
#define GRACE_MS 20000
#define TICK_MS 10000
#define WORK_BYTES (32 << 20)
#define WORKERS 8
#define LOCAL_WORKERS 4
// A request that lists rows may look up an object for a row, and that a class: a reader each. With
// fewer for all, requests could wait for each other for ever.
#define READERS_A_REQUEST 4

struct serving {
    struct app app;
    struct http_server *server, *local;
    int listening; // until the server has it
    struct cosigning *cosigning;
    struct reach reach; // where the server may ask
};

static void serving_close(struct serving *serving) {
    http_server_close(&serving->server, GRACE_MS);
    http_server_close(&serving->local, GRACE_MS);
    cosigning_close(&serving->cosigning);
    app_close(&serving->app);
    if (serving->listening) close(serving->listening);
}

static enum status read_pem(struct str *out, const struct options *options, enum option option,
                            struct arena *arena, struct fault *fault) {
    struct str path = option_text(options, option);
    *out = STR_NONE;
    if (!path.size) return OK;
    return file_read(out, arena_text(arena, path), PEM_BYTES_MAX, arena, fault);
}

// A port below 1024 wants root, and everything after it does not.
static enum status open_port(struct serving *serving, const struct options *options,
                             struct arena *arena, struct fault *fault) {
    uint64_t port;
    TRY(option_number(&port, options, OPTION_PORT, 0, 65535, fault));
    TRY(listen_open(&serving->listening, arena_text(arena, option_text(options, OPTION_LISTEN)),
                    (uint16_t)port, fault));
    struct str user = option_text(options, OPTION_USER);
    if (!user.size) return OK;
    enum status status = sandbox_user(arena_text(arena, user), fault);
    return status == OK ? OK : fault_within(fault, status, "--user:");
}

static enum status listen_outside(struct serving *serving, const struct options *options,
                                  uint64_t workers, struct arena *arena, struct fault *fault) {
    struct http_server_options server = {
        .address = arena_text(arena, option_text(options, OPTION_LISTEN)),
        .listening = serving->listening,
        .workers = (unsigned)workers,
    };
    TRY(read_pem(&server.certificate, options, OPTION_CERTIFICATE, arena, fault));
    TRY(read_pem(&server.private_key, options, OPTION_KEY, arena, fault));
    TRY(read_pem(&server.client_authorities, options, OPTION_CLIENT_AUTHORITIES, arena, fault));
    if (server.client_authorities.size && !server.certificate.size)
        return fault_set(fault, MALFORMED, "--client-authorities: only with --certificate");
    serving->listening = 0;
    return http_server_open(&serving->server, &server, api_handler(serving->app.api), fault);
}

// Commands on the same store come this way. Without it they cannot; the server itself can go on,
// unless the socket was asked for by name.
static enum status listen_inside(struct serving *serving, const struct options *options,
                                 struct str store_path, struct arena *arena, struct fault *fault) {
    struct str named = option_text(options, OPTION_SOCKET);
    struct str path = app_socket_path(arena, named, store_path);
    if (!path.size) return OK; // they reach the database itself
    struct http_server_options local = {
        .address = path.data,
        .is_local = true,
        .workers = LOCAL_WORKERS,
    };
    struct fault why = {""};
    enum status status =
        http_server_open(&serving->local, &local, api_handler(serving->app.api), &why);
    if (status == OK) return OK;
    if (named.size) return fault_set(fault, status, "--socket: %s", why.text);
    log_event(LOG_WARNING, "no_local_socket", LOG_TEXT("why", str_of(why.text)));
    return OK;
}

static enum status write_port(const struct options *options, uint16_t port, struct arena *arena,
                              struct fault *fault) {
    struct str path = option_text(options, OPTION_PORT_FILE);
    if (!path.size) return OK;
    return file_write(arena_text(arena, path), arena_format(arena, "%u\n", port), 0644, fault);
}

// Requests take megabytes and give them back: that memory is kept for the next one while there is
// work, and given to the system when there was none for a while.
static void keep_memory_for_work(void) {
    mallopt(M_MMAP_THRESHOLD, WORK_BYTES);
    mallopt(M_TRIM_THRESHOLD, WORK_BYTES);
}

// A certificate that was renewed is shown to who comes from now on; one that cannot be read changes
// nothing.
static void read_certificate_again(struct serving *serving, const struct options *options) {
    if (!option_text(options, OPTION_CERTIFICATE).size) {
        log_event(LOG_INFO, "nothing_to_reload", LOG_TEXT("why", STR("there is no certificate")));
        return;
    }
    SCOPED(arena_wipe) struct arena arena; // a key is in it
    arena_init(&arena);
    struct fault fault = {""};
    struct certificate_files files;
    enum status status = read_pem(&files.chain, options, OPTION_CERTIFICATE, &arena, &fault);
    if (status == OK) status = read_pem(&files.key, options, OPTION_KEY, &arena, &fault);
    if (status == OK)
        status = read_pem(&files.authorities, options, OPTION_CLIENT_AUTHORITIES, &arena, &fault);
    if (status == OK) status = http_server_certificate(serving->server, &files, &fault);
    if (status == OK)
        log_event(LOG_INFO, "certificate_reloaded",
                  LOG_TEXT("certificate", option_text(options, OPTION_CERTIFICATE)));
    else
        log_event(LOG_WARNING, "certificate_kept", LOG_TEXT("why", str_of(fault.text)));
}

static void tell_of_witness(struct str witness, const char *why) {
    log_event(LOG_WARNING, "not_cosigned", LOG_TEXT("witness", witness),
              LOG_TEXT("why", str_of(why)));
}

static enum status read_cosigning(struct cosigning_options *out, struct serving *serving,
                                  const struct options *options, struct fault *fault) {
    uint64_t every_s;
    TRY(option_number(&every_s, options, OPTION_WITNESS_EVERY, 1, 86400, fault));
    enum status status = reach_read(&serving->reach, option_text(options, OPTION_REACH), fault);
    if (status != OK) return fault_within(fault, status, "--reach:");
    *out = (struct cosigning_options){.every_ms = (unsigned)every_s * 1000,
                                      .reach = &serving->reach,
                                      .authority_file = option_text(options, OPTION_AUTHORITY),
                                      .tell = tell_of_witness};
    return OK;
}

static void wait_for_stop(struct serving *serving, const struct options *options) {
    struct pollfd asked[] = {{.fd = signals_fd(), .events = POLLIN},
                             {.fd = signals_reload_fd(), .events = POLLIN}};
    while (!signals_stop_asked()) {
        (void)poll(asked, 2, TICK_MS);
        if (signals_reload_taken()) read_certificate_again(serving, options);
        known_tick(serving->app.exchange);
        malloc_trim(0);
    }
}

static enum status read_limits(struct meter_limits *out, const struct options *options,
                               struct fault *fault) {
    uint64_t requests, work, streams, upload;
    TRY(option_number(&requests, options, OPTION_LIMIT_REQUESTS, 0, 1000000, fault));
    TRY(option_number(&work, options, OPTION_LIMIT_WORK, 0, 1000000, fault));
    TRY(option_number(&streams, options, OPTION_LIMIT_STREAMS, 0, 1000000, fault));
    TRY(option_number(&upload, options, OPTION_LIMIT_UPLOAD, 0, 1 << 30, fault));
    *out = (struct meter_limits){
        .requests = (uint32_t)requests,
        .bytes = upload << 20,
        .most = {[METER_WORK] = (uint32_t)work, [METER_STREAMS] = (uint32_t)streams},
    };
    return OK;
}

enum status serve_run(const struct options *options, struct arena *arena, struct fault *fault) {
    struct str store_path;
    TRY(app_store_path(&store_path, OPTION_STORE, option_text(options, OPTION_STORE), arena,
                       fault));
    uint64_t workers = WORKERS;
    if (option_text(options, OPTION_THREADS).size)
        TRY(option_number(&workers, options, OPTION_THREADS, 1, 256, fault));
    struct app_options app = {
        .store_path = arena_text(arena, store_path),
        .readers_max = (unsigned)(workers + LOCAL_WORKERS) * READERS_A_REQUEST,
        .is_secure = option_text(options, OPTION_CERTIFICATE).size > 0,
    };
    TRY(read_limits(&app.limits, options, fault));
    SCOPED(serving_close) struct serving serving = {0};
    struct cosigning_options cosigning;
    TRY(read_cosigning(&cosigning, &serving, options, fault));
    signals_start();
    keep_memory_for_work();
    TRY(open_port(&serving, options, arena, fault));
    TRY(confine(options, store_path, arena, fault));
    TRY(app_open(&serving.app, &app, fault));
    provider_desk_allow(
        serving.app.exchange,
        &(struct provider_desk_options){&serving.reach, option_text(options, OPTION_AUTHORITY)});
    TRY(listen_outside(&serving, options, workers, arena, fault));
    TRY(listen_inside(&serving, options, store_path, arena, fault));
    uint16_t port = http_server_port(serving.server);
    TRY(write_port(options, port, arena, fault));
    log_event(LOG_INFO, "listening", LOG_TEXT("address", option_text(options, OPTION_LISTEN)),
              LOG_I64("port", port), LOG_TEXT("store", str_of(store_name(serving.app.store))));
    serving.cosigning = cosigning_open(serving.app.exchange, &cosigning);
    wait_for_stop(&serving, options);
    log_event(LOG_INFO, "stopping", LOG_I64("port", port));
    return OK;
}
