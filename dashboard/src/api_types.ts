// What the admin API answers. Made by scripts/dashboard --types of what the program says of itself.

export type Nothing = Record<string, never>;

export type Any = unknown;

export type Role = 'viewer' | 'support' | 'operator' | 'admin';

export type Right = 'see' | 'reveal' | 'values' | 'operate' | 'resend' | 'edit' | 'configure' | 'users' | 'audit';

export type MessageState = 'queued' | 'unmatched' | 'dropped' | 'failed' | 'refused' | 'resent' | 'fragment';

export type DeliveryState = 'pending' | 'delivered' | 'dead' | 'failed' | 'discarded' | 'retried' | 'withdrawn' | 'linked' | 'awaiting';

export type PartKind = 'output' | 'route';

export type About = Record<string, string>;

export interface Session {
  user: string;
  role: Role;
  rights: Right[];
  csrf: string;
  idle_seconds: number;
  site: string;
  timezone: string;
  reveals_until_us: number | null;
}

export interface Decision {
  reason: string;
  by: string;
  since_us: number;
}

export interface Hold {
  reason: string;
  by: string;
  since_us: number;
  drains: boolean;
}

export interface Input {
  name: string;
  kind: string;
  where: string;
  connections: number;
  messages: number;
  open_fragments: number;
  paused: Decision | null;
  last_us?: number | null;
  expect_every_seconds?: number | null;
  about?: About | null;
  acks?: {
    positive: number;
    negative: number;
  };
  per_minute?: number;
  history?: number[];
}

export interface Output {
  name: string;
  where: string;
  up: boolean;
  why: string;
  remark: string;
  state: 'sending' | 'retrying' | 'closed' | 'held' | 'stopped';
  words: string;
  pending: number;
  dead: number;
  delivered: number;
  head: string | null;
  oldest_seconds: number;
  next_try_ms: number | null;
  parked: number;
  unresolved: number;
  unresolved_ids: string[];
  hold: Hold | null;
  about?: About | null;
  per_minute?: number;
  history?: number[];
  drain_seconds?: number | null;
  error_share_1h?: number | null;
  p95_ms?: number | null;
  head_tries?: number | null;
}

export interface Route {
  name: string;
  inputs: string[];
  outputs: string[];
  file: string;
  line: number;
  messages?: number;
  dropped?: number;
  failed?: number;
}

export interface Certificate {
  profile: string;
  names: string;
  expires: string;
  days_left: number;
}

export interface Store {
  free_bytes: number;
  stop_inputs_below: number;
  takes_messages: boolean;
  out_of_space: boolean;
  bytes?: number;
}

export interface Status {
  site: string;
  revision: string;
  revision_since_us: number;
  no: number;
  started_us: number;
  up_seconds: number;
  now_us: number;
  timezone: string;
  in_flight_bytes: number;
  inputs: Input[];
  outputs: Output[];
  routes: Route[];
  certificates: Certificate[];
  store: Store;
  version: string;
  alerts?: {
    no: number;
    open: number;
  };
}

export interface Done {
  output?: string;
  input?: string;
}

export interface Counts {
  pending: number;
  delivered: number;
  dead: number;
}

export interface MessageRow {
  id: string;
  received_us: number;
  input: string;
  type: string;
  control: string;
  state: MessageState;
  kept?: boolean;
  deliveries: Counts;
}

export interface Messages {
  messages: MessageRow[];
  next: string | null;
  unreadable: string[];
  searched: Searched;
}

export interface Searched {
  messages: number;
  of: number;
}

export interface Value {
  path: string;
  name: string;
  value: string;
  masked: boolean;
  meaning: string;
}

export interface Segment {
  segment: string;
  n: number;
  name: string;
  values: Value[];
}

export interface Attempt {
  first_us: number;
  last_us: number;
  n: number;
  took_us: number;
  result: string;
  answer: string;
}

export interface Delivery {
  to: string;
  kind: PartKind;
  state: DeliveryState;
  tries: number;
  last_us: number;
  result: string;
  answer: string;
  bytes: number;
  same_as_received: boolean;
  attempts: Attempt[];
  attempts_left_out: number;
}

export interface Child {
  id: string;
  received_us: number;
  state: MessageState;
}

export interface Message {
  id: string;
  received_us: number;
  input: string;
  type: string;
  control: string;
  state: MessageState;
  parent: string | null;
  bytes: number;
  values: boolean;
  tree: Segment[];
  unreadable: string | null;
  cut: boolean;
  deliveries: Delivery[];
  peer: string;
  revision: string;
  reason: string;
  ack: string;
  tags: string[];
  children: Child[];
  children_more: boolean;
}

export interface Bytes {
  text: string;
  charset: string;
  hex: string;
  size: number;
  cut: boolean;
}

export interface Difference {
  path: string;
  name: string;
  before: string | null;
  after: string | null;
  step: string | null;
}

export interface Diff {
  lines: Difference[];
  cut: boolean;
  why: string | null;
  same?: boolean;
}

export interface Change {
  path: string;
  before: string | null;
  after: string | null;
}

export interface Step {
  route: string;
  step: string;
  where: string;
  outcome: string;
  part?: string;
  changes?: Change[];
  asked?: {
    path: string;
    values: string[];
  }[];
  looked_up?: {
    what: string;
    found: boolean;
  }[];
}

