import { type Concern, type FileState, rankFiles } from './attention.ts';
import { concernSentence } from './concern-sentence.ts';
import type { PageData } from './data.ts';
import { pullRequestLinks, time, version } from './elements.ts';
import { commonFolder, formatDuration, formatKind } from './format.ts';
import { type Html, html, link } from './html.ts';

/** Sign and word of each state. */
const STATES: Readonly<Record<Concern, { readonly sign: string; readonly word: string }>> = {
  failed: { sign: '✗', word: 'Failed' },
  held: { sign: '‖', word: 'Held' },
  'by-hand': { sign: '✎', word: 'By hand' },
  'no-tag': { sign: '?', word: 'No tag' },
  behind: { sign: '…', word: 'Behind' },
};

/** Renders what runs where: the teams that need attention, then the others. */
export function board(data: PageData): Html {
  const folder = commonFolder(data.files.map(({ path }) => path));
  const ranked = rankFiles(data);
  const urgent = ranked.filter(({ concerns }) => concerns.length > 0);
  const others = ranked.filter(({ concerns }) => concerns.length === 0);
  return html`${group(data, 'attention', 'Needs attention', urgent, folder)}${group(data, 'in-order', 'In order', others, folder)}`;
}

function group(data: PageData, id: string, title: string, fileStates: readonly FileState[], folder: string): Html {
  if (fileStates.length === 0) return html``;
  const cards = fileStates.map((fileState) => card(data, fileState, folder));
  return html`<section id="${id}" class="board" aria-labelledby="${id}-title"><h2 id="${id}-title">${title} (${fileStates.length})</h2><ul class="cards">
${cards}</ul></section>
`;
}

function card(data: PageData, fileState: FileState, folder: string): Html {
  const { file, index, current, concerns } = fileState;
  const [first = current?.ending === 'healthy' ? 'fine' : 'unseen'] = concerns;
  const sentences = concerns.map((concern) => concernSentence(data, fileState, concern));
  return html`<li class="card is-${first}" data-file="${index}">
<div class="card-head"><h3>${file.name}</h3><div class="states">${states(fileState)}</div></div>
<p class="path">${link(`${data.repositoryUrl}/blob/${data.branch}/${file.path}`, file.path.slice(folder.length))}</p>
${sentences.length === 0 ? html`` : html`<div class="concerns">${sentences}</div>`}
${facts(data, fileState)}
</li>
`;
}

function states({ concerns, current }: FileState): Html[] {
  if (concerns.length === 0) {
    return current?.ending === 'healthy' ? [state('fine', '✓', 'Healthy')] : [state('unseen', '✓', 'Deployed')];
  }
  return concerns.map((concern) => state(concern, STATES[concern].sign, STATES[concern].word));
}

function state(name: string, sign: string, word: string): Html {
  return html`<strong class="state ${name}"><span aria-hidden="true">${sign}</span> ${word}</strong>`;
}

function facts(data: PageData, { file: { tag }, current }: FileState): Html {
  if (tag === null || current === undefined) return html``;
  const { at, approvers = [], ending, healthySeconds, pullRequests = [] } = current;
  const parts = [
    version(data, tag, current),
    ...(approvers.length === 0 ? [] : [html`approved by ${approvers.join(', ')}`]),
    ...(ending === 'healthy' ? [html`Healthy after ${formatDuration(healthySeconds)}`] : []),
  ];
  const line = parts.map((part, index) => html`${index === 0 ? '' : ' · '}${part}`);
  const [what, to] = current.kind === 'rollback' ? [formatKind(current), ' to '] : ['Deployed', ': '];
  const brought = pullRequests.length === 0 ? html`` : html`${to}${pullRequestLinks(pullRequests)}`;
  return html`<p class="brought">${what} ${time(at, data.readAt)}${brought}</p>
<p class="facts">${line}</p>`;
}
