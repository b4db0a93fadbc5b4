import { Type } from 'typebox';
import { permissions } from './permissions.ts';
import { LineOfText, route, strictObject } from './route.ts';

export const PermissionName = Type.Enum([...permissions]);

export const GrantSchema = Type.Object({
  permissions: Type.Array(PermissionName),
  labels: Type.Array(Type.String(), { description: 'Orthanc study labels, or ["*"]' }),
  studies: Type.Optional(
    Type.Array(Type.String(), { description: 'Single studies by Orthanc identifier: what a link opens' }),
  ),
});

export const Email = Type.String({ format: 'email', maxLength: 254 });
/** NIST SP 800-63B: length is what counts; no composition rules. */
export const NewPassword = Type.String({ minLength: 12, maxLength: 256 });

export const SignedInUser = Type.Object({
  id: Type.String({ format: 'uuid' }),
  name: Type.String(),
  email: Email,
  roles: Type.Array(Type.String()),
  /** Every permission that some grant gives, for deciding what to show. The gate decides by `grants`. */
  permissions: Type.Array(PermissionName),
  grants: Type.Array(GrantSchema),
});

const Session = Type.Object({
  user: Type.Union([SignedInUser, Type.Null()]),
  /** True until the first administrator exists. */
  needsSetup: Type.Boolean(),
});

/** Who is signed in, signing in and out, and the first administrator. */
export const session = {
  read: route({
    method: 'GET',
    path: '/auth/session',
    summary: 'Who am I?',
    access: 'public',
    response: Session,
  }),
  signIn: route({
    method: 'POST',
    path: '/auth/sign-in',
    summary: 'Sign in with an e-mail address and a password',
    access: 'public',
    body: strictObject({ email: Email, password: Type.String({ minLength: 1, maxLength: 256 }) }),
    response: Session,
  }),
  signOut: route({
    method: 'POST',
    path: '/auth/sign-out',
    summary: 'End this session',
    access: 'public',
    response: null,
  }),
  setUp: route({
    method: 'POST',
    path: '/auth/set-up',
    summary: 'Create the first administrator with the one-time code and sign in',
    access: 'public',
    body: strictObject({
      code: Type.String({ minLength: 1, maxLength: 128 }),
      name: LineOfText(200),
      email: Email,
      password: NewPassword,
    }),
    response: Session,
  }),
};
