#include "request.h"

namespace host {

namespace {

thread_local std::string clientAddress_;

const char* MethodName(OrthancPluginHttpMethod method) {
  switch (method) {
    case OrthancPluginHttpMethod_Post:
      return "POST";
    case OrthancPluginHttpMethod_Put:
      return "PUT";
    case OrthancPluginHttpMethod_Delete:
      return "DELETE";
    default:
      return "GET";
  }
}

}  // namespace

JsValue NewRequest(JSContext* js, const RequestParts& parts) {
  JsValue request = NewObject(js);
  request.Define("method", NewString(js, MethodName(parts.method)));
  request.Define("path", NewString(js, parts.path));
  request.Define("ip", NewString(js, parts.ip));
  JsValue headers = NewDictionary(js);
  for (uint32_t i = 0; i < parts.headerCount; i++) {
    headers.Define(parts.headerNames[i], NewString(js, parts.headerValues[i]));
  }
  request.Define("headers", std::move(headers));
  JsValue query = NewArray(js);
  for (uint32_t i = 0; i < parts.argumentCount; i++) {
    const JsValue pair = NewArray(js);
    pair.DefineElement(0, NewString(js, parts.argumentNames[i]));
    pair.DefineElement(1, NewString(js, parts.argumentValues[i]));
    query.DefineElement(i, JsValue::Copy(js, pair.Get()));
  }
  request.Define("query", std::move(query));
  return request;
}

const std::string& ClientAddress() { return clientAddress_; }

void SetClientAddress(const char* ip) { clientAddress_ = ip; }

}  // namespace host
