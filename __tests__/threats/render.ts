import { renderTable } from '../../scripts/table.ts';
import { PEOPLE } from './people.ts';
import { SURROUNDINGS } from './surroundings.ts';
import type { Threats } from './threat.ts';

export const THREATS: Threats = { ...PEOPLE, ...SURROUNDINGS };

const HEAD = ['What they try', 'What stops it', 'What is left', 'Test'];

const INTRO = `# Security

Report a vulnerability by GitHub's private vulnerability reporting (the tab “Security” of this repository), not by an issue.

## Threat model

Who might try what, what stops it, what does not, and the test that tries it. What each token can do if it is stolen: [tokens](docs/explanation/tokens.md). How the proof of approval holds: [threat model of the proof](docs/explanation/threat-model.md); each way to main: [ways in](docs/explanation/merge-paths.md). Generated from \`__tests__/threats\` by \`npm run docs\`; a test looks that each of these tests is there.
`;

/** SECURITY.md, its tables aligned as the formatter does. */
export function renderThreats(): string {
  const sections = Object.entries(THREATS).map(([who, threats]) => {
    const rows = threats.map(({ attempt, stopped, left = '–', test: [file, name] }) => [
      attempt,
      stopped,
      left,
      `[${name.replace('%s ', '')}](${file})`,
    ]);
    return `### ${who}\n\n${renderTable(HEAD, rows).join('\n')}\n`;
  });
  return [INTRO, ...sections].join('\n');
}
