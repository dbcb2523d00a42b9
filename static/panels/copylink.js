// Buttons that copy the lasting link of a feature: the page that shows it, with its card open and without the reader's
// filter. Python gives the link: atlas/web/state/lasting_link.py.

import {button, element, svg} from '../dom.js';
import {named} from './focus.js';

/** @typedef {{copied: string, by_hand: string, field: string}} CopyTexts */
/** @typedef {(key: string, values?: Record<string, string>) => string} Text */

const SHOWN = 2500; // ms that “copied” stays on a button

/**
 * Copy an address, and say in `box` that it is copied. The browser may refuse the clipboard, as on a page without
 * https: then the address can be copied from a field.
 *
 * @type {(box: HTMLElement, href: string, texts: CopyTexts) => Promise<boolean>}
 */
export const copyAddress = async (box, href, texts) => {
  const said = element('span', '', texts.copied);
  said.setAttribute('role', 'status');
  try {
    await navigator.clipboard.writeText(href);
    box.replaceChildren(said);
    return true;
  } catch {
    const field = element('input');
    Object.assign(field, {readOnly: true, value: href});
    field.setAttribute('aria-label', texts.field);
    box.replaceChildren(element('span', '', texts.by_hand), field);
    field.focus();
    field.select();
    return false;
  }
};

const chain = () =>
  svg(
    'svg',
    {viewBox: '0 0 20 20', width: 18, height: 18, 'aria-hidden': 'true'},
    ...[
      'M8.5 11.5a3 3 0 0 0 4.3 0l3-3a3 3 0 0 0-4.3-4.3l-.9.9',
      'M11.5 8.5a3 3 0 0 0-4.3 0l-3 3a3 3 0 0 0 4.3 4.3l.9-.9',
    ].map(d => svg('path', {d, fill: 'none', stroke: 'currentColor', 'stroke-width': 1.6, 'stroke-linecap': 'round'})),
  );

/**
 * A button that copies the lasting link of a feature; a `plain` one shows its words beside the symbol.
 *
 * @type {(feature: {id: string, link: string, name: string}, text: Text, plain?: boolean) => HTMLElement}
 */
export const copyButton = ({id, link, name}, text, plain = true) => {
  const box = element('span', 'said');
  const node = named(
    button('copy-link', '', async () => {
      const address = new URL(link, document.baseURI).href;
      const texts = {copied: text('link.copied'), by_hand: text('link.by_hand'), field: text('link.field')};
      const copied = await copyAddress(box, address, texts);
      if (copied) setTimeout(() => box.replaceChildren(), SHOWN);
    }),
    `copy:${id}`,
  );
  node.append(chain());
  if (plain) node.append(element('span', '', text('link.copy')));
  else node.title = text('link.copy');
  node.setAttribute('aria-label', text('link.copy_of', {name}));
  return element('div', plain ? 'copying plain' : 'copying', node, box);
};
