/** The text of a file that goes into the image. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** Several files as one text: rules take longer to begin than to read. */
export interface Batch {
  readonly text: string;
  /** Where the character at an offset stands. Lines count from 1. */
  locate(offset: number): { readonly path: string; readonly line: number };
}

const MAX_BATCH = 512 * 1024;
/** Between two files, so that nothing matches across. */
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
