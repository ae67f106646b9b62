// Addresses of many families, none of which leads anywhere, and signals of several origins.
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// No descriptor of that number is open: the kernel reads no address, and whoever watches does.
enum { NOBODY = 99 };

static void name(const unsigned char *bytes, socklen_t length) {
    unsigned char whole[128] = {0};
    memcpy(whole, bytes, length);
    connect(NOBODY, (struct sockaddr *)whole, length);
}

// The family and what follows, as bytes.
#define ADDRESS(...)                                     \
    do {                                                 \
        const unsigned char bytes[] = {__VA_ARGS__};     \
        name(bytes, sizeof bytes);                       \
    } while (0)

static void ignore(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info, (void)context;
}

int main(void) {
    // Internet.
    ADDRESS(2, 0, 0x1f, 0x90, 10, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0);
    ADDRESS(10, 0, 0, 80, 1, 2, 3, 4, 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0);
    ADDRESS(10, 0, 0, 80, 0, 0, 0, 0, 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    // IPX, netlink, packet, X.25's neighbour that nobody knows.
    ADDRESS(4, 0, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6, 1, 0);
    ADDRESS(16, 0, 0, 0, 1, 2, 3, 4, 0xff, 0, 0, 0);
    ADDRESS(17, 0, 0, 3, 1, 0, 0, 0, 1, 0, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0);
    ADDRESS(17, 0, 0x12, 0x34, 77, 0, 0, 0, 0x34, 0x12, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    ADDRESS(77, 0, 1, 2, 3, 0x80);
    // Bluetooth: HCI, SCO, RFCOMM, L2CAP.
    ADDRESS(31, 0, 1, 0, 1, 0);
    ADDRESS(31, 0, 1, 2, 3, 4, 5, 6);
    ADDRESS(31, 0, 1, 2, 3, 4, 5, 6, 7, 0);
    ADDRESS(31, 0, 1, 0, 1, 2, 3, 4, 5, 6, 4, 0);
    ADDRESS(31, 0, 0x81, 0x22, 1, 2, 3, 4, 5, 6, 0x41, 0, 7, 0);
    ADDRESS(31, 0, 2, 0, 1, 2, 3, 4, 5, 6, 9, 0, 1, 0);
    // vsock, qrtr, xdp.
    ADDRESS(40, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 1, 0, 0, 0);
    ADDRESS(40, 0, 0, 0, 1, 0, 0, 0, 77, 0, 0, 0, 0, 0, 0, 0);
    ADDRESS(42, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
    ADDRESS(44, 0, 1, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0);

    struct ip_mreq group = {.imr_multiaddr = {htonl(0xe0000001)}};
    setsockopt(NOBODY, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof group);
    socket(AF_PACKET, -1, htons(3));
    socket(AF_BLUETOOTH, -1, 1);

    struct sigaction action = {.sa_sigaction = ignore, .sa_flags = SA_SIGINFO};
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    kill(getpid(), SIGUSR1);
    sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 7});
    action = (struct sigaction){.sa_handler = SIG_IGN};
    sigaction(SIGUSR1, &action, NULL);

    struct pollfd nobody = {.fd = NOBODY, .events = POLLIN};
    poll(&nobody, 1, 0);
    *(volatile char *)8 = 1;
    return 0;
}
