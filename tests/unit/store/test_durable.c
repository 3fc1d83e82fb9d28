// What was answered survives: processes are killed at random moments, and disks are full.
#include "helper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "sys/thread.h"

static struct fault fault;

static struct put put_of(struct store *store, uint64_t number, int64_t class_no, const char *json) {
    return (struct put){.id = uuid_numbered(number),
                        .kind = store_kind(store, STR("indicator")),
                        .spec = 21,
                        .stamp = 5,
                        .json = str_of(json),
                        .collection_no = 1,
                        .class_no = class_no,
                        .giver_no = 1};
}

// ---- killed ----

struct putter {
    struct store *store;
    struct thread thread;
    int64_t class_no;
    uint64_t first;
    int answers; // a pipe
};

// Tells each number through the pipe, once it was answered OK. Some are removed again.
static void put_forever(void *context) {
    struct putter *putter = context;
    char json[700];
    memset(json, 'x', sizeof json);
    memcpy(json, "{\"name\":\"", 9);
    memcpy(json + sizeof json - 3, "\"}", 3);
    for (uint64_t number = putter->first;; number++) {
        struct put put = put_of(putter->store, number, putter->class_no, json);
        struct fault why;
        if (put_now(putter->store, &put, 1, &why) != OK || put.outcome != PUT_TAKEN) _exit(3);
        if (write(putter->answers, &number, sizeof number) != sizeof number) _exit(4);
    }
}

static void live_and_be_killed(int answers, uint64_t round) {
    struct store *store = store_make_in("store.db", round % 3 == 0);
    struct putter putters[3] = {0};
    int64_t class_no = class_of(store, 1, TLP_GREEN, false);
    for (uint64_t i = 0; i < 3; i++) {
        putters[i] = (struct putter){.store = store,
                                     .class_no = class_no,
                                     .first = (round * 3 + i + 1) << 32,
                                     .answers = answers};
        thread_start(&putters[i].thread, "putter", put_forever, &putters[i]);
    }
    for (;;)
        pause();
}

static bool is_there(struct store *store, uint64_t number) {
    struct sight sight = {.open = (int64_t[]){1}, .open_count = 1};
    struct find_id id = {store_kind(store, STR("indicator")), uuid_numbered(number)};
    struct find find = {.ids = &id, .id_count = 1, .revoked = -1};
    struct finding *finding;
    struct found found;
    assert_ok(find_open(&finding, store, &sight, &find, &fault), fault);
    bool found_one = find_next(&found, finding, &fault) == OK;
    find_close(&finding);
    return found_one;
}

// Reads numbers until there are `wanted` more, or until the other end is gone.
static size_t read_answers(uint64_t *answered, size_t wanted, int from) {
    size_t count = 0;
    while (count < wanted &&
           read(from, &answered[count], sizeof answered[0]) == sizeof answered[0])
        count++;
    return count;
}

#define ANSWERS_MAX ((size_t)1 << 20)

// The moment is chance: in every fourth round while it opens, else when so many were answered.
static void what_was_answered_survives_a_kill(void **state) {
    (void)state;
    folder_empty();
    random_state = 20261123;
    struct store *store = store_make_in("store.db", false);
    collection_add(store, 1);
    assert_int_equal(class_of(store, 1, TLP_GREEN, false), 1);
    store_close(&store);
    static uint64_t answered[ANSWERS_MAX];
    size_t count = 0, rounds = repeats(20);
    for (uint64_t round = 0; round < rounds; round++) {
        int pipe_ends[2];
        assert_int_equal(pipe(pipe_ends), 0);
        assert_true(fcntl(pipe_ends[0], F_SETPIPE_SZ, 1 << 20) > 0);
        pid_t child = fork();
        if (child == 0) live_and_be_killed(pipe_ends[1], round);
        close(pipe_ends[1]);
        size_t before = count, wanted = round % 4 == 3 ? 0 : 1 + random_below(100);
        if (wanted > ANSWERS_MAX - count) wanted = ANSWERS_MAX - count;
        count += read_answers(&answered[count], wanted, pipe_ends[0]);
        assert_int_equal(count - before, wanted);
        usleep((useconds_t)random_below(wanted ? 5000 : 150000));
        kill(child, SIGKILL);
        int status;
        waitpid(child, &status, 0);
        assert_true(WIFSIGNALED(status));
        count += read_answers(&answered[count], ANSWERS_MAX - count, pipe_ends[0]);
        close(pipe_ends[0]);
        store = store_make_in("store.db", false);
        assert_ok(store_check(store, &fault), fault);
        for (size_t i = before; i < count; i++)
            if (!is_there(store, answered[i])) fail_msg("round %zu: lost", (size_t)round);
        if (round % 5 == 4) store_search_wait(store);
        store_close(&store);
    }
    store = store_make_in("store.db", false);
    store_search_wait(store);
    assert_int_equal(store_search_behind(store), 0);
    for (size_t i = 0; i < count; i++)
        assert_true(is_there(store, answered[i]));
    store_close(&store);
}

