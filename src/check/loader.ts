import { join } from 'node:path';
import type { Python } from '../airflow/load.ts';

/** Where the bundle has it, and the sources. */
export const LOADER = join(import.meta.dirname, 'loader');

export type OpenPython = Python & { close(): Promise<void> };
