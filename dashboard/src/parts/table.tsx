// A table whose rows are reached by j and k: the first cell of a row holds a link or button, and that is what gets the focus.
import { Fragment, type ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { state_keys, type Key } from '../keys';

export interface Column<Row> {
  title: string;
  cell: (row: Row) => ComponentChildren;
  kind?: 'number' | 'wide' | 'code' | 'chart';
}

export interface RowKey<Row> {
  key: string;
  words: string;
  act: (row: Row) => void;
}

interface Wanted<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  id: (row: Row) => string;
  empty: string;
  keys?: RowKey<Row>[];
  tone?: (row: Row) => string;
  below?: (row: Row) => ComponentChildren; // a second line of the row, when there is more to say
}

// Keys of a row act on the row that has the focus; without one the first row gets it, and nothing else happens.
export function row_keys<Row>(keys: RowKey<Row>[], box: () => HTMLElement | null, row_of: (id: string) => Row | undefined): Key[] {
  return keys.map(({ key, words, act }) => ({
    key,
    words,
    act: () => {
      const focused = document.activeElement?.closest('tr');
      const row = focused && box()?.contains(focused) ? row_of(focused.dataset['id'] ?? '') : undefined;
      if (row) act(row);
      else box()?.querySelector<HTMLElement>('[data-row]')?.focus();
    },
  }));
}

export const step_rows = (by: 1 | -1): void => {
  const all = [...document.querySelectorAll<HTMLElement>('main [data-row]')];
  const here = all.findIndex((element) => element.closest('tr') === document.activeElement?.closest('tr'));
  const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
};

export function Table<Row>(wanted: Wanted<Row>) {
  const box = useRef<HTMLTableElement>(null);
  const now = useRef(wanted);
  now.current = wanted;
  useEffect(
    () => state_keys(() => row_keys(now.current.keys ?? [], () => box.current, (id) => now.current.rows.find((row) => now.current.id(row) === id))),
    [],
  );
  const { caption, columns, rows, id, empty, tone, below } = wanted;
  return (
    <div class="table-box">
      <table ref={box}>
        <caption>{caption}</caption>
        <thead>
          <tr>{columns.map((column) => <th key={column.title} scope="col" class={column.kind}>{column.title}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const more = below?.(row);
            return (
              <Fragment key={id(row)}>
                <tr data-id={id(row)} class={`${tone?.(row) ?? ''} ${more ? 'has-more' : ''}`}>
                  {columns.map((column, index) =>
                    index === 0
                      ? <th key={column.title} scope="row" class={column.kind}>{column.cell(row)}</th>
                      : <td key={column.title} class={column.kind}>{column.cell(row)}</td>)}
                </tr>
                {more && <tr class={`more ${tone?.(row) ?? ''}`}><td colSpan={columns.length}>{more}</td></tr>}
              </Fragment>
            );
          })}
        </tbody>
      </table>
      {rows.length === 0 && <p class="empty">{empty}</p>}
    </div>
  );
}
