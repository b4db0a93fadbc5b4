import type { FrameDescription } from './description.ts';
import { toWindow, type Window } from './window.ts';

/** A frame's description in the words of Cornerstone's metadata modules. */
export function toModules(description: FrameDescription): Record<string, unknown> {
  const { facts, spacing, plane, rescale, window, modality } = description;
  const [rowCosines, columnCosines] = [[...plane.rowCosines], [...plane.columnCosines]];
  return {
    imagePixelModule: {
      samplesPerPixel: facts.samplesPerPixel,
      photometricInterpretation: facts.photometric,
      rows: facts.rows,
      columns: facts.columns,
      bitsAllocated: facts.bitsAllocated,
      bitsStored: facts.bitsStored,
      highBit: facts.highBit,
      // Undefined is how the decoder is told that 32 bits are a floating point number.
      pixelRepresentation: facts.element === 'x7fe00010' ? Number(facts.signed) : undefined,
      planarConfiguration: Number(facts.planar),
    },
    imagePlaneModule: {
      rows: facts.rows,
      columns: facts.columns,
      imageOrientationPatient: [...rowCosines, ...columnCosines],
      rowCosines,
      columnCosines,
      imagePositionPatient: [...plane.position],
      pixelSpacing: [spacing.row, spacing.column],
      rowPixelSpacing: spacing.row,
      columnPixelSpacing: spacing.column,
      usingDefaultValues: spacing.meaning === 'none',
    },
    generalSeriesModule: { modality },
    generalImageModule: {},
    sopCommonModule: {},
    modalityLutModule: { rescaleSlope: rescale.slope, rescaleIntercept: rescale.intercept },
    voiLutModule: window
      ? toVoiModule(toWindow(window), window.shape === 'SIGMOID' ? 'SIGMOID' : 'LINEAR')
      : {},
  };
}

/** Never LINEAR_EXACT: the window tool of the library lets such a window grow by one level with every movement. */
function toVoiModule({ center, width }: Window, voiLUTFunction: 'LINEAR' | 'SIGMOID') {
  return { windowCenter: [center], windowWidth: [width], voiLUTFunction };
}
