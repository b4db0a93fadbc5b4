/**
 * What a row asks of the scope on which the permission is held:
 *
 * - `study`: every resource that the path names must belong to studies in the scope; a patient must have all of its there;
 * - `cut`: a route of ours (`answers/`) cuts the answer down to the scope, or checks what the body names;
 * - `own`: whoever started that job or query, or somebody whose scope is every study;
 * - `any`: it says nothing about anybody's studies;
 * - `all`: it says or changes something about every study, or about the machine.
 */
export type Reach = 'study' | 'cut' | 'own' | 'any' | 'all';

/**
 * One row: the method, the path as an anchored regular expression, and the permissions of which any one is enough, in the
 * format of the ecosystem's authorization plugin (`"Permissions"`), then its reach. The first row that matches decides.
 */
export type Row = readonly [
  method: 'get' | 'post' | 'put' | 'delete',
  path: string,
  permissions: string,
  reach: Reach,
];

const level = '(patients|studies|series|instances)';
const id = '[a-f0-9-]+';
const name = '[^/]+';

/** What a viewer asks for hundreds of times comes first: rows are tried in order. */
const viewing: Row[] = [
  [
    'get',
    `^/instances/${id}/(frames/\\d+/)?(raw|raw\\.gz|preview|rendered|image-u?int(8|16)|numpy|matlab)$`,
    'all|view',
    'study',
  ],
  [
    'get',
    `^/instances/${id}/(file|tags|simplified-tags|header|pdf|frames|frames/\\d+)$`,
    'all|view',
    'study',
  ],
  ['get', `^/dicom-web/studies/${name}/series/${name}/instances/${name}(/.+)?$`, 'all|view', 'study'],
  ['get', `^/instances/${id}/content(/.+)?$`, 'all|view', 'study'],
];

const reading: Row[] = [
  ['get', '^/system$', 'all|view|settings', 'any'],
  ['get', '^/statistics$', 'all|view|stats', 'cut'],
  ['get', '^/changes$', 'all|view', 'cut'],
  ['get', '^/plugins$', 'all|view|settings', 'any'],
  ['get', `^/plugins/${name}$`, 'all|view|settings', 'any'],
  ['post', '^/tools/(find|count-resources|lookup|bulk-content)$', 'all|view', 'cut'],
  ['get', '^/tools/labels$', 'all|view|edit-labels', 'cut'],
  ['get', '^/tools/now(-local)?$', 'all|view|settings', 'any'],
  ['get', '^/(patients|studies|series)$', 'all|view', 'cut'],
  // Cannot be cut without standing in the way of POST /instances. POST /tools/find lists images within a scope.
  ['get', '^/instances$', 'all|view', 'all'],
  // A patient is there for whoever may see one of its studies, cut down to these.
  ['get', `^/patients/${id}$`, 'all|view', 'cut'],
  ['get', `^/patients/${id}/(studies|series|instances|module|statistics|instances-tags)$`, 'all|view', 'cut'],
  // Says nothing but who it is.
  ['get', `^/(studies|series|instances)/${id}/patient$`, 'all|view', 'study'],
  ['get', `^/${level}/${id}$`, 'all|view', 'study'],
  ['get', `^/${level}/${id}/(studies|study|series|instances|ordered-slices)$`, 'all|view', 'study'],
  [
    'get',
    `^/${level}/${id}/(module|module-patient|shared-tags|instances-tags|statistics|protected)$`,
    'all|view',
    'study',
  ],
  ['get', `^/${level}/${id}/(metadata|labels)(/${name})?$`, 'all|view', 'study'],
  ['get', `^/${level}/${id}/attachments(/${name}(/[a-z0-9-]+)?)?$`, 'all|view', 'study'],
];

const downloading: Row[] = [
  ['get', `^/${level}/${id}/(archive|media)$`, 'all|download', 'study'],
  ['post', `^/${level}/${id}/(archive|media)$`, 'all|download', 'study'],
  ['get', `^/series/${id}/numpy$`, 'all|download', 'study'],
  // The resources are in the query.
  ['get', '^/tools/create-(archive|media|media-extended)$', 'all|download', 'study'],
  ['post', '^/tools/create-(archive|media|media-extended)$', 'all|download', 'cut'],
];

