import type { Finding, Result } from './campaign.ts';
import type { Attack } from './requests.ts';

const mostExamples = 3;

/** What came of it, for people: figures, then each kind of finding with a few examples. */
export function summarise(result: Result, seed: number, url: string): string {
  const { findings, orthancs, statuses, seconds, memory, logLines } = result;
  const total = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  const counts = [...statuses]
    .sort(([one], [other]) => one - other)
    .map(([status, count]) => `${count} × ${status || 'hung up'}`);
  return [
    `${total} answers in ${seconds.toFixed(0)} s: ${counts.join(', ')}`,
    `memory of Orthanc in MB: ${memory.map(({ orthanc }) => orthanc).join(' ')}; of the service: ${memory.map(({ service }) => service).join(' ')}`,
    `${logLines} lines in Orthanc's log`,
    ...(orthancs.length > 0
      ? ['Errors that Orthanc makes without us, too:', ...list(orthancs, seed, url, 0)]
      : []),
    ...(findings.length > 0 ? ['FOUND:', ...list(findings, seed, url, mostExamples)] : ['Nothing found.']),
  ].join('\n');
}

function list(findings: Finding[], seed: number, url: string, examples: number): string[] {
  const kinds = new Map<string, Finding[]>();
  for (const finding of findings) {
    const kind = finding.attack === undefined ? finding.what : `${finding.what} – ${finding.attack.route}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), finding]);
  }
  return [...kinds].flatMap(([kind, all]) => [
    `${all.length} × ${kind}`,
    ...all
      .slice(0, examples)
      .flatMap(({ attack, outcome }) =>
        attack === undefined
          ? []
          : [
              `    as ${attack.who}: ${outcome?.statuses.join(' ')} after ${outcome?.millis.toFixed(0)} ms; npm run fuzz -- --seed ${seed} --only ${attack.turn}`,
              `    ${writeOneLiner(attack, url).slice(0, 1500)}`,
              `    ${JSON.stringify(outcome?.text.slice(0, 400) ?? '')}`,
            ],
      ),
  ]);
}

/** A command that sends the same bytes; who it is for must be put into it again. */
export function writeOneLiner({ bytes }: Attack, url: string): string {
  const { hostname, port } = new URL(url);
  const escaped = [...bytes]
    .map((byte) => {
      if (byte === 13) return '\\r';
      if (byte === 10) return '\\n';
      const isPlain = byte >= 32 && byte < 127 && byte !== 39 && byte !== 92 && byte !== 37;
      return isPlain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
    })
    .join('')
    .replace(/(Bearer |oken: |api-key: |sgim_session=)[^\\;]{20,}/g, '$1…');
  return `printf '${escaped}' | nc -w 2 ${hostname} ${port}`;
}
