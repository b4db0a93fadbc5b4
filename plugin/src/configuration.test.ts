import { describe, expect, test } from 'vitest';
import { ownTokenNames } from './configuration/token-names.ts';
import { readConfiguration } from './configuration.ts';
import { utf8 } from './fake-host.ts';

const sound = {
  WebServiceRootUrl: 'http://127.0.0.1:8043',
  WebServiceUsername: 'sgim',
  WebServicePassword: 'secret-of-the-door',
};
/** With a service of ours, which `"Sgim"` stands for. */
const read = (authorization: object, sgim: unknown = {}) =>
  readConfiguration(JSON.stringify({ Name: 'x', Authorization: authorization, Sgim: sgim }), utf8);
/** With a foreign one. */
const readForeign = (authorization: object, others: object = {}) =>
  readConfiguration(JSON.stringify({ Name: 'x', Authorization: authorization, ...others }), utf8);
const foreign = { WebServiceRootUrl: 'http://auth:8000/' };

test('a sound configuration', () => {
  expect(
    read(
      { ...sound, WebServiceIdentifier: 'paris' },
      {
        PublicUrl: 'https://Images.example.org/',
        TrustedProxies: '10.0.0.2 fd00::2',
        SpoolDirectory: '/data/audit',
      },
    ),
  ).toEqual({
    service: {
      url: 'http://127.0.0.1:8043',
      routes: {
        profile: 'http://127.0.0.1:8043/user/get-profile',
        validation: 'http://127.0.0.1:8043/tokens/validate',
        creation: 'http://127.0.0.1:8043/tokens',
        decoder: 'http://127.0.0.1:8043/tokens/decode',
        roles: 'http://127.0.0.1:8043/settings/roles',
      },
      authorization: 'Basic c2dpbTpzZWNyZXQtb2YtdGhlLWRvb3I=',
      doorSecret: 'secret-of-the-door',
      serverId: 'paris',
      isOwn: true,
    },
    tokenNames: ownTokenNames,
    unchecked: { resources: new Set(), folders: [] },
    checkedLevels: { patient: true, study: true, series: true, instance: true },
    permissionRows: { replacing: undefined, extra: [] },
    warnings: [],
    publicOrigin: 'https://images.example.org',
    trustedProxies: new Set(['10.0.0.2', 'fd00::2']),
    spoolFolder: '/data/audit',
  });
});

test('what may be left out', () => {
  expect(read({ ...sound, WebServiceRootUrl: 'http://auth:8043/v1//' }, { PublicUrl: '' })).toMatchObject({
    service: { url: 'http://auth:8043/v1', serverId: null },
    publicOrigin: undefined,
    trustedProxies: new Set(),
    spoolFolder: undefined,
  });
});

test.each([
  ['s', 'czpzZWNyZXQtb2YtdGhlLWRvb3I='],
  ['se', 'c2U6c2VjcmV0LW9mLXRoZS1kb29y'],
  ['é', 'w6k6c2VjcmV0LW9mLXRoZS1kb29y'],
])('the user name %s is encoded', (name, encoded) => {
  expect(read({ ...sound, WebServiceUsername: name }).service.authorization).toBe(`Basic ${encoded}`);
});

test.each([
  ['http://localhost:8042', 'http://localhost:8042'],
  ['http://localhost:80/', 'http://localhost'],
  ['https://images.example.org:443', 'https://images.example.org'],
  ['https://images.example.org:80', 'https://images.example.org:80'],
  ['http://[::1]:8042', 'http://[::1]:8042'],
])('the origin of %s', (url, origin) => {
  expect(read(sound, { PublicUrl: url }).publicOrigin).toBe(origin);
});

