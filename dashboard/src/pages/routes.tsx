// Which way messages go: a picture, and the same as a table.
import { status } from '../live';
import { Page } from '../parts/page';
import { RouteMap } from '../parts/route_map';
import { State } from '../parts/state';
import { Table } from '../parts/table';
import { link } from '../router';
import { number } from '../times';

export function RoutesPage() {
  const now = status.value;
  return (
    <Page title="Routes">
      {now && (
        <>
          <RouteMap status={now} />
          <Table caption="Routes" rows={now.routes} id={(row) => row.name} empty="No routes are configured."
            tone={(row) => (row.failed ? 'warn' : '')}
            columns={[
              { title: 'Route', cell: (row) => <a data-row href={link('messages', '', row.inputs[0] ? { input: row.inputs[0] } : {})}>{row.name}</a> },
              { title: 'From', cell: (row) => row.inputs.map((name) => <a key={name} class="id" href={link('connections', name)}>{name}</a>) },
              { title: 'To', cell: (row) => row.outputs.map((name) => <a key={name} class="id" href={link('queues', name)}>{name}</a>) },
              { title: 'Messages', kind: 'number', cell: (row) => number(row.messages ?? 0) },
              { title: 'Dropped', kind: 'number', cell: (row) => number(row.dropped ?? 0) },
              { title: 'Failed', kind: 'number', cell: (row) => (row.failed ? <a href={link('failures')}><State tone="bad">{number(row.failed)}</State></a> : '0') },
              { title: 'Written in', kind: 'code', cell: (row) => <a href={link('config', row.file, { line: String(row.line) })}>{row.file}:{row.line}</a> },
            ]} />
        </>
      )}
    </Page>
  );
}
