import { dicomWebRoutes, type NativeRoute } from '../gate-routes.ts';
import { pickBody } from './bodies.ts';
import { Dice } from './dice.ts';
import { pickFraming, plainFraming } from './framing.ts';
import { brokenHeaders, pickHeaders, pickToken } from './headers.ts';
import type { Prey, Who } from './prey.ts';
import { encodeOne, labelNames, mangle, pickId, pickNasty, pickUid } from './words.ts';

/** One request, exactly as it goes out. */
export interface Attack {
  turn: number;
  who: Who;
  /** What it was before it was filled in and distorted: `GET /studies/{id}`. */
  route: string;
  bytes: Buffer;
  /** Where the answer ends cannot be told from the request: the connection is used for nothing else. */
  isOdd: boolean;
  /** What the request itself says, for telling echoes from leaks. */
  said: string;
  /** It brings an image, whose identifiers are made of what is in it. */
  isImage: boolean;
}

export interface Arsenal {
  seed: number;
  routes: NativeRoute[];
  prey: Prey;
}

const ourRoutes: NativeRoute[] = [
  ...[
    'GET /',
    'GET /favicon.ico',
    'GET /sgim/app/',
    'GET /sgim/app/x',
    'GET /auth/session',
    'POST /auth/set-up',
  ],
  ...['POST /auth/sign-out', 'GET /sgim/api/tokens', 'POST /sgim/api/tokens', 'DELETE /sgim/api/tokens/{id}'],
  ...[
    'GET /sgim/api/openapi.json',
    'GET /sgim/api/audit-events',
    'GET /sgim/api/links',
    'DELETE /sgim/api/links/{id}',
  ],
  ...[
    'GET /auth/user/profile',
    'PUT /auth/tokens/viewer-instant-link',
    'PUT /auth/tokens/stone-viewer-publication',
  ],
  ...[
    'POST /auth/tokens/decode',
    'GET /auth/settings/roles',
    'PUT /auth/settings/roles',
    'GET /auth/settings/permissions',
  ],
  ...['GET /auth/audit-logs', 'POST /internal/tokens', 'POST /user/get-profile', 'GET /health'],
].map((line) => {
  const [method, template = ''] = line.split(' ');
  return { method: method as NativeRoute['method'], template, path: template };
});

/** Every route there is; what takes identifiers and bodies more often. */
export function listRoutes(native: NativeRoute[]): NativeRoute[] {
  const all = [...native, ...dicomWebRoutes, ...ourRoutes];
  const naming = all.filter(({ template }) => template.includes('{'));
  const viewing = naming.filter(
    ({ method, template }) =>
      method === 'GET' && /^\/(patients|studies|series|instances|dicom-web)/.test(template),
  );
  const listing = all.filter(({ template }) =>
    /^\/(wado|changes|statistics|tools\/labels|(dicom-web\/)?(patients|studies|series|instances))$/.test(
      template,
    ),
  );
  const telling = all.filter(
    ({ method, template }) =>
      method === 'POST' && /^\/(tools|studies|instances|series|patients)/.test(template),
  );
  return [
    all,
    naming,
    viewing,
    viewing,
    telling,
    telling,
    ...Array.from({ length: 8 }, () => listing),
  ].flat();
}

/** The request of this turn: the same whenever it is asked for, but for the credentials. */
export function createAttack({ seed, routes, prey }: Arsenal, turn: number, crowd: readonly Who[]): Attack {
  const dice = new Dice(seed, turn);
  const who = dice.pick(crowd);
  const route = dice.pick(routes);
  const path = fill(dice, route.template);
  // Most come with a header, some with a token in the address, which only opens what is read.
  const isByQuery = dice.chance(0.05);
  const target = writeTarget(dice, path, isByQuery ? pickToken(dice, prey, who) : undefined);
  const method = pickMethod(dice, route.method);
  const isBodyLikely = /^(post|put)$/i.test(method) || dice.chance(0.02);
  const body = isBodyLikely ? pickBody(dice, path) : undefined;
  const headers = pickHeaders(dice, prey, isByQuery ? 'nobody' : who);
  const isTrickyFraming = dice.chance(0.02);
  const framing = isTrickyFraming ? pickFraming(dice, body) : plainFraming(body);
  const version = dice.chance(0.98)
    ? 'HTTP/1.1'
    : dice.pick(['HTTP/1.0', 'HTTP/2.0', 'HTTP/9', '', 'http/1.1']);
  const lineEnd = dice.chance(0.995) ? '\r\n' : '\n';
  const host = new URL(prey.address.url).host;
  const hosts = dice.chance(0.98)
    ? [`Host: ${host}`]
    : dice.pick([[], [`Host: ${host}`, 'Host: x'], ['Host: evil.test']]);
  const head = [`${method} ${target} ${version}`, ...hosts, ...headers, ...framing.headers, '', ''].join(
    lineEnd,
  );
  const bytes = Buffer.concat([Buffer.from(head, 'utf8'), framing.bytes]);
  // Orthanc's web server may lose the length of the body with them, and take the body for the next request.
  const isTooMuch =
    headers.length > 40 || headers.some((header) => header.length > 10_000 || brokenHeaders.includes(header));
  const isKnownMethod = /^(GET|POST|PUT|DELETE)$/.test(method);
  return {
    turn,
    who,
    route: `${route.method} ${route.template}`,
    bytes,
    isOdd:
      isTrickyFraming ||
      !isKnownMethod ||
      isTooMuch ||
      version !== 'HTTP/1.1' ||
      lineEnd === '\n' ||
      hasControl(target),
    isImage: body?.bytes.includes('DICM') ?? false,
    said: `${decode(target)}\n${head}\n${(body?.bytes ?? Buffer.alloc(0)).toString('latin1')}`,
  };
}

