import type { Route } from '../../http/service.ts';
import { GitHubApiError } from '../api-error.ts';
import { isInForce, type Rule, type Ruleset, rulesOf } from '../ruleset.ts';
import type { GitHubState } from '../state.ts';
import { timestamp } from '../timestamp.ts';
import { paged, type RepositoryCall, repositoryEndpoint } from './endpoint.ts';
import { nodeId } from './shapes.ts';

interface RulesetRequest {
  readonly name?: string;
  readonly enforcement?: Ruleset['enforcement'];
  readonly conditions?: { readonly ref_name?: { readonly include: string[]; readonly exclude: string[] } };
  readonly rules?: Rule[];
  readonly bypass_actors?: Ruleset['bypassActors'];
}

/** Serves https://docs.github.com/rest/repos/rules */
export function rulesetRoutes(state: GitHubState): Route[] {
  const read = ['metadata', 'read'] as const;
  const administer = ['administration', 'write'] as const;
  return [
    repositoryEndpoint(state, 'GET', '/rulesets', read, async (call) => {
      demandPlan(call);
      const { page, headers } = paged(call, call.repository.rulesets);
      return { body: page.map((ruleset) => summary(call, ruleset)), headers };
    }),
    repositoryEndpoint(state, 'GET', '/rulesets/:id(\\d+)', read, async (call) => {
      demandPlan(call);
      const ruleset = find(call);
      return ruleset && { body: whole(call, ruleset) };
    }),
    repositoryEndpoint(state, 'POST', '/rulesets', administer, async (call) => {
      demandPlan(call);
      const ruleset = await readWanted(call, state.nextId());
      call.repository.setRulesets([...call.repository.rulesets, ruleset]);
      return { status: 201, body: whole(call, ruleset) };
    }),
    repositoryEndpoint(state, 'PUT', '/rulesets/:id(\\d+)', administer, async (call) => {
      demandPlan(call);
      const old = find(call);
      if (old === undefined) return undefined;
      const ruleset = await readWanted(call, old.id);
      call.repository.setRulesets(call.repository.rulesets.map((other) => (other === old ? ruleset : other)));
      return { body: whole(call, ruleset) };
    }),
    repositoryEndpoint(state, 'GET', '/rules/branches/:branch(.+)', read, async (call) => {
      demandPlan(call);
      const { repository, params } = call;
      const rules = repository.rulesets
        .filter((ruleset) => isInForce(ruleset, params.branch ?? '', repository.defaultBranch))
        .flatMap((ruleset) => rulesOf(ruleset).map((rule) => ({ ...rule, ...source(call, ruleset) })));
      const { page, headers } = paged(call, rules);
      return { body: page, headers };
    }),
  ];
}

/** Requires a plan with rulesets and branch protection. @throws GitHubApiError 403 with GitHub's message */
export function demandPlan({ repository }: RepositoryCall): void {
  if (repository.settings.plan !== 'free') return;
  const message = 'Upgrade to GitHub Pro or make this repository public to enable this feature.';
  throw new GitHubApiError(403, 'FORBIDDEN', message);
}

function find({ repository, params }: RepositoryCall): Ruleset | undefined {
  return repository.rulesets.find(({ id }) => id === Number(params.id));
}

async function readWanted({ repository, request }: RepositoryCall, id: number): Promise<Ruleset> {
  const {
    name,
    enforcement,
    conditions,
    rules = [],
    bypass_actors = [],
  }: RulesetRequest = JSON.parse(String(await request.body()));
  if (name === undefined || enforcement === undefined)
    throw new GitHubApiError(422, 'UNPROCESSABLE', 'Invalid request.\n\n"name", "enforcement" weren\'t supplied.');
  if (repository.rulesets.some((other) => other.id !== id && other.name === name))
    throw new GitHubApiError(422, 'UNPROCESSABLE', 'Validation Failed: Name must be unique');
  if (enforcement === 'evaluate' && repository.settings.plan !== 'enterprise')
    throw new GitHubApiError(
      422,
      'UNPROCESSABLE',
      'Validation Failed: Enforcement evaluate is not supported on this plan',
    );
  const { include = [], exclude = [] } = conditions?.ref_name ?? {};
  return { id, name, enforcement, include, exclude, rules, bypassActors: bypass_actors };
}

function source({ repository }: RepositoryCall, { id, organization }: Ruleset): object {
  return {
    ruleset_source_type: organization === undefined ? 'Repository' : 'Organization',
    ruleset_source: organization ?? repository.fullName,
    ruleset_id: id,
  };
}

function summary({ api, repository }: RepositoryCall, { id, name, enforcement, organization }: Ruleset): object {
  const path = `repos/${repository.fullName}/rulesets/${id}`;
  return {
    id,
    name,
    target: 'branch',
    source_type: organization === undefined ? 'Repository' : 'Organization',
    source: organization ?? repository.fullName,
    enforcement,
    node_id: nodeId('RRS', id),
    _links: { self: { href: `${api}/${path}` }, html: { href: `${repository.webUrl}/rules/${id}` } },
    created_at: timestamp(new Date(0)),
    updated_at: timestamp(new Date(0)),
  };
}

/** Returns the whole ruleset. Only callers that can change it see the bypass actors. */
function whole(call: RepositoryCall, ruleset: Ruleset): object {
  const { include, exclude = [], bypass = [], bypassActors = [] } = ruleset;
  const users = bypass.map((login) => ({
    actor_id: call.repository.state.user(login).id,
    actor_type: 'User',
    bypass_mode: 'always',
  }));
  const mayChange =
    ruleset.organization === undefined && call.caller.may(call.repository.fullName, 'administration', 'write');
  return {
    ...summary(call, ruleset),
    conditions: { ref_name: { include, exclude } },
    rules: rulesOf(ruleset),
    ...(mayChange ? { bypass_actors: [...users, ...bypassActors], current_user_can_bypass: 'never' } : {}),
  };
}
