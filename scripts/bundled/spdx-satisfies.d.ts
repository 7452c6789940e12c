declare module 'spdx-satisfies' {
  /** Checks if one of the licences satisfies an SPDX expression. @throws Error if the expression is invalid */
  export default function satisfies(expression: string, licences: readonly string[]): boolean;
}
