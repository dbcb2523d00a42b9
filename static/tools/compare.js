// Comparison of two maps with one view: the plan of 2021, and the state of 2026. The main map shows the latter, on the
// right (in a narrow frame below); the second map is added on the left.

import {TOUCH} from '../device.js';
import {button, element} from '../dom.js';
import {Side} from './side.js';
import {giveWayToThePage} from '../map/touch.js';
import './styles.js';
import {together} from './sync.js';

/** @import {Atlas, Corners, Feature, Properties} from '../types.d.ts' */
/** @import {Time} from '../types.d.ts' */

/** @type {Time[]} */
const TIMES = ['plan', 'now'];
const REST = 120; // ms without a change of size; longer than RESIZE_DELAY in atlas.js

/**
 * How a feature's state differs from that in the plan: `changed`, `unsure` (unconfirmed) or `null`.
 *
 * @param {Properties} properties
 */
const change = ({status, status_in_plan: then}) =>
  !status || !then || status === then ? null : status === 'unconfirmed' ? 'unsure' : 'changed';

export class Compare {
  /** @type {{center: L.LatLng, zoom: number, folded: boolean} | undefined} the main map before */
  before;
  /** @type {[number, L.LatLng] | undefined} its zoom and centre with the second map */
  after;
  /** @type {(() => void) | undefined} */
  untie;

  /** @param {Atlas} atlas */
  constructor(atlas) {
    const {frame, map} = atlas;
    this.atlas = atlas;
    this.root = frame.appendChild(element('div', 'atlas-second'));
    frame.classList.add('compared'); // set before Leaflet measures the second map
    this.side = new Side(atlas, this.root, () => {
      this.update();
      atlas.view.write();
    });
    this.left = this.root.appendChild(element('div', 'compare-title'));
    this.right = frame.appendChild(element('div', 'compare-title now'));
    if (TOUCH) giveWayToThePage({map: this.side.map, frame, canvas: this.side.canvas, text: key => atlas.text(key)});
    this.#cross(map, this.side.map);
    this.#cross(this.side.map, map);
    let rest = 0;
    new ResizeObserver(() => {
      clearTimeout(rest);
      rest = setTimeout(() => this.#fit(), REST);
    }).observe(this.root);
    frame.classList.remove('compared');
  }

  get on() {
    return this.atlas.frame.classList.contains('compared');
  }

  toggle() {
    if (this.on) this.close();
    else this.open();
  }

  /**
   * Show both maps. `said` is the comparison of a link; without one, what was in view stays in view.
   *
   * @param {string | null} said
   */
  open(said = null) {
    const {
      atlas,
      atlas: {map, frame, legend, view},
    } = this;
    const seen = map.getBounds();
    const home = atlas.state.home ?? atlas.config.home;
    this.before = {center: map.getCenter(), zoom: map.getZoom(), folded: legend.root.classList.contains('folded')};
    if (said) this.#read(said);
    map.closePopup();
    frame.classList.add('compared');
    legend.fold(true);
    map.invalidateSize({animate: false});
    if (said === null)
      map.fitBounds(seen.contains(home) ? home : seen, {
        paddingTopLeft: [10, 56],
        paddingBottomRight: [48, 30],
        animate: false,
      });
    this.after = [map.getZoom(), map.getCenter()];
    this.side.map.invalidateSize({animate: false, pan: false});
    this.untie = together(map, this.side.map);
    frame.scrollIntoView({block: 'nearest'});
    this.update();
    view.write();
  }

  /** Show the main map alone again, with its earlier view unless the reader moved it. */
  close() {
    const {
      atlas: {map, frame, legend, view, marks},
      before,
      after,
    } = this;
    if (!before || !after) return;
    const [zoom, center] = after;
    const stayed = map.getZoom() === zoom && map.project(map.getCenter()).distanceTo(map.project(center)) < 1;
    this.untie?.();
    frame.classList.remove('compared');
    legend.fold(before.folded);
    marks.highlight('changed', []);
    marks.highlight('unsure', []);
    map.invalidateSize({animate: false});
    if (stayed) map.setView(before.center, before.zoom, {animate: false});
    view.write();
  }

  #fit() {
    if (!this.on) return;
    this.side.map.invalidateSize({animate: false, pan: false});
    this.side.map.setView(this.atlas.map.getCenter(), this.atlas.map.getZoom(), {animate: false});
  }

