#include "http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 1024

bool listen_is_local(const char *address) {
    return address[0] == '/';
}

static enum status fail(int fd, const char *address, const char *deed, struct fault *fault) {
    int error = errno;
    if (fd >= 0) close(fd);
    return fault_set(fault, FAILED, "%s: cannot %s: %s", address, deed, strerror(error));
}

// 0 when somebody answers, otherwise why not.
static int try_local(const struct sockaddr_un *address) {
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return errno;
    int error = connect(fd, (const struct sockaddr *)address, sizeof *address) < 0 ? errno : 0;
    close(fd);
    return error;
}

bool listen_answers(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return false;
    strcpy(address.sun_path, path);
    return try_local(&address) == 0;
}

int listen_process(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return 0;
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct ucred whose = {0};
    socklen_t size = sizeof whose;
    bool answers = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
                   getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &whose, &size) == 0;
    if (fd >= 0) close(fd);
    return answers ? (int)whose.pid : 0;
}

// A socket file stays behind when its server dies. It is removed when nobody answers on it.
static bool is_stale(const struct sockaddr_un *address) {
    struct stat about;
    if (lstat(address->sun_path, &about) < 0 || !S_ISSOCK(about.st_mode)) return false;
    return try_local(address) == ECONNREFUSED;
}

static enum status open_local(int *out, const char *path, struct fault *fault) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path)
        return fault_set(fault, FAILED, "%s: longer than a local socket's path may be", path);
    strcpy(address.sun_path, path);
    if (is_stale(&address)) unlink(path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return fail(fd, path, "make a socket", fault);
    // The mode of the descriptor before bind becomes that of the file, so that there is no moment
    // in which others may connect, and the mask of the whole process stays as it is.
    if (fchmod(fd, 0600) < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0)
        return fail(fd, path, "listen", fault);
    if (chmod(path, 0600) < 0 || listen(fd, BACKLOG) < 0) {
        unlink(path);
        return fail(fd, path, "listen", fault);
    }
    *out = fd;
    return OK;
}

static enum status open_tcp(int *out, const char *address, uint16_t port, struct fault *fault) {
    char number[8];
    snprintf(number, sizeof number, "%u", port);
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                             .ai_socktype = SOCK_STREAM};
    struct addrinfo *found;
    if (getaddrinfo(address, number, &hints, &found) != 0)
        return fault_set(fault, FAILED, "%s: not a numeric address", address);
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int on = 1, off = 0;
    bool is_open = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0;
    if (is_open && found->ai_family == AF_INET6) // "::" serves both families
        is_open = setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) == 0;
    is_open = is_open && bind(fd, found->ai_addr, found->ai_addrlen) == 0;
    is_open = is_open && listen(fd, BACKLOG) == 0;
    int error = errno;
    freeaddrinfo(found);
    errno = error;
    if (!is_open) return fail(fd, address, "listen", fault);
    *out = fd;
    return OK;
}

enum status listen_open(int *fd, const char *address, uint16_t port, struct fault *fault) {
    if (listen_is_local(address)) return open_local(fd, address, fault);
    return open_tcp(fd, address, port, fault);
}

uint16_t listen_port(int fd) {
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &size) < 0) return 0;
    if (address.ss_family == AF_INET) return ntohs(((struct sockaddr_in *)&address)->sin_port);
    if (address.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return 0;
}

char *listen_peer(char out[LISTEN_PEER_SIZE], const struct sockaddr *address) {
    out[0] = '\0';
    if (!address) return out;
    if (address->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, out, LISTEN_PEER_SIZE);
    if (address->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr, out,
                  LISTEN_PEER_SIZE);
    if (!strncmp(out, "::ffff:", 7) && strchr(out, '.')) memmove(out, out + 7, strlen(out + 7) + 1);
    return out;
}

char *listen_network(char out[LISTEN_PEER_SIZE], struct str peer) {
    struct in6_addr address;
    size_t size = peer.size < LISTEN_PEER_SIZE ? peer.size : LISTEN_PEER_SIZE - 1;
    if (size) memcpy(out, peer.data, size);
    out[size] = '\0';
    if (size != peer.size || inet_pton(AF_INET6, out, &address) != 1) return out;
    memset(address.s6_addr + 8, 0, 8);
    inet_ntop(AF_INET6, &address, out, LISTEN_PEER_SIZE);
    return out;
}
