#include "cli/doctor.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "cli/answer.h"
#include "http/certificate.h"
#include "http/client.h"
#include "http/listen.h"
#include "store/survey.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/host.h"
#include "sys/sandbox.h"

#define ROOM_LEAST ((uint64_t)256 << 20)
#define ROOM_SHARE                                                                                 \
    10 // of the store's size, which an import may write before anything is given back
#define FILES_LEAST 5000 // 4,096 connections, and what else the server has open
#define CERTIFICATE_REST (STAMP_SECOND * 86400 * 14)
#define CLOCK_SLACK (STAMP_SECOND * 300)
#define CLOCK_LEAST (INT64_C(1735689600) * STAMP_SECOND) // 2025, before this program was written
#define BEHIND_MOST 100000                               // versions that search does not know yet
#define ANSWER_MS 5000
#define PEM_BYTES_MAX ((size_t)1 << 20)

struct doctor {
    const struct options *options;
    struct arena *arena;
    struct doctor_findings *findings;
    const char *store;  // path or URL
    const char *socket; // NULL: none
    bool is_file;
    bool has_survey; // the store could be looked at
    struct store_survey survey;
};

static void add(struct doctor *doctor, const char *name, enum doctor_state state, struct str found,
                const char *remedy) {
    struct doctor_finding finding = {
        .name = name, .state = state, .found = found, .remedy = str_of(remedy)};
    vec_add(doctor->findings, finding);
}

#define SAY(...) arena_format(doctor->arena, __VA_ARGS__)

static const char *beside(struct doctor *doctor, const char *end) {
    return SAY("%s%s", doctor->store, end).data;
}

// ---- the store ----

static void look_at_pages(struct doctor *doctor) {
    struct fault fault = {""};
    enum status status = store_survey_pages(doctor->store, &fault);
    if (status == OK)
        add(doctor, "pages", DOCTOR_WELL, STR("every page was read"), NULL);
    else
        add(doctor, "pages", status == BUSY ? DOCTOR_UNKNOWN : DOCTOR_MEND, SAY("%s", fault.text),
            "move the store away and restore the last backup: renkei help restore");
}

static const char *remedy_of(enum status status) {
    switch (status) {
    case ABSENT: return "name it by --store, or make one: renkei init";
    case CONFLICT: return "install the newer renkei, or restore the backup made before";
    case DENIED: return "give the same renkei store copy again, or delete the copy";
    case MALFORMED: return "--store names another file: name the store";
    default: return "look at what it says; ask as the user that the store belongs to";
    }
}

static void look_at_store(struct doctor *doctor) {
    struct fault fault = {""};
    enum status status = store_survey(&doctor->survey, doctor->store, &fault);
    if (status != OK) {
        bool is_known =
            status == ABSENT || status == CONFLICT || status == DENIED || status == MALFORMED;
        add(doctor, "store", is_known ? DOCTOR_MEND : DOCTOR_UNKNOWN, SAY("%s", fault.text),
            remedy_of(status));
        return;
    }
    doctor->has_survey = true;
    int64_t known = store_survey_schema(), at = doctor->survey.schema;
    add(doctor, "store", DOCTOR_WELL,
        SAY("%" PRId64 " %s, schema %" PRId64 "%s", doctor->survey.objects,
            counted((uint64_t)doctor->survey.objects, "object", "objects"), at,
            at < known ? ", which the next start brings up to date" : ""),
        NULL);
    look_at_pages(doctor);
}

static void look_at_rights(struct doctor *doctor) {
    struct fault fault = {""};
    if (doctor->is_file || !doctor->has_survey) return;
    enum status status = store_survey_rights(doctor->store, &fault);
    if (status == OK)
        add(doctor, "rights", DOCTOR_WELL, STR("this user may write to the database"), NULL);
    else
        add(doctor, "rights", status == BUSY ? DOCTOR_UNKNOWN : DOCTOR_MEND, SAY("%s", fault.text),
            "make renkei's role the owner of the database and of its tables");
}

