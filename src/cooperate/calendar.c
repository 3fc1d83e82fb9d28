// An agenda as iCalendar, RFC 5545 (with NAME of RFC 7986).
#include "cooperate/dialogue.h"

#include <stdio.h>

#define LINE_OCTETS 75 // without the line break: 3.1
#define CALENDAR_BYTES_MAX ((size_t)16 << 20)

// A content line, folded between characters and never inside one.
static void add_line(struct buf *out, struct str line) {
    size_t room = LINE_OCTETS, at = 0;
    while (line.size - at > room) {
        size_t end = at + room;
        while (end > at + 1 && ((unsigned char)line.data[end] & 0xC0) == 0x80) end--;
        buf_add(out, str_cut(line, at, end));
        buf_add(out, STR("\r\n "));
        at = end;
        room = LINE_OCTETS - 1; // the space counts
    }
    buf_add(out, str_cut(line, at, line.size));
    buf_add(out, STR("\r\n"));
}

// TEXT, 3.3.11: backslash, semicolon, comma and line breaks are escaped; other controls are left
// out.
static void add_escaped(struct buf *out, struct str text) {
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        if (byte == '\\' || byte == ';' || byte == ',') buf_add_byte(out, '\\');
        if (byte == '\n')
            buf_add(out, STR("\\n"));
        else if ((unsigned char)byte >= 0x20 && byte != 0x7F)
            buf_add_byte(out, byte);
        else if (byte == '\t')
            buf_add_byte(out, ' ');
    }
}

struct calendar {
    struct buf *out;
    struct buf line; // before it is folded
};

static void put_text(struct calendar *calendar, const char *name, struct str text) {
    if (!text.size) return;
    buf_clear(&calendar->line);
    buf_addf(&calendar->line, "%s:", name);
    add_escaped(&calendar->line, text);
    add_line(calendar->out, buf_str(&calendar->line));
}

static void put_plain(struct calendar *calendar, const char *name, const char *value) {
    buf_clear(&calendar->line);
    buf_addf(&calendar->line, "%s:%s", name, value);
    add_line(calendar->out, buf_str(&calendar->line));
}

// DATE-TIME in UTC, 3.3.5.
static void put_time(struct calendar *calendar, const char *name, stamp at) {
    struct stamp_parts parts = stamp_split(at);
    buf_clear(&calendar->line);
    buf_addf(&calendar->line, "%s:%04d%02d%02dT%02d%02d%02dZ", name, parts.year, parts.month,
             parts.day, parts.hour, parts.minute, parts.second);
    add_line(calendar->out, buf_str(&calendar->line));
}

static void add_description(struct buf *text, const char *label, struct str value) {
    if (!value.size) return;
    if (text->size) buf_add_byte(text, '\n');
    buf_add(text, str_of(label));
    buf_add(text, value);
}

static void put_description(struct calendar *calendar, const struct dialogue *dialogue,
                            const struct dialogue_item *item) {
    SCOPED(buf_close) struct buf text;
    buf_init(&text, CALENDAR_BYTES_MAX);
    add_description(&text, "", item->title_ja);
    for (size_t i = 0; i < item->speaker_count; i++) add_description(&text, "", item->speakers[i]);
    add_description(&text, "Moderator: ", item->moderator);
    add_description(&text, "", dialogue->title);
    put_text(calendar, "DESCRIPTION", buf_str(&text));
}

// CLASS, 3.8.1.3: what may be shown of it by a calendar that others look into.
static const char *class_of(enum tlp tlp) {
    if (tlp == TLP_CLEAR) return "PUBLIC";
    return tlp == TLP_GREEN ? "PRIVATE" : "CONFIDENTIAL";
}

static void put_head(struct calendar *calendar, const struct dialogue *dialogue, struct str key,
                     stamp now) {
    char uid[UUID_TEXT_SIZE], number[24];
    struct uuid uuid = uuid_v5(&dialogue->id.uuid, key);
    size_t sequence = dialogue->version_count ? dialogue->version_count - 1 : 0;
    snprintf(number, sizeof number, "%zu", sequence);
    put_plain(calendar, "BEGIN", "VEVENT");
    put_plain(calendar, "UID", uuid_write(uid, &uuid));
    put_time(calendar, "DTSTAMP", now);
    put_time(calendar, "LAST-MODIFIED", dialogue->modified);
    put_plain(calendar, "SEQUENCE", number);
    put_plain(calendar, "STATUS", dialogue->is_cancelled ? "CANCELLED" : "CONFIRMED");
    put_plain(calendar, "CLASS", class_of(dialogue->tlp));
    put_text(calendar, "LOCATION", dialogue->venue);
}

static void put_item(struct calendar *calendar, const struct dialogue *dialogue,
                     const struct dialogue_item *item, stamp now) {
    put_head(calendar, dialogue, item->id, now);
    put_time(calendar, "DTSTART", item->start);
    put_time(calendar, "DTEND", item->end);
    put_text(calendar, "SUMMARY", item->title);
    put_description(calendar, dialogue, item);
    put_text(calendar, "CATEGORIES", item->kind);
    if (str_equal(item->kind, STR("break"))) put_plain(calendar, "TRANSP", "TRANSPARENT");
    put_plain(calendar, "END", "VEVENT");
}

// A calendar has at least one component (3.6): before there is an agenda, that it begins.
static void put_whole(struct calendar *calendar, const struct dialogue *dialogue, stamp now) {
    put_head(calendar, dialogue, STR(""), now);
    put_time(calendar, "DTSTART", dialogue->start);
    put_text(calendar, "SUMMARY", dialogue->title);
    put_text(calendar, "DESCRIPTION", dialogue->purpose);
    put_plain(calendar, "END", "VEVENT");
}

void dialogue_calendar(struct buf *out, const struct dialogue *dialogue, stamp now) {
    struct calendar calendar = {.out = out};
    buf_init(&calendar.line, CALENDAR_BYTES_MAX);
    put_plain(&calendar, "BEGIN", "VCALENDAR");
    put_plain(&calendar, "VERSION", "2.0");
    put_plain(&calendar, "PRODID", "-//renkei//dialogue//EN");
    put_plain(&calendar, "CALSCALE", "GREGORIAN");
    put_plain(&calendar, "METHOD", "PUBLISH");
    put_text(&calendar, "NAME", dialogue->title);
    for (size_t i = 0; i < dialogue->item_count; i++)
        put_item(&calendar, dialogue, &dialogue->items[i], now);
    if (!dialogue->item_count) put_whole(&calendar, dialogue, now);
    put_plain(&calendar, "END", "VCALENDAR");
    buf_close(&calendar.line);
}
