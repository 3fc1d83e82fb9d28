// doctor: what is wrong with an installation, and what to do about it.
#include <stdio.h>

#include "base/json.h"
#include "cli/answer.h"
#include "cli/doctor.h"

static const char *const states[] = {
    [DOCTOR_WELL] = "well", [DOCTOR_MEND] = "mend", [DOCTOR_UNKNOWN] = "unknown"};

static void print_json(const struct doctor_findings *findings, bool is_well) {
    SCOPED(buf_close) struct buf buf;
    struct json_writer w;
    buf_init(&buf, 1 << 20);
    json_begin(&w, &buf);
    json_open_object(&w);
    json_key_bool(&w, "well", is_well);
    json_key_array(&w, "checks");
    for (size_t i = 0; i < findings->count; i++) {
        const struct doctor_finding *finding = &findings->items[i];
        json_open_object(&w);
        json_key_text(&w, "name", str_of(finding->name));
        json_key_text(&w, "state", str_of(states[finding->state]));
        json_key_text(&w, "found", finding->found);
        if (finding->remedy.size) json_key_text(&w, "remedy", finding->remedy);
        json_close_object(&w);
    }
    json_close_array(&w);
    json_close_object(&w);
    printf("%.*s\n", STR_ARG(buf_str(&buf)));
}

static void print_all(const struct doctor_findings *findings, bool is_quiet) {
    for (size_t i = 0; i < findings->count; i++) {
        const struct doctor_finding *finding = &findings->items[i];
        if (is_quiet && finding->state == DOCTOR_WELL) continue;
        printf("%-8s %-12s ", states[finding->state], finding->name);
        print_text(stdout, finding->found);
        if (finding->remedy.size) {
            printf("\n%-21s -> ", "");
            print_text(stdout, finding->remedy);
        }
        printf("\n");
    }
}

int cmd_doctor(const struct options *options, struct arena *arena) {
    struct fault fault = {""};
    struct doctor_findings findings = {0};
    if (options->operand_count) {
        fault_set(&fault, MALFORMED, "doctor takes no operand");
        return command_fail(&fault);
    }
    if (doctor_look(&findings, options, arena, &fault) != OK) return command_fail(&fault);
    size_t counts[] = {[DOCTOR_WELL] = 0, [DOCTOR_MEND] = 0, [DOCTOR_UNKNOWN] = 0};
    for (size_t i = 0; i < findings.count; i++) counts[findings.items[i].state]++;
    if (option_flag(options, OPTION_JSON))
        print_json(&findings, counts[DOCTOR_WELL] == findings.count);
    else
        print_all(&findings, option_flag(options, OPTION_QUIET));
    vec_close(&findings);
    if (counts[DOCTOR_MEND]) return EXIT_FOUND;
    return counts[DOCTOR_UNKNOWN] ? EXIT_UNUSABLE : EXIT_FINE;
}
