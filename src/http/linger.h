// linger.h - lets a client read an answer that came before it had sent its whole request.
//
// Closing a socket with unread bytes makes the kernel send a reset, which may overtake the answer.
// So a copy of the descriptor is kept here, its writing side shut, and what still comes in is
// thrown away until the client closes, 1 MiB went by, or two seconds. At most 64 at once: any more
// are closed as they are.
#pragma once

struct linger_room;
struct linger_room *linger_open(void);
void linger_close(struct linger_room **room);      // closes all
void linger_add(struct linger_room *room, int fd); // takes a copy; `fd` stays the caller's
