import { snooze } from '../acts';
import { may } from '../api';
import type { Alert, Alerts } from '../api_types';
import { alerts, look_at_alerts, status } from '../live';
import { AboutLine } from '../parts/about';
import { useFetched } from '../parts/fetched';
import { Button, Page, Trouble } from '../parts/page';
import { alert_words, Runbook, subject_link } from '../parts/problems';
import { State } from '../parts/state';
import { Table, type Column } from '../parts/table';
import { Time } from '../parts/time';
import { ago, lasting } from '../times';

const what: Column<Alert> = {
  title: 'Alert',
  cell: (row) => <a data-row href={subject_link(row, status.value)}><State tone={row.ended_us ? 'idle' : row.snoozed ? 'held' : row.level === 'page' ? 'bad' : 'warn'}>{alert_words(row)} {row.subject}</State></a>,
};

export function AlertsPage() {
  const { value, trouble, again } = useFetched<Alerts>('/alerts');
  const now_us = status.value?.now_us ?? Date.now() * 1000;
  const open = alerts.value;
  const then = () => {
    again();
    void look_at_alerts();
  };
  return (
    <Page title="Alerts">
      <Trouble words={trouble} />
      <Table caption="Open" rows={open ?? []} id={(row) => row.id} empty={open ? 'No alert is open.' : 'It is not known which alerts are open.'}
        tone={(row) => (row.snoozed ? 'held' : row.level === 'page' ? 'bad' : 'warn')}
        columns={[
          what,
          { title: 'What', kind: 'wide', cell: (row) => <>{row.words}{row.snoozed && <p class="faint">Snoozed by {row.snoozed.by} until <Time us={row.snoozed.until_us} />: {row.snoozed.reason}</p>}</> },
          { title: 'Level', cell: (row) => row.level },
          { title: 'For', kind: 'number', cell: (row) => ago(row.since_us, now_us) },
          { title: 'Whom to call', cell: (row) => <AboutLine about={row.about} /> },
          { title: 'Act', cell: (row) => <span class="buttons">
            <Runbook alert={row} />
            {may('operate') && <Button act={() => snooze(row, then)}>{row.snoozed ? 'Wake' : 'Snooze'}<span class="unseen"> {row.subject}</span></Button>}
          </span> },
        ]}
        keys={may('operate') ? [{ key: 's', words: 'snooze or wake this alert', act: (row) => snooze(row, then) }] : []} />
      <Table caption="Ended" rows={value?.recent ?? []} id={(row) => row.id} empty={value ? 'None ended lately.' : 'Asking the engine…'}
        columns={[
          what,
          { title: 'What', kind: 'wide', cell: (row) => row.words },
          { title: 'Began', kind: 'number', cell: (row) => <Time us={row.since_us} /> },
          { title: 'Lasted', kind: 'number', cell: (row) => (row.ended_us ? lasting((row.ended_us - row.since_us) / 1e6) : '–') },
        ]} />
    </Page>
  );
}
