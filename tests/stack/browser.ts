import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { test as base, expect } from 'vitest';
import { findChromium } from '../../tools/chromium.mjs';
import { stack } from './stack.ts';

/** Screenshots of failed tests; git ignores it. */
const screenshotFolder = join(import.meta.dirname, '../../.screenshots');

/**
 * Software WebGL2, the same pixels on every machine; nothing that calls home. As root Chromium refuses to start with its sandbox.
 */
const flags = [
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
];

/** What went wrong in a page without anybody having asked: console errors, uncaught exceptions, CSP violations. */
class Problems {
  readonly #seen: string[] = [];
  readonly #expected: RegExp[] = [];

  add(problem: string): void {
    this.#seen.push(problem);
  }

  /** The test provokes problems like this one, such as the browser's report of a 401. */
  expect(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  get unexpected(): string[] {
    return this.#seen.filter((problem) => !this.#expected.some((pattern) => pattern.test(problem)));
  }
}

interface Fixtures {
  browser: Browser;
  problems: Problems;
  /** Opens a page with cookies of its own. Every page is watched, and closed after the test. */
  openPage: (options?: BrowserContextOptions) => Promise<Page>;
  /** A desktop-sized French page on the shared stack. */
  page: Page;
}

/** Starts the Chromium that `npm test` provides. Whoever starts it closes it. */
async function launchBrowser(): Promise<Browser> {
  const executablePath = await findChromium();
  if (executablePath === undefined)
    throw new Error('There is no Chromium: set CHROMIUM_PATH or run npm test.');
  return chromium.launch({ executablePath, args: flags, chromiumSandbox: process.getuid?.() !== 0 });
}

/** `test` of vitest with real pages: a test fails on any problem in one of its pages that it did not expect. */
export const test = base.extend<Fixtures>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of the fixtures from the pattern
    async ({}, use) => {
      const browser = await launchBrowser();
      try {
        await use(browser);
      } finally {
        await browser.close();
      }
    },
    { scope: 'file' },
  ],

  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of the fixtures from the pattern
  problems: async ({}, use) => {
    const problems = new Problems();
    await use(problems);
    expect(problems.unexpected, 'problems in the page').toEqual([]);
  },

  openPage: async ({ browser, problems, task }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext({
        baseURL: stack.url,
        locale: 'fr-FR',
        viewport: { width: 1280, height: 800 },
        ...options,
      });
      contexts.push(context);
      await watch(context, problems);
      return context.newPage();
    });
    const failed = task.result?.state === 'fail' || problems.unexpected.length > 0;
    if (failed) await keepScreenshots(task.name, contexts);
    await Promise.all(contexts.map((context) => context.close()));
  },

  page: async ({ openPage }, use) => use(await openPage()),
});

/** For whoever looks into the failure. */
async function keepScreenshots(test: string, contexts: readonly BrowserContext[]): Promise<void> {
  await mkdir(screenshotFolder, { recursive: true });
  const name = test.replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-').slice(0, 100);
  const pages = contexts.flatMap((context) => context.pages());
  for (const [index, page] of pages.entries()) {
    await page.screenshot({ path: join(screenshotFolder, `${name}-${index}.png`) });
  }
}

async function watch(context: BrowserContext, problems: Problems): Promise<void> {
  context.on('console', (message) => {
    if (message.type() === 'error') problems.add(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) =>
    problems.add(`exception: ${error.error().stack ?? error.error().message}`),
  );
  await context.exposeFunction('sgimReportViolation', (violation: string) =>
    problems.add(`CSP: ${violation}`),
  );
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report = (globalThis as unknown as { sgimReportViolation: (violation: string) => void })
        .sgimReportViolation;
      report(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
}
