// A table of any length: only the rows in sight are there. Rows are of one height.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { state_keys } from '../keys';
import { row_keys, type Column, type RowKey } from './table';

const row_height = 29;
const beyond = 12; // rows above and below what is in sight

interface Wanted<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  id: (row: Row) => string;
  keys?: RowKey<Row>[];
  near_end?: () => void; // more may be fetched
  in_use?: ((is_so: boolean) => void) | undefined; // a pointer is over it, the focus is in it, or it was scrolled
}

export function VirtualTable<Row>(wanted: Wanted<Row>) {
  const { caption, columns, rows, id } = wanted;
  const box = useRef<HTMLDivElement>(null);
  const [first, set_first] = useState(0);
  const [height, set_height] = useState(600);
  const now = useRef({ wanted, current: -1, current_id: '' });
  now.current.wanted = wanted;
  const use = useRef({ pointed: false, focused: false, scrolled: false, told: false });

  const shown_from = Math.max(0, first - beyond);
  const shown_to = Math.min(rows.length, first + Math.ceil(height / row_height) + beyond);

  useLayoutEffect(() => {
    const look = () => box.current && set_height(box.current.clientHeight);
    const sizes = new ResizeObserver(look);
    if (box.current) sizes.observe(box.current);
    look();
    return () => sizes.disconnect();
  }, []);

  const used = (change: Partial<typeof use.current>) => {
    const { pointed, focused, scrolled: away, told } = Object.assign(use.current, change);
    const is_so = pointed || focused || away;
    if (is_so !== told) now.current.wanted.in_use?.((use.current.told = is_so));
  };
  useEffect(() => () => now.current.wanted.in_use?.(false), []);

  const scrolled = () => {
    used({ scrolled: (box.current?.scrollTop ?? 0) > 0 });
    const at = Math.floor((box.current?.scrollTop ?? 0) / row_height);
    if (Math.abs(at - first) >= beyond / 2 || at === 0) set_first(at);
  };

  useEffect(() => {
    if (shown_to >= rows.length - beyond) wanted.near_end?.();
  }, [shown_to, rows.length]);

  const focus_row = (index: number) =>
    box.current?.querySelector<HTMLElement>(`tr[aria-rowindex="${index + 2}"] [data-row]`)?.focus({ preventScroll: true });

  const is_at = (index: number) => {
    const row = now.current.wanted.rows[index];
    now.current.current = index;
    now.current.current_id = row === undefined ? '' : id(row);
  };
  // Rows may have come before it meanwhile.
  const here = () => {
    const index = now.current.wanted.rows.findIndex((row) => id(row) === now.current.current_id);
    return index < 0 ? now.current.current : index;
  };

  const step = (to: number) => {
    const view = box.current;
    const all = now.current.wanted.rows;
    if (!view || all.length === 0) return;
    const index = Math.min(Math.max(to, 0), all.length - 1);
    is_at(index);
    const top = index * row_height;
    if (top < view.scrollTop) view.scrollTop = top;
    else if (top + 2 * row_height > view.scrollTop + view.clientHeight) view.scrollTop = top + 2 * row_height - view.clientHeight;
    set_first(Math.floor(view.scrollTop / row_height));
    requestAnimationFrame(() => focus_row(index));
  };

  const page = () => Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / row_height) - 2);
  useEffect(
    () =>
      state_keys(() => [
        { key: 'j', words: 'next row', act: () => step(here() + 1) },
        { key: 'k', words: 'row before', act: () => step(here() - 1) },
        { key: 'PageDown', words: 'a screen down', act: () => step(here() + page()) },
        { key: 'PageUp', words: 'a screen up', act: () => step(here() - page()) },
        { key: 'Home', words: 'first row', act: () => step(0) },
        { key: 'End', words: 'last row', act: () => step(now.current.wanted.rows.length - 1) },
        ...row_keys(now.current.wanted.keys ?? [], () => box.current, (wanted_id) => now.current.wanted.rows.find((row) => id(row) === wanted_id)),
      ]),
    [],
  );

  const came_to = (event: FocusEvent) => {
    used({ focused: true });
    const row = (event.target as HTMLElement).closest('tr')?.getAttribute('aria-rowindex');
    if (row) is_at(Number(row) - 2);
  };

  return (
    <div class="table-box virtual" ref={box} onScroll={scrolled} onFocusIn={came_to}
      onFocusOut={(event) => used({ focused: !!box.current?.contains(event.relatedTarget as Node | null) })}
      onMouseEnter={() => used({ pointed: true })} onMouseLeave={() => used({ pointed: false })} tabIndex={0} role="region" aria-label={caption}>
      <table aria-rowcount={rows.length + 1}>
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr aria-rowindex={1}>{columns.map((column) => <th key={column.title} scope="col" class={column.kind}>{column.title}</th>)}</tr>
        </thead>
        <tbody>
          <tr aria-hidden="true" class="space"><td colSpan={columns.length} style={{ height: `${shown_from * row_height}px` }} /></tr>
          {rows.slice(shown_from, shown_to).map((row, index) => (
            <tr key={id(row)} data-id={id(row)} aria-rowindex={shown_from + index + 2}>
              {columns.map((column, place) =>
                place === 0
                  ? <th key={column.title} scope="row" class={column.kind}>{column.cell(row)}</th>
                  : <td key={column.title} class={column.kind}>{column.cell(row)}</td>)}
            </tr>
          ))}
          <tr aria-hidden="true" class="space"><td colSpan={columns.length} style={{ height: `${(rows.length - shown_to) * row_height}px` }} /></tr>
        </tbody>
      </table>
    </div>
  );
}
