#include "shared-cache.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace host {

namespace {

// List node, index node, control block.
constexpr size_t kEntryOverheadBytes = 256;

// Keeps additions to the clock far from overflowing.
constexpr std::chrono::hours kLongestTtl{24 * 365};

size_t CostOf(const std::string& key, const std::string& value) {
  return 2 * key.size() + value.size() + kEntryOverheadBytes;
}

}  // namespace

SharedCache::SharedCache(size_t capacityBytes) : shardBytes_(capacityBytes / kShards) {}

SharedCache::Value SharedCache::Get(const std::string& key) {
  Shard& shard = ShardOf(key);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  return shard.Find(key);
}

void SharedCache::Set(const std::string& key, Value value, Milliseconds ttl) {
  Shard& shard = ShardOf(key);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  shard.Forget(key);
  shard.Store(key, std::move(value), ttl, shardBytes_);
}

void SharedCache::Delete(const std::string& key) {
  Shard& shard = ShardOf(key);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  shard.Forget(key);
}

void SharedCache::Clear() {
  std::array<std::unique_lock<std::mutex>, kShards> locks;
  for (size_t i = 0; i < kShards; i++) {
    locks[i] = std::unique_lock<std::mutex>(shards_[i].mutex);
  }
  for (Shard& shard : shards_) {
    shard.entries.clear();
    shard.index.clear();
    shard.flights.clear();
    shard.bytes = 0;
  }
}

SharedCache::Value SharedCache::Shard::Find(const std::string& key) {
  const auto found = index.find(key);
  if (found == index.end()) {
    return nullptr;
  }
  if (found->second->expires <= Clock::now()) {
    Remove(found->second);
    return nullptr;
  }
  entries.splice(entries.begin(), entries, found->second);
  return found->second->value;
}

void SharedCache::Shard::Store(const std::string& key, Value value, Milliseconds ttl, size_t capacityBytes) {
  if (const auto found = index.find(key); found != index.end()) {
    Remove(found->second);
  }
  if (value == nullptr || ttl <= Milliseconds::zero() || CostOf(key, *value) > capacityBytes) {
    return;
  }
  bytes += CostOf(key, *value);
  entries.push_front({key, std::move(value), Clock::now() + std::min<Clock::duration>(ttl, kLongestTtl)});
  index[key] = entries.begin();
  while (bytes > capacityBytes) {
    Remove(std::prev(entries.end()));
  }
}

void SharedCache::Shard::Forget(const std::string& key) {
  flights.erase(key);
  if (const auto found = index.find(key); found != index.end()) {
    Remove(found->second);
  }
}

void SharedCache::Shard::Remove(std::list<Entry>::iterator entry) {
  bytes -= CostOf(entry->key, *entry->value);
  index.erase(entry->key);
  entries.erase(entry);
}

SharedCache::Ticket::Ticket(SharedCache& cache, std::string key) : cache_(cache), key_(std::move(key)) {
  Shard& shard = cache_.ShardOf(key_);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  hit_ = shard.Find(key_);
  if (hit_ != nullptr) {
    role_ = Role::kHit;
    return;
  }
  std::shared_ptr<Flight>& flight = shard.flights[key_];
  if (flight == nullptr) {
    flight = std::make_shared<Flight>();
    flight->owner = std::this_thread::get_id();
    flight_ = flight;
  } else if (flight->owner != std::this_thread::get_id()) {
    flight_ = flight;
    role_ = Role::kWait;
  }
  // Else this very thread computes it further up: it computes again rather than wait for itself, and keeps nothing.
}

SharedCache::Ticket::~Ticket() {
  if (role_ == Role::kCompute && flight_ != nullptr && !flight_->done) {
    Finish({nullptr, Milliseconds::zero(), "the computation was abandoned"});
  }
}

void SharedCache::Ticket::Finish(Outcome outcome) {
  if (flight_ == nullptr) {
    return;
  }
  Shard& shard = cache_.ShardOf(key_);
  {
    const std::lock_guard<std::mutex> lock(shard.mutex);
    // Not there any more: the key was set, deleted or cleared meanwhile, and this result is older than that.
    if (const auto found = shard.flights.find(key_); found != shard.flights.end() && found->second == flight_) {
      shard.flights.erase(found);
      if (outcome.error.empty()) {
        shard.Store(key_, outcome.value, outcome.ttl, cache_.shardBytes_);
      }
    }
    flight_->outcome = std::move(outcome);
    flight_->done = true;
  }
  shard.finished.notify_all();
}

SharedCache::Outcome SharedCache::Ticket::Wait(Milliseconds longest) {
  Shard& shard = cache_.ShardOf(key_);
  std::unique_lock<std::mutex> lock(shard.mutex);
  if (!shard.finished.wait_for(lock, longest, [this] { return flight_->done; })) {
    throw std::runtime_error("waited too long for a value that another request computes");
  }
  return flight_->outcome;
}

}  // namespace host
