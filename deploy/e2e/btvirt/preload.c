/*
 * Preload: puts BlueZ's btvirt under the native Bluetooth addon on a machine whose kernel has no
 * Bluetooth, and gives btvirt what it wants of a kernel. Loaded by LD_PRELOAD into both.
 *
 * In a host, a raw HCI socket (AF_BLUETOOTH) becomes a connection to btvirt's UNIX socket, which
 * carries H4 packets; a read gives one whole packet, as the kernel does. The management channel is
 * refused. In btvirt, its sockets are made in SIGHEJ_SIM_BTVIRT instead of /tmp, and AF_ALG,
 * which it opens for pairing and never needs here, is answered by a socket that does nothing.
 *
 * Linux: include/net/bluetooth/hci_sock.h and hci.h for the ioctls and structures.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FDS 1024
#define HCIGETDEVLIST _IOR('H', 210, int)
#define HCIGETDEVINFO _IOR('H', 211, int)
#define HCI_CHANNEL_RAW 0
#define HCI_UP 1
#define SERVER "/tmp/bt-server-"

enum { OTHER, HCI, ALG };
static unsigned char kinds[FDS];

struct hci_address { uint16_t family, device, channel; };
struct hci_list { uint16_t count; struct { uint16_t device; uint32_t options; } device[1]; };
struct hci_info { uint16_t device; char name[8]; uint8_t address[6]; uint32_t flags; };

static int is(int fd, int kind) { return fd >= 0 && fd < FDS && kinds[fd] == kind; }

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static void folder_path(struct sockaddr_un *address, const char *name) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  const char *folder = getenv("SIGHEJ_SIM_BTVIRT");
  snprintf(address->sun_path, sizeof address->sun_path, "%s/%s", folder ? folder : "/tmp", name);
}

int socket(int domain, int type, int protocol) {
  int (*next)(int, int, int) = real("socket");
  int kind = domain == AF_BLUETOOTH ? HCI : domain == AF_ALG ? ALG : OTHER;
  int fd = kind == OTHER ? next(domain, type, protocol)
                         : next(AF_UNIX, SOCK_STREAM | (type & SOCK_CLOEXEC), 0);
  if (fd >= 0 && fd < FDS) kinds[fd] = kind;
  return fd;
}

int bind(int fd, __CONST_SOCKADDR_ARG address, socklen_t length) {
  int (*next)(int, __CONST_SOCKADDR_ARG, socklen_t) = real("bind");
  struct sockaddr_un local;
  if (is(fd, ALG)) return 0;
  if (is(fd, HCI)) {
    if (((const struct hci_address *)address.__sockaddr__)->channel != HCI_CHANNEL_RAW) {
      errno = EOPNOTSUPP;
      return -1;
    }
    folder_path(&local, "bt-server-le");
    return connect(fd, (struct sockaddr *)&local, sizeof local);
  }
  const struct sockaddr_un *server = (const struct sockaddr_un *)address.__sockaddr__;
  if (server->sun_family == AF_UNIX && !strncmp(server->sun_path, SERVER, strlen(SERVER))) {
    folder_path(&local, server->sun_path + strlen("/tmp/"));
    unlink(local.sun_path);
    return next(fd, (__CONST_SOCKADDR_ARG){.__sockaddr__ = (struct sockaddr *)&local}, sizeof local);
  }
  return next(fd, address, length);
}

int setsockopt(int fd, int level, int name, const void *value, socklen_t length) {
  int (*next)(int, int, int, const void *, socklen_t) = real("setsockopt");
  return is(fd, HCI) || is(fd, ALG) ? 0 : next(fd, level, name, value, length);
}

int ioctl(int fd, unsigned long request, ...) {
  int (*next)(int, unsigned long, void *) = real("ioctl");
  va_list arguments;
  va_start(arguments, request);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  if (!is(fd, HCI) || (request != HCIGETDEVLIST && request != HCIGETDEVINFO))
    return next(fd, request, argument);
  if (request == HCIGETDEVLIST) {
    struct hci_list *list = argument;
    list->count = 1;
    list->device[0].device = 0;
    list->device[0].options = HCI_UP;
    return 0;
  }
  /* Down once btvirt has hung up. */
  char octet;
  struct hci_info *info = argument;
  info->flags = recv(fd, &octet, 1, MSG_PEEK | MSG_DONTWAIT) == 0 ? 0 : HCI_UP;
  return 0;
}

/* H4: a type octet, then a header that ends in the length of what follows (Core 5.4, Vol 4 Part A). */
ssize_t read(int fd, void *buffer, size_t size) {
  ssize_t (*next)(int, void *, size_t) = real("read");
  if (!is(fd, HCI)) return next(fd, buffer, size);
  uint8_t head[5];
  if (recv(fd, head, 1, MSG_PEEK) != 1) return -1;
  size_t header = head[0] == 2 ? 5 : head[0] == 1 ? 4 : 3;
  if (recv(fd, head, header, MSG_PEEK | MSG_WAITALL) != (ssize_t)header) return -1;
  size_t whole = header + (head[0] == 2 ? head[3] | head[4] << 8 : head[header - 1]);
  if (whole > size) {
    errno = EMSGSIZE;
    return -1;
  }
  return recv(fd, buffer, whole, MSG_WAITALL);
}
