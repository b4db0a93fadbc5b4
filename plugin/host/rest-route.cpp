// orthanc.route: answers the paths that match a regular expression.

#include "binding.h"
#include "callback.h"
#include "convert.h"
#include "header-rules.h"
#include "http-answer.h"
#include "orthanc-buffer.h"
#include "pack.h"
#include "request-context.h"
#include "request.h"
#include "rest-route.h"

#include <array>
#include <stdexcept>
#include <utility>

namespace host {

namespace {

// Orthanc does not tell a callback which of its registrations matched: each route has a C function of its own.
constexpr size_t kMostRoutes = 64;

// Index of each route among the runtimes' callbacks. Written while Orthanc initialises the plugin.
std::array<size_t, kMostRoutes> routes_;
std::array<bool, kMostRoutes> onlyCuts_;
size_t routeCount_ = 0;

// Lends Orthanc's memory to a script for the time of a call, without a copy.
class LentBuffer {
 public:
  LentBuffer(JSContext* js, const void* bytes, size_t size)
      : js_(js), buffer_(js, JS_NewArrayBuffer(js, static_cast<uint8_t*>(const_cast<void*>(bytes)), size, nullptr,
                                               nullptr, false)) {}
  ~LentBuffer() { JS_DetachArrayBuffer(js_, buffer_.Get()); }
  LentBuffer(const LentBuffer&) = delete;
  LentBuffer& operator=(const LentBuffer&) = delete;
  JsValue Value() const { return JsValue::Copy(js_, buffer_.Get()); }

