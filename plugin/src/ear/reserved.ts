/** The numbers under which the plugin keeps things in Orthanc's own database; from 1024 on they are free for use. */

/** Metadata of a study: the labels that only label rules have given, as a JSON list. */
export const ruleLabelsMetadata = 5219;
/** Metadata of a study: the user id of whoever uploaded its first image. */
export const uploaderMetadata = 5222;

/** Global property: a copy of what the service says about DICOM nodes. */
export const nodesProperty = 5220;
/** Global property: how far the change log has been read. */
export const changesProperty = 5221;

/** Numbers of the metadata that only we write and read, as texts: people's labels can be read from them. */
export const ourMetadata: readonly string[] = [ruleLabelsMetadata, uploaderMetadata].map(String);

/** Orthanc knows metadata by numbers, and `05219` is one, too. */
export const isOurMetadata = (name: string): boolean => ourMetadata.includes(String(Number(name)));
