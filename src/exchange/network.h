// network.h - which lengths of networks (192.0.2.0/24: 24) were ever put.
//
// An address is in 31 (or 127) networks; a look-up asks only for lengths that some object has.
// Lengths are remembered in the store's settings and never forgotten: one too many costs a probe,
// no more.
#pragma once

#include "exchange/exchange.h"

// Before these are asked: what other programs on the store have noted is known afterwards.
MUST_USE enum status networks_follow(struct exchange *exchange, struct fault *fault);
bool network_known(struct exchange *exchange, const struct observable *network);
// True when there is a network of any length that could hold an address of this kind.
bool network_any(struct exchange *exchange, enum observable_kind address);
// Remembers the length before an object with it is put. Costs nothing once it is known.
MUST_USE enum status network_note(struct exchange *exchange, const struct observable *network,
                                  struct fault *fault);
