/** Creates an element with attributes and children. Strings become text nodes. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Creates a link to a web page, or only the text if the address is not one. */
export function link(address: string, text: string, attributes: Readonly<Record<string, string>> = {}): Node {
  if (!/^https?:\/\//.test(address)) return element('span', attributes, text);
  return element('a', { href: address, rel: 'noreferrer', ...attributes }, text);
}

/** @throws Error if the page has no such element */
export function byId<Type extends HTMLElement>(id: string): Type {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no #${id}.`);
  return found as Type;
}
