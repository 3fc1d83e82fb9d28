// reach.h - which addresses may be asked, when who runs this did not say the address himself.
//
// A name that somebody configured may lead into the network of this machine (server-side request
// forgery), and may lead elsewhere at the second look than at the first (rebinding). So the address
// is judged where the connection is made (client.h), and not the name before it. Only addresses of
// the public Internet may be asked: not those that RFC 6890 and the registries that it began call
// special-purpose, not multicast (RFC 5771, RFC 4291 2.7), and of IPv6 nothing outside of what IANA
// gives out (2000::/3). An IPv4 address within an IPv6 one is judged as what it is.
#pragma once

#include "base/status.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REACH_NETWORKS_MAX 64

struct sockaddr;
struct reach_network {
    uint8_t bytes[16]; // an IPv4 network as ::ffff:0:0/96 has it
    unsigned bits;
};
// What may be asked besides public addresses. All zeros: nothing.
struct reach {
    struct reach_network allowed[REACH_NETWORKS_MAX];
    size_t count;
};
// "10.1.0.0/16, fd00::/8, 192.0.2.7"; empty for none. MALFORMED, also for a network with bits
// behind its length; LIMIT.
MUST_USE enum status reach_read(struct reach *out, struct str text, struct fault *fault);
bool reach_allows(const struct reach *reach, const struct sockaddr *address);
