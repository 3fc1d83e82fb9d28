// dialogue_json.h - how dialogues are shown, as docs/formats/api.md says. Each writes one JSON
// object.
#pragma once

#include "base/json.h"
#include "cooperate/dialogue.h"

void dialogue_json(struct json_writer *w, const struct dialogue *dialogue, stamp now);
void dialogue_row_json(struct json_writer *w, const struct dialogue *dialogue); // of a list
void question_json(struct json_writer *w, const struct dialogue_question *question);
void issue_json(struct json_writer *w, const struct dialogue_issue *issue);
