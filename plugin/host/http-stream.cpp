#include "http-stream.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace host {

namespace {

constexpr size_t kLongestHeadBytes = 64u << 10;

// How soon a cancelled exchange is noticed.
constexpr std::chrono::milliseconds kSlice{100};

}  // namespace

bool HttpStream::WaitFor(short events) {
  for (;;) {
    if (isCancelled_()) {
      end_ = End::kCancelled;
      return false;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - std::chrono::steady_clock::now());
    if (left <= std::chrono::milliseconds::zero()) {
      end_ = End::kTimedOut;
      return false;
    }
    pollfd waiting{socket_, events, 0};
    const int ready = poll(&waiting, 1, static_cast<int>(std::min(left, kSlice).count()));
    if (ready > 0) {
      return true;
    }
    if (ready < 0 && errno != EINTR) {
      end_ = End::kClosed;
      return false;
    }
  }
}

ssize_t HttpStream::Read(char* into, size_t size) {
  if (at_ == buffered_) {
    for (;;) {
      const ssize_t received = recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
      if (received > 0) {
        hasReceived_ = true;
        at_ = 0;
        buffered_ = static_cast<size_t>(received);
        break;
      }
      if (received == 0) {
        end_ = End::kClosed;
        return 0;
      }
      if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
        end_ = End::kClosed;
        return -1;
      }
      if (!WaitFor(POLLIN)) {
        return -1;
      }
    }
  }
  const size_t count = std::min(size, buffered_ - at_);
  std::memcpy(into, buffer_.data() + at_, count);
  CopyHead(into, count);
  at_ += count;
  return end_ == End::kHeadTooLong ? -1 : static_cast<ssize_t>(count);
}

void HttpStream::CopyHead(const char* bytes, size_t size) {
  if (headEnded_) {
    return;
  }
  // cpp-httplib reads heads byte by byte, so nothing of the body comes along.
  head_.append(bytes, size);
  constexpr const char* kBlankLine = "\r\n\r\n";
  if (head_.size() >= 4 && head_.compare(head_.size() - 4, 4, kBlankLine) == 0) {
    const bool interim = head_.size() > 9 && head_[9] == '1';
    headEnded_ = !interim;
    if (interim) {
      head_.clear();
    }
  } else if (head_.size() > kLongestHeadBytes) {
    end_ = End::kHeadTooLong;
  }
}

ssize_t HttpStream::Write(const char* from, size_t size) {
  for (;;) {
    const ssize_t sent = send(socket_, from, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      return sent;
    }
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
      end_ = End::kClosed;
      return -1;
    }
    if (!WaitFor(POLLOUT)) {
      return -1;
    }
  }
}

}  // namespace host
