import { Type } from 'typebox';
import { Label } from './labels.ts';
import { everyStudy } from './permissions.ts';
import { route, strictObject } from './route.ts';

/**
 * An AE title (PS3.5, 6.2, VR AE): 1 to 16 characters of the default repertoire without backslash and control characters. Spaces
 * around it mean nothing and are cut. Titles that differ in case alone are the same, as they are for Orthanc.
 */
const AeTitle = Type.String({
  pattern: '^ *[!-\\[\\]-~]([ -\\[\\]-~]{0,14}[!-\\[\\]-~])? *$',
  maxLength: 32,
});

const rights = {
  /** What a study is labelled with when this AE sends it. */
  labels: Type.Array(Label, { maxItems: 20, uniqueItems: true }),
  /** The labels of the studies that C-FIND and C-MOVE let it see. `["*"]` for every study, nothing for none. */
  scope: Type.Array(Type.Union([Label, Type.Literal(everyStudy)]), { maxItems: 100, uniqueItems: true }),
};

const DicomNode = Type.Object({
  aet: Type.String(),
  ...rights,
  updatedAt: Type.String({ format: 'date-time' }),
});

const byAet = Type.Object({ aet: AeTitle });

/**
 * What the gate adds to the modalities of Orthanc's own configuration, which keep address, port and the DICOM services that are
 * allowed.
 */
export const nodes = {
  list: route({
    method: 'GET',
    path: '/sgim/api/dicom-nodes',
    summary: 'Labels and scopes of DICOM nodes',
    access: 'nodes-manage',
    response: Type.Array(DicomNode),
  }),
  replace: route({
    method: 'PUT',
    path: '/sgim/api/dicom-nodes/:aet',
    summary: 'Set the labels and the scope of a DICOM node',
    access: 'nodes-manage',
    params: byAet,
    body: strictObject(rights),
    response: DicomNode,
  }),
  delete: route({
    method: 'DELETE',
    path: '/sgim/api/dicom-nodes/:aet',
    summary: 'Forget the labels and the scope of a DICOM node',
    access: 'nodes-manage',
    params: byAet,
    response: null,
  }),
};

export const nodeRoutes = {
  readDicomNodes: route({
    method: 'GET',
    path: '/internal/dicom-nodes',
    summary: 'Labels and scopes of DICOM nodes',
    access: 'service',
    response: Type.Object({ nodes: Type.Array(Type.Object({ aet: Type.String(), ...rights })) }),
  }),
};
