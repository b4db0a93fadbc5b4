#include "http-connection.h"

#include "http-stream.h"
#include "tcp-state.h"

#include <httplib.h>
#include <poll.h>
#include <strings.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <vector>

namespace host {

namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kLargestBodyBytes = 256u << 20;
// What is set aside for a body on its peer's word.
constexpr uint64_t kLargestReserveBytes = 16u << 20;
constexpr size_t kMostIdlePerPeer = 64;

// Peers close idle connections: Node after 5 s unless `Keep-Alive: timeout=` says otherwise. Ours go a little earlier.
constexpr std::chrono::milliseconds kDefaultIdle{4000};
constexpr std::chrono::milliseconds kLongestIdle{60000};
constexpr std::chrono::milliseconds kIdleMargin{1000};

// What cpp-httplib reads from and writes to.
class StreamAdapter final : public httplib::Stream {
 public:
  explicit StreamAdapter(HttpStream& stream) : stream_(stream) {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* into, size_t size) override { return stream_.Read(into, size); }
  ssize_t write(const char* from, size_t size) override { return stream_.Write(from, size); }
  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    httplib::detail::get_remote_ip_and_port(stream_.Socket(), ip, port);
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    httplib::detail::get_local_ip_and_port(stream_.Socket(), ip, port);
  }
  socket_t socket() const override { return stream_.Socket(); }

 private:
  HttpStream& stream_;
};

class Connection : public httplib::ClientImpl {
 public:
  enum class Failure { kNone, kConnecting, kClosed, kTimedOut, kCancelled, kProtocol };

  Connection(const std::string& host, int port) : ClientImpl(host, port) {
    set_keep_alive(true);
    set_follow_location(false);
    set_url_encode(false);
    set_decompress(false);
    set_tcp_nodelay(true);
  }

  // False where there was no answer: `WhyFailed` tells.
  bool Send(const HttpRequest& request, Clock::time_point deadline, HttpResponse& response);

  Failure WhyFailed() const { return failure_; }

  // True if the peer closed an idle connection before any byte of the answer, and the request can be sent again
  // without the risk of applying it twice: it is idempotent, or the peer's kernel took none of its bytes.
  bool MaySendAgain(const HttpRequest& request) const {
    return wasIdle_ && failure_ == Failure::kClosed && !hasReceived_ && (request.method != "POST" || !wasTaken_);
  }

  // How long it may lie idle. Zero: it cannot be used again.
  std::chrono::milliseconds IdleTime() const { return idleTime_; }

  // An idle connection on which something arrives is either closed or out of step.
  bool IsQuiet() const {
    pollfd waiting{socket(), POLLIN, 0};
    return is_socket_open() != 0 && poll(&waiting, 1, 0) == 0;
  }

 private:
  bool create_and_connect_socket(Socket& socket, httplib::Error& error) override {
    wasIdle_ = false;
    return ClientImpl::create_and_connect_socket(socket, error);
  }

  bool process_socket(const Socket& socket, std::function<bool(httplib::Stream&)> exchange) override;
  void ReadHead(const std::string& head, HttpResponse& response) const;

  Clock::time_point deadline_;
  const HttpRequest* request_ = nullptr;
  std::string head_;
  Failure failure_ = Failure::kNone;
  bool wasIdle_ = false;
  bool hasReceived_ = false;
  bool wasTaken_ = false;
  bool hasLeftover_ = false;
  std::chrono::milliseconds idleTime_{0};
};

bool Connection::process_socket(const Socket& socket, std::function<bool(httplib::Stream&)> exchange) {
  const uint64_t before = AcknowledgedBytes(socket.sock);
  HttpStream stream(socket.sock, deadline_, request_->isCancelled);
  StreamAdapter adapter(stream);
  const bool answered = exchange(adapter);
  head_ = stream.Head();
  hasReceived_ = stream.HasReceived();
  hasLeftover_ = stream.HasLeftover();
  wasTaken_ = before == UINT64_MAX || AcknowledgedBytes(socket.sock) != before;
  switch (stream.WhyEnded()) {
    case HttpStream::End::kClosed:
      failure_ = Failure::kClosed;
      break;
    case HttpStream::End::kTimedOut:
      failure_ = Failure::kTimedOut;
      break;
    case HttpStream::End::kCancelled:
      failure_ = Failure::kCancelled;
      break;
    default:
      failure_ = Failure::kProtocol;
  }
  return answered;
}

bool IsSame(const std::string& name, const char* other) { return strcasecmp(name.c_str(), other) == 0; }

