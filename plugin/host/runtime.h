// One QuickJS runtime with the plugin's bundle evaluated in it, its limits, and the way in and out of it.
#pragma once

#include "js-value.h"
#include "private-stack.h"
#include "script-memory.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace host {

using Clock = std::chrono::steady_clock;

struct Limits {
  size_t memoryBytes = 64u << 20;
  // JavaScript gets half of the stack; the other half is for native code that it calls.
  size_t jsStackBytes = 256u << 10;
  size_t stackBytes = 512u << 10;
};

// How long a callback may compute. Time blocked in native calls is not counted: see NativeTime.
constexpr std::chrono::milliseconds kCallbackTime{2000};
constexpr std::chrono::milliseconds kEvaluationTime{5000};

// A thread that a busy machine kept waiting is not at fault: nothing is interrupted before it used this much processor.
constexpr std::chrono::milliseconds kLeastProcessorTime{500};

// The plugin's bundle, compiled once.
struct Bundle {
  std::string bytecode;
  // What the first evaluation registered, in order. Every later one must register the same.
  std::vector<std::string> registrations;
  bool evaluated = false;
};

// Compiles a script. `source[size]` must be NUL. Throws std::runtime_error with the syntax error.
Bundle CompileBundle(const char* source, size_t size, const Limits& limits);

class Runtime {
 public:
  // Evaluates the bundle. Only when `bundle.evaluated` is false do bindings register callbacks with Orthanc.
  // Throws std::runtime_error with the exception of the script.
  Runtime(Bundle& bundle, const Limits& limits);
  ~Runtime();
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  static Runtime& Of(JSContext* js) { return *static_cast<Runtime*>(JS_GetContextOpaque(js)); }

  JSContext* Js() const { return js_; }

  // Runs `work` on the private stack within `time` of computing. A JavaScript exception left pending by it is thrown
  // as std::runtime_error with message and stack. `cancelled`, if given, interrupts it as the deadline does.
  void Run(std::chrono::milliseconds time, const std::function<void()>& work,
           const std::atomic<bool>* cancelled = nullptr);

  // False once it was interrupted or out of memory: its state cannot be trusted any more.
  bool IsUsable() const { return !interrupted_ && !memory_.RanOut(); }

  // What it keeps of the memory that it once needed.
  size_t KeptBytes() const { return memory_.KeptBytes(); }

  bool IsCancelled() const { return cancelled_ != nullptr && cancelled_->load(std::memory_order_relaxed); }

  // Keeps a function that Orthanc will call, and gives its index, which is the same in all runtimes. `what` names it.
  // Throws std::runtime_error when the bundle is not being evaluated.
  size_t AddCallback(std::string what, JSValueConst function);

  bool IsEvaluating() const { return evaluating_; }

  // True while the first evaluation runs: the one that registers with Orthanc.
  bool RegistersWithOrthanc() const { return evaluating_ && !bundle_->evaluated; }

  JSValueConst Callback(size_t index) const { return callbacks_.at(index).Get(); }

  // Message and stack of the pending exception, which is cleared.
  std::string TakeException();

 private:
  friend class NativeTime;

  static int OnInterrupt(JSRuntime* runtime, void* self);
  void Evaluate();
  void DiscardIsolate();

  Bundle* bundle_;
  Limits limits_;
  PrivateStack stack_;
  ScriptMemory memory_;
  JSRuntime* runtime_ = nullptr;
  JSContext* js_ = nullptr;
  Clock::time_point deadline_{};
  std::optional<std::chrono::nanoseconds> processorStart_;
  const std::atomic<bool>* cancelled_ = nullptr;
  bool interrupted_ = false;
  bool evaluating_ = false;
  std::vector<std::string> registrations_;
  std::vector<JsValue> callbacks_;
};

// While it lives, the time does not count as JavaScript's.
class NativeTime {
 public:
  explicit NativeTime(Runtime& runtime) : runtime_(runtime), start_(Clock::now()) {}
  ~NativeTime() { runtime_.deadline_ += Clock::now() - start_; }
  NativeTime(const NativeTime&) = delete;
  NativeTime& operator=(const NativeTime&) = delete;

 private:
  Runtime& runtime_;
  Clock::time_point start_;
};

}  // namespace host
