// Key and value pairs that all runtimes share: bounded, expiring, with one computation per key at a time.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>

namespace host {

class SharedCache {
 public:
  using Clock = std::chrono::steady_clock;
  using Milliseconds = std::chrono::milliseconds;
  using Value = std::shared_ptr<const std::string>;  // null where there is none

  // What a computation came to.
  struct Outcome {
    Value value;
    Milliseconds ttl{0};
    std::string tag;
    std::string error;  // not empty: it failed
  };

 private:
  // One computation under way.
  struct Flight {
    std::thread::id owner;
    bool done = false;
    Outcome outcome;
  };

 public:
  // `capacityBytes` counts keys, values, tags and an estimate of what each entry costs besides.
  explicit SharedCache(size_t capacityBytes);

  Value Get(std::string_view key);
  // A `ttl` of zero or less, or a value too large to be worth it, only forgets what was there. An empty `tag` is none.
  void Set(std::string_view key, Value value, Milliseconds ttl, std::string tag);
  void Delete(std::string_view key);
  // Forgets the entries whose tag begins with this, at one moment. What is being computed may be one of them: it is not kept.
  void DeleteTagged(const std::string& prefix);
  // Forgets everything at one moment. What is being computed goes to those who already wait, and is not kept.
  void Clear();

  // One caller's part in a computation: either the value is there, or the caller must compute and `Finish`, or it must
  // `Wait` for another thread. A ticket that is dropped without `Finish` fails those who wait.
  class Ticket {
   public:
    enum class Role { kHit, kCompute, kWait };

    Ticket(SharedCache& cache, std::string_view key);
    ~Ticket();
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;

    Role WhatToDo() const { return role_; }
    const Value& Hit() const { return hit_; }
    void Finish(Outcome outcome);
    // Throws std::runtime_error when it takes longer than `longest`.
    Outcome Wait(Milliseconds longest);

   private:
    SharedCache& cache_;
    std::string key_;  // empty for a hit
    Role role_ = Role::kCompute;
    Value hit_;
    std::shared_ptr<Flight> flight_;
  };

 private:
  struct Entry;
  using Entries = std::list<Entry>;
  struct Entry {
    std::string key;
    Value value;
    Clock::time_point expires;
    std::string tag;
    std::list<Entries::iterator>::iterator tagged;  // its place among those of the tag
  };

  // Each has its own lock, so that threads rarely meet.
  struct Shard {
    std::mutex mutex;
    std::condition_variable finished;
    Entries entries;  // the most recently used first
    std::unordered_map<std::string_view, Entries::iterator> index;  // by the entries' own keys
    std::unordered_map<std::string, std::list<Entries::iterator>> tags;
    std::unordered_map<std::string, std::shared_ptr<Flight>> flights;
    size_t bytes = 0;

    Value Find(std::string_view key);
    void Store(std::string_view key, const Outcome& outcome, size_t capacityBytes);
    void Forget(std::string_view key);
    void Remove(Entries::iterator entry);
  };

  static constexpr size_t kShards = 16;

  Shard& ShardOf(std::string_view key) { return shards_[std::hash<std::string_view>()(key) % kShards]; }
  std::array<std::unique_lock<std::mutex>, kShards> LockAll();

  const size_t shardBytes_;
  std::array<Shard, kShards> shards_;
};

}  // namespace host
