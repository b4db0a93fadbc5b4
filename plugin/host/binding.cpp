#include "binding.h"

namespace host {

namespace {

// A pointer is initialised before any static constructor runs, in whatever order the files were linked.
const Binding* first_ = nullptr;

}  // namespace

Binding::Binding(Register add, Stop stop) : register_(add), stop_(stop), next_(first_) { first_ = this; }

void Binding::RegisterAll(JSContext* js, JSValueConst orthanc) {
  for (const Binding* binding = first_; binding != nullptr; binding = binding->next_) {
    binding->register_(js, orthanc);
  }
}

void Binding::StopAll() {
  for (const Binding* binding = first_; binding != nullptr; binding = binding->next_) {
    if (binding->stop_ != nullptr) {
      binding->stop_();
    }
  }
}

}  // namespace host