  /** Update both maps to the state. */
  update() {
    if (!this.on) return;
    const {atlas, side} = this;
    side.update();
    const shown = [...atlas.layers.values()]
      .filter(layer => !layer.definition.context)
      .flatMap(layer => layer.features)
      .filter(f => f.shown && change(f.properties));
    const changed = shown.filter(f => change(f.properties) === 'changed');
    const unsure = shown.filter(f => !changed.includes(f));
    atlas.marks.highlight('changed', changed);
    atlas.marks.highlight('unsure', unsure);
    this.#title(changed, unsure);
  }

  /** @type {(changed: Feature[], unsure: Feature[]) => void} */
  #title(changed, unsure) {
    const {
      atlas,
      side,
      side: {time},
    } = this;
    /** @param {string} key */
    const t = key => atlas.text(key);
    const other = time === 'plan' ? 'now' : 'plan';
    /** @param {string} text */
    const head = text => element('b', '', [atlas.state.title, text].filter(Boolean).join(' · '));
    const undrawn = [...changed, ...unsure].filter(f => !f.geometry).length;
    this.left.replaceChildren(
      head(t(`map.compare.${time}`)),
      button('', t(`map.compare.show_${other}`), () => {
        side.time = other;
        side.changed();
      }),
    );
    this.right.replaceChildren(
      head(t('map.compare.now')),
      element(
        'span',
        changed.length ? 'changed' : '',
        changed.length ? t('map.compare.changed').replace('{n}', String(changed.length)) : t('map.compare.same'),
      ),
      unsure.length
        ? element('span', 'unsure', t('map.compare.unconfirmed').replace('{n}', String(unsure.length)))
        : '',
      undrawn ? element('span', '', t('map.compare.undrawn').replace('{n}', String(undrawn))) : '',
    );
  }

  // A cross on the other map shows where the pointer is.
  /** @type {(map: L.Map, other: L.Map) => void} */
  #cross(map, other) {
    const {L} = this.atlas;
    const icon = L.divIcon({className: 'compare-cross', iconSize: [22, 22]});
    const cross = L.marker([0, 0], {icon, interactive: false, keyboard: false});
    map.on('mousemove', ({latlng}) => {
      if (this.on) cross.setLatLng(latlng).addTo(other);
    });
    map.on('mouseout', () => cross.remove());
  }

  // ---- the address ---------------------------------------------------------------------------------

  /** Part of the address's fragment: the time, and how the second map's layers (`-` off, `+` on) and states (`!` off)
   *  differ from the main map's. */
  get fragment() {
    if (!this.on) return '';
    const {side, atlas} = this;
    /** @type {(a: Set<string>, b: Set<string>) => string[]} */
    const only = (a, b) => [...a].filter(token => !b.has(token)).sort();
    return `&compare=${[
      side.time,
      ...only(side.hidden, atlas.hidden).map(token => `-${token}`),
      ...only(atlas.hidden, side.hidden).map(token => `+${token}`),
      ...[...side.without].sort().map(status => `!${status}`),
    ].join()}`;
  }

  // Read the comparison of a link, ignoring unknown names.
  /** @param {string} said */
  #read(said) {
    const {side, atlas} = this;
    const [time, ...marks] = said.split(',');
    side.time = TIMES.find(known => known === time) ?? side.time;
    Object.assign(side, {
      hidden: new Set(atlas.hidden),
      page: atlas.state.page,
      offered: new Set(Object.keys(atlas.state.layers)),
      chosen: true,
    });
    for (const mark of marks) {
      const token = mark.slice(1);
      const [layer, kind] = token.split('/');
      const legend = atlas.layers.get(layer)?.definition.legend;
      const known = legend && (kind === undefined || legend.some(entry => entry.kind === kind));
      if (mark[0] === '-' && known) side.hidden.add(token);
      if (mark[0] === '+' && known) side.hidden.delete(token);
      if (mark[0] === '!' && Object.hasOwn(atlas.config.statuses, token)) side.without.add(token);
    }
  }
}
