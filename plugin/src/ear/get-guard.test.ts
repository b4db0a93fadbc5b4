import { expect, test } from 'vitest';
import { answerJson, makeFakeHost } from '../fake-host.ts';
import { makeGetGuard } from './get-guard.ts';

function open(modalities: Record<string, { AET: string; AllowGet: boolean; Port?: number }>) {
  const host = makeFakeHost(
    () => expect.unreachable(),
    ({ method, uri, body }) => {
      const name = uri.split('/')[2] ?? '';
      if (method === 'PUT') modalities[name] = JSON.parse(body as string);
      return answerJson(200, modalities);
    },
  );
  const guard = makeGetGuard(host, {
    find: (aet) => ({
      labels: [],
      scope: { everything: aet !== 'LIMITED', labels: ['site-a'], studies: [] },
    }),
  });
  return { host, modalities, guard };
}

test('C-GET is switched off for whoever is limited, and for nobody else', () => {
  const { guard, modalities, host } = open({
    a: { AET: 'LIMITED', AllowGet: true, Port: 104 },
    b: { AET: 'LIMITED', AllowGet: false },
    c: { AET: 'FREE', AllowGet: true },
  });
  guard();
  expect(modalities).toEqual({
    a: { AET: 'LIMITED', AllowGet: false, Port: 104 },
    b: { AET: 'LIMITED', AllowGet: false },
    c: { AET: 'FREE', AllowGet: true },
  });
  expect(host.logged).toEqual([expect.stringContaining('modality a')]);
  guard();
  expect(host.asked.filter(({ method }) => method === 'PUT')).toHaveLength(1);
});
