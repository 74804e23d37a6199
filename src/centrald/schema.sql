-- The centre's tables, version 14. One text for SQLite and PostgreSQL: TEXT and BIGINT
-- only, times in milliseconds since 1970, hashes and keys as hexadecimal or base64url,
-- no sequence of the database's own. What concerns a citizen is led by `citizen`, the
-- keyed hash of the citizen number, and by the office's code, so that it can be spread
-- over machines. Each statement ends with ";" at the end of a line.
CREATE TABLE settings (
	name TEXT PRIMARY KEY,
	value TEXT NOT NULL
);
CREATE TABLE offices (
	code TEXT PRIMARY KEY,
	type TEXT NOT NULL,
	name_th TEXT NOT NULL,
	name_en TEXT NOT NULL,
	may_enroll BIGINT NOT NULL
);
CREATE TABLE terminals (
	office TEXT NOT NULL REFERENCES offices (code),
	counter TEXT NOT NULL,
	active BIGINT NOT NULL,
	PRIMARY KEY (office, counter)
);
-- Counters' certificates that were signed here, bound by an operator (then office and counter
-- are the row's, whatever the subject says), or revoked. fingerprint: SHA-256 of the whole;
-- spki: of the key; serial: the issuer's, in hexadecimal; revoked: when, or 0.
CREATE TABLE certificates (
	fingerprint TEXT PRIMARY KEY,
	office TEXT NOT NULL,
	counter TEXT NOT NULL,
	spki TEXT NOT NULL,
	serial TEXT NOT NULL,
	issuer TEXT NOT NULL,
	added BIGINT NOT NULL,
	expires BIGINT NOT NULL,
	bound BIGINT NOT NULL,
	revoked BIGINT NOT NULL
);
CREATE INDEX certificates_counter ON certificates (office, counter, expires);
CREATE INDEX certificates_spki ON certificates (spki);
CREATE INDEX certificates_revoked ON certificates (issuer, expires) WHERE revoked > 0;
-- must_change: the PIN was reset, and its owner has not made a new one yet.
CREATE TABLE officers (
	id TEXT PRIMARY KEY,
	citizen TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	office TEXT NOT NULL REFERENCES offices (code),
	may_enroll BIGINT NOT NULL,
	pin_salt TEXT NOT NULL,
	pin_hash TEXT NOT NULL,
	must_change BIGINT NOT NULL
);
-- Officers who help at another office for some days, at UTC+7, both included: there and not at
-- their own.
CREATE TABLE loans (
	officer TEXT PRIMARY KEY REFERENCES officers (id),
	office TEXT NOT NULL REFERENCES offices (code),
	first_day TEXT NOT NULL,
	last_day TEXT NOT NULL
);
-- What an officer may do beside enrolling; name: the right's.
CREATE TABLE rights (
	officer TEXT NOT NULL REFERENCES officers (id),
	name TEXT NOT NULL,
	PRIMARY KEY (officer, name)
);
-- Wrong PINs by keyed hash of the number, officer or not: both lock alike.
CREATE TABLE logins (
	citizen TEXT PRIMARY KEY,
	failures BIGINT NOT NULL,
	changed BIGINT NOT NULL
);
CREATE TABLE sessions (
	token_hash TEXT PRIMARY KEY,
	officer TEXT NOT NULL REFERENCES officers (id),
	certificate TEXT NOT NULL,
	created BIGINT NOT NULL,
	used BIGINT NOT NULL
);
CREATE INDEX sessions_officer ON sessions (officer);
-- A second officer's word. used_by: the enrollment that an exception was approved for; what
-- fingers were written under an approval stands in finger_writes.
CREATE TABLE approvals (
	id TEXT PRIMARY KEY,
	act TEXT NOT NULL,
	citizen TEXT NOT NULL,
	officer TEXT NOT NULL REFERENCES officers (id),
	second TEXT NOT NULL REFERENCES officers (id),
	office TEXT NOT NULL,
	counter TEXT NOT NULL,
	created BIGINT NOT NULL,
	expires BIGINT NOT NULL,
	used_by TEXT NOT NULL
);
CREATE INDEX approvals_citizen ON approvals (citizen);
-- Each authorised write to a chip. chip: the keyed hash of its serial; act: store or remove;
-- absence: why the other index finger is not stored; outcome: empty until it was told.
CREATE TABLE finger_writes (
	id TEXT PRIMARY KEY,
	created BIGINT NOT NULL,
	office TEXT NOT NULL,
	counter TEXT NOT NULL,
	officer TEXT NOT NULL REFERENCES officers (id),
	citizen TEXT NOT NULL,
	chip TEXT NOT NULL,
	act TEXT NOT NULL,
	finger TEXT NOT NULL,
	reference BIGINT NOT NULL,
	absence TEXT NOT NULL,
	approval TEXT NOT NULL,
	outcome TEXT NOT NULL,
	told BIGINT NOT NULL
);
CREATE INDEX finger_writes_citizen ON finger_writes (citizen);
-- Under one approval each finger has one good write; while it is not known what became of
-- one there is no other. An approval to remove is for one finger.
CREATE UNIQUE INDEX finger_writes_once ON finger_writes (approval, finger)
	WHERE approval <> '' AND outcome IN ('', 'good');
