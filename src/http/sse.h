// sse.h - server-sent events (WHATWG HTML, 9.2): one stream a client, fed from any thread.
#pragma once

#include "http/message.h"

// A live stream with a bounded line of pending events. When a slow client's line is full, the
// oldest are dropped and it is sent `event: lost`, upon which it reads again what it shows.
struct sse_stream;
struct sse_stream *sse_open(size_t pending_bytes_max);   // 0: 64 KiB
struct http_stream *sse_http(struct sse_stream *stream); // hand this to the response, which owns it
// Adds an event. `data` may hold several lines. False once the client has gone. Any thread.
bool sse_send(struct sse_stream *stream, struct str event, struct str id, struct str data);
// Sends a comment line when nothing else waits, so that proxies do not close a silent connection:
// to be called every 25 s. Any thread.
void sse_ping(struct sse_stream *stream);
// Two owners: the response's end and this; the last one frees.
void sse_release(struct sse_stream **stream);
bool sse_is_gone(const struct sse_stream *stream);
