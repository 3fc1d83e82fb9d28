// confine.h - what a server needs of the machine, in the words of sys/sandbox: named once, here.
//
// Written: the folders of the store, of the local socket and of the port file. Temporary files are
// made where TMPDIR says; without it beside the store, or for a database where the system has them.
// Read: the folders of certificate and key, where they are renewed, also through links; what names
// of hosts and certificates of others are looked up in; for a database the files of libpq.
#pragma once

#include "app/options.h"
#include "sys/sandbox.h"

// To be called before any thread is made. Nothing with --no-sandbox, which the log then warns of.
MUST_USE enum status confine(const struct options *options, struct str store_path,
                             struct arena *arena, struct fault *fault);
