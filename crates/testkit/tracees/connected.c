// A listening socket, a client and the connection between them, watched by epoll; a datagram socket that is connected to
// nobody. All in one thread, on an address of the loopback network that nobody else has.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sockaddr_in at(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    inet_pton(AF_INET, "127.77.7.7", &address.sin_addr);
    return address;
}

static int named(int type, int port) {
    struct sockaddr_in address = at(port);
    int yes = 1;
    int fd = socket(AF_INET, type, 0);
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0) _exit(1);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0) _exit(2);
    return fd;
}

static void watch(int epoll, int fd) {
    struct epoll_event event = {.events = EPOLLIN, .data = {.u64 = 0}};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) _exit(3);
}

int main(void) {
    struct sockaddr_in server = at(4711), other;
    socklen_t length = sizeof other;
    char byte;
    int listening = named(SOCK_STREAM, 4711);
    int epoll = epoll_create1(0);
    if (listen(listening, 1) != 0) return 4;
    watch(epoll, listening);

    int client = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(client, (struct sockaddr *)&server, sizeof server) != 0) return 5;
    if (getsockname(client, (struct sockaddr *)&other, &length) != 0) return 6;
    length = sizeof other;
    int accepted = accept(listening, (struct sockaddr *)&other, &length);
    watch(epoll, accepted);
    if (write(client, "x", 1) != 1 || read(accepted, &byte, 1) != 1) return 7;
    int copy = dup(accepted);
    close(accepted);
    // Reset, so that the port is free at once for the next run.
    struct linger reset = {.l_onoff = 1, .l_linger = 0};
    if (setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof reset) != 0) return 8;
    close(client);
    close(copy);
    close(listening);

    int datagrams = named(SOCK_DGRAM, 4712);
    struct sockaddr_in itself = at(4712);
    if (sendto(datagrams, "x", 1, 0, (struct sockaddr *)&itself, sizeof itself) != 1) return 9;
    length = sizeof other;
    if (recvfrom(datagrams, &byte, 1, 0, (struct sockaddr *)&other, &length) != 1) return 10;
    return 0;
}
