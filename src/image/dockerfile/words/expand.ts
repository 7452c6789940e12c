import { type Lookup, processWords } from './shell-words.ts';

/**
 * Expands variables and removes quotes and escapes, as BuildKit does in the instructions that it expands:
 * https://docs.docker.com/reference/dockerfile/#environment-replacement
 * @throws WordError on an unclosed quote or a substitution that is not supported
 */
export function expandWord(word: string, lookup: Lookup, escapeToken: string): string {
  return processWords(word, { lookup, escapeToken }).text;
}

/** Expands variables only: quotes in a here-document stay. @throws WordError */
export function expandText(text: string, lookup: Lookup): string {
  return processWords(text, { lookup, escapeToken: '\\', ignoreQuotes: true }).text;
}

/**
 * Splits at white space outside quotes; keeps quotes and escapes for `expandWord`. ENV, LABEL and ARG are split like this:
 * https://github.com/moby/buildkit/blob/v0.31.1/frontend/dockerfile/parser/line_parsers.go
 */
export function splitWords(text: string, escapeToken: string): string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char === escapeToken && quote !== "'") {
      // BuildKit drops one that has nothing to escape.
      if (index + 1 === text.length) break;
      word += char + text.charAt(index + 1);
      index += 1;
    } else if (quote === '' && /\s/.test(char)) {
      if (word !== '') words.push(word);
      word = '';
    } else {
      if (quote === '' && (char === '"' || char === "'")) quote = char;
      else if (char === quote) quote = '';
      word += char;
    }
  }
  return word === '' ? words : [...words, word];
}
