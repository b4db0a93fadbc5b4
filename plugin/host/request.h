// The JavaScript form of an HTTP request, common to the filter and to routes.
#pragma once

#include "convert.h"
#include "orthanc.h"

namespace host {

struct RequestParts {
  OrthancPluginHttpMethod method;
  const char* path;
  const char* ip;
  uint32_t headerCount;
  const char* const* headerNames;
  const char* const* headerValues;
  uint32_t argumentCount;
  const char* const* argumentNames;
  const char* const* argumentValues;
};

// A `FilteredRequest` of orthanc.d.ts.
JsValue NewRequest(JSContext* js, const RequestParts& parts);

// The address that the filter saw last on this thread: routes are called on the thread whose filter just ran, and the
// SDK does not tell them the address. Empty where no filter ran (a plugin's own REST call).
const std::string& ClientAddress();
void SetClientAddress(const char* ip);

}  // namespace host
