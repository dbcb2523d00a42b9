// Making nodes of the page. Texts go in as text, never as markup.

const SVG = 'http://www.w3.org/2000/svg';

/** @typedef {Node | string | false | null | undefined} Child */

/**
 * An HTML element with a class and children; children that are `null`, `undefined`, `false` or '' are left out.
 *
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string} [className]
 * @param {Child[]} children
 */
export const element = (name, className, ...children) => {
  const node = document.createElement(name);
  if (className) node.className = className;
  const kept = children.filter(child => child != null && child !== false && child !== '');
  node.append(.../** @type {(Node | string)[]} */ (kept));
  return node;
};

/**
 * A button with a text that calls `act` with the click.
 *
 * @param {string} className
 * @param {string} text
 * @param {(event: MouseEvent) => void} act
 */
export const button = (className, text, act) => {
  const node = element('button', className, text);
  node.type = 'button';
  node.addEventListener('click', act);
  return node;
};

/**
 * An SVG element; attributes that are `null` or `undefined` are left out.
 *
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string | number | null | undefined>} attributes
 * @param {Node[]} children
 */
export const svg = (name, attributes = {}, ...children) => {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value != null) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
};

/**
 * The element that matches a selector at or around the target of an event; `null` where there is none.
 *
 * @template {Element} [Found=HTMLElement]
 * @param {Event} event
 * @param {string} selector
 * @returns {Found | null}
 */
export const closest = ({target}, selector) => (target instanceof Element ? target.closest(selector) : null);

/**
 * A text as nodes, in which what stands in Chinese says so: screen readers choose their voice by it.
 *
 * @param {string} text
 * @returns {(string | Node)[]}
 */
export const withChinese = text => {
  if (document.documentElement.lang !== 'en') return [text];
  const found = /\p{Script=Han}(?:.*\p{Script=Han})?/su.exec(text);
  if (!found) return [text];
  const run = element('span', '', found[0]);
  run.lang = 'zh-CN';
  return [text.slice(0, found.index), run, text.slice(found.index + found[0].length)].filter(part => part !== '');
};

/** Resolves once what has changed until now is on the screen. */
export const onScreen = () =>
  new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));

/**
 * State the language of the page. Even an equal value would have the browser style all elements anew.
 *
 * @param {'zh' | 'en'} lang
 */
export const setLanguage = lang => {
  const code = lang === 'en' ? 'en' : 'zh-CN';
  if (document.documentElement.lang !== code) document.documentElement.lang = code;
};
