import type { Page } from 'playwright-core';
import type { Credentials } from './stack/launch.ts';
import { stack } from './stack/stack.ts';

/** What a person does with the pages, by the words that they see. */

/** How long to look for what has to come, on a machine that is busy with other things. */
export const patience = { timeout: 30_000 };

/** Signs in by the form and waits for the list of studies. */
export async function signInByForm(page: Page, credentials: Credentials = stack.admin): Promise<void> {
  await page.goto('/sgim/app/sign-in');
  await fillSignIn(page, credentials);
  await page.waitForURL('**/sgim/app/studies');
}

/** Fills the sign-in form, wherever it stands, and sends it. */
export async function fillSignIn(page: Page, { email, password }: Credentials): Promise<void> {
  await page.fill('input[name=email]', email);
  await page.fill('input[name=password]', password);
  await page.keyboard.press('Enter');
}
