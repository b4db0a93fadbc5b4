import type { Knex } from 'knex';
import { roleRoutes } from '../../../contract/internal-roles.ts';
import type { Mount } from '../../http/mount.ts';
import { Problem } from '../../http/problem.ts';
import { endsAdministration, findChanges, flattenRole, tidy } from './rules.ts';
import { changeRoles, listGrantedLabels, listRoles } from './store.ts';

/** Roles for the plugin, which has checked that whoever asks holds `admin-permissions`. */
export function mountRoles(mount: Mount, knex: Knex): void {
  mount(roleRoutes.readRoles, async () => {
    const [roles, labels] = await Promise.all([listRoles(knex), listGrantedLabels(knex)]);
    const flat = roles.map((role) => {
      const { permissions, labels } = flattenRole(role);
      return [role.name, { 'authorized-labels': labels, permissions }] as const;
    });
    return { roles: Object.fromEntries(flat), 'available-labels': labels };
  });

  mount(roleRoutes.writeRoles, async ({ body }) => {
    const wished = new Map(
      Object.entries(body.roles).map(
        ([name, role]) => [name, tidy(role.permissions, role['authorized-labels'])] as const,
      ),
    );
    await changeRoles(knex, (roles) => {
      const changes = findChanges(roles, wished);
      if (endsAdministration(changes)) throw new Problem(409, 'role.needs-administration');
      const held = roles.filter(({ name, isHeld }) => isHeld && changes.delete.includes(name));
      if (held.length > 0) throw new Problem(409, 'role.held', { details: held.map(({ name }) => name) });
      return changes;
    });
    return null;
  });
}
