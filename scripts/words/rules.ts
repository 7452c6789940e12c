/** One word or phrase that is not plain English here. */
export interface Rule {
  readonly word: string;
  readonly pattern: RegExp;
  readonly instead: string;
}

/** The words that texts and names do not use, each with the text to write instead. */
export const RULES: readonly Rule[] = [
  {
    word: 'whoever',
    pattern: /\b(?:who|whom)ever\b/gi,
    instead: 'name the actor: the caller, the runner, GitHub, this function',
  },
  {
    word: 'somebody, nobody, anybody',
    pattern: /\b(?:some|no|any)body(?:['’]s)?\b/gi,
    instead: 'name the actor, or write a passive sentence',
  },
  {
    word: 'whatever',
    pattern: /\bwhatever\b/gi,
    instead: '"any … that", "all … that", or two sentences',
  },
  {
    word: 'he, his',
    pattern: /\b(?:he|him|his|himself)\b/gi,
    instead: '"they", or the noun: the approver, the author',
  },
  {
    word: 'is no, is none',
    // "There is no tag" and "is no longer" are plain English; "is None" is Python.
    pattern: /(?<!\b[Tt]here )\b(?:[Ii]s|[Aa]re|[Ww]as|[Ww]ere) (?:no(?! (?:longer|more|fewer|less|later)\b)|none)\b/g,
    instead: '"is not a", "has no", "is not one of"',
  },
  { word: 'anew', pattern: /\banew\b/gi, instead: '"again"' },
  { word: 'mend', pattern: /\bmend(?:s|ed|ing)?\b/gi, instead: '"fix"' },
  {
    word: 'tell, told',
    pattern: /\b(?:tells?|told|telling)\b/gi,
    instead: '"returns", "logs", "says", "reports"; of two things: "distinguishes"',
  },
  {
    word: 'stands',
    // "Stands for", "stands in for" and "stands alone" are plain English.
    pattern: /\b(?:stands|stood)\b(?! (?:for|in for|alone)\b)/gi,
    instead: '"exists", "is set", "contains", "is"',
  },
  { word: 'heard', pattern: /\b(?:hears?|heard)\b/gi, instead: '"receives", "reads"' },
  { word: 'for ever', pattern: /\bfor ever\b/gi, instead: '"never ends", "never resolves"' },
  { word: 'in vain', pattern: /\bin vain\b/gi, instead: 'what failed: "timed out", "found no …"' },
  {
    word: 'foretell, foresee',
    pattern: /\bfore(?:tells?|told|sees?|seen|saw)\b/gi,
    instead: '"preview"',
  },
  { word: 'aftermath', pattern: /\baftermath\b/gi, instead: '"side effects"' },
  {
    word: 'for (because)',
    pattern: /[,;] for (?:it|they|there|we|he|she|nobody|somebody|whoever|each that|what is)\b/gi,
    instead: '"because"',
  },
  {
    word: 'Gives (docstring)',
    pattern: /(?<=\/\*\* |^ \* )Gives\b/g,
    instead: '"Returns"',
  },
];
