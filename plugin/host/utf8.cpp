#include "utf8.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace host {

namespace {

struct Step {
  size_t length;  // bytes consumed, at least 1
  bool valid;
};

// Reads one code point, or the maximal subpart of an ill-formed sequence (Unicode 3.9, table 3-7).
Step Next(std::string_view bytes, size_t at) {
  const auto byte = [&](size_t index) -> int {
    return index < bytes.size() ? static_cast<uint8_t>(bytes[index]) : -1;
  };
  const int lead = byte(at);
  if (lead < 0x80) {
    return {1, true};
  }
  int count = 0;
  int low = 0x80;
  int high = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) {
    count = 1;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    count = 2;
    low = lead == 0xe0 ? 0xa0 : low;
    high = lead == 0xed ? 0x9f : high;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    count = 3;
    low = lead == 0xf0 ? 0x90 : low;
    high = lead == 0xf4 ? 0x8f : high;
  } else {
    return {1, false};
  }
  for (int i = 1; i <= count; i++) {
    const int next = byte(at + static_cast<size_t>(i));
    if (next < low || next > high) {
      return {static_cast<size_t>(i), false};
    }
    low = 0x80;
    high = 0xbf;
  }
  return {static_cast<size_t>(count) + 1, true};
}

// Eight bytes at a time: nearly everything that comes along is ASCII from end to end.
size_t CountLeadingAscii(std::string_view bytes) {
  size_t at = 0;
  for (uint64_t word = 0; at + sizeof word <= bytes.size(); at += sizeof word) {
    std::memcpy(&word, bytes.data() + at, sizeof word);
    if ((word & 0x8080808080808080u) != 0) {
      break;
    }
  }
  return at;
}

}  // namespace

bool IsUtf8(std::string_view bytes) {
  for (size_t at = CountLeadingAscii(bytes); at < bytes.size();) {
    const Step step = Next(bytes, at);
    if (!step.valid) {
      return false;
    }
    at += step.length;
  }
  return true;
}

std::string RepairUtf8(std::string_view bytes) {
  std::string repaired;
  repaired.reserve(bytes.size());
  for (size_t at = 0; at < bytes.size();) {
    const Step step = Next(bytes, at);
    if (step.valid) {
      repaired.append(bytes, at, step.length);
    } else {
      repaired.append("\xef\xbf\xbd");
    }
    at += step.length;
  }
  return repaired;
}

}  // namespace host
