// The shortlist: the sites that a reader keeps, in order, to compare, to pass on as a link and to take away.

import {button, element} from '../dom.js';
import {copyAddress} from '../panels/copylink.js';
import {ask, keep, named} from '../panels/focus.js';
import {takes} from '../panels/parts.js';

/** @import {ShortlistActs, ShortlistSite} from '../types.d.ts' */
/** @typedef {(key: string, values?: Record<string, string | number> & {n?: number}) => string} Text */

/** @type {(site: ShortlistSite, compared: string[], text: Text, act: ShortlistActs) => HTMLElement} */
const entry = ({id, name, below}, compared, text, act) => {
  const link = button('link', name, event => {
    ask(link, id, event);
    act.select(id);
  });
  const chosen = compared.includes(id);
  const tick = named(element('input'), `tick:${id}`);
  Object.assign(tick, {type: 'checkbox', checked: chosen, disabled: !chosen && compared.length >= act.most});
  tick.setAttribute('aria-label', text('shortlist.compare_one', {name}));
  tick.addEventListener('change', () => act.tick(id));
  const choice = element('label', 'tick', tick, text('shortlist.compare_tick'));
  const drop = button('drop', '×', () => act.drop(id));
  drop.title = text('shortlist.remove', {name});
  drop.setAttribute('aria-label', drop.title);
  const words = element('div', 'name', named(link, `kept:${id}`), below && element('small', '', below));
  return element('li', '', words, choice, named(drop, `drop:${id}`));
};

/** @type {(box: HTMLElement, text: Text) => Promise<boolean>} */
const copyLink = (box, text) =>
  copyAddress(box, window.location.href, {
    copied: text('shortlist.copied'),
    by_hand: text('shortlist.copy_by_hand'),
    field: text('shortlist.link_field'),
  });

/**
 * Show the shortlist in `root`.
 *
 * @type {(root: HTMLElement, sites: ShortlistSite[], compared: string[], text: Text, act: ShortlistActs) => void}
 */
export const shortlist = (root, sites, compared, text, act) => {
  root.classList.add('atlas-panel');
  const close = named(button('close', '×', act.close), 'close-shortlist');
  close.title = text('shortlist.close');
  close.setAttribute('aria-label', close.title);
  const title = named(element('h2', '', text('shortlist.title', {n: sites.length})), 'shortlist');
  title.tabIndex = -1;
  const box = element('section', 'atlas-shortlist', close, title);
  box.setAttribute('aria-label', text('shortlist.title', {n: sites.length}));
  box.addEventListener('keydown', event => {
    if (event.key === 'Escape') act.close();
  });
  if (!sites.length) box.append(element('p', 'note', text('shortlist.empty')));
  else {
    const copied = element('p', 'copied');
    const copy = named(
      button('copy', text('shortlist.copy'), () => copyLink(copied, text)),
      'copy-link',
    );
    const n = Math.min(sites.length, act.most);
    const label = sites.length > n ? 'shortlist.compare_first' : 'shortlist.compare_all';
    // with ticks, these say what is compared
    const compare =
      n > 1 && !compared.length && named(button('compare', text(label, {n}), act.compareAll), 'compare-all');
    const hint = compared.length === 1 ? 'shortlist.compare_more' : 'shortlist.compare_hint';
    const files = takes([
      {text: text('shortlist.pdf'), href: act.file('pdf')},
      {text: text('shortlist.xlsx'), href: act.file('xlsx')},
    ]);
    box.append(element('ol', '', ...sites.map(site => entry(site, compared, text, act))));
    if (sites.length > 1) box.append(element('p', 'note', text(hint)));
    box.append(element('p', 'acts', compare, copy), copied, files);
  }
  keep(root, () => root.replaceChildren(box));
};
