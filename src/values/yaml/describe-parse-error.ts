import type { YAMLParseError } from 'yaml';

/**
 * Describes a parser's error by its code. The parser's own messages quote the text, which may be a secret of the GitOps
 * repository.
 */
export function describeParseError({ code }: YAMLParseError): string {
  return ERRORS[code] ?? 'it is not valid YAML';
}

const ERRORS: Readonly<Partial<Record<YAMLParseError['code'], string>>> = {
  ALIAS_PROPS: 'an alias has an anchor or a tag of its own',
  BAD_ALIAS: 'an alias or anchor has no valid name',
  BAD_COLLECTION_TYPE: 'a tag does not fit the mapping or sequence that it is set on',
  BAD_DIRECTIVE: 'a directive (a line that begins with %) is not valid',
  BAD_DQ_ESCAPE: 'a double-quoted string has an invalid escape sequence',
  BAD_INDENT: 'a line does not have the indentation of its mapping or sequence',
  BAD_PROP_ORDER: 'an anchor or a tag is in the wrong place',
  BAD_SCALAR_START: 'a plain value begins with a reserved character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping or sequence begins where only a single value is allowed; check for a second colon',
  BLOCK_IN_FLOW: 'a block mapping or sequence is inside braces or brackets',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters',
  MISSING_CHAR: 'a quote, bracket, brace, comma, colon or space is missing',
  MULTILINE_IMPLICIT_KEY: 'a key spans several lines; check for a missing colon',
  MULTIPLE_ANCHORS: 'a value has several anchors',
  MULTIPLE_TAGS: 'a value has several tags',
  RESOURCE_EXHAUSTION: 'it is nested too deeply',
  TAB_AS_INDENT: 'a tab is used as indentation',
  TAG_RESOLVE_FAILED: 'the value of a tag is not valid',
  UNEXPECTED_TOKEN: 'YAML does not allow this text here',
};
