#include "app/serve.h"
#include "cli/command.h"
#include "sys/log.h"

int cmd_serve(const struct options *options, struct arena *arena) {
    struct fault fault = {""};
    log_start(
        &(struct log_sink){.least = option_flag(options, OPTION_QUIET) ? LOG_WARNING : LOG_INFO});
    if (options->operand_count) {
        fault_set(&fault, MALFORMED, "serve takes no operand");
        return command_fail(&fault);
    }
    if (serve_run(options, arena, &fault) != OK) return command_fail(&fault);
    return EXIT_FINE;
}
