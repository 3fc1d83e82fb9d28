#include "base/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

#include "base/arena.h"

#define NESTED_MAX 100 // parentheses

struct regex {
    pcre2_code *code;
    pcre2_match_context *bounds;
};

static enum status tell_mistake(int code, size_t offset, struct fault *fault) {
    char reason[160] = "";
    pcre2_get_error_message(code, (PCRE2_UCHAR *)reason, sizeof reason);
    bool is_limit = code == PCRE2_ERROR_PARENTHESES_NEST_TOO_DEEP ||
                    code == PCRE2_ERROR_PATTERN_TOO_LARGE ||
                    code == PCRE2_ERROR_PATTERN_STRING_TOO_LONG;
    return fault_set(fault, is_limit ? LIMIT : MALFORMED, "regular expression, byte %zu: %s",
                     offset, reason);
}

static uint32_t options_of(enum regex_kind kind) {
    // \C would cut a character in two.
    uint32_t options = PCRE2_DOTALL | PCRE2_NEVER_BACKSLASH_C;
    return options | (kind == REGEX_TEXT ? PCRE2_UTF | PCRE2_UCP : PCRE2_NEVER_UTF);
}

enum status regex_open(struct regex **out, struct str pattern, enum regex_kind kind, size_t *at,
                       struct fault *fault) {
    if (at) *at = 0;
    if (pattern.size > REGEX_PATTERN_BYTES_MAX)
        return fault_set(fault, LIMIT, "regular expression: longer than %zu bytes",
                         REGEX_PATTERN_BYTES_MAX);
    pcre2_compile_context *how = pcre2_compile_context_create(NULL);
    if (!how) abort();
    pcre2_set_parens_nest_limit(how, NESTED_MAX);
    int code;
    size_t offset;
    pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)(pattern.size ? pattern.data : ""),
                                         pattern.size, options_of(kind), &code, &offset, how);
    pcre2_compile_context_free(how);
    if (!compiled && at) *at = offset;
    if (!compiled) return tell_mistake(code, offset, fault);
    // Where the system forbids to make code at run time, it is interpreted.
    (void)pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE);
    struct regex *regex = memory_take(sizeof *regex);
    *regex = (struct regex){.code = compiled, .bounds = pcre2_match_context_create(NULL)};
    if (!regex->bounds) abort();
    pcre2_set_match_limit(regex->bounds, REGEX_STEPS_MAX);
    pcre2_set_heap_limit(regex->bounds, REGEX_HEAP_KIB_MAX);
    *out = regex;
    return OK;
}

void regex_close(struct regex **regex) {
    if (!*regex) return;
    pcre2_match_context_free((*regex)->bounds);
    pcre2_code_free((*regex)->code);
    free(*regex);
    *regex = NULL;
}

enum status regex_find(const struct regex *regex, struct str subject, struct fault *fault) {
    PCRE2_SPTR text = (PCRE2_SPTR)(subject.size ? subject.data : "");
    pcre2_match_data *found = pcre2_match_data_create(1, NULL); // where is not asked
    if (!found) abort();
    int code = pcre2_match(regex->code, text, subject.size, 0, 0, found, regex->bounds);
    // Compiled code has a small stack of its own; the interpreter has the heap.
    if (code == PCRE2_ERROR_JIT_STACKLIMIT)
        code = pcre2_match(regex->code, text, subject.size, 0, PCRE2_NO_JIT, found, regex->bounds);
    pcre2_match_data_free(found);
    if (code >= 0) return OK;
    if (code == PCRE2_ERROR_NOMATCH) return ABSENT;
    if (code <= PCRE2_ERROR_UTF8_ERR1 && code >= PCRE2_ERROR_UTF8_ERR21)
        return fault_set(fault, MALFORMED, "the text searched is not UTF-8");
    return fault_set(fault, LIMIT, "regular expression: undecided after %d steps", REGEX_STEPS_MAX);
}
