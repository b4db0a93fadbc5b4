// Answers one HTTP request by a callback of the script.
#pragma once

#include "orthanc.h"

namespace host {

// `callback` is its index in every runtime. Whatever goes wrong is answered 500.
OrthancPluginErrorCode Serve(size_t callback, OrthancPluginRestOutput* output, const char* path,
                             const OrthancPluginHttpRequest* http) noexcept;

}  // namespace host
