// Key and value pairs that all runtimes share: bounded, expiring, with one computation per key at a time.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <string>
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
  // `capacityBytes` counts keys, values and an estimate of what each entry costs besides.
  explicit SharedCache(size_t capacityBytes);

  Value Get(const std::string& key);
  // A `ttl` of zero or less, or a value too large to be worth it, only forgets what was there.
  void Set(const std::string& key, Value value, Milliseconds ttl);
  void Delete(const std::string& key);
  // Forgets everything at one moment. What is being computed goes to those who already wait, and is not kept.
  void Clear();

  // One caller's part in a computation: either the value is there, or the caller must compute and `Finish`, or it must
  // `Wait` for another thread. A ticket that is dropped without `Finish` fails those who wait.
  class Ticket {
   public:
    enum class Role { kHit, kCompute, kWait };

    Ticket(SharedCache& cache, std::string key);
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
    const std::string key_;
    Role role_ = Role::kCompute;
    Value hit_;
    std::shared_ptr<Flight> flight_;
  };

 private:
  struct Entry {
    std::string key;
    Value value;
    Clock::time_point expires;
  };

  // Each has its own lock, so that threads rarely meet.
  struct Shard {
    std::mutex mutex;
    std::condition_variable finished;
    std::list<Entry> entries;  // the most recently used first
    std::unordered_map<std::string, std::list<Entry>::iterator> index;
    std::unordered_map<std::string, std::shared_ptr<Flight>> flights;
    size_t bytes = 0;

    Value Find(const std::string& key);
    void Store(const std::string& key, Value value, Milliseconds ttl, size_t capacityBytes);
    void Forget(const std::string& key);
    void Remove(std::list<Entry>::iterator entry);
  };

  static constexpr size_t kShards = 16;

  Shard& ShardOf(const std::string& key) { return shards_[std::hash<std::string>()(key) % kShards]; }

  const size_t shardBytes_;
  std::array<Shard, kShards> shards_;
};

}  // namespace host
