// dialogue.h - meetings between countries and sectors: agenda, questions, key issues.
//
// Everything is a STIX object in the dialogue's own collection (schemas/): the dialogue with its agenda,
// a question is a note, its moderation a note on it, a vote an opinion that only its author reads, a
// key issue an object of its own. This module reads through release and writes through intake, as the
// visit's viewer; votes are counted as the tally, and only their count is shown.
#pragma once

#include "exchange/release.h"

#define DIALOGUE_EXTENSION "extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c02"
#define QUESTION_EXTENSION "extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c03"
#define MODERATION_EXTENSION "extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c04"
#define KEY_ISSUE_EXTENSION "extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c06"

#define DIALOGUE_ITEMS_MAX 200
#define DIALOGUE_PARTICIPANTS_MAX 2000
#define DIALOGUE_LISTED_MAX 500
#define QUESTION_SIZE_MAX 8000 // bytes; 2,000 characters are checked too
#define QUESTIONS_MAX 5000     // in one dialogue

struct dialogue_item {
    struct str id, kind, title, title_ja, moderator, key_issue; // key_issue: an object id or ""
    struct str *speakers;
    size_t speaker_count;
    int minutes;
    stamp start, end; // follow from the dialogue's start and what stands before
};
struct dialogue_participant {
    struct str name, title, organisation, sector, country;
    struct str *roles;
    size_t role_count;
};
struct dialogue {
    struct object_id id;
    struct str id_text, version; // `modified` as it stands
    struct str title, purpose, venue, attribution;
    stamp start, end;
    struct str *time_zones, *countries, *languages;
    size_t time_zone_count, country_count, language_count;
    struct dialogue_participant *participants;
    size_t participant_count;
    struct dialogue_item *items;
    size_t item_count;
    enum tlp tlp;
    const struct collection *collection;
    bool can_edit;     // the viewer may change the agenda
    bool can_moderate;
    bool can_ask;
    struct json json;  // the object
};

MUST_USE enum status dialogue_list(struct dialogue **out, size_t *count,
                                   const struct visit *visit);
MUST_USE enum status dialogue_read(struct dialogue *out, const struct visit *visit,
                                   const struct object_id *id);
// The item that is on at `now` and the one after it; SIZE_MAX for none.
void dialogue_now(size_t *on, size_t *next, const struct dialogue *dialogue, stamp now);

struct dialogue_new {
    struct str title, purpose, venue, attribution;
    stamp start;
    struct str *time_zones, *countries, *languages;
    size_t time_zone_count, country_count, language_count;
    const struct collection *collection;
    enum tlp tlp; // TLP_NONE: the collection's
};
MUST_USE enum status dialogue_make(struct object_id *out, const struct visit *visit,
                                   const struct dialogue_new *fresh);

// A change of the agenda makes a new version of the dialogue, on top of `version` (STR_NONE: of the
// last). CONFLICT when somebody changed it meanwhile; DENIED unless the viewer's organisation is an
// organiser.
enum dialogue_change_kind { ITEM_CHANGE, ITEM_ADD, ITEM_REMOVE };
struct dialogue_change {
    enum dialogue_change_kind kind;
    struct str item;           // changed, removed, or after which one is added ("": at the front)
    bool has_minutes, has_speakers;
    int minutes;               // 1 to 1440
    struct str title, title_ja, moderator, item_kind; // STR_NONE: unchanged
    struct str *speakers;
    size_t speaker_count;
};
MUST_USE enum status dialogue_change(const struct visit *visit, const struct object_id *id,
                                     struct str version, const struct dialogue_change *change);

// RFC 5545, one VEVENT an item, times in UTC, lines folded at 75 octets.
void dialogue_calendar(struct buf *out, const struct dialogue *dialogue, stamp now);

// ---- questions and key issues ----
struct dialogue_question {
    struct str id, text, lang, item, answer, reason;
    struct str author_name, author_organisation; // "" when asked anonymously
    bool is_anonymous;
    stamp asked;
    enum question_state { QUESTION_OPEN, QUESTION_ANSWERING, QUESTION_ANSWERED, QUESTION_DECLINED } state;
    size_t votes;
    bool voted, is_mine; // by the viewer
};
const char *question_state_name(enum question_state state);
bool question_state_read(enum question_state *out, struct str name);
// Being answered first, then open by votes (the earlier first at a draw), answered, declined.
MUST_USE enum status question_list(struct dialogue_question **out, size_t *count,
                                   const struct visit *visit, const struct dialogue *dialogue);
MUST_USE enum status question_ask(struct str *id, const struct visit *visit,
                                  const struct dialogue *dialogue,
                                  const struct dialogue_question *question);
MUST_USE enum status question_moderate(const struct visit *visit, const struct dialogue *dialogue,
                                       struct str question_id, enum question_state state,
                                       struct str answer, struct str reason);

struct dialogue_issue {
    struct str id, title, text, lang, author_name, author_organisation;
    stamp proposed;
    size_t support;
    bool supported, is_mine;
};
MUST_USE enum status issue_list(struct dialogue_issue **out, size_t *count,
                                const struct visit *visit, const struct dialogue *dialogue);
MUST_USE enum status issue_propose(struct str *id, const struct visit *visit,
                                   const struct dialogue *dialogue,
                                   const struct dialogue_issue *issue);

// An up-vote for a question or support for a key issue: one a person. Tells the new count.
MUST_USE enum status dialogue_vote(size_t *votes, const struct visit *visit,
                                   const struct dialogue *dialogue, struct str id, bool is_for);
