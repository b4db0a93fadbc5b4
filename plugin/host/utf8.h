// UTF-8 as WHATWG's Encoding Standard wants it (https://encoding.spec.whatwg.org/#utf-8-decoder).
#pragma once

#include <string>
#include <string_view>

namespace host {

// Replaces each maximal ill-formed part by U+FFFD. The result is always valid UTF-8.
std::string RepairUtf8(std::string_view bytes);

bool IsUtf8(std::string_view bytes);

}  // namespace host
