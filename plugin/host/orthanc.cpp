#include "orthanc.h"

#include <stdexcept>

namespace host {

namespace {

OrthancPluginContext* context_ = nullptr;

const char* OnOneLine(std::string& message) {
  for (char& c : message) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      c = ' ';
    }
  }
  return message.c_str();
}

}  // namespace

void SetOrthanc(OrthancPluginContext* context) { context_ = context; }

OrthancPluginContext* Orthanc() { return context_; }

void LogInfo(std::string message) { OrthancPluginLogInfo(context_, OnOneLine(message)); }

void LogWarning(std::string message) { OrthancPluginLogWarning(context_, OnOneLine(message)); }

void LogError(std::string message) { OrthancPluginLogError(context_, OnOneLine(message)); }

OrthancPluginErrorCode Invoke(_OrthancPluginService service, const void* parameters) {
  return context_->InvokeService(context_, service, parameters);
}

void Register(_OrthancPluginService service, const void* parameters, const std::string& what) {
  const OrthancPluginErrorCode code = Invoke(service, parameters);
  if (code != OrthancPluginErrorCode_Success) {
    throw std::runtime_error("Orthanc refuses the " + what + " (code " + std::to_string(code) + ")");
  }
}

}  // namespace host
