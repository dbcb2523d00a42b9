// The header: title, pages, language, search. Every link keeps the filter.

import {element, onScreen} from '../dom.js';
import {named} from './focus.js';

/** @import {Browsing} from '../state/browsing.js' */
/** @import {Words} from '../types.d.ts' */

export class TopBar {
  page = ''; // what the links were last written for
  lang = '';
  shown = ''; // the search that the input last showed

  /** @param {Browsing} browsing */
  constructor(browsing) {
    this.browsing = browsing;
    this.brand = element('div', 'atlas-brand');
    this.pages = element('nav', 'atlas-pages');
    this.language = element('a', 'atlas-go atlas-language');
    this.input = element('input');
    const form = element('form', 'atlas-search', this.input);
    Object.assign(this.input, {type: 'search', name: 'q', autocomplete: 'off', enterKeyHint: 'search'});
    form.setAttribute('role', 'search');
    form.addEventListener('submit', event => {
      event.preventDefault();
      browsing.take({search: this.input.value.trim()});
    });
    this.node = element('header', 'atlas-topbar', this.brand, this.pages, this.language, form);
  }

  /** @param {Words} words */
  update(words) {
    const {browsing} = this;
    const {texts} = words;
    /** @param {string} key */
    const text = key => String(texts[key]);
    if (this.lang !== browsing.lang) {
      this.lang = browsing.lang;
      this.brand.replaceChildren(element('b', '', text('app.title')), element('span', '', text('app.subtitle')));
      this.pages.replaceChildren(
        ...browsing.data.pages.map(({key}) => {
          const link = named(element('a', `atlas-go page-${key}`, words.pages[key].name), `page:${key}`);
          link.dataset.page = key;
          return link;
        }),
      );
    }
    for (const link of this.pages.querySelectorAll('a')) {
      const key = link.dataset.page ?? '';
      const here = key === browsing.page.key;
      link.href = browsing.link(key);
      link.classList.toggle('here', here);
      if (here) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    if (this.page !== browsing.page.key) onScreen().then(() => this.reveal());
    this.page = browsing.page.key;
    this.language.textContent = text('app.language');
    this.language.href = browsing.inOtherLanguage;
    this.input.placeholder = text('search.placeholder');
    this.input.setAttribute('aria-label', text('search.label'));
    this.input.maxLength = browsing.words.limits.search;
    if (this.shown !== browsing.chosen.search) this.input.value = browsing.chosen.search;
    this.shown = browsing.chosen.search;
  }

  /** Have the open page's link in view. */
  reveal() {
    this.pages.querySelector('.here')?.scrollIntoView({block: 'nearest', inline: 'nearest'});
  }
}
