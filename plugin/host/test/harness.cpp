// Drives the host from a test in TypeScript: one command a line on standard input, one answer a line on standard output.
//   filter METHOD PATH                → what the filter returned
//   route METHOD PATH [HEX BODY]      → STATUS, HEX of "name: value" lines, HEX of the body
//   threads COUNT TIMES PATH          → each of COUNT threads filters and routes PATH, TIMES times:
//                                       allowed, answered with 200, resident KB afterwards
//   flood COUNT PATH                  → each of COUNT threads routes PATH/THREAD/1, PATH/THREAD/2, … for ever, and writes
//                                       a line "done THREAD/N" after each that was answered with 200
//   store ORIGIN AET HEX              → "FilteredOut", "failed", or what the handler of stored instances returned
//   find AET [TAG=VALUE…]             → code, complete, HEX of one line for each data set
//   move LEVEL UID TARGET             → the code of each step; "-" is no UID
//   elsewhere COMMAND                 → the same, on a thread of its own
//   file-limit BYTES                  → no file grows past that
//   time TIMES PATH                   → nanoseconds of processor time of one filter call
//   signal started|stopped · log · quit
#include "mock-dicom.h"
#include "mock-orthanc.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>

extern "C" {
int32_t OrthancPluginInitialize(OrthancPluginContext* context);
void OrthancPluginFinalize();
}

namespace {

// What Orthanc gives to its HTTP threads.
constexpr size_t kStackBytes = 100 * 1024;

std::string ToHex(const std::string& bytes) {
  std::string hex;
  for (const char byte : bytes) {
    hex += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4];
    hex += "0123456789abcdef"[static_cast<unsigned char>(byte) & 15];
  }
  return hex;
}

std::string FromHex(const std::string& hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

long ResidentKb() {
  std::ifstream status("/proc/self/statm");
  long total = 0;
  long resident = 0;
  status >> total >> resident;
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

// Runs `work` on threads with stacks as small as Orthanc's. It is given the number of its thread.
void OnThreads(int count, const std::function<void(int)>& work) {
  struct Start {
    const std::function<void(int)>* work;
    int number;
  };
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  std::vector<pthread_t> threads(static_cast<size_t>(count));
  std::vector<Start> starts;
  for (int i = 0; i < count; i++) {
    starts.push_back({&work, i});
  }
  const auto run = [](void* opaque) -> void* {
    const auto& start = *static_cast<Start*>(opaque);
    (*start.work)(start.number);
    return nullptr;
  };
  for (size_t i = 0; i < threads.size(); i++) {
    if (pthread_create(&threads[i], &attributes, run, &starts[i]) != 0) {
      std::cerr << "no thread\n";
      std::_Exit(1);
    }
  }
  for (const pthread_t thread : threads) {
    pthread_join(thread, nullptr);
  }
  pthread_attr_destroy(&attributes);
}

std::string Repeat(int count, int times, const std::string& path) {
  std::atomic<long> allowed{0};
  std::atomic<long> answered{0};
  OnThreads(count, [&](int) {
    for (int i = 0; i < times; i++) {
      allowed += mock::Filter("GET", path) == 1 ? 1 : 0;
      answered += mock::Route("GET", path, "").status == 200 ? 1 : 0;
    }
  });
  return std::to_string(allowed) + " " + std::to_string(answered) + " " + std::to_string(ResidentKb());
}

void Flood(int count, const std::string& path) {
  OnThreads(count, [&](int thread) {
    for (long i = 1;; i++) {
      const std::string name = std::to_string(thread) + "/" + std::to_string(i);
      if (mock::Route("GET", path + "/" + name, "").status == 200) {
        const std::string line = "done " + name + "\n";
        if (write(STDOUT_FILENO, line.data(), line.size()) < 0) {
          std::_Exit(1);
        }
      }
    }
  });
}

std::string Find(std::istringstream& words) {
  std::string aet;
  std::string word;
  mock::Tags tags;
  words >> aet;
  while (words >> word) {
    tags.emplace_back(word.substr(0, 9), word.substr(10));
  }
  const mock::FoundAnswers found = mock::Find(aet, tags);
  std::string lines;
  for (const std::string& dicom : found.dicom) {
    lines += dicom + "\n";
  }
  return std::to_string(found.code) + (found.complete ? " complete " : " incomplete ") + ToHex(lines);
}

// A write past the limit fails, as it does on a full disk.
void LimitFiles(rlim_t bytes) {
  signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{bytes, RLIM_INFINITY};
  setrlimit(RLIMIT_FSIZE, &limit);
}

long long ProcessorNanoseconds() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return used.tv_sec * 1000000000LL + used.tv_nsec;
}

std::string Time(int times, const std::string& path) {
  const long long start = ProcessorNanoseconds();
  for (int i = 0; i < times; i++) {
    mock::FilterBrowser(path);
  }
  return std::to_string((ProcessorNanoseconds() - start) / times);
}

std::string Execute(std::istringstream& words) {
  std::string command;
  std::string method;
  std::string path;
  words >> command;
  if (command == "filter") {
    words >> method >> path;
    return std::to_string(mock::Filter(method, path));
  }
  if (command == "route") {
    std::string body;
    words >> method >> path >> body;
    const mock::Answer answer = mock::Route(method, path, FromHex(body));
    std::string headers;
    for (const auto& [name, value] : answer.headers) {
      headers += name + ": " + value + "\n";
    }
    return std::to_string(answer.status) + "\t" + ToHex(headers) + "\t" + ToHex(answer.body);
  }
  if (command == "threads") {
    int count = 0;
    int times = 0;
    words >> count >> times >> path;
    return Repeat(count, times, path);
  }
  if (command == "flood") {
    int count = 0;
    words >> count >> path;
    Flood(count, path);
  }
  if (command == "store") {
    int origin = 0;
    std::string aet;
    std::string json;
    words >> origin >> aet >> json;
    return mock::Store(static_cast<OrthancPluginInstanceOrigin>(origin), aet, FromHex(json));
  }
  if (command == "find") {
    return Find(words);
  }
  if (command == "move") {
    int level = 0;
    std::string target;
    words >> level >> path >> target;
    return mock::Move(level, path == "-" ? "" : path, target);
  }
  if (command == "elsewhere") {
    std::string answer;
    OnThreads(1, [&](int) { answer = Execute(words); });
    return answer;
  }
  if (command == "file-limit") {
    rlim_t bytes = 0;
    words >> bytes;
    LimitFiles(bytes);
    return "ok";
  }
  if (command == "time") {
    int times = 0;
    words >> times >> path;
    return Time(times, path);
  }
  if (command == "signal") {
    words >> method;
    mock::SignalChange(method == "started" ? OrthancPluginChangeType_OrthancStarted
                                           : OrthancPluginChangeType_OrthancStopped);
    return "ok";
  }
  if (command == "log") {
    std::string lines;
    for (const std::string& line : mock::TakeLog()) {
      lines += line + "\n";
    }
    return ToHex(lines);
  }
  return "unknown command";
}

}  // namespace

int main() {
  if (OrthancPluginInitialize(mock::Context()) != 0) {
    for (const std::string& line : mock::TakeLog()) {
      std::cerr << line << "\n";
    }
    return 3;
  }
  std::string line;
  while (std::getline(std::cin, line) && line != "quit") {
    std::istringstream words(line);
    std::cout << Execute(words) << std::endl;
  }
  OrthancPluginFinalize();
  return 0;
}
