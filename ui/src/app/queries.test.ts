// @vitest-environment happy-dom
import { cleanup, render, screen, waitFor } from '@testing-library/preact';
import { html } from 'htm/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { RequestProblem } from './problem.ts';
import { queries, useQuery } from './queries.ts';

interface Props {
  id: string;
  read: (id: string) => Promise<string>;
  keepPrevious?: boolean;
}

function Reader({ id, read, keepPrevious = false }: Props) {
  const { data, error } = useQuery<string>({ key: ['test', id], read: () => read(id), keepPrevious });
  return html`<p role="status">${error?.message ?? data ?? 'loading'}</p>`;
}

const shown = () => screen.getByRole('status').textContent;

afterEach(() => {
  cleanup();
  queries.clear();
  vi.unstubAllGlobals();
});

test('it shows the answer, and asks again for another key', async () => {
  const read = vi.fn(async (id: string) => `answer ${id}`);
  const { rerender } = render(html`<${Reader} id="1" read=${read} />`);
  expect(shown()).toBe('loading');
  await waitFor(() => expect(shown()).toBe('answer 1'));
  rerender(html`<${Reader} id="2" read=${read} />`);
  expect(shown()).toBe('loading');
  await waitFor(() => expect(shown()).toBe('answer 2'));
  rerender(html`<${Reader} id="1" read=${read} />`);
  expect(shown(), 'what is known is not asked again').toBe('answer 1');
  expect(read.mock.calls).toEqual([['1'], ['2']]);
});

test('while a page loads, the one before stays in sight', async () => {
  const read = async (id: string) => `answer ${id}`;
  const { rerender } = render(html`<${Reader} id="1" read=${read} keepPrevious=${true} />`);
  await waitFor(() => expect(shown()).toBe('answer 1'));
  rerender(html`<${Reader} id="2" read=${read} keepPrevious=${true} />`);
  expect(shown()).toBe('answer 1');
  await waitFor(() => expect(shown()).toBe('answer 2'));
});

test('a refusal is shown at once, and the session is looked at again', async () => {
  const fetch = vi.fn(async () => Response.json({ user: null, needsSetup: false }));
  vi.stubGlobal('fetch', fetch);
  const read = vi.fn(() => Promise.reject(new RequestProblem('refused', 403)));
  render(html`<${Reader} id="1" read=${read} />`);
  await waitFor(() => expect(shown()).toBe('refused'));
  expect(read).toHaveBeenCalledTimes(1);
  expect(fetch).toHaveBeenCalledWith('/auth/session', expect.anything());
});
