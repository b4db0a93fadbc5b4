// Owns one reference to a QuickJS value.
#pragma once

extern "C" {
#include "quickjs.h"
}

#include <utility>

namespace host {

// A JavaScript exception is pending in the context: unwind to the nearest native function called by JavaScript, or to
// the callback that entered it.
struct JsPending {};

class JsValue {
 public:
  JsValue() = default;

  // Takes over the reference. Throws JsPending for JS_EXCEPTION, so that a JsValue is always a real value.
  JsValue(JSContext* js, JSValue value) : js_(js), value_(value) {
    if (JS_IsException(value)) {
      throw JsPending();
    }
  }

  JsValue(JsValue&& other) noexcept
      : js_(other.js_), value_(std::exchange(other.value_, JS_UNDEFINED)) {}

  JsValue& operator=(JsValue&& other) noexcept {
    std::swap(js_, other.js_);
    std::swap(value_, other.value_);
    return *this;
  }

  JsValue(const JsValue&) = delete;
  JsValue& operator=(const JsValue&) = delete;

  ~JsValue() {
    if (js_ != nullptr) {
      JS_FreeValue(js_, value_);
    }
  }

  static JsValue Copy(JSContext* js, JSValueConst value) { return JsValue(js, JS_DupValue(js, value)); }

  JSValueConst Get() const { return value_; }

  // Gives the reference away, to a QuickJS function that takes it over.
  JSValue Release() { return std::exchange(value_, JS_UNDEFINED); }

  bool IsUndefined() const { return JS_IsUndefined(value_); }

  JsValue Property(const char* name) const {
    return JsValue(js_, JS_GetPropertyStr(js_, value_, name));
  }

  JsValue Element(uint32_t index) const {
    return JsValue(js_, JS_GetPropertyUint32(js_, value_, index));
  }

  // Defines an own property: no setter and no prototype is consulted, whatever the name.
  void Define(const char* name, JsValue value) const {
    if (JS_DefinePropertyValueStr(js_, value_, name, value.Release(), JS_PROP_C_W_E) < 0) {
      throw JsPending();
    }
  }

  void DefineElement(uint32_t index, JsValue value) const {
    if (JS_DefinePropertyValueUint32(js_, value_, index, value.Release(), JS_PROP_C_W_E) < 0) {
      throw JsPending();
    }
  }

 private:
  JSContext* js_ = nullptr;
  JSValue value_ = JS_UNDEFINED;
};

}  // namespace host
