import { AuditCount, AuditEvent } from '../../../contract/audit.ts';
import type { AuditLine } from '../../db/audit-events.ts';
import { compileCheck } from '../../http/validation.ts';

const checkEvent = compileCheck(AuditEvent);
const checkCount = compileCheck(AuditCount);

/** Sorts out what is malformed, so that the rest of a delivery is stored. `problems` name paths and rules, never a value. */
export function readLines(sent: readonly unknown[]): {
  lines: AuditLine[];
  rejected: number;
  problems: string[];
} {
  const lines: AuditLine[] = [];
  const problems = new Set<string>();
  for (const line of sent) {
    const found = isEvent(line) ? [...checkEvent(line), ...checkTime(line.at)] : checkCount(line);
    if (found.length === 0) lines.push(line as AuditLine);
    else for (const problem of found) problems.add(problem);
  }
  return { lines, rejected: sent.length - lines.length, problems: [...problems].slice(0, 10) };
}

const isEvent = (line: unknown): line is { at: unknown } =>
  typeof line === 'object' && line !== null && 'at' in line;

/** The pattern lets a 31st of February through, which PostgreSQL does not. */
function checkTime(at: unknown): string[] {
  const time = new Date(String(at));
  const isReal = !Number.isNaN(time.getTime()) && time.toISOString().slice(0, 19) === String(at).slice(0, 19);
  return isReal ? [] : ['/at must be a time'];
}
