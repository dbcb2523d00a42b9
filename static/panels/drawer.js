// A drawer of a phone: a dialog at the foot of the screen. As the browser's own <dialog> it keeps the focus, makes the
// rest of the page inert, and closes by Esc and by the phone's Back.

import {NARROW} from '../device.js';
import {button, element} from '../dom.js';

export class Drawer {
  /** @param {string} className */
  constructor(className) {
    this.node = element('dialog', `atlas-drawer ${className}`);
    this.title = element('h2');
    this.shut = button('close', '×', () => this.close());
    this.body = element('div', 'drawer-body');
    this.foot = element('div', 'drawer-foot');
    const head = element('div', 'drawer-head', this.title, this.shut);
    this.node.append(element('div', 'drawer-box', head, this.body, this.foot));
    this.node.addEventListener('click', ({target}) => {
      if (target === this.node) this.close(); // beside the box
    });
    NARROW.onChange(() => this.close());
  }

  /** @type {(title: string, close: string) => void} */
  name(title, close) {
    this.title.textContent = title;
    this.node.setAttribute('aria-label', title);
    this.shut.title = close;
    this.shut.setAttribute('aria-label', close);
  }

  open() {
    if (!this.node.open) this.node.showModal();
  }

  close() {
    this.node.close();
  }
}
