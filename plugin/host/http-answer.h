// Answers an HTTP request through Orthanc's interface, which knows only some statuses and has its own mind about
// Content-Type. What arrives is said with `SendAnswer`.
#pragma once

#include "convert.h"
#include "orthanc.h"

#include <string_view>

namespace host {

struct Answer {
  int status = 200;
  Headers headers;
  std::string_view body;
};

// Sends the answer. The headers must have passed CheckHeaders. What differs on the wire, as found with Orthanc 1.12.7:
// - Content-Length, Connection, Keep-Alive and Transfer-Encoding are left out: Orthanc writes them.
// - Content-Type is the given one where Orthanc lets us (typed-status.h), else text/plain for any status but 200.
// - 301 becomes 302, 308 becomes 307 (same Location), 429 becomes 503 (same body and Retry-After), and any other status
//   that this Orthanc does not know becomes the x00 of its class.
// - 405 keeps Allow and loses other headers and the body. 204 and 304 never have a body.
void SendAnswer(OrthancPluginRestOutput* output, const Answer& answer);

// 500 with `{"code":"internal","message":…}`.
void SendInternalError(OrthancPluginRestOutput* output);

}  // namespace host
