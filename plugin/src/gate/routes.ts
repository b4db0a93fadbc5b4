/**
 * One row: the method, the path as an anchored regular expression, and the permissions of which any one is enough, in the
 * format of the ecosystem's authorization plugin (`"Permissions"`). The first row that matches decides.
 */
export type Row = readonly [method: 'get' | 'post' | 'put' | 'delete', path: string, permissions: string];

const level = '(patients|studies|series|instances)';
const id = '[a-f0-9-]+';
const name = '[^/]+';

/** What a viewer asks for hundreds of times comes first: rows are tried in order. */
const viewing: Row[] = [
  [
    'get',
    `^/instances/${id}/(frames/\\d+/)?(raw|raw\\.gz|preview|rendered|image-u?int(8|16)|numpy|matlab)$`,
    'all|view',
  ],
  ['get', `^/instances/${id}/(file|tags|simplified-tags|header|pdf|frames|frames/\\d+)$`, 'all|view'],
  ['get', `^/dicom-web/studies/${name}/series/${name}/instances/${name}(/.+)?$`, 'all|view'],
  ['get', `^/instances/${id}/content(/.+)?$`, 'all|view'],
];

const reading: Row[] = [
  ['get', '^/system$', 'all|view|settings'],
  ['get', '^/statistics$', 'all|view|stats'],
  ['get', '^/changes$', 'all|view'],
  ['get', '^/plugins$', 'all|view|settings'],
  ['get', `^/plugins/${name}$`, 'all|view|settings'],
  ['post', '^/tools/(find|count-resources|lookup|bulk-content)$', 'all|view'],
  ['get', '^/tools/labels$', 'all|view|edit-labels'],
  ['get', '^/tools/now(-local)?$', 'all|view|settings'],
  ['get', `^/${level}$`, 'all|view'],
  ['get', `^/${level}/${id}$`, 'all|view'],
  ['get', `^/${level}/${id}/(patient|studies|study|series|instances|ordered-slices)$`, 'all|view'],
  [
    'get',
    `^/${level}/${id}/(module|module-patient|shared-tags|instances-tags|statistics|protected)$`,
    'all|view',
  ],
  ['get', `^/${level}/${id}/(metadata|labels)(/${name})?$`, 'all|view'],
  ['get', `^/${level}/${id}/attachments(/${name}(/[a-z0-9-]+)?)?$`, 'all|view'],
];

const downloading: Row[] = [
  ['get', `^/${level}/${id}/(archive|media)$`, 'all|download'],
  ['post', `^/${level}/${id}/(archive|media)$`, 'all|download'],
  ['get', `^/series/${id}/numpy$`, 'all|download'],
  ['get', '^/tools/create-(archive|media|media-extended)$', 'all|download'],
  ['post', '^/tools/create-(archive|media|media-extended)$', 'all|download'],
];

const writing: Row[] = [
  ['post', '^/instances$', 'all|upload'],
  ['post', '^/tools/create-dicom$', 'all|upload'],
  ['delete', `^/${level}/${id}$`, 'all|delete'],
  ['post', '^/tools/bulk-delete$', 'all|delete'],
  ['post', `^/${level}/${id}/modify$`, 'all|modify'],
  ['post', `^/studies/${id}/(merge|split)$`, 'all|modify'],
  ['post', '^/tools/bulk-modify$', 'all|modify'],
  ['put', `^/${level}/${id}/(metadata|attachments)/${name}$`, 'all|modify'],
  ['delete', `^/${level}/${id}/(metadata|attachments)/${name}$`, 'all|modify'],
  ['post', `^/${level}/${id}/anonymize$`, 'all|anonymize'],
  ['post', '^/tools/bulk-anonymize$', 'all|anonymize'],
  ['put', `^/${level}/${id}/labels/${name}$`, 'all|edit-labels'],
  ['delete', `^/${level}/${id}/labels/${name}$`, 'all|edit-labels'],
];

/** Whoever can start a job can watch it: its id is random and only its author is told. */
const whoeverStartsJobs = 'all|download|send|modify|anonymize|q-r-remote-modalities|settings';

const jobs: Row[] = [
  ['get', '^/jobs$', 'all|settings'],
  ['get', `^/jobs/${id}$`, whoeverStartsJobs],
  ['delete', `^/jobs/${id}$`, 'all|settings'],
  ['post', `^/jobs/${id}/(cancel|pause|resubmit|resume)$`, 'all|settings'],
  ['get', `^/jobs/${id}/${name}$`, 'all|download|settings'],
  ['delete', `^/jobs/${id}/${name}$`, 'all|download|settings'],
];

const whoeverUsesNodes = 'all|send|q-r-remote-modalities|worklists|nodes-manage';

