#include "mock-dicom.h"

#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace mock {

namespace {

struct Instance {
  OrthancPluginInstanceOrigin origin;
  std::string remoteAet;
  std::string json;
};

OrthancPluginIncomingDicomInstanceFilter filter_ = nullptr;
OrthancPluginOnStoredInstanceCallback stored_ = nullptr;
OrthancPluginFindCallback find_ = nullptr;
_OrthancPluginMoveCallback move_{};

template <typename T>
const T& As(const void* parameters) {
  return *static_cast<const T*>(parameters);
}

const Instance& InstanceOf(const _OrthancPluginAccessDicomInstance& access) {
  return *reinterpret_cast<const Instance*>(access.instance);
}

OrthancPluginErrorCode ReadQuery(_OrthancPluginService service, const _OrthancPluginFindOperation& operation) {
  const auto& tags = *reinterpret_cast<const Tags*>(operation.query);
  if (service == _OrthancPluginService_GetFindQuerySize) {
    *operation.resultUint32 = static_cast<uint32_t>(tags.size());
    return OrthancPluginErrorCode_Success;
  }
  const auto& [tag, value] = tags.at(operation.index);
  if (service == _OrthancPluginService_GetFindQueryTag) {
    *operation.resultGroup = static_cast<uint16_t>(std::stoi(tag.substr(0, 4), nullptr, 16));
    *operation.resultElement = static_cast<uint16_t>(std::stoi(tag.substr(5), nullptr, 16));
    return OrthancPluginErrorCode_Success;
  }
  if (value == "null") {
    return OrthancPluginErrorCode_BadParameterType;
  }
  *operation.resultString = strdup(value.c_str());
  return OrthancPluginErrorCode_Success;
}

// A data set is its JSON, in memory of exactly its size. "unwritable" is none.
OrthancPluginErrorCode CreateDicom(const _OrthancPluginCreateDicom& parameters) {
  const std::string json = parameters.json;
  if (json.find("unwritable") != std::string::npos) {
    return OrthancPluginErrorCode_BadFileFormat;
  }
  parameters.target->size = static_cast<uint32_t>(json.size());
  parameters.target->data = std::malloc(json.size());
  std::memcpy(parameters.target->data, json.data(), json.size());
  return OrthancPluginErrorCode_Success;
}

}  // namespace

std::string Store(OrthancPluginInstanceOrigin origin, const std::string& remoteAet, const std::string& json) {
  const Instance instance{origin, remoteAet, json};
  const auto* opaque = reinterpret_cast<const OrthancPluginDicomInstance*>(&instance);
  const int32_t wanted = filter_ == nullptr ? 1 : filter_(opaque);
  if (wanted != 1) {
    return wanted == 0 ? "FilteredOut" : "failed";
  }
  return std::to_string(stored_(opaque, "the-id"));
}

FoundAnswers Find(const std::string& issuerAet, const Tags& tags) {
  FoundAnswers found;
  found.code = find_(reinterpret_cast<OrthancPluginFindAnswers*>(&found),
                     reinterpret_cast<const OrthancPluginFindQuery*>(&tags), issuerAet.c_str(), "ORTHANC");
  return found;
}

// As OrthancPlugins::MoveHandler and MoveScp.cpp, which ends the request at the first step that fails.
std::string Move(int level, const std::string& studyInstanceUid, const std::string& targetAet) {
  void* driver = move_.callback(static_cast<OrthancPluginResourceType>(level), nullptr, nullptr,
                                studyInstanceUid.empty() ? nullptr : studyInstanceUid.c_str(), nullptr, nullptr,
                                "CT1", "ORTHANC", targetAet.c_str(), 7);
  if (driver == nullptr) {
    return "failed";
  }
  std::string outcomes;
  const uint32_t size = move_.getMoveSize(driver);
  for (uint32_t i = 0; i < size; i++) {
    const OrthancPluginErrorCode code = move_.applyMove(driver);
    outcomes += (i > 0 ? " " : "") + std::to_string(code);
    if (code != OrthancPluginErrorCode_Success) {
      break;
    }
  }
  move_.freeMove(driver);
  return outcomes;
}

bool InvokeDicom(_OrthancPluginService service, const void* parameters, OrthancPluginErrorCode& code) {
  code = OrthancPluginErrorCode_Success;
  switch (service) {
    case _OrthancPluginService_RegisterIncomingDicomInstanceFilter:
      filter_ = As<_OrthancPluginIncomingDicomInstanceFilter>(parameters).callback;
      return true;
    case _OrthancPluginService_RegisterOnStoredInstanceCallback:
      stored_ = As<_OrthancPluginOnStoredInstanceCallback>(parameters).callback;
      return true;
    case _OrthancPluginService_RegisterFindCallback:
      find_ = As<_OrthancPluginFindCallback>(parameters).callback;
      return true;
    case _OrthancPluginService_RegisterMoveCallback:
      move_ = As<_OrthancPluginMoveCallback>(parameters);
      return true;
    case _OrthancPluginService_GetInstanceOrigin: {
      const auto& access = As<_OrthancPluginAccessDicomInstance>(parameters);
      *access.resultOrigin = InstanceOf(access).origin;
      return true;
    }
    case _OrthancPluginService_GetInstanceRemoteAet: {
      const auto& access = As<_OrthancPluginAccessDicomInstance>(parameters);
      *access.resultString = InstanceOf(access).remoteAet.c_str();
      return true;
    }
    case _OrthancPluginService_GetInstanceSimplifiedJson: {
      const auto& access = As<_OrthancPluginAccessDicomInstance>(parameters);
      *access.resultStringToFree = strdup(InstanceOf(access).json.c_str());
      return true;
    }
    case _OrthancPluginService_GetFindQuerySize:
    case _OrthancPluginService_GetFindQueryTag:
    case _OrthancPluginService_GetFindQueryValue:
      code = ReadQuery(service, As<_OrthancPluginFindOperation>(parameters));
      return true;
    case _OrthancPluginService_CreateDicom:
      code = CreateDicom(As<_OrthancPluginCreateDicom>(parameters));
      return true;
    case _OrthancPluginService_FindAddAnswer: {
      const auto& operation = As<_OrthancPluginFindOperation>(parameters);
      reinterpret_cast<FoundAnswers*>(operation.answers)
          ->dicom.emplace_back(static_cast<const char*>(operation.dicom), operation.size);
      return true;
    }
    case _OrthancPluginService_FindMarkIncomplete:
      reinterpret_cast<FoundAnswers*>(As<_OrthancPluginFindOperation>(parameters).answers)->complete = false;
      return true;
    default:
      return false;
  }
}

}  // namespace mock
