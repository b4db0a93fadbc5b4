// The files embedded at build time. The build (plugin/build/pack.mjs) writes the format that is read here:
//   "SGIMPACK" · u32 count · count × { path, type, hash · u8 forms · forms × { u8 encoding · u64 offset · u64 size } }
// where a string is u16 length and its bytes, numbers are little-endian, and offsets count from the pack's first byte.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>

namespace host {

// In the order of their numbers in the pack.
constexpr std::array<const char*, 3> kEncodings = {"identity", "gzip", "br"};

struct PackedFile {
  std::string type;
  std::string hash;
  // By encoding; without data where that form is not stored.
  std::array<std::string_view, kEncodings.size()> forms;
};

using Pack = std::unordered_map<std::string, PackedFile>;

// Throws std::runtime_error when the bytes are not a pack.
Pack ReadPack(std::string_view bytes);

// The pack of this library.
const Pack& EmbeddedPack();

// The form of a file, or a view without data.
std::string_view FindForm(const std::string& path, std::string_view encoding);

}  // namespace host
