import { PNG } from 'pngjs';
import type { Client } from '../stack/people.ts';

/** A study with one series of one image, by all its names. */
export interface Sample {
  /** Which one it is: it is part of its patient's name and identifier, so that it can be found in any answer. */
  mark: string;
  labels: readonly string[];
  patients: string;
  studies: string;
  series: string;
  instances: string;
  uids: { study: string; series: string; instance: string };
}

interface Created {
  ID: string;
  ParentPatient: string;
  ParentStudy: string;
  ParentSeries: string;
}

/** A grey image of 2 × 2 pixels, so that everything that needs pixels works. */
const pixels = `data:image/png;base64,${PNG.sync.write(new PNG({ width: 2, height: 2 }), { colorType: 0 }).toString('base64')}`;

/**
 * Creates a study of a patient of its own, always under the same identifiers.
 * @param client may do everything
 */
export async function createSample(client: Client, mark: string, labels: readonly string[]): Promise<Sample> {
  const root = `1.2.826.0.1.3680043.10.543.${[...mark].map((letter) => letter.charCodeAt(0)).join('')}`;
  const uids = { study: `${root}.1`, series: `${root}.2`, instance: `${root}.3` };
  const answer = await client('/tools/create-dicom', {
    method: 'POST',
    body: JSON.stringify({
      Force: true,
      Tags: {
        PatientID: `${mark}-id`,
        PatientName: `${mark}^Patient`,
        StudyDescription: `${mark} study`,
        StudyDate: '20260102',
        Modality: 'OT',
        SOPClassUID: '1.2.840.10008.5.1.4.1.1.7',
        StudyInstanceUID: uids.study,
        SeriesInstanceUID: uids.series,
        SOPInstanceUID: uids.instance,
      },
      Content: pixels,
    }),
  });
  if (!answer.ok) throw new Error(`creating a study answers ${answer.status}: ${await answer.text()}`);
  const created = (await answer.json()) as Created;
  for (const label of labels) {
    await client(`/studies/${created.ParentStudy}/labels/${label}`, { method: 'PUT', body: '' });
  }
  return {
    mark,
    labels,
    patients: created.ParentPatient,
    studies: created.ParentStudy,
    series: created.ParentSeries,
    instances: created.ID,
    uids,
  };
}

/** Whether the study is as it was created. */
export async function isUntouched(client: Client, sample: Sample): Promise<boolean> {
  const study = await client(`/studies/${sample.studies}`);
  if (study.status !== 200) return false;
  const { Labels, Series, ParentPatient } = (await study.json()) as {
    Labels: string[];
    Series: string[];
    ParentPatient: string;
  };
  const extras = ['metadata', 'attachments', 'labels'];
  const read = async (path: string) => (await client(path)).json() as Promise<string[]>;
  const [series, instance, patient] = await Promise.all(
    (['series', 'instances', 'patients'] as const).map((level) =>
      Promise.all(extras.map((extra) => read(`/${level}/${sample[level]}/${extra}`).catch(() => undefined))),
    ),
  );
  return (
    ParentPatient === sample.patients &&
    Series.length === 1 &&
    [...Labels].sort().join() === [...sample.labels].sort().join() &&
    [series, instance, patient].every(
      (level) =>
        level?.[2]?.length === 0 && !level.some((names) => names === undefined || names.includes('1777')),
    )
  );
}

/** Removes a study and everything that came of it, however it was changed. */
export async function clearArchive(client: Client): Promise<void> {
  const patients = (await (await client('/patients')).json()) as string[];
  for (const patient of patients) await client(`/patients/${patient}`, { method: 'DELETE' });
}
