import { renderTable } from '../../scripts/table.ts';
import { PEOPLE } from './people.ts';
import { SURROUNDINGS } from './surroundings.ts';
import type { Threats } from './threat.ts';

export const THREATS: Threats = { ...PEOPLE, ...SURROUNDINGS };

const HEAD = ['Attempt', 'Defence', 'Remaining risk', 'Test'];

const INTRO = `# Security

Report a vulnerability through GitHub's private vulnerability reporting (the tab “Security” of this repository), not in an issue.

## Threat model

Each row names an attack, the defence, the remaining risk and the test that tries it. See also [tokens](docs/explanation/tokens.md) for what a stolen token can do, the [threat model of the proof](docs/explanation/threat-model.md), and [each path to main](docs/explanation/merge-paths.md). \`npm run docs\` generates this page from \`__tests__/threats\`; a test checks that every linked test exists.
`;

/** Returns SECURITY.md, with aligned tables. */
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
