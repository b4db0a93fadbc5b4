#include "runtime.h"

#include "binding.h"
#include "convert.h"

#include <time.h>

#include <stdexcept>

namespace host {

namespace {

// Memory that a report about a failure may use past the limit.
constexpr size_t kReserveBytes = 1u << 20;

std::chrono::nanoseconds ProcessorTimeOfThread() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

}  // namespace

Bundle CompileBundle(const char* source, size_t size, const Limits& limits) {
  Bundle bundle;
  PrivateStack stack(limits.stackBytes);
  stack.Run([&] {
    const std::unique_ptr<JSRuntime, void (*)(JSRuntime*)> runtime(JS_NewRuntime(), JS_FreeRuntime);
    if (!runtime) {
      throw std::bad_alloc();
    }
    JS_SetMaxStackSize(runtime.get(), limits.jsStackBytes);
    // Keeps line numbers for stack traces, drops the functions' source text.
    JS_SetStripInfo(runtime.get(), JS_STRIP_SOURCE);
    const std::unique_ptr<JSContext, void (*)(JSContext*)> js(JS_NewContext(runtime.get()), JS_FreeContext);
    if (!js) {
      throw std::bad_alloc();
    }
    try {
      const JsValue script(js.get(), JS_Eval(js.get(), source, size, "plugin.js",
                                             JS_EVAL_TYPE_GLOBAL | JS_EVAL_FLAG_COMPILE_ONLY));
      size_t bytes = 0;
      uint8_t* code = JS_WriteObject(js.get(), &bytes, script.Get(), JS_WRITE_OBJ_BYTECODE);
      if (code == nullptr) {
        throw JsPending();
      }
      bundle.bytecode.assign(reinterpret_cast<const char*>(code), bytes);
      js_free(js.get(), code);
    } catch (const JsPending&) {
      throw std::runtime_error(DescribeException(js.get()));
    }
  });
  return bundle;
}

Runtime::Runtime(Bundle& bundle, const Limits& limits)
    : bundle_(&bundle), limits_(limits), stack_(limits.stackBytes) {
  runtime_ = JS_NewRuntime2(&ScriptMemory::kFunctions, &memory_);
  if (runtime_ == nullptr) {
    throw std::bad_alloc();
  }
  JS_SetMaxStackSize(runtime_, limits_.jsStackBytes);
  JS_SetMemoryLimit(runtime_, limits_.memoryBytes);
  JS_SetInterruptHandler(runtime_, OnInterrupt, this);
  try {
    evaluating_ = true;
    Run(kEvaluationTime, [this] { Evaluate(); });
    evaluating_ = false;
    if (!bundle.evaluated) {
      bundle.registrations = registrations_;
      bundle.evaluated = true;
    } else if (registrations_ != bundle.registrations) {
      throw std::runtime_error("the plugin registers other callbacks than when it was first evaluated");
    }
  } catch (...) {
    DiscardIsolate();
    throw;
  }
}

Runtime::~Runtime() { DiscardIsolate(); }

void Runtime::DiscardIsolate() {
  // Finalizers run on the private stack too: freeing a long list recurses.
  try {
    stack_.Run([this] {
      JS_UpdateStackTop(runtime_);
      callbacks_.clear();
      if (js_ != nullptr) {
        JS_FreeContext(js_);
      }
      JS_FreeRuntime(runtime_);
    });
  } catch (...) {
    // Nothing in there throws; a destructor must not either.
  }
}

void Runtime::Evaluate() {
  js_ = JS_NewContext(runtime_);
  if (js_ == nullptr) {
    throw std::bad_alloc();
  }
  JS_SetContextOpaque(js_, this);
  const JsValue orthanc = NewObject(js_);
  Binding::RegisterAll(js_, orthanc.Get());
  const JsValue global(js_, JS_GetGlobalObject(js_));
  global.Define("orthanc", JsValue::Copy(js_, orthanc.Get()));
  JsValue script(js_, JS_ReadObject(js_, reinterpret_cast<const uint8_t*>(bundle_->bytecode.data()),
                                    bundle_->bytecode.size(), JS_READ_OBJ_BYTECODE));
  const JsValue result(js_, JS_EvalFunction(js_, script.Release()));
}

void Runtime::Run(std::chrono::milliseconds time, const std::function<void()>& work,
                  const std::atomic<bool>* cancelled) {
  cancelled_ = cancelled;
  stack_.Run([&] {
    JS_UpdateStackTop(runtime_);
    deadline_ = Clock::now() + time;
    processorStart_.reset();
    try {
      work();
      // What the script left to promises runs now: nobody would come back for it.
      JSContext* waiting = nullptr;
      int ran = 0;
      while ((ran = JS_ExecutePendingJob(runtime_, &waiting)) > 0) {
      }
      if (ran < 0) {
        throw JsPending();
      }
    } catch (const JsPending&) {
      throw std::runtime_error(TakeException());
    }
  });
}

int Runtime::OnInterrupt(JSRuntime*, void* opaque) {
  auto* self = static_cast<Runtime*>(opaque);
  // QuickJS asks every few thousand steps. Most callbacks are over before, and never pay for this clock.
  if (!self->processorStart_) {
    self->processorStart_ = ProcessorTimeOfThread();
  }
  const bool isLate = Clock::now() > self->deadline_ &&
                      ProcessorTimeOfThread() - *self->processorStart_ > kLeastProcessorTime;
  if (!isLate && !self->IsCancelled()) {
    return 0;
  }
  self->interrupted_ = true;
  return 1;
}

size_t Runtime::AddCallback(std::string what, JSValueConst function) {
  if (!evaluating_) {
    throw std::runtime_error("callbacks can only be registered while the plugin is evaluated");
  }
  registrations_.push_back(std::move(what));
  callbacks_.push_back(JsValue::Copy(js_, function));
  return callbacks_.size() - 1;
}

std::string Runtime::TakeException() {
  if (interrupted_) {
    JS_FreeValue(js_, JS_GetException(js_));
    return IsCancelled() ? "cancelled" : "took too long";
  }
  if (memory_.RanOut()) {
    JS_SetMemoryLimit(runtime_, limits_.memoryBytes + kReserveBytes);
  }
  return DescribeException(js_);
}

}  // namespace host
