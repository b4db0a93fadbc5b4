#include "pool.h"

#include <stdexcept>

namespace host {

namespace {

// A callback that cannot have a runtime within this time fails closed.
constexpr std::chrono::seconds kLongestWait{5};

// A runtime that once needed more than this is not kept: it would never give it back. A fresh one takes less than 1 MB.
constexpr size_t kMostKeptBytes = 4u << 20;

// How many leases the current thread holds.
thread_local int depth_ = 0;

std::unique_ptr<Pool> pool_;

}  // namespace

Pool::Pool(Bundle bundle, const Limits& limits, size_t capacity)
    : bundle_(std::move(bundle)), limits_(limits), capacity_(capacity) {}

void Pool::Start() { idle_.push_back(std::make_unique<Runtime>(bundle_, limits_)); }

std::unique_ptr<Runtime> Pool::Take() {
  std::unique_lock<std::mutex> lock(mutex_);
  const auto available = [this] { return !idle_.empty() || leased_ < capacity_; };
  if (depth_ == 0 && !returned_.wait_for(lock, kLongestWait, available)) {
    throw std::runtime_error("all JavaScript runtimes are busy");
  }
  leased_++;
  if (!idle_.empty()) {
    std::unique_ptr<Runtime> runtime = std::move(idle_.back());
    idle_.pop_back();
    return runtime;
  }
  lock.unlock();
  try {
    return std::make_unique<Runtime>(bundle_, limits_);
  } catch (...) {
    GiveBack(nullptr);
    throw;
  }
}

void Pool::GiveBack(std::unique_ptr<Runtime> runtime) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    leased_--;
    if (runtime && runtime->IsUsable() && runtime->KeptBytes() <= kMostKeptBytes &&
        idle_.size() + leased_ < capacity_) {
      idle_.push_back(std::move(runtime));
    }
  }
  returned_.notify_one();
  // What was not kept is freed here, outside of the lock.
}

Pool::Lease::Lease(Pool& pool) : pool_(pool), runtime_(pool.Take()) { depth_++; }

Pool::Lease::~Lease() {
  depth_--;
  pool_.GiveBack(std::move(runtime_));
}

void SetPool(std::unique_ptr<Pool> pool) { pool_ = std::move(pool); }

Pool& ThePool() { return *pool_; }

}  // namespace host
