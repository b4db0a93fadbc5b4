import { describe, expect, test } from 'vitest';
import type { TokenNames } from '../configuration/token-names.ts';
import { type Claim, findCredential } from './credential.ts';

interface Scenario {
  what: string;
  method?: HttpMethod;
  headers?: Record<string, string>;
  query?: [string, string][];
  claim: Claim;
}

const cookie = { cookie: 'sgim_session=s%3Aabc.def' };
const session: Claim = { key: 'cookie', value: 's%3Aabc.def' };

const scenarios: Scenario[] = [
  { what: 'nothing', claim: 'anonymous' },
  {
    what: 'a bearer token',
    headers: { authorization: 'Bearer abc' },
    claim: { key: 'authorization', value: 'Bearer abc' },
  },
  {
    what: 'a bearer token with another spelling of the scheme',
    headers: { authorization: 'bearer   abc' },
    claim: { key: 'authorization', value: 'Bearer abc' },
  },
  { what: 'a password', headers: { authorization: 'Basic YTpi' }, claim: 'malformed' },
  { what: 'an empty Authorization', headers: { authorization: '' }, claim: 'malformed' },
  { what: 'a bearer token with a space', headers: { authorization: 'Bearer a b' }, claim: 'malformed' },
  { what: 'a bearer token that is no ASCII', headers: { authorization: 'Bearer é' }, claim: 'malformed' },
  {
    what: 'a bearer token that is endless',
    headers: { authorization: `Bearer ${'a'.repeat(8193)}` },
    claim: 'malformed',
  },
  {
    what: 'a wrong Authorization beside a cookie',
    headers: { ...cookie, authorization: 'Basic YTpi' },
    claim: 'malformed',
  },
  {
    what: 'a bearer token beside everything else',
    headers: { ...cookie, authorization: 'Bearer abc', token: 'other' },
    query: [['token', 'third']],
    claim: { key: 'authorization', value: 'Bearer abc' },
  },
  { what: 'header token', headers: { ...cookie, token: 'abc' }, claim: { key: 'token', value: 'abc' } },
  { what: 'header auth-token', headers: { 'auth-token': 'abc' }, claim: { key: 'auth-token', value: 'abc' } },
  { what: 'header api-key', headers: { 'api-key': 'abc' }, claim: { key: 'api-key', value: 'abc' } },
  { what: 'an empty token header beside a cookie', headers: { ...cookie, token: '' }, claim: 'malformed' },
  {
    what: 'a token in the query',
    headers: cookie,
    query: [['token', 'a%2Bb']],
    claim: { key: 'token', value: 'a+b' },
  },
  {
    what: 'auth-token in the query',
    query: [['auth-token', 'abc']],
    claim: { key: 'auth-token', value: 'abc' },
  },
  {
    what: 'authorization in the query',
    query: [['authorization', 'abc']],
    claim: { key: 'authorization', value: 'Bearer abc' },
  },
  {
    what: 'authorization in the query with its scheme',
    query: [['authorization', 'Bearer%20abc']],
    claim: { key: 'authorization', value: 'Bearer abc' },
  },
  { what: 'api-key in the query, which nobody reads', query: [['api-key', 'abc']], claim: 'anonymous' },
  { what: 'an argument of another spelling', query: [['Token', 'abc']], claim: 'anonymous' },
  {
    what: 'bad percent-encoding in the query',
    headers: cookie,
    query: [['token', '%zz']],
    claim: 'malformed',
  },
  { what: 'an encoded control character', query: [['token', 'a%0Ab']], claim: 'malformed' },
  { what: 'an empty token in the query', headers: cookie, query: [['token', '']], claim: 'malformed' },
  {
    what: 'a token twice in the query',
    query: [
      ['token', 'a'],
      ['token', 'b'],
    ],
    claim: 'malformed',
  },
  {
    what: 'a query token of a request that changes',
    method: 'POST',
    query: [['token', 'abc']],
    claim: 'anonymous',
  },
  { what: 'the session cookie', headers: cookie, claim: session },
  {
    what: 'the session cookie among others',
    headers: { cookie: `theme=dark; ${cookie.cookie}; x` },
    claim: session,
  },
  { what: 'another cookie', headers: { cookie: 'xsgim_session=a; sgim_sessions=b' }, claim: 'anonymous' },
  {
    what: 'two session cookies',
    headers: { cookie: `${cookie.cookie}; sgim_session=b` },
    claim: 'malformed',
  },
  ...['s:abc.def', 's%3aabc.def', '%73%3A%61bc%2Edef'].map((spelling) => ({
    what: `the session cookie spelt ${spelling}`,
    headers: { cookie: `sgim_session=${spelling}` },
    claim: session,
  })),
  { what: 'an empty session cookie', headers: { cookie: 'sgim_session=' }, claim: 'malformed' },
  {
    what: 'an endless session cookie',
    headers: { cookie: `sgim_session=${'a'.repeat(8193)}` },
    claim: 'malformed',
  },
  { what: 'bad percent-encoding in the cookie', headers: { cookie: 'sgim_session=a%2' }, claim: 'malformed' },
];

test.each(scenarios)('$what', ({ method = 'GET', headers = {}, query = [], claim }) => {
  expect(findCredential({ method, path: '/studies', ip: '127.0.0.1', headers, query })).toEqual(claim);
});

describe('with names that the site has configured', () => {
  const names: TokenNames = {
    headers: [
      { name: 'authorization', key: 'Authorization' },
      { name: 'token', key: 'token' },
    ],
    arguments: ['authorization', 'token'],
    areRaw: true,
    withCookie: false,
  };
  test.each<Scenario>([
    {
      what: 'a header is forwarded as it came, under its configured name',
      headers: { authorization: 'Bearer  abc' },
      claim: { key: 'Authorization', value: 'Bearer  abc' },
    },
    {
      what: 'whatever its scheme',
      headers: { authorization: 'Basic YTpi' },
      claim: { key: 'Authorization', value: 'Basic YTpi' },
    },
    {
      what: 'headers go before arguments',
      headers: { token: 'a' },
      query: [['authorization', 'b']],
      claim: { key: 'token', value: 'a' },
    },
    {
      what: 'an argument is decoded, and nothing else',
      query: [['authorization', 'a%2Bb']],
      claim: { key: 'authorization', value: 'a+b' },
    },
    { what: 'the case of an argument matters', query: [['Token', 'a']], claim: 'anonymous' },
    { what: 'an argument is for GET', method: 'PUT', query: [['token', 'a']], claim: 'anonymous' },
    { what: 'other names are nothing', headers: { 'api-key': 'a' }, claim: 'anonymous' },
    { what: 'nor is a cookie', headers: cookie, claim: 'anonymous' },
    { what: 'an empty token is none', headers: { token: '' }, claim: 'malformed' },
    { what: 'control characters are none', query: [['token', 'a%0Db']], claim: 'malformed' },
    { what: 'nor is half a megabyte', headers: { token: 'a'.repeat(8193) }, claim: 'malformed' },
  ])('$what', ({ method = 'GET', headers = {}, query = [], claim }) => {
    const request = { method, path: '/studies', ip: '127.0.0.1', headers, query };
    expect(findCredential(request, names)).toEqual(claim);
    const ours = findCredential(
      { ...request, headers: { ...headers, ...cookie } },
      { ...names, withCookie: true },
    );
    expect(ours).toEqual(claim === 'anonymous' ? session : claim);
  });
});
