// orthanc.instanceFilter and orthanc.storedInstance: what is stored.

#include "binding.h"
#include "callback.h"
#include "dicom-instance.h"
#include "request-context.h"
#include "rest-api.h"

#include <stdexcept>

namespace host {

namespace {

// Index of each among the runtimes' callbacks. Written once, while Orthanc initialises the plugin.
struct Registration {
  const char* name;
  size_t callback = 0;
  bool registered = false;
};

Registration filter_{"instance filter"};
Registration stored_{"handler of stored instances"};

// Orthanc runs instance filters one at a time, and tells DICOM senders that a refused image was stored: only what somebody
// sends by HTTP is asked about.
int32_t Decide(const OrthancPluginDicomInstance* instance) {
  const std::string* context = RequestContext();
  if (context == nullptr || context->empty()) {
    return 1;
  }
  bool wanted = false;
  const bool decided = RunCallback(filter_.name, [&](Runtime& runtime) {
    const DicomInstance incoming(runtime.Js(), instance);
    const JsValue decision = Call(runtime.Js(), runtime.Callback(filter_.callback), &incoming.Value());
    wanted = JS_IsBool(decision.Get()) && JS_ToBool(runtime.Js(), decision.Get()) == 1;
  });
  if (decided && wanted) {
    return 1;
  }
  // Orthanc's own API answers "FilteredOut" to its client, and to the script. Other plugins take that for success: STOW-RS would
  // tell its client that the image is stored. They get an error.
  const bool isFromPlugin = OrthancPluginGetInstanceOrigin(Orthanc(), instance) == OrthancPluginInstanceOrigin_Plugin;
  return isFromPlugin && !IsWithinRestApi() ? -1 : 0;
}

// The instance is stored whatever goes wrong here.
OrthancPluginErrorCode OnStored(const OrthancPluginDicomInstance* instance, const char* instanceId) {
  RunCallback(stored_.name, [&](Runtime& runtime) {
    const DicomInstance incoming(runtime.Js(), instance);
    incoming.Value().Define("id", NewString(runtime.Js(), instanceId));
    Call(runtime.Js(), runtime.Callback(stored_.callback), &incoming.Value());
  });
  return OrthancPluginErrorCode_Success;
}

// Keeps the function. True if it is to be registered with Orthanc.
bool Add(const Arguments& arguments, Registration& registration) {
  Runtime& runtime = Runtime::Of(arguments.Js());
  const size_t index = runtime.AddCallback(registration.name, arguments.Function(0));
  if (!runtime.RegistersWithOrthanc()) {
    return false;
  }
  if (registration.registered) {
    throw std::runtime_error(std::string("there can be only one ") + registration.name);
  }
  registration.registered = true;
  registration.callback = index;
  return true;
}

JsValue InstanceFilter(const Arguments& arguments) {
  if (Add(arguments, filter_)) {
    const _OrthancPluginIncomingDicomInstanceFilter parameters{Decide};
    Register(_OrthancPluginService_RegisterIncomingDicomInstanceFilter, &parameters, filter_.name);
  }
  return Undefined();
}

JsValue StoredInstance(const Arguments& arguments) {
  if (Add(arguments, stored_)) {
    const _OrthancPluginOnStoredInstanceCallback parameters{OnStored};
    Register(_OrthancPluginService_RegisterOnStoredInstanceCallback, &parameters, stored_.name);
  }
  return Undefined();
}

void RegisterInstanceCallbacks(JSContext* js, JSValueConst orthanc) {
  DefineFunction<InstanceFilter>(js, orthanc, "instanceFilter", 1);
  DefineFunction<StoredInstance>(js, orthanc, "storedInstance", 1);
}

void Stop() {
  filter_.registered = false;
  stored_.registered = false;
}

const Binding binding(RegisterInstanceCallbacks, Stop);

}  // namespace

}  // namespace host
