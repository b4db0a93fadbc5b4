// orthanc.requestContext, orthanc.requestAddress: on whose behalf a thread works, and from where.

#include "request-context.h"

#include "binding.h"
#include "convert.h"

namespace host {

namespace {

// A string that is cleared and filled again keeps its memory: no allocation per request.
struct Request {
  bool known = false;
  bool seesEverything = false;
  std::string address;
  std::string context;
};

thread_local Request request_;

JsValue GetRequestContext(const Arguments& arguments) {
  const std::string* context = RequestContext();
  return context == nullptr ? Undefined() : NewString(arguments.Js(), *context);
}

JsValue GetRequestAddress(const Arguments& arguments) {
  return request_.known ? NewString(arguments.Js(), request_.address) : Undefined();
}

void RegisterRequestContext(JSContext* js, JSValueConst orthanc) {
  DefineFunction<GetRequestContext>(js, orthanc, "requestContext", 0);
  DefineFunction<GetRequestAddress>(js, orthanc, "requestAddress", 0);
}

const Binding binding(RegisterRequestContext);

}  // namespace

void BeginRequest(const char* ip) noexcept {
  request_.known = true;
  request_.context.clear();
  request_.seesEverything = false;
  try {
    request_.address = ip;
  } catch (...) {
    request_.address.clear();
  }
}

void SetRequestContext(std::string_view context) { request_.context = context; }

void SetClientAddress(std::string_view address) { request_.address = address; }

void SetSeesEverything(bool value) { request_.seesEverything = value; }

bool SeesEverything() { return request_.seesEverything; }

const std::string& ClientAddress() { return request_.address; }

const std::string* RequestContext() { return request_.known ? &request_.context : nullptr; }

}  // namespace host
