#include "shared-cache.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>
#include <vector>

namespace host {

namespace {

// List node, index node, control block.
constexpr size_t kEntryOverheadBytes = 256;

// Keeps additions to the clock far from overflowing.
constexpr std::chrono::hours kLongestTtl{24 * 365};

size_t CostOf(std::string_view key, const std::string& value, const std::string& tag) {
  return key.size() + value.size() + 2 * tag.size() + kEntryOverheadBytes;
}

}  // namespace

SharedCache::SharedCache(size_t capacityBytes) : shardBytes_(capacityBytes / kShards) {}

SharedCache::Value SharedCache::Get(std::string_view key) {
  Shard& shard = ShardOf(key);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  return shard.Find(key);
}

void SharedCache::Set(std::string_view key, Value value, Milliseconds ttl, std::string tag) {
  Shard& shard = ShardOf(key);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  shard.Forget(key);
  shard.Store(key, {std::move(value), ttl, std::move(tag), {}}, shardBytes_);
}

void SharedCache::Delete(std::string_view key) {
  Shard& shard = ShardOf(key);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  shard.Forget(key);
}

void SharedCache::DeleteTagged(const std::string& prefix) {
  const auto locks = LockAll();
  for (Shard& shard : shards_) {
    shard.flights.clear();
    // Removing an entry may remove its tag from the map.
    std::vector<std::string> tags;
    for (const auto& [tag, entries] : shard.tags) {
      if (tag.compare(0, prefix.size(), prefix) == 0) {
        tags.push_back(tag);
      }
    }
    for (const std::string& tag : tags) {
      for (auto found = shard.tags.find(tag); found != shard.tags.end(); found = shard.tags.find(tag)) {
        shard.Remove(found->second.front());
      }
    }
  }
}

void SharedCache::Clear() {
  const auto locks = LockAll();
  for (Shard& shard : shards_) {
    shard.index.clear();
    shard.tags.clear();
    shard.entries.clear();
    shard.flights.clear();
    shard.bytes = 0;
  }
}

std::array<std::unique_lock<std::mutex>, SharedCache::kShards> SharedCache::LockAll() {
  std::array<std::unique_lock<std::mutex>, kShards> locks;
  for (size_t i = 0; i < kShards; i++) {
    locks[i] = std::unique_lock<std::mutex>(shards_[i].mutex);
  }
  return locks;
}

SharedCache::Value SharedCache::Shard::Find(std::string_view key) {
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

void SharedCache::Shard::Store(std::string_view key, const Outcome& outcome, size_t capacityBytes) {
  if (const auto found = index.find(key); found != index.end()) {
    Remove(found->second);
  }
  const auto& [value, ttl, tag, error] = outcome;
  if (value == nullptr || ttl <= Milliseconds::zero() || CostOf(key, *value, tag) > capacityBytes) {
    return;
  }
  bytes += CostOf(key, *value, tag);
  entries.push_front({std::string(key), value, Clock::now() + std::min<Clock::duration>(ttl, kLongestTtl), tag, {}});
  Entry& entry = entries.front();
  index[entry.key] = entries.begin();
  if (!tag.empty()) {
    std::list<Entries::iterator>& tagged = tags[tag];
    entry.tagged = tagged.insert(tagged.end(), entries.begin());
  }
  while (bytes > capacityBytes) {
    Remove(std::prev(entries.end()));
  }
}

void SharedCache::Shard::Forget(std::string_view key) {
  if (!flights.empty()) {
    flights.erase(std::string(key));
  }
  if (const auto found = index.find(key); found != index.end()) {
    Remove(found->second);
  }
}

void SharedCache::Shard::Remove(Entries::iterator entry) {
  bytes -= CostOf(entry->key, *entry->value, entry->tag);
  index.erase(entry->key);
  if (const auto found = tags.find(entry->tag); found != tags.end()) {
    found->second.erase(entry->tagged);
    if (found->second.empty()) {
      tags.erase(found);
    }
  }
  entries.erase(entry);
}

SharedCache::Ticket::Ticket(SharedCache& cache, std::string_view key) : cache_(cache) {
  Shard& shard = cache_.ShardOf(key);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  hit_ = shard.Find(key);
  if (hit_ != nullptr) {
    role_ = Role::kHit;
    return;
  }
  key_ = key;
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
    Finish({nullptr, Milliseconds::zero(), {}, "the computation was abandoned"});
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
        shard.Store(key_, outcome, cache_.shardBytes_);
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
