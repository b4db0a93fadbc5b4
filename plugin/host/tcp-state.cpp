// In a file of its own: the kernel's tcp_info, which has this field, and libc's cannot be included together.
#include "tcp-state.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace host {

uint64_t AcknowledgedBytes(int socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  return getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 ? info.tcpi_bytes_acked : UINT64_MAX;
}

}  // namespace host
