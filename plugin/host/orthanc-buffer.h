// Memory that Orthanc allocated for us.
#pragma once

#include "orthanc.h"

#include <string_view>

namespace host {

class OrthancBuffer {
 public:
  OrthancBuffer() = default;
  ~OrthancBuffer() { OrthancPluginFreeMemoryBuffer(Orthanc(), &buffer_); }
  OrthancBuffer(const OrthancBuffer&) = delete;
  OrthancBuffer& operator=(const OrthancBuffer&) = delete;

  OrthancPluginMemoryBuffer* Target() { return &buffer_; }
  std::string_view View() const { return {static_cast<const char*>(buffer_.data), buffer_.size}; }

 private:
  OrthancPluginMemoryBuffer buffer_{nullptr, 0};
};

}  // namespace host
