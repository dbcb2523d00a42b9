// The head of a search's results: what was searched, how much was found, and the button that gives the page back. The
// results below it are Python's; while a search is on they take the place of everything else in the panel.

import {button, element, onScreen} from '../dom.js';
import {bring, found} from '../panels/focus.js';

/** @import {Page} from '../page.js' */
/** @import {Mount} from '../types.d.ts' */

export class Results {
  /** @type {{query: string, total: number} | null} what Python answered last */
  answer = null;
  drawn = ''; // what the head was drawn for

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.node = element('header', 'atlas-results');
  }

  /** Whether the results of the current search are here. */
  get here() {
    return this.answer?.query === this.page.browsing.chosen.search;
  }

  /** Show the head of the current search, or none. */
  show() {
    const {page, here} = this;
    const {
      lang,
      chosen: {search, selected},
    } = page.browsing;
    document.body.classList.toggle('atlas-searching', Boolean(search));
    this.node.hidden = !search;
    const drawn = JSON.stringify([lang, search, here && this.answer]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    if (!search) return;
    this.node.replaceChildren(
      element(
        'h1',
        '',
        page.text('search.results', {query: search}),
        element('small', '', here ? String(this.answer?.total) : page.text('search.searching')),
      ),
      button('close-panel', `× ${page.text('search.close')}`, () => page.browsing.take({search: ''})),
    );
    if (!here && !selected) onScreen().then(() => bring(this.node));
  }

  /**
   * Python has shown results in an element: show them, on a phone at the top of the screen.
   *
   * @type {(root: Mount, query: string, total: number) => void}
   */
  take(root, query, total) {
    const {page} = this;
    this.answer = {query, total};
    this.show();
    page.showOwn();
    if (this.here && found(root, query) && !page.browsing.chosen.selected) bring(this.node);
  }
}
