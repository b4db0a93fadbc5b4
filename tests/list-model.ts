import type { Client } from './stack/people.ts';

/** Somebody's scope, as grants give it. */
export interface ModelScope {
  labels: string[];
  studies: string[];
}

interface Resource {
  level: Level;
  study: string;
  labels: string[];
}

export const levels = ['Patient', 'Study', 'Series', 'Instance'] as const;
export type Level = (typeof levels)[number];

/** What `/tools/find` takes. */
export interface Search {
  Level: Level;
  Query: Record<string, string>;
  Labels?: string[];
  LabelsConstraint?: string;
  Limit?: number;
  Since?: number;
  [name: string]: unknown;
}

/** What is stored: everything by Orthanc's identifier, a patient once for each of its studies. */
export class Catalogue {
  readonly resources = new Map<string, Resource[]>();
  readonly studyUids = new Map<string, string>();

  add(id: string, resource: Resource): void {
    const known = this.resources.get(id) ?? [];
    this.resources.set(id, [...known.filter(({ study }) => study !== resource.study), resource]);
  }

  list(level: Level): string[] {
    return [...this.resources].filter(([, [first]]) => first?.level === level).map(([id]) => id);
  }

  studiesOf(id: string): string[] {
    return (this.resources.get(id) ?? []).map(({ study }) => study);
  }

  labelsOf(id: string): string[] {
    return this.resources.get(id)?.[0]?.labels ?? [];
  }

  isInside(id: string, scope: ModelScope): boolean {
    return this.studiesOf(id).some(
      (study) =>
        scope.studies.includes(study) || this.labelsOf(study).some((label) => scope.labels.includes(label)),
    );
  }

  /** Whether a resource matches what a search asks about labels, for somebody who does not know of other labels. */
  matchesLabels(id: string, { Labels = [], LabelsConstraint = 'All' }: Search, scope: ModelScope): boolean {
    if (Labels.length === 0) return true;
    const carried = this.labelsOf(id).filter((label) => scope.labels.includes(label));
    const isCarried = (label: string) => carried.includes(label);
    if (LabelsConstraint === 'All') return Labels.every(isCarried);
    return LabelsConstraint === 'Any' ? Labels.some(isCarried) : !Labels.some(isCarried);
  }
}

/**
 * Stores studies that share patients, dates and descriptions. Two are of different patients and have the same UID; two patients differ by
 * case alone.
 */
export async function fillOrthanc(client: Client, random: Random): Promise<Catalogue> {
  const catalogue = new Catalogue();
  const patients = ['P1', 'p1', 'P2', 'P3', 'Q*', ' R S'];
  for (let number = 0; number < 14; number++) {
    const patient = number === 13 ? 'P2' : (patients[number % patients.length] ?? '');
    const labels = random.some(['a', 'b', 'c', 'x'], 0.35);
    const uid = number === 13 ? '2.25.1000' : `2.25.${1000 + number}`;
    const study = {
      PatientID: patient,
      PatientName: `Name^${patients.indexOf(patient)}`,
      PatientSex: random.one(['F', 'M']),
      StudyInstanceUID: uid,
      StudyDate: `2020010${random.below(9) + 1}`,
      StudyDescription: random.one(['Head', 'Chest', 'Knee']),
      AccessionNumber: `A${number}`,
    };
    for (let series = 0; series <= random.below(3); series++) {
      const seriesLabels = random.some(['a', 'x'], 0.3);
      for (let instance = 0; instance <= random.below(3); instance++) {
        const tags = {
          ...study,
          Modality: random.one(['CT', 'MR', 'US']),
          SeriesInstanceUID: `2.25.${1000 + number}.${series}${number === 13 ? '.1' : ''}`,
          SeriesNumber: String(series),
          SOPInstanceUID: `2.25.${1000 + number}.${series}.${instance}${number === 13 ? '.1' : ''}`,
          InstanceNumber: String(instance),
        };
        const stored = await post(client, '/tools/create-dicom', { Tags: tags, Force: true });
        const { ID, ParentSeries, ParentStudy, ParentPatient } = stored as Record<string, string>;
        if (!ID || !ParentSeries || !ParentStudy || !ParentPatient) throw new Error('not stored');
        const of = { study: ParentStudy };
        catalogue.studyUids.set(ParentStudy, uid);
        catalogue.add(ID, { level: 'Instance', labels: [], ...of });
        if (instance === 0) catalogue.add(ParentSeries, { level: 'Series', labels: seriesLabels, ...of });
        if (instance + series > 0) continue;
        catalogue.add(ParentStudy, { level: 'Study', labels, ...of });
        const ofPatient = number % 2 === 0 ? ['b', 'x'] : [];
        catalogue.add(ParentPatient, { level: 'Patient', labels: ofPatient, ...of });
      }
    }
  }
  const paths = { Patient: 'patients', Study: 'studies', Series: 'series', Instance: 'instances' };
  for (const [id, known] of catalogue.resources) {
    const [{ level, labels } = { level: 'Study' as const, labels: [] }] = known;
    // Those of a patient's first study are the patient's.
    for (const resource of known) resource.labels = labels;
    for (const label of labels) {
      await client(`/${paths[level]}/${id}/labels/${label}`, { method: 'PUT', body: '' });
    }
  }
  return catalogue;
}

