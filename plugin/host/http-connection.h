// HTTP/1.1 exchanges over kept-alive connections. cpp-httplib connects, writes and frames; what it does not do is done
// here: a limit on the whole exchange, answers' headers as they were sent (it percent-decodes their values and forgets
// their order), and a retry that cannot apply a request twice.
#pragma once

#include "convert.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace host {

struct HttpRequest {
  std::string method;
  std::string host;
  int port = 80;
  std::string target;  // path and query, as they go on the wire
  Headers headers;
  const char* body = nullptr;
  size_t bodySize = 0;
  std::chrono::milliseconds timeout{0};
  std::function<bool()> isCancelled;
};

struct HttpResponse {
  int status = 0;
  Headers headers;  // names in lower case
  std::string body;
};

// Any status is an answer; redirects are not followed. Throws std::runtime_error where there is no answer; the message
// names host and port only.
HttpResponse Exchange(const HttpRequest& request);

// Closes the idle connections.
void CloseConnections();

}  // namespace host
