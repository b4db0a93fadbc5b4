// What the build put into the library (embedded.S).
#pragma once

#include <string_view>

extern "C" {
extern const char host_bundle_start[] __attribute__((visibility("hidden")));
extern const char host_bundle_end[] __attribute__((visibility("hidden")));
extern const char host_pack_start[] __attribute__((visibility("hidden")));
extern const char host_pack_end[] __attribute__((visibility("hidden")));
}

namespace host {

// The plugin's JavaScript. A NUL follows its last byte.
inline std::string_view EmbeddedBundle() {
  return {host_bundle_start, static_cast<size_t>(host_bundle_end - host_bundle_start)};
}

inline std::string_view EmbeddedPackBytes() {
  return {host_pack_start, static_cast<size_t>(host_pack_end - host_pack_start)};
}

}  // namespace host
