// Drawing a style (see atlas/layers/symbology.py) as SVG: swatches of the legend, markers of points, hatches.

import {svg} from '../dom.js';

/** @import {Arrow, AreaStyle, PointStyle, Sign, Stroke, Style} from '../types.d.ts' */

/** @type {Set<string>} */
const definitions = new Set();
/** @type {SVGDefsElement | null} */
let holder = null; // of the definitions, in a hidden SVG of the page

// The reference to a pattern or marker `id`, which `make` builds once.
/** @type {(id: string, make: () => Element) => string} */
const define = (id, make) => {
  if (!holder) {
    holder = svg('defs');
    const hidden = {width: 0, height: 0, 'aria-hidden': 'true', style: 'position:absolute'};
    document.body.append(svg('svg', hidden, holder));
  }
  if (!definitions.has(id)) {
    holder.append(make());
    definitions.add(id);
  }
  return `url(#${id})`;
};

/**
 * The fill of a hatch: a pattern of lines, by default diagonal ones, over the plain fill.
 *
 * @param {string} line
 */
export const hatch = (line, fill = 'none', angle = 45, weight = 2) => {
  const id = `hatch-${line}-${fill}${angle === 45 ? '' : angle}`.replaceAll('#', '');
  return define(id, () =>
    svg(
      'pattern',
      {id, width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: `rotate(${angle})`},
      svg('rect', {width: 7, height: 7, fill}),
      svg('line', {x1: 0, y1: 0, x2: 0, y2: 7, stroke: line, 'stroke-width': weight}),
    ),
  );
};

/**
 * The arrowhead of a style as an SVG marker. Its tip reaches beyond the line's end, which it hides.
 *
 * @type {(arrow: Arrow, reach: number) => string}
 */