const writing: Row[] = [
  // Each image is looked at before it is stored.
  ['post', '^/instances$', 'all|upload', 'any'],
  ['post', '^/tools/create-dicom$', 'all|upload', 'cut'],
  ['delete', `^/${level}/${id}$`, 'all|delete', 'study'],
  ['post', '^/tools/bulk-delete$', 'all|delete', 'cut'],
  ['post', `^/${level}/${id}/modify$`, 'all|modify', 'study'],
  ['post', `^/studies/${id}/(merge|split)$`, 'all|modify', 'study'],
  ['post', '^/tools/bulk-modify$', 'all|modify', 'cut'],
  ['put', `^/${level}/${id}/(metadata|attachments)/${name}$`, 'all|modify', 'study'],
  ['delete', `^/${level}/${id}/(metadata|attachments)/${name}$`, 'all|modify', 'study'],
  ['post', `^/${level}/${id}/anonymize$`, 'all|anonymize', 'study'],
  ['post', '^/tools/bulk-anonymize$', 'all|anonymize', 'cut'],
  ['put', `^/${level}/${id}/labels/${name}$`, 'all|edit-labels', 'study'],
  ['delete', `^/${level}/${id}/labels/${name}$`, 'all|edit-labels', 'study'],
];

/** Whoever can start a job can watch it, but nobody else's. */
const whoeverStartsJobs = 'all|download|send|modify|anonymize|q-r-remote-modalities|settings';

const jobs: Row[] = [
  ['get', '^/jobs$', 'all|settings', 'all'],
  ['get', `^/jobs/${id}$`, whoeverStartsJobs, 'own'],
  ['delete', `^/jobs/${id}$`, 'all|settings', 'all'],
  ['post', `^/jobs/${id}/(cancel|pause|resubmit|resume)$`, 'all|settings', 'all'],
  ['get', `^/jobs/${id}/${name}$`, 'all|download|settings', 'own'],
  ['delete', `^/jobs/${id}/${name}$`, 'all|download|settings', 'own'],
];

const whoeverUsesNodes = 'all|send|q-r-remote-modalities|worklists|nodes-manage';

const nodes: Row[] = [
  ['get', '^/(modalities|peers)$', whoeverUsesNodes, 'any'],
  ['get', `^/(modalities|peers)/${name}$`, whoeverUsesNodes, 'any'],
  ['put', `^/(modalities|peers)/${name}$`, 'all|nodes-manage', 'all'],
  ['delete', `^/(modalities|peers)/${name}$`, 'all|nodes-manage', 'all'],
  ['get', `^/(modalities|peers)/${name}/configuration$`, 'all|nodes-manage', 'all'],
  ['get', `^/peers/${name}/system$`, 'all|send|nodes-manage', 'any'],
  ['post', `^/modalities/${name}/echo$`, 'all|send|q-r-remote-modalities|nodes-manage', 'any'],
  ['post', '^/tools/dicom-echo$', 'all|nodes-manage', 'all'],
  ['post', `^/(modalities|peers)/${name}/store$`, 'all|send', 'cut'],
  // A file that the client brings along.
  ['post', `^/(modalities|peers)/${name}/store-straight$`, 'all|send', 'any'],
  ['post', `^/modalities/${name}/storage-commitment$`, 'all|send', 'cut'],
  ['get', `^/storage-commitment/${name}$`, 'all|send', 'own'],
  // Deletes what the other side has confirmed.
  ['post', `^/storage-commitment/${name}/remove$`, 'all|delete', 'all'],
  ['post', `^/modalities/${name}/find-worklist$`, 'all|q-r-remote-modalities|worklists', 'any'],
  ['post', `^/modalities/${name}/query$`, 'all|q-r-remote-modalities', 'cut'],
  [
    'post',
    `^/modalities/${name}/(move|get|find|find-(patient|study|series|instance))$`,
    'all|q-r-remote-modalities',
    'any',
  ],
  ['get', '^/queries$', 'all|q-r-remote-modalities', 'all'],
  ['get', `^/queries/${name}(/.+)?$`, 'all|q-r-remote-modalities', 'own'],
  ['post', `^/queries/${name}/.+$`, 'all|q-r-remote-modalities', 'own'],
  ['delete', `^/queries/${name}$`, 'all|q-r-remote-modalities', 'own'],
];

