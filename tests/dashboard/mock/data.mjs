// A small hospital on a bad night, all of it made up: one feed is silent, one receiver refuses, one code has been missing since a reload.
const second = 1e6;
const minute = 60 * second;
export const begun_us = Date.now() * 1000;
const before = (us) => begun_us - us;

// The same numbers at every start, so that pictures differ only where pages do.
export function dice(seed) {
  return () => {
    seed = (seed * 1664525 + 1013904223) % 4294967296;
    return seed / 4294967296;
  };
}

const hour_of = (seed, level, cut = 60) => {
  const roll = dice(seed);
  return Array.from({ length: 60 }, (_, index) => (index >= cut ? 0 : Math.round(level * (0.7 + 0.6 * roll()) * (1 + 0.25 * Math.sin(index / 7)))));
};

const about_pas = { owner: 'Patient administration', call: '+44 20 7946 0000', ticket: 'PAS-OPS' };
const about_lab = { owner: 'Laboratory systems', call: '+44 20 7946 0123' };

const input = (name, more) => ({
  name, kind: 'mllp', where: '0.0.0.0:2575', connections: 2, messages: 48_213, last_us: before(3 * second), paused: null, expect_every_seconds: null,
  about: null, acks: { positive: 48_190, negative: 0 }, per_minute: 42, history: hour_of(name.length, 42), ...more,
});
const output = (name, more) => ({
  name, where: '10.1.4.20:6661', up: true, why: '', remark: '', state: 'sending', words: 'up', pending: 0, dead: 0, delivered: 40_112, oldest_seconds: 0,
  head: '', head_tries: 0, next_try_ms: 0, parked: 0, unresolved: 0, unresolved_ids: [], hold: null, about: null, per_minute: 42,
  history: hour_of(name.length + 9, 42), drain_seconds: null, error_share_1h: 0, p95_ms: 8, ...more,
});

const rules_now = 'routes:\n  adt_main:\n    from: adt_in\n    match: MSH-9.1 == \'ADT\'\n    steps:\n      - drop: MSH-11.1 != \'P\'\n        reason: not production traffic\n      - use: site_patient\n      - map: { path: PV1-2, table: patient_class, missing: fail }\n      - name: stamp our header\n        set: { MSH-3: VAGUS }\n    to: [pas, adt_topic]\n';
const site = 'site:\n  name: st-elsewhere\n  timezone: Europe/London\n  index:\n    mrn: PID-3[.5 == \'MR\'].1\n';