export interface Copy {
  output: string;
  route: string;
  changed: boolean;
  bytes: number;
  keys?: string[];
  attributes?: Record<string, string>;
  body?: string;
}

export interface Account {
  input: string;
  type: string;
  control: string;
  version: string;
  segments: number;
  ack: string;
  ack_after: 'storing' | 'processing' | 'delivery';
  application_by?: string;
  reason: string;
  steps: Step[];
  left_out: number;
  outputs: Copy[];
  drops?: {
    route: string;
    reason: string;
  }[];
  failures?: {
    route: string;
    text: string;
    rejects: boolean;
  }[];
  unmatched?: boolean;
  after_step?: {
    route: string;
    part: string;
    message: string;
  }[];
  received_us?: number;
  revision?: string;
  remarks?: string[];
}

export interface Revealed {
  until_us: number;
}

export interface Edited {
  lines?: Difference[];
  new?: string;
  why?: string | null;
  cut?: boolean;
}

export interface Why {
  why: string;
  n: number;
}

export interface Preview {
  ready: number;
  not?: Why[];
  later?: Record<string, number | null>;
  messages?: number;
  more: boolean;
  last?: string;
  through: string;
  unreadable: string[];
  missing?: NotDone[];
}

export interface ActedOn {
  id: string;
  new?: string;
  name?: string;
}

export interface NotDone {
  id: string;
  name?: string;
  why: string;
}

export interface Acted {
  done: ActedOn[];
  not: NotDone[];
  next?: string;
}

export interface DeadRow {
  id: string;
  kind: PartKind;
  name: string;
  input: string;
  type: string;
  control_id: string;
  received_us: number;
  last_try_us: number;
  tries: number;
  result: string;
  cause: string;
  group: string;
  reason?: string;
}

export interface Dead {
  dead: DeadRow[];
  more: boolean;
  unreadable: string[];
  next?: string;
}

export interface DeadLetter {
  id: string;
  kind: PartKind;
  name: string;
  input: string;
  type: string;
  control_id: string;
  received_us: number;
  last_try_us: number;
  tries: number;
  result: string;
  cause: string;
  group: string;
  reason?: string;
  answer: string;
  received: string;
  sent: string;
}

export interface DeadLetters {
  dead: DeadLetter[];
}

export interface Group {
  group: string;
  kind: PartKind;
  name: string;
  cause: string;
  count: number;
  first_us: number;
  last_us: number;
}

export interface Groups {
  groups: Group[];
  others: number;
  unreadable: string[];
}

export interface MissingCode {
  code: string | null;
  n: number;
  last_us: number;
  message: string;
}

export interface CodeTable {
  table: string;
  misses: number;
  not_listed: number;
  codes: MissingCode[];
}

export interface Codes {
  tables: CodeTable[];
}

export interface WireRow {
  id: string;
  at_us: number;
  input?: string;
  output?: string;
  kind: string;
  message?: string;
  size: number;
}

export interface Wire {
  wire: WireRow[];
  more: boolean;
}

export interface WireEvent {
  id: string;
  at_us: number;
  input?: string;
  output?: string;
  kind: string;
  message?: string;
  size: number;
  hex: string;
}

export interface Entry {
  no: number;
  revision: string;
  since_us: number;
  by: string;
  reason: string;
}

export interface Config {
  revision: string;
  entry: Entry;
  files: string[];
  as_on_disk: boolean;
}

export interface History {
  history: Entry[];
}

export interface ConfigFile {
  name: string;
  text: string;
}

export interface Files {
  files: ConfigFile[];
}

export interface Planned {
  change: 'added' | 'removed' | 'changed' | 'kept';
  part: string;
  name: string;
  takes_over?: string;
}

export interface Plan {
  plan: Planned[];
  refusals: string[];
  applied: boolean;
  before: string;
  revision: string;
}

export interface Snooze {
  by: string;
  reason: string;
  until_us: number;
}

export interface Alert {
  id: string;
  rule: string;
  level: 'page' | 'ticket';
  subject: string;
  since_us: number;
  words: string;
  about: About | null;
  runbook: string;
  snoozed: Snooze | null;
  ended_us?: number;
}

export interface Alerts {
  no: number;
  open: Alert[];
  recent: Alert[];
}

export interface User {
  name: string;
  role: Role;
  disabled: boolean;
  made_us: number;
  made_by: string;
  last_login_us: number;
}

export interface Users {
  users: User[];
}

export interface Token {
  id: string;
  name: string;
  role: Role;
  made_us: number;
  made_by: string;
  expires_us: number;
  last_use_us: number;
  token?: string;
}

export interface Tokens {
  tokens: Token[];
}

export interface AuditRow {
  n: number;
  at_us: number;
  who: string;
  role: string;
  what: string;
  about: string;
  reason: string;
  from: string;
  result: string;
}

export interface Audit {
  entries: AuditRow[];
  next: string | null;
  verified: boolean;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: 'bad_request' | 'needs_reason' | 'not_logged_in' | 'forbidden' | 'bad_csrf' | 'not_found' | 'wrong_method' | 'refused' | 'decided_meanwhile' | 'revision_changed' | 'needs_revision' | 'too_large' | 'too_many' | 'store_failed' | 'not_audited';
  detail: string;
}
