#include "exchange/finding_words.h"

#include "exchange/refusal.h"

void finding_words_write(struct json_writer *w, enum conform_saying saying,
                         const struct str *values) {
    size_t count = conform_saying_values(saying);
    struct str why = STR_NONE;
    json_key_text(w, "code", str_of(conform_saying_code(saying)));
    json_key_object(w, "values");
    for (size_t i = 0; i < count; i++) {
        struct str name = conform_saying_value_name(saying, i);
        if (str_equal(name, STR("why"))) {
            why = values[i];
            continue;
        }
        json_put_key(w, name);
        json_put_text(w, values[i]);
    }
    json_close_object(w);
    if (!why.data) return;
    json_key_object(w, "why");
    refusal_write(w, why);
    json_close_object(w);
}

void finding_words_read(struct json_writer *w, struct str rule, struct str sentence) {
    enum conform_saying saying;
    enum conform_rule of;
    struct str values[CONFORM_VALUES_MAX];
    if (conform_rule_read(&of, rule) && conform_saying_read(&saying, values, of, sentence))
        finding_words_write(w, saying, values);
}
