// What stands around the map: zoom, whole city, full screen, measuring, two maps, base maps, north arrow, scale.

import {button, element, svg} from '../dom.js';
import {nameMap} from './naming.js';

/** @import {Atlas, DrawKind, Measure, TakeMenu} from '../types.d.ts' */
/** @import {Timeline} from '../tools/timeline.js' */

/** @param {string} path */
const icon = path =>
  svg(
    'svg',
    {
      viewBox: '0 0 24 24',
      width: 18,
      height: 18,
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': 2,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
      'aria-hidden': 'true',
    },
    svg('path', {d: path}),
  );
const ICONS = {
  in: 'M12 5v14M5 12h14',
  out: 'M5 12h14',
  home: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5M9.5 9.5h5v5h-5z',
  full: 'M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5',
  measure: 'M3 16.5L16.5 3L21 7.5L7.5 21zM7 12.5l2 2M10 9.5l3 3M13 6.5l2 2',
  compare: 'M4 5h16v14H4zM12 3v18',
  time: 'M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16M12 8v4l3 2',
  take: 'M12 4v10M8 10.5l4 4 4-4M5 15v5h14v-5',
  tools: 'M4 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M11 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M18 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0',
  base: 'M12 4l8 4-8 4-8-4zM4 12l8 4 8-4M4 16l8 4 8-4',
};
const FAILURES = 4; // tiles that fail in a row before the online map is given up

/**
 * Put a menu beside the button that opens it, within the map where it fits.
 *
 * @type {(frame: HTMLElement, menu: HTMLElement, opener: HTMLElement) => void}
 */
export const placeMenu = (frame, menu, opener) => {
  const {top} = frame.getBoundingClientRect();
  const room = frame.clientHeight - menu.offsetHeight - 8;
  menu.style.top = `${Math.max(8, Math.min(opener.getBoundingClientRect().top - top, room))}px`;
};

/**
 * Give a button of the map the focus; on a phone, where it is folded away, the one that it is behind.
 *
 * @param {HTMLElement} node
 */
export const focusControl = node => {
  /** @type {HTMLElement | null | undefined} */
  const tools = node.checkVisibility() ? null : node.closest('.atlas-controls')?.querySelector('.control-tools');
  (tools ?? node).focus();
};

