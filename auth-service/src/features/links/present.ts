import type { Static } from 'typebox';
import type { linkRoutes } from '../../../contract/internal-links.ts';
import type { Link, LinkedStudy } from '../../../contract/links.ts';
import type { LinkRow } from './store.ts';

/** A link as its maker sees it. */
export const presentLink = (link: LinkRow): Static<typeof Link> => ({
  id: link.id,
  type: link.type,
  resources: link.resources,
  createdAt: link.createdAt.toISOString(),
  expiresAt: link.expiresAt.toISOString(),
  lastUsedAt: link.lastUsedAt?.toISOString() ?? null,
});

type Decoded = Static<typeof linkRoutes.decodeToken.response>;

/** A study in the words of the contract. */
export const presentResource = ({
  orthancId,
  dicomUid,
  level,
}: LinkedStudy): Decoded['resources'][number] => ({
  'dicom-uid': dicomUid,
  'orthanc-id': orthancId,
  url: null,
  level,
});

/** What a link opens. One that opens nothing any more does not say what it once did. */
export const presentDecoded = (
  link: Pick<LinkRow, 'type' | 'resources'> | Exclude<Decoded['error-code'], null>,
): Decoded => ({
  'token-type': typeof link === 'string' ? null : link.type,
  'redirect-url': null,
  'error-code': typeof link === 'string' ? link : null,
  resources: typeof link === 'string' ? [] : link.resources.map(presentResource),
});
