// orthanc.spool: lines that outlive the process.

#include "spool-folder.h"

#include "binding.h"
#include "convert.h"
#include "orthanc.h"
#include "runtime.h"
#include "spool-windows.h"

#include <cmath>
#include <cstdio>
#include <memory>
#include <stdexcept>

namespace host {

namespace {

constexpr double kLongestWindowMs = 24.0 * 3600 * 1000;
constexpr double kMostLines = 1e6;

struct Spool {
  explicit Spool(const std::string& folder) : path(folder), lines(folder) {}

  // Writes down what the windows that end until `now` have counted.
  void CloseWindows(SpoolWindows::Clock::time_point now);

  const std::string path;
  SpoolFolder lines;
  SpoolWindows windows;
};

// Made while Orthanc initialises the plugin. It stays until the library is unloaded: background work may still be in here
// when Orthanc finalises the plugin.
std::unique_ptr<Spool> spool_;
bool opened_ = false;

// As a JSON string.
std::string Quote(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\') {
      char escaped[sizeof "\\u0000"];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", c);
      quoted += escaped;
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

void Spool::CloseWindows(SpoolWindows::Clock::time_point now) {
  for (const auto& [id, count] : windows.Close(now)) {
    lines.Append("{\"id\":" + Quote(id) + ",\"count\":" + std::to_string(count) + "}");
  }
}

Spool& TheSpool() {
  if (!spool_) {
    throw std::runtime_error("the spool has not been opened");
  }
  return *spool_;
}

JsValue Open(const Arguments& arguments) {
  const Runtime& runtime = Runtime::Of(arguments.Js());
  const std::string folder = arguments.String(0);
  if (!runtime.IsEvaluating()) {
    throw std::runtime_error("the spool can only be opened while the plugin is evaluated");
  }
  if (runtime.RegistersWithOrthanc() && !opened_) {
    spool_.reset();
    spool_ = std::make_unique<Spool>(folder);
    opened_ = true;
  }
  if (TheSpool().path != folder) {
    throw std::runtime_error("there can be only one spool");
  }
  return Undefined();
}

JsValue Append(const Arguments& arguments) {
  const Text line = arguments.Text(0);
  const NativeTime writing(Runtime::Of(arguments.Js()));
  TheSpool().lines.Append(line.View());
  return Undefined();
}

JsValue Count(const Arguments& arguments) {
  const bool counted = TheSpool().windows.Add(arguments.Text(0).View(), SpoolWindows::Clock::now());
  return JsValue(arguments.Js(), JS_NewBool(arguments.Js(), counted));
}

JsValue Begin(const Arguments& arguments) {
  const Text key = arguments.Text(0);
  const double windowMs = arguments.Number(1);
  if (!(windowMs >= 1) || windowMs > kLongestWindowMs) {
    throw std::runtime_error("a window must be between 1 ms and a day");
  }
  std::string id = arguments.String(2);
  const Text line = arguments.Text(3);
  const NativeTime writing(Runtime::Of(arguments.Js()));
  Spool& spool = TheSpool();
  spool.windows.Open(key.View(), std::move(id), SpoolWindows::Clock::now(),
                     std::chrono::milliseconds(static_cast<int64_t>(windowMs)),
                     [&] { spool.lines.Append(line.View()); });
  return Undefined();
}

JsValue Read(const Arguments& arguments) {
  JSContext* js = arguments.Js();
  const double most = arguments.Number(0);
  if (!(most >= 1) || most > kMostLines) {
    throw std::runtime_error("the number of lines must be between 1 and 1e6");
  }
  SpoolFolder::Batch batch;
  {
    const NativeTime reading(Runtime::Of(js));
    TheSpool().CloseWindows(SpoolWindows::Clock::now());
    batch = TheSpool().lines.Read(static_cast<size_t>(most));
  }
  if (batch.lines.empty()) {
    return Undefined();
  }
  JsValue lines = NewArray(js);
  uint32_t count = 0;
  for (const std::string& line : batch.lines) {
    lines.DefineElement(count++, NewString(js, line));
  }
  JsValue result = NewObject(js);
  result.Define("lines", std::move(lines));
  result.Define("position",
                NewString(js, std::to_string(batch.end.segment) + ":" + std::to_string(batch.end.offset)));
  return result;
}

JsValue Acknowledge(const Arguments& arguments) {
  unsigned long long segment = 0;
  unsigned long long offset = 0;
  if (std::sscanf(arguments.String(0).c_str(), "%llu:%llu", &segment, &offset) != 2) {
    throw std::runtime_error("this is no position of the spool");
  }
  const NativeTime writing(Runtime::Of(arguments.Js()));
  TheSpool().lines.Acknowledge({segment, offset});
  return Undefined();
}

void RegisterSpool(JSContext* js, JSValueConst orthanc) {
  const JsValue spool = DefineObject(js, orthanc, "spool");
  DefineFunction<Open>(js, spool.Get(), "open", 1);
  DefineFunction<Append>(js, spool.Get(), "append", 1);
  DefineFunction<Count>(js, spool.Get(), "count", 1);
  DefineFunction<Begin>(js, spool.Get(), "begin", 4);
  DefineFunction<Read>(js, spool.Get(), "read", 1);
  DefineFunction<Acknowledge>(js, spool.Get(), "acknowledge", 1);
}

void Stop() {
  opened_ = false;
  if (spool_) {
    try {
      spool_->CloseWindows(SpoolWindows::Clock::time_point::max());
    } catch (const std::exception& error) {
      LogError(std::string("spool: ") + error.what());
    }
  }
}

const Binding binding(RegisterSpool, Stop);

}  // namespace

}  // namespace host