bool Connection::Send(const HttpRequest& request, Clock::time_point deadline, HttpResponse& response) {
  deadline_ = deadline;
  request_ = &request;
  failure_ = Failure::kConnecting;
  wasIdle_ = is_socket_open() != 0;
  const auto left = std::max(std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()),
                             std::chrono::milliseconds(1));
  set_connection_timeout(left);

  httplib::Request outgoing;
  outgoing.method = request.method;
  outgoing.path = request.target;
  for (const auto& [name, value] : request.headers) {
    // How the body is framed and whether the connection lives on is decided here.
    if (!IsSame(name, "content-length") && !IsSame(name, "transfer-encoding") && !IsSame(name, "connection")) {
      outgoing.headers.emplace(name, value);
    }
  }
  if (request.bodySize > 0) {
    outgoing.content_length_ = request.bodySize;
    outgoing.content_provider_ = [&request](size_t offset, size_t length, httplib::DataSink& sink) {
      return sink.write(request.body + offset, length);
    };
    outgoing.is_chunked_content_provider_ = false;
  }
  outgoing.content_receiver = [&response](const char* bytes, size_t size, uint64_t, uint64_t) {
    if (response.body.size() + size > kLargestBodyBytes) {
      return false;
    }
    response.body.append(bytes, size);
    return true;
  };
  outgoing.response_handler = [&response](const httplib::Response& answer) {
    response.body.reserve(std::min(answer.get_header_value_u64("Content-Length"), kLargestReserveBytes));
    return true;
  };

  httplib::Response answer;
  httplib::Error error = httplib::Error::Success;
  if (!send(outgoing, answer, error)) {
    if (error == httplib::Error::ConnectionTimeout) {
      failure_ = Failure::kTimedOut;
    }
    return false;
  }
  response.status = answer.status;
  ReadHead(head_, response);
  idleTime_ = is_socket_open() != 0 && !hasLeftover_ ? kDefaultIdle : std::chrono::milliseconds::zero();
  for (const auto& [name, value] : response.headers) {
    const size_t hint = value.find("timeout=");
    if (idleTime_.count() > 0 && name == "keep-alive" && hint != std::string::npos) {
      const std::chrono::seconds told(std::clamp(std::atol(value.c_str() + hint + 8), 0L, 3600L));
      idleTime_ = std::clamp<std::chrono::milliseconds>(told - kIdleMargin, std::chrono::milliseconds::zero(),
                                                        kLongestIdle);
    }
  }
  return true;
}

// The lines were checked by cpp-httplib; this only keeps their order and bytes.
void Connection::ReadHead(const std::string& head, HttpResponse& response) const {
  for (size_t at = head.find("\r\n") + 2; at < head.size();) {
    const size_t end = head.find("\r\n", at);
    const size_t colon = head.find(':', at);
    if (end == std::string::npos || end == at || colon >= end) {
      break;
    }
    std::string name = head.substr(at, colon - at);
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    const size_t first = head.find_first_not_of(" \t", colon + 1);
    const size_t last = head.find_last_not_of(" \t", end - 1);
    response.headers.emplace_back(std::move(name), first >= end ? "" : head.substr(first, last + 1 - first));
    at = end + 2;
  }
}

struct Idle {
  std::unique_ptr<Connection> connection;
  Clock::time_point until;
};

std::mutex mutex_;
std::map<std::pair<std::string, int>, std::vector<Idle>> idle_;

// The connection that was used last, if it is still good.
std::unique_ptr<Connection> TakeIdle(const HttpRequest& request) {
  std::vector<Idle> stale;  // closed outside of the lock
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<Idle>& waiting = idle_[{request.host, request.port}];
  while (!waiting.empty()) {
    Idle candidate = std::move(waiting.back());
    waiting.pop_back();
    if (Clock::now() < candidate.until && candidate.connection->IsQuiet()) {
      return std::move(candidate.connection);
    }
    stale.push_back(std::move(candidate));
  }
  return nullptr;
}

void Keep(const HttpRequest& request, std::unique_ptr<Connection> connection) {
  if (connection->IdleTime() <= std::chrono::milliseconds::zero()) {
    return;
  }
  const Clock::time_point until = Clock::now() + connection->IdleTime();
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<Idle>& waiting = idle_[{request.host, request.port}];
  if (waiting.size() < kMostIdlePerPeer) {
    waiting.push_back({std::move(connection), until});
  }
}

const char* Explain(Connection::Failure failure) {
  switch (failure) {
    case Connection::Failure::kConnecting:
      return "cannot connect";
    case Connection::Failure::kTimedOut:
      return "no answer in time";
    case Connection::Failure::kCancelled:
      return "cancelled";
    case Connection::Failure::kClosed:
      return "connection closed before the end of the answer";
    default:
      return "not an HTTP answer that can be used";
  }
}

}  // namespace

HttpResponse Exchange(const HttpRequest& request) {
  const Clock::time_point deadline = Clock::now() + request.timeout;
  std::unique_ptr<Connection> connection = TakeIdle(request);
  if (connection) {
    HttpResponse response;
    if (connection->Send(request, deadline, response)) {
      Keep(request, std::move(connection));
      return response;
    }
    if (!connection->MaySendAgain(request)) {
      throw std::runtime_error(request.host + ":" + std::to_string(request.port) + ": " +
                               Explain(connection->WhyFailed()));
    }
  }
  connection = std::make_unique<Connection>(request.host, request.port);
  HttpResponse response;
  if (!connection->Send(request, deadline, response)) {
    throw std::runtime_error(request.host + ":" + std::to_string(request.port) + ": " +
                             Explain(connection->WhyFailed()));
  }
  Keep(request, std::move(connection));
  return response;
}

void CloseConnections() {
  const std::lock_guard<std::mutex> lock(mutex_);
  idle_.clear();
}

}  // namespace host
