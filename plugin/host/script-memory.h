// The memory of one QuickJS runtime. A request makes and drops some hundred small objects, which is a sixth of its time with
// malloc(): here they are cut from larger pieces, and kept by size for the next request. One thread at a time is in here.
#pragma once

extern "C" {
#include "quickjs.h"
}

#include <array>
#include <cstddef>
#include <vector>

namespace host {

class ScriptMemory {
 public:
  ScriptMemory() = default;
  ~ScriptMemory();
  ScriptMemory(const ScriptMemory&) = delete;
  ScriptMemory& operator=(const ScriptMemory&) = delete;

  // For JS_NewRuntime2, with this object as the opaque pointer.
  static const JSMallocFunctions kFunctions;

  // Whether the limit was ever hit, which a script could hide by catching the error.
  bool RanOut() const { return ranOut_; }

  // What small objects have taken at their most. It is given back with the runtime only.
  size_t KeptBytes() const { return pieces_.size() * kPieceBytes; }

 private:
  struct Block;
  struct FreeBlock;

  static constexpr size_t kPieceBytes = 64u << 10;
  static constexpr size_t kStep = 16;
  static constexpr size_t kLargestSmall = 512;

  static void* Allocate(JSMallocState* state, size_t bytes);
  static void Free(JSMallocState* state, void* memory);
  static void* Reallocate(JSMallocState* state, void* memory, size_t bytes);
  static size_t UsableBytes(const void* memory);

  bool Admits(const JSMallocState& state, size_t bytes);
  Block* Take(size_t bytes);
  Block* Cut(size_t bytes);
  void Drop(Block* block);

  bool ranOut_ = false;
  std::array<FreeBlock*, kLargestSmall / kStep + 1> free_{};  // by their sizes in steps
  std::vector<char*> pieces_;
  char* uncut_ = nullptr;
  size_t uncutBytes_ = 0;
};

}  // namespace host
