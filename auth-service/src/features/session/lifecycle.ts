import { promisify } from 'node:util';
import type { Request } from 'express';

/** Signs somebody in under a new session id: one that was known before (session fixation) is worth nothing. */
export async function beginSession(request: Request, userId: string): Promise<void> {
  await promisify(request.session.regenerate.bind(request.session))();
  request.session.userId = userId;
  // Before the answer is sent: its reader may ask at once.
  await promisify(request.session.save.bind(request.session))();
}

/** Ends the session in the database; from now on its cookie opens nothing, wherever it is. */
export async function endSession(request: Request): Promise<void> {
  await promisify(request.session.destroy.bind(request.session))();
}
