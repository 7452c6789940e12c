import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const LIBRARY = join(resolve(import.meta.dirname, '../../..'), 'node_modules/mermaid/dist/mermaid.min.js');

/** Returns a page with Mermaid, a picture's text in a hidden `pre`, and an empty `#box` for the drawing. */
export async function mermaidPage(picture: string): Promise<string> {
  const library = (await readFile(LIBRARY, 'utf8')).replaceAll('</script', '<\\/script');
  const text = picture.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<script>${library}</script><pre hidden>${text}</pre><div id="box"></div>`;
}
