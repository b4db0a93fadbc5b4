// What stands in for the DICOM side of Orthanc: instances that arrive, C-FIND, C-MOVE.
#pragma once

#include <orthanc/OrthancCPlugin.h>

#include <string>
#include <utility>
#include <vector>

namespace mock {

// "FilteredOut", "failed", or what the handler of stored instances returned.
std::string Store(OrthancPluginInstanceOrigin origin, const std::string& remoteAet, const std::string& json);

struct FoundAnswers {
  OrthancPluginErrorCode code = OrthancPluginErrorCode_Success;
  bool complete = true;
  std::vector<std::string> dicom;
};

using Tags = std::vector<std::pair<std::string, std::string>>;

// Each tag is `gggg,eeee`. What Orthanc cannot give as text has the value "null".
FoundAnswers Find(const std::string& issuerAet, const Tags& tags);

// The outcome of each step, or "failed" for the request as a whole. `level` as in OrthancPluginResourceType.
std::string Move(int level, const std::string& studyInstanceUid, const std::string& targetAet);

// Services and registrations of the DICOM side. False for any other.
bool InvokeDicom(_OrthancPluginService service, const void* parameters, OrthancPluginErrorCode& code);

}  // namespace mock
