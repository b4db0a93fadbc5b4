// JavaScript objects in front of something that lives no longer than a callback.
#pragma once

#include "js-value.h"

namespace host {

// One such object. It may outlive the callback, if the script keeps it, but then nothing is behind it any more.
template <typename Shown>
class Lent {
 public:
  // The class of these objects. Its prototype is null unless JS_SetClassProto gives another.
  static JSClassID Class() {
    static const JSClassID id = [] {
      JSClassID none = 0;
      return JS_NewClassID(&none);
    }();
    return id;
  }

  // To be called once in each runtime.
  static void DefineClass(JSContext* js, const JSClassDef& definition) {
    if (JS_NewClass(JS_GetRuntime(js), Class(), &definition) < 0) {
      throw JsPending();
    }
  }

  Lent(JSContext* js, const Shown& shown) : value_(js, JS_NewObjectClass(js, static_cast<int>(Class()))) {
    JS_SetOpaque(value_.Get(), const_cast<Shown*>(&shown));
  }
  ~Lent() { JS_SetOpaque(value_.Get(), nullptr); }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;

  const JsValue& Value() const { return value_; }

  // What is behind an object. Throws JsPending with an Error after the callback, or for an object of another class.
  static const Shown& Behind(JSContext* js, JSValueConst object) {
    const auto* shown = static_cast<const Shown*>(JS_GetOpaque(object, Class()));
    if (shown == nullptr) {
      JS_ThrowReferenceError(js, "what Orthanc lent for the time of a callback is gone");
      throw JsPending();
    }
    return *shown;
  }

 private:
  JsValue value_;
};

}  // namespace host
