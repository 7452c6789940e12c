/** https://github.com/vercel/ncc#programmatically-from-nodejs */
declare module '@vercel/ncc' {
  /** A module of webpack’s statistics. */
  export interface Module {
    /** The file; none for what Node has built in. */
    readonly nameForCondition?: string | null;
    /** The parts of the bundle that hold it; none where all of it was found to be unused. */
    readonly chunks: readonly number[];
    /** Those that were joined into one. */
    readonly modules?: readonly Module[];
  }

  interface Result {
    readonly code: string;
    readonly assets: Readonly<Record<string, { readonly source: string | Buffer }>>;
    readonly stats: { toJson(): { readonly modules: readonly Module[] } };
  }

  export default function ncc(
    entry: string,
    options: { minify: boolean; cache: false; quiet: boolean },
  ): Promise<Result>;
}