CREATE UNIQUE INDEX finger_removals_once ON finger_writes (approval)
	WHERE approval <> '' AND act = 'remove' AND outcome IN ('', 'good');
-- The sample register behind the linkage check.
CREATE TABLE people (
	citizen TEXT PRIMARY KEY,
	number TEXT NOT NULL,
	name_th TEXT NOT NULL,
	name_en TEXT NOT NULL,
	birth TEXT NOT NULL,
	sex TEXT NOT NULL,
	address TEXT NOT NULL,
	alive BIGINT NOT NULL,
	thai BIGINT NOT NULL
);
CREATE TABLE cards (
	citizen TEXT NOT NULL REFERENCES people (citizen),
	request_number TEXT NOT NULL,
	issued TEXT NOT NULL,
	expires TEXT NOT NULL,
	cancelled BIGINT NOT NULL,
	PRIMARY KEY (citizen, request_number)
);
CREATE TABLE quota (
	scope TEXT PRIMARY KEY,
	cap BIGINT NOT NULL,
	used BIGINT NOT NULL,
	reserved BIGINT NOT NULL,
	CHECK (used >= 0 AND reserved >= 0 AND used + reserved <= cap)
);
-- officer: who began it; taken_by: the officer who has taken it over, or empty.
-- place: 0 takes none of the quota, 1 reserved, 2 used; -1 to be reserved with the code.
CREATE TABLE enrolments (
	id TEXT PRIMARY KEY,
	office TEXT NOT NULL,
	counter TEXT NOT NULL,
	officer TEXT NOT NULL REFERENCES officers (id),
	citizen TEXT NOT NULL,
	state TEXT NOT NULL,
	is_open BIGINT NOT NULL,
	revision BIGINT NOT NULL,
	created BIGINT NOT NULL,
	changed BIGINT NOT NULL,
	evidence_end BIGINT NOT NULL,
	due BIGINT NOT NULL,
	new_phone BIGINT NOT NULL,
	place BIGINT NOT NULL,
	codes_made BIGINT NOT NULL,
	digit_tries BIGINT NOT NULL,
	match_tries BIGINT NOT NULL,
	second_phone BIGINT NOT NULL,
	end_problem TEXT NOT NULL,
	thumbprint TEXT NOT NULL,
	jwk TEXT NOT NULL,
	match_nonce TEXT NOT NULL,
	proof_nonce TEXT NOT NULL,
	receipt TEXT NOT NULL,
	assurance TEXT NOT NULL,
	absence TEXT NOT NULL,
	taken_by TEXT NOT NULL
);
-- Two counters racing for one citizen: one of them wins here.
CREATE UNIQUE INDEX enrolments_one_open ON enrolments (citizen) WHERE is_open = 1;
CREATE INDEX enrolments_office ON enrolments (office, changed);
CREATE INDEX enrolments_open ON enrolments (office, is_open, created) WHERE is_open = 1;
CREATE INDEX enrolments_created ON enrolments (office, created);
CREATE INDEX enrolments_citizen ON enrolments (office, citizen, created);
CREATE INDEX enrolments_changed ON enrolments (changed);
CREATE INDEX enrolments_due ON enrolments (due) WHERE is_open = 1;
-- When each state was first entered, written with the move: the day's report stands on it.
CREATE TABLE enrolment_states (
	enrolment TEXT NOT NULL REFERENCES enrolments (id),
	state TEXT NOT NULL,
	office TEXT NOT NULL,
	time BIGINT NOT NULL,
	PRIMARY KEY (enrolment, state)
);
CREATE INDEX enrolment_states_office ON enrolment_states (office, state, time);
-- The evidence as it was signed; input_hash refuses a second use of the same.
CREATE TABLE evidence (
	enrolment TEXT PRIMARY KEY REFERENCES enrolments (id),
	input_hash TEXT NOT NULL UNIQUE,
	digest TEXT NOT NULL,
	jws TEXT NOT NULL
);
CREATE TABLE codes (
	code_hash TEXT PRIMARY KEY,
	typed_hash TEXT NOT NULL UNIQUE,
	enrolment TEXT NOT NULL REFERENCES enrolments (id),
	expires BIGINT NOT NULL,
	dead BIGINT NOT NULL
);
CREATE INDEX codes_enrolment ON codes (enrolment);
-- What the citizen is given: one living device key a person.
CREATE TABLE identities (
	citizen TEXT PRIMARY KEY,
	enrolment TEXT NOT NULL REFERENCES enrolments (id),
	thumbprint TEXT NOT NULL,
	jwk TEXT NOT NULL,
	since BIGINT NOT NULL
);
CREATE INDEX identities_key ON identities (thumbprint);
-- Keys that are dead before another phone took their place; who: the officer's id, or the
-- phone. office: empty where the phone did it.
CREATE TABLE revocations (
	citizen TEXT NOT NULL,
	thumbprint TEXT NOT NULL,
	time BIGINT NOT NULL,
	reason TEXT NOT NULL,
	who TEXT NOT NULL,
	office TEXT NOT NULL,
	PRIMARY KEY (citizen, thumbprint)
);
-- Relying services that citizens sign in to; jwk: their public key.
CREATE TABLE oidc_clients (
	id TEXT PRIMARY KEY,
	name_th TEXT NOT NULL,
	name_en TEXT NOT NULL,
	jwk TEXT NOT NULL,
	active BIGINT NOT NULL,
	added BIGINT NOT NULL
);
-- Their requests: see sign_in.h. pause: seconds between two polls; polled: the last one.
CREATE TABLE sign_ins (
	id TEXT PRIMARY KEY,
	request_hash TEXT NOT NULL UNIQUE,
	client TEXT NOT NULL REFERENCES oidc_clients (id),
	citizen TEXT NOT NULL,
	binding TEXT NOT NULL,
	origin TEXT NOT NULL,
	challenge TEXT NOT NULL,
	state TEXT NOT NULL,
	created BIGINT NOT NULL,
	expires BIGINT NOT NULL,
	pause BIGINT NOT NULL,
	polled BIGINT NOT NULL,
	approved BIGINT NOT NULL,
	thumbprint TEXT NOT NULL
);
CREATE INDEX sign_ins_citizen ON sign_ins (citizen, expires) WHERE state = 'pending';
CREATE INDEX sign_ins_client ON sign_ins (client, created);
CREATE INDEX sign_ins_expires ON sign_ins (expires);
-- Whom a client knows by which identifier, so that it can name them again.
CREATE TABLE oidc_subjects (
	client TEXT NOT NULL REFERENCES oidc_clients (id),
	sub TEXT NOT NULL,
	citizen TEXT NOT NULL,
	PRIMARY KEY (client, sub)
);
-- Queue Online: how many may book which hour of an office, by the registry; how many have;
-- and who. officer: who booked it for them, or empty. Days are those at UTC+7.
CREATE TABLE slots (
	office TEXT NOT NULL REFERENCES offices (code),
	hour BIGINT NOT NULL,
	capacity BIGINT NOT NULL,
	PRIMARY KEY (office, hour)
);
CREATE TABLE slot_places (
	office TEXT NOT NULL,
	day TEXT NOT NULL,
	hour BIGINT NOT NULL,
	taken BIGINT NOT NULL,
	PRIMARY KEY (office, day, hour)
);
CREATE TABLE bookings (
	id TEXT PRIMARY KEY,
	office TEXT NOT NULL,
	day TEXT NOT NULL,
	hour BIGINT NOT NULL,
	number TEXT NOT NULL,
	citizen TEXT NOT NULL,
	officer TEXT NOT NULL,
	created BIGINT NOT NULL,
	cancelled BIGINT NOT NULL
);
CREATE UNIQUE INDEX bookings_one ON bookings (citizen, day) WHERE cancelled = 0;
CREATE INDEX bookings_day ON bookings (office, day, hour);
CREATE INDEX bookings_past ON bookings (day);
CREATE INDEX slot_places_past ON slot_places (day);
-- batch: of cards, of a chip that could not be read; else empty.
CREATE TABLE refusals (
	id TEXT NOT NULL,
	reason TEXT NOT NULL,
	time BIGINT NOT NULL,
	office TEXT NOT NULL,
	counter TEXT NOT NULL,
	officer TEXT NOT NULL,
	step TEXT NOT NULL,
	batch TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (id, reason)
);
CREATE INDEX refusals_office ON refusals (office, time);
CREATE TABLE idempotency (
	key_hash TEXT PRIMARY KEY,
	request_hash TEXT NOT NULL,
	status BIGINT NOT NULL,
	answer TEXT NOT NULL,
	created BIGINT NOT NULL
);
CREATE INDEX idempotency_created ON idempotency (created);
CREATE TABLE dpop_seen (
	jti_hash TEXT PRIMARY KEY,
	expires BIGINT NOT NULL
);
CREATE INDEX dpop_seen_expires ON dpop_seen (expires);
CREATE TABLE audit (
	chain TEXT NOT NULL,
	seq BIGINT NOT NULL,
	time BIGINT NOT NULL,
	act TEXT NOT NULL,
	who TEXT NOT NULL,
	office TEXT NOT NULL,
	counter TEXT NOT NULL,
	result TEXT NOT NULL,
	correlation TEXT NOT NULL,
	enrolment TEXT NOT NULL,
	citizen TEXT NOT NULL,
	hash TEXT NOT NULL,
	PRIMARY KEY (chain, seq)
);
CREATE INDEX audit_time ON audit (time);
CREATE INDEX audit_enrolment ON audit (enrolment) WHERE enrolment <> '';
CREATE INDEX audit_citizen ON audit (citizen, time) WHERE citizen <> '';
CREATE INDEX audit_searches ON audit (office, counter, time) WHERE act = 'enrollment.search';
CREATE INDEX audit_revocations ON audit (office, counter, time) WHERE act = 'identity.revoke';
-- One row a chain. seen: when its process was last known to live; closed: it ends with a
-- closing record; settled: a checkpoint has that record, and later ones leave the chain out.
CREATE TABLE audit_chains (
	chain TEXT PRIMARY KEY,
	started BIGINT NOT NULL,
	seen BIGINT NOT NULL,
	closed BIGINT NOT NULL,
	settled BIGINT NOT NULL
);
CREATE INDEX audit_chains_unsettled ON audit_chains (chain) WHERE settled = 0;
CREATE TABLE checkpoints (
	number BIGINT PRIMARY KEY,
	time BIGINT NOT NULL,
	records BIGINT NOT NULL,
	hash TEXT NOT NULL,
	jws TEXT NOT NULL
);
-- The heads that a checkpoint's hash of them is over.
CREATE TABLE checkpoint_heads (
	number BIGINT NOT NULL REFERENCES checkpoints (number),
	chain TEXT NOT NULL,
	seq BIGINT NOT NULL,
	hash TEXT NOT NULL,
	PRIMARY KEY (number, chain)
);
CREATE INDEX checkpoint_heads_chain ON checkpoint_heads (chain, seq);
-- Work of which one process at a time may do a piece: its row, changed within the
-- transaction, makes the others wait. holder: the chain of who had it last.
CREATE TABLE locks (
	name TEXT PRIMARY KEY,
	holder TEXT NOT NULL
);
-- Signed closes of days; office: empty for all of them.
CREATE TABLE closes (
	day TEXT NOT NULL,
	office TEXT NOT NULL,
	time BIGINT NOT NULL,
	jws TEXT NOT NULL,
	PRIMARY KEY (day, office)
);
-- Changes of the quota, proposed by one operator and approved by another.
CREATE TABLE quota_changes (
	id TEXT PRIMARY KEY,
	scope TEXT NOT NULL,
	cap BIGINT NOT NULL,
	proposed_by TEXT NOT NULL,
	proposed BIGINT NOT NULL,
	approved_by TEXT NOT NULL,
	approved BIGINT NOT NULL
);