 private:
  JSContext* js_;
  JsValue buffer_;
};

// A `RouteResponse`, and what keeps its body alive.
struct Result {
  Answer answer;
  Body body;
};

void ReadBody(JSContext* js, JsValue value, Result& result) {
  if (JS_IsObject(value.Get())) {
    const JsValue asset = value.Property("asset");
    if (!asset.IsUndefined()) {
      const std::string path = ToString(js, asset.Get(), "asset");
      result.answer.body = FindForm(path, ToString(js, value.Property("encoding").Get(), "encoding"));
      if (result.answer.body.data() == nullptr) {
        throw std::runtime_error("no such form of the file " + path);
      }
      return;
    }
  }
  result.body = Body(js, std::move(value), "body");
  result.answer.body = std::string_view(result.body.Data(), result.body.Size());
}

void ReadResult(JSContext* js, const JsValue& response, Result& result) {
  if (!JS_IsObject(response.Get())) {
    ThrowTypeError(js, "the answer of a route", "an object");
  }
  const double status = ToNumber(js, response.Property("status").Get(), "status");
  result.answer.status = static_cast<int>(status);
  if (result.answer.status != status || status < 200 || status > 599) {
    throw std::runtime_error("status must be between 200 and 599");
  }
  result.answer.headers = ToPairs(js, response.Property("headers").Get(), "headers");
  CheckHeaders(result.answer.headers);
  ReadBody(js, response.Property("body"), result);
}

RequestParts PartsOf(const char* path, const OrthancPluginHttpRequest& http) {
  return {http.method, path, ClientAddress().c_str(),
          {http.headersCount, http.headersKeys, http.headersValues},
          http.getCount, http.getKeys, http.getValues};
}

// Adds to a `FilteredRequest` what makes it a `RouteRequest`, but for the body.
void DefineRouteParts(JSContext* js, const JsValue& request, const OrthancPluginHttpRequest& http) {
  const std::string* context = RequestContext();
  request.Define("context", context == nullptr ? Undefined() : NewString(js, *context));
  JsValue groups = NewArray(js);
  for (uint32_t i = 0; i < http.groupsCount; i++) {
    groups.DefineElement(i, NewString(js, http.groups[i]));
  }
  request.Define("groups", std::move(groups));
}

}  // namespace

OrthancPluginErrorCode Serve(size_t callback, OrthancPluginRestOutput* output, const char* path,
                             const OrthancPluginHttpRequest* http) noexcept {
  bool answered = false;
  WithLease("route", [&](Runtime& runtime) {
    Result result;
    const RequestParts parts = PartsOf(path, *http);
    answered = EnterJavaScript(runtime, "route", kCallbackTime, [&](Runtime& entered) {
      JSContext* js = entered.Js();
      const Request request(js, parts);
      DefineRouteParts(js, request.Value(), *http);
      if (http->bodySize > 0) {
        const LentBuffer body(js, http->body, http->bodySize);
        request.Value().Define("body", body.Value());
        ReadResult(js, Call(js, entered.Callback(callback), &request.Value()), result);
      } else {
        request.Value().Define("body", Undefined());
        ReadResult(js, Call(js, entered.Callback(callback), &request.Value()), result);
      }
    });
    if (answered) {
      SendAnswer(output, result.answer);
    }
  });
  if (!answered) {
    SendInternalError(output);
  }
  return OrthancPluginErrorCode_Success;
}

namespace {

// The address as the client wrote it: Orthanc has only taken it apart.
std::string WriteUri(const char* path, const OrthancPluginHttpRequest& http) {
  std::string uri = path;
  for (uint32_t i = 0; i < http.getCount; i++) {
    uri += i == 0 ? '?' : '&';
    uri += http.getKeys[i];
    if (http.getValues[i][0] != '\0') {
      uri += '=';
      uri += http.getValues[i];
    }
  }
  return uri;
}

// Orthanc's own answer, which is JSON. False where it has none: the script says what then.
bool AnswerAsItIs(OrthancPluginRestOutput* output, const char* path, const OrthancPluginHttpRequest& http) {
  const std::string uri = WriteUri(path, http);
  OrthancBuffer body;
  OrthancBuffer headers;
  uint16_t status = 0;
  const OrthancPluginErrorCode code =
      OrthancPluginCallRestApi(Orthanc(), body.Target(), headers.Target(), &status, http.method, uri.c_str(), 0,
                               nullptr, nullptr, http.body, http.bodySize, 0);
  if (code != OrthancPluginErrorCode_Success || status != 200) {
    return false;
  }
  SendAnswer(output, {200, {{"Content-Type", "application/json; charset=utf-8"}}, body.View()});
  return true;
}

template <size_t route>
OrthancPluginErrorCode ServeRoute(OrthancPluginRestOutput* output, const char* path,
                                  const OrthancPluginHttpRequest* http) {
  const bool asks = http->method == OrthancPluginHttpMethod_Get || http->method == OrthancPluginHttpMethod_Post;
  try {
    if (onlyCuts_[route] && asks && SeesEverything() && AnswerAsItIs(output, path, *http)) {
      return OrthancPluginErrorCode_Success;
    }
  } catch (...) {
    // No memory: the script fails or not, for itself.
  }
  return Serve(routes_[route], output, path, http);
}

template <size_t... routes>
constexpr std::array<OrthancPluginRestCallback, sizeof...(routes)> MakeServers(std::index_sequence<routes...>) {
  return {&ServeRoute<routes>...};
}

constexpr auto kServers = MakeServers(std::make_index_sequence<kMostRoutes>());

JsValue Route(const Arguments& arguments) {
  Runtime& runtime = Runtime::Of(arguments.Js());
  const std::string pattern = arguments.String(0);
  const size_t index = runtime.AddCallback("route " + pattern, arguments.Function(1));
  if (runtime.RegistersWithOrthanc()) {
    if (routeCount_ == kMostRoutes) {
      throw std::runtime_error("there can be at most 64 routes");
    }
    routes_[routeCount_] = index;
    onlyCuts_[routeCount_] = JS_ToBool(arguments.Js(), arguments[2]) == 1;
    const _OrthancPluginRestCallback parameters{pattern.c_str(), kServers[routeCount_]};
    Register(_OrthancPluginService_RegisterRestCallbackNoLock, &parameters, "route " + pattern);
    routeCount_++;
  }
  return Undefined();
}

void RegisterRoute(JSContext* js, JSValueConst orthanc) { DefineFunction<Route>(js, orthanc, "route", 3); }

void Stop() { routeCount_ = 0; }

const Binding binding(RegisterRoute, Stop);

}  // namespace

}  // namespace host
