/** What came back for one file; status 0 when nothing did. */
export interface Reply {
  status: number;
  body: unknown;
}

/** Sends one file; `unreadable` when the browser could not read it (it was moved or changed since it was chosen). */
export type SendFile = (
  file: File,
  options: { signal: AbortSignal; onProgress: (bytes: number) => void },
) => Promise<Reply | 'unreadable'>;

/** Sends a file to Orthanc. XMLHttpRequest, because `fetch` does not tell how much has left. */
export const sendFile: SendFile = async (file, { signal, onProgress }) => {
  // A file that vanished looks like a lost connection to XMLHttpRequest: its first byte tells the two apart.
  const readable = await file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
  if (!readable) return 'unreadable';

  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const finish = () => {
      signal.removeEventListener('abort', abort);
      resolve({ status: request.status, body: parse(request.responseText) });
    };
    const abort = () => request.abort();
    signal.addEventListener('abort', abort);
    request.upload.onprogress = (event) => onProgress(Math.min(event.loaded, file.size));
    request.onload = finish;
    request.onerror = finish;
    request.onabort = finish;
    request.open('POST', '/instances');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.send(file);
  });
};

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
