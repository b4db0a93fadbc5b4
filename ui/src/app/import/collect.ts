/** A file and where it was found, for instance `CD/DICOM/IM0001`. */
export interface FoundFile {
  file: File;
  path: string;
}

export type Skip = 'systemFile' | 'emptyFile' | 'dicomdir';

const systemFiles = /^(\.DS_Store|Thumbs\.db|desktop\.ini|autorun\.inf|\._.*)$/i;

/** Files that travel with images but are none. */
export function reasonToSkip({ file, path }: FoundFile): Skip | null {
  if (systemFiles.test(file.name) || path.split('/').includes('__MACOSX')) return 'systemFile';
  if (file.name.toUpperCase() === 'DICOMDIR') return 'dicomdir';
  return file.size === 0 ? 'emptyFile' : null;
}

/** The files of a picker. A folder picker tells each file's path within the folder. */
export const filesOfList = (files: FileList): FoundFile[] =>
  [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));

/**
 * Everything that was dropped, folders down to the last level. The entries have to be taken from the event at once: the browser
 * forgets them when its handler returns.
 */
export function filesOfDrop(transfer: DataTransfer): Promise<FoundFile[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  return Promise.all(entries.map(filesOfEntry)).then((lists) => lists.flat());
}

async function filesOfEntry(entry: FileSystemEntry): Promise<FoundFile[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ file, path: entry.fullPath.replace(/^\//, '') }];
  }
  if (!isFolder(entry)) return [];
  const found: FoundFile[] = [];
  for (const child of await readFolder(entry)) found.push(...(await filesOfEntry(child)));
  return found;
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

/** Browsers give at most a hundred entries at a time, and none at the end. */
async function readFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (batch.length === 0) return entries;
    entries.push(...batch);
  }
}
