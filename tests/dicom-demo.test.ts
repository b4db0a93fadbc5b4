import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { generateDemo } from '../tools/demo/index.mjs';
import { runDcmtk } from './stack/dcmtk.ts';
import { type Client, createToken, withToken } from './stack/people.ts';
import { freshOrthanc, temporaryFolder } from './stack/stack.ts';

// The generated images are read back by two implementations that did not write them.

const folder = await temporaryFolder('demo');

interface Demo {
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
}

const demo: Demo[] = [];
for await (const { name, bytes } of generateDemo({ ctSlices: 4, mrSlices: 3, ultrasoundFrames: 5 })) {
  demo.push({ path: join(folder, name), bytes });
  await writeFile(join(folder, name), bytes);
}

describe('the demo images', () => {
  test('are DICOM files for DCMTK, which makes a picture of each', async () => {
    const paths = demo.map(({ path }) => path);
    const { code, output } = await runDcmtk('dcmftest', paths);
    expect(code).toBe(0);
    expect(output.match(/^yes: /gm)).toHaveLength(paths.length);
    for (const path of paths) {
      const picture = await runDcmtk('dcm2img', ['--write-png', path, `${path}.png`]);
      expect(picture.code, picture.output).toBe(0);
      expect((await stat(`${path}.png`)).size).toBeGreaterThan(1000);
    }
  });

  describe('in Orthanc', () => {
    let client: Client;
    beforeAll(async () => {
      const orthanc = await freshOrthanc();
      client = withToken(await createToken(['upload', 'view', 'download']), orthanc);
    });

    test('are stored, and nothing is added by storing them again', async () => {
      for (const expected of ['Success', 'AlreadyStored']) {
        for (const { bytes } of demo) {
          const response = await client('/instances', { method: 'POST', body: bytes });
          expect(await response.json()).toMatchObject({ Status: expected });
        }
      }
    });

    test('have the frames, the names and the pixels that were written', async () => {
      const instances = (await (await client('/instances?expand')).json()) as { ID: string }[];
      expect(instances).toHaveLength(demo.length);
      for (const { ID } of instances) {
        const tags = (await (await client(`/instances/${ID}/simplified-tags`)).json()) as Record<
          string,
          string
        >;
        expect(tags.PatientName).toMatch(/^DÉMO\^(Fantôme|Modèle|Éprouvette)$/);
        const frames = (await (await client(`/instances/${ID}/frames`)).json()) as string[];
        expect(frames).toHaveLength(tags.Modality === 'US' ? 5 : 1);
        const last = await client(`/instances/${ID}/frames/${frames.length - 1}/raw`);
        const bytesPerPixel = tags.Modality === 'US' ? 3 : 2;
        expect((await last.arrayBuffer()).byteLength).toBe(
          Number(tags.Rows) * Number(tags.Columns) * bytesPerPixel,
        );
        const preview = await client(`/instances/${ID}/preview`);
        expect(preview.headers.get('content-type')).toBe('image/png');
      }
    });
  });
});
