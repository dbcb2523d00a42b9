// Buttons that copy the lasting link of a feature: the page that shows it, with its card open and without the reader's
// filter. Python gives the link: atlas/web/state/lasting_link.py.

import {copyText} from '../clipboard.js';
import {button, element, svg} from '../dom.js';
import {named} from './focus.js';

/** @typedef {{copied: string, by_hand: string, field: string}} CopyTexts */
/** @typedef {(key: string, values?: Record<string, string>) => string} Text */

const SHOWN = 2500; // ms that “copied” stays on a button

/**
 * Copy an address, and say in `box` that it is copied, or show it there; return whether it is copied.
 *
 * @type {(box: HTMLElement, href: string, texts: CopyTexts) => Promise<boolean>}
 */
export const copyAddress = async (box, href, texts) => {
  const field = await copyText(href, element('input'), texts.field);
  const said = element('span', '', field ? texts.by_hand : texts.copied);
  if (!field) said.setAttribute('role', 'status');
  box.replaceChildren(said, ...(field ? [field] : []));
  field?.focus();
  field?.select();
  return !field;
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
 * A button that copies the lasting link of a feature; a `worded` one shows its words beside the symbol.
 *
 * @type {(feature: {id: string, link: string, name: string}, text: Text, worded?: boolean) => HTMLElement}
 */
export const copyButton = ({id, link, name}, text, worded = true) => {
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
  if (worded) node.append(element('span', '', text('link.copy')));
  else node.title = text('link.copy');
  node.setAttribute('aria-label', text('link.copy_of', {name}));
  return element('div', worded ? 'copying worded' : 'copying', node, box);
};
