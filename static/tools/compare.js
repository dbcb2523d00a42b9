// Two maps side by side with one view: what the plan said | what became of it by 2026. The one map stays what
// it is, on the right (on a narrow frame below); the other stands beside it while they are compared.

import {button, element} from '../dom.js';
import {Side} from './side.js';
import {giveWayToThePage} from '../map/touch.js';
import './styles.js';
import {together} from './sync.js';

const TIMES = ['plan', 'now'];
const REST = 120; // ms: later than the one map's own of atlas.js

/** How the state differs from that in the plan: it is another (`changed`) or nobody has said (`unsure`). */
const change = ({status, status_in_plan: then}) =>
  !status || !then || status === then ? null : status === 'unconfirmed' ? 'unsure' : 'changed';

export class Compare {
  constructor(atlas) {
    const {frame, map} = atlas;
    this.atlas = atlas;
    this.root = frame.appendChild(element('div', 'atlas-second'));
    frame.classList.add('compared'); // Leaflet asks how large the map is
    this.side = new Side(atlas, this.root, () => {
      this.update();
      atlas.view.write();
    });
    this.left = this.root.appendChild(element('div', 'compare-title'));
    this.right = frame.appendChild(element('div', 'compare-title now'));
    if (window.matchMedia('(pointer: coarse)').matches)
      giveWayToThePage({map: this.side.map, frame, canvas: this.side.canvas, text: key => atlas.text(key)});
    this.#cross(map, this.side.map);
    this.#cross(this.side.map, map);
    let rest = null;
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

  /** Divide the frame; a link says what the other map shows, a reader at the button finds what was in view. */
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

  /** The one map alone again, where it was if nobody moved it. */
  close() {
    const {
      atlas: {map, frame, legend, view, marks},
      before,
      after: [zoom, center],
    } = this;
    const stayed = map.getZoom() === zoom && map.project(map.getCenter()).distanceTo(map.project(center)) < 1;
    this.untie();
    frame.classList.remove('compared');
    legend.fold(before.folded);
    for (const what of ['changed', 'unsure']) marks.tell(what, []);
    map.invalidateSize({animate: false});
    if (stayed) map.setView(before.center, before.zoom, {animate: false});
    view.write();
  }

  #fit() {
    if (!this.on) return;
    this.side.map.invalidateSize({animate: false, pan: false});
    this.side.map.setView(this.atlas.map.getCenter(), this.atlas.map.getZoom(), {animate: false});
  }

  /** Bring both sides to the state. */
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
    atlas.marks.tell('changed', changed);
    atlas.marks.tell('unsure', unsure);
    this.#title(changed, unsure);
  }

  #title(changed, unsure) {
    const {
      atlas,
      side,
      side: {time},
    } = this;
    const t = key => atlas.text(key);
    const other = TIMES.find(one => one !== time);
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
        changed.length && 'changed',
        changed.length ? t('map.compare.changed').replace('{n}', changed.length) : t('map.compare.same'),
      ),
      unsure.length ? element('span', 'unsure', t('map.compare.unconfirmed').replace('{n}', unsure.length)) : '',
      undrawn ? element('span', '', t('map.compare.undrawn').replace('{n}', undrawn)) : '',
    );
  }

  // Where the pointer is on one map, a cross stands on the other.
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

  /** For the fragment: the time, and how layers (`-` off, `+` on) and states (`!` left out) differ from the one map's. */
  get fragment() {
    if (!this.on) return '';
    const {side, atlas} = this;
    const only = (a, b) => [...a].filter(token => !b.has(token)).sort();
    return `&compare=${[
      side.time,
      ...only(side.hidden, atlas.hidden).map(token => `-${token}`),
      ...only(atlas.hidden, side.hidden).map(token => `+${token}`),
      ...[...side.without].sort().map(status => `!${status}`),
    ].join()}`;
  }

  // A link may say anything: what is not known is passed over.
  #read(said) {
    const {side, atlas} = this;
    const [time, ...marks] = said.split(',');
    if (TIMES.includes(time)) side.time = time;
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
