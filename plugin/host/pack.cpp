#include "pack.h"

#include "embedded.h"

#include <cstdint>
#include <stdexcept>

namespace host {

namespace {

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  std::string_view Take(uint64_t size) {
    const std::string_view taken = Slice(at_, size);
    at_ += size;
    return taken;
  }

  std::string_view Slice(uint64_t offset, uint64_t size) const {
    if (offset > bytes_.size() || size > bytes_.size() - offset) {
      throw std::runtime_error("the embedded files are damaged");
    }
    return bytes_.substr(offset, size);
  }

  uint64_t Number(int size) {
    uint64_t number = 0;
    int shift = 0;
    for (const char byte : Take(static_cast<uint64_t>(size))) {
      number |= uint64_t{static_cast<uint8_t>(byte)} << shift;
      shift += 8;
    }
    return number;
  }

  std::string String() { return std::string(Take(Number(2))); }

 private:
  std::string_view bytes_;
  uint64_t at_ = 0;
};

}  // namespace

Pack ReadPack(std::string_view bytes) {
  Reader reader(bytes);
  if (reader.Take(8) != "SGIMPACK") {
    throw std::runtime_error("the embedded files are damaged");
  }
  Pack pack;
  const uint64_t count = reader.Number(4);
  for (uint64_t i = 0; i < count; i++) {
    std::string path = reader.String();
    PackedFile file;
    file.type = reader.String();
    file.hash = reader.String();
    const uint64_t forms = reader.Number(1);
    for (uint64_t form = 0; form < forms; form++) {
      const uint64_t encoding = reader.Number(1);
      const uint64_t offset = reader.Number(8);
      file.forms.at(encoding) = reader.Slice(offset, reader.Number(8));
    }
    pack.emplace(std::move(path), std::move(file));
  }
  return pack;
}

const Pack& EmbeddedPack() {
  static const Pack pack = ReadPack(EmbeddedPackBytes());
  return pack;
}

std::string_view FindForm(const std::string& path, std::string_view encoding) {
  const auto found = EmbeddedPack().find(path);
  if (found != EmbeddedPack().end()) {
    for (size_t i = 0; i < kEncodings.size(); i++) {
      if (encoding == kEncodings[i]) {
        return found->second.forms[i];
      }
    }
  }
  return {};
}

}  // namespace host
