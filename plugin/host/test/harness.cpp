// Drives the host from a test in TypeScript: one command a line on standard input, one answer a line on standard output.
//   filter METHOD PATH                → what the filter returned
//   route METHOD PATH [HEX BODY]      → STATUS, HEX of "name: value" lines, HEX of the body
//   threads COUNT TIMES PATH          → each of COUNT threads filters and routes PATH, TIMES times:
//                                       allowed, answered with 200, resident KB afterwards
//   time TIMES PATH                   → nanoseconds of processor time of one filter call
//   signal started|stopped · log · quit
#include "mock-orthanc.h"

#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
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

struct Work {
  int times = 0;
  std::string path;
  std::atomic<long> allowed{0};
  std::atomic<long> answered{0};
};

void* Repeat(void* opaque) {
  auto& work = *static_cast<Work*>(opaque);
  for (int i = 0; i < work.times; i++) {
    work.allowed += mock::Filter("GET", work.path) == 1 ? 1 : 0;
    work.answered += mock::Route("GET", work.path, "").status == 200 ? 1 : 0;
  }
  return nullptr;
}

// Runs `work` on threads with stacks as small as Orthanc's.
void OnThreads(int count, Work& work) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  std::vector<pthread_t> threads(static_cast<size_t>(count));
  for (pthread_t& thread : threads) {
    if (pthread_create(&thread, &attributes, Repeat, &work) != 0) {
      std::cerr << "no thread\n";
      std::_Exit(1);
    }
  }
  for (const pthread_t thread : threads) {
    pthread_join(thread, nullptr);
  }
  pthread_attr_destroy(&attributes);
}

long long ProcessorNanoseconds() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return used.tv_sec * 1000000000LL + used.tv_nsec;
}

std::string Time(int times, const std::string& path) {
  const long long start = ProcessorNanoseconds();
  for (int i = 0; i < times; i++) {
    mock::Filter("GET", path);
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
    const mock::Answer answer = mock::Receive(method, path, FromHex(body));
    std::string headers;
    for (const auto& [name, value] : answer.headers) {
      headers += name + ": " + value + "\n";
    }
    return std::to_string(answer.status) + "\t" + ToHex(headers) + "\t" + ToHex(answer.body);
  }
  if (command == "threads") {
    int count = 0;
    Work work;
    words >> count >> work.times >> work.path;
    OnThreads(count, work);
    return std::to_string(work.allowed) + " " + std::to_string(work.answered) + " " + std::to_string(ResidentKb());
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
