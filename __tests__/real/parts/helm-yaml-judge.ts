import { LineProgram } from './line-program.ts';

/** What one reader makes of a file. */
export interface Reading {
  /** Absent if the reader accepts the file. */
  readonly error?: string;
  /** Whether the path exists. */
  readonly found: boolean;
  readonly value: unknown;
  /** A hash of all other values. */
  readonly rest?: string;
}

export interface Readings {
  /** Reads the first document. */
  readonly helm3: Reading;
  /** Merges all documents. */
  readonly helm4: Reading;
  /** Reads each document, as kubectl and Argo CD do. */
  readonly objects: Reading;
}

interface Question {
  readonly text: string;
  /** Keys and positions; for `objects` with the position of the document before them. */
  readonly path: readonly (string | number)[];
}

/** Runs the YAML parser of Helm and Kubernetes. */
export class HelmYamlJudge extends LineProgram<Question, Readings> {}
