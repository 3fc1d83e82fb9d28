// server.h - HTTP/1.1 on sockets, over libmicrohttpd (named in server.c only).
//
// A few I/O threads (epoll) read requests and write answers and never wait for anything else;
// `workers` threads run the handler. A request waits, suspended, while its handler runs; its body
// flows through a bounded pipe; a live stream costs no thread while nothing happens.
#pragma once

#include "http/certificate.h"
#include "http/message.h"
#include "sys/clock.h"

struct http_server_options {
    const char *address;    // "127.0.0.1", "::", or a path beginning with '/' for a local socket
    uint16_t port;          // 0 lets the system choose (see http_server_port)
    int listening;          // a socket of listen_open, which it takes over; 0: it opens its own
    struct str certificate; // PEM; with `private_key` the server speaks TLS
    struct str private_key;
    struct str client_authorities; // PEM; "": no client is asked for a certificate
    unsigned io_threads;           // 0: 2
    unsigned workers;              // 0: 8; at most this many handlers run at once
    unsigned connections_max;      // 0: 4096
    unsigned per_address_max;      // 0: 1024
    unsigned timeout_s;            // idle connections; 0: 60
    size_t header_bytes_max;       // 0: 32 KiB
    size_t body_pipe_bytes;        // 0: 256 KiB held of one upload
    bool is_local;                 // marks requests `is_local`; only for a local socket
};

struct http_server;
MUST_USE enum status http_server_open(struct http_server **out,
                                      const struct http_server_options *options,
                                      struct http_handler *handler, struct fault *fault);
// For the connections that come from now on; only for a server that was opened with one. MALFORMED
// leaves what is there.
MUST_USE enum status http_server_certificate(struct http_server *server,
                                             const struct certificate_files *files,
                                             struct fault *fault);
uint16_t http_server_port(const struct http_server *server);
// Takes no new connections, lets running handlers finish for at most `grace_ms`, ends live streams.
void http_server_close(struct http_server **server, unsigned grace_ms);
