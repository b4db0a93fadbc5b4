// How one file adds one capability to the `orthanc` object that JavaScript sees: define a function
// `void Register…(JSContext*, JSValueConst orthanc)` and one static Binding. Nothing else needs to know of the file.
#pragma once

#include "js-value.h"

namespace host {

class Binding {
 public:
  using Register = void (*)(JSContext* js, JSValueConst orthanc);
  using Stop = void (*)();

  // `stop`, if given, runs when Orthanc unloads the plugin, while the runtimes still exist.
  explicit Binding(Register add, Stop stop = nullptr);

  static void RegisterAll(JSContext* js, JSValueConst orthanc);
  static void StopAll();

 private:
  Register register_;
  Stop stop_;
  const Binding* next_;
};

}  // namespace host
