#include "typed-status.h"

#include "orthanc-buffer.h"

#include <atomic>

namespace host {

namespace {

// Refused by the filter to everyone but this plugin, like every path that nobody allows.
constexpr const char* kRehearsalPath = "/sgim/host/rehearsal";
constexpr const char* kRehearsalType = "application/json";
constexpr std::string_view kRehearsalBody = "{}";
constexpr uint16_t kRehearsalStatus = 409;

std::atomic<bool> works_{false};

// A status that no Orthanc knows. Should one accept it, clients take x99 for x00 (RFC 9110, 15).
int UnknownStatusLike(int status) { return status / 100 * 100 + 99; }

OrthancPluginErrorCode AnswerRehearsal(OrthancPluginRestOutput* output, const char*, const OrthancPluginHttpRequest*) {
  SendTypedStatus(output, kRehearsalStatus, kRehearsalType, kRehearsalBody);
  return OrthancPluginErrorCode_Success;
}

// By DELETE: Orthanc tells its plugins the headers of an answer other than 200 for that method alone.
bool Rehearse() {
  OrthancBuffer body;
  OrthancBuffer headers;
  uint16_t status = 0;
  const OrthancPluginErrorCode code =
      OrthancPluginCallRestApi(Orthanc(), body.Target(), headers.Target(), &status, OrthancPluginHttpMethod_Delete,
                               kRehearsalPath, 0, nullptr, nullptr, nullptr, 0, 1);
  return code == OrthancPluginErrorCode_Success && status == kRehearsalStatus &&
         headers.View().find(kRehearsalType) != std::string_view::npos;
}

OrthancPluginErrorCode OnChange(OrthancPluginChangeType change, OrthancPluginResourceType, const char*) {
  if (change == OrthancPluginChangeType_OrthancStarted) {
    OrthancPluginLogWarning(Orthanc(), "Trying whether error answers can have a type: Orthanc calls it an error, twice");
    works_ = Rehearse();
    OrthancPluginLogInfo(Orthanc(), works_ ? "Answers other than 200 can have a Content-Type"
                                           : "Answers other than 200 can only be text/plain with this Orthanc");
  }
  return OrthancPluginErrorCode_Success;
}

}  // namespace

void RehearseTypedStatus() {
  works_ = false;
  const _OrthancPluginRestCallback route{kRehearsalPath, AnswerRehearsal};
  Register(_OrthancPluginService_RegisterRestCallbackNoLock, &route, "rehearsal");
  const _OrthancPluginOnChangeCallback change{OnChange};
  Register(_OrthancPluginService_RegisterOnChangeCallback, &change, "rehearsal");
}

bool CanSendTypedStatus() { return works_.load(std::memory_order_relaxed); }

OrthancPluginErrorCode SendTypedStatus(OrthancPluginRestOutput* output, int status, const std::string& type,
                                       std::string_view body) {
  // Either call sends the answer if it does not fail.
  const OrthancPluginErrorCode code = SendPlainStatus(output, UnknownStatusLike(status), {});
  if (code != OrthancPluginErrorCode_ParameterOutOfRange) {
    return code;
  }
  const OrthancPluginErrorCode typed = SendOk(output, type, body);
  if (typed != OrthancPluginErrorCode_ParameterOutOfRange) {
    return typed;
  }
  return SendPlainStatus(output, status, body);
}

OrthancPluginErrorCode SendPlainStatus(OrthancPluginRestOutput* output, int status, std::string_view body) {
  _OrthancPluginSendHttpStatus parameters{};
  parameters.output = output;
  parameters.status = static_cast<uint16_t>(status);
  parameters.body = body.empty() ? nullptr : body.data();
  parameters.bodySize = static_cast<uint32_t>(body.size());
  return Invoke(_OrthancPluginService_SendHttpStatus, &parameters);
}

OrthancPluginErrorCode SendOk(OrthancPluginRestOutput* output, const std::string& type, std::string_view body) {
  _OrthancPluginAnswerBuffer parameters{};
  parameters.output = output;
  parameters.answer = body.data();
  parameters.answerSize = static_cast<uint32_t>(body.size());
  parameters.mimeType = type.c_str();
  return Invoke(_OrthancPluginService_AnswerBuffer, &parameters);
}

}  // namespace host
