/** The text of a file that goes into the image. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** Several files as one text, because rules take longer to start than to read. */
export interface Batch {
  readonly text: string;
  /** Returns the file and line of an offset. Lines count from 1. */
  locate(offset: number): { readonly path: string; readonly line: number };
}

const MAX_BATCH = 512 * 1024;
/** Between two files, so that no match crosses them. */
const SEPARATOR = '\n\n';

/** Joins files into batches of at most half a million characters; a longer file is a batch of its own. */
export function* inBatches(files: Iterable<TextFile>): Generator<Batch> {
  let pending: TextFile[] = [];
  let length = 0;
  for (const file of files) {
    if (length + file.text.length > MAX_BATCH && pending.length > 0) {
      yield join(pending);
      [pending, length] = [[], 0];
    }
    pending.push(file);
    length += file.text.length + SEPARATOR.length;
  }
  if (pending.length > 0) yield join(pending);
}

function join(files: readonly TextFile[]): Batch {
  const starts: number[] = [];
  let start = 0;
  for (const { text } of files) {
    starts.push(start);
    start += text.length + SEPARATOR.length;
  }
  return {
    text: files.map(({ text }) => text).join(SEPARATOR),
    locate(offset) {
      const index = starts.findLastIndex((begin) => begin <= offset);
      const { path, text } = files[index] ?? { path: '', text: '' };
      return { path, line: text.slice(0, offset - (starts[index] ?? 0)).split('\n').length };
    },
  };
}
