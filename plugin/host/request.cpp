#include "request.h"

namespace host {

namespace {

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

// A string that many requests share, from QuickJS's table of names.
JsValue NewSharedString(JSContext* js, const char* text) {
  const JSAtom atom = JS_NewAtom(js, text);
  const JSValue value = JS_AtomToString(js, atom);
  JS_FreeAtom(js, atom);
  return JsValue(js, value);
}

JsValue NewQuery(JSContext* js, const RequestParts& parts) {
  JsValue query = NewArray(js);
  for (uint32_t i = 0; i < parts.argumentCount; i++) {
    const JsValue pair = NewArray(js);
    pair.DefineElement(0, NewString(js, parts.argumentNames[i]));
    pair.DefineElement(1, NewString(js, parts.argumentValues[i]));
    query.DefineElement(i, JsValue::Copy(js, pair.Get()));
  }
  return query;
}

}  // namespace

Request::Request(JSContext* js, const RequestParts& parts) : headers_(js, parts.headers), value_(NewObject(js)) {
  value_.Define("method", NewSharedString(js, MethodName(parts.method)));
  value_.Define("path", NewString(js, parts.path));
  value_.Define("ip", NewString(js, parts.ip));
  value_.Define("headers", JsValue::Copy(js, headers_.Value().Get()));
  value_.Define("query", NewQuery(js, parts));
}

}  // namespace host
