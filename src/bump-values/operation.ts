/** What a run was asked to do. `deploy` is what a merge asks for; the others are asked for by hand. */
export type Operation =
  | { readonly kind: 'deploy' }
  | {
      readonly kind: 'resume';
      readonly reason: string | undefined;
      /** The commit is the one that the run was started on, and is refused unless it is the newest of the branch. */
      readonly newestOnly: boolean;
    }
  | { readonly kind: 'hold'; readonly reason: string }
  | { readonly kind: 'rollback'; readonly tag: string; readonly reason: string };