/** @param {Atlas} atlas */
export const addControls = atlas => {
  const {L, map, frame} = atlas;
  const bar = frame.appendChild(element('div', 'atlas-controls'));
  /** @type {Record<string, HTMLButtonElement>} */
  const buttons = {};
  /** @type {(key: keyof typeof ICONS, act?: () => void) => HTMLButtonElement} */
  const control = (key, act) => {
    const node = (buttons[key] = element('button', `control-${key}`, icon(ICONS[key])));
    node.type = 'button';
    if (act) node.addEventListener('click', act);
    place.append(node);
    return node;
  };
  let place = bar;
  control('in', () => map.zoomIn(0.5));
  control('out', () => map.zoomOut(0.5));
  control('home', () => atlas.view.fly(atlas.state.home ?? atlas.config.home));
  // On a phone what follows is behind one button, in a list with names.
  const rest = element('div', 'atlas-tools');
  rest.id = 'atlas-tools';
  const tools = control('tools', () => unfold(!bar.classList.contains('unfolded')));
  tools.setAttribute('aria-controls', rest.id);
  /** @param {boolean} on */
  const unfold = on => {
    bar.classList.toggle('unfolded', on);
    tools.setAttribute('aria-expanded', String(on));
  };
  unfold(false);
  bar.append(rest);
  place = rest;
  rest.addEventListener('click', () => unfold(false));
  bar.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || !bar.classList.contains('unfolded')) return;
    unfold(false);
    tools.focus();
  });
  control('full', () => (document.fullscreenElement ? document.exitFullscreen() : frame.requestFullscreen?.()));
  /** @type {TakeMenu | null} */
  let take = null;
  // Only a server can make files.
  if (atlas.downloads) {
    const asks = control('take');
    asks.setAttribute('aria-haspopup', 'true');
    asks.setAttribute('aria-expanded', 'false');
    asks.addEventListener(
      'click',
      async ({detail}) => {
        const {addTake} = await import('../tools/take.js');
        take = addTake(atlas, asks);
        take.toggle(detail);
      },
      {once: true},
    );
  }

  // What only some readers use comes when it is asked for.
  /** @type {Measure | null} */
  let measure = null;
  /** @param {DrawKind} kind */
  const measuring = async kind => {
    menus.measure.hidden = true;
    const {Measure} = await import('../tools/measure.js');
    (measure ??= new Measure(atlas)).start(kind);
  };
  /** @param {string | null} said */
  const compare = async said => {
    const {Compare} = await import('../tools/compare.js');
    atlas.compare ??= new Compare(atlas);
    if (said === null) atlas.compare.toggle();
    else atlas.compare.open(said);
    pressed('compare', atlas.compare.on);
  };
  /** @type {Timeline | null} */
  let timeline = null;
  /** @param {boolean} asked whether the reader asked for it */
  const openTimeline = async asked => {
    const {Timeline: Bar} = await import('../tools/timeline.js');
    timeline ??= new Bar(atlas, () => pressed('time', false));
    timeline.open(asked);
    pressed('time', true);
  };
  /** @type {(key: string, on: boolean) => void} */
  const pressed = (key, on) => buttons[key].setAttribute('aria-pressed', String(on));
  // An address with a year opens it.
  const showTime = () => {
    if (atlas.state.year && !timeline?.on) openTimeline(false);
    timeline?.show();
  };
  /** @type {Record<string, HTMLElement>} */
  const menus = {};
  /** @type {(key: keyof typeof ICONS, className: string) => void} */
  const menu = (key, className) => {
    const node = (menus[key] = frame.appendChild(element('div', `atlas-menu ${className}`)));
    node.hidden = true;
    const asks = control(key, () => {
      for (const other of Object.values(menus)) if (other !== node) other.hidden = true;
      node.hidden = !node.hidden;
      placeMenu(frame, node, asks);
    });
    for (const part of /** @type {HTMLElement[]} */ ([node, asks]))
      part.addEventListener('keydown', event => {
        if (event.key !== 'Escape' || node.hidden) return;
        node.hidden = true;
        focusControl(asks);
      });
  };
  menu('measure', 'atlas-measures');
  control('compare', () => compare(null));
  control('time', () => (timeline?.on ? timeline.leave() : openTimeline(true)));
  frame.addEventListener('click', event => {
    const target = /** @type {Node | null} */ (event.target);
    if (!bar.contains(target)) unfold(false);
    for (const [key, node] of Object.entries(menus))
      if (!node.contains(target) && !buttons[key].contains(target)) node.hidden = true;
  });

  const north = frame.appendChild(
    element(
      'div',
      'atlas-north',
      svg(
        'svg',
        {viewBox: '0 0 24 34', width: 22, height: 32, 'aria-hidden': 'true'},
        svg('path', {d: 'M12 9L20 31L12 26Z', fill: '#2f2a24'}),
        svg('path', {d: 'M12 9L4 31L12 26Z', fill: '#fff', stroke: '#2f2a24', 'stroke-width': 1.2}),
      ),
    ),
  );
  const letter = north.insertBefore(element('b'), north.firstChild);
  L.control.scale({imperial: false, position: 'bottomright', maxWidth: 110}).addTo(map);

  /** @type {Map<string, L.TileLayer>} */
  const basemaps = new Map();
  /** @type {string | null} */
  let chosen = null;
  /** @param {string | null} key */
  const useBasemap = key => {
    if (chosen) basemaps.get(chosen)?.remove();
    chosen = key;
    frame.classList.toggle('online', Boolean(key));
    const layer = key && basemaps.get(key);
    if (layer) {
      layer.failures = 0;
      layer.addTo(map);
    }
    menus.base.querySelectorAll('input').forEach(input => {
      input.checked = input.value === (key ?? '');
    });
    menus.base.hidden = true;
    credit();
  };
  const credit = () => {
    const texts = [chosen && atlas.text(`map.base_credit.${chosen}`), atlas.text('map.credit')];
    const line = map.attributionControl.getContainer();
    if (line) line.textContent = texts.filter(Boolean).join(' · ');
  };
  /** @type {(key: string, layer: L.TileLayer) => void} */
  const addBasemap = (key, layer) => {
    if (!menus.base) menu('base', 'atlas-basemaps');
    basemaps.set(key, layer);
    layer.on('tileload', () => {
      layer.failures = 0;
    });
    layer.on('tileerror', () => {
      layer.failures = (layer.failures ?? 0) + 1;
      if (layer.failures === FAILURES && chosen === key) {
        useBasemap(null);
        atlas.notice(atlas.text('map.base_failed'));
      }
    });
  };
  const translate = () => {
    /** @param {string} key */
    const t = key => atlas.text(key);
    for (const [key, node] of Object.entries(buttons)) {
      node.title = t(`map.button.${key}`);
      node.setAttribute('aria-label', node.title);
    }
    nameMap(atlas);
    letter.textContent = t('map.north');
    take?.translate();
    timeline?.translate();
    credit();
    menus.measure.replaceChildren(
      .../** @type {DrawKind[]} */ (['line', 'polygon']).map(kind =>
        button('', t(`map.measure.${kind}`), () => measuring(kind)),
      ),
    );
    measure?.translate();
    if (!menus.base) return;
    menus.base.replaceChildren(
      ...['', ...basemaps.keys()].map(key => {
        const input = element('input');
        Object.assign(input, {type: 'radio', name: 'basemap', value: key, checked: key === (chosen ?? '')});
        input.addEventListener('change', () => useBasemap(key || null));
        return element('label', '', input, element('span', '', t(`map.base.${key || 'offline'}`)));
      }),
    );
  };
  return {addBasemap, translate, compare, showTime};
};
