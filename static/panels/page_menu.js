// All pages in a drawer, where the header has room for a few. With them, the map to take away.

import {button, element} from '../dom.js';
import {Drawer} from './drawer.js';
import {named} from './focus.js';

/** @import {Browsing} from '../state/browsing.js' */
/** @import {Words} from '../types.d.ts' */

export class PageMenu {
  /** @type {() => URL | undefined} where the server has files to download */
  downloads = () => undefined;

  /** @param {Browsing} browsing */
  constructor(browsing) {
    this.browsing = browsing;
    this.drawer = new Drawer('atlas-page-menu');
    this.more = element('span', 'more');
    this.here = element('span', 'here');
    this.button = named(
      button('atlas-all-pages', '', () => this.open()),
      'pages',
    );
    this.button.append(this.more, this.here);
    this.button.setAttribute('aria-haspopup', 'dialog');
    this.list = element('ul');
    const links = element('nav', '', this.list);
    this.offline = Object.assign(element('a', 'offline'), {download: ''});
    this.drawer.body.append(links);
    this.drawer.foot.append(this.offline);
    this.drawer.node.addEventListener('click', event => {
      const {target} = event;
      if (target instanceof Element && target.closest('a')) this.drawer.close();
    });
  }

  /** @type {(words: Words, text: (key: string) => string) => void} */
  update(words, text) {
    const {browsing, drawer, offline} = this;
    const {key: open} = browsing.page;
    drawer.name(text('app.pages'), text('app.close'));
    this.more.textContent = text('app.more');
    this.here.textContent = words.pages[open].name;
    this.button.title = text('app.all_pages');
    this.list.replaceChildren(
      ...browsing.data.pages.map(({key}) => {
        const link = Object.assign(element('a', 'atlas-go', words.pages[key].name), {href: browsing.link(key)});
        if (key === open) link.setAttribute('aria-current', 'page');
        link.autofocus = key === open;
        return element('li', '', link);
      }),
    );
    offline.replaceChildren(element('b', '', text('app.offline')), element('small', '', text('app.offline_hint')));
  }

  open() {
    const {browsing, offline} = this;
    const downloads = this.downloads();
    offline.hidden = !downloads;
    if (downloads) {
      const asked = new URLSearchParams(browsing.query);
      asked.set('page', browsing.page.key);
      offline.href = `${new URL('atlas.html', downloads)}?${asked}`;
    }
    this.drawer.open();
  }
}
