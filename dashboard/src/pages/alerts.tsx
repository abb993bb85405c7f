import { snooze } from '../acts';
import { get, may } from '../api';
import type { Alert, Alerts } from '../api_types';
import { alerts, status } from '../live';
import { AboutLine } from '../parts/about';
import { useFetched } from '../parts/fetched';
import { Button, Page, Trouble } from '../parts/page';
import { alert_words, subject_link } from '../parts/problems';
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
    void get<Alerts>('/alerts').then((found) => (alerts.value = found.open), () => undefined);
  };
  return (
    <Page title="Alerts">
      <Trouble words={trouble} />
      <Table caption="Open" rows={open} id={(row) => row.id} empty="No alert is open."
        tone={(row) => (row.snoozed ? 'held' : row.level === 'page' ? 'bad' : 'warn')}
        columns={[
          what,
          { title: 'What', kind: 'wide', cell: (row) => <>{row.words}{row.snoozed && <p class="faint">Snoozed by {row.snoozed.by} until <Time us={row.snoozed.until_us} />: {row.snoozed.reason}</p>}</> },
          { title: 'Level', cell: (row) => row.level },
          { title: 'For', kind: 'number', cell: (row) => ago(row.since_us, now_us) },
          { title: 'Whom to call', cell: (row) => <AboutLine about={row.about} /> },
          { title: 'Act', cell: (row) => <span class="buttons">
            {row.runbook && <a class="button" href={row.runbook} rel="noreferrer">Runbook<span class="unseen"> for {alert_words(row)}</span></a>}
            {may('operate') && <Button act={() => snooze(row, then)}>{row.snoozed ? 'Wake' : 'Snooze'}<span class="unseen"> {row.subject}</span></Button>}
          </span> },
        ]}
        keys={may('operate') ? [{ key: 's', words: 'snooze or wake this alert', act: (row) => snooze(row, then) }] : []} />
      <Table caption="Ended" rows={value?.recent ?? []} id={(row) => row.id} empty="None ended lately."
        columns={[
          what,
          { title: 'What', kind: 'wide', cell: (row) => row.words },
          { title: 'Began', kind: 'number', cell: (row) => <Time us={row.since_us} /> },
          { title: 'Lasted', kind: 'number', cell: (row) => (row.ended_us ? lasting((row.ended_us - row.since_us) / 1e6) : '–') },
        ]} />
    </Page>
  );
}
