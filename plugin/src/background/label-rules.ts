import type { LabelRule } from '@sgim/auth-service/contract/label-rules';
import type { labelRoutes } from '@sgim/auth-service/contract/labels';
import type { InternalService } from '../internal-service.ts';

type Route = typeof labelRoutes.readLabelRules;

export interface LabelRules {
  /** Those that are enabled. @throws Error where neither the service nor the memory says */
  read(): readonly LabelRule[];
  /** As the service has them now. @throws Error where it does not say */
  readNow(): readonly LabelRule[];
  forget(): void;
}

/** A change is announced; this is for what goes amiss. */
const knownMs = 60_000;
const timeoutMs = 5000;
const cacheKey = 'label rules';

export function makeLabelRules({ cache }: Pick<Orthanc, 'cache'>, ask: InternalService): LabelRules {
  const readNow = () => ask<Route>({ method: 'GET', path: '/internal/label-rules', timeoutMs }).rules;
  return {
    read: () =>
      JSON.parse(
        cache.getOrCompute(cacheKey, () => ({ value: JSON.stringify(readNow()), ttlMs: knownMs })) ?? '[]',
      ),
    readNow,
    forget: () => cache.delete(cacheKey),
  };
}
