// orthanc.crypto: random identifiers and digests.

#include "binding.h"
#include "convert.h"
#include "sha256.h"

#include <sys/random.h>

#include <array>
#include <cstdint>
#include <stdexcept>

namespace host {

namespace {

// RFC 9562, 5.4.
JsValue RandomUuid(const Arguments& arguments) {
  std::array<uint8_t, 16> bytes;
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw std::runtime_error("the kernel gave no random numbers");
  }
  bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3f) | 0x80);
  std::string text;
  for (size_t i = 0; i < bytes.size(); i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10) {
      text += '-';
    }
    text += "0123456789abcdef"[bytes[i] >> 4];
    text += "0123456789abcdef"[bytes[i] & 0xf];
  }
  return NewString(arguments.Js(), text);
}

JsValue Digest(const Arguments& arguments) { return NewString(arguments.Js(), Sha256(arguments.String(0))); }

void RegisterCrypto(JSContext* js, JSValueConst orthanc) {
  const JsValue crypto = DefineObject(js, orthanc, "crypto");
  DefineFunction<RandomUuid>(js, crypto.Get(), "randomUuid", 0);
  DefineFunction<Digest>(js, crypto.Get(), "sha256", 1);
}

const Binding binding(RegisterCrypto);

}  // namespace

}  // namespace host
