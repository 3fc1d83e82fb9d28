#include "exchange/feed.h"

#include <stdlib.h>
#include <string.h>

#define AHEAD_BYTES ((size_t)256 * 1024)

// Damage of the stream, as against a fault of the machine: what came before it is kept.
static bool is_damage(enum status status) {
    return status == MALFORMED || status == LIMIT || status == CLOSED;
}

static enum status end_by(struct feed *feed, enum status status, const struct fault *why,
                          struct fault *fault) {
    if (!is_damage(status)) return fault_set(fault, status, "%s", why->text);
    feed->damage = *why;
    feed->is_at_end = feed->has_ended = true;
    return OK;
}

// Fills the chunk, so that the form can be told however small the source's pieces are. What damages
// the stream later is met again when the reader is asked for more.
static enum status read_ahead(struct feed *feed, struct fault *fault) {
    while (feed->chunk_size < AHEAD_BYTES) {
        size_t size = 0;
        struct fault why = {""};
        enum status status = compress_read(&size, feed->reader, feed->chunk + feed->chunk_size,
                                           AHEAD_BYTES - feed->chunk_size, &why);
        if (status != OK && feed->chunk_size && is_damage(status)) return OK;
        if (status != OK) return end_by(feed, status, &why, fault);
        if (!size) return OK;
        feed->chunk_size += size;
    }
    return OK;
}

enum status feed_open(struct feed *feed, struct prepare *prepare,
                      const struct intake_options *options, struct compress_source source,
                      struct fault *fault) {
    *feed = (struct feed){.prepare = prepare, .options = options};
    struct fault why = {""};
    enum status status = compress_open(&feed->reader, source, &why);
    if (status != OK) return end_by(feed, status, &why, fault);
    feed->chunk = memory_take(AHEAD_BYTES);
    TRY(read_ahead(feed, fault));
    struct str first = {feed->chunk, feed->chunk_size};
    status = list_check_is_text(first, &why);
    if (status != OK) return end_by(feed, status, &why, fault);
    if (list_looks_like_json(first))
        feed->cutter = cut_open(options->object_bytes_max);
    else if (options->envelope_only)
        return fault_set(fault, MALFORMED, "the body is not JSON");
    else
        feed->list = list_open();
    return OK;
}

void feed_close(struct feed *feed) {
    cut_close(&feed->cutter);
    list_close(&feed->list);
    compress_close(&feed->reader);
    free(feed->chunk);
    *feed = (struct feed){0};
}

// Bytes of the unpacked stream: first what was read ahead.
static enum status pull(size_t *size, struct feed *feed, char *room, size_t capacity,
                        struct fault *fault) {
    if (feed->chunk_at < feed->chunk_size) {
        size_t left = feed->chunk_size - feed->chunk_at;
        *size = left < capacity ? left : capacity;
        memcpy(room, feed->chunk + feed->chunk_at, *size);
        feed->chunk_at += *size;
    } else {
        TRY(compress_read(size, feed->reader, room, capacity, fault));
    }
    feed->bytes += *size;
    return OK;
}

// More input for whichever reader there is; at the end it is told.
static enum status read_more(struct feed *feed, struct fault *fault) {
    size_t capacity, size = 0;
    char *room =
        feed->cutter ? cut_room(feed->cutter, &capacity) : list_room(feed->list, &capacity);
    TRY(pull(&size, feed, room, capacity, fault));
    feed->is_at_end = size == 0;
    if (feed->cutter && size) cut_grow(feed->cutter, size);
    if (feed->cutter && !size) cut_end(feed->cutter);
    if (feed->list && size) list_grow(feed->list, size);
    if (feed->list && !size) list_end(feed->list);
    return OK;
}

static enum status take_object(struct piece *piece, struct feed *feed, struct fault *fault) {
    struct str text;
    enum status status = cut_take(&text, feed->cutter, fault);
    bool goes_on = status != OK && cut_goes_on(feed->cutter);
    if (status != OK && !goes_on) return status;
    if (feed->options->envelope_only && cut_form(feed->cutter) != CUT_ENVELOPE) return OK;
    struct piece_place place = {cut_index(feed->cutter), cut_line(feed->cutter)};
    if (goes_on)
        piece_refuse(piece, place, status, str_of(fault->text));
    else
        piece_add(piece, feed->prepare, text, place);
    return OK;
}

static enum status take_line(struct piece *piece, struct feed *feed, struct fault *fault) {
    struct list_item item;
    enum status status = list_take(&item, feed->list, fault);
    if (status == OK)
        piece_add_item(piece, feed->prepare, &item, feed->options->name, feed->index++);
    if (status != MALFORMED) return status;
    struct piece_place place = {feed->index++, list_line(feed->list)};
    piece_refuse(piece, place, status, str_of(fault->text));
    return OK;
}

static bool is_no_envelope(const struct feed *feed) {
    if (!feed->options->envelope_only || !feed->cutter) return false;
    enum cut_form form = cut_form(feed->cutter);
    return form != CUT_ENVELOPE && (form != CUT_UNKNOWN || feed->has_ended);
}

enum status feed_fill(struct piece *piece, struct feed *feed, struct fault *fault) {
    while (!feed->has_ended && !piece_is_full(piece)) {
        struct fault why = {""};
        enum status status =
            feed->cutter ? take_object(piece, feed, &why) : take_line(piece, feed, &why);
        if (status == ABSENT && !feed->is_at_end)
            status = read_more(feed, &why);
        else if (status == ABSENT)
            feed->has_ended = true;
        if (status != OK && status != ABSENT) TRY(end_by(feed, status, &why, fault));
        if (is_no_envelope(feed)) return fault_set(fault, MALFORMED, "the body is not an envelope");
        if (piece->failed != OK) return fault_set(fault, piece->failed, "%s", piece->why.text);
    }
    return OK;
}

const char *feed_form(const struct feed *feed) {
    static const char *const cuts[] = {
        [CUT_UNKNOWN] = "unknown", [CUT_BUNDLE] = "bundle",   [CUT_ENVELOPE] = "envelope",
        [CUT_ARRAY] = "array",     [CUT_OBJECTS] = "objects",
    };
    static const char *const lists[] = {
        [LIST_UNKNOWN] = "unknown", [LIST_PLAIN] = "list",      [LIST_HOSTS] = "hosts",
        [LIST_DNSMASQ] = "dnsmasq", [LIST_ADGUARD] = "adguard", [LIST_RPZ] = "rpz",
        [LIST_CSV] = "csv",         [LIST_ZEEK] = "zeek",
    };
    if (feed->cutter) return cuts[cut_form(feed->cutter)];
    return feed->list ? lists[list_form(feed->list)] : "unknown";
}
