/** The range of densities that is spread over black to white, in Hounsfield units. */
export interface Window {
  center: number;
  width: number;
}

/** Paints densities as grey levels by the linear function of DICOM PS3.3 section C.11.2.1.2.1. */
export function applyWindow(pixels: Int16Array, { center, width }: Window, image: ImageData): void {
  const grey = new Uint32Array(image.data.buffer);
  const low = center - 0.5 - (width - 1) / 2;
  const scale = 255 / Math.max(1, width - 1);
  for (let i = 0; i < pixels.length; i += 1) {
    const level = Math.max(0, Math.min(255, Math.round(((pixels[i] ?? 0) - low) * scale)));
    // Little-endian, as every browser's machine is: alpha, blue, green, red.
    grey[i] = 0xff000000 | (level << 16) | (level << 8) | level;
  }
}

/** Dragging: to the right widens the window, downwards lowers the level's centre. One pixel is one unit. */
export const dragWindow = ({ center, width }: Window, dx: number, dy: number): Window => ({
  center: Math.max(-1000, Math.min(1500, center + dy)),
  width: Math.max(2, Math.min(3000, width + dx)),
});
