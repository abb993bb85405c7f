// What is wrong now, first thing on the page: what, since when, whom to call, and what can be done here.
import type { Alert, Status } from '../api_types';
import { may } from '../api';
import { snooze } from '../acts';
import { link } from '../router';
import { ago } from '../times';
import { AboutLine } from './about';
import { Button } from './page';
import { State } from './state';

export const alert_words = (alert: Alert): string => alert.rule.replaceAll('_', ' ');

// Until an alert's rule has its time, the status says it already.
export const problems_of = (status: Status, open: Alert[]): number =>
  open.filter((alert) => !alert.snoozed).length + (status.store.takes_messages ? 0 : 1);

export const subject_link = (alert: Alert, status: Status | null): string => {
  if (status?.outputs.some((output) => output.name === alert.subject)) return link(alert.rule.includes('dead') || alert.rule.includes('failure') ? 'failures' : 'queues', '', { output: alert.subject });
  if (status?.inputs.some((input) => input.name === alert.subject)) return link('connections', alert.subject);
  if (alert.rule.includes('certificate') || alert.rule.includes('store')) return link('system');
  return link('alerts');
};

// The engine's own is a place in its manual, which it does not show.
export const Runbook = ({ alert }: { alert: Alert }) =>
  /^https?:/.test(alert.runbook)
    ? <a class="button" href={alert.runbook} target="_blank" rel="noreferrer">Runbook<span class="unseen"> for {alert_words(alert)}</span></a>
    : <span class="faint">{alert.runbook}</span>;

export function AlertLine({ alert, status, then }: { alert: Alert; status: Status; then: () => void }) {
  return (
    <li class={`problem ${alert.snoozed ? 'snoozed' : alert.level}`}>
      <State tone={alert.snoozed ? 'held' : alert.level === 'page' ? 'bad' : 'warn'}>{alert_words(alert)}</State>
      <strong>{alert.subject}</strong>
      <span class="words">{alert.words} <span class="faint">for {ago(alert.since_us, status.now_us)}{alert.snoozed && `, snoozed by ${alert.snoozed.by}: ${alert.snoozed.reason}`}</span></span>
      <AboutLine about={alert.about} />
      <span class="buttons">
        <a class="button" href={subject_link(alert, status)}>Open<span class="unseen"> {alert.subject}</span></a>
        <Runbook alert={alert} />
        {may('operate') && <Button act={() => snooze(alert, then)}>{alert.snoozed ? 'Wake' : 'Snooze'}</Button>}
      </span>
    </li>
  );
}

export function Problems({ status, open, then }: { status: Status; open: Alert[] | null; then: () => void }) {
  const store = status.store;
  return (
    <section class="problems" aria-label="Problems">
      {open === null
        ? <p class="calm"><State tone="warn">It is not known which alerts are open.</State></p>
        : problems_of(status, open) === 0 && <p class="calm"><State tone="good">Nothing is wrong that the engine knows of.</State></p>}
      <ul>
        {!store.takes_messages && (
          <li class="problem page"><State tone="bad">store full</State><strong>store</strong>
            <span class="words">The disk is nearly full: inputs take nothing, senders wait. Free space, and it goes on by itself.</span>
            <span class="buttons"><a class="button" href={link('system')}>Open</a></span></li>
        )}
        {open?.map((alert) => <AlertLine key={alert.id} alert={alert} status={status} then={then} />)}
      </ul>
    </section>
  );
}
