// Links that skip to a part of the page; they show when the keyboard comes to them.

import {element} from '../dom.js';
import {tabStop} from './roving.js';

/** @import {Page} from '../page.js' */

export class Skips {
  node = element('nav', 'atlas-skips');

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    page.tablebox.id = 'list';
    /** @type {Record<string, () => HTMLElement | null | undefined>} */
    this.targets = {
      main: () => page.side,
      list: () => tabStop(page.tablebox),
      map: () => (page.browsing.page.mapless ? null : page.atlas?.canvas),
      search: () => page.topbar.search.input,
    };
    /** @type {Record<string, HTMLAnchorElement>} */
    this.links = {};
    for (const key of Object.keys(this.targets)) {
      const link = (this.links[key] = element('a', 'atlas-skip'));
      link.addEventListener('click', event => {
        event.preventDefault();
        this.targets[key]()?.focus();
      });
      this.node.append(link);
    }
  }

  /** Offer what the page has, in its language. */
  update() {
    const {page} = this;
    this.node.setAttribute('aria-label', page.text('spoken.skips'));
    for (const [key, link] of Object.entries(this.links)) {
      const target = this.targets[key]();
      link.hidden = !target;
      link.href = `#${target?.closest('[id]')?.id ?? ''}`;
      link.textContent = page.text(`spoken.skip_${key}`);
    }
  }
}
