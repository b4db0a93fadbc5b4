import { describe, expect, it } from 'vitest';
import { findCredential, readNamedCredential } from './credential.ts';

const find = (headers: Record<string, string>, query: Record<string, unknown> = {}, method = 'GET') =>
  findCredential({ method, query, header: (name) => headers[name] });
const token = (secret: string) => ({ kind: 'token', secret });

describe('findCredential', () => {
  const cookie = 'a=b; sgim_session=s%3Aone; sgim_session=s%3Atwo';

  it.each([
    ['nothing', {}, {}, undefined],
    ['a cookie', { cookie }, {}, { kind: 'cookie', value: 's%3Aone' }],
    ['another cookie', { cookie: 'xsgim_session=s%3Aone' }, {}, undefined],
    ['a bearer token before a cookie', { authorization: 'Bearer x', cookie }, {}, token('x')],
    ['a scheme in any case', { authorization: 'bearer x' }, {}, token('x')],
    ['an empty bearer token, which no cookie replaces', { authorization: 'Bearer', cookie }, {}, token('')],
    ['another scheme', { authorization: 'Basic x', cookie }, {}, { kind: 'cookie', value: 's%3Aone' }],
    ['headers in their order', { 'api-key': '3', 'auth-token': '2', token: '1' }, {}, token('1')],
    ['api-key', { 'api-key': '3', cookie }, {}, token('3')],
    ['a header before an argument', { 'api-key': '3' }, { token: 'q' }, token('3')],
    ['an argument before a cookie', { cookie }, { token: 'q' }, token('q')],
    ['an argument in another case', {}, { Token: 'q' }, undefined],
    ['an argument twice, which is none', {}, { token: ['q', 'r'] }, token('')],
  ])('%s', (_name, headers, query, expected) => {
    expect(find(headers as Record<string, string>, query)).toEqual(expected);
  });

  it('takes no token from the query of a request that changes something', () => {
    expect(find({ cookie }, { token: 'q' }, 'POST')).toEqual({ kind: 'cookie', value: 's%3Aone' });
  });
});

describe('readNamedCredential', () => {
  it.each([
    ['', '', undefined],
    ['cookie', 's%3Aone', { kind: 'cookie', value: 's%3Aone' }],
    ['Authorization', 'Bearer x', token('x')],
    ['authorization', 'x', token('x')],
    ['authorization', 'Basic x', undefined],
    ['Authorization', '', undefined],
    [null, null, undefined],
    ['', 'x', undefined],
    ['token', 'x', token('x')],
    ['token', 'Bearer x', token('x')],
    ['auth-token', 'x', token('x')],
    ['API-KEY', 'x', token('x')],
    ['x-Other', 'x', token('x')],
  ])('%s: %s', (key, value, expected) => {
    expect(readNamedCredential(key, value)).toEqual(expected);
  });
});
