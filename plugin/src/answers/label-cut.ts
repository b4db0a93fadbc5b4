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

const key = '"Labels"';

/**
 * Does the same with the text of an answer. Reading a page of studies and writing it again takes longer than this, which looks only
 * at the lists of labels: no value can hold the key in quotation marks without a backslash before them.
 */
export function cutLabelsOfText(text: string, scope: Scope): string {
  if (scope.everything) return text;
  const shown = new Set(scope.labels);
  const known = new Map<string, string>();
  const pieces: string[] = [];
  let kept = 0;
  for (let at = text.indexOf(key); at !== -1; at = text.indexOf(key, at + key.length)) {
    const start = findList(text, at + key.length);
    if (start === undefined) continue;
    const end = text.indexOf(']', start) + 1;
    const list = text.slice(start, end);
    let cut = known.get(list);
    if (cut === undefined) {
      const labels: string[] = JSON.parse(list);
      cut = labels.every((label) => shown.has(label))
        ? list
        : JSON.stringify(labels.filter((label) => shown.has(label)));
      known.set(list, cut);
    }
    if (cut === list) continue;
    pieces.push(text.slice(kept, start), cut);
    kept = end;
  }
  if (kept === 0) return text;
  pieces.push(text.slice(kept));
  return pieces.join('');
}

/** Where the list begins whose key ends at `at`. */
function findList(text: string, at: number): number | undefined {
  let next = at;
  let isKey = false;
  for (;;) {
    const character = text[next];
    if (character === '[') return isKey ? next : undefined;
    if (character === ':') isKey = true;
    else if (character !== ' ' && character !== '\n' && character !== '\t' && character !== '\r')
      return undefined;
    next += 1;
  }
}
