// The header: title, pages, language, search. Every link keeps the filter.

import {element, onScreen} from '../dom.js';
import {named} from './focus.js';
import {PageMenu} from './page_menu.js';

/** @import {Browsing} from '../state/browsing.js' */
/** @import {SearchBox} from '../search/searchbox.js' */
/** @import {Words} from '../types.d.ts' */

export class TopBar {
  shown = ''; // what the links were last written for
  lang = '';

  /**
   * @param {Browsing} browsing
   * @param {SearchBox} search
   */
  constructor(browsing, search) {
    this.browsing = browsing;
    this.search = search;
    this.brand = element('div', 'atlas-brand');
    this.pages = element('nav', 'atlas-pages');
    this.language = element('a', 'atlas-go atlas-language');
    this.menu = new PageMenu(browsing);
    const {form, list} = search;
    const {button, drawer} = this.menu;
    const parts = [this.brand, this.pages, button, this.language, form, list, drawer.node];
    this.node = element('header', 'atlas-topbar', ...parts);
    new ResizeObserver(() => this.#fit()).observe(this.node);
  }

  // Offer all pages in a drawer where the row cuts some off.
  #fit() {
    const {node, pages} = this;
    node.classList.remove('crowded');
    node.classList.toggle('crowded', pages.scrollWidth > pages.clientWidth + 1);
  }

  /** @param {Words} words */
  update(words) {
    const {browsing} = this;
    const {texts} = words;
    /** @param {string} key */
    const text = key => String(texts[key]);
    if (this.lang !== browsing.lang) {
      this.lang = browsing.lang;
      this.pages.setAttribute('aria-label', text('spoken.pages'));
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
    const shown = `${browsing.lang} ${browsing.page.key}`;
    if (this.shown !== shown)
      onScreen().then(() => {
        this.#fit();
        this.reveal();
      });
    this.shown = shown;
    this.language.textContent = text('app.language');
    this.language.lang = browsing.lang === 'en' ? 'zh-CN' : 'en';
    this.language.href = browsing.inOtherLanguage;
    this.menu.update(words, text);
    this.search.update();
  }

  /** Have the open page's link in view. */
  reveal() {
    this.pages.querySelector('.here')?.scrollIntoView({block: 'nearest', inline: 'nearest'});
  }
}
