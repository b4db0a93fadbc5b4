// orthanc.intercept: answers POST in front of other plugins' routes.
//
// Orthanc asks for a reader of chunks before it looks for a route, and only when a request comes from outside: a call of
// a plugin's own goes to the routes. So the script that answers here can call the route that it stands in front of.

#include "binding.h"
#include "convert.h"
#include "http-answer.h"
#include "orthanc.h"
#include "rest-route.h"
#include "runtime.h"

#include <array>
#include <memory>
#include <stdexcept>
#include <utility>

namespace host {

namespace {

// Orthanc does not tell a callback which of its registrations matched: each has a C function of its own.
constexpr size_t kMostIntercepts = 8;
constexpr size_t kLargestBody = 16u << 20;

// Index of each among the runtimes' callbacks. Written while Orthanc initialises the plugin.
std::array<size_t, kMostIntercepts> intercepts_;
size_t interceptCount_ = 0;

// A request whose body is still on its way.
class Reader {
 public:
  Reader(size_t callback, const char* path, const OrthancPluginHttpRequest& http) : callback_(callback), path_(path) {
    for (uint32_t i = 0; i < http.headersCount; i++) {
      headers_.emplace_back(http.headersKeys[i], http.headersValues[i]);
    }
    for (uint32_t i = 0; i < http.groupsCount; i++) {
      groups_.emplace_back(http.groups[i]);
    }
  }

  void Add(const void* bytes, size_t size) {
    tooLarge_ = tooLarge_ || size > kLargestBody - body_.size();
    if (!tooLarge_) {
      body_.append(static_cast<const char*>(bytes), size);
    }
  }

  void Answer(OrthancPluginRestOutput* output) const {
    if (tooLarge_) {
      SendAnswer(output, {413, {}, {}});
      return;
    }
    std::vector<const char*> names;
    std::vector<const char*> values;
    for (const auto& [name, value] : headers_) {
      names.push_back(name.c_str());
      values.push_back(value.c_str());
    }
    std::vector<const char*> groups;
    for (const std::string& group : groups_) {
      groups.push_back(group.c_str());
    }
    OrthancPluginHttpRequest http{};
    http.method = OrthancPluginHttpMethod_Post;
    http.groupsCount = static_cast<uint32_t>(groups.size());
    http.groups = groups.data();
    http.headersCount = static_cast<uint32_t>(names.size());
    http.headersKeys = names.data();
    http.headersValues = values.data();
    http.body = body_.data();
    http.bodySize = static_cast<uint32_t>(body_.size());
    Serve(callback_, output, path_.c_str(), &http);
  }

 private:
  const size_t callback_;
  const std::string path_;
  Headers headers_;
  std::vector<std::string> groups_;
  std::string body_;
  bool tooLarge_ = false;
};

Reader* ToReader(OrthancPluginServerChunkedRequestReader* reader) { return reinterpret_cast<Reader*>(reader); }

template <size_t intercept>
OrthancPluginErrorCode Open(OrthancPluginServerChunkedRequestReader** reader, const char* path,
                            const OrthancPluginHttpRequest* http) noexcept {
  try {
    auto opened = std::make_unique<Reader>(intercepts_[intercept], path, *http);
    *reader = reinterpret_cast<OrthancPluginServerChunkedRequestReader*>(opened.release());
    return OrthancPluginErrorCode_Success;
  } catch (...) {
    // Without a reader Orthanc would go on to the route behind.
    return OrthancPluginErrorCode_NotEnoughMemory;
  }
}

OrthancPluginErrorCode AddChunk(OrthancPluginServerChunkedRequestReader* reader, const void* bytes,
                                uint32_t size) noexcept {
  try {
    ToReader(reader)->Add(bytes, size);
    return OrthancPluginErrorCode_Success;
  } catch (...) {
    return OrthancPluginErrorCode_NotEnoughMemory;
  }
}

OrthancPluginErrorCode Execute(OrthancPluginServerChunkedRequestReader* reader,
                               OrthancPluginRestOutput* output) noexcept {
  try {
    ToReader(reader)->Answer(output);
    return OrthancPluginErrorCode_Success;
  } catch (...) {
    return OrthancPluginErrorCode_NotEnoughMemory;
  }
}

void Finalize(OrthancPluginServerChunkedRequestReader* reader) noexcept { delete ToReader(reader); }

template <size_t... intercepts>
constexpr std::array<OrthancPluginServerChunkedRequestReaderFactory, sizeof...(intercepts)> MakeOpeners(
    std::index_sequence<intercepts...>) {
  return {&Open<intercepts>...};
}

constexpr auto kOpeners = MakeOpeners(std::make_index_sequence<kMostIntercepts>());

JsValue Intercept(const Arguments& arguments) {
  Runtime& runtime = Runtime::Of(arguments.Js());
  const std::string pattern = arguments.String(0);
  const size_t index = runtime.AddCallback("intercept " + pattern, arguments.Function(1));
  if (runtime.RegistersWithOrthanc()) {
    if (interceptCount_ == kMostIntercepts) {
      throw std::runtime_error("there can be at most 8 intercepts");
    }
    intercepts_[interceptCount_] = index;
    const _OrthancPluginChunkedRestCallback parameters{
        pattern.c_str(), nullptr, kOpeners[interceptCount_], nullptr, nullptr, AddChunk, Execute, Finalize};
    Register(_OrthancPluginService_RegisterChunkedRestCallback, &parameters, "intercept " + pattern);
    interceptCount_++;
  }
  return Undefined();
}

void RegisterIntercept(JSContext* js, JSValueConst orthanc) {
  DefineFunction<Intercept>(js, orthanc, "intercept", 2);
}

void Stop() { interceptCount_ = 0; }

const Binding binding(RegisterIntercept, Stop);

}  // namespace

}  // namespace host