describe('what keeps Orthanc from starting', () => {
  test.each<[string, object, unknown, RegExp]>([
    ['nothing set', {}, {}, /RootUrl.*Username.*Password/],
    ['no address', { ...sound, WebServiceRootUrl: '' }, {}, /RootUrl/],
    ['a proxy by its name', sound, { TrustedProxies: 'proxy' }, /TrustedProxies/],
    ['an address the client cannot reach', { ...sound, WebServiceRootUrl: 'https://auth' }, {}, /RootUrl/],
    ['an address with a query', { ...sound, WebServiceRootUrl: 'http://auth?a' }, {}, /RootUrl/],
    ['an address with a user', { ...sound, WebServiceRootUrl: 'http://a@auth' }, {}, /RootUrl/],
    ['a colon in the user name', { ...sound, WebServiceUsername: 'a:b' }, {}, /Username/],
    ['no secret', { ...sound, WebServicePassword: '' }, {}, /Password/],
    ['a secret over two lines', { ...sound, WebServicePassword: 'a\nb' }, {}, /Password/],
    ['a secret that is a number', { ...sound, WebServicePassword: 12 }, {}, /Password" must be a string/],
    ['a public address with a path', sound, { PublicUrl: 'https://images.example.org/pacs' }, /PublicUrl/],
    ['a public address without a scheme', sound, { PublicUrl: 'images.example.org' }, /PublicUrl/],
    ['a folder somewhere', sound, { SpoolDirectory: 'audit' }, /SpoolDirectory/],
    ['a section that is a text', sound, 'https://images.example.org', /"Sgim" must be an object/],
  ])('%s', (_what, authorization, sgim, message) => {
    expect(() => read(authorization, sgim)).toThrow(message);
  });

  test('the message never carries the secret', () => {
    expect(() => read({ ...sound, WebServicePassword: 'two words' })).toThrow(/^(?!.*two words)/);
  });
});

describe('a foreign service', () => {
  test('needs neither a name and a password nor one address for everything', () => {
    expect(readForeign(foreign).service).toMatchObject({
      url: 'http://auth:8000',
      authorization: '',
      doorSecret: '',
      isOwn: false,
    });
    const oneByOne = {
      WebServiceUserProfileUrl: 'http://users:1/profile',
      WebService: 'http://legacy:2/validate',
      WebServiceTokenCreationBaseUrl: 'http://links:3/tokens/',
      WebServiceUsername: 'a',
      WebServicePassword: 'b',
    };
    expect(readForeign(oneByOne).service).toEqual({
      url: '',
      routes: {
        profile: 'http://users:1/profile',
        validation: 'http://legacy:2/validate',
        creation: 'http://links:3/tokens',
        decoder: undefined,
        roles: undefined,
      },
      authorization: 'Basic YTpi',
      doorSecret: '',
      serverId: null,
      isOwn: false,
    });
  });

  test('is asked at its root where it has one', () => {
    const { routes } = readForeign({
      ...foreign,
      WebServiceTokenDecoderUrl: 'http://other:1/decode',
    }).service;
    expect(routes.decoder).toBe('http://auth:8000/tokens/decode');
  });

  test('the newer name of the validation goes before its alias', () => {
    const both = { WebServiceTokenValidationUrl: 'http://new:1/v', WebService: 'http://old:1/v' };
    const { routes } = readForeign({ WebServiceUserProfileUrl: 'http://users:1/p', ...both }).service;
    expect(routes.validation).toBe('http://new:1/v');
  });

  test('keeps no audit trail and knows no session of ours', () => {
    const { spoolFolder, tokenNames } = readForeign(foreign);
    expect(spoolFolder).toBeUndefined();
    expect(tokenNames).toEqual({ ...ownTokenNames, withCookie: false });
  });
});

describe('where tokens are looked for', () => {
  test('what is configured takes the place of our own names, in the order of their characters', () => {
    const names = { TokenHttpHeaders: ['token', 'api-key', 'Authorization'], TokenGetArguments: ['b', 'A'] };
    expect(read({ ...sound, ...names }).tokenNames).toEqual({
      headers: [
        { name: 'authorization', key: 'Authorization' },
        { name: 'api-key', key: 'api-key' },
        { name: 'token', key: 'token' },
      ],
      arguments: ['A', 'b'],
      areRaw: true,
      withCookie: true,
    });
  });

  test.each<[string, string[], string[]]>([
    ['orthanc-explorer-2', ['Authorization', 'token'], ['token']],
    ['stone-webviewer', ['Authorization'], []],
    ['ohif', ['Authorization'], []],
    ['volview', ['Authorization'], []],
    ['stl', ['Authorization'], []],
    ['osimis-web-viewer', ['token'], ['token']],
  ])('%s', (name, headers, names) => {
    const { tokenNames } = readForeign({ ...foreign, StandardConfigurations: [name] });
    expect(tokenNames.headers.map(({ key }) => key)).toEqual(headers);
    expect(tokenNames.arguments).toEqual(names);
  });

  test('standard configurations add up, each name once', () => {
    const standard = { StandardConfigurations: ['stone-webviewer', 'orthanc-explorer-2', 'ohif'] };
    const { tokenNames } = readForeign({ ...foreign, ...standard, TokenHttpHeaders: ['api-key'] });
    expect(tokenNames.headers.map(({ key }) => key)).toEqual(['Authorization', 'api-key', 'token']);
  });
});

describe('what is not checked', () => {
  test('what standard configurations load before they have a token', () => {
    const standard = { StandardConfigurations: ['orthanc-explorer-2', 'stone-webviewer'] };
    const { unchecked } = readForeign({ ...foreign, ...standard });
    expect([...unchecked.resources]).toEqual([
      '/',
      '/ui/api/pre-login-configuration',
      '/ui/api/configuration',
      '/auth/user/profile',
      '/system',
    ]);
    expect(unchecked.folders).toEqual(['/ui/app/', '/ui/landing/', '/stone-webviewer/']);
  });

  test('resources and folders as normalised paths', () => {
    const paths = { UncheckedResources: ['/system/', '/'], UncheckedFolders: ['/app', '/wsi/app//'] };
    expect(readForeign({ ...foreign, ...paths }).unchecked).toEqual({
      resources: new Set(['/system', '/']),
      folders: ['/app/', '/wsi/app/'],
    });
  });

  test.each<[object, string[]]>([
    [{}, ['patient', 'study', 'series', 'instance']],
    [{ CheckedLevel: 'studies' }, ['study']],
    [{ CheckedLevel: 'Patient' }, ['patient']],
    [{ UncheckedLevels: ['series', 'instances', 'system'] }, ['patient', 'study']],
  ])('levels with %o', (levels, checked) => {
    const { checkedLevels } = readForeign({ ...foreign, ...levels });
    expect(Object.entries(checkedLevels).flatMap(([level, is]) => (is ? [level] : []))).toEqual(checked);
  });
});

describe('permission rows', () => {
  const readRows = (rows: unknown[], others: object = {}) =>
    readForeign({ ...foreign, Permissions: rows }, others).permissionRows.replacing;

  test('in the format of the ecosystem, with our reach or without', () => {
    const rows = [
      ['post', '^/tools/find$', 'all|view'],
      ['GET', '/system', '', 'any'],
    ];
    expect(readRows(rows)).toEqual([
      ['post', '^/tools/find$', 'all|view', undefined],
      ['get', '^/system$', '', 'any'],
    ]);
  });

  test.each([
    ['/a', '^/a$'],
    ['^/a|/b$', '^(?:/a|/b)$'],
    ['^/(a|b)/c$', '^/(a|b)/c$'],
    ['^/[|]\\|$', '^/[|]\\|$'],
    ['^/price\\$', '^/price\\$$'],
  ])('%s matches whole paths', (path, expression) => {
    expect(readRows([['get', path, 'view']])?.[0]?.[1]).toBe(expression);
  });

  test('where other plugins are', () => {
    const rows = [
      ['get', '^/DICOM_WEB_ROOT/servers$', 'view'],
      ['get', '^/OE2_ROOT/x$', 'view'],
    ];
    expect(readRows(rows)?.map(([, path]) => path)).toEqual(['^/dicom-web/servers$', '^/ui/x$']);
    const roots = { DicomWeb: { Root: '/dcm/' }, OrthancExplorer2: { Root: '/oe2' } };
    expect(readRows(rows, roots)?.map(([, path]) => path)).toEqual(['^/dcm/servers$', '^/oe2/x$']);
  });

  test('extra ones are apart', () => {
    const { permissionRows } = read({ ...sound, ExtraPermissions: [['get', '^/x$', 'view']] });
    expect(permissionRows).toEqual({ replacing: undefined, extra: [['get', '^/x$', 'view', undefined]] });
  });
});

test('keys that nobody knows are named, and stop nothing', () => {
  expect(readForeign({ ...foreign, EnableAuditLogs: true, Webservice: 'x', Tokens: [] }).warnings).toEqual([
    'Nothing is known of "Authorization.Webservice", "Authorization.Tokens": not used',
  ]);
});

test.each<[string, object, RegExp]>([
  ['no service at all', { WebServiceRootUrl: undefined }, /RootUrl" or .*UserProfileUrl"/],
  ['a service that only validates', { WebServiceRootUrl: '', WebService: 'http://a' }, /UserProfileUrl/],
  ['an address of another kind', { WebServiceRootUrl: 'https://auth' }, /RootUrl/],
  ['half of a credential', { WebServiceUsername: 'a' }, /WebServicePassword/],
  ['names that are no list', { TokenHttpHeaders: 'token' }, /TokenHttpHeaders" must be a list of strings/],
  ['a name that is no header', { TokenHttpHeaders: ['a b'] }, /TokenHttpHeaders.*a b/],
  ['a cookie as a token', { TokenHttpHeaders: ['Cookie'] }, /TokenHttpHeaders.*Cookie/],
  ['an argument without a name', { TokenGetArguments: [''] }, /TokenGetArguments/],
  ['an unknown standard', { StandardConfigurations: ['ohif', 'x'] }, /StandardConfigurations.*not x/],
  ['an open root', { UncheckedFolders: ['/'] }, /UncheckedFolders" must not open everything/],
  ['a path without a slash', { UncheckedResources: ['system'] }, /UncheckedResources.*system/],
  ['an unknown level', { CheckedLevel: 'frames' }, /CheckedLevel.*frames/],
  ['two rules of levels', { CheckedLevel: 'study', UncheckedLevels: ['series'] }, /only one/],
  ['rows that are no list', { Permissions: {} }, /Permissions" must be a list of rows/],
  ['a row that is too short', { Permissions: [['get', '/x']] }, /Permissions" row 1/],
  ['a row of another type', { Permissions: [['get', '/x', ['view']]] }, /Permissions" row 1/],
  ['another method', { Permissions: [['patch', '/x', 'view']] }, /row 1 must have a method/],
  ['a broken expression', { ExtraPermissions: [['get', '/(', 'view']] }, /row 1 .*regular expression/],
  ['an empty word', { Permissions: [['get', '/x', 'view|']] }, /row 1 must have permissions/],
  ['an unknown reach', { Permissions: [['get', '/x', 'view', 'far']] }, /row 1 must have a reach/],
])('%s keeps Orthanc from starting', (_what, keys, message) => {
  expect(() => readForeign({ ...foreign, ...keys })).toThrow(message);
});

test('everything that is wrong is named at once', () => {
  const wrong = () => readForeign({ ...foreign, WebServiceIdentifier: 1, CheckedLevel: 2, Permissions: 3 });
  for (const key of [/WebServiceIdentifier/, /CheckedLevel/, /Permissions/]) expect(wrong).toThrow(key);
});

test.each([{ Ours: 5219 }, { Ours: '5222' }])('no other name for what is only ours: %j', (UserMetadata) => {
  const json = JSON.stringify({
    Authorization: { WebServiceRootUrl: 'http://127.0.0.1:8043' },
    UserMetadata,
  });
  expect(() => readConfiguration(json, utf8)).toThrow(/"UserMetadata" must not name 52/);
});
