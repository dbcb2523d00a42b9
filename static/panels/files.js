// Files that the server makes when they are asked for. They are fetched, so that the page can say in its own
// language that a file is being made, or why there is none; a browser would only say that a download failed.

import {closest, element} from '../dom.js';

/** @import {Texts} from '../types.d.ts' */

const QUICK = 300; // ms: what comes sooner needs no word
const TRIES = 12;
const PAUSE = 5; // how often a busy server is asked; s between, where it does not say
const STAYS = 12000; // ms that a refusal can be read

/** @type {(ms: number) => Promise<void>} */
const sleep = ms =>
  new Promise(done => {
    setTimeout(done, ms);
  });

// One line above the page's foot: the last word about the last file.
/** @type {HTMLElement | null} */
let bar = null;
/** @type {(text: Texts, words: string, stays?: number) => void} */
const say = (text, words, stays = 0) => {
  bar?.remove();
  bar = null;
  if (!words) return;
  const close = element('button', 'close', '×');
  close.type = 'button';
  close.title = text('map.take.close');
  close.setAttribute('aria-label', text('map.take.close'));
  const own = (bar = element('p', 'atlas-away atlas-taking', words, close));
  own.setAttribute('role', 'status');
  const shut = () => {
    own.remove();
    if (bar === own) bar = null;
  };
  close.addEventListener('click', shut);
  if (stays) setTimeout(shut, stays);
  document.body.append(own);
};

/** @type {(answer: Response, address: URL) => string} */
const nameOf = (answer, address) => {
  const found = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get('content-disposition') ?? '');
  return found ? decodeURIComponent(found[1]) : (address.pathname.split('/').at(-1) ?? '');
};

/**
 * Have the browser save a file.
 *
 * @type {(content: Blob, name: string) => void}
 */
export const save = (content, name) => {
  const url = URL.createObjectURL(content);
  const link = Object.assign(element('a'), {href: url, download: name, hidden: true});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000); // the browser has begun to write it by then
};

/** @type {(address: URL, text: Texts) => Promise<string>} */
const fetchFile = async (address, text) => {
  for (let tries = 1; ; tries += 1) {
    const answer = await fetch(address);
    if (answer.ok) {
      save(await answer.blob(), nameOf(answer, address));
      return '';
    }
    const pause = Number(answer.headers.get('retry-after'));
    const plain = answer.headers.get('content-type')?.startsWith('text/plain');
    if (answer.status !== 503 || !pause || tries === TRIES) return plain ? answer.text() : text('map.take.failed');
    say(text, text('map.take.retry'));
    await sleep((pause || PAUSE) * 1000);
  }
};

/** @type {Set<string>} */
const asked = new Set(); // a second click asks for nothing new

/** @type {(href: string, text: Texts) => Promise<void>} */
const take = async (href, text) => {
  if (asked.has(href)) return;
  asked.add(href);
  const told = setTimeout(() => say(text, text('map.take.making')), QUICK);
  let words;
  try {
    words = await fetchFile(new URL(href), text);
  } catch {
    words = text('map.take.failed');
  }
  clearTimeout(told);
  asked.delete(href);
  say(text, words, STAYS);
};

/**
 * Fetch what links to files lead to, wherever they stand; with a key held down the browser does what it is told.
 *
 * @param {Texts} text
 */
export const takeFiles = text =>
  document.addEventListener('click', event => {
    /** @type {HTMLAnchorElement | null} */
    const link = closest(event, 'a[download]');
    if (!link || !/\/download\//.test(link.pathname) || link.origin !== window.location.origin) return;
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    take(link.href, text);
  });
