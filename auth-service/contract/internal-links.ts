import { Type } from 'typebox';
import { LinkType } from './links.ts';
import { LineOfText, route } from './route.ts';

/** Plugins write what they do not have as null, as an empty text or not at all. */
const nullable = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) =>
  Type.Optional(Type.Union([schema, Type.Null()]));

const OptionalText = nullable(Type.String());

/** Where a plugin found the credential, and its raw value. Both empty or absent: nobody. */
export const NamedCredential = {
  'token-key': OptionalText,
  'token-value': OptionalText,
  /** The plugin's `WebServiceIdentifier`. */
  'server-id': OptionalText,
};

const OrthancId = Type.String({ pattern: '^([0-9a-f]{8}(-[0-9a-f]{8}){4})?$' });
/** DICOM PS3.5 § 9.1. */
const DicomUid = Type.String({ pattern: '^[0-9.]*$', maxLength: 64 });

const EchoedResource = Type.Object({
  'dicom-uid': Type.Union([Type.String(), Type.Null()]),
  'orthanc-id': Type.Union([Type.String(), Type.Null()]),
  url: Type.Union([Type.String(), Type.Null()]),
  level: Type.String(),
});

/**
 * The token routes of the authorization plugin's web service. None of the bodies is strict: other plugins and later versions send
 * keys of their own.
 */
export const linkRoutes = {
  createLink: route({
    method: 'PUT',
    path: '/tokens/:type',
    summary: 'A share or an instant link to studies',
    access: 'service',
    params: Type.Object({ type: LinkType }),
    body: Type.Object({
      id: OptionalText,
      /**
       * Studies only: a link opens whole studies. One without `orthanc-id` is known to `/tokens/validate` and `/tokens/decode`
       * alone: the grants of a profile name studies by Orthanc's identifiers.
       */
      resources: Type.Array(
        Type.Object({
          'orthanc-id': nullable(OrthancId),
          'dicom-uid': nullable(DicomUid),
          level: nullable(Type.Literal('study')),
        }),
        { minItems: 1, maxItems: 100 },
      ),
      /** ISO 8601, UTC where it names no offset. */
      'expiration-date': nullable(Type.String({ maxLength: 40 })),
      /** In seconds. Not to be relied upon: the authorization plugin sends any number when it has none. */
      'validity-duration': nullable(Type.Number()),
      'server-id': OptionalText,
      /** Ours: whom the plugin has seen to have the right to make this link, as `user-id` of the profile. */
      minter: nullable(LineOfText(100)),
    }),
    response: Type.Object({
      token: Type.String(),
      /** Always null: which page opens the link is known to whoever asked for it. */
      url: Type.Null(),
      /** What was asked for as it was understood, with the end that holds and, where none was given, an id. */
      request: Type.Object({
        id: Type.String(),
        resources: Type.Array(EchoedResource),
        type: LinkType,
        'expiration-date': Type.String({ format: 'date-time' }),
        'validity-duration': Type.Integer(),
      }),
    }),
  }),
  validateToken: route({
    method: 'POST',
    path: '/tokens/validate',
    summary: 'May the holder of this credential have this resource?',
    access: 'service',
    body: Type.Object({
      ...NamedCredential,
      method: Type.Enum(['get', 'post', 'put', 'delete']),
      level: Type.Enum(['patient', 'study', 'series', 'instance', 'system']),
      'orthanc-id': OptionalText,
      'dicom-uid': OptionalText,
      /** Of the resource. */
      labels: nullable(Type.Array(Type.String())),
      uri: OptionalText,
    }),
    response: Type.Object({
      granted: Type.Boolean(),
      /** Seconds for which the answer may be reused; 0 for not at all. */
      validity: Type.Integer({ minimum: 0 }),
    }),
  }),
  decodeToken: route({
    method: 'POST',
    path: '/tokens/decode',
    summary: 'What does this link open?',
    access: 'service',
    body: Type.Object(NamedCredential),
    response: Type.Object({
      'token-type': Type.Union([LinkType, Type.Null()]),
      'redirect-url': Type.Null(),
      /** `invalid` for a link that was revoked, `unknown` for whatever is no link. */
      'error-code': Type.Union([Type.Enum(['expired', 'invalid', 'unknown']), Type.Null()]),
      resources: Type.Array(EchoedResource),
    }),
  }),
};
