// orthanc.log: Orthanc's log.

#include "binding.h"
#include "convert.h"
#include "orthanc.h"

namespace host {

namespace {

JsValue Info(const Arguments& arguments) {
  LogInfo(arguments.String(0));
  return Undefined();
}

JsValue Warning(const Arguments& arguments) {
  LogWarning(arguments.String(0));
  return Undefined();
}

JsValue Error(const Arguments& arguments) {
  LogError(arguments.String(0));
  return Undefined();
}

void RegisterLog(JSContext* js, JSValueConst orthanc) {
  const JsValue log = DefineObject(js, orthanc, "log");
  DefineFunction<Info>(js, log.Get(), "info", 1);
  DefineFunction<Warning>(js, log.Get(), "warning", 1);
  DefineFunction<Error>(js, log.Get(), "error", 1);
}

const Binding binding(RegisterLog);

}  // namespace

}  // namespace host
