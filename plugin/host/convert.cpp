#include "convert.h"

#include "utf8.h"

#include <exception>
#include <memory>
#include <new>

namespace host {

std::string Arguments::String(int index) const { return ToString(js_, (*this)[index], "argument"); }

double Arguments::Number(int index) const { return ToNumber(js_, (*this)[index], "argument"); }

JSValueConst Arguments::Function(int index) const {
  if (!JS_IsFunction(js_, (*this)[index])) {
    ThrowTypeError(js_, "argument", "a function");
  }
  return (*this)[index];
}

JSValueConst Arguments::Object(int index) const {
  if (!JS_IsObject((*this)[index])) {
    ThrowTypeError(js_, "argument", "an object");
  }
  return (*this)[index];
}

JSValue ThrowCurrentException(JSContext* js) noexcept {
  try {
    throw;
  } catch (const JsPending&) {
    return JS_EXCEPTION;
  } catch (const std::bad_alloc&) {
    return JS_ThrowOutOfMemory(js);
  } catch (const std::exception& error) {
    try {
      ThrowError(js, error.what());
    } catch (...) {
      return JS_EXCEPTION;
    }
  } catch (...) {
    return JS_ThrowInternalError(js, "unknown native exception");
  }
}

JsValue DefineObject(JSContext* js, JSValueConst object, const char* name) {
  JsValue inner = NewObject(js);
  if (JS_DefinePropertyValueStr(js, object, name, JS_DupValue(js, inner.Get()), 0) < 0) {
    throw JsPending();
  }
  return inner;
}

JsValue Undefined() { return JsValue(); }

JsValue NewObject(JSContext* js) { return JsValue(js, JS_NewObject(js)); }

JsValue NewDictionary(JSContext* js) { return JsValue(js, JS_NewObjectProto(js, JS_NULL)); }

JsValue NewArray(JSContext* js) { return JsValue(js, JS_NewArray(js)); }

JsValue NewNumber(JSContext* js, double value) { return JsValue(js, JS_NewFloat64(js, value)); }

JsValue NewString(JSContext* js, std::string_view text) {
  if (!IsUtf8(text)) {
    const std::string repaired = RepairUtf8(text);
    return JsValue(js, JS_NewStringLen(js, repaired.data(), repaired.size()));
  }
  return JsValue(js, JS_NewStringLen(js, text.data(), text.size()));
}

JsValue NewArrayBuffer(JSContext* js, std::string bytes) {
  auto owned = std::make_unique<std::string>(std::move(bytes));
  auto* data = reinterpret_cast<uint8_t*>(owned->data());
  const size_t size = owned->size();
  JsValue buffer(js, JS_NewArrayBuffer(
                         js, data, size, [](JSRuntime*, void* opaque, void*) { delete static_cast<std::string*>(opaque); },
                         owned.get(), false));
  (void)owned.release();
  return buffer;
}

JsValue NewPairs(JSContext* js, const Headers& pairs) {
  JsValue list = NewArray(js);
  uint32_t count = 0;
  for (const auto& [name, value] : pairs) {
    const JsValue pair = NewArray(js);
    pair.DefineElement(0, NewString(js, name));
    pair.DefineElement(1, NewString(js, value));
    list.DefineElement(count++, JsValue::Copy(js, pair.Get()));
  }
  return list;
}

Text::Text(JSContext* js, JSValueConst value, const char* what) : js_(js) {
  if (!JS_IsString(value)) {
    ThrowTypeError(js, what, "a string");
  }
  size_t size = 0;
  bytes_ = JS_ToCStringLen(js, &size, value);
  if (bytes_ == nullptr) {
    throw JsPending();
  }
  view_ = std::string_view(bytes_, size);
  // QuickJS writes a lone surrogate as three bytes (ED A0 80 … ED BF BF), just as many as U+FFFD takes.
  for (size_t at = view_.find('\xed'); at != view_.npos && at + 2 < size; at = view_.find('\xed', at + 3)) {
    if (static_cast<unsigned char>(view_[at + 1]) >= 0xa0) {
      if (repaired_.empty()) {
        repaired_ = view_;
        view_ = repaired_;
      }
      repaired_.replace(at, 3, "\xef\xbf\xbd");
    }
  }
}

std::string ToString(JSContext* js, JSValueConst value, const char* what) {
  return std::string(Text(js, value, what).View());
}

double ToNumber(JSContext* js, JSValueConst value, const char* what) {
  double number = 0;
  if (!JS_IsNumber(value)) {
    ThrowTypeError(js, what, "a number");
  }
  if (JS_ToFloat64(js, &number, value) < 0) {
    throw JsPending();
  }
  return number;
}

namespace {

// Calls `visit` with each element of an array.
template <typename Visit>
void ForEach(JSContext* js, JSValueConst value, const char* what, const char* expected, Visit&& visit) {
  if (JS_IsArray(js, value) != 1) {
    ThrowTypeError(js, what, expected);
  }
  const JsValue list = JsValue::Copy(js, value);
  const auto count = static_cast<uint32_t>(ToNumber(js, list.Property("length").Get(), what));
  for (uint32_t i = 0; i < count; i++) {
    visit(list.Element(i));
  }
}

}  // namespace

std::vector<std::string> ToStrings(JSContext* js, JSValueConst value, const char* what) {
  std::vector<std::string> strings;
  ForEach(js, value, what, "a list of strings",
          [&](const JsValue& element) { strings.push_back(ToString(js, element.Get(), what)); });
  return strings;
}

Headers ToPairs(JSContext* js, JSValueConst value, const char* what) {
  constexpr const char* kExpected = "a list of [name, value]";
  Headers pairs;
  if (JS_IsUndefined(value)) {
    return pairs;
  }
  ForEach(js, value, what, kExpected, [&](const JsValue& pair) {
    if (JS_IsArray(js, pair.Get()) != 1) {
      ThrowTypeError(js, what, kExpected);
    }
    std::string name = ToString(js, pair.Element(0).Get(), what);
    pairs.emplace_back(std::move(name), ToString(js, pair.Element(1).Get(), what));
  });
  return pairs;
}

Body::Body(JSContext* js, JsValue value, const char* what) {
  if (value.IsUndefined()) {
    return;
  }
  if (JS_IsString(value.Get())) {
    text_ = ToString(js, value.Get(), what);
    return;
  }
  const uint8_t* bytes = JS_IsObject(value.Get()) ? JS_GetArrayBuffer(js, &size_, value.Get()) : nullptr;
  if (bytes == nullptr) {
    // An empty ArrayBuffer may have no memory at all; anything else left a TypeError behind.
    if (JS_IsObject(value.Get()) && !JS_HasException(js)) {
      return;
    }
    JS_FreeValue(js, JS_GetException(js));
    ThrowTypeError(js, what, "a string or an ArrayBuffer");
  }
  bytes_ = reinterpret_cast<const char*>(bytes);
  buffer_ = std::move(value);
}

void ThrowError(JSContext* js, const std::string& message) {
  const JsValue error(js, JS_NewError(js));
  JsValue text = NewString(js, message);
  if (JS_DefinePropertyValueStr(js, error.Get(), "message", text.Release(),
                                JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) < 0) {
    throw JsPending();
  }
  JS_Throw(js, JS_DupValue(js, error.Get()));
  throw JsPending();
}

void ThrowTypeError(JSContext* js, const char* what, const char* expected) {
  JS_ThrowTypeError(js, "%s must be %s", what, expected);
  throw JsPending();
}

JsValue Call(JSContext* js, JSValueConst function, const JsValue* argument) {
  JSValueConst values[1] = {argument == nullptr ? JS_UNDEFINED : argument->Get()};
  return JsValue(js, JS_Call(js, function, JS_UNDEFINED, argument == nullptr ? 0 : 1, values));
}

namespace {

// The text of a value, or nothing where converting it fails.
std::string TextOf(JSContext* js, JSValueConst value) {
  std::string text;
  if (const char* bytes = JS_ToCString(js, value)) {
    text = bytes;
    JS_FreeCString(js, bytes);
  } else {
    JS_FreeValue(js, JS_GetException(js));
  }
  return text;
}

std::string TextOfProperty(JSContext* js, JSValueConst object, const char* name) {
  const JSValue value = JS_GetPropertyStr(js, object, name);
  std::string text;
  if (JS_IsString(value)) {
    text = TextOf(js, value);
  } else if (JS_IsException(value)) {
    JS_FreeValue(js, JS_GetException(js));
  }
  JS_FreeValue(js, value);
  return text;
}

// A recursion without end has hundreds of frames.
constexpr size_t kLongestStackBytes = 1500;

constexpr const char* kNoMessage = "an exception without a message";

}  // namespace

std::string MessageOf(JSContext* js, JSValueConst thrown) {
  const std::string text = JS_IsError(js, thrown) ? TextOfProperty(js, thrown, "message") : TextOf(js, thrown);
  return text.empty() ? kNoMessage : text;
}

std::string DescribeException(JSContext* js) {
  const JSValue thrown = JS_GetException(js);
  std::string text = TextOf(js, thrown);
  if (JS_IsError(js, thrown)) {
    text += ' ' + TextOfProperty(js, thrown, "stack").substr(0, kLongestStackBytes);
  }
  JS_FreeValue(js, thrown);
  return text.empty() ? kNoMessage : text;
}

}  // namespace host