const running: Row[] = [
  ['get', '^/exports$', 'all|audit-logs', 'all'],
  ['put', `^/patients/${id}/protected$`, 'all|settings', 'all'],
  ['post', `^/${level}/${id}/reconstruct$`, 'all|settings', 'all'],
  ['post', `^/${level}/${id}/attachments/${name}/(compress|uncompress|verify-md5)$`, 'all|settings', 'all'],
  ['post', `^/studies/${id}/update-dicomweb-cache$`, 'all|settings', 'all'],
  ['post', '^/tools/(reconstruct|invalidate-tags)$', 'all|settings', 'all'],
  ['get', '^/tools$', 'all|settings', 'all'],
  ['get', '^/tools/(generate-uid|dicom-conformance|accepted-sop-classes)$', 'all|settings', 'all'],
  ['get', '^/tools/metrics-prometheus$', 'all|stats|settings', 'all'],
  [
    'get',
    '^/tools/(accepted-transfer-syntaxes|default-encoding|metrics|unknown-sop-class-accepted)$',
    'all|settings',
    'all',
  ],
  [
    'put',
    '^/tools/(accepted-transfer-syntaxes|default-encoding|metrics|unknown-sop-class-accepted)$',
    'all|settings',
    'all',
  ],
  ['get', '^/tools/log-level(-[a-z]+)?$', 'all|settings', 'all'],
  ['put', '^/tools/log-level(-[a-z]+)?$', 'all|settings', 'all'],
];

/** The DICOMweb plugin at its default roots (DICOM PS3.18). */
const dicomWeb: Row[] = [
  ['get', '^/dicom-web/info$', 'all|view', 'any'],
  // QIDO-RS is answered from POST /tools/find, which is cut.
  ['get', '^/dicom-web/(studies|series|instances)$', 'all|view', 'cut'],
  ['get', `^/dicom-web/studies/${name}/(series|instances|metadata|rendered|thumbnail)$`, 'all|view', 'study'],
  [
    'get',
    `^/dicom-web/studies/${name}/series/${name}/(instances|metadata|rendered|thumbnail)$`,
    'all|view',
    'study',
  ],
  // The DICOM files of a whole study or series.
  ['get', `^/dicom-web/studies/${name}(/series/${name})?$`, 'all|download', 'study'],
  ['get', '^/wado$', 'all|view', 'study'],
  ['post', '^/dicom-web/studies$', 'all|upload', 'any'],
  // Each image is looked at before it is stored, whatever the path says.
  ['post', `^/dicom-web/studies/${name}$`, 'all|upload', 'any'],
  ['get', `^/dicom-web/servers(/${name})?$`, 'all|send|q-r-remote-modalities|nodes-manage', 'any'],
  ['put', `^/dicom-web/servers/${name}$`, 'all|nodes-manage', 'all'],
  ['delete', `^/dicom-web/servers/${name}$`, 'all|nodes-manage', 'all'],
  ['post', `^/dicom-web/servers/${name}/stow$`, 'all|send', 'cut'],
  ['post', `^/dicom-web/servers/${name}/(qido|wado|retrieve)$`, 'all|q-r-remote-modalities', 'any'],
  // Any path of the other server, with the password that is stored for it.
  ['post', `^/dicom-web/servers/${name}/get$`, 'all|nodes-manage', 'all'],
  ['post', `^/dicom-web/servers/${name}/delete$`, 'all|delete', 'all'],
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
