// Who did what, and who looked at what. A message's page leads here with its id.
import { useState } from 'preact/hooks';
import { get, query_of, words_of } from '../api';
import type { Audit, AuditRow } from '../api_types';
import { useFetched } from '../parts/fetched';
import { is_message_id } from '../parts/find';
import { Page, Trouble } from '../parts/page';
import { State } from '../parts/state';
import { Time } from '../parts/time';
import { VirtualTable } from '../parts/virtual_table';
import { link, place, refine } from '../router';
import { number } from '../times';

const page_size = 200;
const most_rows = 10_000;

// "id 7KQ0000000010380": the name of what it is, and its value.
const About = ({ text }: { text: string }) => (
  <>{text.split(/([ ,]+)/).map((word) => (is_message_id(word) ? <a key={word} href={link('messages', word)}>{word}</a> : word))}</>
);

function Entries({ fields }: { fields: Record<string, string> }) {
  const path = (cursor?: string) => `/audit${query_of({ ...fields, limit: page_size, cursor })}`;
  const { value, trouble } = useFetched<Audit>(path());
  const [more, set_more] = useState<{ rows: AuditRow[]; next: string | null } | null>(null);
  const [said, set_said] = useState('');
  const rows = [...(value?.entries ?? []), ...(more?.rows ?? [])];
  const next = more ? more.next : (value?.next ?? null);
  const fetch_more = () => {
    if (!next || rows.length >= most_rows || said) return;
    get<Audit>(path(next)).then(
      (page) => set_more({ rows: [...(more?.rows ?? []), ...page.entries], next: page.next }),
      (error) => set_said(words_of(error)),
    );
  };
  return (
    <>
      <Trouble words={trouble || said} />
      {value && (
        <div class="result-line" role="status">
          <span><strong>{number(rows.length)}</strong> {next ? 'entries so far' : 'entries'}</span>
          {value.verified ? <State tone="good">the chain is whole: no entry was changed or taken away</State> : <State tone="bad">the chain is broken: entries were changed or taken away. Run vagus audit verify</State>}
        </div>
      )}
      <VirtualTable caption="Audit" rows={rows} id={(row) => String(row.n)} near_end={fetch_more}
        columns={[
          { title: 'No', kind: 'number', cell: (row) => <span data-row tabIndex={-1}>{row.n}</span> },
          { title: 'When', kind: 'number', cell: (row) => <Time us={row.at_us} /> },
          { title: 'Who', cell: (row) => row.who },
          { title: 'Role', cell: (row) => row.role },
          { title: 'What', cell: (row) => row.what },
          { title: 'About', kind: 'code', cell: (row) => <About text={row.about} /> },
          { title: 'Reason', cell: (row) => row.reason },
          { title: 'From', kind: 'code', cell: (row) => row.from },
          { title: 'Result', cell: (row) => <State tone={/^failed/.test(row.result) || row.what === 'denied' ? 'bad' : 'good'}>{row.result}</State> },
        ]} />
    </>
  );
}

export function AuditPage() {
  const query = place.value.query;
  const fields = { who: query.get('who') ?? '', what: query.get('what') ?? '', about: query.get('about') ?? '' };
  const filter = (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    refine(link('audit', '', Object.fromEntries(['who', 'what', 'about'].map((name) => [name, String(form.get(name) ?? '').trim()]).filter(([, value]) => value))));
  };
  return (
    <Page title="Audit">
      <form class="search" onSubmit={filter} key={query.toString()}>
        <label>Who <input name="who" data-search defaultValue={fields.who} autocomplete="off" maxLength={100} /></label>
        <label>What <input name="what" defaultValue={fields.what} autocomplete="off" maxLength={100} placeholder="message.view, output.hold …" /></label>
        <label>Message or name <input name="about" defaultValue={fields.about} autocomplete="off" maxLength={40} /></label>
        <span class="buttons"><button type="submit" class="main">Filter</button></span>
      </form>
      <Entries key={query.toString()} fields={fields} />
    </Page>
  );
}
