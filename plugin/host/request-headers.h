// The headers of a request as a script sees them: an object that looks into Orthanc's own arrays. A browser sends a dozen
// for each image, and most of them nobody ever reads.
#pragma once

#include "lent.h"

#include <cstdint>
#include <string_view>

namespace host {

struct RequestHeaders {
  uint32_t count;
  const char* const* names;  // in lower case, each once
  const char* const* values;

  // Null where there is none.
  const char* Find(std::string_view name) const;
};

using LentHeaders = Lent<RequestHeaders>;

}  // namespace host
