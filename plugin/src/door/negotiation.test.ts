import { describe, expect, test } from 'vitest';
import { chooseEncoding, matchesEntityTag } from './negotiation.ts';

describe('the form of a file that suits a client', () => {
  const every: AssetEncoding[] = ['identity', 'gzip', 'br'];
  test.each<[string | undefined, AssetEncoding[], AssetEncoding]>([
    [undefined, every, 'identity'],
    ['', every, 'identity'],
    ['gzip, deflate, br, zstd', every, 'br'],
    ['gzip, deflate, br', ['identity', 'gzip'], 'gzip'],
    ['gzip, deflate, br', ['identity'], 'identity'],
    ['gzip', every, 'gzip'],
    ['x-gzip', every, 'gzip'],
    ['GZIP', every, 'gzip'],
    ['deflate', every, 'identity'],
    ['br;q=0.1, gzip;q=0.9', every, 'gzip'],
    ['br;q=0, gzip', every, 'gzip'],
    ['br;q=0, gzip;q=0', every, 'identity'],
    ['br; q=1.0 , gzip ; q=1.0', every, 'br'],
    ['*', every, 'br'],
    ['*;q=0.5, gzip;q=0.8', every, 'gzip'],
    ['*;q=0', every, 'identity'],
    ['identity;q=1, br;q=0.5', every, 'identity'],
    ['identity;q=0, *;q=0', every, 'identity'],
    ['identity;q=0', every, 'identity'],
    ['br;q=2', every, 'identity'],
    ['br;q=nonsense, gzip;q=0.001', every, 'gzip'],
    [',,;q=1,br', every, 'br'],
  ])('%j of %j is %j', (header, stored, chosen) => {
    expect(chooseEncoding(header, stored)).toBe(chosen);
  });
});

describe('a client that has the file already', () => {
  test.each<[string | undefined, boolean]>([
    [undefined, false],
    ['', false],
    ['*', true],
    [' * ', true],
    ['"abc-br"', true],
    ['W/"abc-br"', true],
    ['"x", W/"abc-br" , "y"', true],
    ['"abc"', false],
    ['abc-br', false],
    ['"xabc-br"', false],
  ])('If-None-Match: %j', (header, matches) => {
    expect(matchesEntityTag(header, '"abc-br"')).toBe(matches);
  });
});
