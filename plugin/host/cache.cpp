// orthanc.cache: what all runtimes share.

#include "binding.h"
#include "convert.h"
#include "runtime.h"
#include "shared-cache.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace host {

namespace {

constexpr size_t kCapacityBytes = 64u << 20;

// Longer than any call that a computation should make. It also ends the wait of two computations for each other.
constexpr std::chrono::milliseconds kLongestWait{10000};

SharedCache& Cache() {
  static SharedCache cache(kCapacityBytes);
  return cache;
}

SharedCache::Milliseconds ToTtl(double milliseconds) {
  constexpr double kYear = 365.0 * 24 * 3600 * 1000;
  if (!(milliseconds > 0)) {
    return SharedCache::Milliseconds::zero();
  }
  return SharedCache::Milliseconds(static_cast<int64_t>(std::ceil(std::min(milliseconds, kYear))));
}

SharedCache::Value Share(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

JsValue ToJs(JSContext* js, const SharedCache::Value& value) {
  return value == nullptr ? Undefined() : NewString(js, *value);
}

// A tag may be left out.
std::string ToTag(JSContext* js, JSValueConst value) {
  return JS_IsUndefined(value) ? std::string() : ToString(js, value, "tag");
}

JsValue Get(const Arguments& arguments) { return ToJs(arguments.Js(), Cache().Get(arguments.Text(0).View())); }

JsValue Set(const Arguments& arguments) {
  Cache().Set(arguments.Text(0).View(), Share(arguments.String(1)), ToTtl(arguments.Number(2)),
              ToTag(arguments.Js(), arguments[3]));
  return Undefined();
}

JsValue Delete(const Arguments& arguments) {
  Cache().Delete(arguments.Text(0).View());
  return Undefined();
}

JsValue DeleteTagged(const Arguments& arguments) {
  Cache().DeleteTagged(arguments.String(0));
  return Undefined();
}

JsValue ClearAll(const Arguments&) {
  Cache().Clear();
  return Undefined();
}

SharedCache::Outcome Compute(JSContext* js, JSValueConst compute) {
  const JsValue computed = Call(js, compute);
  if (computed.IsUndefined()) {
    return {};
  }
  if (!JS_IsObject(computed.Get())) {
    ThrowTypeError(js, "what is computed", "{ value, ttlMs, tag? } or undefined");
  }
  SharedCache::Outcome outcome;
  outcome.tag = ToTag(js, computed.Property("tag").Get());
  outcome.ttl = ToTtl(ToNumber(js, computed.Property("ttlMs").Get(), "ttlMs"));
  outcome.value = Share(ToString(js, computed.Property("value").Get(), "value"));
  return outcome;
}

JsValue GetOrCompute(const Arguments& arguments) {
  JSContext* js = arguments.Js();
  Runtime& runtime = Runtime::Of(js);
  JSValueConst compute = arguments.Function(1);
  SharedCache::Ticket ticket(Cache(), arguments.Text(0).View());
  if (ticket.WhatToDo() == SharedCache::Ticket::Role::kHit) {
    return ToJs(js, ticket.Hit());
  }
  if (ticket.WhatToDo() == SharedCache::Ticket::Role::kWait) {
    SharedCache::Outcome outcome;
    {
      const NativeTime waiting(runtime);
      outcome = ticket.Wait(kLongestWait);
    }
    if (!outcome.error.empty()) {
      throw std::runtime_error(outcome.error);
    }
    return ToJs(js, outcome.value);
  }
  try {
    const SharedCache::Outcome outcome = Compute(js, compute);
    ticket.Finish(outcome);
    return ToJs(js, outcome.value);
  } catch (const JsPending&) {
    // The same error goes to those who wait, and on to this caller.
    const JSValue thrown = JS_GetException(js);
    ticket.Finish({nullptr, SharedCache::Milliseconds::zero(), {},
                   runtime.IsUsable() ? MessageOf(js, thrown) : "the computation was stopped"});
    JS_Throw(js, thrown);
    throw;
  }
}

void RegisterCache(JSContext* js, JSValueConst orthanc) {
  const JsValue cache = DefineObject(js, orthanc, "cache");
  DefineFunction<Get>(js, cache.Get(), "get", 1);
  DefineFunction<Set>(js, cache.Get(), "set", 4);
  DefineFunction<Delete>(js, cache.Get(), "delete", 1);
  DefineFunction<DeleteTagged>(js, cache.Get(), "deleteTagged", 1);
  DefineFunction<ClearAll>(js, cache.Get(), "clear", 0);
  DefineFunction<GetOrCompute>(js, cache.Get(), "getOrCompute", 2);
}

void Stop() { Cache().Clear(); }

const Binding binding(RegisterCache, Stop);

}  // namespace

}  // namespace host
