import { permissions } from '@sgim/auth-service/contract/permissions';
import { refuse } from '../answers/answer.ts';
import type { Configuration } from '../configuration.ts';
import { answerPrivately, type ForCallers } from './callers.ts';
import { mayAdministrate } from './roles.ts';

/** `GET /auth/settings/permissions`: every word that a role may have, those of the site's own rows among them. */
export function makePermissionWords(
  { permissionRows: { replacing = [], extra } }: Pick<Configuration, 'permissionRows'>,
  forCallers: ForCallers,
) {
  const inRows = [...replacing, ...extra].flatMap(([, , words]) => words.split('|'));
  const words = [...new Set(['all', ...permissions, ...inRows])].filter((word) => word !== '').sort();
  return forCallers((caller, { method }) => {
    if (method !== 'GET') return refuse(404, 'route.unknown');
    return mayAdministrate(caller) ? answerPrivately(words) : refuse(403, 'permission.missing');
  });
}