const arrowhead = ({color, length, width}, reach) => {
  const id = `arrow-${color}-${length}-${width}-${reach}`.replaceAll(/[#.]/g, '');
  return define(id, () =>
    svg(
      'marker',
      {
        id,
        viewBox: `0 0 ${length} ${width}`,
        refX: length - reach,
        refY: width / 2,
        markerWidth: length,
        markerHeight: width,
        markerUnits: 'userSpaceOnUse',
        orient: 'auto-start-reverse',
      },
      svg('path', {d: `M0 0L${length} ${width / 2}L0 ${width}L${length * 0.28} ${width / 2}Z`, fill: color}),
    ),
  );
};

/**
 * Give a line of SVG the arrowheads of its style; `end` is how far the tip reaches beyond its end, in px.
 *
 * @type {(line: Element, style: Style, end?: number) => void}
 */
export const addArrows = (line, {arrow}, end) => {
  if (!arrow) return;
  line.setAttribute('marker-end', arrowhead(arrow, end ?? arrow.end));
  if (arrow.ends === 'both') line.setAttribute('marker-start', arrowhead(arrow, arrow.start));
};

/** @type {(style: AreaStyle, ordinal?: number) => string | null | undefined} */
export const fillOf = (style, ordinal = 0) => {
  if (!style.fill && !style.hatch) return null;
  const plain = Array.isArray(style.fill) ? style.fill[ordinal % style.fill.length] : style.fill;
  return style.hatch ? hatch(style.hatch, plain) : plain;
};

/** @param {Stroke} s */
const strokeAttributes = s => ({
  stroke: s.color,
  'stroke-width': s.weight,
  'stroke-opacity': s.opacity,
  'stroke-dasharray': s.dashArray,
  'stroke-linecap': s.lineCap,
  fill: 'none',
});

/** @type {Record<Sign, (r: number) => SVGElement>} */
const SHAPES = {
  circle: r => svg('circle', {r}),
  station: r => svg('g', {}, svg('circle', {r}), svg('circle', {r: r * 0.34, class: 'dot'})),
  square: r => svg('rect', {x: -r, y: -r, width: 2 * r, height: 2 * r, rx: 1.2}),
  diamond: r => svg('path', {d: `M0 ${-r * 1.3}L${r * 1.3} 0L0 ${r * 1.3}L${-r * 1.3} 0Z`}),
  triangle: r => svg('path', {d: `M0 ${-r * 1.2}L${r * 1.1} ${r * 0.8}L${-r * 1.1} ${r * 0.8}Z`}),
  wave: r =>
    svg(
      'g',
      {},
      svg('path', {d: `M${-r} ${-r * 0.5}H${r}L${r * 0.45} ${r * 0.9}H${-r * 0.45}Z`}),
      svg('path', {d: `M${-r * 0.5} 0q${r * 0.25} ${-r * 0.3} ${r * 0.5} 0t${r * 0.5} 0`, fill: 'none'}),
    ),
  plane: r =>
    svg(
      'g',
      {},
      svg('circle', {r}),
      svg('path', {
        class: 'dot',
        d: `M0 ${-r * 0.7}L${r * 0.14} ${-r * 0.15}L${r * 0.68} ${r * 0.2}V${r * 0.36}L${r * 0.14} ${r * 0.18}L${r * 0.1} ${r * 0.46}L${r * 0.28} ${r * 0.62}V${r * 0.7}L0 ${r * 0.62}L${-r * 0.28} ${r * 0.7}V${r * 0.62}L${-r * 0.1} ${r * 0.46}L${-r * 0.14} ${r * 0.18}L${-r * 0.68} ${r * 0.36}V${r * 0.2}L${-r * 0.14} ${-r * 0.15}Z`,
      }),
    ),
};

/**
 * The marker of a point, centred on 0,0 of a small SVG.
 *
 * @param {PointStyle} style
 */
export const pointSymbol = style => {
  const half = style.size * 1.4 + 3;
  const shape = SHAPES[style.sign](style.size);
  const group = svg(
    'g',
    {
      fill: style.fill,
      stroke: style.color,
      'stroke-width': 1.8,
      'stroke-dasharray': style.dashArray,
      opacity: style.opacity,
    },
    shape,
  );
  for (const dot of group.querySelectorAll('.dot')) {
    dot.setAttribute('fill', style.color);
    dot.setAttribute('stroke', 'none');
  }
  const box = `${-half} ${-half} ${2 * half} ${2 * half}`;
  return svg('svg', {width: 2 * half, height: 2 * half, viewBox: box, 'aria-hidden': 'true'}, group);
};

/**
 * The swatch of a style in the legend.
 *
 * @param {Style} style
 */
export const swatch = style => {
  const box = svg('svg', {class: 'swatch', width: 36, height: 14, viewBox: '0 0 36 14', 'aria-hidden': 'true'});
  if (style.shape === 'point') {
    const symbol = pointSymbol({...style, size: Math.min(style.size, 5)});
    symbol.setAttribute('x', String(18 - Number(symbol.getAttribute('width')) / 2));
    symbol.setAttribute('y', String(7 - Number(symbol.getAttribute('height')) / 2));
    box.append(symbol);
  } else if (style.shape === 'line') {
    const {arrow} = style;
    const x2 = 35 - (arrow?.start ?? 0);
    const x1 = arrow?.ends === 'both' ? 36 - x2 : 1;
    const lines = style.strokes.map(s => svg('line', {x1, y1: 7, x2, y2: 7, ...strokeAttributes(s)}));
    box.append(...lines);
    if (arrow) addArrows(lines[lines.length - 1], style, arrow.start);
  } else {
    const frame = {x: 5, y: 3, width: 26, height: 8, rx: 1};
    for (const s of style.halo ?? []) box.append(svg('rect', {...frame, ...strokeAttributes(s)}));
    const count = Array.isArray(style.fill) ? style.fill.length : 1; // a palette shows all its tints
    for (let i = 0; i < count; i++) {
      const fill = fillOf(style, i);
      if (fill)
        box.append(
          svg('rect', {
            x: frame.x + (frame.width * i) / count,
            y: frame.y,
            width: frame.width / count,
            height: frame.height,
            fill,
            'fill-opacity': style.fillOpacity,
          }),
        );
    }
    for (const s of style.strokes) box.append(svg('rect', {...frame, ...strokeAttributes(s)}));
  }
  return box;
};
