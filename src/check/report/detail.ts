/** How much of the result is shown: all tables are cut at some length, so that the most important part is never lost. */
export interface Detail {
  /** Whether changed DAGs have pictures and the values of their fields. */
  readonly hasDetails: boolean;
  /** The page with the whole result; `undefined`: this is that page. */
  readonly whole: string | undefined;
}

export const WHOLE: Detail = { hasDetails: true, whole: undefined };
