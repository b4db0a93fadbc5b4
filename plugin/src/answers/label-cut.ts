import { isOurMetadata, ourMetadata } from '../ear/reserved.ts';
import { isRecord } from '../forms.ts';
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
  } else if (isRecord(value)) {
    if (Array.isArray(value.Labels)) value.Labels = value.Labels.filter((label) => shown.has(label));
    if (isRecord(value.Metadata)) value.Metadata = withoutOurs(value.Metadata);
  }
}

/** What we note about a study to give it labels tells of labels, too. */
const withoutOurs = (metadata: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(metadata).filter(([name]) => !isOurMetadata(name)));

const key = '"Labels"';

/**
 * Does the same with the text of an answer. Reading a page of studies and writing it again takes longer than this, which looks only
 * at the lists of labels: no value can hold the key in quotation marks without a backslash before them.
 *
 * @param mayHaveMetadata looking for ours takes as long again
 */
export function cutLabelsOfText(text: string, scope: Scope, mayHaveMetadata = true): string {
  if (scope.everything) return text;
  if (mayHaveMetadata && ourMetadata.some((name) => text.includes(`"${name}"`)))
    return JSON.stringify(cutLabels(JSON.parse(text), scope));
  const shown = new Set(scope.labels);
  /** What becomes of a list, by its text: pages have the same lists again and again. */
  const cuts = new Map<string, string>();
  const cutList = (list: string): string => {
    const labels: string[] = JSON.parse(list);
    const kept = labels.filter((label) => shown.has(label));
    const cut = kept.length === labels.length ? list : JSON.stringify(kept);
    cuts.set(list, cut);
    return cut;
  };

  const [head = '', ...pieces] = text.split(key);
  const parts = [head];
  let isCut = false;
  for (const piece of pieces) {
    parts.push(key);
    const start = piece.indexOf('[');
    const end = piece.indexOf(']') + 1;
    const list = piece.slice(start, end);
    // A value of another kind may have the name, too.
    const isList = start !== -1 && piece.slice(0, start).trim() === ':';
    const cut = isList ? (cuts.get(list) ?? cutList(list)) : list;
    if (cut === list) {
      parts.push(piece);
    } else {
      isCut = true;
      parts.push(': ', cut, piece.slice(end));
    }
  }
  return isCut ? parts.join('') : text;
}
