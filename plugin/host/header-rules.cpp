#include "header-rules.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <stdexcept>

namespace host {

namespace {

bool IsTokenCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr);
}

bool IsValueCharacter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte != 0x7f) || c == '\t';
}

}  // namespace

void CheckHeaders(const Headers& headers) {
  for (const auto& [name, value] : headers) {
    if (name.empty() || !std::all_of(name.begin(), name.end(), IsTokenCharacter)) {
      throw std::runtime_error("a header has a name that HTTP does not allow");
    }
    if (!std::all_of(value.begin(), value.end(), IsValueCharacter)) {
      throw std::runtime_error("the header " + name + " has a value that HTTP does not allow");
    }
  }
}

}  // namespace host
