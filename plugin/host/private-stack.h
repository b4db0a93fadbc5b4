// A C stack of our own for JavaScript. Orthanc answers HTTP on threads whose stacks are 100 KB, which a few JavaScript
// calls overflow.
#pragma once

#include <ucontext.h>

#include <cstddef>
#include <exception>
#include <functional>

namespace host {

class PrivateStack {
 public:
  // `bytes` of stack above a guard page, taken from the kernel only as they are used. Throws std::bad_alloc.
  explicit PrivateStack(size_t bytes);
  ~PrivateStack();
  PrivateStack(const PrivateStack&) = delete;
  PrivateStack& operator=(const PrivateStack&) = delete;

  // Runs `work` on this stack, on the calling thread, and throws on what it throws. Not re-entrant.
  void Run(const std::function<void()>& work);

 private:
  static void Enter(unsigned low, unsigned high);
  void Work() noexcept;

  char* memory_ = nullptr;
  size_t mappedBytes_ = 0;
  size_t guardBytes_ = 0;
  ucontext_t here_{};
  ucontext_t caller_{};
  const std::function<void()>* work_ = nullptr;
  std::exception_ptr thrown_;

  // What the sanitizers need to follow a change of stack.
  void* fakeStack_ = nullptr;
  const void* callerBottom_ = nullptr;
  size_t callerBytes_ = 0;
  void* fiber_ = nullptr;
  void* callerFiber_ = nullptr;
};

}  // namespace host
