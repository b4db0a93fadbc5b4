// The four functions that Orthanc looks for in a plugin.

#include "binding.h"
#include "embedded.h"
#include "orthanc.h"
#include "pack.h"
#include "pool.h"
#include "typed-status.h"

#include <exception>
#include <memory>
#include <string>

namespace {

// More than Orthanc's default of 50 HTTP threads, the DICOM threads that may call and the background work.
constexpr size_t kMostRuntimes = 80;

constexpr int32_t kRefuseToStart = -1;

}  // namespace

extern "C" {

// Whatever goes wrong in here makes Orthanc refuse to start: it must never run without its gate.
ORTHANC_PLUGINS_API int32_t OrthancPluginInitialize(OrthancPluginContext* context) {
  host::SetOrthanc(context);
  try {
    if (OrthancPluginCheckVersion(context) == 0) {
      host::LogError(std::string("this plugin needs a newer Orthanc than ") + context->orthancVersion);
      return kRefuseToStart;
    }
    host::EmbeddedPack();
    const host::Limits limits;
    const std::string_view source = host::EmbeddedBundle();
    auto pool = std::make_unique<host::Pool>(host::CompileBundle(source.data(), source.size(), limits), limits,
                                             kMostRuntimes);
    pool->Start();
    host::RehearseTypedStatus();
    host::SetPool(std::move(pool));
    return 0;
  } catch (const std::exception& error) {
    OrthancPluginLogError(context, (std::string("the plugin cannot start: ") + error.what()).c_str());
  } catch (...) {
    OrthancPluginLogError(context, "the plugin cannot start");
  }
  return kRefuseToStart;
}

ORTHANC_PLUGINS_API void OrthancPluginFinalize() {
  try {
    host::Binding::StopAll();
    host::SetPool(nullptr);
  } catch (const std::exception& error) {
    OrthancPluginLogError(host::Orthanc(), error.what());
  }
}

// Orthanc Explorer 2 and other clients look for a plugin of this name (design/authorization.md).
ORTHANC_PLUGINS_API const char* OrthancPluginGetName() { return "authorization"; }

ORTHANC_PLUGINS_API const char* OrthancPluginGetVersion() { return HOST_VERSION; }

}  // extern "C"
