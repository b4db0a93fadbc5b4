#include "private-stack.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <new>
#include <utility>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

namespace host {

PrivateStack::PrivateStack(size_t bytes) {
  guardBytes_ = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  mappedBytes_ = bytes + guardBytes_;
  void* memory = mmap(nullptr, mappedBytes_, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED) {
    throw std::bad_alloc();
  }
  memory_ = static_cast<char*>(memory);
  if (mprotect(memory_, guardBytes_, PROT_NONE) != 0 || getcontext(&here_) != 0) {
    munmap(memory_, mappedBytes_);
    throw std::bad_alloc();
  }
  here_.uc_stack.ss_sp = memory_ + guardBytes_;
  here_.uc_stack.ss_size = bytes;
  here_.uc_link = &caller_;
#if defined(__SANITIZE_THREAD__)
  fiber_ = __tsan_create_fiber(0);
#endif
}

PrivateStack::~PrivateStack() {
#if defined(__SANITIZE_THREAD__)
  __tsan_destroy_fiber(fiber_);
#endif
  munmap(memory_, mappedBytes_);
}

void PrivateStack::Run(const std::function<void()>& work) {
  work_ = &work;
  // Made anew each time: a frame that survived from an earlier run could hold another thread's thread-local addresses.
  const auto self = reinterpret_cast<uintptr_t>(this);
  makecontext(&here_, reinterpret_cast<void (*)()>(&PrivateStack::Enter), 2, static_cast<unsigned>(self),
              static_cast<unsigned>(self >> 32));
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(&fakeStack_, here_.uc_stack.ss_sp, here_.uc_stack.ss_size);
#endif
#if defined(__SANITIZE_THREAD__)
  callerFiber_ = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(fiber_, 0);
#endif
  swapcontext(&caller_, &here_);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(fakeStack_, nullptr, nullptr);
#endif
  work_ = nullptr;
  if (thrown_) {
    std::rethrow_exception(std::exchange(thrown_, nullptr));
  }
}

// makecontext() hands over ints only. Not instrumented: ThreadSanitizer would miss the return from it.
__attribute__((no_sanitize("thread"))) void PrivateStack::Enter(unsigned low, unsigned high) {
  auto* self = reinterpret_cast<PrivateStack*>((static_cast<uintptr_t>(high) << 32) | low);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(nullptr, &self->callerBottom_, &self->callerBytes_);
#endif
  self->Work();
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(nullptr, self->callerBottom_, self->callerBytes_);
#endif
#if defined(__SANITIZE_THREAD__)
  __tsan_switch_to_fiber(self->callerFiber_, 0);
#endif
}

void PrivateStack::Work() noexcept {
  try {
    (*work_)();
  } catch (...) {
    thrown_ = std::current_exception();
  }
}

}  // namespace host
