// In full screen the card is out of sight: a caption on the map names the selected feature.

import {button, element} from '../dom.js';

/** @import {Atlas, Feature} from '../types.d.ts' */

export class FullscreenCaption {
  /** @type {HTMLElement | null} */
  root = null;

  /** @param {Atlas} atlas */
  constructor(atlas) {
    this.atlas = atlas;
  }

  /**
   * Name a feature, or nothing (`null`).
   *
   * @param {Feature | null} f
   */
  show(f) {
    const {atlas} = this;
    this.root ??= atlas.frame.appendChild(element('div', 'atlas-fullscreen'));
    if (!f) {
      this.root.replaceChildren();
      return;
    }
    const about = [atlas.kind(f), atlas.status(f)].filter(Boolean).join(' · ');
    const leave = button('', atlas.text('map.leave_full'), () => document.exitFullscreen());
    this.root.replaceChildren(element('b', '', atlas.name(f)), element('span', '', about), leave);
  }
}
