import type { BypassActor, Rule, Ruleset, RulesetBody } from '../../github/repository/rulesets.ts';

/** GitHub assigns these its own ID, or none. */
const WITHOUT_ID: readonly string[] = ['OrganizationAdmin', 'DeployKey'];

/** Returns the changes as lines that start with `-` and `+`; empty without changes. */
export function diffRulesets(now: Omit<Ruleset, 'id'> | undefined, wanted: RulesetBody): string[] {
  const [before, after] = [now === undefined ? [] : describe(now), describe(wanted)];
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ];
}

function describe({
  enforcement,
  conditions,
  bypass_actors = [],
  rules,
}: Omit<RulesetBody, 'bypass_actors'> & {
  readonly bypass_actors?: readonly BypassActor[];
}): string[] {
  const { include, exclude } = conditions.ref_name;
  return [
    `enforcement: ${enforcement}`,
    ...include.map((name) => `branch: ${name}`),
    ...exclude.map((name) => `not branch: ${name}`),
    ...bypass_actors.map(formatActor),
    ...rules.flatMap(formatRule),
  ];
}

function formatActor({ actor_type, actor_id, bypass_mode }: BypassActor): string {
  const who = WITHOUT_ID.includes(actor_type) ? actor_type : `${actor_type} ${actor_id}`;
  return `may bypass: ${who} (${bypass_mode})`;
}

function formatRule({ type, parameters = {} }: Rule): string[] {
  return [
    `rule: ${type}`,
    ...Object.entries(parameters).flatMap(([name, value]) => formatParameter(`rule: ${type}.${name}`, value)),
  ];
}

/** Returns one line for each item of a list, because GitHub may reorder them. */
function formatParameter(name: string, value: unknown): string[] {
  if (Array.isArray(value)) return value.map((item) => `${name}: ${JSON.stringify(sortKeys(item))}`);
  return [`${name}: ${JSON.stringify(value)}`];
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
