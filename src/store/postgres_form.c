#include "store/postgres_form.h"

#include <string.h>

// ---- statements that can be sent together ----

static bool take(struct str *rest, const char *word) {
    *rest = str_trim(*rest);
    if (!str_starts(*rest, str_of(word))) return false;
    *rest = str_cut(*rest, strlen(word), rest->size);
    return true;
}

static bool take_until(struct str *part, struct str *rest, char end) {
    size_t at = str_find_byte(*rest, end);
    if (at == SIZE_MAX) return false;
    *part = str_trim(str_cut(*rest, 0, at));
    *rest = str_cut(*rest, at + 1, rest->size);
    return true;
}

// "$1, $2, $3": how many, or 0.
static int count_values(struct str values) {
    struct str part;
    uint64_t number;
    int count = 0;
    while (str_take(&part, &values, ',')) {
        part = str_trim(part);
        if (part.size < 2 || part.data[0] != '$') return 0;
        if (!str_read_u64(&number, str_cut(part, 1, part.size))) return 0;
        if (number != (uint64_t)++count) return 0;
    }
    return count;
}

bool postgres_insert_read(struct postgres_insert *out, struct str sql) {
    struct str values;
    struct postgres_insert insert = {0};
    if (!take(&sql, "INSERT INTO ") || !take_until(&insert.table, &sql, '(')) return false;
    if (!take_until(&insert.columns, &sql, ')') || !take(&sql, "VALUES")) return false;
    if (!take(&sql, "(") || !take_until(&values, &sql, ')')) return false;
    insert.column_count = count_values(values);
    insert.skips_known = take(&sql, "ON CONFLICT DO NOTHING");
    if (!insert.column_count || str_trim(sql).size) return false;
    if (str_find_byte(insert.table, ' ') != SIZE_MAX) return false;
    *out = insert;
    return true;
}

// ---- rows ----

void postgres_put_u64(uint8_t out[8], uint64_t value) {
    for (int i = 0; i < 8; i++) out[i] = (uint8_t)(value >> (56 - 8 * i));
}

static void add_u32(struct buf *out, uint32_t value) {
    uint8_t bytes[4] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
                        (uint8_t)value};
    buf_add_bytes(out, bytes, sizeof bytes);
}

int64_t postgres_read_integer(const char *bytes, size_t size) {
    if (!size || size > 8) return 0;
    uint64_t value = (signed char)bytes[0] < 0 ? UINT64_MAX : 0;
    for (size_t i = 0; i < size; i++) value = value << 8 | (uint8_t)bytes[i];
    return (int64_t)value;
}

void postgres_row_begin(struct buf *rows, int column_count) {
    uint8_t bytes[2] = {(uint8_t)(column_count >> 8), (uint8_t)column_count};
    buf_add_bytes(rows, bytes, sizeof bytes);
}

void postgres_row_value(struct buf *rows, const void *bytes, size_t size) {
    add_u32(rows, bytes ? (uint32_t)size : UINT32_MAX);
    if (bytes) buf_add_bytes(rows, bytes, size);
}

static size_t value_size(struct str rows, size_t at) {
    uint32_t size = (uint32_t)postgres_read_integer(rows.data + at, 4);
    return size == UINT32_MAX ? 0 : size;
}

void postgres_array(struct buf *out, struct str rows, size_t count, int column,
                    uint32_t element_oid) {
    add_u32(out, 1); // one dimension
    add_u32(out, 1); // that may hold nulls
    add_u32(out, element_oid);
    add_u32(out, (uint32_t)count);
    add_u32(out, 1); // counted from 1
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        int columns = (int)postgres_read_integer(rows.data + at, 2);
        at += 2;
        for (int c = 0; c < columns; c++) {
            size_t size = 4 + value_size(rows, at);
            if (c == column) buf_add_bytes(out, rows.data + at, size);
            at += size;
        }
    }
}
