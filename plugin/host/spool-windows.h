// Counts what happens again and again within a time: it is written down once, and how often when the time is over.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace host {

class SpoolWindows {
 public:
  using Clock = std::chrono::steady_clock;

  struct Count {
    std::string id;
    uint64_t count;
  };

  // Whether a window of the key is open; then it has counted one more.
  bool Add(std::string_view key, Clock::time_point now);

  // Opens a window with a count of 1 after `write`, which may throw. If another thread has opened one meanwhile, counts one
  // more in that, and writes nothing.
  void Open(std::string_view key, std::string id, Clock::time_point now, std::chrono::milliseconds length,
            const std::function<void()>& write);

  // Closes those that are over, and gives what they have counted past 1.
  std::vector<Count> Close(Clock::time_point now);

 private:
  struct Window {
    std::string key;
    std::string id;
    uint64_t count = 1;
  };
  using Windows = std::multimap<Clock::time_point, Window>;

  // Null where none is open.
  Window* Find(std::string_view key, Clock::time_point now);
  void CloseFirst();

  std::mutex mutex_;
  Windows windows_;                                                 // by their ends
  std::unordered_map<std::string_view, Windows::iterator> index_;  // by the windows' own keys
  std::vector<Count> closed_;                                       // not given yet
};

}  // namespace host
