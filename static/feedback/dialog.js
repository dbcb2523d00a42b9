// Dialogs for remarks and notes, and the parts that they share. The browser's own dialog keeps the focus and closes
// with Esc.

import {copyText} from '../clipboard.js';
import {button, element} from '../dom.js';

/** @import {TextOf} from '../types.d.ts' */

/**
 * Open a dialog. When it closes, the focus is where it was, even if that was drawn anew meanwhile.
 *
 * @type {(className: string, title: string, close: string, ...children: (Node | null | false)[]) => HTMLDialogElement}
 */
export const openDialog = (className, title, close, ...children) => {
  const heading = element('h2', '', title);
  heading.id = 'atlas-dialog-title';
  const shut = button('close', '×', () => node.close());
  shut.setAttribute('aria-label', close);
  shut.title = close;
  const node = element('dialog', `atlas-dialog ${className}`, element('header', '', heading, shut), ...children);
  node.setAttribute('aria-labelledby', heading.id);
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  node.addEventListener('keydown', event => event.stopPropagation()); // a key is not for the map behind it
  node.addEventListener('close', () => {
    node.remove();
    const key = before?.dataset.focus;
    const again = key && !before.isConnected && document.querySelector(`[data-focus="${CSS.escape(key)}"]`);
    if (again instanceof HTMLElement) again.focus();
  });
  document.body.append(node);
  node.showModal();
  return node;
};

/** Close the dialog that is open, if any. */
export const leaveDialog = () => {
  for (const node of /** @type {NodeListOf<HTMLDialogElement>} */ (document.querySelectorAll('dialog.atlas-dialog')))
    node.close();
};

let boxes = 0; // for ids

/**
 * A field for a text, with its label and how much of its limit is used.
 *
 * @type {(label: string, most: number, value: string, text: TextOf) =>
 *   {node: HTMLElement, field: HTMLTextAreaElement}}
 */
export const textBox = (label, most, value, text) => {
  boxes += 1;
  const field = element('textarea');
  const count = element('small', 'count');
  Object.assign(field, {value, maxLength: most, rows: 5, id: `atlas-text-${boxes}`});
  count.id = `atlas-count-${boxes}`;
  field.setAttribute('aria-describedby', count.id);
  const show = () => {
    count.textContent = text('feedback.count', {n: field.value.length, most});
  };
  field.addEventListener('input', show);
  show();
  const name = element('label', '', label);
  name.htmlFor = field.id;
  return {node: element('div', 'textbox', name, field, count), field};
};

/** A line that says what has happened; screen readers read it out. */
export const statusLine = () => {
  const node = element('p', 'said');
  node.setAttribute('role', 'status');
  /** @type {(words: string | Node[], wrong?: boolean) => void} */
  const say = (words, wrong = false) => {
    node.replaceChildren(...[words].flat());
    node.classList.toggle('wrong', wrong);
    node.scrollIntoView({block: 'nearest'});
  };
  return {node, say};
};

/**
 * Copy a text, and say that it is done, or show the text.
 *
 * @type {(content: string, say: (words: string | Node[]) => void, done: string, text: TextOf) => Promise<void>}
 */
export const copy = async (content, say, done, text) => {
  const field = await copyText(content, element('textarea', 'by-hand'), text('feedback.copy_by_hand'));
  if (field) field.rows = 4;
  say(field ? [element('span', '', text('feedback.copy_by_hand')), field] : done);
  field?.select();
};
