export const ALIAS_IMAGE = 'registry.example.com/team/airflow';

/** Returns the values of an umbrella chart in which each of many mappings has anchors, merges one, and names another. */
export function makeAliases(count: number): string {
  const blocks = Array.from({ length: count }, (_, number) => {
    const aliases = number < 10 ? '' : `  <<: *a${number % 10}\n  other: *t${number - 1}\n`;
    return `b${number}: &a${number}\n${aliases}  name: &t${number} x${number}\n`;
  });
  return `${blocks.join('')}flow:\n  images:\n    airflow:\n      repository: ${ALIAS_IMAGE}\n      tag: old\n`;
}
