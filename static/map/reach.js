// What can be reached by car from a site: areas by driving time, and what they mean.

import {button, element} from '../dom.js';
import {pathOf} from './spatial.js';

/** @import {Atlas, Lang, ReachData} from '../types.d.ts' */

/** Fill by driving time in minutes, the shortest the strongest. */
const FILLS = new Map([[15, 0.3], [30, 0.2], [60, 0.12]]); // prettier-ignore
/** @type {(minutes: number) => number} */
const fillOf = minutes => FILLS.get(minutes) ?? 0.1;
const COLOUR = '#6a51a3'; // no theme has it
const FITTED = 30; // minutes of the area that the map shows

export class Reach {
  /** @type {L.LayerGroup | null} */
  group = null;

  /**
   * @param {Atlas} atlas
   * @param {() => void} close
   */
  constructor(atlas, close) {
    this.atlas = atlas;
    this.close = close;
    const pane = atlas.map.createPane('reach');
    Object.assign(pane.style, {zIndex: '311', pointerEvents: 'none'}); // above the ground, below what is drawn on it
    this.renderer = atlas.L.svg({pane: 'reach', padding: 0.5});
    this.legend = element('div', 'atlas-reach');
    this.legend.setAttribute('role', 'status');
    atlas.frame.append(this.legend);
  }

  /**
   * Show the areas of a site, or none (`null`).
   *
   * @type {(data: ReachData | null, lang: Lang) => void}
   */
  show(data, lang) {
    const {L, map, view} = this.atlas;
    this.group?.remove();
    this.group = null;
    this.legend.replaceChildren();
    if (!data) return;
    const paths = data.areas.map(({minutes, geometry}) => {
      const path = pathOf(L, geometry);
      L.setOptions(path, {
        pane: 'reach',
        renderer: this.renderer,
        interactive: false,
        color: COLOUR,
        weight: 1.4,
        opacity: 0.8,
        dashArray: minutes > FITTED ? '6 4' : undefined,
        fill: true,
        fillColor: COLOUR,
        fillOpacity: fillOf(minutes),
      });
      return path;
    });
    this.group = L.layerGroup(paths).addTo(map);
    const rows = [...data.areas].reverse().map(({minutes, text}) => {
      const swatch = element('i');
      swatch.style.opacity = String(2.4 * fillOf(minutes));
      return element('li', '', swatch, text[lang]);
    });
    const close = button('close', '×', () => this.close());
    close.title = data.close[lang];
    close.setAttribute('aria-label', data.close[lang]);
    this.legend.append(element('b', '', data.title[lang]), close, element('ul', '', ...rows));
    const near = paths.filter((_, index) => data.areas[index].minutes <= FITTED);
    const bounds = L.latLngBounds([]);
    for (const path of near) bounds.extend(path.getBounds());
    if (bounds.isValid()) view.fly(bounds, false, 12);
  }
}
