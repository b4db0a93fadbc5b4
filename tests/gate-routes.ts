import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provision } from '../tools/runtime/index.mjs';

export interface NativeRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With braces for what varies, as in `/studies/{id}`. */
  template: string;
  /** With something of the right form in their place, which does not exist. */
  path: string;
}

/**
 * Every route that this Orthanc registers, from itself. Its OpenAPI writer leaves out those whose sample answers it would fetch
 * from a public server, and says so: both together are all of them.
 */
export async function listOrthancRoutes(): Promise<NativeRoute[]> {
  const { orthanc } = await provision({ root: join(import.meta.dirname, '..'), log: () => {} });
  const folder = mkdtempSync(join(tmpdir(), 'sgim-openapi-'));
  try {
    const file = join(folder, 'openapi.json');
    const { stderr } = spawnSync(orthanc.command, orthanc.args(`--openapi=${file}`), {
      encoding: 'utf8',
      // Nobody listens there: no sample is fetched from anywhere.
      env: { ...orthanc.env, https_proxy: 'http://127.0.0.1:9' },
    });
    const { paths } = JSON.parse(readFileSync(file, 'utf8')) as { paths: Record<string, object> };
    const documented = Object.entries(paths).flatMap(([template, methods]) =>
      Object.keys(methods)
        .filter((method) => /^(get|post|put|delete)$/.test(method))
        .map((method) => `${method.toUpperCase()} ${template}`),
    );
    const left = [...stderr.matchAll(/Ignoring URI without API documentation: (\S+ \S+)/g)].map(
      ([, route = '']) => route,
    );
    return [...new Set([...documented, ...left])].sort().map(toRoute);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The DICOMweb plugin's, which lists none: from its own registrations. */
export const dicomWebRoutes: NativeRoute[] = `
  GET /dicom-web/info
  GET /dicom-web/studies
  POST /dicom-web/studies
  GET /dicom-web/series
  GET /dicom-web/instances
  GET /dicom-web/studies/{uid}
  POST /dicom-web/studies/{uid}
  GET /dicom-web/studies/{uid}/metadata
  GET /dicom-web/studies/{uid}/rendered
  GET /dicom-web/studies/{uid}/thumbnail
  GET /dicom-web/studies/{uid}/series
  GET /dicom-web/studies/{uid}/instances
  GET /dicom-web/studies/{uid}/series/{uid}
  GET /dicom-web/studies/{uid}/series/{uid}/metadata
  GET /dicom-web/studies/{uid}/series/{uid}/rendered
  GET /dicom-web/studies/{uid}/series/{uid}/instances
  GET /dicom-web/studies/{uid}/series/{uid}/instances/{uid}
  GET /dicom-web/studies/{uid}/series/{uid}/instances/{uid}/metadata
  GET /dicom-web/studies/{uid}/series/{uid}/instances/{uid}/rendered
  GET /dicom-web/studies/{uid}/series/{uid}/instances/{uid}/bulk/7fe00010
  GET /dicom-web/studies/{uid}/series/{uid}/instances/{uid}/frames
  GET /dicom-web/studies/{uid}/series/{uid}/instances/{uid}/frames/{frame}
  GET /dicom-web/studies/{uid}/series/{uid}/instances/{uid}/frames/{frame}/rendered
  GET /dicom-web/servers
  GET /dicom-web/servers/{name}
  PUT /dicom-web/servers/{name}
  DELETE /dicom-web/servers/{name}
  POST /dicom-web/servers/{name}/stow
  POST /dicom-web/servers/{name}/wado
  POST /dicom-web/servers/{name}/get
  POST /dicom-web/servers/{name}/retrieve
  POST /dicom-web/servers/{name}/qido
  POST /dicom-web/servers/{name}/delete
  GET /wado
  POST /studies/{id}/update-dicomweb-cache`
  .trim()
  .split('\n')
  .map((line) => toRoute(line.trim()));

function toRoute(line: string): NativeRoute {
  const [method = '', template = ''] = line.split(' ');
  const path = template
    .replaceAll('{id}', '00000000-00000000-00000000-00000000-00000000')
    .replaceAll('{uid}', '1.2.3')
    .replaceAll('{frame}', '1')
    .replaceAll('{index}', '0')
    .replaceAll('{path}', '0010-0010')
    .replaceAll(/\{\w+\}/g, 'nothing');
  return { method: method as NativeRoute['method'], template, path };
}
