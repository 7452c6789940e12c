import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../../src/errors.ts';
import { Context } from '../../src/image/context/context.ts';
import { makeIgnore } from '../../src/image/context/ignore.ts';
import { type LogicalLine, SyntaxFault, splitLines } from '../../src/image/dockerfile/logical-lines.ts';
import { expandWord } from '../../src/image/dockerfile/words/expand.ts';
import { WordError } from '../../src/image/dockerfile/words/shell-words.ts';
import { arbitraryDockerfile, arbitraryIgnore, arbitraryWord } from './dockerfile/arbitrary.ts';
import { writeFiles } from './dockerfile/files-of.ts';
import { DockerfileJudge, type JudgedInstruction } from './parts/dockerfile-judge.ts';
import { describeWith } from './parts/find-part.ts';

/** `npm run soak` sets more. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 2000);
const VARIABLES = { A: 'a value', B: '', '1': 'one' };

describeWith(['dockerfile-judge'], 'Dockerfiles are read as by BuildKit', ({ 'dockerfile-judge': program }) => {
  let judge: DockerfileJudge;
  let directory: string;

  beforeAll(() => {
    judge = new DockerfileJudge(String(program));
    directory = mkdtempSync(join(tmpdir(), 'flux-airflow-judged-'));
    writeFiles(directory);
  });
  afterAll(() => {
    judge.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function compareLines(text: string): Promise<'equal' | 'refused'> {
    const theirs = await judge.ask({ dockerfile: text });
    const ours = parse(text);
    if (ours instanceof SyntaxFault || theirs.error !== undefined) {
      expect([text, ours instanceof SyntaxFault]).toEqual([text, theirs.error !== undefined]);
      return 'refused';
    }
    expect({ text, escape: ours.escapeToken, lines: ours.lines.map((line) => shapeOf(line, text)) }).toEqual({
      text,
      escape: theirs.escape,
      lines: theirs.instructions?.map(shapeOfTheirs),
    });
    return 'equal';
  }

  test.each([
    `RUN printf '%s\\n' 'cat <<EOF' > /entry`,
    'RUN ["sh", "-c", "cat <<EOF"]',
    `RUN echo "<<EOF"\nCOPY dags /dags`,
    'RUN cat <<EOF > /a && echo "<<X"\n1\nEOF\nUSER b',
    'ONBUILD RUN <<EOF\n1\nEOF',
    'COPY <<a <<-"b" c /d/\n1\na\n\t2\n\tb\nRUN x',
  ])('%s', async (code) => {
    expect(await compareLines(`FROM a\n${code}\n`)).toBe('equal');
  });

  test.each(['ENV A=1 # c', 'CMD ["a",1]'])('%s is rejected by both', async (code) => {
    expect(await compareLines(`FROM a\n${code}\n`)).toBe('refused');
  });

  test('both read the same instructions of generated Dockerfiles, and reject the same files', async () => {
    const ends = { equal: 0, refused: 0 };
    const property = fc.asyncProperty(arbitraryDockerfile, async (text) => {
      ends[await compareLines(text)] += 1;
    });
    await fc.assert(property, { numRuns: RUNS });
    expect(ends.equal).toBeGreaterThan(RUNS / 4);
  }, 3_600_000);

  test('words are expanded as by BuildKit, or left to BuildKit', async () => {
    const property = fc.asyncProperty(arbitraryWord, fc.constantFrom('\\', '`'), async (word, token) => {
      const theirs = await judge.ask({ word, variables: VARIABLES, escape: token });
      const ours = expand(word, token);
      expect([word, ours]).toEqual([word, theirs.error === undefined ? theirs.text : undefined]);
    });
    await fc.assert(property, { numRuns: RUNS });
  }, 3_600_000);

  test('an ignore file leaves the same files, or is rejected', async () => {
    let compared = 0;
    const property = fc.asyncProperty(arbitraryIgnore, async (ignore) => {
      const ours = filesLeft(directory, ignore);
      if (ours === undefined) return;
      const theirs = await judge.ask({ ignore, directory });
      expect([ignore, theirs.error]).toEqual([ignore, undefined]);
      expect([ignore, ours]).toEqual([ignore, [...(theirs.paths ?? [])].sort()]);
      compared += 1;
    });
    await fc.assert(property, { numRuns: RUNS });
    expect(compared).toBeGreaterThan(RUNS / 4);
  }, 3_600_000);

  test('the Dockerfiles of this repository and its template', async () => {
    const root = join(import.meta.dirname, '../..');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
    const dockerfiles = files.filter((file) => /(?:^|\/)Dockerfile$/.test(file) && !file.includes('node_modules'));
    expect(dockerfiles.length).toBeGreaterThan(2);
    for (const file of dockerfiles) expect(await compareLines(readFileSync(join(root, file), 'utf8'))).toBe('equal');
  });
});

function parse(text: string): ReturnType<typeof splitLines> | SyntaxFault {
  try {
    return splitLines(text);
  } catch (error) {
    if (error instanceof SyntaxFault) return error;
    throw error;
  }
}

function expand(word: string, escapeToken: string): string | undefined {
  try {
    return expandWord(word, (name) => (VARIABLES as Record<string, string>)[name], escapeToken);
  } catch (error) {
    if (error instanceof WordError) return undefined;
    throw error;
  }
}

function filesLeft(directory: string, ignore: string): string[] | undefined {
  try {
    const context = new Context(directory, makeIgnore(ignore));
    const [root] = context.resolve('.');
    return root === undefined
      ? []
      : context
          .walk(root.entry)
          .slice(1)
          .map(({ path }) => path)
          .sort();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

interface Shape {
  readonly keyword: string;
  readonly line: number;
  readonly endLine: number;
  readonly flags: readonly string[];
  readonly heredocs: readonly object[];
  /** The words of COPY and ADD, and the argument of RUN, CMD and USER; `undefined` for others. */
  readonly args: readonly string[] | undefined;
}

function shapeOf({ keyword, line, end, flags, heredocs, rest }: LogicalLine, text: string): Shape {
  const endLine = text.slice(0, end).split('\n').length;
  return { keyword, line, endLine, flags, heredocs, args: argsOf(keyword, rest) };
}

function shapeOfTheirs({ keyword, line, endLine, flags, heredocs, args }: JudgedInstruction): Shape {
  const isCompared = argsOf(keyword, args.join(' ')) !== undefined;
  return { keyword, line, endLine, flags, heredocs, args: isCompared ? args : undefined };
}

function argsOf(keyword: string, rest: string): string[] | undefined {
  if (!['COPY', 'ADD', 'RUN', 'CMD', 'USER'].includes(keyword)) return undefined;
  const list = keyword === 'USER' ? undefined : listOf(rest);
  if (list !== undefined) return list;
  if (rest === '') return [];
  return keyword === 'COPY' || keyword === 'ADD' ? rest.split(/[\t\v\f\r ]+/) : [rest];
}

function listOf(rest: string): string[] | undefined {
  try {
    const list: unknown = JSON.parse(rest);
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}
