// orthanc.filter: decides on every HTTP request. Anything but a plain `true` refuses.

#include "binding.h"
#include "callback.h"
#include "convert.h"
#include "request.h"

#include <stdexcept>

namespace host {

namespace {

// Index of the filter among each runtime's callbacks. Written once, while Orthanc initialises the plugin.
size_t filter_ = 0;
bool registered_ = false;

int32_t Decide(OrthancPluginHttpMethod method, const char* uri, const char* ip, uint32_t headersCount,
               const char* const* headersKeys, const char* const* headersValues, uint32_t argumentsCount,
               const char* const* argumentsKeys, const char* const* argumentsValues) {
  bool allowed = false;
  const bool entered = WithLease("filter", [&](Runtime& runtime) {
    SetClientAddress(ip);
    const bool decided = EnterJavaScript(runtime, "filter", kCallbackTime, [&](Runtime& entered) {
      JSContext* js = entered.Js();
      const JsValue request = NewRequest(js, {method, uri, ip, headersCount, headersKeys, headersValues, argumentsCount,
                                              argumentsKeys, argumentsValues});
      const JsValue decision = Call(js, entered.Callback(filter_), &request);
      allowed = JS_IsBool(decision.Get()) && JS_ToBool(js, decision.Get()) == 1;
    });
    allowed = allowed && decided;
  });
  return entered && allowed ? 1 : 0;
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