static void look_at_clock(struct doctor *doctor) {
    char text[STAMP_TEXT_SIZE], newest[STAMP_TEXT_SIZE];
    stamp now = clock_now(clock_system());
    stamp_write(text, now, 0);
    bool is_behind = doctor->has_survey && doctor->survey.newest > now + CLOCK_SLACK;
    if (is_behind)
        add(doctor, "clock", DOCTOR_MEND,
            SAY("it is %s here, and the newest object came in at %s", text,
                stamp_write(newest, doctor->survey.newest, 0)),
            "set the clock, and keep it by NTP (timedatectl set-ntp true)");
    else if (now < CLOCK_LEAST)
        add(doctor, "clock", DOCTOR_MEND, SAY("it is %s here, which cannot be", text),
            "set the clock, and keep it by NTP (timedatectl set-ntp true)");
    else
        add(doctor, "clock", DOCTOR_WELL, SAY("it is %s", text), NULL);
}

// ---- files ----

static void look_at_room(struct doctor *doctor) {
    struct fault fault = {""};
    struct host_room room;
    uint64_t size = 0;
    if (!doctor->is_file || !file_exists(doctor->store)) return;
    if (file_size(&size, doctor->store, &fault) != OK ||
        host_room(&room, doctor->store, &fault) != OK) {
        add(doctor, "room", DOCTOR_UNKNOWN, SAY("%s", fault.text), "ask as the store's user");
        return;
    }
    bool is_small = room.bytes < ROOM_LEAST || room.bytes < size / ROOM_SHARE || !room.files;
    add(doctor, "room", is_small ? DOCTOR_MEND : DOCTOR_WELL,
        SAY("%.1f MB are left on the disk%s; the store has %.1f MB", (double)room.bytes / 1e6,
            room.files ? "" : ", but no file may be added", (double)size / 1e6),
        is_small ? "make room, or move the store to a larger disk" : NULL);
}

struct secret {
    const char *path;
    unsigned forbidden; // bits of the mode that are too much
    const char *remedy;
};

// True when there is something to say about it.
static bool look_at_secret(struct doctor *doctor, const struct secret *secret, int64_t owner) {
    struct host_file file;
    struct fault fault = {""};
    enum status status = host_file(&file, secret->path, &fault);
    if (status == ABSENT) return false;
    if (status != OK)
        add(doctor, "modes", DOCTOR_UNKNOWN, SAY("%s", fault.text), "ask as the store's user");
    else if (file.mode & secret->forbidden)
        add(doctor, "modes", DOCTOR_MEND,
            SAY("%s is open to others: its mode is %04o", secret->path, file.mode),
            SAY("%s %s", secret->remedy, secret->path).data);
    else if (owner >= 0 && file.user != owner)
        add(doctor, "modes", DOCTOR_MEND,
            SAY("%s belongs to user %" PRId64 ", the store to user %" PRId64, secret->path,
                file.user, owner),
            SAY("chown --reference=%s %s, and run commands as that user", doctor->store,
                secret->path)
                .data);
    else
        return false;
    return true;
}

static void look_at_modes(struct doctor *doctor) {
    static const char *const ends[] = {"",        "-wal",        "-shm",       "-lock",
                                       "-search", "-search-wal", "-search-shm"};
    struct host_file store = {.user = -1};
    size_t seen = 0, wrong = 0;
    bool has_store = doctor->is_file && host_file(&store, doctor->store, NULL) == OK;
    for (size_t i = 0; has_store && i < sizeof ends / sizeof *ends; i++, seen++)
        wrong += look_at_secret(
            doctor, &(struct secret){beside(doctor, ends[i]), 0077, "chmod 600"}, store.user);
    static const struct {
        enum option option;
        unsigned forbidden;
        const char *remedy;
    } named[] = {{OPTION_KEY, 0027, "chmod o=,g-w"},
                 {OPTION_TOKEN, 0077, "chmod 600"},
                 {OPTION_CERTIFICATE, 0022, "chmod go-w"},
                 {OPTION_CONFIG, 0022, "chmod go-w"}};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        struct str path = option_text(doctor->options, named[i].option);
        if (!path.size) continue;
        seen++;
        wrong += look_at_secret(
            doctor,
            &(struct secret){arena_text(doctor->arena, path), named[i].forbidden, named[i].remedy},
            -1);
    }
    if (seen && !wrong) add(doctor, "modes", DOCTOR_WELL, STR("no file is open to others"), NULL);
}

