// orthanc.every: work on a thread of its own, from when Orthanc has started until it stops. orthanc.sleep.

#include "binding.h"
#include "callback.h"
#include "convert.h"

#include <condition_variable>
#include <list>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace host {

namespace {

// Nobody waits for background work: it may compute longer than a callback of a request.
constexpr std::chrono::milliseconds kWorkTime{10000};

class Worker {
 public:
  Worker(size_t callback, std::chrono::milliseconds interval) : callback_(callback), interval_(interval) {}

  void Start() {
    thread_ = std::thread([this] { Loop(); });
  }

  // Interrupts the work and its native calls, and waits for the thread.
  void Stop() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stopping_ = true;
    }
    woken_.notify_all();
    if (thread_.joinable()) {
      thread_.join();
    }
  }

 private:
  void Loop() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!stopping_) {
      lock.unlock();
      WithLease("background work", [this](Runtime& runtime) {
        EnterJavaScript(
            runtime, "background work", kWorkTime,
            [this](Runtime& entered) { Call(entered.Js(), entered.Callback(callback_)); }, &stopping_);
      });
      lock.lock();
      woken_.wait_for(lock, interval_, [this] { return stopping_.load(); });
    }
  }

  const size_t callback_;
  const std::chrono::milliseconds interval_;
  std::mutex mutex_;
  std::condition_variable woken_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

std::list<Worker> workers_;
bool listening_ = false;

// What sleeps, and whether Orthanc waits for it to end.
std::mutex sleeping_;
std::condition_variable wake_;
bool stopped_ = false;

void SetStopped(bool stopped) {
  {
    const std::lock_guard<std::mutex> lock(sleeping_);
    stopped_ = stopped;
  }
  wake_.notify_all();
}

// Both are told on Orthanc's main thread. Work stops before Orthanc takes its REST API down.
OrthancPluginErrorCode OnChange(OrthancPluginChangeType change, OrthancPluginResourceType, const char*) {
  try {
    if (change == OrthancPluginChangeType_OrthancStopped) {
      SetStopped(true);
    }
    for (Worker& worker : workers_) {
      if (change == OrthancPluginChangeType_OrthancStarted) {
        worker.Start();
      } else if (change == OrthancPluginChangeType_OrthancStopped) {
        worker.Stop();
      }
    }
    return OrthancPluginErrorCode_Success;
  } catch (const std::exception& error) {
    LogError(std::string("background work: ") + error.what());
    return OrthancPluginErrorCode_Plugin;
  }
}

void ListenToChanges() {
  if (!listening_) {
    listening_ = true;
    const _OrthancPluginOnChangeCallback parameters{OnChange};
    Register(_OrthancPluginService_RegisterOnChangeCallback, &parameters, "change callback");
  }
}

JsValue Sleep(const Arguments& arguments) {
  const double time = arguments.Number(0);
  if (!(time >= 0) || time > 1000) {
    throw std::runtime_error("it is possible to sleep from 0 to 1000 ms");
  }
  const NativeTime waiting(Runtime::Of(arguments.Js()));
  std::unique_lock<std::mutex> lock(sleeping_);
  if (wake_.wait_for(lock, std::chrono::milliseconds(static_cast<int64_t>(time)), [] { return stopped_; })) {
    throw std::runtime_error("Orthanc is stopping");
  }
  return Undefined();
}

JsValue Every(const Arguments& arguments) {
  Runtime& runtime = Runtime::Of(arguments.Js());
  const double interval = arguments.Number(0);
  if (!(interval >= 1) || interval > 1e9) {
    throw std::runtime_error("the interval must be between 1 and 1e9 ms");
  }
  const size_t index = runtime.AddCallback("every", arguments.Function(1));
  if (runtime.RegistersWithOrthanc()) {
    workers_.emplace_back(index, std::chrono::milliseconds(static_cast<int64_t>(interval)));
    ListenToChanges();
  }
  return Undefined();
}

void RegisterBackground(JSContext* js, JSValueConst orthanc) {
  DefineFunction<Every>(js, orthanc, "every", 2);
  DefineFunction<Sleep>(js, orthanc, "sleep", 1);
}

void Stop() {
  for (Worker& worker : workers_) {
    worker.Stop();
  }
  workers_.clear();
  listening_ = false;
  SetStopped(false);
}

const Binding binding(RegisterBackground, Stop);

}  // namespace

}  // namespace host
