/** What the audit trail keeps of a study, for the day when it is not there any more. */
export interface Subject {
  studyUid: string | null;
  patientId: string | null;
}

/** A study's identifier is the hash of both: they never change. */
const subjectMs = 24 * 3600 * 1000;

/** Finds whom a study is about; undefined where there is no such study. */
export function makeSubjects(
  host: Pick<Orthanc, 'restApi' | 'cache' | 'utf8'>,
): (study: string) => Subject | undefined {
  const read = (study: string): Subject | undefined => {
    const { status, body } = host.restApi({ method: 'GET', uri: `/studies/${study}` });
    if (status !== 200) return undefined;
    const { MainDicomTags: tags, PatientMainDicomTags: patientTags } = JSON.parse(host.utf8.decode(body));
    return { studyUid: tags.StudyInstanceUID ?? null, patientId: patientTags.PatientID ?? null };
  };
  return (study) => {
    const text = host.cache.getOrCompute(`subject ${study}`, () => {
      const subject = read(study);
      return subject === undefined ? undefined : { value: JSON.stringify(subject), ttlMs: subjectMs };
    });
    return text === undefined ? undefined : JSON.parse(text);
  };
}
