// The messages behind one cause.
import { useState } from 'preact/hooks';
import { get, query_of, words_of } from '../api';
import type { Dead } from '../api_types';
import { link } from '../router';
import { number } from '../times';
import { useFetched } from './fetched';
import { Trouble } from './page';
import { Time } from './time';
import { VirtualTable } from './virtual_table';

const page_size = 100;
const most_rows = 10_000;

export function DeadRows({ group }: { group: string }) {
  const path = (cursor?: string) => `/dead${query_of({ group, limit: page_size, cursor })}`;
  const { value, trouble } = useFetched<Dead>(path());
  const [more, set_more] = useState<Dead | null>(null);
  const [said, set_said] = useState('');
  const rows = [...(value?.dead ?? []), ...(more?.dead ?? [])];
  const next = more ? more.next : value?.next;
  const fetch_more = () => {
    if (!next || said || rows.length >= most_rows) return;
    get<Dead>(path(next)).then(
      (page) => set_more({ ...page, dead: [...(more?.dead ?? []), ...page.dead] }),
      (error) => set_said(words_of(error)),
    );
  };
  return (
    <>
      <Trouble words={trouble || said} />
      <VirtualTable caption="Messages of this cause" rows={rows} id={(row) => `${row.id} ${row.name}`} near_end={fetch_more}
        columns={[
          { title: 'Message', cell: (row) => <a data-row href={link('messages', row.id)}>{row.id}</a> },
          { title: 'Received', kind: 'number', cell: (row) => <Time us={row.received_us} /> },
          { title: 'Input', cell: (row) => row.input },
          { title: 'Type', cell: (row) => row.type },
          { title: 'Control id', kind: 'code', cell: (row) => row.control_id },
          { title: 'Tries', kind: 'number', cell: (row) => number(row.tries) },
          { title: 'Last try', kind: 'number', cell: (row) => <Time us={row.last_try_us} /> },
          { title: 'Result', cell: (row) => row.result },
        ]} />
    </>
  );
}
