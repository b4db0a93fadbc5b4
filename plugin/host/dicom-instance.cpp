#include "dicom-instance.h"

#include "binding.h"
#include "runtime.h"

#include <memory>
#include <stdexcept>

namespace host {

namespace {

using LentInstance = Lent<OrthancPluginDicomInstance>;

const char* OriginName(OrthancPluginInstanceOrigin origin) {
  switch (origin) {
    case OrthancPluginInstanceOrigin_DicomProtocol:
      return "dimse";
    case OrthancPluginInstanceOrigin_RestApi:
      return "rest";
    case OrthancPluginInstanceOrigin_Plugin:
      return "plugin";
    case OrthancPluginInstanceOrigin_Lua:
      return "lua";
    case OrthancPluginInstanceOrigin_WebDav:
      return "webdav";
    default:
      return "unknown";
  }
}

JSValue Json(JSContext* js, JSValueConst self, int, JSValueConst*) {
  try {
    const OrthancPluginDicomInstance& instance = LentInstance::Behind(js, self);
    std::unique_ptr<char, void (*)(char*)> json(nullptr, [](char* text) { OrthancPluginFreeString(Orthanc(), text); });
    {
      const NativeTime waiting(Runtime::Of(js));
      json.reset(OrthancPluginGetInstanceSimplifiedJson(Orthanc(), &instance));
    }
    if (!json) {
      throw std::runtime_error("Orthanc cannot read the instance");
    }
    return NewString(js, json.get()).Release();
  } catch (...) {
    return ThrowCurrentException(js);
  }
}

const JSClassDef kClass = {"Instance", nullptr, nullptr, nullptr, nullptr};

void RegisterClass(JSContext* js, JSValueConst) {
  LentInstance::DefineClass(js, kClass);
  JsValue prototype = NewObject(js);
  prototype.Define("json", JsValue(js, JS_NewCFunction(js, Json, "json", 0)));
  JS_SetClassProto(js, LentInstance::Class(), prototype.Release());
}

const Binding binding(RegisterClass);

}  // namespace

DicomInstance::DicomInstance(JSContext* js, const OrthancPluginDicomInstance* instance) : lent_(js, *instance) {
  Value().Define("origin", NewString(js, OriginName(OrthancPluginGetInstanceOrigin(Orthanc(), instance))));
  const char* remoteAet = OrthancPluginGetInstanceRemoteAet(Orthanc(), instance);
  Value().Define("remoteAet", NewString(js, remoteAet == nullptr ? "" : remoteAet));
}

}  // namespace host
