// orthanc.http: a small HTTP/1.1 client.

#include "binding.h"
#include "header-rules.h"
#include "http-connection.h"
#include "runtime.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace host {

namespace {

constexpr double kLongestTimeoutMs = 600000;

// Splits `http://host:port/path?query`; the host may be a bracketed IPv6 address. Throws std::runtime_error.
void ReadUrl(const std::string& url, HttpRequest& request) {
  constexpr std::string_view kScheme = "http://";
  const std::runtime_error bad("the URL must be http://host:port/path, without spaces or user names");
  const bool isPrintable = std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (!isPrintable || url.compare(0, kScheme.size(), kScheme) != 0) {
    throw bad;
  }
  const size_t pathAt = std::min(url.find_first_of("/?#", kScheme.size()), url.size());
  std::string authority = url.substr(kScheme.size(), pathAt - kScheme.size());
  request.target = url.substr(pathAt, url.find('#', pathAt) - pathAt);
  if (request.target.empty() || request.target[0] != '/') {
    request.target.insert(0, "/");
  }
  const size_t colon = authority.rfind(':');
  if (colon != std::string::npos && authority.find(']', colon) == std::string::npos) {
    const char* end = authority.data() + authority.size();
    const auto [stopped, error] = std::from_chars(authority.data() + colon + 1, end, request.port);
    if (error != std::errc() || stopped != end || request.port < 1 || request.port > 65535) {
      throw bad;
    }
    authority.resize(colon);
  }
  if (authority.size() > 2 && authority.front() == '[' && authority.back() == ']') {
    authority = authority.substr(1, authority.size() - 2);
  }
  if (authority.empty() || authority.find_first_of("@[]") != std::string::npos) {
    throw bad;
  }
  request.host = authority;
}

JsValue Http(const Arguments& arguments) {
  JSContext* js = arguments.Js();
  Runtime& runtime = Runtime::Of(js);
  const JsValue options = JsValue::Copy(js, arguments.Object(0));
  HttpRequest request;
  request.method = ToString(js, options.Property("method").Get(), "method");
  if (request.method != "GET" && request.method != "POST" && request.method != "PUT" && request.method != "DELETE") {
    throw std::runtime_error("the method must be GET, POST, PUT or DELETE");
  }
  ReadUrl(ToString(js, options.Property("url").Get(), "url"), request);
  request.headers = ToPairs(js, options.Property("headers").Get(), "headers");
  CheckHeaders(request.headers);
  const Body body(js, options.Property("body"), "body");
  request.body = body.Data();
  request.bodySize = body.Size();
  const double timeout = ToNumber(js, options.Property("timeoutMs").Get(), "timeoutMs");
  if (!(timeout >= 1) || timeout > kLongestTimeoutMs) {
    throw std::runtime_error("timeoutMs must be between 1 and 600000");
  }
  request.timeout = std::chrono::milliseconds(static_cast<int64_t>(timeout));
  request.isCancelled = [&runtime] { return runtime.IsCancelled(); };

  HttpResponse response;
  {
    const NativeTime waiting(runtime);
    response = Exchange(request);
  }
  JsValue answer = NewObject(js);
  answer.Define("status", NewNumber(js, response.status));
  answer.Define("headers", NewPairs(js, response.headers));
  answer.Define("body", NewArrayBuffer(js, std::move(response.body)));
  return answer;
}

void RegisterHttpClient(JSContext* js, JSValueConst orthanc) { DefineFunction<Http>(js, orthanc, "http", 1); }

const Binding binding(RegisterHttpClient, CloseConnections);

}  // namespace

}  // namespace host
