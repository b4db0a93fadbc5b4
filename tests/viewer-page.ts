import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { runDcmtk } from './stack/dcmtk.ts';
import type { Orthanc } from './stack/orthanc.ts';
import { type Client, createToken, withToken } from './stack/people.ts';
import { freshOrthanc, stack } from './stack/stack.ts';

/** What the viewer says about itself, in the attributes of its viewport. */
export interface ViewerState {
  status: string;
  route?: string;
  reason?: string;
  range?: string;
  image?: string;
}

/** Grey or colour levels as they are on the screen, RGB. */
export interface Levels {
  columns: number;
  rows: number;
  rgb: Uint8Array;
}

export interface Archive {
  orthanc: Orthanc;
  client: Client;
}

/** An Orthanc for these tests alone, and a client that may do everything with its images. */
export async function startArchive(): Promise<Archive> {
  const orthanc = await freshOrthanc();
  return {
    orthanc,
    client: withToken(await createToken(['upload', 'view', 'download', 'modify', 'delete']), orthanc),
  };
}

/** @returns the study's UID */
export async function store({ client }: Archive, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stored = await client('/instances', { method: 'POST', body: bytes });
  if (!stored.ok) throw new Error(`not stored: ${await stored.text()}`);
  const { ParentStudy } = (await stored.json()) as { ParentStudy: string };
  const study = (await (await client(`/studies/${ParentStudy}`)).json()) as {
    MainDicomTags: { StudyInstanceUID: string };
  };
  return study.MainDicomTags.StudyInstanceUID;
}

/** Opens a study in the viewer, as the administrator. */
export async function openViewer(page: Page, { orthanc }: Archive, studyUid: string): Promise<ViewerState> {
  if ((await page.context().cookies()).length === 0) await signInAsAdmin(page);
  await page.goto(`${orthanc.url}/sgim/app/viewer/${studyUid}`);
  return settle(page);
}

/** The session's cookie counts for every port of the host, so the shared stack's serves for the archive too. */
async function signInAsAdmin(page: Page): Promise<void> {
  const { email, password } = stack.admin;
  const signedIn = await page.request.post(`${stack.url}/auth/sign-in`, {
    data: { email, password },
    headers: { origin: stack.url },
  });
  if (!signedIn.ok()) throw new Error(`sign-in answers ${signedIn.status()}`);
}

const settled = ['shown', 'failed', 'objects'].map((status) => `[data-status="${status}"]`).join(',');

/** Waits until the viewer has said what became of its image. */
export async function settle(page: Page): Promise<ViewerState> {
  await page.locator(settled).waitFor({ timeout: 45_000 });
  return readState(page);
}

export function readState(page: Page): Promise<ViewerState> {
  return page
    .locator('[data-status]')
    .evaluate((element) => ({ ...(element as HTMLElement).dataset }) as unknown as ViewerState);
}

/** Shows the image pixel for pixel, without smoothing, and reads the levels from the canvas. */
export async function readLevels(page: Page, columns: number, rows: number): Promise<Levels> {
  await page.locator('[data-status]').evaluate(
    (element, size) => {
      const { style } = element as HTMLElement;
      Object.assign(style, { position: 'fixed', left: '0', top: '0', flex: 'none', zIndex: '99', ...size });
    },
    { width: `${columns}px`, height: `${rows}px` },
  );
  await page.waitForFunction(
    ([width, height]) => {
      const canvas = document.querySelector<HTMLCanvasElement>('[data-viewport] canvas');
      return canvas !== null && canvas.width === width && canvas.height === height;
    },
    [columns, rows],
  );
  const smooth = page.locator('[data-action="smooth"]');
  await drawn(page, async () => {
    if ((await smooth.getAttribute('aria-pressed')) === 'true') await page.keyboard.press('n');
    await page.keyboard.press('=');
  });
  const base64 = await page.locator('[data-viewport] canvas').evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no 2d canvas');
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let text = '';
    for (let at = 0; at < data.length; at += 32_768)
      text += String.fromCharCode(...data.subarray(at, at + 32_768));
    return btoa(text);
  });
  const rgba = Buffer.from(base64, 'base64');
  return { columns, rows, rgb: Uint8Array.from(rgba.filter((_, index) => index % 4 !== 3)) };
}

/** Does something and waits until the picture has been drawn again. */
export async function drawn(page: Page, act: () => Promise<void>): Promise<void> {
  await page.locator('[data-viewport]').evaluate((element) => {
    const host = element as HTMLElement;
    delete host.dataset.drawn;
    host.addEventListener('CORNERSTONE_IMAGE_RENDERED', () => host.setAttribute('data-drawn', ''), {
      once: true,
    });
  });
  await act();
  await page.locator('[data-viewport][data-drawn]').waitFor();
  // The event may belong to the first of several changes: the last one is drawn in the next frame but one at the latest.
  await page.evaluate(
    () =>
      new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))),
  );
}

const scratch = await mkdtemp(join(tmpdir(), 'sgim-viewer-'));
afterAll(() => rm(scratch, { recursive: true, force: true }));
let pictures = 0;

/**
 * The same frame by DCMTK, with the viewer's own window for grey images, without overlays.
 * @param frame 0-based
 * @returns null when DCMTK cannot read the file
 */
export async function renderWithDcmtk(
  file: string,
  frame: number,
  range: string | null,
): Promise<Levels | null> {
  pictures += 1;
  const output = join(scratch, `${pictures}.pnm`);
  const window = range === null ? [] : ['+Ww', ...toWindow(range)];
  const options = ['--write-raw-pnm', '-O', '+F', String(frame + 1), ...window];
  const { code } = await runDcmtk('dcm2img', [...options, file, output]);
  return code === 0 ? parsePnm(await readFile(output)) : null;
}

/** Centre and width (PS3.3 C.11.2.1.2.1) of the values that are black and white. */
function toWindow(range: string): string[] {
  const [lower = 0, upper = 0] = range.split(',').map(Number);
  return [String((lower + upper) / 2 + 0.5), String(Math.max(1, upper - lower + 1))];
}

function parsePnm(file: Buffer): Levels {
  const header = /^(P[56])\s(?:#.*\n)*(\d+)\s(\d+)\s255\s/.exec(file.subarray(0, 200).toString('latin1'));
  if (!header) throw new Error('not an 8-bit PNM picture');
  const [start, kind, columns, rows] = header;
  const samples = new Uint8Array(file.subarray(start.length));
  const rgb =
    kind === 'P6'
      ? samples
      : Uint8Array.from({ length: 3 * samples.length }, (_, at) => samples[Math.floor(at / 3)] ?? 0);
  return { columns: Number(columns), rows: Number(rows), rgb };
}

/** The largest difference of a level. */
export function largestDifference(a: Levels, b: Levels): number {
  if (a.columns !== b.columns || a.rows !== b.rows || a.rgb.length !== b.rgb.length)
    return Number.POSITIVE_INFINITY;
  return a.rgb.reduce((largest, level, at) => Math.max(largest, Math.abs(level - (b.rgb[at] ?? 0))), 0);
}
