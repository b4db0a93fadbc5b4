/** What is wrong with a configuration, to be told all at once. */
export type Problems = string[];

type Values = Record<string, unknown>;

/** One section of Orthanc's configuration. What has another type than asked for is a problem, and read as if it were not there. */
export interface Section {
  /** Empty where there is none. */
  text(key: string): string;
  /** Empty where there is none. */
  texts(key: string): string[];
  /** As it is. */
  value(key: string): unknown;
  /** What is there and was not asked for in any way. */
  unknownKeys(): string[];
}

/** @param json all of the configuration */
export function readSection(json: unknown, name: string, problems: Problems): Section {
  const found = isValues(json) ? json[name] : undefined;
  if (found !== undefined && !isValues(found)) problems.push(`"${name}" must be an object`);
  const values = isValues(found) ? found : {};
  const asked = new Set<string>();

  const read = (key: string): unknown => {
    asked.add(key);
    return values[key] ?? undefined;
  };
  const demand = (key: string, what: string): void => {
    problems.push(`"${name}.${key}" must be ${what}`);
  };
  return {
    text: (key) => {
      const value = read(key) ?? '';
      if (typeof value === 'string') return value;
      demand(key, 'a string');
      return '';
    },
    texts: (key) => {
      const value = read(key) ?? [];
      if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
      demand(key, 'a list of strings');
      return [];
    },
    value: read,
    unknownKeys: () => Object.keys(values).filter((key) => !asked.has(key)),
  };
}

export const hasSection = (json: unknown, name: string): boolean =>
  isValues(json) && json[name] !== undefined;

const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
