// The JavaScript form of an HTTP request, common to the filter and to routes.
#pragma once

#include "convert.h"
#include "orthanc.h"
#include "request-headers.h"

namespace host {

struct RequestParts {
  OrthancPluginHttpMethod method;
  const char* path;
  const char* ip;
  RequestHeaders headers;
  uint32_t argumentCount;
  const char* const* argumentNames;
  const char* const* argumentValues;
};

// A `FilteredRequest` of orthanc.d.ts. Its headers are read from `parts` while it lives.
class Request {
 public:
  Request(JSContext* js, const RequestParts& parts);

  const JsValue& Value() const { return value_; }

 private:
  LentHeaders headers_;
  JsValue value_;
};

}  // namespace host
