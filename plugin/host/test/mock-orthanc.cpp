#include "mock-orthanc.h"

#include "mock-dicom.h"

#include <regex.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>

namespace mock {

namespace {

// Of the C library: <regex> alone would take longer to compile than the rest of the harness.
class Pattern {
 public:
  explicit Pattern(const char* text) {
    if (regcomp(&compiled_, ("^" + std::string(text) + "$").c_str(), REG_EXTENDED) != 0) {
      std::abort();
    }
  }
  ~Pattern() { regfree(&compiled_); }
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  // Gives the capture groups. False if it does not match.
  bool Match(const std::string& path, std::vector<std::string>& groups) const {
    regmatch_t matches[4];
    if (regexec(&compiled_, path.c_str(), 4, matches, 0) != 0) {
      return false;
    }
    for (size_t i = 1; i <= compiled_.re_nsub; i++) {
      const auto begin = static_cast<size_t>(matches[i].rm_so);
      groups.push_back(matches[i].rm_so < 0 ? "" : path.substr(begin, static_cast<size_t>(matches[i].rm_eo) - begin));
    }
    return true;
  }

 private:
  regex_t compiled_{};
};

struct RegisteredRoute {
  std::unique_ptr<Pattern> pattern;
  OrthancPluginRestCallback callback;
};

std::mutex logMutex_;
std::vector<std::string> log_;
OrthancPluginIncomingHttpRequestFilter2 filter_ = nullptr;
std::vector<RegisteredRoute> routes_;
std::vector<OrthancPluginOnChangeCallback> changes_;
std::map<int32_t, std::string> properties_;

struct Output {
  Answer answer;
  int pendingStatus = 200;
  bool hasType = false;
  bool sent = false;
};

Output& OutputOf(OrthancPluginRestOutput* output) { return *reinterpret_cast<Output*>(output); }

// The statuses that matter here and that Orthanc 1.12.7 can write.
bool IsKnown(int status) {
  static const std::vector<int> known = {200, 201, 202, 204, 302, 303, 304, 307, 400, 401, 403, 404,
                                         405, 409, 413, 415, 422, 500, 502, 503, 504};
  return std::find(known.begin(), known.end(), status) != known.end();
}

// As HttpOutput::StateMachine::SendBody: the status is looked at last.
OrthancPluginErrorCode Send(Output& output, const void* body, uint32_t size) {
  if (output.sent) {
    return OrthancPluginErrorCode_BadSequenceOfCalls;
  }
  if (!IsKnown(output.pendingStatus)) {
    return OrthancPluginErrorCode_ParameterOutOfRange;
  }
  output.sent = true;
  output.answer.status = output.pendingStatus;
  output.answer.body.assign(static_cast<const char*>(body), size);
  return OrthancPluginErrorCode_Success;
}

void SetType(Output& output, const char* type) {
  output.hasType = true;
  output.answer.headers.emplace_back("Content-Type", type);
}

OrthancPluginErrorCode SendStatus(const _OrthancPluginSendHttpStatus& parameters) {
  Output& output = OutputOf(parameters.output);
  if (parameters.status == 301 || parameters.status == 405) {
    return OrthancPluginErrorCode_ParameterOutOfRange;
  }
  output.pendingStatus = parameters.status;
  if (parameters.bodySize > 0 && !output.hasType) {
    SetType(output, "text/plain");
  }
  return Send(output, parameters.body, parameters.bodySize);
}

void Copy(OrthancPluginMemoryBuffer& target, const std::string& text) {
  target.size = static_cast<uint32_t>(text.size());
  target.data = std::malloc(text.size() + 1);
  std::memcpy(target.data, text.data(), text.size());
}

// "/fail/17" fails with that code; "/store" stores an instance; anything after plugins reaches the routes; the rest is one small resource.
OrthancPluginErrorCode CallRestApi(const _OrthancPluginCallRestApi& call) {
  const std::string uri = call.uri;
  if (uri.rfind("/fail/", 0) == 0) {
    return static_cast<OrthancPluginErrorCode>(std::atoi(uri.c_str() + 6));
  }
  Answer answer{200, {{"Content-Type", "application/json"}}, R"({"Name":"mock"})"};
  if (uri == "/store") {
    answer.body = Store(OrthancPluginInstanceOrigin_Plugin, "", "{}");
  } else if (call.afterPlugins != 0) {
    const std::string body(static_cast<const char*>(call.body), call.bodySize);
    answer = Route(call.method == OrthancPluginHttpMethod_Delete ? "DELETE" : "GET", uri, body);
  }
  *call.httpStatus = static_cast<uint16_t>(answer.status);
  std::string headers = "{";
  for (const auto& [name, value] : answer.headers) {
    headers += (headers.size() > 1 ? ",\"" : "\"") + name + "\":\"" + value + "\"";
  }
  Copy(*call.answerHeaders, headers + "}");
  Copy(*call.answerBody, answer.body);
  return OrthancPluginErrorCode_Success;
}

void Log(const void* message) {
  const std::lock_guard<std::mutex> lock(logMutex_);
  log_.emplace_back(static_cast<const char*>(message));
}

// SPOOL in the environment names the folder of the spool.
std::string Configuration() {
  const char* spool = std::getenv("SPOOL");
  return R"({"Name":"mock","Spool":")" + std::string(spool == nullptr ? "" : spool) + R"("})";
}

template <typename T>
const T& As(const void* parameters) {
  return *static_cast<const T*>(parameters);
}

OrthancPluginErrorCode Invoke(_OrthancPluginContext_t*, _OrthancPluginService service, const void* parameters) {
  switch (service) {
    case _OrthancPluginService_LogInfo:
    case _OrthancPluginService_LogWarning:
    case _OrthancPluginService_LogError:
      Log(parameters);
      break;
    case _OrthancPluginService_RegisterIncomingHttpRequestFilter2:
      filter_ = As<_OrthancPluginIncomingHttpRequestFilter2>(parameters).callback;
      break;
    case _OrthancPluginService_RegisterRestCallbackNoLock: {
      const auto& route = As<_OrthancPluginRestCallback>(parameters);
      routes_.push_back({std::make_unique<Pattern>(route.pathRegularExpression), route.callback});
      break;
    }
    case _OrthancPluginService_RegisterOnChangeCallback:
      changes_.push_back(As<_OrthancPluginOnChangeCallback>(parameters).callback);
      break;
    case _OrthancPluginService_GetConfiguration:
      *As<_OrthancPluginRetrieveDynamicString>(parameters).result = strdup(Configuration().c_str());
      break;
    case _OrthancPluginService_GetGlobalProperty: {
      const auto& property = As<_OrthancPluginGlobalProperty>(parameters);
      const auto found = properties_.find(property.property);
      *property.result = strdup(found == properties_.end() ? property.value : found->second.c_str());
      break;
    }
    case _OrthancPluginService_SetGlobalProperty: {
      const auto& property = As<_OrthancPluginGlobalProperty>(parameters);
      properties_[property.property] = property.value;
      break;
    }
    case _OrthancPluginService_SetHttpHeader: {
      const auto& header = As<_OrthancPluginSetHttpHeader>(parameters);
      OutputOf(header.output).answer.headers.emplace_back(header.key, header.value);
      break;
    }
    case _OrthancPluginService_AnswerBuffer: {
      const auto& answer = As<_OrthancPluginAnswerBuffer>(parameters);
      SetType(OutputOf(answer.output), answer.mimeType);
      return Send(OutputOf(answer.output), answer.answer, answer.answerSize);
    }
    case _OrthancPluginService_SendHttpStatus:
      return SendStatus(As<_OrthancPluginSendHttpStatus>(parameters));
    case _OrthancPluginService_SendMethodNotAllowed: {
      const auto& refusal = As<_OrthancPluginOutputPlusArgument>(parameters);
      Output& output = OutputOf(refusal.output);
      output.answer.headers = {{"Allow", refusal.argument}};
      output.pendingStatus = 405;
      return Send(output, nullptr, 0);
    }
    case _OrthancPluginService_CallRestApi:
      return CallRestApi(As<_OrthancPluginCallRestApi>(parameters));
    default: {
      OrthancPluginErrorCode code = OrthancPluginErrorCode_Success;
      return InvokeDicom(service, parameters, code) ? code : OrthancPluginErrorCode_NotImplemented;
    }
  }
  return OrthancPluginErrorCode_Success;
}

OrthancPluginHttpMethod ToMethod(const std::string& name) {
  return name == "POST"     ? OrthancPluginHttpMethod_Post
         : name == "PUT"    ? OrthancPluginHttpMethod_Put
         : name == "DELETE" ? OrthancPluginHttpMethod_Delete
                            : OrthancPluginHttpMethod_Get;
}

// Every request carries these; their names and values are hostile where that costs nothing.
const char* const kHeaderNames[] = {"host", "cookie", "__proto__", "x-bytes"};
const char* const kHeaderValues[] = {"localhost", "session=abc", "polluted", "\xff\xc3\xa9\xed\xa0\x80"};

// What a browser sends, in the order that Orthanc gives it.
const char* const kBrowserNames[] = {"accept",         "accept-encoding",    "accept-language", "connection",
                                     "cookie",         "host",               "referer",         "sec-ch-ua",
                                     "sec-fetch-dest", "sec-fetch-mode",     "sec-fetch-site",  "user-agent"};
const char* const kBrowserValues[] = {
    "application/dicom+json, application/json;q=0.9",
    "gzip, deflate, br, zstd",
    "fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7",
    "keep-alive",
    "theme=dark; sgim_session=s%3AKmk2tVtZ0u5cX9qJ3rY8nB1wE7aL4hFd.Q2c0R5m8T1v4X7z0B3e6H9k2N5q8S1u4W7y0A3d6G9j",
    "images.example.org",
    "https://images.example.org/sgim/app/studies/1.2.840.113619.2.55.3.604688119.868.1234567890.1",
    "\"Chromium\";v=\"140\", \"Not=A?Brand\";v=\"24\"",
    "empty",
    "cors",
    "same-origin",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"};
const char* const kArgumentNames[] = {"a", "a", "b"};
const char* const kArgumentValues[] = {"1%20", "2", ""};

}  // namespace

OrthancPluginContext* Context() {
  static OrthancPluginContext context;
  std::memset(&context, 0, sizeof context);
  context.orthancVersion = "1.12.7";
  context.Free = std::free;
  context.InvokeService = Invoke;
  return &context;
}

int Filter(const std::string& method, const std::string& path) {
  return filter_ == nullptr ? -1
                            : filter_(ToMethod(method), path.c_str(), "192.0.2.7", 4, kHeaderNames, kHeaderValues, 3,
                                      kArgumentNames, kArgumentValues);
}

int FilterBrowser(const std::string& path) {
  return filter_(OrthancPluginHttpMethod_Get, path.c_str(), "192.0.2.7", 12, kBrowserNames, kBrowserValues, 0, nullptr,
                 nullptr);
}

Answer Route(const std::string& method, const std::string& path, const std::string& body) {
  for (const RegisteredRoute& route : routes_) {
    std::vector<std::string> groups;
    if (route.pattern->Match(path, groups)) {
      std::vector<const char*> pointers;
      for (const std::string& group : groups) {
        pointers.push_back(group.c_str());
      }
      OrthancPluginHttpRequest request{};
      request.method = ToMethod(method);
      request.groupsCount = static_cast<uint32_t>(pointers.size());
      request.groups = pointers.data();
      request.headersCount = 4;
      request.headersKeys = kHeaderNames;
      request.headersValues = kHeaderValues;
      request.getCount = 3;
      request.getKeys = kArgumentNames;
      request.getValues = kArgumentValues;
      request.body = body.data();
      request.bodySize = static_cast<uint32_t>(body.size());
      Output output;
      route.callback(reinterpret_cast<OrthancPluginRestOutput*>(&output), path.c_str(), &request);
      return output.answer;
    }
  }
  return {404, {}, ""};
}

void SignalChange(OrthancPluginChangeType change) {
  for (const OrthancPluginOnChangeCallback callback : changes_) {
    callback(change, OrthancPluginResourceType_None, nullptr);
  }
}

std::vector<std::string> TakeLog() {
  const std::lock_guard<std::mutex> lock(logMutex_);
  return std::exchange(log_, {});
}

}  // namespace mock
