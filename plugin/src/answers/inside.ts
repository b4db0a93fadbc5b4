import type { Scope } from '../gate/scope.ts';
import type { Level } from '../gate/studies.ts';
import type { Tools } from './answer.ts';

/** Whether a resource exists and belongs to a study in the scope; a patient, whether one of its studies does. */
export function isResourceInside(
  { studies }: Pick<Tools, 'studies'>,
  { level, id }: { level: Level; id: string },
  scope: Scope,
): boolean {
  if (level === 'patients') return studies.listStudies(id).some((study) => studies.isInside(study, scope));
  const study = studies.findStudy(level, id);
  return study !== undefined && studies.isInside(study, scope);
}
