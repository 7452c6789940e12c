/** A kind of files that the action and Helm's parser treat differently, and why that does no harm. */
export interface Difference {
  readonly name: string;
  readonly ends: RegExp;
  readonly reason: string;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    name: 'no JSON',
    ends: /^only Helm refuses: .*(?:unsupported value: [+-]?(?:Inf|NaN)|unsupported map key|invalid map key)/,
    reason:
      'Helm writes values as JSON, which has no infinity and no such keys. It refuses the file before the edit, too.',
  },
  {
    name: 'no mapping',
    ends: /^only Helm refuses: .*cannot unmarshal (?:string|array|number|bool)/,
    reason: 'Values of a chart are a mapping. Files for other tools, such as a JSON list, need not be.',
  },
  {
    name: 'tags and merges',
    ends: /^only Helm refuses: .*(?:cannot decode !!|!!binary|map merge|value contains itself)/,
    reason: 'The action reads no tag and no merge key but those on the way to its keys.',
  },
  {
    name: 'laxer',
    ends: /^only Helm refuses: .*(?:found|find|not allowed|separator|unknown anchor)/,
    reason:
      'YAML 1.2 or the package yaml allows it, such as a tab before a comment. Helm refuses the file before the edit, too.',
  },
  {
    name: 'stricter',
    ends: /^only we refuse: values-invalid (?:a (?:quote|plain|key|line|mapping|block|double-quoted)|YAML|an alias|it contains|the value of a)/,
    reason: 'It is not valid YAML. Helm reads on, for example where a string continues left of its key.',
  },
  {
    name: 'a key twice',
    ends: /^not edited: values-invalid a mapping has the same key twice/,
    reason: 'Helm takes the last one; other tools refuse the file. The duplicate is on the way to the key.',
  },
  {
    name: 'another document',
    ends: /^not edited: values-key-unsupported is in (?:\d+ documents|the first document, but)|not in the first document/,
    reason: 'Helm 3 reads the first document of a values file; Helm 4 merges all.',
  },
  {
    name: 'not in place',
    ends: /^not edited: values-key-unsupported (?:has the|is a (?:block|folded)|is a string|is empty|may be|is not written|selects)/,
    reason: 'The text of the value is not one scalar that can be replaced: a tag, a block, a merge key, two items.',
  },
];

/** Returns the listed difference of an end of `compareReaders`. */
export function findDifference(end: string): Difference | undefined {
  return DIFFERENCES.find(({ ends }) => ends.test(end));
}
