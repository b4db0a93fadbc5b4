#include "http-answer.h"

#include "typed-status.h"

#include <strings.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>

namespace host {

namespace {

constexpr std::string_view kInternalError =
    R"({"code":"internal","message":"The server met an error that it cannot explain to you. It is in its log."})";

bool IsSame(const std::string& name, const char* other) { return strcasecmp(name.c_str(), other) == 0; }

bool IsFraming(const std::string& name) {
  constexpr std::array<const char*, 4> kFraming = {"content-length", "connection", "keep-alive", "transfer-encoding"};
  return std::any_of(kFraming.begin(), kFraming.end(), [&](const char* framing) { return IsSame(name, framing); });
}

std::string FindHeader(const Headers& headers, const char* wanted) {
  for (const auto& [name, value] : headers) {
    if (IsSame(name, wanted)) {
      return value;
    }
  }
  return {};
}

void AddHeaders(OrthancPluginRestOutput* output, const Headers& headers) {
  for (const auto& [name, value] : headers) {
    // Content-Type goes its own way. Orthanc writes `X-Content-Type-Options: nosniff` itself, unless it was given one
    // in exactly this spelling.
    if (!IsFraming(name) && !IsSame(name, "content-type")) {
      const bool isSniffing = IsSame(name, "x-content-type-options");
      OrthancPluginSetHttpHeader(Orthanc(), output, isSniffing ? "X-Content-Type-Options" : name.c_str(), value.c_str());
    }
  }
}

// The nearest status that every Orthanc can send.
int Replacement(int status) {
  switch (status) {
    case 301:
      return 302;
    case 308:
      return 307;
    case 429:
      return 503;
    default:
      return status / 100 * 100;
  }
}

// The statuses that this Orthanc was found not to know. Each try is an error in its log: one is enough.
constexpr size_t kStatuses = 600;
std::array<std::atomic<bool>, kStatuses> refused_{};

OrthancPluginErrorCode SendStatus(OrthancPluginRestOutput* output, int status, const std::string& type,
                                  std::string_view body) {
  const bool isPlain = type.empty() || type.compare(0, 10, "text/plain") == 0;
  return !body.empty() && !isPlain && CanSendTypedStatus() ? SendTypedStatus(output, status, type, body)
                                                           : SendPlainStatus(output, status, body);
}

}  // namespace

void SendAnswer(OrthancPluginRestOutput* output, const Answer& answer) {
  if (answer.body.size() > std::numeric_limits<uint32_t>::max()) {
    SendInternalError(output);
    return;
  }
  AddHeaders(output, answer.headers);
  const std::string type = FindHeader(answer.headers, "content-type");
  if (answer.status == 200) {
    SendOk(output, type.empty() ? "application/octet-stream" : type, answer.body);
    return;
  }
  if (answer.status == 405) {
    OrthancPluginSendMethodNotAllowed(Orthanc(), output, FindHeader(answer.headers, "allow").c_str());
    return;
  }
  const bool mayHaveBody = answer.status != 204 && answer.status != 304;
  const std::string_view body = mayHaveBody ? answer.body : std::string_view();
  std::atomic<bool>& refused = refused_.at(static_cast<size_t>(answer.status));
  if (answer.status == 301 || refused.load(std::memory_order_relaxed)) {
    SendStatus(output, Replacement(answer.status), type, body);
  } else if (SendStatus(output, answer.status, type, body) == OrthancPluginErrorCode_ParameterOutOfRange) {
    refused.store(true, std::memory_order_relaxed);
    // The type was noted at the first try.
    SendPlainStatus(output, Replacement(answer.status), body);
  }
}

void SendInternalError(OrthancPluginRestOutput* output) {
  SendAnswer(output, {500, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}, kInternalError});
}

}  // namespace host
