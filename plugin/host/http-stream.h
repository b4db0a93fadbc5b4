// The bytes of one exchange on a connected socket, with a deadline and a copy of the answer's head.
#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <functional>
#include <string>

namespace host {

class HttpStream {
 public:
  enum class End { kNone, kClosed, kTimedOut, kCancelled, kHeadTooLong };

  HttpStream(int socket, std::chrono::steady_clock::time_point deadline, const std::function<bool()>& isCancelled)
      : socket_(socket), deadline_(deadline), isCancelled_(isCancelled) {}

  // Bytes that were moved, at most `size`; 0 when the peer closed the connection (reading); -1 when it failed.
  ssize_t Read(char* into, size_t size);
  ssize_t Write(const char* from, size_t size);

  int Socket() const { return socket_; }
  // Why reading or writing failed.
  End WhyEnded() const { return end_; }
  // Status line and headers of the answer, interim answers (1xx) left out.
  const std::string& Head() const { return head_; }
  bool HasReceived() const { return hasReceived_; }
  // Bytes came that nothing asked for: the connection cannot be used again.
  bool HasLeftover() const { return buffered_ > at_; }

 private:
  bool WaitFor(short events);
  void CopyHead(const char* bytes, size_t size);

  const int socket_;
  const std::chrono::steady_clock::time_point deadline_;
  const std::function<bool()>& isCancelled_;
  std::array<char, 16384> buffer_;
  size_t at_ = 0;
  size_t buffered_ = 0;
  std::string head_;
  bool headEnded_ = false;
  bool hasReceived_ = false;
  End end_ = End::kNone;
};

}  // namespace host
