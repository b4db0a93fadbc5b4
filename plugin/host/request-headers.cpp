#include "request-headers.h"

#include "binding.h"
#include "convert.h"

namespace host {

namespace {

// The three functions by which QuickJS looks into an object that has no properties of its own. No C++ exception may pass
// through its frames.

int FindHeader(JSContext* js, JSPropertyDescriptor* found, JSValueConst object, JSAtom property) {
  try {
    const RequestHeaders& headers = LentHeaders::Behind(js, object);
    const JsValue name(js, JS_AtomToValue(js, property));
    if (!JS_IsString(name.Get())) {
      return 0;  // a symbol
    }
    const char* value = headers.Find(Text(js, name.Get(), "header").View());
    if (value == nullptr) {
      return 0;
    }
    if (found != nullptr) {
      *found = {JS_PROP_ENUMERABLE, NewString(js, value).Release(), JS_UNDEFINED, JS_UNDEFINED};
    }
    return 1;
  } catch (...) {
    ThrowCurrentException(js);
    return -1;
  }
}

int ListHeaders(JSContext* js, JSPropertyEnum** names, uint32_t* count, JSValueConst object) {
  JSPropertyEnum* list = nullptr;
  uint32_t listed = 0;
  try {
    const RequestHeaders& headers = LentHeaders::Behind(js, object);
    list = static_cast<JSPropertyEnum*>(js_malloc(js, sizeof(JSPropertyEnum) * (headers.count + 1)));
    if (list == nullptr) {
      throw JsPending();
    }
    for (; listed < headers.count; listed++) {
      const JSAtom name = JS_ValueToAtom(js, NewString(js, headers.names[listed]).Get());
      if (name == JS_ATOM_NULL) {
        throw JsPending();
      }
      list[listed] = {1, name};
    }
    *names = list;
    *count = listed;
    return 0;
  } catch (...) {
    for (uint32_t i = 0; i < listed; i++) {
      JS_FreeAtom(js, list[i].atom);
    }
    js_free(js, list);
    ThrowCurrentException(js);
    return -1;
  }
}

int DefineHeader(JSContext* js, JSValueConst, JSAtom, JSValueConst, JSValueConst, JSValueConst, int) {
  JS_ThrowTypeError(js, "the headers of a request cannot be changed");
  return -1;
}

JSClassExoticMethods access_ = {FindHeader, ListHeaders, nullptr, DefineHeader, nullptr, nullptr,
                                nullptr,    nullptr,     nullptr, nullptr,      nullptr};

const JSClassDef kClass = {"Headers", nullptr, nullptr, nullptr, &access_};

void RegisterHeaders(JSContext* js, JSValueConst) { LentHeaders::DefineClass(js, kClass); }

const Binding binding(RegisterHeaders);

}  // namespace

const char* RequestHeaders::Find(std::string_view name) const {
  for (uint32_t i = 0; i < count; i++) {
    if (name == names[i]) {
      return values[i];
    }
  }
  return nullptr;
}

}  // namespace host
