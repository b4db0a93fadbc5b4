#include "http-answer.h"

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

OrthancPluginErrorCode SendStatus(OrthancPluginRestOutput* output, int status, std::string_view body) {
  _OrthancPluginSendHttpStatus parameters{};
  parameters.output = output;
  parameters.status = static_cast<uint16_t>(status);
  parameters.body = body.empty() ? nullptr : body.data();
  parameters.bodySize = static_cast<uint32_t>(body.size());
  return Invoke(_OrthancPluginService_SendHttpStatus, &parameters);
}

void SendOk(OrthancPluginRestOutput* output, const std::string& type, std::string_view body) {
  _OrthancPluginAnswerBuffer parameters{};
  parameters.output = output;
  parameters.answer = body.data();
  parameters.answerSize = static_cast<uint32_t>(body.size());
  parameters.mimeType = type.c_str();
  Invoke(_OrthancPluginService_AnswerBuffer, &parameters);
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

constexpr size_t kStatuses = 600;

// The statuses that this Orthanc was found not to know. Each try is an error in its log: one is enough.
std::array<std::atomic<bool>, kStatuses> refused_{};

}  // namespace

void SendAnswer(OrthancPluginRestOutput* output, const Answer& answer) {
  if (answer.body.size() > std::numeric_limits<uint32_t>::max()) {
    SendInternalError(output);
    return;
  }
  AddHeaders(output, answer.headers);
  if (answer.status == 200) {
    const std::string type = FindHeader(answer.headers, "content-type");
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
  if (!refused.load(std::memory_order_relaxed)) {
    const OrthancPluginErrorCode code = SendStatus(output, answer.status, body);
    if (code != OrthancPluginErrorCode_ParameterOutOfRange) {
      return;  // sent, or the client has gone
    }
    refused.store(true, std::memory_order_relaxed);
  }
  SendStatus(output, Replacement(answer.status), body);
}

void SendInternalError(OrthancPluginRestOutput* output) {
  SendAnswer(output, {500, {{"Cache-Control", "no-store"}}, kInternalError});
}

}  // namespace host
