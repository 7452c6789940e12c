/** https://github.com/vercel/ncc#programmatically-from-nodejs */
declare module '@vercel/ncc' {
  /** A module of webpack’s statistics. */
  export interface Module {
    /** The file; absent for Node's built-in modules. */
    readonly nameForCondition?: string | null;
    /** The chunks that contain it; empty if all of it is unused. */
    readonly chunks: readonly number[];
    /** The modules that were concatenated into this one. */
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
