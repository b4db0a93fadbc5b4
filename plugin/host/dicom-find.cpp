// orthanc.findHandler: answers C-FIND.

#include "binding.h"
#include "callback.h"
#include "convert.h"
#include "orthanc-buffer.h"

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace host {

namespace {

// Index of the handler among each runtime's callbacks. Written once, while Orthanc initialises the plugin.
size_t handler_ = 0;
bool registered_ = false;

struct Result {
  std::vector<std::string> answers;
  bool complete = false;
};

// What Orthanc cannot give as text, which it says of some empty attributes, is empty.
std::string ReadValue(const OrthancPluginFindQuery* query, uint32_t index) {
  const std::unique_ptr<char, void (*)(char*)> value(OrthancPluginGetFindQueryValue(Orthanc(), query, index),
                                                     [](char* text) { OrthancPluginFreeString(Orthanc(), text); });
  return value ? value.get() : std::string();
}

Headers ReadTags(const OrthancPluginFindQuery* query) {
  Headers tags;
  const uint32_t count = OrthancPluginGetFindQuerySize(Orthanc(), query);
  for (uint32_t i = 0; i < count; i++) {
    uint16_t group = 0;
    uint16_t element = 0;
    const OrthancPluginErrorCode code = OrthancPluginGetFindQueryTag(Orthanc(), &group, &element, query, i);
    if (code != OrthancPluginErrorCode_Success) {
      throw std::runtime_error("Orthanc cannot read the query (code " + std::to_string(code) + ")");
    }
    char name[sizeof "gggg,eeee"];
    std::snprintf(name, sizeof name, "%04x,%04x", group, element);
    tags.emplace_back(name, ReadValue(query, i));
  }
  return tags;
}

void ReadResult(JSContext* js, const JsValue& given, Result& result) {
  if (!JS_IsObject(given.Get())) {
    ThrowTypeError(js, "what a find handler answers", "an object");
  }
  const JsValue complete = given.Property("complete");
  if (!JS_IsBool(complete.Get())) {
    ThrowTypeError(js, "complete", "a boolean");
  }
  result.complete = JS_ToBool(js, complete.Get()) == 1;
  result.answers = ToStrings(js, given.Property("answers").Get(), "answers");
}

// Makes a data set of one answer. One that Orthanc cannot make, for a value that its kind of attribute cannot have, must
// not cost the others.
bool AddAnswer(OrthancPluginFindAnswers* answers, const std::string& json) {
  OrthancBuffer dicom;
  OrthancPluginErrorCode code = OrthancPluginCreateDicom(Orthanc(), dicom.Target(), json.c_str(), nullptr,
                                                         OrthancPluginCreateDicomFlags_None);
  if (code == OrthancPluginErrorCode_Success) {
    code = OrthancPluginFindAddAnswer(Orthanc(), answers, dicom.View().data(),
                                      static_cast<uint32_t>(dicom.View().size()));
  }
  if (code != OrthancPluginErrorCode_Success) {
    LogError("find handler: an answer is left out, Orthanc cannot write it (code " + std::to_string(code) + ")");
  }
  return code == OrthancPluginErrorCode_Success;
}

OrthancPluginErrorCode Find(OrthancPluginFindAnswers* answers, const OrthancPluginFindQuery* query,
                            const char* issuerAet, const char* calledAet) {
  Result result;
  const bool answered = RunCallback("find handler", [&](Runtime& runtime) {
    JSContext* js = runtime.Js();
    const JsValue asked = NewObject(js);
    asked.Define("issuerAet", NewString(js, issuerAet));
    asked.Define("calledAet", NewString(js, calledAet));
    asked.Define("tags", NewPairs(js, ReadTags(query)));
    ReadResult(js, Call(js, runtime.Callback(handler_), &asked), result);
  });
  if (!answered) {
    return OrthancPluginErrorCode_Plugin;
  }
  try {
    bool complete = result.complete;
    for (const std::string& answer : result.answers) {
      complete = AddAnswer(answers, answer) && complete;
    }
    if (!complete) {
      OrthancPluginFindMarkIncomplete(Orthanc(), answers);
    }
    return OrthancPluginErrorCode_Success;
  } catch (const std::exception&) {
    return OrthancPluginErrorCode_NotEnoughMemory;
  }
}

JsValue FindHandler(const Arguments& arguments) {
  Runtime& runtime = Runtime::Of(arguments.Js());
  const size_t index = runtime.AddCallback("find handler", arguments.Function(0));
  if (runtime.RegistersWithOrthanc()) {
    if (registered_) {
      throw std::runtime_error("there can be only one find handler");
    }
    registered_ = true;
    handler_ = index;
    const _OrthancPluginFindCallback parameters{Find};
    Register(_OrthancPluginService_RegisterFindCallback, &parameters, "find handler");
  }
  return Undefined();
}

void RegisterFindHandler(JSContext* js, JSValueConst orthanc) {
  DefineFunction<FindHandler>(js, orthanc, "findHandler", 1);
}

void Stop() { registered_ = false; }

const Binding binding(RegisterFindHandler, Stop);

}  // namespace

}  // namespace host
