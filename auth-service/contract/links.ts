import { type Static, Type } from 'typebox';
import { route } from './route.ts';

/**
 * What links are made for, in the ecosystem's words. Publications are shares that last days; instant links are made for one click.
 */
export const linkTypes = [
  'stone-viewer-publication',
  'ohif-viewer-publication',
  'osimis-viewer-publication',
  'volview-viewer-publication',
  'meddream-viewer-publication',
  'meddream-instant-link',
  'viewer-instant-link',
  'download-instant-link',
] as const;

export type LinkTypeName = (typeof linkTypes)[number];
export const LinkType = Type.Enum([...linkTypes]);

const Nullable = Type.Union([Type.String(), Type.Null()]);

/** A study that a link opens: by either identifier, or both. */
export const LinkedStudy = Type.Object({
  orthancId: Nullable,
  dicomUid: Nullable,
  level: Type.Literal('study'),
});

export type LinkedStudy = Static<typeof LinkedStudy>;

export const Link = Type.Object({
  id: Type.String({ format: 'uuid' }),
  type: LinkType,
  resources: Type.Array(LinkedStudy),
  createdAt: Type.String({ format: 'date-time' }),
  expiresAt: Type.String({ format: 'date-time' }),
  lastUsedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
});

/** The shares and instant links that somebody has made. They are made through Orthanc: `PUT /auth/tokens/{type}`. */
export const links = {
  list: route({
    method: 'GET',
    path: '/sgim/api/links',
    summary: 'The links that I have made and that still open something',
    access: 'share',
    response: Type.Array(Link),
  }),
  revoke: route({
    method: 'DELETE',
    path: '/sgim/api/links/:id',
    summary: 'Revoke a link that I have made',
    access: 'share',
    params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
    response: null,
  }),
};
