/** What a run was asked to do. `deploy` is what a merge asks for; the others are asked for by hand. */
export type Operation =
  | { readonly kind: 'deploy' }
  | {
      readonly kind: 'resume';
      readonly reason: string | undefined;
      /** Whether a commit that is not the newest of the branch is refused. */
      readonly newestOnly: boolean;
    }
  | { readonly kind: 'hold'; readonly reason: string }
  | { readonly kind: 'rollback'; readonly tag: string; readonly reason: string };
