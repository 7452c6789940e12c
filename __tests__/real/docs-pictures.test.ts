import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Browser, openBrowser } from '../../sandbox/programs/browser.ts';
import { type Example, ROOT, readExamples, readPages } from '../repository/markdown.ts';
import { describeWith } from './parts/find-part.ts';
import { mermaidPage } from './parts/mermaid-page.ts';

/** Rendered pictures for people to look at; ignored by git. */
const PICTURES = join(ROOT, 'build-artefacts/docs');
const DRAW = `(async () => {
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
  const { svg } = await mermaid.render('picture', document.querySelector('pre').textContent);
  document.querySelector('#box').innerHTML = svg;
  return document.querySelectorAll('#box .node, #box .actor').length;
})()`;

const examples = readPages()
  .flatMap(readExamples)
  .filter(({ language }) => language === 'mermaid');

describeWith(['chromium'], 'the pictures of the documentation, drawn by Mermaid in a browser', ({ chromium = '' }) => {
  let browser: Browser;
  beforeAll(async () => {
    await mkdir(PICTURES, { recursive: true });
    browser = await openBrowser(chromium);
  });
  afterAll(() => browser?.close());

  async function draw({ text }: Example, name: string): Promise<number> {
    return browser.look<number>(await mermaidPage(text), DRAW, join(PICTURES, `${name}.png`));
  }

  test.each(examples.map((example, index) => [example.page, index, example] as const))(
    '%s, picture %i',
    async (page, index, example) => {
      expect(await draw(example, `${page.replaceAll('/', '-')}-${index}`)).toBeGreaterThan(1);
    },
  );
});
