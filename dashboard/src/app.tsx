// The frame around every page: where one is, what is wrong, where one can go.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { session, watch_token, words_of } from './api';
import type { Status } from './api_types';
import { state_keys } from './keys';
import { alerts, connected, heard_ms, refused, status } from './live';
import { Announcer } from './parts/announcer';
import { Asking, Notice } from './parts/asking';
import { Find } from './parts/find';
import { Help, show_help } from './parts/help';
import { ResendMany } from './parts/resend_many';
import { problems_of } from './parts/problems';
import { State } from './parts/state';
import { step_rows } from './parts/table';
import { AlertsPage } from './pages/alerts';
import { AuditPage } from './pages/audit';
import { ConfigPage } from './pages/config';
import { ConnectionsPage } from './pages/connections';
import { FailuresPage } from './pages/failures';
import { LoginPage } from './pages/login';
import { MessagePage } from './pages/message';
import { MessagesPage } from './pages/messages';
import { OverviewPage } from './pages/overview';
import { QueuesPage } from './pages/queues';
import { RoutesPage } from './pages/routes';
import { SystemPage } from './pages/system';
import { TryPage } from './pages/try';
import { WallPage } from './pages/wall';
import { go, link, place } from './router';
import { log_out, resume } from './session';
import { next_theme, theme } from './theme';
import { zone_name } from './times';

interface Stop {
  page: string;
  title: string;
  key: string; // after g
  show: ComponentType;
  count?: () => number;
}

const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);

const stops: Stop[] = [
  { page: 'overview', title: 'Overview', key: 'o', show: OverviewPage },
  { page: 'connections', title: 'Connections', key: 'c', show: ConnectionsPage },
  { page: 'routes', title: 'Routes', key: 'r', show: RoutesPage },
  { page: 'messages', title: 'Messages', key: 'm', show: MessagesPage },
  { page: 'queues', title: 'Queues', key: 'q', show: QueuesPage, count: () => sum(status.value?.outputs.map((output) => output.pending) ?? []) },
  { page: 'failures', title: 'Failures', key: 'f', show: FailuresPage, count: () => sum(status.value?.outputs.map((output) => output.dead) ?? []) + sum(status.value?.routes.map((route) => route.failed ?? 0) ?? []) },
  { page: 'alerts', title: 'Alerts', key: 'a', show: AlertsPage, count: () => alerts.value?.length ?? 0 },
  { page: 'config', title: 'Config', key: 'g', show: ConfigPage },
  { page: 'try', title: 'Try', key: 't', show: TryPage },
  { page: 'audit', title: 'Audit', key: 'u', show: AuditPage },
  { page: 'system', title: 'System', key: 's', show: SystemPage },
];

const silent_after_ms = 5000;

// What is shown may be old: that must not look like peace.
function Freshness() {
  const [now, set_now] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => set_now(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const age = Math.max(0, Math.round((now - heard_ms.value) / 1000));
  if (heard_ms.value === 0) return <State tone="idle">connecting</State>;
  if (refused.value && connected.value) return <State tone="warn">looked at every few seconds: {refused.value}</State>;
  if (!connected.value || now - heard_ms.value > silent_after_ms) return <State tone="bad">engine not heard for {age} s</State>;
  return <State tone="good">live</State>;
}

function Count({ now }: { now: Status }) {
  const count = problems_of(now, alerts.value ?? []);
  if (count === 0) return alerts.value ? <State tone="good">no problem known</State> : <State tone="warn">alerts not known</State>;
  return <State tone="bad">{count} {count === 1 ? 'problem' : 'problems'}{!alerts.value && ', alerts not known'}</State>;
}

function Top() {
  const now = status.value;
  const who = session.value!;
  return (
    <header class="top">
      <a class="mark" href={link('overview')}>{now?.site || who.site}</a>
      {now && <a class="revision" href={link('config')}>revision <code>{now.revision.slice(0, 7)}</code></a>}
      {now && <a class="count" href={link('overview')}><Count now={now} /></a>}
      <Find />
      <Freshness />
      <button type="button" class="quiet" onClick={next_theme} aria-label={`Colours: ${theme.value}. Change`}>{{ auto: 'Auto', light: 'Light', dark: 'Dark' }[theme.value]}</button>
      <button type="button" class="quiet" onClick={() => show_help(true)} aria-label="Keys">?</button>
      <span class="who">{who.user} <span class="faint">{who.role}</span></span>
      <button type="button" class="quiet" onClick={log_out}>Leave</button>
    </header>
  );
}

function Side({ current }: { current: string }) {
  return (
    <nav class="side" aria-label="Pages">
      <ul>
        {stops.map((stop) => {
          const count = stop.count?.() ?? 0;
          return (
            <li key={stop.page}>
              <a href={link(stop.page)} aria-current={stop.page === current ? 'page' : undefined}>
                {stop.title}
                {count > 0 && <span class="badge">{count > 9999 ? '9999+' : count}</span>}
              </a>
            </li>
          );
        })}
      </ul>
      <p class="faint">Times in {zone_name()}</p>
    </nav>
  );
}

const frame_keys = () => [
  { key: '?', words: 'these keys', act: () => show_help(true) },
  { key: '/', words: 'search', act: () => document.querySelector<HTMLElement>('[data-search]')?.focus() },
  { key: 'j', words: 'next row', act: () => step_rows(1) },
  { key: 'k', words: 'row before', act: () => step_rows(-1) },
  ...stops.map((stop) => ({ key: `g ${stop.key}`, words: stop.title, act: () => go(link(stop.page)) })),
];

function Inside() {
  useEffect(() => state_keys(frame_keys), []);
  const where = place.value;
  const stop = stops.find((each) => each.page === where.page) ?? stops[0]!;
  const Shown = stop.page === 'messages' && where.id ? MessagePage : stop.show;
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>To the page</a>
      <Top />
      <div class="body">
        <Side current={stop.page} />
        <main id="main" tabIndex={-1}><Shown key={`${stop.page}/${where.id}`} /></main>
      </div>
      <Announcer />
      <Asking />
      <ResendMany />
      <Help />
      <Notice />
    </>
  );
}

export function App() {
  const [trouble, set_trouble] = useState('');
  const [asked, set_asked] = useState(false);
  useEffect(() => void resume().catch((error) => set_trouble(words_of(error))).finally(() => set_asked(true)), []);
  if (!asked) return <p class="empty">Asking the engine…</p>;
  if (!session.value) return <LoginPage trouble={trouble} />;
  return watch_token.value || place.value.page === 'wall' ? <WallPage /> : <Inside key={session.value.user} />; // nothing stays of whoever was here before
}
