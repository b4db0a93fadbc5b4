import type { Scope } from '../gate/scope.ts';

/**
 * Takes the labels that are not in the scope out of an answer of Orthanc: a resource, or lists of them. The objects given are
 * changed; whoever may see everything gets them as they are.
 */
export function cutLabels<Value>(value: Value, scope: Scope): Value {
  if (!scope.everything) cut(value, new Set(scope.labels));
  return value;
}

function cut(value: unknown, shown: ReadonlySet<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) cut(item, shown);
  } else if (isResource(value)) {
    value.Labels = value.Labels.filter((label) => shown.has(label));
  }
}

const isResource = (value: unknown): value is { Labels: string[] } =>
  typeof value === 'object' && value !== null && 'Labels' in value && Array.isArray(value.Labels);
