// Times the filter of the built plugin inside this process, without Orthanc: what a decision costs by itself.
//   bench LIBRARY CONFIGURATION.json
// One command a line on standard input; tabs between words:
//   rest    METHOD URI [BODY]  JSON   → what Orthanc's REST API will answer to that
//   header  NAME VALUE                → every request has it from now on
//   bare                              → and now none
//   path    PATH                      → one more to be asked for, in turn
//   time    TIMES                     → calls allowed, median and 99th percentile in nanoseconds; forgets the paths
#include <dlfcn.h>
#include <orthanc/OrthancCPlugin.h>
#include <pthread.h>
#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

namespace {

// What Orthanc gives to its HTTP threads.
constexpr size_t kStackBytes = 100 * 1024;

std::string configuration_;
std::map<std::string, std::string> rest_;
OrthancPluginIncomingHttpRequestFilter2 filter_ = nullptr;
std::mutex logMutex_;

template <typename T>
const T& As(const void* parameters) {
  return *static_cast<const T*>(parameters);
}

const char* NameOf(OrthancPluginHttpMethod method) {
  return method == OrthancPluginHttpMethod_Get    ? "GET"
         : method == OrthancPluginHttpMethod_Post ? "POST"
         : method == OrthancPluginHttpMethod_Put  ? "PUT"
                                                  : "DELETE";
}

void Copy(OrthancPluginMemoryBuffer* target, const std::string& text) {
  if (target != nullptr) {
    target->size = static_cast<uint32_t>(text.size());
    target->data = std::malloc(text.size() + 1);
    std::memcpy(target->data, text.data(), text.size());
  }
}

OrthancPluginErrorCode CallRestApi(const _OrthancPluginCallRestApi& call) {
  std::string key = std::string(NameOf(call.method)) + " " + call.uri;
  if (call.bodySize > 0) {
    key += " " + std::string(static_cast<const char*>(call.body), call.bodySize);
  }
  const auto found = rest_.find(key);
  if (found == rest_.end()) {
    return OrthancPluginErrorCode_UnknownResource;
  }
  *call.httpStatus = 200;
  Copy(call.answerHeaders, R"({"content-type":"application/json"})");
  Copy(call.answerBody, found->second);
  return OrthancPluginErrorCode_Success;
}

OrthancPluginErrorCode Invoke(_OrthancPluginContext_t*, _OrthancPluginService service, const void* parameters) {
  switch (service) {
    case _OrthancPluginService_LogWarning:
    case _OrthancPluginService_LogError: {
      const std::lock_guard<std::mutex> lock(logMutex_);
      std::cerr << static_cast<const char*>(parameters) << "\n";
      return OrthancPluginErrorCode_Success;
    }
    case _OrthancPluginService_RegisterIncomingHttpRequestFilter2:
      filter_ = As<_OrthancPluginIncomingHttpRequestFilter2>(parameters).callback;
      return OrthancPluginErrorCode_Success;
    case _OrthancPluginService_GetConfiguration:
      *As<_OrthancPluginRetrieveDynamicString>(parameters).result = strdup(configuration_.c_str());
      return OrthancPluginErrorCode_Success;
    case _OrthancPluginService_CallRestApi:
      return CallRestApi(As<_OrthancPluginCallRestApi>(parameters));
    default:
      // Registrations: nothing but the filter is ever called.
      return OrthancPluginErrorCode_Success;
  }
}

struct Requests {
  std::vector<std::string> names;
  std::vector<std::string> values;
  std::vector<std::string> paths;
};

struct Work {
  const Requests* requests = nullptr;
  size_t times = 0;
  size_t allowed = 0;
  std::vector<int64_t> nanoseconds;
};

int64_t Now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

void* Run(void* opaque) {
  auto& work = *static_cast<Work*>(opaque);
  const Requests& requests = *work.requests;
  std::vector<const char*> names;
  std::vector<const char*> values;
  for (size_t i = 0; i < requests.names.size(); i++) {
    names.push_back(requests.names[i].c_str());
    values.push_back(requests.values[i].c_str());
  }
  const auto ask = [&](size_t turn) {
    const char* path = requests.paths[turn % requests.paths.size()].c_str();
    return filter_(OrthancPluginHttpMethod_Get, path, "192.0.2.7", static_cast<uint32_t>(names.size()), names.data(),
                   values.data(), 0, nullptr, nullptr) == 1;
  };
  for (size_t i = 0; i < requests.paths.size(); i++) {
    ask(i);
  }
  work.nanoseconds.reserve(work.times);
  for (size_t i = 0; i < work.times; i++) {
    const int64_t begun = Now();
    const bool allowed = ask(i);
    work.nanoseconds.push_back(Now() - begun);
    work.allowed += allowed ? 1 : 0;
  }
  return nullptr;
}

std::string Time(const Requests& requests, size_t times) {
  Work work;
  work.requests = &requests;
  work.times = times;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  pthread_t thread;
  if (requests.paths.empty() || pthread_create(&thread, &attributes, Run, &work) != 0) {
    return "nothing";
  }
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
  std::sort(work.nanoseconds.begin(), work.nanoseconds.end());
  return std::to_string(work.allowed) + " " + std::to_string(work.nanoseconds[times / 2]) + " " +
         std::to_string(work.nanoseconds[times * 99 / 100]);
}

std::vector<std::string> Split(const std::string& line) {
  std::vector<std::string> words;
  std::istringstream stream(line);
  for (std::string word; std::getline(stream, word, '\t');) {
    words.push_back(word);
  }
  return words;
}

void Execute(const std::vector<std::string>& words, Requests& requests) {
  const std::string& command = words[0];
  if (command == "rest" && words.size() >= 4) {
    const std::string body = words.size() > 4 ? " " + words[3] : "";
    rest_[words[1] + " " + words[2] + body] = words.back();
  } else if (command == "header" && words.size() == 3) {
    requests.names.push_back(words[1]);
    requests.values.push_back(words[2]);
  } else if (command == "bare") {
    requests = {};
  } else if (command == "path" && words.size() == 2) {
    requests.paths.push_back(words[1]);
  } else if (command == "time" && words.size() == 2) {
    std::cout << Time(requests, std::stoul(words[1])) << std::endl;
    requests.paths.clear();
  } else {
    std::cerr << "no such command: " << command << "\n";
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    return 2;
  }
  std::ifstream file(arguments[2]);
  configuration_.assign(std::istreambuf_iterator<char>(file), {});
  void* library = dlopen(arguments[1], RTLD_NOW);
  if (library == nullptr) {
    std::cerr << dlerror() << "\n";
    return 3;
  }
  const auto initialize = reinterpret_cast<int32_t (*)(OrthancPluginContext*)>(dlsym(library, "OrthancPluginInitialize"));
  const auto finalize = reinterpret_cast<void (*)()>(dlsym(library, "OrthancPluginFinalize"));
  OrthancPluginContext context{};
  context.orthancVersion = "1.12.7";
  context.Free = std::free;
  context.InvokeService = Invoke;
  if (initialize == nullptr || initialize(&context) != 0 || filter_ == nullptr) {
    std::cerr << "the plugin does not start\n";
    return 3;
  }
  Requests requests;
  for (std::string line; std::getline(std::cin, line);) {
    const std::vector<std::string> words = Split(line);
    if (!words.empty()) {
      Execute(words, requests);
    }
  }
  finalize();
  return 0;
}
