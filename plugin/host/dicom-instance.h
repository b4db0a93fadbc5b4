// A DICOM instance that Orthanc shows to a callback.
#pragma once

#include "convert.h"
#include "lent.h"
#include "orthanc.h"

namespace host {

// An `IncomingInstance` of orthanc.d.ts.
class DicomInstance {
 public:
  DicomInstance(JSContext* js, const OrthancPluginDicomInstance* instance);

  const JsValue& Value() const { return lent_.Value(); }

 private:
  Lent<OrthancPluginDicomInstance> lent_;
};

}  // namespace host
