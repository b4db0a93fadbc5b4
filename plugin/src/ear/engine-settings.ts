/** What the DICOM side needs to know of Orthanc's own configuration. */
export interface EngineSettings {
  /** Our AE title. */
  aet: string;
  /** After which a study counts as complete when nothing more has come. */
  stableSeconds: number;
}

/** Reads `"DicomAet"` and `"StableAge"`, with Orthanc's own defaults. */
export function readEngineSettings(json: string): EngineSettings {
  const { DicomAet: aet, StableAge: age }: { DicomAet?: unknown; StableAge?: unknown } = JSON.parse(json);
  return {
    aet: typeof aet === 'string' ? aet : 'ORTHANC',
    stableSeconds: typeof age === 'number' && age > 0 ? age : 60,
  };
}
