/** The little of dcmjs that the demo files need; the package has no types of its own. */
declare module 'dcmjs' {
  interface Dataset {
    [keyword: string]: unknown;
  }

  export const data: {
    DicomDict: new (
      meta: object,
    ) => {
      dict: object;
      /** Part 10 file, explicit VR little endian unless the meta header says otherwise. */
      write(): ArrayBuffer;
    };
    DicomMetaDictionary: {
      /** From keywords to tags. `_vrMap` says the VR where the dictionary leaves a choice. */
      denaturalizeDataset(dataset: Dataset): object;
    };
  };
}
