#include "match/set_inside.h"

#include <arpa/inet.h>

bool address_read_ipv4(uint32_t *out, struct str text) {
    uint32_t address = 0;
    size_t at = 0;
    for (int part = 0; part < 4; part++) {
        if (part > 0 && (at >= text.size || text.data[at++] != '.')) return false;
        size_t begin = at;
        uint32_t value = 0;
        while (at < text.size && at - begin < 3 && (unsigned char)(text.data[at] - '0') < 10)
            value = value * 10 + (uint32_t)(text.data[at++] - '0');
        bool is_padded = at - begin > 1 && text.data[begin] == '0';
        if (at == begin || value > 255 || is_padded) return false;
        address = address << 8 | value;
    }
    if (at != text.size) return false;
    *out = address;
    return true;
}

bool address_read_ipv6(uint8_t out[16], struct str text) {
    char copy[INET6_ADDRSTRLEN];
    if (text.size >= sizeof copy) return false;
    memcpy(copy, text.data, text.size);
    copy[text.size] = 0;
    return inet_pton(AF_INET6, copy, out) == 1;
}

void address_mask(uint8_t address[16], unsigned prefix) {
    for (unsigned byte = 0; byte < 16; byte++) {
        unsigned kept = prefix > byte * 8 ? prefix - byte * 8 : 0;
        if (kept < 8) address[byte] = (uint8_t)(address[byte] & 0xFF00u >> kept);
    }
}