/** Puts something in the place of each variable of a template. */
function fill(dice: Dice, template: string): string {
  const [, level] = template.split('/');
  let depth = 0;
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    depth += 1;
    if (dice.chance(0.04)) return encodeURIComponent(pickNasty(dice));
    if (name === 'uid') return encodeURI(pickUid(dice));
    if (name === 'label') return encodeURIComponent(dice.pick(labelNames));
    if (name === 'id' && depth === 1) return pickId(dice, level);
    if (name === 'frame' || name === 'index')
      return dice.pick(['0', '1', '1', '2', '-1', '1,2', '999999999999', 'x']);
    if (name === 'path')
      return dice.pick(['0010-0010', '0010-0020', '7fe0-0010', '0008-1140/0/0008-1155', '..']);
    return dice.pick([
      'dicom',
      'StudyDescription',
      'MainDicomTags',
      '1024',
      '1',
      'LastUpdate',
      'dicom-as-json',
      'x',
    ]);
  });
}

const argumentNames = [
  ...[
    'expand',
    'since',
    'limit',
    'short',
    'full',
    'simplify',
    'requestedTags',
    'requested-tags',
    'last',
    'to',
    'done',
  ],
  ...[
    'includefield',
    'fuzzymatching',
    'offset',
    'resources',
    'filename',
    'transcode',
    'type',
    'attachments',
    'metadata',
  ],
  ...[
    'PatientID',
    'StudyInstanceUID',
    '0020000D',
    'SeriesInstanceUID',
    'objectUID',
    'studyUID',
    'seriesUID',
    'requestType',
  ],
  ...[
    'contentType',
    'accept',
    'frame',
    'viewport',
    'window',
    'token',
    'auth-token',
    'authorization',
    'Labels',
    'ignore-length',
  ],
];

function writeTarget(dice: Dice, path: string, token: string | undefined): string {
  let target = dice.chance(0.75) ? path : distort(dice, path);
  const query = dice.some(argumentNames, dice.chance(0.3) ? 4 : 0).map((name) => {
    const value = dice.chance(0.5) ? pickUid(dice) : dice.chance(0.5) ? pickId(dice) : pickNasty(dice);
    return dice.chance(0.9) ? `${name}=${dice.chance(0.7) ? encodeURIComponent(value) : value}` : name;
  });
  if (path === '/wado' && dice.chance(0.8)) {
    query.push(
      'requestType=WADO',
      `objectUID=${pickUid(dice)}`,
      `studyUID=${pickUid(dice)}`,
      `seriesUID=${pickUid(dice)}`,
    );
  }
  if (query.length > 0 && dice.chance(0.2)) query.push(dice.pick(query));
  if (dice.chance(0.02)) query.push(`_method=${dice.pick(['DELETE', 'PUT', 'POST', 'delete', 'X', ''])}`);
  if (token !== undefined)
    query.push(
      `${dice.pick(['token', 'auth-token', 'authorization', 'Token'])}=${encodeURIComponent(token)}`,
    );
  if (query.length > 0) target += `?${query.join('&')}`;
  // A space would end the address: what is meant to be one is encoded mostly.
  return dice.chance(0.99) ? target.replaceAll(' ', '%20') : target;
}

function distort(dice: Dice, path: string): string {
  const place = dice.integer(path.length + 1);
  const [before, after] = [path.slice(0, place), path.slice(place)];
  switch (dice.integer(16)) {
    case 0:
      return `${path}/`;
    case 1:
      return `${path}///`;
    case 2:
      return `/${path}`;
    case 3:
      return path.replace(/\/(?=[^/]*$)/, '//');
    case 4:
      return `/.${path}`;
    case 5:
      return `/sgim/app/..${path}`;
    case 6:
      return `/sgim/app/%2e%2e${path}`;
    case 7:
      return `/auth/..%2f..${path}`;
    case 8:
      return encodeOne(before, after);
    case 9:
      return encodeOne(before, after).replaceAll('%', '%25');
    case 10:
      return path.toUpperCase();
    case 11:
      return `${before};x=1${after}`;
    case 12:
      return path.replaceAll('/', dice.pick(['\\', '%2f', '%5c', '%252f', '//', '/./', '/x/../']));
    case 13:
      return before + encodeURIComponent(pickNasty(dice)) + after;
    case 14:
      return `http://localhost${path}`;
    default:
      return mangle(dice, path);
  }
}

function pickMethod(dice: Dice, usual: string): string {
  if (dice.chance(0.9)) return usual;
  if (dice.chance(0.6)) return dice.pick(['GET', 'POST', 'PUT', 'DELETE']);
  return dice.pick([
    ...[
      'HEAD',
      'OPTIONS',
      'PATCH',
      'TRACE',
      'PROPFIND',
      'PROPPATCH',
      'MKCOL',
      'LOCK',
      'CONNECT',
      'MOVE',
      'COPY',
    ],
    ...['get', 'Post', 'DELete', 'FOO', 'GETGET', 'X'.repeat(100), '\u00e9'],
  ]);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be in an address
const hasControl = (text: string) => /[\u0000-\u0020\u007f]/.test(text);

/** As often as it helps: what was encoded twice is said, too. */
function decode(text: string): string {
  const readings = [text];
  for (let times = 0; times < 3; times += 1) {
    const last = readings.at(-1) ?? '';
    const next = last.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    if (next === last) break;
    readings.push(next);
  }
  return readings.join('\n');
}
