// orthanc.assets: the files embedded at build time.

#include "binding.h"
#include "convert.h"
#include "pack.h"

namespace host {

namespace {

JsValue Find(const Arguments& arguments) {
  JSContext* js = arguments.Js();
  const std::string path = arguments.String(0);
  const auto found = EmbeddedPack().find(path);
  if (found == EmbeddedPack().end()) {
    return Undefined();
  }
  const PackedFile& file = found->second;
  JsValue asset = NewObject(js);
  asset.Define("path", NewString(js, path));
  asset.Define("type", NewString(js, file.type));
  asset.Define("hash", NewString(js, file.hash));
  JsValue encodings = NewArray(js);
  uint32_t count = 0;
  for (size_t i = 0; i < kEncodings.size(); i++) {
    if (file.forms[i].data() != nullptr) {
      encodings.DefineElement(count++, NewString(js, kEncodings[i]));
    }
  }
  asset.Define("encodings", std::move(encodings));
  return asset;
}

void RegisterAssets(JSContext* js, JSValueConst orthanc) {
  const JsValue assets = DefineObject(js, orthanc, "assets");
  DefineFunction<Find>(js, assets.Get(), "find", 1);
}

const Binding binding(RegisterAssets);

}  // namespace

}  // namespace host
