import { Marked } from 'marked';
import { Html } from '../../../src/deployments-page/html.ts';

/** A marker that GitHub does not show. */
const COMMENT = /<!--[\s\S]*?-->/g;

/** Renders Markdown as GitHub does. Links into the sandbox, which has ended by then, are plain text. */
export function renderMarkdown(text: string): Html {
  const marked = new Marked({ gfm: true, async: false });
  marked.use({
    renderer: {
      link({ href, tokens }) {
        const shown = this.parser.parseInline(tokens);
        return /^https:\/\/(?!github\.com\/your-team\/)/.test(href)
          ? `<a href="${encodeURI(href)}" rel="noreferrer">${shown}</a>`
          : shown;
      },
      image: ({ text: alternative }) => alternative,
    },
  });
  const markup = marked.parse(text.replace(COMMENT, '')) as string;
  // A wide table scrolls by itself, also by the keyboard.
  return new Html(
    markup.replaceAll('<table>', '<div class="scroll" tabindex="0"><table>').replaceAll('</table>', '</table></div>'),
  );
}
