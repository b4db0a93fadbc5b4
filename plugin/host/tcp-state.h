// What the kernel knows of a TCP connection.
#pragma once

#include <cstdint>

namespace host {

// How many bytes of ours the peer's kernel has acknowledged so far. UINT64_MAX where that cannot be known.
uint64_t AcknowledgedBytes(int socket);

}  // namespace host
