// Stands in for Orthanc behind its C interface, so that sanitizers can watch the host without Orthanc around it.
#pragma once

#include <orthanc/OrthancCPlugin.h>

#include <string>
#include <utility>
#include <vector>

namespace mock {

struct Answer {
  int status = 0;  // 0: the callback answered nothing
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

OrthancPluginContext* Context();

// What Orthanc's HTTP server does with a request. -1 without a filter.
int Filter(const std::string& method, const std::string& path);

// The same for a GET with the twelve headers that a browser sends.
int FilterBrowser(const std::string& path);

// Calls the first route that matches. Status 404 without one.
Answer Route(const std::string& method, const std::string& path, const std::string& body);

void SignalChange(OrthancPluginChangeType change);

// The lines logged since the last call.
std::vector<std::string> TakeLog();

}  // namespace mock
