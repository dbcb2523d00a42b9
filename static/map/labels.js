// Names on the map. They are placed one by one by priority, never over another name, and off the lines where there
// is room; they are placed again after every move, so that zooming in shows more of them.

import {labelLook, wantedLabels} from './labelchoice.js';
import {CELL, Cells, Grid} from './occupancy.js';

export class Labels {
  /** `rules`: where labels may stand and how they look, from `atlas/layers/label_rules.toml`. */
  constructor(L, map, trays, rules) {
    Object.assign(this, {L, map, trays, rules, sizes: new Map(), shown: new Map()});
    this.pane = map.createPane('labels');
    this.pane.classList.add('leaflet-zoom-hide');
    this.pane.style.zIndex = 600;
    this.pane.style.pointerEvents = 'none';
    map.on('moveend zoomend resize', () => this.soon());
  }

  set(layers, language, selected) {
    Object.assign(this, {layers, language, selected});
    this.soon();
  }

  // Once a frame, however often map and state changed in it.
  soon() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.place());
  }

  place() {
    if (!this.layers) return;
    const zoom = this.map.getZoom();
    const {growth, placing} = this.rules;
    this.grown = growth.steps.findLast(([level]) => zoom >= level)[1]; // names of areas grow as one comes nearer
    this.pane.style.setProperty('--grown', this.grown);
    const view = this.map.getPixelBounds();
    const origin = this.map.getPixelOrigin();
    const scale = 2 ** zoom;
    const toPane = ([x, y]) => [x * scale - origin.x, y * scale - origin.y];
    const seen = {
      w: view.min.x - origin.x,
      n: view.min.y - origin.y,
      e: view.max.x - origin.x,
      s: view.max.y - origin.y,
    };
    const wanted = wantedLabels(this.layers, zoom, this.language, this.selected, placing.selected);
    const taken = new Grid(64);
    for (const box of [...this.#furniture(), ...this.trays.taken, ...this.#arrowheads(toPane)]) taken.put(box);
    const lines = this.#obstacles(toPane, seen);
    for (const f of this.#features('point'))
      if (!f.shape.offsets) for (const point of f.shape.points) lines.add(...toPane(point), placing.symbol);
    const placed = new Map();
    for (const item of wanted) {
      const spot = this.#spot(item, toPane, seen, taken, lines);
      if (spot) {
        taken.put(spot.box);
        placed.set(item.key, {...item, ...spot});
      }
    }
    this.#render(placed);
  }

  // What stands over the map: legend, buttons, scale, credit.
  #furniture() {
    const container = this.map.getContainer();
    const at = container.getBoundingClientRect();
    return [
      ...container
        .closest('.atlas-frame')
        .querySelectorAll(
          '.atlas-controls, .legend-body, .legend-button, .atlas-north, .atlas-shapes, .compare-title, .leaflet-control',
        ),
    ]
      .map(node => node.getBoundingClientRect())
      .filter(rect => rect.width)
      .map(rect => {
        const {x, y} = this.map.containerPointToLayerPoint([rect.left - at.left, rect.top - at.top]);
        return {w: x, n: y, e: x + rect.width, s: y + rect.height};
      });
  }

  #arrowheads(toPane) {
    return this.#features('line')
      .filter(f => f.style.arrow)
      .flatMap(f => {
        const {
          arrow: {ends, length},
        } = f.style;
        const tips = [f.shape.lines.at(-1).at(-1), ...(ends === 'both' ? [f.shape.lines[0][0]] : [])];
        return tips
          .map(toPane)
          .map(([x, y]) => ({w: x - length / 2, n: y - length / 2, e: x + length / 2, s: y + length / 2}));
      });
  }

  #features(shape) {
    return this.layers.flatMap(layer => layer.features).filter(f => f.shown && f.style?.shape === shape);
  }

  #size(item) {
    const key = `${item.style}/${item.kind}/${item.text}/${this.language}/${this.grown}/${item.chosen}`;
    if (!this.sizes.has(key)) {
      const node = this.#node(item);
      node.style.visibility = 'hidden';
      this.pane.append(node);
      this.sizes.set(key, [node.offsetWidth, node.offsetHeight]);
      node.remove();
    }
    return this.sizes.get(key);
  }

  #node(item) {
    const node = document.createElement('div');
    node.className = `atlas-label ${item.style} kind-${item.kind}${item.chosen ? ' chosen' : ''}`;
    node.lang = this.language;
    node.textContent = item.text;
    const {size, colour, ground} = labelLook(this.rules, item);
    const grows = this.rules.growth.styles.includes(item.style) && !item.chosen;
    node.style.fontSize = grows ? `calc(${size}px * var(--grown, 1))` : `${size}px`;
    node.style.color = colour;
    if (ground) node.style.background = ground;
    return node;
  }

  #anchor(item, toPane, seen) {
    const {f} = item;
    const p = f.properties;
    const {spots, placing} = this.rules;
    if (f.style.shape === 'point') {
      const [x, y] = toPane(f.shape.points[0]);
      const [dx, dy] = f.shape.offsets?.[0] ?? [0, 0];
      return {at: [x + dx, y + dy], spots: spots.point, gap: f.style.size + placing.gap};
    }
    if (f.style.shape === 'area') {
      const [lon, lat] = p.label_point ?? [];
      if (lon == null) return null;
      const q = this.map.latLngToLayerPoint([lat, lon]);
      return {
        at: [q.x, q.y],
        spots: [...spots.area, ...({town: spots.town, area: spots.beside}[item.style] ?? [])],
        gap: 0,
        run: item.style === 'area' ? this.#inside(f, [q.x, q.y], toPane) : null,
      };
    }
    // a line: the middle of its longest part in view
    let best = null;
    for (const line of f.shape.lines) {
      let run = [];
      for (const point of [...line.map(toPane), null]) {
        const inside = point && point[0] > seen.w && point[0] < seen.e && point[1] > seen.n && point[1] < seen.s;
        if (inside) {
          run.push(point);
          continue;
        }
        if (run.length > (best?.length ?? 0)) best = run;
        run = [];
      }
    }
    if (!best) return null;
    return {
      at: best[Math.floor(best.length / 2)],
      spots: item.style === 'shield' ? spots.shield : spots.line,
      gap: placing.line_gap,
      run: best,
    };
  }

  // Where the name of an area may stand: its middle, then a grid of points within it, nearest first.
  #inside(f, middle, toPane) {
    const [w, n, e, s] = f.shape.box;
    const points = [];
    for (let i = 1; i < 8; i++)
      for (let j = 1; j < 8; j++) {
        const point = [w + ((e - w) * i) / 8, n + ((s - n) * j) / 8];
        if (f.shape.hit(point, 0)) points.push(toPane(point));
      }
    const far = ([x, y]) => Math.hypot(x - middle[0], y - middle[1]);
    return [middle, ...points.sort((a, b) => far(a) - far(b))];
  }

  #named(f) {
    const zoom = this.map.getZoom();
    return (
      !f.layer.definition.context &&
      f.layer.definition.labels.some(
        label =>
          zoom >= label.min_zoom &&
          zoom <= label.max_zoom &&
          (!label.kinds.length || label.kinds.includes(f.properties.kind)),
      )
    );
  }

  #place(x, y) {
    const origin = this.map.getPixelOrigin();
    const scale = 2 ** this.map.getZoom();
    return [(x + origin.x) / scale, (y + origin.y) / scale];
  }

  #within(f, x, y) {
    return f.shape.hit(this.#place(x, y), 0);
  }

  // Whether a smaller area that has a name of its own lies there: the name would be taken for its.
  #smaller(f, x, y) {
    const point = this.#place(x, y);
    return this.#features('area').some(
      other =>
        other !== f &&
        other.layer.definition.theme === f.layer.definition.theme &&
        this.#named(other) &&
        other.shape.size < f.shape.size * 0.9 &&
        other.shape.hit(point, 0),
    );
  }

  #spot(item, toPane, seen, taken, lines) {
    const anchor = this.#anchor(item, toPane, seen);
    if (!anchor) return null;
    const [w, h] = this.#size(item);
    const {gap} = anchor;
    const {costs, placing, spots} = this.rules;
    const area = item.f.style.shape === 'area';
    const anchors = area
      ? (anchor.run ?? [anchor.at])
      : anchor.run?.length > 8
        ? placing.along.map(t => anchor.run[Math.floor(t * (anchor.run.length - 1))])
        : [anchor.at];
    const [west, , east] = item.f.shape.box;
    const small = (east - west) * 2 ** this.map.getZoom() < placing.small * w;
    let best = null;
    anchors.forEach(([ax, ay], tried) =>
      anchor.spots.forEach(([dx, dy], order) => {
        const x = ax + dx * (w / 2 + gap);
        const y = ay + dy * (h / 2 + gap);
        const beside = area && order >= spots.area.length;
        if (beside && (item.style === 'town' ? !this.#within(item.f, x, y) : !small)) return;
        const box = {w: x - w / 2 - 2, n: y - h / 2 - 1, e: x + w / 2 + 2, s: y + h / 2 + 1};
        if (box.w < seen.w || box.e > seen.e || box.n < seen.n || box.s > seen.s || taken.hits(box)) return;
        const cost =
          order +
          tried * (area ? costs.later_area : costs.later) +
          (item.style === 'shield' ? 0 : costs.line * lines.count(box)) +
          (beside && item.style === 'area' ? costs.beside : 0) +
          (item.style === 'area' && this.#smaller(item.f, x, y) ? costs.covers : 0);
        if (!best || cost < best.cost) best = {x, y, box, cost};
      }),
    );
    return best;
  }

  // The lines of the network and of the projects, as cells that names avoid.
  #obstacles(toPane, seen) {
    const cells = new Cells();
    for (const f of this.#features('line')) {
      for (const line of f.shape.lines) {
        let before = null;
        for (const point of line.map(toPane)) {
          if (before) {
            const steps = Math.min(400, Math.ceil(Math.hypot(point[0] - before[0], point[1] - before[1]) / CELL));
            for (let i = 0; i < steps; i++) {
              const x = before[0] + ((point[0] - before[0]) * i) / steps;
              const y = before[1] + ((point[1] - before[1]) * i) / steps;
              if (x > seen.w && x < seen.e && y > seen.n && y < seen.s) cells.add(x, y);
            }
          }
          before = point;
        }
      }
    }
    return cells;
  }

  #render(placed) {
    for (const [key, {node}] of this.shown)
      if (!placed.has(key)) {
        node.remove();
        this.shown.delete(key);
      }
    for (const [key, item] of placed) {
      let entry = this.shown.get(key);
      if (!entry || entry.text !== item.text || entry.chosen !== item.chosen || entry.language !== this.language) {
        entry?.node.remove();
        entry = {node: this.#node(item), text: item.text, chosen: item.chosen, language: this.language};
        this.pane.append(entry.node);
        this.shown.set(key, entry);
      }
      entry.node.style.transform = `translate(${Math.round(item.x)}px, ${Math.round(item.y)}px) translate(-50%, -50%)`;
    }
  }
}
