#!/bin/sh
# Starts Orthanc inside the container. DCMTK makes new DICOM UIDs from the host's id, the number of the process and the time: in containers the
# first two are the same everywhere, so each start gets a host id of its own (/etc/hostid leads there).
set -eu
head -c 4 /dev/urandom > "${HOST_ID_FILE:-/tmp/host-id}"
exec Orthanc "$@"
