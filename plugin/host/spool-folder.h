// Lines of text in files of a folder, for one writer to hand over to one reader even across a killed process.
//
// `0000000000000001.lines`, `…2.lines`: segments, in order; only the last is written to, each line by one write().
// `acknowledged`: up to where lines are not needed any more. `lock`: held by the process that uses the folder.
// A process begins a segment of its own: what a killed one left half-written stays the end of its segment, and is skipped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace host {

class SpoolFolder {
 public:
  struct Position {
    uint64_t segment = 0;
    uint64_t offset = 0;

    bool operator<(const Position& other) const {
      return std::tie(segment, offset) < std::tie(other.segment, other.offset);
    }
  };

  struct Batch {
    std::vector<std::string> lines;
    Position end;
  };

  // Makes the folder if need be. Throws std::runtime_error, also when another process uses it.
  explicit SpoolFolder(const std::string& path);
  ~SpoolFolder();
  SpoolFolder(const SpoolFolder&) = delete;
  SpoolFolder& operator=(const SpoolFolder&) = delete;

  // The line is with the operating system when this returns. Throws std::runtime_error; then nothing of it is read later.
  void Append(std::string_view line);

  // The oldest lines that are not acknowledged, which are brought to the disk first. Empty where there are none.
  Batch Read(size_t maxLines);

  // Throws std::runtime_error for a position that was never given.
  void Acknowledge(Position position);

 private:
  class File;
  struct Segment {
    uint64_t number = 0;
    uint64_t bytes = 0;
    std::shared_ptr<File> file;  // null until the first line
  };

  std::string PathOf(uint64_t segment) const;
  Position ReadAcknowledged() const;
  std::set<uint64_t> ListSegments() const;
  void BeginSegment();
  void EndSegment();
  std::optional<uint64_t> FindSegment(uint64_t from);
  void Forget(Position before);

  const std::string path_;
  std::unique_ptr<File> lock_;

  // Reading may take long, appending must not: each has its mutex. Where both are taken, this one is first.
  std::mutex reading_;
  Position acknowledged_;
  Position synced_;

  std::mutex writing_;
  Segment current_;
  uint64_t next_ = 1;
  std::set<uint64_t> segments_;
};

}  // namespace host
