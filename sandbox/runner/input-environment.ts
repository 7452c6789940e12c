/** The parts of an `action.yml` that a runner reads. */
export interface Manifest {
  readonly inputs?: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
  readonly runs: { readonly main: string };
}

/** Returns inputs as `INPUT_` and the upper-case name, with underscores for spaces. Missing ones have their default, or are empty. */
export function inputEnvironment(
  manifest: Manifest,
  step: { readonly inputs: Readonly<Record<string, string>>; readonly token: string },
): Record<string, string> {
  const unknown = Object.keys(step.inputs).filter((name) => manifest.inputs?.[name] === undefined);
  if (unknown.length > 0) throw new Error(`Unexpected input(s) ${unknown.join(', ')}`);
  const inputs = Object.entries(manifest.inputs ?? {}).map(([name, { default: value = '' }]) => {
    const given = step.inputs[name] ?? value.replace(/\$\{\{ *github\.token *\}\}/, step.token);
    return [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, given];
  });
  return Object.fromEntries(inputs);
}
