// orthanc.moveHandler: carries out C-MOVE, one step for each of its sub-operations.

#include "binding.h"
#include "callback.h"
#include "convert.h"

#include <memory>
#include <stdexcept>

namespace host {

namespace {

// Index of each function among the runtimes' callbacks. Written once, while Orthanc initialises the plugin.
size_t prepare_ = 0;
size_t apply_ = 0;
bool registered_ = false;

// One request under way. Orthanc asks for one step after the other, from one thread.
struct Driver {
  std::vector<std::string> steps;
  size_t done = 0;
  bool failed = false;
};

JsValue NewLevel(JSContext* js, OrthancPluginResourceType level) {
  switch (level) {
    case OrthancPluginResourceType_Patient:
      return NewString(js, "Patient");
    case OrthancPluginResourceType_Study:
      return NewString(js, "Study");
    case OrthancPluginResourceType_Series:
      return NewString(js, "Series");
    case OrthancPluginResourceType_Instance:
      return NewString(js, "Instance");
    default:
      return Undefined();
  }
}

JsValue NewIdentifier(JSContext* js, const char* identifier) {
  return identifier == nullptr ? Undefined() : NewString(js, identifier);
}

// What is null here fails the request.
void* Prepare(OrthancPluginResourceType level, const char* patientId, const char* accessionNumber,
              const char* studyInstanceUid, const char* seriesInstanceUid, const char* sopInstanceUid,
              const char* originatorAet, const char* sourceAet, const char* targetAet, uint16_t originatorId) {
  std::unique_ptr<Driver> driver(new (std::nothrow) Driver);
  const bool prepared = driver && RunCallback("move handler", [&](Runtime& runtime) {
    JSContext* js = runtime.Js();
    const JsValue request = NewObject(js);
    request.Define("level", NewLevel(js, level));
    request.Define("patientId", NewIdentifier(js, patientId));
    request.Define("accessionNumber", NewIdentifier(js, accessionNumber));
    request.Define("studyInstanceUid", NewIdentifier(js, studyInstanceUid));
    request.Define("seriesInstanceUid", NewIdentifier(js, seriesInstanceUid));
    request.Define("sopInstanceUid", NewIdentifier(js, sopInstanceUid));
    request.Define("originatorAet", NewString(js, originatorAet));
    request.Define("sourceAet", NewString(js, sourceAet));
    request.Define("targetAet", NewString(js, targetAet));
    request.Define("originatorId", NewNumber(js, originatorId));
    driver->steps = ToStrings(js, Call(js, runtime.Callback(prepare_), &request).Get(), "the steps of a move");
  });
  return prepared ? driver.release() : nullptr;
}

uint32_t CountSteps(void* driver) { return static_cast<uint32_t>(static_cast<Driver*>(driver)->steps.size()); }

OrthancPluginErrorCode Apply(void* opaque) {
  auto& driver = *static_cast<Driver*>(opaque);
  if (driver.done >= driver.steps.size()) {
    return OrthancPluginErrorCode_BadSequenceOfCalls;
  }
  const std::string& step = driver.steps[driver.done++];
  const bool applied = RunCallback("move handler", [&](Runtime& runtime) {
    const JsValue argument = NewString(runtime.Js(), step);
    Call(runtime.Js(), runtime.Callback(apply_), &argument);
  });
  driver.failed = driver.failed || !applied;
  // Orthanc would end the request at the first step that it hears to have failed, and not send the images that can be.
  const bool isLast = driver.done == driver.steps.size();
  return driver.failed && isLast ? OrthancPluginErrorCode_Plugin : OrthancPluginErrorCode_Success;
}

void Free(void* driver) { delete static_cast<Driver*>(driver); }

JsValue MoveHandler(const Arguments& arguments) {
  Runtime& runtime = Runtime::Of(arguments.Js());
  const size_t prepare = runtime.AddCallback("move handler", arguments.Function(0));
  const size_t apply = runtime.AddCallback("move handler's steps", arguments.Function(1));
  if (runtime.RegistersWithOrthanc()) {
    if (registered_) {
      throw std::runtime_error("there can be only one move handler");
    }
    registered_ = true;
    prepare_ = prepare;
    apply_ = apply;
    const _OrthancPluginMoveCallback parameters{Prepare, CountSteps, Apply, Free};
    Register(_OrthancPluginService_RegisterMoveCallback, &parameters, "move handler");
  }
  return Undefined();
}

void RegisterMoveHandler(JSContext* js, JSValueConst orthanc) {
  DefineFunction<MoveHandler>(js, orthanc, "moveHandler", 2);
}

void Stop() { registered_ = false; }

const Binding binding(RegisterMoveHandler, Stop);

}  // namespace

}  // namespace host