export const make = () => ({
  status: {
    site: 'st-elsewhere', version: '0.1.0', revision: '4f2a91c07d3be815', revision_since_us: before(38 * minute), no: 0, started_us: before(17_040 * minute), up_seconds: 1_022_400, now_us: begun_us,
    timezone: 'Europe/London',
    inputs: [
      input('adt_in', { expect_every_seconds: 300, about: about_pas }),
      input('lab_in', { where: '0.0.0.0:2576', connections: 0, last_us: before(22 * minute), expect_every_seconds: 600, about: about_lab, per_minute: 0, messages: 9_120, history: hour_of(3, 18, 38), acks: { positive: 9_104, negative: 16 } }),
      input('orders_in', { kind: 'http', where: '0.0.0.0:8443/orders', connections: 1, per_minute: 6, messages: 2_204, last_us: before(9 * second), history: hour_of(8, 6) }),
      input('archive_in', { kind: 'file', where: '/srv/hl7/in', connections: 0, per_minute: 0, messages: 311, last_us: before(190 * minute), history: hour_of(2, 0) }),
    ],
    outputs: [
      output('pas', { up: false, state: 'retrying', words: 'refused the connection, next try in 3 s', why: 'connect: connection refused', pending: 41, dead: 3, oldest_seconds: 430, head: '7KQ0000000010388', head_tries: 12, next_try_ms: 3000, about: about_pas, per_minute: 0, history: hour_of(5, 40, 53), error_share_1h: 0.03, p95_ms: 1210 }),
      output('adt_topic', { where: 'kafka adt.events', p95_ms: 8 }),
      output('fhir_main', { where: 'https://fhir.example.org/r4', pending: 7, oldest_seconds: 4, head: '7KQ0000000010401', drain_seconds: 9, per_minute: 18, dead: 14, error_share_1h: 0.12, p95_ms: 240, words: 'waiting for an answer, 2 s', history: hour_of(7, 18), about: about_lab }),
      output('lis', { where: '10.1.4.31:2600', state: 'held', words: 'held', pending: 212, oldest_seconds: 5400, head: '7KQ0000000009120', per_minute: 0, history: hour_of(1, 9, 30), hold: { reason: 'LIS upgrade, change 4711', by: 'd.ops', since_us: before(90 * minute), drains: false } }),
    ],
    routes: [
      { name: 'adt_main', inputs: ['adt_in'], outputs: ['pas', 'adt_topic'], messages: 47_100, dropped: 920, failed: 0, file: 'routes/adt.yaml', line: 2 },
      { name: 'adt_merge', inputs: ['adt_in'], outputs: ['pas', 'adt_topic'], messages: 211, dropped: 0, failed: 0, file: 'routes/merge.yaml', line: 2 },
      { name: 'lab_results', inputs: ['lab_in'], outputs: ['fhir_main'], messages: 9_088, dropped: 0, failed: 6, file: 'routes/lab.yaml', line: 2 },
      { name: 'orders', inputs: ['orders_in', 'archive_in'], outputs: ['lis', 'fhir_main'], messages: 2_204, dropped: 3, failed: 0, file: 'routes/orders.yaml', line: 2 },
    ],
    certificates: [
      { profile: 'hospital', names: 'vagus.st-elsewhere.example', expires: '2027-03-02', days_left: 95 },
      { profile: 'fhir_client', names: 'client.st-elsewhere.example', expires: '2026-12-09', days_left: 12 },
    ],
    store: { free_bytes: 182e9, stop_inputs_below: 5e9, takes_messages: true, out_of_space: false, bytes: 61e9 },
    alerts: { open: 4 },
  },
  alerts: [
    { id: 'a1', rule: 'feed_silent', level: 'page', subject: 'lab_in', since_us: before(12 * minute), words: 'lab_in is silent for 22 min, expected every 10 min.', about: about_lab, runbook: 'https://runbooks.example/feed-silent', snoozed: null },
    { id: 'a2', rule: 'queue_age', level: 'page', subject: 'pas', since_us: before(2 * minute), words: 'The oldest of 41 messages for pas waits 7 min.', about: about_pas, runbook: 'https://runbooks.example/queue-age', snoozed: null },
    { id: 'a3', rule: 'dead_letters', level: 'ticket', subject: 'fhir_main', since_us: before(31 * minute), words: '14 messages failed in 31 min.', about: about_lab, runbook: 'https://runbooks.example/dead-letters', snoozed: null },
    { id: 'a4', rule: 'forgotten_hold', level: 'ticket', subject: 'lis', since_us: before(20 * minute), words: 'lis is held for 1 h 30 min.', about: null, runbook: '', snoozed: { by: 'd.ops', reason: 'upgrade runs until 04:00', until_us: before(-100 * minute) } },
  ],
  recent: [{ id: 'a0', rule: 'output_down', level: 'page', subject: 'adt_topic', since_us: before(300 * minute), ended_us: before(291 * minute), words: 'adt_topic could not be reached.', about: null, runbook: '', snoozed: null }],
  groups: [
    { group: 'g1', cause: 'table patient_class has no row for PV1-2', count: 14, kind: 'output', name: 'fhir_main', input: 'adt_in', first_us: before(37 * minute), last_us: before(2 * minute), ids: ['7KQ0000000010390', '7KQ0000000010370', '7KQ0000000010350'] },
    { group: 'g2', cause: 'AE 101: required field missing', count: 3, kind: 'output', name: 'pas', input: 'adt_in', first_us: before(50 * minute), last_us: before(12 * minute), ids: ['7KQ0000000010380', '7KQ0000000010340'] },
    { group: 'g3', cause: 'the key of Patient is empty: $mrn', count: 6, kind: 'route', name: 'lab_results', input: 'lab_in', first_us: before(400 * minute), last_us: before(30 * minute), ids: ['7KQ0000000010330'] },
  ],
  history: [
    { no: 3, revision: '4f2a91c07d3be815', since_us: before(38 * minute), by: 'a.ops', reason: 'stricter patient classes, change 4709' },
    { no: 2, revision: '9b1c2d3e4f5a6b7c', since_us: before(4000 * minute), by: 'a.ops', reason: 'new merge route' },
    { no: 1, revision: '0a1b2c3d4e5f6071', since_us: before(20_000 * minute), by: 'start', reason: '' },
  ],
  on_disk: '77aa88bb99cc00dd',
  files: {
    0: [{ name: 'vagus.yaml', text: site }, { name: 'routes/adt.yaml', text: rules_now.replace('missing: fail', 'missing: keep_and_warn') }],
    1: [{ name: 'vagus.yaml', text: site }],
    2: [{ name: 'vagus.yaml', text: site }, { name: 'routes/adt.yaml', text: rules_now.replace('missing: fail', 'missing: keep') }],
    3: [{ name: 'vagus.yaml', text: site }, { name: 'routes/adt.yaml', text: rules_now }],
  },
  audit: [
    { n: 4, at_us: before(3 * minute), who: 'n.support', role: 'support', what: 'message.view', about: 'id 7KQ0000000010380', reason: '', from: '10.1.9.14', result: 'ok' },
    { n: 3, at_us: before(38 * minute), who: 'a.ops', role: 'admin', what: 'config.reload', about: '4f2a91c', reason: 'stricter patient classes, change 4709', from: '10.1.9.2', result: 'ok' },
    { n: 2, at_us: before(90 * minute), who: 'd.ops', role: 'operator', what: 'output.hold', about: 'output lis', reason: 'LIS upgrade, change 4711', from: '10.1.9.3', result: 'ok' },
    { n: 1, at_us: before(91 * minute), who: 'd.ops', role: 'operator', what: 'login.failed', about: '', reason: '', from: '10.1.9.3', result: 'failed 401' },
  ],
  users: [{ name: 'a.ops', role: 'admin', last_login_us: before(minute) }, { name: 'n.support', role: 'support', last_login_us: before(3 * minute) }],
  tokens: [{ id: 't1', name: 'nagios', role: 'viewer', last_use_us: before(second) }],
  messages: messages(),
  wire: [
    { id: '1-31', at_us: before(4 * minute), kind: 'not_mllp', input: 'lab_in', size: 48, hex: '474554202f20485454502f312e310d0a486f73743a206c61623a323537360d0a557365722d4167656e743a20786d61702f310d0a' },
    { id: '1-30', at_us: before(22 * minute), kind: 'closed_by_peer', input: 'lab_in', size: 0, hex: '' },
    { id: '1-29', at_us: before(40 * minute), kind: 'tls_refused', input: 'orders_in', size: 0, hex: '' },
  ],
});

// 10,500 in the last hour, the newest first.
function messages() {
  const roll = dice(42);
  const types = [['adt_in', 'ADT^A08'], ['adt_in', 'ADT^A01'], ['lab_in', 'ORU^R01'], ['orders_in', 'ORM^O01']];
  return Array.from({ length: 10_500 }, (_, index) => {
    const [from, type] = types[Math.floor(roll() * types.length)];
    const dead = index % 10 === 0;
    return { id: `7KQ0000000${String(10_500 - index).padStart(6, '0')}`, received_us: before(index * 0.34 * second), input: from, type, control: `MSG${200_500 - index}`, state: 'queued', deliveries: { pending: index < 40 && !dead ? 1 : 0, delivered: dead ? 1 : 2, dead: dead ? 1 : 0 } };
  });
}
