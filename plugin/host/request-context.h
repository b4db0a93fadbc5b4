// What a thread knows of the HTTP request that it serves. Orthanc calls the filter, routes and instance callbacks of one
// request on one thread, and tells only the filter where it comes from.
#pragma once

#include <string>
#include <string_view>

namespace host {

// Begins a request of that address, of nobody as yet.
void BeginRequest(const char* ip) noexcept;

// Whom the filter has found behind the request, and where, if not where it comes from.
void SetRequestContext(std::string_view context);
void SetClientAddress(std::string_view address);

// Whether whoever asks may see everything, so that routes which only cut answers have nothing to do.
void SetSeesEverything(bool value);
bool SeesEverything();

// Empty where no filter ran (a plugin's own REST call on a thread of its own).
const std::string& ClientAddress();

// Empty when the filter named nobody; null where no filter ran: in jobs, on DICOM threads, in background work.
const std::string* RequestContext();

}  // namespace host
