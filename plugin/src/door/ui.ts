import { normalisePath } from '../gate/path.ts';
import { chooseEncoding, matchesEntityTag } from './negotiation.ts';

type Header = [name: string, value: string];
type Find = Orthanc['assets']['find'];

const root = '/sgim/app';
/** The bundler puts a hash of the content into the names of these. */
const hashedFolder = 'assets/';
/** Begins with a letter: the address of a study ends like `1.2.840`. */
const fileExtension = /\.[a-z][a-z0-9]*$/i;

/**
 * Answers the user interface's files from the .so. A path without a file extension is one of the application's own addresses and
 * gets its page.
 */
export function makeUi(find: Find, security: readonly Header[]): (request: RouteRequest) => RouteResponse {
  const locate = (path: string): Asset | undefined => {
    if (path === '') return find('index.html');
    const asset = find(path);
    if (asset !== undefined) return asset;
    const isFile = path.startsWith(hashedFolder) || fileExtension.test(path);
    return isFile ? undefined : find('index.html');
  };

  return ({ method, path, headers }) => {
    if (method !== 'GET') return refuse(405, security, [['Allow', 'GET']]);
    const normal = normalisePath(path);
    const asset = normal?.startsWith(root) ? locate(normal.slice(root.length + 1)) : undefined;
    return asset === undefined ? refuse(404, security) : answerAsset(asset, headers, security);
  };
}

/** Redirects the door itself to the application, whose page reads its own address. */
export function redirectToApp(security: readonly Header[]): (request: RouteRequest) => RouteResponse {
  return ({ method }) =>
    method === 'GET'
      ? { status: 302, headers: [...security, ['Location', `${root}/`], ['Cache-Control', 'no-cache']] }
      : refuse(405, security, [['Allow', 'GET']]);
}

/** Browsers ask for this address on their own, whatever the page says. */
export function makeIcon(find: Find, security: readonly Header[]): (request: RouteRequest) => RouteResponse {
  return ({ method, headers }) => {
    if (method !== 'GET') return refuse(405, security, [['Allow', 'GET']]);
    const icon = find('favicon.ico') ?? find('favicon.svg');
    return icon === undefined ? refuse(404, security) : answerAsset(icon, headers, security);
  };
}

function answerAsset(
  asset: Asset,
  request: Record<string, string>,
  security: readonly Header[],
): RouteResponse {
  const encoding = chooseEncoding(request['accept-encoding'], asset.encodings);
  // Every stored form is its own representation: a strong validator must tell them apart (RFC 9110 § 8.8.3.3).
  const entityTag = encoding === 'identity' ? `"${asset.hash}"` : `"${asset.hash}-${encoding}"`;
  const headers: Header[] = [
    ...security,
    ['ETag', entityTag],
    ['Vary', 'Accept-Encoding'],
    [
      'Cache-Control',
      asset.path.startsWith(hashedFolder) ? 'public, max-age=31536000, immutable' : 'no-cache',
    ],
  ];
  if (matchesEntityTag(request['if-none-match'], entityTag)) return { status: 304, headers };
  headers.push(['Content-Type', asset.type]);
  if (encoding !== 'identity') headers.push(['Content-Encoding', encoding]);
  return { status: 200, headers, body: { asset: asset.path, encoding } };
}

const refuse = (status: number, security: readonly Header[], more: Header[] = []): RouteResponse => ({
  status,
  headers: [
    ...security,
    ...more,
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Cache-Control', 'no-store'],
  ],
  body: status === 404 ? 'Not found\n' : 'Method not allowed\n',
});
