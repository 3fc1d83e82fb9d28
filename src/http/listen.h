// listen.h - sockets that wait for connections: TCP by numeric address, or local by path.
#pragma once

#include "base/status.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

// `address` as in http_server_options. FAILED with a sentence.
MUST_USE enum status listen_open(int *fd, const char *address, uint16_t port, struct fault *fault);
bool listen_is_local(const char *address); // a path
bool listen_answers(const char *path);     // somebody listens on this local socket
int listen_process(const char *path);      // whose it is, by number; 0 when nobody answers
uint16_t listen_port(int fd);              // 0 for a local one
struct sockaddr;
// "192.0.2.1", "2001:db8::1"; an IPv4 address that came over IPv6 in its own form; "" for others.
#define LISTEN_PEER_SIZE 48
char *listen_peer(char out[LISTEN_PEER_SIZE], const struct sockaddr *address);
// What one party has of such an address: all of an IPv4 one, the first 64 bits of an IPv6 one,
// which are given to a network as a whole (RFC 4291, 2.5.4). Other texts as they are, cut to the
// size.
char *listen_network(char out[LISTEN_PEER_SIZE], struct str peer);
