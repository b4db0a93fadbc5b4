// orthanc.properties: small values in Orthanc's database.

#include "binding.h"
#include "convert.h"
#include "orthanc.h"
#include "runtime.h"

#include <limits>
#include <memory>
#include <stdexcept>

namespace host {

namespace {

// Those below are Orthanc's own, which it lets plugins read.
constexpr double kFirstProperty = 1024;

// Orthanc gives this back for a property that was never set.
constexpr const char* kUnset = "\x18 unset";

int32_t ToProperty(double number) {
  if (!(number >= kFirstProperty) || number > std::numeric_limits<int32_t>::max() ||
      number != static_cast<int32_t>(number)) {
    throw std::runtime_error("a property must be an integer from 1024");
  }
  return static_cast<int32_t>(number);
}

JsValue Get(const Arguments& arguments) {
  const int32_t property = ToProperty(arguments.Number(0));
  std::unique_ptr<char, void (*)(char*)> value(nullptr, [](char* text) { OrthancPluginFreeString(Orthanc(), text); });
  {
    const NativeTime waiting(Runtime::Of(arguments.Js()));
    value.reset(OrthancPluginGetGlobalProperty(Orthanc(), property, kUnset));
  }
  if (!value) {
    throw std::runtime_error("Orthanc cannot read the property");
  }
  return std::string_view(value.get()) == kUnset ? Undefined() : NewString(arguments.Js(), value.get());
}

JsValue Set(const Arguments& arguments) {
  const int32_t property = ToProperty(arguments.Number(0));
  const std::string value = arguments.String(1);
  if (value.find('\0') != std::string::npos) {
    throw std::runtime_error("the value of a property cannot have a NUL in it");
  }
  OrthancPluginErrorCode code = OrthancPluginErrorCode_Success;
  {
    const NativeTime waiting(Runtime::Of(arguments.Js()));
    code = OrthancPluginSetGlobalProperty(Orthanc(), property, value.c_str());
  }
  if (code != OrthancPluginErrorCode_Success) {
    throw std::runtime_error("Orthanc cannot write the property (code " + std::to_string(code) + ")");
  }
  return Undefined();
}

void RegisterProperties(JSContext* js, JSValueConst orthanc) {
  const JsValue properties = DefineObject(js, orthanc, "properties");
  DefineFunction<Get>(js, properties.Get(), "get", 1);
  DefineFunction<Set>(js, properties.Get(), "set", 2);
}

const Binding binding(RegisterProperties);

}  // namespace

}  // namespace host
