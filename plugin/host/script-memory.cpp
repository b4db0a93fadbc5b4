#include "script-memory.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

namespace host {

// Stands in front of the bytes that QuickJS is given, which it wants aligned for a double.
struct ScriptMemory::Block {
  uint64_t bytes;  // of all of it

  static Block* Of(const void* memory) { return const_cast<Block*>(static_cast<const Block*>(memory)) - 1; }
  void* Memory() { return this + 1; }
  size_t Usable() const { return bytes - sizeof(Block); }
};

struct ScriptMemory::FreeBlock {
  Block block;
  FreeBlock* next;
};

namespace {

// The sanitizers see every object by itself, which is what they are there for.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kCutsSmallBlocks = false;
#else
constexpr bool kCutsSmallBlocks = true;
#endif

}  // namespace

const JSMallocFunctions ScriptMemory::kFunctions = {Allocate, Free, Reallocate, UsableBytes};

ScriptMemory::~ScriptMemory() {
  for (char* piece : pieces_) {
    std::free(piece);
  }
}

bool ScriptMemory::Admits(const JSMallocState& state, size_t bytes) {
  const bool admitted = bytes <= state.malloc_limit && state.malloc_size <= state.malloc_limit - bytes;
  ranOut_ = ranOut_ || !admitted;
  return admitted;
}

ScriptMemory::Block* ScriptMemory::Take(size_t bytes) {
  const size_t rounded = (bytes + sizeof(Block) + kStep - 1) / kStep * kStep;
  Block* block = nullptr;
  if (!kCutsSmallBlocks || rounded > kLargestSmall) {
    block = static_cast<Block*>(std::malloc(rounded));
  } else if (FreeBlock*& first = free_[rounded / kStep]; first != nullptr) {
    block = &first->block;
    first = first->next;
  } else {
    block = Cut(rounded);
  }
  if (block == nullptr) {
    ranOut_ = true;
    return nullptr;
  }
  block->bytes = rounded;
  return block;
}

ScriptMemory::Block* ScriptMemory::Cut(size_t bytes) {
  if (uncutBytes_ < bytes) {
    auto* piece = static_cast<char*>(std::malloc(kPieceBytes));
    if (piece == nullptr) {
      return nullptr;
    }
    try {
      pieces_.push_back(piece);
    } catch (const std::bad_alloc&) {
      std::free(piece);
      return nullptr;
    }
    uncut_ = piece;
    uncutBytes_ = kPieceBytes;
  }
  auto* block = reinterpret_cast<Block*>(uncut_);
  uncut_ += bytes;
  uncutBytes_ -= bytes;
  return block;
}

void ScriptMemory::Drop(Block* block) {
  if (!kCutsSmallBlocks || block->bytes > kLargestSmall) {
    std::free(block);
    return;
  }
  auto* dropped = reinterpret_cast<FreeBlock*>(block);
  FreeBlock*& first = free_[block->bytes / kStep];
  dropped->next = first;
  first = dropped;
}

void* ScriptMemory::Allocate(JSMallocState* state, size_t bytes) {
  auto& self = *static_cast<ScriptMemory*>(state->opaque);
  Block* block = self.Admits(*state, bytes) ? self.Take(bytes) : nullptr;
  if (block == nullptr) {
    return nullptr;
  }
  state->malloc_count++;
  state->malloc_size += block->bytes;
  return block->Memory();
}

void ScriptMemory::Free(JSMallocState* state, void* memory) {
  if (memory == nullptr) {
    return;
  }
  Block* block = Block::Of(memory);
  state->malloc_count--;
  state->malloc_size -= block->bytes;
  static_cast<ScriptMemory*>(state->opaque)->Drop(block);
}

void* ScriptMemory::Reallocate(JSMallocState* state, void* memory, size_t bytes) {
  if (memory == nullptr) {
    return bytes == 0 ? nullptr : Allocate(state, bytes);
  }
  if (bytes == 0) {
    Free(state, memory);
    return nullptr;
  }
  auto& self = *static_cast<ScriptMemory*>(state->opaque);
  Block* block = Block::Of(memory);
  const size_t before = block->bytes;
  // Room enough, and not much more than that.
  if (bytes <= block->Usable() && bytes + kStep >= block->Usable() / 4 * 3) {
    return memory;
  }
  if (bytes > before && !self.Admits(*state, bytes - before)) {
    return nullptr;
  }
  Block* moved = nullptr;
  if (before > kLargestSmall && bytes + sizeof(Block) > kLargestSmall) {
    moved = static_cast<Block*>(std::realloc(block, bytes + sizeof(Block)));
    if (moved == nullptr) {
      self.ranOut_ = true;
      return nullptr;
    }
    moved->bytes = bytes + sizeof(Block);
  } else {
    moved = self.Take(bytes);
    if (moved == nullptr) {
      return nullptr;
    }
    std::memcpy(moved->Memory(), memory, std::min(bytes, block->Usable()));
    self.Drop(block);
  }
  state->malloc_size = state->malloc_size - before + moved->bytes;
  return moved->Memory();
}

size_t ScriptMemory::UsableBytes(const void* memory) { return memory == nullptr ? 0 : Block::Of(memory)->Usable(); }

}  // namespace host
