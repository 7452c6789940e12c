import type { Route } from '../../http/service.ts';
import type { ClassicProtection } from '../settings.ts';
import type { GitHubState } from '../state.ts';
import { type RepositoryCall, repositoryEndpoint } from './endpoint.ts';
import { demandPlan } from './rulesets.ts';
import { simpleUser } from './shapes.ts';

/** Serves https://docs.github.com/rest/branches/branch-protection#get-branch-protection */
export function protectionRoutes(state: GitHubState): Route[] {
  return [
    repositoryEndpoint(state, 'GET', '/branches/:branch/protection', ['administration', 'read'], async (call) => {
      demandPlan(call);
      const { protection } = call.repository.settings;
      if (protection === undefined || protection.branch !== call.params.branch) return undefined;
      return { body: show(call, protection) };
    }),
  ];
}

function show({ api, repository }: RepositoryCall, protection: ClassicProtection): object {
  const url = `${api}/repos/${repository.fullName}/branches/${protection.branch}/protection`;
  const { reviews, checks } = protection;
  return {
    url,
    enforce_admins: { url: `${url}/enforce_admins`, enabled: protection.enforceAdmins },
    allow_force_pushes: { enabled: protection.allowForcePushes },
    allow_deletions: { enabled: protection.allowDeletions },
    required_signatures: { url: `${url}/required_signatures`, enabled: false },
    required_linear_history: { enabled: false },
    block_creations: { enabled: false },
    required_conversation_resolution: { enabled: false },
    ...(reviews === undefined
      ? {}
      : {
          required_pull_request_reviews: {
            url: `${url}/required_pull_request_reviews`,
            dismiss_stale_reviews: reviews.dismissStale,
            require_code_owner_reviews: reviews.codeOwners,
            require_last_push_approval: reviews.lastPush,
            required_approving_review_count: reviews.approvals,
            ...(reviews.bypass === undefined
              ? {}
              : {
                  bypass_pull_request_allowances: {
                    users: reviews.bypass.map((login) => simpleUser(api, repository.state.user(login))),
                    teams: [],
                    apps: [],
                  },
                }),
          },
        }),
    ...(checks === undefined
      ? {}
      : {
          required_status_checks: {
            url: `${url}/required_status_checks`,
            strict: false,
            contexts: checks.map(({ context }) => context),
            checks,
          },
        }),
  };
}
