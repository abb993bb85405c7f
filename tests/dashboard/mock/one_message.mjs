// One message of the mock, as fields, bytes, differences and an account. Its patient does not exist.
export const text_of = (row) =>
  `MSH|^~\\&|PAS|ELSEWHERE|VAGUS|HUB|20260301100211||${row.type}|${row.control}|P|2.5\rEVN|A08|20260301100211\rPID|1||4711001^^^ELSEWHERE^MR||Marker^Mia||19700101|F\rPV1|1|XX|WARD7^12^1|||||||||||||||V99\r`;

const plain = (path, name, value, meaning = '') => ({ path, name, value, meaning, masked: false });
const masked_for = (values) => (path, name, value) => (values ? plain(path, name, value) : { path, name, value: value.replace(/[A-Za-z]/g, 'x').replace(/[0-9]/g, '9'), meaning: '', masked: true });

export function tree_of(row, values) {
  const secret = masked_for(values);
  return [
    { segment: 'MSH', n: 1, name: 'Message Header', values: [
      plain('MSH-3', 'Sending Application', 'PAS'), plain('MSH-7', 'Date/Time Of Message', '20260301100211'),
      plain('MSH-9.1', 'Message Code', row.type.slice(0, 3), 'ADT message'), plain('MSH-9.2', 'Trigger Event', row.type.slice(4), 'Update patient information'),
      plain('MSH-10', 'Message Control ID', row.control), plain('MSH-11', 'Processing ID', 'P', 'Production'), plain('MSH-12', 'Version ID', '2.5'),
    ] },
    { segment: 'EVN', n: 1, name: 'Event Type', values: [plain('EVN-1', 'Event Type Code', 'A08'), plain('EVN-2', 'Recorded Date/Time', '20260301100211')] },
    { segment: 'PID', n: 1, name: 'Patient Identification', values: [
      secret('PID-3.1', 'ID Number', '4711001'), plain('PID-3.5', 'Identifier Type Code', 'MR', 'Medical record number'),
      secret('PID-5.1', 'Family Name', 'Marker'), secret('PID-5.2', 'Given Name', 'Mia'), secret('PID-7', 'Date/Time of Birth', '19700101'),
      plain('PID-8', 'Administrative Sex', 'F', 'Female'),
    ] },
    { segment: 'PV1', n: 1, name: 'Patient Visit', values: [
      plain('PV1-2', 'Patient Class', 'XX'), plain('PV1-3.1', 'Point of Care', 'WARD7'), plain('PV1-3.2', 'Room', '12'), secret('PV1-19.1', 'Visit Number', 'V99'),
    ] },
  ];
}

export const diff_of = (values) => [
  { path: 'MSH-3', name: 'Sending Application', before: 'PAS', after: 'VAGUS', step: 'step 4 stamp our header, routes/adt.yaml:10' },
  { path: 'PID-7', name: 'Date/Time of Birth', before: values ? '19700101' : '99999999', after: values ? '197001010000' : '999999999999', step: 'step 2 use site_patient, routes/adt.yaml:8' },
  { path: 'PV1-19.1', name: 'Visit Number', before: 'V99', after: null, step: null },
];

export const account = {
  ack: 'AA', reason: '', left_out: 0,
  steps: [
    { route: 'adt_main', step: 'match', where: 'routes/adt.yaml:4', outcome: 'yes' },
    { route: 'adt_main', step: "1 drop MSH-11.1 != 'P'", where: 'routes/adt.yaml:6', outcome: 'not dropped' },
    { route: 'adt_main', step: '2 use site_patient', where: 'routes/adt.yaml:8', outcome: 'changed PID-7', changes: [{ path: 'PID-7', before: '••••', after: '••••' }] },
    { route: 'adt_main', step: '3 map PV1-2 (patient_class)', where: 'routes/adt.yaml:9', outcome: 'failed: no row', looked_up: [{ what: 'table patient_class', found: false }] },
    { route: 'adt_main', step: '4 stamp our header', where: 'routes/adt.yaml:10', outcome: 'changed MSH-3', changes: [{ path: 'MSH-3', before: 'PAS', after: 'VAGUS' }] },
    { route: 'adt_merge', step: 'match', where: 'routes/merge.yaml:4', outcome: "not so: MSH-9.2 == 'A40'", asked: [{ path: 'MSH-9.2', values: ['A08'] }] },
  ],
  outputs: [{ output: 'pas', route: 'adt_main', changed: true, bytes: 231 }, { output: 'adt_topic', route: 'adt_main', changed: false, bytes: 229, keys: ['4711001'] }],
};

const has_failed = (row) => row.deliveries.dead > 0;

const attempt = (first_us, n, took_us, result, answer = '') => ({ first_us, last_us: first_us + (n - 1) * 2e6, n, took_us, result, answer });
const attempts_at_pas = (row, values) => [
  attempt(row.received_us + 20_000, 1, 30e6, 'no answer'),
  attempt(row.received_us + 30.1e6, 12, 41_000, 'no connection'),
  attempt(row.received_us + 55e6, 1, 8_000, has_failed(row) ? 'rejected' : 'accepted', values ? (has_failed(row) ? 'AE 101: PV1-2 is not a patient class' : 'AA') : ''),
];
// The one that failed was sent once more, and that new message knows where it comes from.
const failed_one = '7KQ0000000010380';
const its_child = '7KQ0000000010420';

export const message_of = (row, values) => ({
  id: row.id, received_us: row.received_us, input: row.input, type: row.type, control: row.control, state: row.state, parent: row.id === its_child ? failed_one : null, values, bytes: text_of(row).length,
  peer: '10.1.4.9', revision: '4f2a91c07d3be815', reason: row.id === its_child ? 'asked by the ward' : '', ack: 'AA', tags: row.id === failed_one ? ['admissions', 'ward7'] : [],
  children: row.id === failed_one ? [{ id: its_child, received_us: row.received_us + 90e6, state: 'resent' }] : [], children_more: row.id === failed_one,
  tree: tree_of(row, values), unreadable: null, cut: false,
  deliveries: [
    { to: 'pas', kind: 'output', state: has_failed(row) ? 'dead' : (row.was_dead ?? 'delivered'), tries: 14, last_us: row.received_us + 55e6, result: has_failed(row) ? 'AE 101: required field missing' : '', answer: has_failed(row) && values ? 'PV1-2 is not a patient class' : '', bytes: 231, same_as_received: false, attempts: attempts_at_pas(row, values), attempts_left_out: 3 },
    { to: 'adt_topic', kind: 'output', state: 'delivered', tries: 1, last_us: row.received_us + 12_000, result: '', answer: '', bytes: 229, same_as_received: true, attempts: [attempt(row.received_us + 9_000, 1, 3_000, 'accepted')], attempts_left_out: 0 },
  ],
});
