import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { generateDemo } from '../tools/demo/index.mjs';
import { test as base } from './stack/browser.ts';
import type { Orthanc } from './stack/orthanc.ts';
import { createUser } from './stack/people.ts';
import { freshOrthanc } from './stack/stack.ts';
import { fillSignIn, patience, signInByForm } from './ui-person.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'sgim-ui-'));

let orthanc: Orthanc;

beforeAll(async () => {
  orthanc = await freshOrthanc();
  for await (const { name, bytes } of generateDemo({ ctSlices: 3, mrSlices: 2, ultrasoundFrames: 2 }))
    await writeFile(path.join(folder, name), bytes);
  await writeFile(path.join(folder, 'LISEZMOI.txt'), 'Ceci n’est pas une image.');
  await writeFile(path.join(folder, '.DS_Store'), 'x');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** In an archive of its own: what is counted here must not depend on what others have stored. */
const test = base.extend<{ page: Page }>({
  page: async ({ openPage }, use) => use(await openPage({ baseURL: orthanc.url })),
});

test('a person signs in, imports a folder, finds a study and opens it', async ({ page, problems }) => {
  problems.expect(/400 \(Bad Request\) .*\/instances/);
  await signInByForm(page);

  await page.getByRole('link', { name: 'Importer', exact: true }).click();
  await page.locator('input[webkitdirectory]').setInputFiles(folder);
  await page.getByRole('heading', { name: 'Import terminé' }).waitFor();
  const report = page.getByRole('group', { name: 'Afficher' });
  expect(await report.getByRole('button').allInnerTexts()).toEqual([
    'Tous 9',
    'Enregistrés 7',
    'Refusés 1',
    'Ignorés 1',
  ]);
  await report.getByRole('button', { name: 'Refusés' }).click();
  const refused = page.locator('tbody tr');
  expect(await refused.count()).toBe(1);
  expect(await refused.innerText()).toContain('LISEZMOI.txt');
  expect(await refused.innerText()).toContain('Ce n’est pas un fichier DICOM');

  await page.keyboard.press('Escape');
  await page.locator('body').press('/');
  await page.keyboard.type('demo irm');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/sgim/app/studies#**');
  expect(new URL(page.url()).search, 'a name never goes into what servers log').toBe('');
  const rows = page.locator('tbody tr');
  await expect.poll(() => rows.count(), patience).toBe(1);
  expect(await rows.innerText()).toMatch(/^MR\s/);

  await page.reload();
  await expect.poll(() => rows.count(), { ...patience, message: 'reloading keeps the search' }).toBe(1);
  await rows.getByRole('link').click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  const thumbnail = page.locator('main img').first();
  await expect
    .poll(() => thumbnail.evaluate((image: HTMLImageElement) => image.naturalWidth), {
      message: 'the server renders it',
    })
    .toBeGreaterThan(0);
  expect(await page.title(), 'the browser’s history learns no name').not.toContain('DÉMO');

  await page.goBack();
  await expect.poll(() => rows.count(), { ...patience, message: 'going back keeps the search' }).toBe(1);
  await page.getByRole('button', { name: 'Effacer les filtres' }).click();
  await expect.poll(() => rows.count(), patience).toBeGreaterThanOrEqual(4);
});

test('importing the same files again stores nothing and says so', async ({ page, problems }) => {
  problems.expect(/400 \(Bad Request\) .*\/instances/);
  await signInByForm(page);
  await page.goto('/sgim/app/import');
  await page.locator('input[webkitdirectory]').setInputFiles(folder);
  await page.getByRole('heading', { name: 'Import terminé' }).waitFor();
  await page.getByRole('button', { name: 'Déjà présents 7' }).waitFor();
});

test('a wrong password is told in words, and nothing tells whether the account exists', async ({
  page,
  problems,
}) => {
  problems.expect(/401 \(Unauthorized\) .*\/auth\/sign-in/);
  const known = await createUser();
  const messages: string[] = [];
  for (const email of [known.email, 'nobody@example.org']) {
    await page.goto('/sgim/app/sign-in');
    await fillSignIn(page, { email, password: 'not the password' });
    const alert = page.getByRole('alert');
    await expect.poll(() => alert.innerText(), patience).not.toBe('');
    messages.push(await alert.innerText());
  }
  expect(messages).toEqual(Array(2).fill('L’adresse électronique ou le mot de passe est faux.'));
});

test('signing out ends the session in every tab and leaves nothing to go back to', async ({ page }) => {
  await signInByForm(page);
  const other = await page.context().newPage();
  await other.goto('/sgim/app/studies');
  await other.getByRole('heading', { name: 'Examens' }).waitFor();

  await page.getByRole('button', { name: 'Se déconnecter' }).click();
  await page.waitForURL('**/sgim/app/sign-in');
  await other.locator('input[name=password]').waitFor();
  await page.goBack();
  await page.locator('input[name=password]').waitFor();
});

test('an address that needs a session shows the sign-in form in its place, then itself', async ({ page }) => {
  const user = await createUser({ roles: ['RADIOLOGIST'], name: 'Camille Martin' });
  await page.goto('/sgim/app/profile');
  await fillSignIn(page, user);
  await page.getByRole('heading', { name: 'Profil' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/sgim/app/profile');
  expect(await page.locator('main').innerText()).toContain(user.email);
});

test('who waits for approval is told so at the form', async ({ page, problems }) => {
  problems.expect(/403 \(Forbidden\) .*\/auth\/sign-in/);
  const user = await createUser();
  await page.goto('/sgim/app/sign-in');
  await fillSignIn(page, user);
  await expect
    .poll(() => page.getByRole('alert').innerText(), patience)
    .toBe('Ce compte attend l’accord d’un administrateur.');
});

test('who lacks a right is told which one, and sees no entry that would be refused', async ({ page }) => {
  const user = await createUser({ grants: [{ permissions: ['upload'], labels: ['*'] }] });
  await page.goto('/sgim/app/studies');
  await fillSignIn(page, user);
  await page.getByRole('heading', { name: 'Vous n’avez pas accès à cette page' }).waitFor();
  expect(await page.locator('main').innerText()).toContain('Il vous manque le droit « view »');
  expect(await page.getByRole('navigation').getByRole('link').allInnerTexts()).toEqual([
    'Importer',
    'Profil',
    'Aide',
  ]);
});

test('an API token is shown once, works, and stops working when it is revoked', async ({
  page,
  problems,
}) => {
  await signInByForm(page);
  await page.goto('/sgim/app/profile');
  await page.getByRole('button', { name: 'Nouveau jeton' }).click();
  await page.fill('input[name=token-name]', 'script de test');
  await page.getByRole('button', { name: 'Créer le jeton' }).click();
  const secret = await page.getByLabel('Jeton', { exact: true }).innerText();
  const read = () =>
    fetch(new URL('/system', page.url()), { headers: { authorization: `Bearer ${secret}` } });
  await page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).last().click();
  expect(await page.content()).not.toContain(secret);

  const row = page.locator('li', { hasText: 'script de test' });
  await row.waitFor();
  expect((await read()).status).toBe(200);
  await row.getByRole('button', { name: 'Révoquer' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Révoquer' }).click();
  await row.waitFor({ state: 'detached' });
  await expect.poll(async () => (await read()).status, patience).toBe(403);
  expect(problems.unexpected).toEqual([]);
});
