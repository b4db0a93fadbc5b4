// The bytes of one exchange on a connected socket, with a deadline and a copy of the answer's head.
#pragma once

#include <httplib.h>

#include <array>
#include <chrono>
#include <functional>
#include <string>

namespace host {

class HttpStream : public httplib::Stream {
 public:
  enum class End { kNone, kClosed, kTimedOut, kCancelled, kHeadTooLong };

  HttpStream(int socket, std::chrono::steady_clock::time_point deadline, const std::function<bool()>& isCancelled)
      : socket_(socket), deadline_(deadline), isCancelled_(isCancelled) {}

  bool is_readable() const override { return buffered_ > at_; }
  bool is_writable() const override { return true; }
  ssize_t read(char* into, size_t size) override;
  ssize_t write(const char* from, size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return socket_; }

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
