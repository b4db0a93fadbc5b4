import { describe, expect, test } from 'vitest';
import { makePermissionTable } from './permissions.ts';
import { nativeRoutes } from './routes.ts';

const levels = ['patients', 'studies', 'series', 'instances'];
const findRule = makePermissionTable(nativeRoutes, { takesAnyIdentifier: true });

/** `METHOD,METHOD /path` lines; `{level}` stands for each level, other braces for a value that occurs. */
function* requests(lines: string): Generator<[HttpMethod, string]> {
  for (const line of lines.trim().split('\n')) {
    const [methods = '', template = ''] = line.trim().split(' ');
    const paths = template.includes('{level}')
      ? levels.map((level) => template.replace('{level}', level))
      : [template];
    for (const path of paths) {
      const filled = path
        .replace('{id}', '66c8e41e-ac3a9029-0b85e42a-8195ee0a-92c2e62e')
        .replace('{uid}', '1.2.840.113619.2.1')
        .replace('{number}', '12')
        .replace('{name}', 'PACS de Lyon');
      for (const method of methods.split(',')) yield [method as HttpMethod, filled];
    }
  }
}

const expected: Record<string, string> = {
  'all|view': `
    GET /changes
    POST /tools/find
    POST /tools/count-resources
    POST /tools/lookup
    POST /tools/bulk-content
    GET /{level}
    GET /{level}/{id}
    GET /{level}/{id}/metadata
    GET /{level}/{id}/metadata/{name}
    GET /{level}/{id}/labels
    GET /{level}/{id}/labels/{name}
    GET /{level}/{id}/attachments
    GET /{level}/{id}/attachments/{name}
    GET /{level}/{id}/attachments/{name}/data
    GET /{level}/{id}/attachments/{name}/compressed-md5
    GET /{level}/{id}/statistics
    GET /{level}/{id}/module
    GET /patients/{id}/studies
    GET /patients/{id}/protected
    GET /patients/{id}/shared-tags
    GET /studies/{id}/patient
    GET /studies/{id}/module-patient
    GET /studies/{id}/instances-tags
    GET /series/{id}/instances
    GET /series/{id}/ordered-slices
    GET /instances/{id}/study
    GET /instances/{id}/tags
    GET /instances/{id}/simplified-tags
    GET /instances/{id}/header
    GET /instances/{id}/file
    GET /instances/{id}/pdf
    GET /instances/{id}/preview
    GET /instances/{id}/rendered
    GET /instances/{id}/image-uint8
    GET /instances/{id}/numpy
    GET /instances/{id}/content
    GET /instances/{id}/content/0008-1110/0/0010-0010
    GET /instances/{id}/frames
    GET /instances/{id}/frames/{number}
    GET /instances/{id}/frames/{number}/raw.gz
    GET /instances/{id}/frames/{number}/image-int16
    GET /dicom-web/info
    GET /dicom-web/studies
    GET /dicom-web/series
    GET /dicom-web/instances
    GET /dicom-web/studies/{uid}/series
    GET /dicom-web/studies/{uid}/metadata
    GET /dicom-web/studies/{uid}/series/{uid}/instances
    GET /dicom-web/studies/{uid}/series/{uid}/rendered
    GET /dicom-web/studies/{uid}/series/{uid}/instances/{uid}
    GET /dicom-web/studies/{uid}/series/{uid}/instances/{uid}/frames/1,2
    GET /dicom-web/studies/{uid}/series/{uid}/instances/{uid}/bulk/7fe00010
    GET /wado`,
  'all|view|settings': `
    GET /system
    GET /plugins
    GET /plugins/dicom-web
    GET /tools/now
    GET /tools/now-local`,
  'all|view|stats': 'GET /statistics',
  'all|view|edit-labels': 'GET /tools/labels',
  'all|download': `
    GET,POST /patients/{id}/archive
    GET,POST /studies/{id}/archive
    GET,POST /series/{id}/media
    GET /series/{id}/numpy
    GET,POST /tools/create-archive
    GET,POST /tools/create-media
    GET,POST /tools/create-media-extended
    GET /dicom-web/studies/{uid}
    GET /dicom-web/studies/{uid}/series/{uid}`,
  'all|upload': `
    POST /instances
    POST /tools/create-dicom
    POST /dicom-web/studies
    POST /dicom-web/studies/{uid}`,
  'all|delete': `
    DELETE /{level}/{id}
    POST /tools/bulk-delete
    POST /storage-commitment/{uid}/remove
    POST /dicom-web/servers/{name}/delete`,
  'all|modify': `
    POST /{level}/{id}/modify
    POST /studies/{id}/merge
    POST /studies/{id}/split
    POST /tools/bulk-modify
    PUT,DELETE /{level}/{id}/metadata/{name}
    PUT,DELETE /{level}/{id}/attachments/{name}`,
  'all|anonymize': `
    POST /{level}/{id}/anonymize
    POST /tools/bulk-anonymize`,
  'all|edit-labels': 'PUT,DELETE /{level}/{id}/labels/{name}',
  'all|download|send|modify|anonymize|q-r-remote-modalities|settings': 'GET /jobs/{id}',
  'all|download|settings': 'GET,DELETE /jobs/{id}/archive',
  'all|send|q-r-remote-modalities|worklists|nodes-manage': `
    GET /modalities
    GET /peers
    GET /modalities/{name}
    GET /peers/{name}`,
  'all|nodes-manage': `
    PUT,DELETE /modalities/{name}
    PUT,DELETE /peers/{name}
    GET /modalities/{name}/configuration
    GET /peers/{name}/configuration
    POST /tools/dicom-echo
    PUT,DELETE /dicom-web/servers/{name}
    POST /dicom-web/servers/{name}/get`,
  'all|send|nodes-manage': 'GET /peers/{name}/system',
  'all|send|q-r-remote-modalities|nodes-manage': `
    POST /modalities/{name}/echo
    GET /dicom-web/servers
    GET /dicom-web/servers/{name}`,
  'all|send': `
    POST /modalities/{name}/store
    POST /modalities/{name}/store-straight
    POST /modalities/{name}/storage-commitment
    GET /storage-commitment/{uid}
    POST /peers/{name}/store
    POST /peers/{name}/store-straight
    POST /dicom-web/servers/{name}/stow`,
  'all|q-r-remote-modalities|worklists': 'POST /modalities/{name}/find-worklist',
  'all|q-r-remote-modalities': `
    POST /modalities/{name}/query
    POST /modalities/{name}/move
    POST /modalities/{name}/get
    POST /modalities/{name}/find
    POST /modalities/{name}/find-study
    GET /queries
    GET,DELETE /queries/{id}
    GET /queries/{id}/answers
    GET /queries/{id}/answers/{number}/content
    POST /queries/{id}/answers/{number}/retrieve
    POST /queries/{id}/retrieve
    POST /dicom-web/servers/{name}/qido
    POST /dicom-web/servers/{name}/wado
    POST /dicom-web/servers/{name}/retrieve`,
  'all|audit-logs': 'GET /exports',
  'all|stats|settings': 'GET /tools/metrics-prometheus',
  'all|settings': `
    GET /jobs
    DELETE /jobs/{id}
    POST /jobs/{id}/cancel
    POST /jobs/{id}/resume
    PUT /patients/{id}/protected
    POST /{level}/{id}/reconstruct
    POST /{level}/{id}/attachments/{name}/compress
    POST /{level}/{id}/attachments/{name}/verify-md5
    POST /studies/{id}/update-dicomweb-cache
    POST /tools/reconstruct
    POST /tools/invalidate-tags
    GET /tools
    GET /tools/generate-uid
    GET /tools/dicom-conformance
    GET /tools/accepted-sop-classes
    GET,PUT /tools/accepted-transfer-syntaxes
    GET,PUT /tools/default-encoding
    GET,PUT /tools/metrics
    GET,PUT /tools/unknown-sop-class-accepted
    GET,PUT /tools/log-level
    GET,PUT /tools/log-level-dicom`,
};