export async function post(client: Client, path: string, body: unknown): Promise<unknown> {
  const response = await client(path, { method: 'POST', body: JSON.stringify(body) });
  const text = await response.text();
  if (response.status !== 200)
    throw new Error(`${path} ${JSON.stringify(body)} answers ${response.status}: ${text}`);
  return JSON.parse(text);
}

/** The same numbers in each run. */
export class Random {
  constructor(private state: number) {}

  /** From 0 to below 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  one<Item>(list: readonly Item[]): Item {
    const item = list[this.below(list.length)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  }

  some<Item>(list: readonly Item[], probability: number): Item[] {
    return list.filter(() => this.next() < probability);
  }
}

const pools: Record<Level, Record<string, readonly string[]>> = {
  Patient: {
    PatientID: ['P1', 'p1', 'P*', 'P1\\Q*', '?2', ''],
    PatientName: ['Name^0', 'name^*', 'Name^1\\Name^2'],
    '0010,0040': ['F', 'M'],
  },
  Study: {
    StudyDate: ['20200103-20200106', '20200104', '-20200105'],
    StudyDescription: ['Head', 'C*', 'Head\\Knee'],
    ModalitiesInStudy: ['CT', 'CT\\MR'],
    AccessionNumber: ['A1', 'A1*'],
  },
  Series: { Modality: ['CT', 'MR\\US'], SeriesNumber: ['0', '1'] },
  Instance: { InstanceNumber: ['0', '1', '2'], '0008,0018': ['2.25.1001.0.0\\2.25.1002.0.0'] },
};

const orders: Record<Level, readonly string[]> = {
  Patient: ['PatientName'],
  Study: ['StudyDate', 'AccessionNumber'],
  Series: ['StudyDate', 'SeriesInstanceUID'],
  Instance: ['Modality', 'SOPInstanceUID'],
};

const shapes = [
  {},
  { Expand: true },
  { Expand: true, RequestedTags: ['PatientName', 'PatientSex'], Short: true },
  { ResponseContent: ['Labels', 'Metadata', 'Parent'] },
  { ResponseContent: ['MainDicomTags', 'Children'], Full: true },
];

/** A search of any kind that Orthanc can answer. */
export function makeSearch(random: Random, catalogue: Catalogue): Search {
  const level = random.one(levels);
  const above = levels.slice(0, levels.indexOf(level) + 1);
  const tags =
    level === 'Patient' ? Object.entries(pools.Patient) : above.flatMap((one) => Object.entries(pools[one]));
  const query = random
    .some(tags, 1.2 / tags.length)
    .filter(([name]) => name !== 'ModalitiesInStudy' || level === 'Study')
    .map(([name, values]) => [name, random.one(values)]);
  if (level !== 'Patient' && random.next() < 0.25) {
    const uids = random.some([...catalogue.studyUids.values()], 0.4);
    query.push([random.one(['StudyInstanceUID', '0020,000d', '0020-000D']), uids.join('\\')]);
  }
  const parents = random.one([[], [], [], above.slice(0, -1)]).slice(0, 3);
  const parent = parents.length === 0 ? undefined : random.one(parents);
  return {
    Level: level,
    Query: Object.fromEntries(query),
    ...(random.next() < 0.4 && {
      Labels: random.some(['a', 'b', 'c', 'x', 'unheard-of'], 0.4),
      ...(random.next() < 0.8 && { LabelsConstraint: random.one(['All', 'Any', 'None']) }),
    }),
    ...(parent && { [`Parent${parent}`]: random.one([...catalogue.list(parent), 'nonsense']) }),
    ...(random.next() < 0.5 && { Limit: random.below(6) }),
    ...(random.next() < 0.4 && { Since: random.below(5) }),
    ...(random.next() < 0.4 && {
      OrderBy: orders[level].map((Key) => ({
        Type: 'DicomTag',
        Key,
        Direction: random.one(['ASC', 'DESC']),
      })),
    }),
    ...random.one(shapes),
  };
}

/** What somebody with a scope must get: what Orthanc answers to whoever may see everything, filtered by hand. */
export async function expectAnswer(
  everything: Client,
  { search, scope, catalogue }: { search: Search; scope: ModelScope; catalogue: Catalogue },
): Promise<{ count: number; page: unknown[] }> {
  const { Labels, LabelsConstraint, Limit = 0, Since = 0, ...whole } = search;
  const isPlain = search.Expand === undefined && search.ResponseContent === undefined;
  // What is kept of a patient may be of a study outside: a patient is what the studies inside say.
  const { PatientID } = whole.Query;
  const asked = search.Level === 'Patient' ? { ...whole, Query: PatientID ? { PatientID } : {} } : whole;
  const studies = { Level: 'Study', Query: whole.Query, ParentPatient: whole.ParentPatient };
  const said =
    search.Level === 'Patient' ? ((await post(everything, '/tools/find', studies)) as string[]) : [];
  const answers = (await post(everything, '/tools/find', asked)) as (string | Record<string, unknown>)[];
  const inside = answers.filter((answer) => {
    const id = typeof answer === 'string' ? answer : String(answer.ID);
    const matches = (study: string) => said.includes(study) && catalogue.isInside(study, scope);
    if (search.Level === 'Patient' && !catalogue.studiesOf(id).some(matches)) return false;
    return catalogue.isInside(id, scope) && catalogue.matchesLabels(id, search, scope);
  });
  const page = inside.slice(Since, Limit === 0 ? undefined : Since + Limit);
  return {
    count: inside.length,
    page: isPlain
      ? page
      : await Promise.all(
          page.map(async (answer) => {
            const described = await describeByInside(everything, answer as Answer, {
              search,
              scope,
              catalogue,
            });
            return cut(described, scope, catalogue);
          }),
        ),
  };
}

type Answer = Record<string, unknown>;

/** What is said of a patient with studies outside is what the first study inside says. */
export async function describeByInside(
  everything: Client,
  answer: Answer,
  {
    search: { Level, Expand, ResponseContent, RequestedTags, Short, Full },
    scope,
    catalogue,
  }: { search: Search; scope: ModelScope; catalogue: Catalogue },
): Promise<Answer> {
  if (Level !== 'Patient') return answer;
  const patient = (await (await everything(`/patients/${answer.ID}`)).json()) as { Studies: string[] };
  const [ParentStudy, ...others] = patient.Studies.filter((study) => catalogue.isInside(study, scope));
  if (ParentStudy === undefined || others.length + 1 === patient.Studies.length) return answer;
  const shape = { Expand, ResponseContent, RequestedTags, Short, Full };
  const study = { Level: 'Study', Query: {}, ParentStudy, ...shape };
  const [said = {}] = (await post(everything, '/tools/find', study)) as Answer[];
  const known: Answer = { ...said, MainDicomTags: said.PatientMainDicomTags, Metadata: {} };
  const told = ['MainDicomTags', 'Metadata', 'RequestedTags', 'IsStable', 'LastUpdate'].filter(
    (name) => name in answer,
  );
  return { ...answer, ...Object.fromEntries(told.map((name) => [name, known[name]])) };
}

function cut(answer: Answer, scope: ModelScope, catalogue: Catalogue): Answer {
  const { Labels, Studies, Metadata } = answer as {
    Labels?: string[];
    Studies?: string[];
    Metadata?: Record<string, string>;
  };
  return {
    ...answer,
    // Our own, which tell of labels and people.
    ...(Metadata && {
      Metadata: Object.fromEntries(Object.entries(Metadata).filter(([name]) => !/^52\d\d$/.test(name))),
    }),
    ...(Labels && { Labels: Labels.filter((label) => scope.labels.includes(label)) }),
    ...(Studies && { Studies: Studies.filter((study) => catalogue.isInside(study, scope)) }),
  };
}
