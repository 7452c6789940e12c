import type { Read } from '../../airflow/loading.ts';

/** A list of reads in which each is once, because many results share them. */
export class IndexedReads {
  readonly list: Read[] = [];
  readonly #indexes = new Map<string, number>();

  /** Returns the index of a read in the list, to which it adds a new one. */
  indexOf(read: Read): number {
    const key = read.join('\0');
    const index = this.#indexes.get(key) ?? this.list.push(read) - 1;
    this.#indexes.set(key, index);
    return index;
  }
}
