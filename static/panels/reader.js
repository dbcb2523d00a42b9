// The plan's text beside the map: an outline, and the clauses with links to features on the map. The text is fetched
// once; Python sends only the clause to show and the chosen towns.

import {NARROW, TOUCH} from '../device.js';
import {button, element} from '../dom.js';
import {drawBox} from '../tools/box.js';
import {plural} from '../plural.js';
import {ask, byKey, named, stay, takesFocus} from './focus.js';

/** @import {Atlas, Clause, Heading, ReaderState} from '../types.d.ts' */
/** @typedef {(Heading | Clause)[]} Parts */
/** @typedef {HTMLElement & {clauseOf?: Clause}} PartNode */
/** @typedef {HTMLElement & {features?: string[]}} Mark */
/** @typedef {{id: string, node: PartNode, features: Set<string>, entry: HTMLElement}} Section */

/** @type {Map<string, Promise<Parts>>} */
const texts = new Map();
/** @type {(url: string) => Promise<Parts>} */
const fetchText = url => {
  const fetched =
    texts.get(url) ??
    fetch(new URL(url, document.baseURI)).then(answer => {
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      return answer.json();
    });
  texts.set(url, fetched);
  return fetched;
};

// A link within running text: a span, since a button would not wrap.
/** @type {(className: string, text: string, act: (event: UIEvent) => void) => Mark} */
const words = (className, text, act) => {
  const node = element('span', className, text);
  node.setAttribute('role', 'button');
  node.tabIndex = 0;
  node.addEventListener('click', act);
  node.addEventListener('keydown', event => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      act(event);
    }
  });
  return node;
};

export class Reader {
  /** @type {Set<string> | null} features in the box */
  area = null;
  drawing = false;
  narrowed = true;
  /** @type {ReaderState | undefined} */
  data;
  /** @type {Parts | undefined} */
  parts;
  /** @type {Map<string, PartNode>} by clause, or `heading ` and the heading's id */
  nodes = new Map();
  /** @type {Section[]} */
  sections = [];
  /** @type {Section | null} */
  here = null;
  /** @type {HTMLElement | undefined} */
  menu;

  /**
   * @param {HTMLElement} root
   * @param {() => Atlas | null} atlas
   */
  constructor(root, atlas) {
    this.root = root;
    this.atlas = atlas;
    root.classList.add('atlas-panel');
    this.outline = element('nav', 'reader-outline');
    this.head = element('div', 'reader-head');
    this.page = element('div', 'reader-text');
    this.main = element('div', 'reader-main', this.head, this.page);
    root.replaceChildren(element('div', 'atlas-reader', this.outline, this.main));
    let frame = 0;
    this.page.addEventListener(
      'scroll',
      () => {
        cancelAnimationFrame(frame);
        frame = requestAnimationFrame(() => this.#follow());
      },
      {passive: true},
    );
  }

  /** @param {ReaderState} data */
  async show(data) {
    const before = this.data;
    this.data = data;
    if (!this.parts) {
      this.parts = await fetchText(data.url);
      this.#write();
    }
    if (this.data !== data) return; // a newer state came while the text was loading
    if (!before || before.towns.join() !== data.towns.join() || before.lang !== data.lang) this.#narrow();
    if (data.clause && data.clause !== before?.clause) this.go(data.clause);
    else if (!before) this.#follow();
    for (const mark of /** @type {NodeListOf<Mark>} */ (this.page.querySelectorAll('.mark')))
      mark.classList.toggle('chosen', Boolean(data.selected && mark.features?.includes(data.selected)));
  }

  /**
   * Scroll to a clause or heading and mark it for a moment.
   *
   * @param {string} id
   */
  go(id) {
    const node = this.nodes.get(id);
    if (!node) return;
    if (node.hidden) {
      this.narrowed = false;
      this.#narrow();
    }
    this.#comeIntoView();
    this.page.scrollTop = node.offsetTop - this.page.offsetTop - 8;
    for (const other of this.page.querySelectorAll('.here')) other.classList.remove('here');
    node.classList.add('here');
    node.tabIndex = -1;
    if (takesFocus(id)) node.focus({preventScroll: true});
    this.#follow();
  }

  // On a phone the text stands below the map.
  #comeIntoView() {
    stay();
    if (NARROW.matches) this.main.scrollIntoView({block: 'start'});
  }

