// Values between C++ and JavaScript, and the frame around every native function.
#pragma once

#include "js-value.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace host {

// In order; a name may repeat.
using Headers = std::vector<std::pair<std::string, std::string>>;

// The UTF-8 of a JavaScript string, for as long as it lives: QuickJS's own memory where it is ASCII. A lone surrogate
// becomes U+FFFD.
class Text {
 public:
  // Throws JsPending with a TypeError naming `what` for anything but a string.
  Text(JSContext* js, JSValueConst value, const char* what);
  ~Text() { JS_FreeCString(js_, bytes_); }
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;

  std::string_view View() const { return view_; }

 private:
  JSContext* js_;
  const char* bytes_;
  std::string_view view_;
  std::string repaired_;
};

// The arguments of a native function. Each accessor throws JsPending with a TypeError when the type is another.
class Arguments {
 public:
  Arguments(JSContext* js, int count, JSValueConst* values) : js_(js), count_(count), values_(values) {}

  JSContext* Js() const { return js_; }
  JSValueConst operator[](int index) const { return index < count_ ? values_[index] : JS_UNDEFINED; }
  std::string String(int index) const;
  host::Text Text(int index) const { return host::Text(js_, (*this)[index], "argument"); }
  double Number(int index) const;
  JSValueConst Function(int index) const;
  JSValueConst Object(int index) const;

 private:
  JSContext* js_;
  int count_;
  JSValueConst* values_;
};

using NativeFunction = JsValue (*)(const Arguments& arguments);

// Throws into JavaScript what the current C++ exception says. Only inside a catch block.
JSValue ThrowCurrentException(JSContext* js) noexcept;

// The only place where C++ meets QuickJS's stack frames: no C++ exception may pass through those.
template <NativeFunction function>
JSValue CallNative(JSContext* js, JSValueConst, int count, JSValueConst* values) {
  try {
    return function(Arguments(js, count, values)).Release();
  } catch (...) {
    return ThrowCurrentException(js);
  }
}

// Defines `object.name` as a native function of `length` arguments.
template <NativeFunction function>
void DefineFunction(JSContext* js, JSValueConst object, const char* name, int length) {
  JsValue native(js, JS_NewCFunction(js, &CallNative<function>, name, length));
  if (JS_DefinePropertyValueStr(js, object, name, native.Release(), 0) < 0) {
    throw JsPending();
  }
}

// Defines `object.name` as an object to hold such functions.
JsValue DefineObject(JSContext* js, JSValueConst object, const char* name);

JsValue Undefined();
JsValue NewObject(JSContext* js);
// An object without a prototype, for names that come from outside.
JsValue NewDictionary(JSContext* js);
JsValue NewArray(JSContext* js);
JsValue NewNumber(JSContext* js, double value);
// Ill-formed UTF-8 becomes U+FFFD.
JsValue NewString(JSContext* js, std::string_view text);
// Hands the bytes over to JavaScript without a copy and outside of its memory limit.
JsValue NewArrayBuffer(JSContext* js, std::string bytes);
// [[name, value], …]
JsValue NewPairs(JSContext* js, const Headers& pairs);

// The same as Text, in memory of its own.
std::string ToString(JSContext* js, JSValueConst value, const char* what);
double ToNumber(JSContext* js, JSValueConst value, const char* what);
std::vector<std::string> ToStrings(JSContext* js, JSValueConst value, const char* what);
// Undefined gives none.
Headers ToPairs(JSContext* js, JSValueConst value, const char* what);

// The bytes of a string or an ArrayBuffer, valid as long as it lives and no script runs.
class Body {
 public:
  // Undefined gives none.
  Body(JSContext* js, JsValue value, const char* what);
  Body() = default;
  Body(Body&&) = default;
  Body& operator=(Body&&) = default;

  const char* Data() const { return buffer_.IsUndefined() ? text_.data() : bytes_; }
  size_t Size() const { return buffer_.IsUndefined() ? text_.size() : size_; }

 private:
  std::string text_;
  JsValue buffer_;
  const char* bytes_ = nullptr;
  size_t size_ = 0;
};

// Throws JsPending with an Error of that message.
[[noreturn]] void ThrowError(JSContext* js, const std::string& message);
[[noreturn]] void ThrowTypeError(JSContext* js, const char* what, const char* expected);

// Calls a function; what it throws is thrown as JsPending.
JsValue Call(JSContext* js, JSValueConst function, const JsValue* argument = nullptr);

// The message of a thrown value, never empty. Leaves no exception pending.
std::string MessageOf(JSContext* js, JSValueConst thrown);

// Message and stack of the pending exception, which is cleared.
std::string DescribeException(JSContext* js);

}  // namespace host