// ---- full ----

static void limit_files(rlim_t bytes) {
    struct rlimit limit = {bytes, RLIM_INFINITY};
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(10);
}

#define DEMAND(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "line %d: %s (%s)\n", __LINE__, #condition, fault.text);               \
            _exit(1);                                                                              \
        }                                                                                          \
    } while (0)

// In a child: the limit holds for the whole process.
static void fill_a_disk(void) {
    signal(SIGXFSZ, SIG_IGN);
    struct store *store = store_make_in("full.db", false);
    collection_add(store, 1);
    int64_t class_no = class_of(store, 1, TLP_GREEN, false);
    char *json = calloc(1, 100001);
    memset(json, 'x', 100000);
    memcpy(json, "{\"name\":\"", 9);
    memcpy(json + 99998, "\"}", 2);
    limit_files(4 << 20);
    uint64_t number = 1;
    enum status status;
    do {
        struct put put = put_of(store, number++, class_no, json);
        status = put_now(store, &put, 1, &fault);
    } while (status == OK && number < 200);
    DEMAND(status == FULL);
    DEMAND(strstr(fault.text, "the disk is full"));
    uint64_t taken = number - 2;
    DEMAND(taken > 5);
    DEMAND(store_check(store, &fault) == OK);
    // Many at once: some are small enough, perhaps; nobody is told a lie, nobody waits forever.
    struct put puts[8];
    struct store_job jobs[8];
    for (uint64_t i = 0; i < 8; i++) {
        puts[i] = put_of(store, 1000 + i, class_no, i % 2 ? "{}" : json);
        jobs[i] = (struct store_job){.puts = &puts[i], .put_count = 1};
        store_submit(store, &jobs[i]);
    }
    for (uint64_t i = 0; i < 8; i++) {
        status = store_wait(store, &jobs[i], &fault);
        DEMAND(status == OK || status == FULL);
        DEMAND(is_there(store, 1000 + i) == (status == OK));
    }
    limit_files(RLIM_INFINITY);
    struct put put = put_of(store, 5000, class_no, json);
    fault.text[0] = '\0';
    DEMAND(put_now(store, &put, 1, &fault) == OK);
    for (uint64_t i = 1; i <= taken; i++)
        DEMAND(is_there(store, i));
    store_search_wait(store);
    DEMAND(store_check(store, &fault) == OK);
    store_close(&store);
    store = store_make_in("full.db", false);
    for (uint64_t i = 1; i <= taken; i++)
        DEMAND(is_there(store, i));
    store_close(&store);
    free(json);
    _exit(0);
}

static void a_full_disk_is_said_and_harms_nothing(void **state) {
    (void)state;
    ONLY_SQLITE("the limit is on the files of this process");
    folder_empty();
    pid_t child = fork();
    if (child == 0) fill_a_disk();
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

// ---- the lock ----

static void a_killed_owner_lets_go_of_its_store(void **state) {
    (void)state;
    ONLY_SQLITE("several servers share one database");
    folder_empty();
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        struct store *store = store_make_in("store.db", false);
        if (write(ready[1], store ? "y" : "n", 1) != 1) _exit(1);
        for (;;)
            pause();
    }
    char byte;
    assert_int_equal(read(ready[0], &byte, 1), 1);
    struct store *store = NULL;
    struct store_options options = {.path = path_of("store.db")};
    assert_int_equal(store_open(&store, &options, &fault), BUSY);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_ok(store_open(&store, &options, &fault), fault);
    store_close(&store);
    close(ready[0]);
    close(ready[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_answered_survives_a_kill),
        cmocka_unit_test(a_full_disk_is_said_and_harms_nothing),
        cmocka_unit_test(a_killed_owner_lets_go_of_its_store),
    };
    folder_open();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    folder_close();
    return failed;
}
