// SHA-256 (FIPS 180-4).
#pragma once

#include <string>
#include <string_view>

namespace host {

// Lower-case hexadecimal digest.
std::string Sha256(std::string_view message);

}  // namespace host
