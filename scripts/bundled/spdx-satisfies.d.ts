declare module 'spdx-satisfies' {
  /** Whether one of the licences fulfils an SPDX expression. @throws Error where it is none */
  export default function satisfies(expression: string, licences: readonly string[]): boolean;
}
