// orthanc.configuration: Orthanc's configuration as JSON text.

#include "binding.h"
#include "convert.h"
#include "orthanc.h"

#include <memory>
#include <stdexcept>

namespace host {

namespace {

JsValue Configuration(const Arguments& arguments) {
  const std::unique_ptr<char, void (*)(char*)> json(OrthancPluginGetConfiguration(Orthanc()),
                                                    [](char* text) { OrthancPluginFreeString(Orthanc(), text); });
  if (!json) {
    throw std::runtime_error("Orthanc gave no configuration");
  }
  return NewString(arguments.Js(), json.get());
}

void RegisterConfiguration(JSContext* js, JSValueConst orthanc) {
  DefineFunction<Configuration>(js, orthanc, "configuration", 0);
}

const Binding binding(RegisterConfiguration);

}  // namespace

}  // namespace host
