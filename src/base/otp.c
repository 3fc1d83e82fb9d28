#include "base/otp.h"

#include <assert.h>

#include "base/crypto.h"

char *otp_write(char *out, struct str secret, uint64_t counter, int digits) {
    static const uint32_t powers[] = {1000000, 10000000, 100000000};
    assert(digits >= 6 && digits <= 8);
    uint8_t moving[8], mac[20];
    for (int i = 0; i < 8; i++) moving[i] = (uint8_t)(counter >> (56 - 8 * i));
    digest_hmac_sha1(mac, secret, (struct str){(const char *)moving, sizeof moving});
    // Dynamic truncation: RFC 4226, 5.3.
    const uint8_t *from = mac + (mac[19] & 15);
    uint32_t number = (uint32_t)(from[0] & 127) << 24 | (uint32_t)from[1] << 16 |
                      (uint32_t)from[2] << 8 | from[3];
    number %= powers[digits - 6];
    out[digits] = '\0';
    for (int i = digits; i-- > 0; number /= 10) out[i] = (char)('0' + number % 10);
    secret_wipe(mac, sizeof mac);
    return out;
}

int64_t otp_step(stamp at) {
    return at / (OTP_STEP_SECONDS * STAMP_SECOND);
}

// Devices show "123 456", and so do people write it.
static bool read_digits(char out[OTP_TEXT_SIZE], struct str text) {
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == ' ') continue;
        if (text.data[i] < '0' || text.data[i] > '9' || count == OTP_DIGITS) return false;
        out[count++] = text.data[i];
    }
    out[count] = '\0';
    return count == OTP_DIGITS;
}

int64_t otp_find(struct str secret, struct str text, stamp at, int64_t last) {
    char given[OTP_TEXT_SIZE], code[OTP_TEXT_SIZE];
    if (!read_digits(given, text)) return -1;
    int64_t found = -1, now = otp_step(at);
    // All are compared, whichever fits.
    for (int64_t step = now - OTP_STEPS_AROUND; step <= now + OTP_STEPS_AROUND; step++) {
        otp_write(code, secret, (uint64_t)step, OTP_DIGITS);
        bool fits = secret_equal(code, given, OTP_DIGITS);
        found = fits && step > last && step >= 0 && found < 0 ? step : found;
    }
    secret_wipe(code, sizeof code);
    secret_wipe(given, sizeof given);
    return found;
}

char *base32_write(char *out, const uint8_t *bytes, size_t size) {
    assert(size % 5 == 0);
    char *to = out;
    for (; size; size -= 5, bytes += 5) {
        uint64_t bits = 0;
        for (int i = 0; i < 5; i++) bits = bits << 8 | bytes[i];
        for (int shift = 35; shift >= 0; shift -= 5)
            *to++ = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[bits >> shift & 31];
    }
    *to = '\0';
    return out;
}

char *otp_secret_write(char out[OTP_SECRET_TEXT_SIZE], const uint8_t secret[OTP_SECRET_SIZE]) {
    return base32_write(out, secret, OTP_SECRET_SIZE);
}
