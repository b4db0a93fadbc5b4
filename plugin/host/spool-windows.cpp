#include "spool-windows.h"

#include <utility>

namespace host {

namespace {

// What a client may make us remember. Past it the window that ends next is closed before its time.
constexpr size_t kMostWindows = 100000;

}  // namespace

bool SpoolWindows::Add(std::string_view key, Clock::time_point now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  Window* window = Find(key, now);
  if (window != nullptr) {
    window->count++;
  }
  return window != nullptr;
}

void SpoolWindows::Open(std::string_view key, std::string id, Clock::time_point now, std::chrono::milliseconds length,
                        const std::function<void()>& write) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (Window* window = Find(key, now)) {
    window->count++;
    return;
  }
  write();
  while (!windows_.empty() && (windows_.begin()->first <= now || windows_.size() >= kMostWindows)) {
    CloseFirst();
  }
  const auto opened = windows_.emplace(now + length, Window{std::string(key), std::move(id)});
  index_[opened->second.key] = opened;
}

std::vector<SpoolWindows::Count> SpoolWindows::Close(Clock::time_point now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  while (!windows_.empty() && windows_.begin()->first <= now) {
    CloseFirst();
  }
  return std::exchange(closed_, {});
}

SpoolWindows::Window* SpoolWindows::Find(std::string_view key, Clock::time_point now) {
  const auto found = index_.find(key);
  return found == index_.end() || found->second->first <= now ? nullptr : &found->second->second;
}

void SpoolWindows::CloseFirst() {
  Window& window = windows_.begin()->second;
  index_.erase(window.key);
  if (window.count > 1) {
    closed_.push_back({std::move(window.id), window.count});
  }
  windows_.erase(windows_.begin());
}

}  // namespace host
