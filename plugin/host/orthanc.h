// Orthanc's C interface, and its log. The context is given once, at initialisation, and outlives everything else.
#pragma once

#include <orthanc/OrthancCPlugin.h>

#include <string>

namespace host {

void SetOrthanc(OrthancPluginContext* context);
OrthancPluginContext* Orthanc();

// Control characters become spaces, so that no message can forge a line of the log.
void LogInfo(std::string message);
void LogWarning(std::string message);
void LogError(std::string message);

// Calls a service and returns its code, which the SDK's inline functions often drop.
OrthancPluginErrorCode Invoke(_OrthancPluginService service, const void* parameters);

// Calls a registration service. Throws std::runtime_error naming `what` when Orthanc refuses it: a filter that is not
// installed must not go unnoticed.
void Register(_OrthancPluginService service, const void* parameters, const std::string& what);

}  // namespace host
