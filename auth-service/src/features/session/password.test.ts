import { verify } from '@node-rs/argon2';
import { expect, it, vi } from 'vitest';
import { password, startTestService } from '../../../test/service.ts';
import { createPasswords } from './password.ts';

it('hashes with argon2id at the cost that OWASP asks for', async () => {
  const hash = await createPasswords().hash('x');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

it.each([
  ['the right password', 'secret', true],
  ['a wrong one', 'Secret', false],
  ['none', '', false],
])('%s', async (_name, given, expected) => {
  const passwords = createPasswords();
  expect(await passwords.matches(await passwords.hash('secret'), given)).toBe(expected);
});

it('computes one hash of the same cost for an unknown person as for a known one', async () => {
  const counted = vi.fn(verify);
  const service = await startTestService({ passwords: createPasswords(counted) });
  const known = await service.addPerson();
  const noPassword = await service.addPerson();
  await service.database.knex('users').where({ id: noPassword.id }).update({ password_hash: null });
  const cost = (call: number) => String(counted.mock.calls[call]?.[0]).split('$').slice(0, 4).join('$');

  for (const email of [known.email, 'nobody@example.org', noPassword.email]) {
    const answer = await service.call('POST /auth/sign-in', { body: { email, password: `${password}x` } });
    expect(answer.status).toBe(401);
  }
  expect(counted).toHaveBeenCalledTimes(3);
  expect([cost(1), cost(2)]).toEqual([cost(0), cost(0)]);
});
