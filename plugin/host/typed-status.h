// Content-Type for statuses other than 200.
//
// Orthanc's SendHttpStatus calls every body text/plain, beside whatever type a plugin set as a header: two contradicting
// headers. It leaves that out only if its own AnswerBuffer has set a type before, which would also send the answer as
// 200. So: ask for a status that Orthanc does not know, which it remembers and refuses; call AnswerBuffer, which notes
// the type and refuses as well; then send the real status. Orthanc logs both refusals as errors.
//
// This leans on how Orthanc 1.12.7 is made inside, so it is tried on an answer that nobody sees each time Orthanc starts,
// and only used if it worked.
#pragma once

#include "orthanc.h"

#include <string>
#include <string_view>

namespace host {

// Registers the rehearsal, which runs when Orthanc has started. Throws std::runtime_error.
void RehearseTypedStatus();

// True once the rehearsal has gone well.
bool CanSendTypedStatus();

// Sends a status with a body of that type. Success, or ParameterOutOfRange if Orthanc does not know the status and
// nothing was sent: another status may follow, by plain SendHttpStatus.
OrthancPluginErrorCode SendTypedStatus(OrthancPluginRestOutput* output, int status, const std::string& type,
                                       std::string_view body);

// Sends a status by Orthanc's SendHttpStatus, and gives its code.
OrthancPluginErrorCode SendPlainStatus(OrthancPluginRestOutput* output, int status, std::string_view body);

// Sends 200 by Orthanc's AnswerBuffer, and gives its code.
OrthancPluginErrorCode SendOk(OrthancPluginRestOutput* output, const std::string& type, std::string_view body);

}  // namespace host