  #write() {
    for (const part of this.parts ?? []) {
      const node = part.level ? this.#heading(part) : this.#clause(part);
      if (part.level && part.level !== 'sub_item')
        this.sections.push({id: part.id, node, features: new Set(), entry: this.#entry(part)});
      if (!part.level) for (const feature of part.features) this.sections.at(-1)?.features.add(feature);
      this.nodes.set(part.level ? `heading ${part.id}` : part.id, node);
      this.page.append(node);
    }
    this.outline.append(...this.sections.map(({entry}) => entry));
  }

  /** @param {Heading} part */
  #heading(part) {
    const node = element(
      part.level === 'chapter' ? 'h2' : part.level === 'section' ? 'h3' : 'h4',
      `level-${part.level}`,
      `${part.number} ${part.title}`.trim(),
    );
    node.lang = 'zh-CN';
    return node;
  }

  /** @param {Heading} part */
  #entry(part) {
    const entry = button(`level-${part.level}`, part.title, () => this.go(`heading ${part.id}`));
    entry.title = `${part.number} ${part.title}`;
    entry.lang = 'zh-CN';
    return entry;
  }

  /** @param {Clause} part */
  #clause(part) {
    /** @type {PartNode} */
    const node = part.kind === 'table' ? this.#table(part) : element('p', `kind-${part.kind}`, ...this.#pieces(part));
    node.clauseOf = part;
    node.lang = 'zh-CN';
    node.dataset.clause = part.id;
    if (part.number) node.prepend(Object.assign(element('small', 'number', part.number), {title: part.number}));
    return node;
  }

  /** @param {Clause} part */
  #pieces({id, text, marks, names}) {
    /** @type {{start: number, end: number, features?: string[], town?: string}[]} */
    const links = [
      ...marks.map(([start, end, features]) => ({start, end, features})),
      ...names.map(([start, end, town]) => ({start, end, town})),
    ].sort((a, b) => a.start - b.start);
    /** @type {(string | Node)[]} */
    const pieces = [];
    let at = 0;
    for (const {start, end, features, town} of links) {
      pieces.push(text.slice(at, start));
      const link = words(features ? 'mark' : 'mark town', text.slice(start, end), event =>
        features ? this.#open(link, features, event) : town && this.atlas()?.pickTown(town),
      );
      if (features) {
        named(link, `words:${id}:${start}`).features = features;
        link.addEventListener('pointerenter', () => this.atlas()?.hint(features[0]));
        link.addEventListener('pointerleave', () => this.atlas()?.hint(null));
      }
      pieces.push(link);
      at = end;
    }
    pieces.push(text.slice(at));
    return pieces;
  }

  /** @param {Clause} part */
  #table({text}) {
    const [title, ...lines] = text.split('\n');
    const rows = lines
      .filter(line => line.startsWith('|') && !/^[|\s-]+$/.test(line))
      .map(line =>
        line
          .split('|')
          .slice(1, -1)
          .map(cell => cell.trim()),
      );
    const table = element(
      'table',
      '',
      element('caption', '', title),
      ...rows.map((cells, index) => element('tr', '', ...cells.map(cell => element(index ? 'td' : 'th', '', cell)))),
    );
    return element(
      'div',
      'kind-table',
      table,
      ...lines.filter(line => !line.startsWith('|')).map(line => element('p', 'footnote', line)),
    );
  }

  // Select the feature that a link is about; if there are several, show a menu.
  /** @type {(link: HTMLElement, features: string[], event: UIEvent) => void} */
  #open(link, features, event) {
    this.menu?.remove();
    const atlas = this.atlas();
    if (!atlas) return;
    /** @type {(id: string, how: UIEvent) => void} */
    const choose = (id, how) => {
      ask(link, id, how);
      atlas.select(id, true);
    };
    if (features.length === 1) {
      choose(features[0], event);
      return;
    }
    const found = features.map(id => atlas.find(id)).filter(f => f !== null);
    const rows = found.map(f =>
      button('', '', how => {
        menu.remove();
        choose(f.id, how);
      }),
    );
    rows.forEach((row, index) =>
      row.append(atlas.name(found[index]), element('small', '', ` ${atlas.kind(found[index])}`)),
    );
    const menu = (this.menu = element('span', 'reader-menu', ...rows));
    link.after(menu);
    menu.addEventListener('keydown', ({key}) => {
      if (key === 'Escape') {
        menu.remove();
        link.focus();
      }
    });
    if (byKey(event)) rows[0]?.focus();
    /** @param {Event} how */
    const away = ({target}) => {
      if (!menu.contains(/** @type {Node} */ (target))) {
        menu.remove();
        document.removeEventListener('pointerdown', away);
      }
    };
    document.addEventListener('pointerdown', away);
  }

  // ---- which clauses: all, those of the chosen towns, or those about features in the box --------------

  /**
   * Show only clauses about `features`, those in a box; `null`: no box.
   *
   * @param {string[] | null} features
   */
  chooseArea(features) {
    Object.assign(this, {area: features && new Set(features), drawing: false, narrowed: true});
    if (!features) this.atlas()?.shapes.clearBox();
    this.#narrow();
    if (!features) return;
    this.page.scrollTop = 0;
    this.#comeIntoView();
  }

  #draw() {
    this.drawing = true;
    this.#narrow();
    this.atlas()?.shapes.askBox(
      drawBox,
      features => this.chooseArea(features),
      this.data?.texts[TOUCH ? 'area_touch' : 'area_hint'] ?? '',
    );
  }

  #narrow() {
    const {data, area} = this;
    if (!data) return;
    const towns = new Set(data.towns);
    const asked = towns.size > 0 || area !== null;
    /** @param {Clause} part */
    const applies = part =>
      (!towns.size || part.towns.some(code => towns.has(code))) && (!area || part.features.some(id => area.has(id)));
    let count = 0;
    /** @type {PartNode[]} headings that a clause lies under */
    let open = [];
    for (const node of /** @type {Iterable<PartNode>} */ (this.page.children)) {
      if (!node.clauseOf) {
        const depth = Number(node.tagName[1]);
        open = open.filter(heading => Number(heading.tagName[1]) < depth);
        open.push(node);
        node.hidden = asked && this.narrowed;
        continue;
      }
      const here = applies(node.clauseOf);
      if (asked && here) count += 1;
      node.hidden = asked && this.narrowed && !here;
      node.classList.toggle('applies', asked && !this.narrowed && here);
      if (!node.hidden) for (const heading of open) heading.hidden = false;
    }
    for (const section of this.sections) section.entry.hidden = section.node.hidden;
    this.#showCount(data, asked, count);
    this.#follow();
  }

  /** @type {(data: ReaderState, asked: boolean, count: number) => void} */
  #showCount(data, asked, count) {
    const say = data.texts;
    const what = () =>
      plural(say[this.area ? (data.towns.length ? 'in_both' : 'in_area') : 'in_towns'], count, data.lang)
        .replace('{count}', String(count))
        .replace('{towns}', data.town_names);
    this.head.replaceChildren(
      element('span', 'count', asked ? what() : say.whole),
      asked
        ? button('', this.narrowed ? say.show_all : say.show_some, () => {
            this.narrowed = !this.narrowed;
            this.#narrow();
          })
        : '',
      this.area || this.drawing
        ? button('', say.area_off, () => this.chooseArea(null))
        : button('', say.area_on, () => this.#draw()),
    );
  }

  // ---- the section in view shows its features ---------------------------------------------------------

  #follow() {
    if (!this.parts || !this.data) return;
    const top = this.page.scrollTop + this.page.offsetTop + 60;
    /** @type {Section | null} */
    let here = null;
    for (const section of this.sections) if (!section.node.hidden && section.node.offsetTop <= top) here = section;
    here ??= this.sections.find(section => !section.node.hidden) ?? null;
    if (here !== this.here) {
      this.here?.entry.classList.remove('here');
      here?.entry.classList.add('here');
      here?.entry.scrollIntoView({block: 'nearest'});
      this.here = here;
    }
    /** @type {Set<string>} */
    const shown = new Set();
    if (this.area && this.narrowed) for (const id of this.area) shown.add(id);
    else if (this.data.towns.length && this.narrowed) {
      this.atlas()?.focus(null);
      return;
    } else for (const id of here?.features ?? []) shown.add(id);
    this.atlas()?.focus([...shown]);
  }
}
