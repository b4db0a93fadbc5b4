/**
 * What a script may expect of its surroundings and QuickJS does not have. Bundled in front of the plugin. Only what is used: TextEncoder,
 * timers or fetch would promise more than a synchronous callback can keep.
 */

interface Console {
  debug(...values: unknown[]): void;
  log(...values: unknown[]): void;
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
}

declare global {
  // A global variable cannot be declared otherwise.
  var console: Console;
}

/** The console of a script is Orthanc's log: no patient data, no credentials. */
globalThis.console = {
  debug: (...values) => orthanc.log.info(format(values)),
  log: (...values) => orthanc.log.info(format(values)),
  info: (...values) => orthanc.log.info(format(values)),
  warn: (...values) => orthanc.log.warning(format(values)),
  error: (...values) => orthanc.log.error(format(values)),
};

function format(values: unknown[]): string {
  return values.map(show).join(' ');
}

function show(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return `${value.name}: ${value.message}\n${value.stack ?? ''}`;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

export {};