const refused = `
  POST /tools/execute-script
  POST /tools/shutdown
  POST /tools/reset
  POST /instances/{id}/export
  DELETE /changes
  DELETE /exports
  GET /app/explorer.html
  GET /dicom-web/app/client/index.html
  GET /
  POST /tools/find/x
  GET /tools/find
  GET /toolsfind
  PUT /instances
  GET /studies/x/y/z
  GET /studies/{id}/unknown
  GET /Studies
  GET /studies/{id}/../system
  GET /constructor
  GET /unknown`;

describe.each(Object.entries(expected))('%s', (words, lines) => {
  test.each([...requests(lines)])('%s %s', (method, path) => {
    expect(findRule(method, path)?.permissions.join('|')).toBe(words);
  });
});

test.each([...requests(refused)])('nobody: %s %s', (method, path) => {
  expect(findRule(method, path)).toBeUndefined();
});

test('"all" is enough everywhere but for the administration of rights', () => {
  const rows = nativeRoutes.filter(([, , words]) => !words.split('|').includes('all'));
  expect(rows.filter(([, , words]) => words !== 'admin-permissions')).toEqual([]);
});

test('whatever names a patient, study, series or image by its path is looked at, by the gate or by a route that cuts', () => {
  const rows = nativeRoutes.filter(([, path]) => /\[a-f0-9-\]\+/.test(path) && !path.startsWith('^/jobs'));
  const others = rows.filter(([, , , reach]) => reach !== 'study' && reach !== 'cut' && reach !== 'all');
  expect(others).toEqual([]);
});

test('every row is anchored at both ends', () => {
  expect(nativeRoutes.filter(([, path]) => !(path.startsWith('^/') && path.endsWith('$')))).toEqual([]);
});

test('every row can be sorted by its first word: the others would be compared with every request', () => {
  expect(nativeRoutes.filter(([, path]) => !/^\^\/(?:[\w-]+|\([\w|-]+\))(?=\/|\$|\(\/)/.test(path))).toEqual(
    [],
  );
});
