// Orthanc's REST API, as the script asks it.
#pragma once

namespace host {

// Whether this thread is inside of a call of the script's: what happens then, happens on its behalf.
bool IsWithinRestApi();

}  // namespace host
