// signals.h - asks to stop (SIGTERM, SIGINT) and to read settings again (SIGHUP).
// With the log sink the only state outside structs: a signal handler can reach nothing else.
#pragma once

#include <stdbool.h>

void signals_start(void);        // installs handlers, ignores SIGPIPE
void signals_start_once(void);   // for a command: only these two, and a second one ends it
bool signals_stop_asked(void);   // true from the first SIGTERM or SIGINT on
void signals_stop_ask(void);     // as if SIGTERM had come
bool signals_reload_taken(void); // true once after each SIGHUP
int signals_fd(void);            // readable once a stop was asked, for poll(2)
int signals_reload_fd(void);     // readable after a SIGHUP until it was taken
