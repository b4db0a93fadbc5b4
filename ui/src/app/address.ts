/** Where the application lives within its origin. */
export const base = '/sgim/app';

/** The addresses of the pages. */
export const pages = {
  landing: `${base}/`,
  signIn: `${base}/sign-in`,
  setUp: `${base}/setup`,
  studies: `${base}/studies`,
  import: `${base}/import`,
  profile: `${base}/profile`,
  help: `${base}/help`,
  study: (uid: string) => `${base}/studies/${encodeURIComponent(uid)}`,
  viewer: (uid: string) => `${base}/viewer/${encodeURIComponent(uid)}`,
} as const;