const nodes: Row[] = [
  ['get', '^/(modalities|peers)$', whoeverUsesNodes],
  ['get', `^/(modalities|peers)/${name}$`, whoeverUsesNodes],
  ['put', `^/(modalities|peers)/${name}$`, 'all|nodes-manage'],
  ['delete', `^/(modalities|peers)/${name}$`, 'all|nodes-manage'],
  ['get', `^/(modalities|peers)/${name}/configuration$`, 'all|nodes-manage'],
  ['get', `^/peers/${name}/system$`, 'all|send|nodes-manage'],
  ['post', `^/modalities/${name}/echo$`, 'all|send|q-r-remote-modalities|nodes-manage'],
  ['post', '^/tools/dicom-echo$', 'all|nodes-manage'],
  ['post', `^/(modalities|peers)/${name}/(store|store-straight)$`, 'all|send'],
  ['post', `^/modalities/${name}/storage-commitment$`, 'all|send'],
  ['get', `^/storage-commitment/${name}$`, 'all|send'],
  // Deletes what the other side has confirmed.
  ['post', `^/storage-commitment/${name}/remove$`, 'all|delete'],
  ['post', `^/modalities/${name}/find-worklist$`, 'all|q-r-remote-modalities|worklists'],
  [
    'post',
    `^/modalities/${name}/(query|move|get|find|find-(patient|study|series|instance))$`,
    'all|q-r-remote-modalities',
  ],
  ['get', `^/queries(/${name}(/.+)?)?$`, 'all|q-r-remote-modalities'],
  ['post', `^/queries/${name}/.+$`, 'all|q-r-remote-modalities'],
  ['delete', `^/queries/${name}$`, 'all|q-r-remote-modalities'],
];

const running: Row[] = [
  ['get', '^/exports$', 'all|audit-logs'],
  ['put', `^/patients/${id}/protected$`, 'all|settings'],
  ['post', `^/${level}/${id}/reconstruct$`, 'all|settings'],
  ['post', `^/${level}/${id}/attachments/${name}/(compress|uncompress|verify-md5)$`, 'all|settings'],
  ['post', `^/studies/${id}/update-dicomweb-cache$`, 'all|settings'],
  ['post', '^/tools/(reconstruct|invalidate-tags)$', 'all|settings'],
  ['get', '^/tools$', 'all|settings'],
  ['get', '^/tools/(generate-uid|dicom-conformance|accepted-sop-classes)$', 'all|settings'],
  ['get', '^/tools/metrics-prometheus$', 'all|stats|settings'],
  [
    'get',
    '^/tools/(accepted-transfer-syntaxes|default-encoding|metrics|unknown-sop-class-accepted)$',
    'all|settings',
  ],
  [
    'put',
    '^/tools/(accepted-transfer-syntaxes|default-encoding|metrics|unknown-sop-class-accepted)$',
    'all|settings',
  ],
  ['get', '^/tools/log-level(-[a-z]+)?$', 'all|settings'],
  ['put', '^/tools/log-level(-[a-z]+)?$', 'all|settings'],
];

/** The DICOMweb plugin at its default roots (DICOM PS3.18). */
const dicomWeb: Row[] = [
  ['get', '^/dicom-web/info$', 'all|view'],
  ['get', '^/dicom-web/(studies|series|instances)$', 'all|view'],
  ['get', `^/dicom-web/studies/${name}/(series|instances|metadata|rendered|thumbnail)$`, 'all|view'],
  ['get', `^/dicom-web/studies/${name}/series/${name}/(instances|metadata|rendered|thumbnail)$`, 'all|view'],
  // The DICOM files of a whole study or series.
  ['get', `^/dicom-web/studies/${name}(/series/${name})?$`, 'all|download'],
  ['get', '^/wado$', 'all|view'],
  ['post', `^/dicom-web/studies(/${name})?$`, 'all|upload'],
  ['get', `^/dicom-web/servers(/${name})?$`, 'all|send|q-r-remote-modalities|nodes-manage'],
  ['put', `^/dicom-web/servers/${name}$`, 'all|nodes-manage'],
  ['delete', `^/dicom-web/servers/${name}$`, 'all|nodes-manage'],
  ['post', `^/dicom-web/servers/${name}/stow$`, 'all|send'],
  ['post', `^/dicom-web/servers/${name}/(qido|wado|retrieve)$`, 'all|q-r-remote-modalities'],
  // Any path of the other server, with the password that is stored for it.
  ['post', `^/dicom-web/servers/${name}/get$`, 'all|nodes-manage'],
  ['post', `^/dicom-web/servers/${name}/delete$`, 'all|delete'],
];

/**
 * The native routes that may be used, each at the least permission that fits. What has no row is refused to everybody:
 *
 * - `POST /tools/execute-script` (runs Lua), `/tools/shutdown`, `/tools/reset`: a matter of the machine, not of its users;
 * - `POST /instances/{id}/export` writes files on the server;
 * - `DELETE /changes`, `DELETE /exports`: the study index and the audit trail are built on them;
 * - `/app/*`, `/dicom-web/app/*`: pages that draw patients' text on our origin without our content security policy.
 */
export const nativeRoutes: readonly Row[] = [
  ...viewing,
  ...reading,
  ...downloading,
  ...writing,
  ...jobs,
  ...nodes,
  ...running,
  ...dicomWeb,
];
