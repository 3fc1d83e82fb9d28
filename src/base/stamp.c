#include "base/stamp.h"

#include <assert.h>
#include <string.h>

#define SECONDS_A_DAY 86400

// Days since 1970-01-01 in the proleptic Gregorian calendar. Years are counted from March, so that
// the leap day is the last one (Howard Hinnant, "chrono-compatible low-level date algorithms").
static int64_t days_from_civil(int year, int month, int day) {
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static int days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

// `count` digits at `at`; -1 when there are none.
static int read_digits(const char *at, int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9') return -1;
        value = value * 10 + (at[i] - '0');
    }
    return value;
}

// ".s+" between the seconds and the Z, cut to microseconds; -1 when it is anything else.
static int read_fraction(struct str text) {
    if (text.size == 0) return 0;
    if (text.data[0] != '.' || text.size == 1) return -1;
    int value = 0;
    for (size_t i = 1; i < text.size || i <= 6; i++) {
        int digit = i < text.size ? text.data[i] - '0' : 0;
        if (digit < 0 || digit > 9) return -1;
        if (i <= 6) value = value * 10 + digit;
    }
    return value;
}

MUST_USE static enum status check_ranges(const struct stamp_parts *p, struct fault *fault) {
    if (p->year < 1) return fault_set(fault, MALFORMED, "the year 0000 is not a year");
    if (p->month < 1 || p->month > 12)
        return fault_set(fault, MALFORMED, "month %02d is not from 01 to 12", p->month);
    if (p->day < 1 || p->day > days_in_month(p->year, p->month))
        return fault_set(fault, MALFORMED, "there is no day %02d in month %04d-%02d", p->day,
                         p->year, p->month);
    if (p->hour > 23) return fault_set(fault, MALFORMED, "hour %02d is past 23", p->hour);
    if (p->minute > 59) return fault_set(fault, MALFORMED, "minute %02d is past 59", p->minute);
    // Leap seconds are put in at the end of a day in UTC and nowhere else (RFC 3339, 5.7).
    bool leap = p->second == 60 && p->hour == 23 && p->minute == 59;
    if (p->second > 59 && !leap)
        return fault_set(fault, MALFORMED, "second %02d is past 59", p->second);
    return OK;
}

enum status stamp_read(stamp *out, struct str text, struct fault *fault) {
    const char *d = text.data;
    if (text.size < sizeof "YYYY-MM-DDTHH:MM:SSZ" - 1)
        return fault_set(fault, MALFORMED, "not an RFC 3339 timestamp in UTC (too short)");
    if (d[4] != '-' || d[7] != '-' || d[10] != 'T' || d[13] != ':' || d[16] != ':')
        return fault_set(fault, MALFORMED,
                         "not an RFC 3339 timestamp in UTC (YYYY-MM-DDTHH:MM:SS.sssZ)");
    if (d[text.size - 1] != 'Z')
        return fault_set(fault, MALFORMED, "not an RFC 3339 timestamp in UTC (must end in Z)");
    struct stamp_parts parts = {
        .year = read_digits(d, 4),
        .month = read_digits(d + 5, 2),
        .day = read_digits(d + 8, 2),
        .hour = read_digits(d + 11, 2),
        .minute = read_digits(d + 14, 2),
        .second = read_digits(d + 17, 2),
        .microsecond = read_fraction(str_cut(text, 19, text.size - 1)),
    };
    if ((parts.year | parts.month | parts.day | parts.hour | parts.minute | parts.second |
         parts.microsecond) < 0)
        return fault_set(fault, MALFORMED,
                         "not an RFC 3339 timestamp in UTC (something else than a digit)");
    TRY(check_ranges(&parts, fault));
    stamp at = stamp_join(&parts);
    if (at > STAMP_MAX) return fault_set(fault, MALFORMED, "later than the year 9999");
    *out = at;
    return OK;
}

static void write_digits(char *at, int value, int count) {
    for (int i = count - 1; i >= 0; i--, value /= 10) at[i] = (char)('0' + value % 10);
}

char *stamp_write(char text[STAMP_TEXT_SIZE], stamp at, int digits) {
    assert(at >= STAMP_MIN && at <= STAMP_MAX);
    assert(digits == 0 || digits == 3 || digits == 6);
    struct stamp_parts parts = stamp_split(at);
    memcpy(text, "YYYY-MM-DDTHH:MM:SSZ", sizeof "YYYY-MM-DDTHH:MM:SSZ");
    write_digits(text, parts.year, 4);
    write_digits(text + 5, parts.month, 2);
    write_digits(text + 8, parts.day, 2);
    write_digits(text + 11, parts.hour, 2);
    write_digits(text + 14, parts.minute, 2);
    write_digits(text + 17, parts.second, 2);
    if (digits == 0) return text;
    text[19] = '.';
    write_digits(text + 20, digits == 6 ? parts.microsecond : parts.microsecond / 1000, digits);
    text[20 + digits] = 'Z';
    text[21 + digits] = '\0';
    return text;
}

struct stamp_parts stamp_split(stamp at) {
    int64_t seconds = at / STAMP_SECOND - (at % STAMP_SECOND < 0);
    int64_t days = seconds / SECONDS_A_DAY - (seconds % SECONDS_A_DAY < 0);
    int second_of_day = (int)(seconds - days * SECONDS_A_DAY);
    int64_t shifted = days + 719468; // since 0000-03-01
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month_from_march = (int)((5 * day_of_year + 2) / 153);
    int month = month_from_march + (month_from_march < 10 ? 3 : -9);
    return (struct stamp_parts){
        .year = (int)(year_of_era + era * 400) + (month <= 2),
        .month = month,
        .day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
        .hour = second_of_day / 3600,
        .minute = second_of_day / 60 % 60,
        .second = second_of_day % 60,
        .microsecond = (int)(at - seconds * STAMP_SECOND),
        .weekday = (int)(((days + 3) % 7 + 7) % 7), // 1970-01-01 was a Thursday
    };
}

stamp stamp_join(const struct stamp_parts *parts) {
    int64_t days = days_from_civil(parts->year, parts->month, parts->day);
    int64_t seconds = days * SECONDS_A_DAY + parts->hour * 3600 + parts->minute * 60;
    return (seconds + parts->second) * STAMP_SECOND + parts->microsecond;
}
