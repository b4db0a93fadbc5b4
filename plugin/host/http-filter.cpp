// orthanc.filter: decides on every HTTP request. Anything but a plain `true` or an Admission refuses.

#include "binding.h"
#include "callback.h"
#include "convert.h"
#include "request-context.h"
#include "request.h"

#include <stdexcept>

namespace host {

namespace {

// Index of the filter among each runtime's callbacks. Written once, while Orthanc initialises the plugin.
size_t filter_ = 0;
bool registered_ = false;

// Reads what the script decided. An Admission makes its context and address those of the request.
bool IsAdmitted(JSContext* js, const JsValue& decision) {
  if (!JS_IsObject(decision.Get())) {
    return JS_IsBool(decision.Get()) && JS_ToBool(js, decision.Get()) == 1;
  }
  const JsValue context = decision.Property("context");
  SetRequestContext(Text(js, context.Get(), "the context of an admission").View());
  const JsValue address = decision.Property("address");
  if (!address.IsUndefined()) {
    SetClientAddress(Text(js, address.Get(), "the address of an admission").View());
  }
  const JsValue seesEverything = decision.Property("seesEverything");
  SetSeesEverything(JS_IsBool(seesEverything.Get()) && JS_ToBool(js, seesEverything.Get()) == 1);
  return true;
}

int32_t Decide(OrthancPluginHttpMethod method, const char* uri, const char* ip, uint32_t headersCount,
               const char* const* headersKeys, const char* const* headersValues, uint32_t argumentsCount,
               const char* const* argumentsKeys, const char* const* argumentsValues) {
  const RequestParts parts{method,         uri,           ip,
                           {headersCount, headersKeys, headersValues},
                           argumentsCount, argumentsKeys, argumentsValues};
  BeginRequest(ip);
  bool admitted = false;
  const bool decided = RunCallback("filter", [&](Runtime& runtime) {
    const Request request(runtime.Js(), parts);
    admitted = IsAdmitted(runtime.Js(), Call(runtime.Js(), runtime.Callback(filter_), &request.Value()));
  });
  if (decided && admitted) {
    return 1;
  }
  SetRequestContext({});
  SetSeesEverything(false);
  return 0;
}

JsValue Filter(const Arguments& arguments) {
  Runtime& runtime = Runtime::Of(arguments.Js());
  const size_t index = runtime.AddCallback("filter", arguments.Function(0));
  if (runtime.RegistersWithOrthanc()) {
    if (registered_) {
      throw std::runtime_error("there can be only one filter");
    }
    registered_ = true;
    filter_ = index;
    const _OrthancPluginIncomingHttpRequestFilter2 parameters{Decide};
    Register(_OrthancPluginService_RegisterIncomingHttpRequestFilter2, &parameters, "filter");
  }
  return Undefined();
}

void RegisterHttpFilter(JSContext* js, JSValueConst orthanc) { DefineFunction<Filter>(js, orthanc, "filter", 1); }

void Stop() { registered_ = false; }

const Binding binding(RegisterHttpFilter, Stop);

}  // namespace

}  // namespace host
