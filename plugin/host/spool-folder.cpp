#include "spool-folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace host {

namespace {

constexpr uint64_t kSegmentBytes = 4u << 20;
constexpr size_t kLongestLineBytes = 1u << 20;

// What one batch takes of a runtime's memory, whatever the number of lines.
constexpr size_t kBatchBytes = 4u << 20;
constexpr size_t kChunkBytes = 64u << 10;

constexpr std::string_view kSegmentSuffix = ".lines";
constexpr size_t kSegmentDigits = 16;

[[noreturn]] void Fail(const std::string& what) {
  throw std::runtime_error("the spool cannot " + what + ": " + std::strerror(errno));
}

void MakeFolder(const std::string& path) {
  std::error_code failure;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), failure);
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    Fail("make its folder " + path);
  }
}

std::string WithoutSlashAtEnd(std::string path) {
  while (path.size() > 1 && path.back() == '/') {
    path.pop_back();
  }
  return path;
}

std::optional<uint64_t> ToNumber(std::string_view text) {
  uint64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failure == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

}  // namespace

class SpoolFolder::File {
 public:
  File(const std::string& path, int flags) : descriptor_(open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    // To read what somebody has deleted is to read nothing.
    if (descriptor_ < 0 && (flags != O_RDONLY || errno != ENOENT)) {
      Fail("open " + path);
    }
  }
  ~File() {
    if (descriptor_ >= 0) {
      close(descriptor_);
    }
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int Descriptor() const { return descriptor_; }

  // All zero for a file that could not be opened.
  struct stat Status() const {
    struct stat status {};
    if (descriptor_ >= 0 && fstat(descriptor_, &status) != 0) {
      Fail("look at a file");
    }
    return status;
  }

  // How many bytes went out before an error or the end.
  size_t Write(std::string_view bytes) const {
    size_t written = 0;
    while (written < bytes.size()) {
      const ssize_t count = write(descriptor_, bytes.data() + written, bytes.size() - written);
      if (count > 0) {
        written += static_cast<size_t>(count);
      } else if (count == 0 || errno != EINTR) {
        break;
      }
    }
    return written;
  }

  void Sync() const {
    if (fdatasync(descriptor_) != 0) {
      Fail("bring its lines to the disk");
    }
  }

 private:
  int descriptor_;
};

SpoolFolder::SpoolFolder(const std::string& path) : path_(WithoutSlashAtEnd(path)) {
  MakeFolder(path_);
  lock_ = std::make_unique<File>(path_ + "/lock", O_RDWR | O_CREAT);
  if (flock(lock_->Descriptor(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    throw std::runtime_error("another process uses the spool " + path_);
  }
  acknowledged_ = ReadAcknowledged();
  segments_ = ListSegments();
  next_ = 1 + std::max(acknowledged_.segment, segments_.empty() ? 0 : *segments_.rbegin());
  Forget(acknowledged_);
}

SpoolFolder::~SpoolFolder() {
  try {
    EndSegment();
  } catch (const std::exception&) {
    // The lines are with the operating system all the same.
  }
}

std::string SpoolFolder::PathOf(uint64_t segment) const {
  const std::string digits = std::to_string(segment);
  return path_ + "/" + std::string(kSegmentDigits - std::min(kSegmentDigits, digits.size()), '0') + digits +
         std::string(kSegmentSuffix);
}

// What cannot be read is the beginning: lines that come twice do no harm, lines that are lost do.
SpoolFolder::Position SpoolFolder::ReadAcknowledged() const {
  Position position;
  FILE* file = std::fopen((path_ + "/acknowledged").c_str(), "re");
  if (file != nullptr) {
    unsigned long long segment = 0;
    unsigned long long offset = 0;
    if (std::fscanf(file, "%llu:%llu", &segment, &offset) == 2) {
      position = {segment, offset};
    }
    std::fclose(file);
  }
  return position;
}

std::set<uint64_t> SpoolFolder::ListSegments() const {
  std::set<uint64_t> segments;
  for (const auto& entry : std::filesystem::directory_iterator(path_)) {
    const std::string name = entry.path().filename();
    if (name.size() == kSegmentDigits + kSegmentSuffix.size() && entry.path().extension() == kSegmentSuffix) {
      if (const auto number = ToNumber(std::string_view(name).substr(0, kSegmentDigits))) {
        segments.insert(*number);
      }
    }
  }
  return segments;
}

void SpoolFolder::BeginSegment() {
  auto file = std::make_shared<File>(PathOf(next_), O_WRONLY | O_CREAT | O_EXCL | O_APPEND);
  current_ = {next_, 0, std::move(file)};
  segments_.insert(next_++);
}

void SpoolFolder::EndSegment() {
  const std::shared_ptr<File> file = std::exchange(current_, {}).file;
  if (file) {
    file->Sync();
  }
}

void SpoolFolder::Append(std::string_view line) {
  if (line.find('\n') != line.npos || line.size() > kLongestLineBytes) {
    throw std::runtime_error("a line of the spool must be one line of at most 1 MB");
  }
  std::string bytes;
  bytes.reserve(line.size() + 1);
  bytes.append(line).push_back('\n');

  const std::lock_guard<std::mutex> lock(writing_);
  // A file that was deleted takes lines without complaint.
  if (current_.file && (current_.bytes + bytes.size() > kSegmentBytes || current_.file->Status().st_nlink == 0)) {
    EndSegment();
  }
  if (!current_.file) {
    BeginSegment();
  }
  if (current_.file->Write(bytes) != bytes.size()) {
    const int reason = errno;
    // What was written of it must not become the beginning of the next line.
    if (ftruncate(current_.file->Descriptor(), static_cast<off_t>(current_.bytes)) != 0) {
      current_ = {};
    }
    errno = reason;
    Fail("write a line");
  }
  current_.bytes += bytes.size();
}

std::optional<uint64_t> SpoolFolder::FindSegment(uint64_t from) {
  const std::lock_guard<std::mutex> lock(writing_);
  const auto found = segments_.lower_bound(from);
  return found == segments_.end() ? std::nullopt : std::optional(*found);
}

namespace {

// Adds whole lines of a file from `offset`, none past `end`, and moves `offset` behind them.
void ReadLines(int descriptor, uint64_t end, uint64_t& offset, size_t maxLines, size_t& bytes,
               std::vector<std::string>& lines) {
  std::string waiting;  // read, and not yet a whole line
  for (uint64_t at = offset; at < end;) {
    const size_t before = waiting.size();
    waiting.resize(before + std::min<uint64_t>(kChunkBytes, end - at));
    const ssize_t count = pread(descriptor, waiting.data() + before, waiting.size() - before, static_cast<off_t>(at));
    if (count < 0) {
      Fail("read its lines");
    }
    if (count == 0) {
      return;
    }
    waiting.resize(before + static_cast<size_t>(count));
    at += static_cast<uint64_t>(count);
    size_t begin = 0;
    for (size_t stop = waiting.find('\n', before); stop != waiting.npos; stop = waiting.find('\n', begin)) {
      lines.push_back(waiting.substr(begin, stop - begin));
      bytes += stop - begin;
      offset += stop - begin + 1;
      begin = stop + 1;
      if (lines.size() >= maxLines || bytes >= kBatchBytes) {
        return;
      }
    }
    waiting.erase(0, begin);
  }
}

}  // namespace

SpoolFolder::Batch SpoolFolder::Read(size_t maxLines) {
  const std::lock_guard<std::mutex> lock(reading_);
  Segment current;
  uint64_t last = 0;
  {
    const std::lock_guard<std::mutex> looking(writing_);
    current = current_;
    last = next_ - 1;
  }
  if (const Position written{current.number, current.bytes}; current.file && synced_ < written) {
    current.file->Sync();
    synced_ = written;
  }
  Batch batch{{}, acknowledged_};
  size_t bytes = 0;
  const auto isFull = [&] { return batch.lines.size() >= maxLines || bytes >= kBatchBytes; };
  for (auto found = FindSegment(batch.end.segment); found && *found <= last && !isFull();
       found = FindSegment(batch.end.segment + 1)) {
    if (*found != batch.end.segment) {
      batch.end = {*found, 0};
    }
    const bool isCurrent = *found == current.number && current.file != nullptr;
    const File file(PathOf(*found), O_RDONLY);
    const uint64_t end = isCurrent ? current.bytes : static_cast<uint64_t>(file.Status().st_size);
    if (file.Descriptor() >= 0) {
      ReadLines(file.Descriptor(), end, batch.end.offset, maxLines, bytes, batch.lines);
    }
    // Nobody will write the rest of what a killed process left half-written.
    if (!isCurrent && !isFull()) {
      batch.end.offset = std::max(batch.end.offset, end);
    }
  }
  // Nothing but ends of segments.
  if (batch.lines.empty() && acknowledged_ < batch.end) {
    acknowledged_ = batch.end;
    Forget(acknowledged_);
  }
  return batch;
}

void SpoolFolder::Acknowledge(Position position) {
  const std::lock_guard<std::mutex> lock(reading_);
  if (!(acknowledged_ < position)) {
    return;
  }
  if (FindSegment(position.segment) != position.segment) {
    throw std::runtime_error("there is no such position in the spool");
  }
  const std::string path = path_ + "/acknowledged";
  const std::string next = path + ".new";
  {
    const File file(next, O_WRONLY | O_CREAT | O_TRUNC);
    const std::string text = std::to_string(position.segment) + ":" + std::to_string(position.offset) + "\n";
    if (file.Write(text) != text.size()) {
      Fail("write what is acknowledged");
    }
  }
  if (rename(next.c_str(), path.c_str()) != 0) {
    Fail("write what is acknowledged");
  }
  acknowledged_ = position;
  Forget(position);
}

// Removes the segments of which nothing is needed any more.
void SpoolFolder::Forget(Position before) {
  const std::lock_guard<std::mutex> lock(writing_);
  while (!segments_.empty()) {
    const uint64_t oldest = *segments_.begin();
    if (oldest > before.segment || (current_.file && oldest == current_.number)) {
      return;
    }
    if (oldest == before.segment) {
      std::error_code failure;
      const uintmax_t size = std::filesystem::file_size(PathOf(oldest), failure);
      if (!failure && before.offset < size) {
        return;
      }
    }
    unlink(PathOf(oldest).c_str());
    segments_.erase(segments_.begin());
  }
}

}  // namespace host
