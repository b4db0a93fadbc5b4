// The frame around everything that Orthanc calls: a lease of a runtime, and no exception past it.
#pragma once

#include "orthanc.h"
#include "pool.h"

#include <exception>
#include <string>

namespace host {

// Calls `work(runtime)` on a runtime's private stack. False if it failed, which is logged once: the message and stack
// of a script's exception, never what the request carried.
template <typename Work>
bool EnterJavaScript(Runtime& runtime, const char* what, std::chrono::milliseconds time, Work&& work,
                     const std::atomic<bool>* cancelled = nullptr) noexcept {
  try {
    runtime.Run(time, [&] { work(runtime); }, cancelled);
    return true;
  } catch (const std::exception& error) {
    try {
      if (!runtime.IsCancelled()) {
        LogError(std::string(what) + ": " + error.what());
      }
    } catch (...) {
      // No memory left for the message: the caller fails closed all the same.
    }
  } catch (...) {
    OrthancPluginLogError(Orthanc(), what);
  }
  return false;
}

// Calls `inside(lease)` with a leased runtime. False if there was none.
template <typename Inside>
bool WithLease(const char* what, Inside&& inside) noexcept {
  try {
    Pool::Lease lease(ThePool());
    inside(*lease);
    return true;
  } catch (const std::exception& error) {
    OrthancPluginLogError(Orthanc(), (std::string(what) + ": " + error.what()).c_str());
  } catch (...) {
    OrthancPluginLogError(Orthanc(), what);
  }
  return false;
}

// Calls `work(runtime)` in a leased runtime. False if it failed, which is logged.
template <typename Work>
bool RunCallback(const char* what, Work&& work) noexcept {
  bool done = false;
  WithLease(what, [&](Runtime& runtime) { done = EnterJavaScript(runtime, what, kCallbackTime, work); });
  return done;
}

}  // namespace host
