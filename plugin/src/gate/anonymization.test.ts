import { describe, expect, test } from 'vitest';
import { answerJson, utf8 } from '../fake-host.ts';
import { anonymizationRoutes, makeAnonymization } from './anonymization.ts';

/** Permissions by token. */
const people: Record<string, string[]> = {
  'Bearer radiologist': ['anonymize'],
  'Bearer administrator': ['anonymize', 'delete'],
};

function open() {
  const asked: RestApiRequest[] = [];
  const answer = makeAnonymization(
    {
      utf8,
      restApi: (request) => {
        asked.push(request);
        return answerJson(200, { ID: 'new' });
      },
    },
    {
      find: ({ value }) => ({
        text: '',
        profile: {
          userId: value,
          name: value,
          grants: [{ permissions: people[value] ?? [], labels: ['*'] }],
        },
      }),
    },
  );
  const anonymize = (who: string, body: string | undefined) =>
    answer({
      method: 'POST',
      path: '/studies/1/anonymize',
      ip: '',
      headers: { authorization: who },
      query: [],
      groups: [],
      context: '',
      body: body === undefined ? undefined : utf8.encode(body),
    }).status;
  return { asked, anonymize };
}

describe('the original', () => {
  test.each<[string, string, number]>([
    ['Bearer radiologist', '{}', 200],
    ['Bearer radiologist', '{"KeepSource":true}', 200],
    ['Bearer radiologist', '{"KeepSource":false}', 403],
    ['Bearer radiologist', '{"KeepSource":true,"KeepSource":false}', 403],
    ['Bearer radiologist', '{"Keep\\u0053ource":false}', 403],
    ['Bearer radiologist', '{"KeepSource":0}', 400],
    ['Bearer radiologist', '{/* */"KeepSource":false}', 400],
    ['Bearer radiologist', '[]', 400],
    ['Bearer administrator', '{"KeepSource":false}', 200],
  ])('%s, %s: %i', (who, body, status) => {
    const { asked, anonymize } = open();
    expect(anonymize(who, body)).toBe(status);
    expect(asked).toHaveLength(status === 200 ? 1 : 0);
  });

  test('a request without a body is refused', () => {
    expect(open().anonymize('Bearer administrator', undefined)).toBe(400);
  });

  test('Orthanc is given what was checked, and nothing else', () => {
    const { asked, anonymize } = open();
    anonymize('Bearer radiologist', '{"KeepSource":false,"Keep":["PatientID"],"KeepSource":true}');
    expect(asked).toEqual([
      {
        method: 'POST',
        uri: '/studies/1/anonymize',
        body: '{"KeepSource":true,"Keep":["PatientID"]}',
      },
    ]);
  });
});

test('every route that can delete, and no other', () => {
  const pattern = new RegExp(`^${anonymizationRoutes}$`);
  for (const path of [
    '/patients/1/anonymize',
    '/studies/1/anonymize',
    '/series/1/anonymize',
    '/tools/bulk-anonymize',
  ])
    expect(path).toMatch(pattern);
  for (const path of ['/instances/1/anonymize', '/studies/1/modify', '/studies/1/2/anonymize'])
    expect(path).not.toMatch(pattern);
});
