// What may go into an HTTP header (RFC 9110, 5.1 and 5.5). Orthanc and cpp-httplib send what they are given: a line
// break in a value would start a header, or an answer, of the caller's choosing.
#pragma once

#include "convert.h"

namespace host {

// Throws std::runtime_error that names the header, not its value.
void CheckHeaders(const Headers& headers);

}  // namespace host
