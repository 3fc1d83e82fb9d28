// dialogue.h - meetings between countries and sectors: agenda, questions, key issues.
//
// Everything is a STIX object in the dialogue's own collection (schemas/): the dialogue with its
// agenda, a question is a note, its moderation a note on it, a vote an opinion that only its author
// reads, a key issue an object of its own. This module reads through release and writes through
// intake, as the visit's viewer; votes are counted as the tally, and only their count is shown.
//
// Who sees the dialogue sees its questions and key issues: they are put into its collection under
// its marking. Who may write there may ask, vote and propose. Whose version of an object counts
// stands in history.h: never that of somebody who merely signs with another's name.
#pragma once

#include "exchange/release.h"

#define DIALOGUE_EXTENSION "extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c02"
#define QUESTION_EXTENSION "extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c03"
#define KEY_ISSUE_EXTENSION "extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c06"

// Characters are code points.
#define DIALOGUE_ITEMS_MAX 200
#define DIALOGUE_MINUTES_MAX 1440
#define DIALOGUE_PARTICIPANTS_MAX 2000
#define DIALOGUE_SPEAKERS_MAX 100 // of an item
#define DIALOGUE_NAMES_MAX 50     // time zones, countries, languages
#define DIALOGUE_LISTED_MAX 500
#define DIALOGUE_TITLE_MAX 300 // characters; of an item and a key issue too
#define DIALOGUE_PURPOSE_MAX 5000
#define DIALOGUE_VENUE_MAX 500
#define PERSON_NAME_MAX 200
#define QUESTION_TEXT_MAX 2000 // of an answer's reason too
#define ANSWER_TEXT_MAX 10000
#define ISSUE_TEXT_MAX 5000
#define QUESTIONS_MAX 5000 // in one dialogue
#define ISSUES_MAX 1000

struct dialogue_item {
    struct str id, kind, title, title_ja, moderator, key_issue; // key_issue: an object id or ""
    struct str *speakers;
    size_t speaker_count;
    int minutes;
    stamp start, end; // follow from the dialogue's start and what stands before
};
struct dialogue_participant {
    struct str name, title, organisation, sector, country, identity; // an identity's id or ""
    struct str *roles;
    size_t role_count;
};
struct dialogue {
    struct object_id id;
    struct str id_text, version; // `modified` as it stands
    stamp modified;
    size_t version_count; // that count
    bool is_cancelled;    // revoked
    struct str title, purpose, venue, attribution;
    stamp start, end;
    struct str *time_zones, *countries, *languages;
    size_t time_zone_count, country_count, language_count;
    struct dialogue_participant *participants;
    size_t participant_count;
    struct dialogue_item *items;
    size_t item_count;
    struct uuid *organisers; // organisations whose members may change it
    struct uuid *moderators; // persons
    size_t organiser_count, moderator_count;
    enum tlp tlp;
    const struct collection *collection;
    bool can_edit; // the viewer may change the agenda
    bool can_moderate;
    bool can_ask;
    size_t question_count; // in a list only
    struct json json;      // the object
};

// The newest DIALOGUE_LISTED_MAX, those that begin last first; without those that were called off.
MUST_USE enum status dialogue_list(struct dialogue **out, size_t *count, const struct visit *visit);
MUST_USE enum status dialogue_read(struct dialogue *out, const struct visit *visit,
                                   const struct object_id *id);
// The item that is on at `now` and the one after it; SIZE_MAX for none.
void dialogue_now(size_t *on, size_t *next, const struct dialogue *dialogue, stamp now);

struct dialogue_new {
    struct str title, purpose, venue, attribution, lang; // in which these are
    stamp start;
    struct str *time_zones, *countries, *languages;
    size_t time_zone_count, country_count, language_count;
    const struct collection *collection;
    enum tlp tlp; // TLP_NONE: the collection's
};
// The viewer's organisation organises it, and the viewer moderates. MALFORMED and LIMIT name the
// place.
MUST_USE enum status dialogue_make(struct object_id *out, const struct visit *visit,
                                   const struct dialogue_new *fresh);

