import { PixelError, type Reason } from './pixel-error.ts';

export interface DownloadOptions {
  /** The `Accept` header: Orthanc chooses the format of a rendering by it. */
  readonly accept?: string;
  /** Gives up when nothing arrives for this long. The length of the whole download is not limited: ultrasound clips are big. */
  readonly stallMilliseconds?: number;
}

const reasonsByStatus: Record<number, Reason> = { 401: 'refused', 403: 'refused', 404: 'not-found' };

/**
 * Downloads a file with the session's cookie.
 * @throws PixelError `network`, `stalled`, `refused`, `not-found` or `server`
 */
export async function download(url: string, options: DownloadOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  const { accept, stallMilliseconds = 20_000 } = options;
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), stallMilliseconds);
  const progress = () => {
    clearTimeout(timer);
    timer = setTimeout(() => abort.abort(), stallMilliseconds);
  };
  try {
    const response = await fetch(url, {
      credentials: 'same-origin',
      signal: abort.signal,
      ...(accept ? { headers: { accept } } : {}),
    });
    if (!response.ok) throw new PixelError(reasonsByStatus[response.status] ?? 'server', response.status);
    if (!response.body) return new Uint8Array(await response.arrayBuffer());
    return await collect(response.body, progress);
  } catch (error) {
    if (error instanceof PixelError) throw error;
    throw new PixelError(abort.signal.aborted ? 'stalled' : 'network', error);
  } finally {
    clearTimeout(timer);
  }
}

async function collect(body: ReadableStream<Uint8Array>, progress: () => void) {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (const reader = body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    progress();
    chunks.push(value);
    length += value.length;
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
