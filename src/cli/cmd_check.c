#include <stdio.h>

#include "cli/answer.h"

int cmd_check(const struct options *options, struct arena *arena) {
    struct fault fault = {""};
    if (options->operand_count) {
        fault_set(&fault, MALFORMED, "check takes no operand: it checks the store");
        return command_fail(&fault);
    }
    SCOPED(connect_close) struct connect connect = {0};
    struct ask ask = {.method = "POST", .target = STR("/api/v1/admin/check")};
    struct json report;
    enum status status = connect_open(&connect, options, false, arena, &fault);
    if (status == OK) status = ask_json(&report, &connect, &ask, arena, &fault);
    if (status != OK) return command_fail(&fault);
    struct str found = answer_text(report, "fault");
    if (option_flag(options, OPTION_JSON))
        printf("%.*s\n", STR_ARG(json_source(report)));
    else if (found.size)
        printf("%.*s\n", STR_ARG(found));
    else if (!option_flag(options, OPTION_QUIET))
        printf("ok\n");
    return found.size ? EXIT_FOUND : EXIT_FINE;
}