// A change of the agenda makes a new version of the dialogue, on top of `version` (STR_NONE: of the
// last). CONFLICT when somebody changed it meanwhile; DENIED unless the viewer's organisation is an
// organiser; ABSENT when there is no such item. All but `modified` and the item stays byte for
// byte.
enum dialogue_change_kind { ITEM_CHANGE, ITEM_ADD, ITEM_REMOVE };
struct dialogue_change {
    enum dialogue_change_kind kind;
    struct str item; // changed, removed, or after which one is added ("": at the front)
    bool has_minutes, has_speakers;
    int64_t minutes;                                  // 1 to DIALOGUE_MINUTES_MAX
    struct str title, title_ja, moderator, item_kind; // STR_NONE: unchanged; "" takes it out
    struct str *speakers;
    size_t speaker_count;
};
MUST_USE enum status dialogue_change(const struct visit *visit, const struct object_id *id,
                                     struct str version, const struct dialogue_change *change);

// RFC 5545, one VEVENT an item, times in UTC, lines folded at 75 octets. Who reads it elsewhere
// finds the same UIDs again after a change, with a higher SEQUENCE.
void dialogue_calendar(struct buf *out, const struct dialogue *dialogue, stamp now);

// ---- questions and key issues ----
struct dialogue_question {
    struct str id, text, lang, item, answer, reason;
    struct str author_name, author_organisation; // "" when asked anonymously, or not known
    bool is_anonymous;
    stamp asked;
    enum question_state {
        QUESTION_OPEN,
        QUESTION_ANSWERING,
        QUESTION_ANSWERED,
        QUESTION_DECLINED
    } state;
    size_t votes;
    bool voted, is_mine; // by the viewer
};
const char *question_state_name(enum question_state state);
bool question_state_read(enum question_state *out, struct str name);
// Being answered first, then open by votes (the earlier first at a draw), answered, declined.
MUST_USE enum status question_list(struct dialogue_question **out, size_t *count,
                                   const struct visit *visit, const struct dialogue *dialogue);
// As many as question_list lists.
MUST_USE enum status question_count(size_t *count, const struct visit *visit,
                                    const struct dialogue *dialogue);
// MALFORMED "text: empty", LIMIT "text: longer than 2,000 characters".
MUST_USE enum status question_check(struct str text, struct fault *fault);
// Reads text, lang, item ("": none) and is_anonymous of `question`.
MUST_USE enum status question_ask(struct str *id, const struct visit *visit,
                                  const struct dialogue *dialogue,
                                  const struct dialogue_question *question);
MUST_USE enum status question_read(struct dialogue_question *out, const struct visit *visit,
                                   const struct dialogue *dialogue, struct str id);
// What becomes of a question; answer and reason "" or STR_NONE when there is none.
struct question_verdict {
    enum question_state state;
    struct str answer, reason, lang; // in which the two are
};
// DENIED unless the viewer moderates. What it was before stays in the record as an older version.
MUST_USE enum status question_moderate(const struct visit *visit, const struct dialogue *dialogue,
                                       struct str question_id,
                                       const struct question_verdict *verdict);

struct dialogue_issue {
    struct str id, title, text, lang, author_name, author_organisation;
    stamp proposed;
    size_t support;
    bool supported, is_mine;
};
MUST_USE enum status issue_list(struct dialogue_issue **out, size_t *count,
                                const struct visit *visit, const struct dialogue *dialogue);
MUST_USE enum status issue_read(struct dialogue_issue *out, const struct visit *visit,
                                const struct dialogue *dialogue, struct str id);
// As question_check: "title: empty", "text: longer than ...".
MUST_USE enum status issue_check(struct str title, struct str text, struct fault *fault);
MUST_USE enum status issue_propose(struct str *id, const struct visit *visit,
                                   const struct dialogue *dialogue,
                                   const struct dialogue_issue *issue);

// An up-vote for a question or support for a key issue: one a person, for whoever can ask. Tells
// the new count.
MUST_USE enum status dialogue_vote(size_t *votes, const struct visit *visit,
                                   const struct dialogue *dialogue, struct str id, bool is_for);
