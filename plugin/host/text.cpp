// orthanc.utf8: strings to bytes and back.

#include "binding.h"
#include "convert.h"

namespace host {

namespace {

JsValue Encode(const Arguments& arguments) { return NewArrayBuffer(arguments.Js(), arguments.String(0)); }

JsValue Decode(const Arguments& arguments) {
  JSContext* js = arguments.Js();
  if (JS_IsString(arguments[0]) || JS_IsUndefined(arguments[0])) {
    ThrowTypeError(js, "argument", "an ArrayBuffer");
  }
  const Body bytes(js, JsValue::Copy(js, arguments[0]), "argument");
  return NewString(js, std::string_view(bytes.Data(), bytes.Size()));
}

void RegisterText(JSContext* js, JSValueConst orthanc) {
  const JsValue utf8 = DefineObject(js, orthanc, "utf8");
  DefineFunction<Encode>(js, utf8.Get(), "encode", 1);
  DefineFunction<Decode>(js, utf8.Get(), "decode", 1);
}

const Binding binding(RegisterText);

}  // namespace

}  // namespace host
