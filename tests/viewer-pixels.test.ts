import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { generateDemo } from '../tools/demo/index.mjs';
import { hasSamples, samplesFolder } from './dicom-samples.ts';
import { test } from './stack/browser.ts';
import {
  type Archive,
  largestDifference,
  openViewer,
  readLevels,
  renderWithDcmtk,
  settle,
  startArchive,
  store,
} from './viewer-page.ts';

let archive: Archive;
beforeAll(async () => {
  archive = await startArchive();
});

const folder = await mkdtemp(join(tmpdir(), 'sgim-pixels-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Tags {
  Rows: string;
  Columns: string;
  PhotometricInterpretation: string;
}

/** Compares what is on the screen with what DCMTK makes of the file. */
async function compare(page: Page, file: string, frame: number): Promise<number> {
  const { Rows, Columns, PhotometricInterpretation } = await readTags();
  const { range } = await settle(page);
  const isGrey = PhotometricInterpretation.startsWith('MONOCHROME');
  const shown = await readLevels(page, Number(Columns), Number(Rows));
  const expected = await renderWithDcmtk(file, frame, isGrey ? (range ?? null) : null);
  if (!expected) throw new Error(`DCMTK cannot read ${file}`);
  return largestDifference(shown, expected);
}

async function readTags(): Promise<Tags> {
  const [id] = (await (await archive.client('/instances')).json()) as string[];
  return (await (await archive.client(`/instances/${id}/simplified-tags`)).json()) as Tags;
}

async function empty(): Promise<void> {
  for (const id of (await (await archive.client('/patients')).json()) as string[]) {
    await archive.client(`/patients/${id}`, { method: 'DELETE' });
  }
}

describe('the viewer shows the levels that DCMTK calculates', () => {
  beforeAll(async () => {
    for await (const { name, bytes } of generateDemo({ ctSlices: 1, mrSlices: 1, ultrasoundFrames: 3 })) {
      await writeFile(join(folder, name), bytes);
    }
  });

  for (const { name, frame } of [
    { name: 'ct-001.dcm', frame: 0 },
    { name: 'mr-001.dcm', frame: 0 },
    { name: 'us.dcm', frame: 0 },
    { name: 'us.dcm', frame: 2 },
    { name: 'cr.dcm', frame: 0 },
  ]) {
    test(`of the generated ${name}, frame ${frame + 1}`, async ({ page }) => {
      const file = join(folder, name);
      await empty();
      const uid = await store(archive, new Uint8Array(await readFile(file)));
      expect(await openViewer(page, archive, uid)).toMatchObject({ status: 'shown', route: 'browser' });
      if (frame > 0) {
        await page.keyboard.press('End');
        await page.locator(`[data-status="shown"][data-image="${frame}"]`).waitFor();
      }
      expect(await compare(page, file, frame)).toBeLessThanOrEqual(1);
    });
  }
});

/** One of each kind: modality, depth, sign, colour, compression, and every defect that has a way round it. */
const samples: [file: string, route: string, tolerance?: number][] = [
  ['syntax/ctimage/CTImage.dcm_LittleEndianImplicitTransferSyntax_1.2.840.10008.1.2.dcm', 'browser'],
  ['syntax/ctimage/CTImage.dcm_RLELosslessTransferSyntax_1.2.840.10008.1.2.5.dcm', 'browser'],
  ['misc/CT-JPEGLosslessSV1.dcm', 'browser'],
  ['syntax/dicomparser/SF_CT1_UNC.fragmented_bot_jpeg_ls.80.dcm', 'browser'],
  ['misc/mr.dcm', 'browser'],
  ['misc/MR_small_bigendian.dcm', 'recoded'],
  ['xray/gdcm-CR-MONO1-10-chest.dcm', 'browser'],
  ['xray/dx_image.dcm', 'browser'],
  ['syntax/pydicom/US1_UNCI.dcm', 'browser'],
  // DCMTK cuts off the fractions of YBR values, the browser's own rounding does not.
  ['misc/YBR_FULL-RLE.dcm', 'browser', 2],
  ['syntax/wg04/OBXXXX1A.dcm', 'browser'],
  ['color/SC_ybr_full_422_uncompressed.dcm', 'browser'],
  ['color/mlut_18.dcm', 'browser'],
  ['color/OT-PAL-8-face.dcm', 'browser'],
  ['color/MR-SIEMENS-DICOM-WithOverlays.dcm', 'browser'],
  ['syntax/testpattern/TestPattern_JPEG-Baseline_YBR422.dcm', 'browser'],
  ['syntax/wg04/SC_rgb_dcmtk_+eb+cr.dcm', 'browser'],
  ['color/SC_jpeg_no_color_transform.dcm', 'recoded'],
  ['seg-sr-rt/sample-op.dcm', 'recoded'],
  ['syntax/wg04/SC_rgb_rle_16bit.dcm', 'recoded'],
  ['syntax/testpattern/CT0012.fragmented_no_bot_jpeg_baseline.51.dcm', 'recoded'],
];

describe.skipIf(!hasSamples)('real images (skipped where ../shared/dicom-samples is absent)', () => {
  // One page for all: most of the time would go into starting the viewer.
  test('are shown by the route that gets them right, level for level', { timeout: 240_000 }, async ({
    page,
    problems,
  }) => {
    // Orthanc has no preview of some of them; the picture comes all the same.
    problems.expect(/status of 415/);
    const outcomes: [file: string, route: string | undefined, isEqual: boolean][] = [];
    for (const [sample, , tolerance = 1] of samples) {
      const file = join(samplesFolder, sample);
      await empty();
      const uid = await store(archive, new Uint8Array(await readFile(file)));
      const { route } = await openViewer(page, archive, uid);
      outcomes.push([sample, route, (await compare(page, file, 0)) <= tolerance]);
    }
    expect(outcomes).toEqual(samples.map(([sample, route]) => [sample, route, true]));
  });
});
