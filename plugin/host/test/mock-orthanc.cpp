#include "mock-orthanc.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <regex>

namespace mock {

namespace {

struct RegisteredRoute {
  std::regex pattern;
  OrthancPluginRestCallback callback;
};

struct RegisteredIntercept {
  std::regex pattern;
  _OrthancPluginChunkedRestCallback callbacks;
};

std::mutex logMutex_;
std::vector<std::string> log_;
OrthancPluginIncomingHttpRequestFilter2 filter_ = nullptr;
std::vector<RegisteredRoute> routes_;
std::vector<RegisteredIntercept> intercepts_;
std::vector<OrthancPluginOnChangeCallback> changes_;

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

// "/fail/17" fails with that code; anything after plugins reaches the routes; the rest is one small resource.
OrthancPluginErrorCode CallRestApi(const _OrthancPluginCallRestApi& call) {
  const std::string uri = call.uri;
  if (uri.rfind("/fail/", 0) == 0) {
    return static_cast<OrthancPluginErrorCode>(std::atoi(uri.c_str() + 6));
  }
  Answer answer{200, {{"Content-Type", "application/json"}}, R"({"Name":"mock"})"};
  if (call.afterPlugins != 0) {
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
      routes_.push_back({std::regex(route.pathRegularExpression), route.callback});
      break;
    }
    case _OrthancPluginService_RegisterChunkedRestCallback: {
      const auto& intercept = As<_OrthancPluginChunkedRestCallback>(parameters);
      intercepts_.push_back({std::regex(intercept.pathRegularExpression), intercept});
      break;
    }
    case _OrthancPluginService_RegisterOnChangeCallback:
      changes_.push_back(As<_OrthancPluginOnChangeCallback>(parameters).callback);
      break;
    case _OrthancPluginService_GetConfiguration:
      *As<_OrthancPluginRetrieveDynamicString>(parameters).result = strdup(R"({"Name":"mock"})");
      break;
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
    default:
      return OrthancPluginErrorCode_NotImplemented;
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

namespace {

// A request as Orthanc gives it to a callback, valid as long as it lives.
struct Request {
  Request(const std::string& method, const std::smatch& match) : groups(match.begin() + 1, match.end()) {
    for (const std::string& group : groups) {
      pointers.push_back(group.c_str());
    }
    http.method = ToMethod(method);
    http.groupsCount = static_cast<uint32_t>(pointers.size());
    http.groups = pointers.data();
    http.headersCount = 4;
    http.headersKeys = kHeaderNames;
    http.headersValues = kHeaderValues;
    http.getCount = 3;
    http.getKeys = kArgumentNames;
    http.getValues = kArgumentValues;
  }

  std::vector<std::string> groups;
  std::vector<const char*> pointers;
  OrthancPluginHttpRequest http{};
};

OrthancPluginRestOutput* ToOrthanc(Output& output) { return reinterpret_cast<OrthancPluginRestOutput*>(&output); }

}  // namespace

Answer Route(const std::string& method, const std::string& path, const std::string& body) {
  for (const RegisteredRoute& route : routes_) {
    std::smatch match;
    if (std::regex_match(path, match, route.pattern)) {
      Request request(method, match);
      request.http.body = body.data();
      request.http.bodySize = static_cast<uint32_t>(body.size());
      Output output;
      route.callback(ToOrthanc(output), path.c_str(), &request.http);
      return output.answer;
    }
  }
  return {404, {}, ""};
}

Answer Receive(const std::string& method, const std::string& path, const std::string& body) {
  for (const RegisteredIntercept& intercept : intercepts_) {
    std::smatch match;
    if (method == "POST" && std::regex_match(path, match, intercept.pattern)) {
      const _OrthancPluginChunkedRestCallback& callbacks = intercept.callbacks;
      OrthancPluginServerChunkedRequestReader* reader = nullptr;
      {
        // What the reader needs of the request it must keep.
        Request request(method, match);
        if (callbacks.postHandler(&reader, path.c_str(), &request.http) != OrthancPluginErrorCode_Success) {
          return {500, {}, ""};
        }
      }
      const size_t half = body.size() / 2;
      callbacks.addChunk(reader, body.data(), static_cast<uint32_t>(half));
      callbacks.addChunk(reader, body.data() + half, static_cast<uint32_t>(body.size() - half));
      Output output;
      callbacks.execute(reader, ToOrthanc(output));
      callbacks.finalize(reader);
      return output.answer;
    }
  }
  return Route(method, path, body);
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
