// Notices over the map: each stays some seconds; one about a feature goes with it.

import {element} from '../dom.js';

const STAYS = 12000; // ms

export class Notices {
  node = element('div', 'atlas-notices');

  /**
   * Show a notice; one that is `about` a feature replaces the last such one.
   *
   * @type {(text: string, about?: string) => HTMLElement}
   */
  show(text, about) {
    if (about) this.forget();
    const note = this.node.appendChild(element('div', 'atlas-notice', text));
    note.setAttribute('role', 'status');
    if (about) note.dataset.about = about;
    setTimeout(() => note.remove(), STAYS);
    return note;
  }

  /** Another feature is selected, or none: remove what is said about the last one. */
  forget() {
    for (const note of this.node.querySelectorAll('[data-about]')) note.remove();
  }
}