// ---- the network ----

static enum status read_pem(struct str *out, struct doctor *doctor, enum option option,
                            struct fault *fault) {
    const char *path = arena_text(doctor->arena, option_text(doctor->options, option));
    return file_read(out, path, PEM_BYTES_MAX, doctor->arena, fault);
}

static enum status read_certificate(struct certificate_time *out, struct doctor *doctor,
                                    struct fault *fault) {
    struct certificate_files files = {0};
    struct certificate *certificate;
    TRY(read_pem(&files.chain, doctor, OPTION_CERTIFICATE, fault));
    TRY(certificate_time(out, files.chain, fault));
    TRY(read_pem(&files.key, doctor, OPTION_KEY, fault));
    if (option_text(doctor->options, OPTION_CLIENT_AUTHORITIES).size)
        TRY(read_pem(&files.authorities, doctor, OPTION_CLIENT_AUTHORITIES, fault));
    TRY(certificate_open(&certificate, &files, fault));
    certificate_give(&certificate);
    return OK;
}

static void look_at_time(struct doctor *doctor, const struct certificate_time *time) {
    char begins[STAMP_TEXT_SIZE], ends[STAMP_TEXT_SIZE];
    stamp now = clock_now(clock_system());
    stamp_write(begins, time->begins, 0);
    stamp_write(ends, time->ends, 0);
    if (time->begins > now)
        add(doctor, "certificate", DOCTOR_MEND, SAY("it is not good before %s", begins),
            "look at the clock, or use the certificate of before");
    else if (time->ends <= now)
        add(doctor, "certificate", DOCTOR_MEND, SAY("it ended at %s", ends),
            "renew it, then reload the server (SIGHUP)");
    else if (time->ends < now + CERTIFICATE_REST)
        add(doctor, "certificate", DOCTOR_MEND, SAY("it ends soon, at %s", ends),
            "renew it, then reload the server (SIGHUP)");
    else
        add(doctor, "certificate", DOCTOR_WELL, SAY("it fits its key, and ends at %s", ends), NULL);
}

static void look_at_certificate(struct doctor *doctor) {
    struct fault fault = {""};
    struct certificate_time time;
    bool has_one = option_text(doctor->options, OPTION_CERTIFICATE).size > 0;
    bool has_key = option_text(doctor->options, OPTION_KEY).size > 0;
    if (!has_one && !has_key) return;
    if (has_one != has_key) {
        add(doctor, "certificate", DOCTOR_MEND, STR("certificate and key belong together"),
            has_one ? "name the key by --key" : "name the certificate by --certificate");
        return;
    }
    enum status status = read_certificate(&time, doctor, &fault);
    if (status == OK)
        look_at_time(doctor, &time);
    else
        add(doctor, "certificate", status == DENIED ? DOCTOR_UNKNOWN : DOCTOR_MEND,
            SAY("%s", fault.text),
            status == DENIED ? "ask as the user of the server, who has to read it"
                             : "name the files of one certificate (PEM) and of its key");
}

static void look_at_address(struct doctor *doctor) {
    struct str address = option_text(doctor->options, OPTION_LISTEN);
    bool is_near = str_starts(address, STR("127.")) || str_equal(address, STR("::1"));
    if (option_text(doctor->options, OPTION_CERTIFICATE).size)
        add(doctor, "listen", DOCTOR_WELL, SAY("TLS on %.*s", STR_ARG(address)), NULL);
    else if (is_near)
        add(doctor, "listen", DOCTOR_WELL,
            SAY("%.*s, which only this machine reaches", STR_ARG(address)), NULL);
    else
        add(doctor, "listen", DOCTOR_MEND,
            SAY("%.*s without TLS: passwords and tokens go over the network in the open",
                STR_ARG(address)),
            "give --certificate and --key, or listen on 127.0.0.1");
}

