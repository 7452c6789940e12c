import { join } from 'node:path';
import type { Python } from '../airflow/load.ts';

/** The path is the same in the bundle and in the sources. */
export const LOADER = join(import.meta.dirname, 'loader');

export type OpenPython = Python & { close(): Promise<void> };
