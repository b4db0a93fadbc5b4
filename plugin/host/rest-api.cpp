// orthanc.restApi: Orthanc's own REST API.

#include "rest-api.h"

#include "binding.h"
#include "header-rules.h"
#include "orthanc-buffer.h"
#include "runtime.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string_view>

namespace host {

namespace {

OrthancPluginHttpMethod ToMethod(const std::string& name) {
  if (name == "GET") {
    return OrthancPluginHttpMethod_Get;
  }
  if (name == "POST") {
    return OrthancPluginHttpMethod_Post;
  }
  if (name == "PUT") {
    return OrthancPluginHttpMethod_Put;
  }
  if (name == "DELETE") {
    return OrthancPluginHttpMethod_Delete;
  }
  throw std::runtime_error("the method must be GET, POST, PUT or DELETE");
}

// Inside of the process a failure comes as an error code. These are the statuses that Orthanc gives to the outside for
// them (ConvertErrorCodeToHttpStatus in its Enumerations.cpp).
int ToStatus(OrthancPluginErrorCode code) {
  switch (code) {
    case OrthancPluginErrorCode_ParameterOutOfRange:
    case OrthancPluginErrorCode_BadParameterType:
    case OrthancPluginErrorCode_BadRequest:
    case OrthancPluginErrorCode_UriSyntax:
    case OrthancPluginErrorCode_BadFileFormat:
    case OrthancPluginErrorCode_BadJson:
      return 400;
    case OrthancPluginErrorCode_Unauthorized:
      return 401;
    case OrthancPluginErrorCode_ForbiddenAccess:
      return 403;
    case OrthancPluginErrorCode_InexistentItem:
    case OrthancPluginErrorCode_InexistentFile:
    case OrthancPluginErrorCode_InexistentTag:
    case OrthancPluginErrorCode_UnknownResource:
      return 404;
    case OrthancPluginErrorCode_NotAcceptable:
      return 406;
    case OrthancPluginErrorCode_Revision:
    case OrthancPluginErrorCode_DuplicateResource:
      return 409;
    case OrthancPluginErrorCode_BadRange:
      return 416;
    case OrthancPluginErrorCode_DatabaseUnavailable:
    case OrthancPluginErrorCode_DatabaseCannotSerialize:
      return 503;
    default:
      return 500;
  }
}

class OwnProperties {
 public:
  OwnProperties(JSContext* js, JSValueConst object) : js_(js) {
    if (JS_GetOwnPropertyNames(js, &list_, &count_, object, JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0) {
      throw JsPending();
    }
  }
  ~OwnProperties() {
    for (const JSPropertyEnum& property : *this) {
      JS_FreeAtom(js_, property.atom);
    }
    js_free(js_, list_);
  }
  OwnProperties(const OwnProperties&) = delete;
  OwnProperties& operator=(const OwnProperties&) = delete;
  const JSPropertyEnum* begin() const { return list_; }
  const JSPropertyEnum* end() const { return list_ + count_; }

 private:
  JSContext* js_;
  JSPropertyEnum* list_ = nullptr;
  uint32_t count_ = 0;
};

// Orthanc gives the headers as a JSON object.
Headers ReadHeaders(JSContext* js, std::string_view json) {
  Headers headers;
  if (json.empty()) {
    return headers;
  }
  const std::string text(json);  // JS_ParseJSON wants a NUL at the end
  const JsValue object(js, JS_ParseJSON(js, text.data(), text.size(), "headers"));
  const OwnProperties names(js, object.Get());
  for (const JSPropertyEnum& property : names) {
    std::string name = ToString(js, JsValue(js, JS_AtomToString(js, property.atom)).Get(), "header");
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    const JsValue value(js, JS_GetProperty(js, object.Get(), property.atom));
    headers.emplace_back(std::move(name), ToString(js, value.Get(), "header"));
  }
  return headers;
}

// What Orthanc itself answers to a client for such a failure, but for the details, which it does not tell its plugins.
std::string DescribeFailure(JSContext* js, OrthancPluginErrorCode code, const std::string& method, const std::string& uri) {
  const char* description = OrthancPluginGetErrorDescription(Orthanc(), code);
  const std::string message = description == nullptr ? "Unknown error" : description;
  const JsValue failure = NewObject(js);
  failure.Define("HttpStatus", NewNumber(js, ToStatus(code)));
  failure.Define("Message", NewString(js, message));
  failure.Define("Method", NewString(js, method));
  failure.Define("OrthancError", NewString(js, message));
  failure.Define("OrthancStatus", NewNumber(js, code));
  failure.Define("Uri", NewString(js, uri.substr(0, uri.find('?'))));
  const JsValue text(js, JS_JSONStringify(js, failure.Get(), JS_UNDEFINED, JS_UNDEFINED));
  return ToString(js, text.Get(), "failure");
}

thread_local int calls_ = 0;

class Calling {
 public:
  Calling() { calls_++; }
  ~Calling() { calls_--; }
  Calling(const Calling&) = delete;
  Calling& operator=(const Calling&) = delete;
};

JsValue RestApi(const Arguments& arguments) {
  JSContext* js = arguments.Js();
  const JsValue options = JsValue::Copy(js, arguments.Object(0));
  const std::string methodName = ToString(js, options.Property("method").Get(), "method");
  const OrthancPluginHttpMethod method = ToMethod(methodName);
  const std::string uri = ToString(js, options.Property("uri").Get(), "uri");
  if (uri.empty() || uri[0] != '/' || uri.find('\0') != std::string::npos) {
    throw std::runtime_error("the uri must begin with a slash");
  }
  const Headers headers = ToPairs(js, options.Property("headers").Get(), "headers");
  CheckHeaders(headers);
  std::vector<const char*> names;
  std::vector<const char*> values;
  for (const auto& [name, value] : headers) {
    names.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  const Body body(js, options.Property("body"), "body");
  if (body.Size() > std::numeric_limits<uint32_t>::max()) {
    throw std::runtime_error("the body is too large for Orthanc's interface");
  }
  const bool afterPlugins = JS_ToBool(js, options.Property("afterPlugins").Get()) == 1;

  OrthancBuffer answerBody;
  OrthancBuffer answerHeaders;
  uint16_t status = 0;
  OrthancPluginErrorCode code = OrthancPluginErrorCode_Success;
  {
    const NativeTime waiting(Runtime::Of(js));
    const Calling calling;
    code = OrthancPluginCallRestApi(Orthanc(), answerBody.Target(), answerHeaders.Target(), &status, method, uri.c_str(),
                                    static_cast<uint32_t>(names.size()), names.data(), values.data(), body.Data(),
                                    static_cast<uint32_t>(body.Size()), afterPlugins ? 1 : 0);
  }
  JsValue answer = NewObject(js);
  if (code == OrthancPluginErrorCode_Success) {
    answer.Define("status", NewNumber(js, status));
    answer.Define("headers", NewPairs(js, ReadHeaders(js, answerHeaders.View())));
    answer.Define("body", NewArrayBuffer(js, std::string(answerBody.View())));
  } else {
    answer.Define("status", NewNumber(js, ToStatus(code)));
    answer.Define("headers", NewPairs(js, {{"content-type", "application/json"}}));
    answer.Define("body", NewArrayBuffer(js, DescribeFailure(js, code, methodName, uri)));
  }
  return answer;
}

void RegisterRestApi(JSContext* js, JSValueConst orthanc) { DefineFunction<RestApi>(js, orthanc, "restApi", 1); }

const Binding binding(RegisterRestApi);

}  // namespace

bool IsWithinRestApi() { return calls_ > 0; }

}  // namespace host