// What is missing is nothing broken, so it is told and not complained of.
static void look_at_sandbox(struct doctor *doctor) {
    struct sandbox_report report;
    sandbox_look(&report);
    add(doctor, "sandbox", DOCTOR_WELL,
        report.missing ? SAY("less than could be: %s", report.missing)
                       : SAY("Landlock %d and seccomp hold the server", report.landlock),
        NULL);
}

// ---- the server ----

static enum status ask_server(struct json *out, struct doctor *doctor, struct fault *fault) {
    SCOPED(connect_close) struct connect connect = {0};
    struct ask ask = {.method = "GET", .target = STR("/api/v1/overview")};
    struct http_client_options client = {
        .base = STR("http://localhost"),
        .socket_path = str_of(doctor->socket),
        .connect_timeout_ms = ANSWER_MS,
        .timeout_ms = ANSWER_MS,
    };
    TRY(http_client_open(&connect.client, &client, fault));
    return ask_json(out, &connect, &ask, doctor->arena, fault);
}

static void look_at_limits(struct doctor *doctor) {
    struct fault fault = {""};
    uint64_t files;
    enum status status = host_files_max(&files, listen_process(doctor->socket), &fault);
    if (status != OK)
        add(doctor, "limits", DOCTOR_UNKNOWN, SAY("%s", fault.text), "ask as the server's user");
    else
        add(doctor, "limits", files < FILES_LEAST ? DOCTOR_MEND : DOCTOR_WELL,
            SAY("the server may have %" PRIu64 " files open, connections among them", files),
            files < FILES_LEAST ? "LimitNOFILE=16384 in its systemd unit, or ulimit -n 16384"
                                : NULL);
}

static void look_at_search(struct doctor *doctor, struct json overview) {
    struct json search = json_member(overview, STR("search"));
    int64_t behind = answer_number(search, "behind");
    add(doctor, "search", behind > BEHIND_MOST ? DOCTOR_MEND : DOCTOR_WELL,
        SAY("search is behind by %" PRId64 " %s", behind,
            counted((uint64_t)behind, "version", "versions")),
        behind > BEHIND_MOST ? "wait while much comes in; else look for why in the server's log"
                             : NULL);
}

static void look_at_server(struct doctor *doctor) {
    struct fault fault = {""};
    struct json overview;
    bool is_owned = doctor->is_file && host_lock_is_held(beside(doctor, "-lock"));
    bool answers = doctor->socket && listen_answers(doctor->socket);
    if (!is_owned && !answers) {
        add(doctor, "server", DOCTOR_WELL, STR("none runs on this store"), NULL);
        return;
    }
    enum status status = ask_server(&overview, doctor, &fault);
    if (status != OK) {
        add(doctor, "server", DOCTOR_MEND,
            SAY("a program owns the store, and does not answer on %s: %s", doctor->socket,
                fault.text),
            "wait for a command that works on it; else look at the server's log, and restart it");
        return;
    }
    add(doctor, "server", DOCTOR_WELL, STR("it runs and answers"), NULL);
    look_at_search(doctor, overview);
    look_at_limits(doctor);
}

enum status doctor_look(struct doctor_findings *out, const struct options *options,
                        struct arena *arena, struct fault *fault) {
    struct doctor doctor = {.options = options, .arena = arena, .findings = out};
    struct str store;
    TRY(app_store_path(&store, OPTION_STORE, option_text(options, OPTION_STORE), arena, fault));
    doctor.store = arena_text(arena, store);
    doctor.is_file = store_is_file(doctor.store);
    struct str socket = app_socket_path(arena, option_text(options, OPTION_SOCKET), store);
    doctor.socket = socket.size ? socket.data : NULL;
    add(&doctor, "version", DOCTOR_WELL, STR("renkei " RENKEI_VERSION), NULL);
    look_at_modes(&doctor); // first: who opens a file gives its empty journal the file's mode
    look_at_store(&doctor);
    look_at_rights(&doctor);
    look_at_room(&doctor);
    look_at_clock(&doctor);
    look_at_address(&doctor);
    look_at_certificate(&doctor);
    look_at_sandbox(&doctor);
    look_at_server(&doctor);
    return OK;
}
