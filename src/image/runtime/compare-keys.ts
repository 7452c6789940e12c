/** The changes beyond this number are counted, not named. */
const MAX_NAMED = 5;

/** Returns the differences between the lines of two runtime keys, in words for the log. */
export function compareKeys(before: readonly string[], after: readonly string[]): string[] {
  const [old, now] = [describe(before), describe(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].filter((name) => old.get(name) !== now.get(name));
  const changes = names.map((name) => `${name} ${verb(old.get(name), now.get(name))}`);
  const rest = changes.length - MAX_NAMED;
  return rest > 0 ? [...changes.slice(0, MAX_NAMED), `and ${rest} more`] : changes;
}

/** Returns each input by the name that a reader knows; a file that is copied twice counts once. */
function describe(lines: readonly string[]): Map<string, string> {
  const things = new Map<string, string>();
  const instructions: string[] = [];
  for (const line of lines) {
    const [kind, name]: readonly unknown[] = JSON.parse(line);
    // A file that an instruction names comes once by its name there, then by its path.
    if (kind === 'file' || kind === 'source') things.set(name === '' ? 'the context' : String(name), line);
    else if (kind === 'base') things.set(`the base image ${name}`, line);
    else if (kind === 'arg') things.set(`the build argument ${name}`, line);
    else if (kind === 'platform' || kind === 'stage-platform') things.set('the platform', line);
    else instructions.push(line);
  }
  return things.set('the Dockerfile', instructions.join('\n'));
}

function verb(before: string | undefined, after: string | undefined): string {
  if (before === undefined) return 'is new';
  return after === undefined ? 'is gone' : 'has changed';
}
