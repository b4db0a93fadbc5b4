// The runtimes: one lease per callback, the last one given back first, so that few stay warm.
#pragma once

#include "runtime.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

namespace host {

class Pool {
 public:
  // `capacity` bounds how many runtimes outer callbacks use at once; Orthanc has 50 HTTP threads by default.
  Pool(Bundle bundle, const Limits& limits, size_t capacity);

  // Evaluates the bundle for the first time, which registers its callbacks. Throws std::runtime_error.
  void Start();

  // One runtime, for as long as it lives. Past the capacity, an outer lease waits; a nested one (a callback that calls
  // Orthanc, which calls a callback on the same thread) gets a new runtime, for waiting would deadlock.
  class Lease {
   public:
    // Throws std::runtime_error when none became free in time or none can be made.
    explicit Lease(Pool& pool);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Runtime& operator*() const { return *runtime_; }
    Runtime* operator->() const { return runtime_.get(); }

   private:
    Pool& pool_;
    std::unique_ptr<Runtime> runtime_;
  };

 private:
  std::unique_ptr<Runtime> Take();
  void GiveBack(std::unique_ptr<Runtime> runtime);

  Bundle bundle_;
  const Limits limits_;
  const size_t capacity_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Runtime>> idle_;
  size_t leased_ = 0;
};

// The pool of the plugin: it exists between Orthanc's initialisation and finalisation of the plugin.
void SetPool(std::unique_ptr<Pool> pool);
Pool& ThePool();

}  // namespace host
