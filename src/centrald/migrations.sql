-- From one version of the schema to the next, on SQLite and PostgreSQL alike; see
-- migrate.h. A step begins with the line that names the version it leads to, the word
-- "to" between two dashes and the number. Oldest first; steps stay as they are for ever.
-- to 4
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
-- Chains from before: closed where they end with a closing record; the others have died.
INSERT INTO audit_chains (chain, started, seen, closed, settled)
	SELECT chain, MIN(time), MAX(time),
		MAX(CASE WHEN act = 'centre.stop' THEN 1 ELSE 0 END), 0
	FROM audit GROUP BY chain;

-- to 5
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

-- to 6
CREATE INDEX enrolments_changed ON enrolments (changed);

-- to 7
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
CREATE INDEX audit_revocations ON audit (office, counter, time) WHERE act = 'identity.revoke';

-- to 8
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

-- to 9
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

-- to 10
CREATE INDEX audit_time ON audit (time);

-- to 11
-- Officers who help at another office for some days, at UTC+7, both included: there and not at
-- their own.
CREATE TABLE loans (
	officer TEXT PRIMARY KEY REFERENCES officers (id),
	office TEXT NOT NULL REFERENCES offices (code),
	first_day TEXT NOT NULL,
	last_day TEXT NOT NULL
);

-- to 12
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

-- to 13
CREATE INDEX bookings_past ON bookings (day);
CREATE INDEX slot_places_past ON slot_places (day);

-- to 14
CREATE INDEX audit_citizen ON audit (citizen, time) WHERE citizen <> '';

-- to 15
-- What an officer may do beside enrolling; name: the right's.
CREATE TABLE rights (
	officer TEXT NOT NULL REFERENCES officers (id),
	name TEXT NOT NULL,
	PRIMARY KEY (officer, name)
);

-- to 16
-- Of a chip that could not be read: the batch of cards that its ATR tells of.
ALTER TABLE refusals ADD COLUMN batch TEXT NOT NULL DEFAULT '';
