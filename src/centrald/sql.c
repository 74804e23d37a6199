#include "centrald/sql.h"

/* The columns in the order in which enrolment_row.c reads them. */
#define ENROLMENT_COLUMNS                                                                          \
	"e.id, e.office, e.counter, e.officer, o.name, e.citizen, e.state, e.revision, "           \
	"e.created, e.changed, e.evidence_end, e.due, e.new_phone, e.place, e.codes_made, "        \
	"e.digit_tries, e.match_tries, e.second_phone, e.end_problem, e.thumbprint, e.jwk, "       \
	"e.match_nonce, e.proof_nonce, e.receipt, e.assurance, e.absence, e.taken_by, "            \
	"COALESCE(t.name, '') "

/* $1 to $2: when the state was entered; $3 an office, $4 an officer, "" for any. */
#define REPORT_OF_STATES(KEY)                                                                      \
	"SELECT " KEY ", s.state, COUNT(*) FROM enrolment_states s "                               \
	"JOIN enrolments e ON e.id = s.enrolment WHERE s.time >= $1 AND s.time < $2 AND "          \
	"($3 = '' OR s.office = $3) AND ($4 = '' OR e.officer = $4) "                              \
	"GROUP BY 1, s.state ORDER BY 1, 2"

#define CREATED		 "a.act IN ('enrollment.create', 'enrollment.exception') AND a.result = 'ok' "
#define CREATED_IN_DAY	 CREATED "AND a.time >= $1 AND a.time < $2 AND ($3 = '' OR a.office = $3) "
#define ENROLMENT_OF_DAY "e.created >= $1 AND e.created < $2 AND ($3 = '' OR e.office = $3) "

/* What is left is what reports count. */
#define WITHOUT_PERSON                                                                             \
	"citizen = '', thumbprint = '', jwk = '', match_nonce = '', proof_nonce = '' "

/* Where an officer o belongs on the day $2. */
#define OFFICE_OF_OFFICER                                                                          \
	"COALESCE((SELECT l.office FROM loans l WHERE l.officer = o.id AND "                       \
	"l.first_day <= $2 AND l.last_day >= $2), o.office)"

/* Acts whose record bears a citizen, and by which nobody learns anything of them: an officer's own
 * session (the hash is the officer's), the steps of an enrollment between its beginning and its
 * end, the citizen's own answers, and the reading of the list itself. */
#define ACTS_WITHOUT_A_LOOK                                                                        \
	"'session.login', 'session.logout', 'pin.change', 'code.create', 'match-code', "           \
	"'enrollment.cancel', 'enrollment.expire', 'finger.outcome', 'claim', 'consent.give', "    \
	"'consent.refuse', 'proof', 'sign-in.approve', 'sign-in.decline', 'self-view.looks'"

#define ENROLMENT_FROM                                                                             \
	"FROM enrolments e JOIN officers o ON o.id = e.officer "                                   \
	"LEFT JOIN officers t ON t.id = e.taken_by "

#define BOOKING_COLUMNS                                                                            \
	"SELECT b.id, b.number, b.office, b.day, b.hour, "                                         \
	"CASE WHEN b.officer = '' THEN 0 ELSE 1 END, "

#define SIGN_IN_FROM                                                                               \
	"SELECT s.id, s.client, c.name_th, c.name_en, s.citizen, s.binding, s.origin, "            \
	"s.challenge, s.state, s.created, s.expires, s.pause, s.polled, s.approved, "              \
	"s.thumbprint FROM sign_ins s JOIN oidc_clients c ON c.id = s.client "

static const char *const statements[SQL_COUNT] = {
    [SQL_SETTING] = "SELECT value FROM settings WHERE name = $1",
    [SQL_SETTING_PUT] = "INSERT INTO settings (name, value) VALUES ($1, $2) "
			"ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    [SQL_OFFICE_ADD] = "INSERT INTO offices (code, type, name_th, name_en, may_enroll) "
		       "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    [SQL_OFFICE] = "SELECT code, type, name_th, name_en, may_enroll FROM offices "
		   "WHERE code = $1",
    [SQL_TERMINAL_ADD] = "INSERT INTO terminals (office, counter, active) VALUES ($1, $2, $3) "
			 "ON CONFLICT DO NOTHING",
    [SQL_TERMINAL] = "SELECT active FROM terminals WHERE office = $1 AND counter = $2",
    [SQL_TERMINAL_KNOWN] = "SELECT COUNT(*) FROM terminals WHERE office = $1 AND counter = $2",
    [SQL_CERTIFICATE_ADD] =
	"INSERT INTO certificates (fingerprint, office, counter, spki, serial, issuer, added, "
	"expires, bound, revoked) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0) "
	"ON CONFLICT DO NOTHING",
    [SQL_CERTIFICATE] = "SELECT office, counter, bound, revoked FROM certificates "
			"WHERE fingerprint = $1",
    /* Whose that key is, of all that were signed for it; the newest first. */
    [SQL_CERTIFICATES_OF_KEY] = "SELECT office, counter, bound, revoked FROM certificates "
				"WHERE spki = $1 ORDER BY revoked DESC, added DESC LIMIT 1",
    [SQL_CERTIFICATE_REVOKE] = "UPDATE certificates SET revoked = $2 "
			       "WHERE fingerprint = $1 AND revoked = 0",
    [SQL_CERTIFICATES_REVOKE] = "UPDATE certificates SET revoked = $4 WHERE office = $1 AND "
				"counter = $2 AND expires > $3 AND revoked = 0",
    [SQL_CERTIFICATES_REVOKED] = "SELECT serial, revoked FROM certificates "
				 "WHERE issuer = $1 AND expires > $2 AND revoked > 0 "
				 "ORDER BY serial",
    /* $1 an office, "" for any; those that have not ended at $2. */
    [SQL_CERTIFICATES] = "SELECT office, counter, fingerprint, serial, added, expires, bound, "
			 "revoked FROM certificates WHERE ($1 = '' OR office = $1) AND "
			 "expires > $2 ORDER BY office, counter, added, fingerprint",
    [SQL_OFFICER_ADD] =
	"INSERT INTO officers "
	"(id, citizen, name, office, may_enroll, pin_salt, pin_hash, "
	"must_change) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
    [SQL_OFFICER_PIN] = "SELECT o.id, o.name, " OFFICE_OF_OFFICER ", o.may_enroll, o.pin_salt, "
			"o.pin_hash, o.must_change FROM officers o WHERE o.citizen = $1",
    [SQL_OFFICER_PIN_SET] = "UPDATE officers SET pin_salt = $2, pin_hash = $3, "
			    "must_change = 0 WHERE id = $1",
    [SQL_PERSON_ADD] = "INSERT INTO people (citizen, number, name_th, name_en, birth, sex, "
		       "address, alive, thai) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
		       "ON CONFLICT DO NOTHING",
    [SQL_PERSON] = "SELECT number, name_th, name_en, birth, sex, address, alive, thai "
		   "FROM people WHERE citizen = $1",
    [SQL_CARD_ADD] = "INSERT INTO cards (citizen, request_number, issued, expires, cancelled) "
		     "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    [SQL_CARD] = "SELECT request_number, issued, expires, cancelled FROM cards "
		 "WHERE citizen = $1 AND request_number = $2",
    [SQL_CARD_LATEST] = "SELECT request_number, issued, expires, cancelled FROM cards "
			"WHERE citizen = $1 ORDER BY issued DESC, request_number DESC LIMIT 1",
    [SQL_QUOTA_ADD] = "INSERT INTO quota (scope, cap, used, reserved) VALUES ($1, $2, 0, 0) "
		      "ON CONFLICT DO NOTHING",
    [SQL_QUOTA] = "SELECT cap, used, reserved FROM quota WHERE scope = $1",
    [SQL_QUOTA_RESERVE] = "UPDATE quota SET reserved = reserved + 1 "
			  "WHERE scope = $1 AND used + reserved < cap",
    [SQL_QUOTA_USE] = "UPDATE quota SET reserved = reserved - 1, used = used + 1 "
		      "WHERE scope = $1 AND reserved > 0",
    [SQL_QUOTA_RETURN] = "UPDATE quota SET reserved = reserved - 1 "
			 "WHERE scope = $1 AND reserved > 0",
    [SQL_LOGIN_ROW] = "INSERT INTO logins (citizen, failures, changed) VALUES ($1, 0, $2) "
		      "ON CONFLICT DO NOTHING",
    [SQL_LOGIN_ATTEMPT] = "UPDATE logins SET failures = failures + 1, changed = $3 "
			  "WHERE citizen = $1 AND failures < $2",
    [SQL_LOGIN_FAILURES] = "SELECT failures FROM logins WHERE citizen = $1",
    [SQL_LOGIN_CLEAR] = "UPDATE logins SET failures = 0, changed = $2 WHERE citizen = $1",
    [SQL_APPROVAL_ADD] = "INSERT INTO approvals (id, act, citizen, officer, second, office, "
			 "counter, created, expires, used_by) "
			 "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')",
    [SQL_APPROVAL_GOOD] = "SELECT COUNT(*) FROM approvals WHERE id = $1 AND act = $2 AND "
			  "citizen = $3 AND officer = $4 AND office = $5 AND counter = $6 AND "
			  "expires > $7 AND used_by = ''",
    [SQL_APPROVAL_SPEND] = "UPDATE approvals SET used_by = $2 WHERE id = $1 AND used_by = ''",
    [SQL_FINGER_WRITE_ADD] = "INSERT INTO finger_writes (id, created, office, counter, officer, "
			     "citizen, chip, act, finger, reference, absence, approval, outcome, "
			     "told) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
			     "'', 0) ON CONFLICT DO NOTHING",
    [SQL_FINGER_WRITES_OF_OTHERS] = "SELECT COUNT(*) FROM finger_writes WHERE approval = $1 AND "
				    "finger <> $2",
    [SQL_FINGER_WRITE] = "SELECT office, counter, citizen, outcome FROM finger_writes "
			 "WHERE id = $1",
    [SQL_FINGER_WRITE_TELL] = "UPDATE finger_writes SET outcome = $2, told = $3 "
			      "WHERE id = $1 AND outcome = ''",
    [SQL_SESSION_ADD] = "INSERT INTO sessions (token_hash, officer, certificate, created, used) "
			"VALUES ($1, $2, $3, $4, $4)",
    [SQL_SESSION] =
	"SELECT o.id, o.name, " OFFICE_OF_OFFICER ", o.may_enroll, o.citizen, s.certificate, "
	"s.created, s.used, o.must_change "
	"FROM sessions s JOIN officers o ON o.id = s.officer WHERE s.token_hash = $1",
    [SQL_SESSION_TOUCH] = "UPDATE sessions SET used = $2 WHERE token_hash = $1",
    [SQL_SESSION_END] = "DELETE FROM sessions WHERE token_hash = $1",
    [SQL_SESSIONS_END_OTHERS] = "DELETE FROM sessions WHERE officer = $1 AND token_hash <> $2",
    [SQL_SESSIONS_END_OF_CERTIFICATE] = "DELETE FROM sessions WHERE certificate = $1",
    [SQL_SESSION_PURGE] = "DELETE FROM sessions WHERE used < $1 OR created < $2",
    [SQL_TODAY_SUCCESS] = "SELECT COUNT(*) FROM enrolments "
			  "WHERE office = $1 AND changed >= $2 AND state = 'SUCCESS'",
    [SQL_TODAY_OPEN] = "SELECT COUNT(*) FROM enrolments WHERE office = $1 AND is_open = 1",
    [SQL_TODAY_REFUSED] = "SELECT COUNT(DISTINCT id) FROM refusals "
			  "WHERE office = $1 AND time >= $2",
    [SQL_ENROLMENT_ADD] =
	"INSERT INTO enrolments (id, office, counter, officer, citizen, state, is_open, revision, "
	"created, changed, evidence_end, due, new_phone, place, codes_made, digit_tries, "
	"match_tries, second_phone, end_problem, thumbprint, jwk, match_nonce, proof_nonce, "
	"receipt, assurance, absence, taken_by) VALUES ($1, $2, $3, $4, $5, 'PROOFED', 1, 1, $6, "
	"$6, $7, $7, "
	"$8, $9, 0, $10, $11, 0, '', '', '', '', '', '', $12, $13, '') ON CONFLICT DO NOTHING",
    [SQL_ENROLMENT] = "SELECT " ENROLMENT_COLUMNS ENROLMENT_FROM "WHERE e.id = $1",
    [SQL_ENROLMENT_SAVE] =
	"UPDATE enrolments SET state = $3, is_open = $4, revision = revision + 1, changed = $5, "
	"due = $6, place = $7, codes_made = $8, digit_tries = $9, match_tries = $10, "
	"second_phone = $11, end_problem = $12, thumbprint = $13, jwk = $14, match_nonce = $15, "
	"proof_nonce = $16, receipt = $17, taken_by = $18 WHERE id = $1 AND revision = $2",
    [SQL_ENROLMENT_OF_CITIZEN] =
	"SELECT " ENROLMENT_COLUMNS ENROLMENT_FROM "WHERE e.citizen = $1 AND e.is_open = 1",
    [SQL_ENROLMENTS_OF_OFFICE] =
	"SELECT " ENROLMENT_COLUMNS ENROLMENT_FROM "WHERE e.office = $1 AND e.is_open = 1 "
	"ORDER BY e.created, e.id LIMIT $2",
    /* $2 to $3: the times of their beginning; $4 a state, $5 an officer, "" for any. */
    [SQL_ENROLMENTS_SEARCH] =
	"SELECT " ENROLMENT_COLUMNS ENROLMENT_FROM
	"WHERE e.office = $1 AND e.created >= $2 AND e.created < $3 AND "
	"($4 = '' OR e.state = $4) AND ($5 = '' OR e.officer = $5 OR e.taken_by = $5) "
	"ORDER BY e.created DESC, e.id LIMIT $6",
    [SQL_ENROLMENTS_OF_PERSON] =
	"SELECT " ENROLMENT_COLUMNS ENROLMENT_FROM "WHERE e.office = $1 AND e.citizen = $2 "
	"ORDER BY e.created DESC, e.id LIMIT $3",
    [SQL_ENROLMENTS_DUE] = "SELECT " ENROLMENT_COLUMNS ENROLMENT_FROM
			   "WHERE e.is_open = 1 AND e.due <= $1 ORDER BY e.due LIMIT 64",
    [SQL_ENROLMENTS_CHANGED] = "SELECT id FROM enrolments WHERE changed > $1",
    [SQL_ENROLMENT_IN_PROGRESS] = "SELECT f.name_th FROM enrolments e "
				  "JOIN offices f ON f.code = e.office "
				  "WHERE e.citizen = $1 AND e.is_open = 1 AND e.due > $2",
    [SQL_STATE_ADD] = "INSERT INTO enrolment_states (enrolment, state, office, time) "
		      "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    [SQL_STATE_COUNT] = "SELECT COUNT(*) FROM enrolment_states "
			"WHERE office = $1 AND state = $2 AND time >= $3 AND time < $4",
    [SQL_STATE_BY_HOUR] = "SELECT (time - $3) / 3600000, COUNT(*) FROM enrolment_states "
			  "WHERE office = $1 AND state = $2 AND time >= $3 AND time < $4 "
			  "GROUP BY 1",
    [SQL_STEP_TIMES] = "SELECT b.time - a.time FROM enrolment_states b "
		       "JOIN enrolment_states a ON a.enrolment = b.enrolment AND a.state = $2 "
		       "WHERE b.office = $1 AND b.state = $3 AND b.time >= $4 AND b.time < $5 "
		       "ORDER BY 1",
    [SQL_EVIDENCE_ADD] = "INSERT INTO evidence (enrolment, input_hash, digest, jws) "
			 "VALUES ($1, $2, $3, $4)",
    [SQL_EVIDENCE] = "SELECT jws FROM evidence WHERE enrolment = $1",
    [SQL_EVIDENCE_SEEN] = "SELECT COUNT(*) FROM evidence WHERE input_hash = $1",
    [SQL_CODE_ADD] = "INSERT INTO codes (code_hash, typed_hash, enrolment, expires, dead) "
		     "VALUES ($1, $2, $3, $4, 0) ON CONFLICT DO NOTHING",
    [SQL_CODE] = "SELECT enrolment, expires, dead FROM codes WHERE code_hash = $1",
    [SQL_CODE_TYPED] = "SELECT enrolment, expires, dead FROM codes WHERE typed_hash = $1",
    [SQL_CODES_KILL] = "UPDATE codes SET dead = 1 WHERE enrolment = $1 AND dead = 0",
    [SQL_IDENTITY_PUT] = "INSERT INTO identities (citizen, enrolment, thumbprint, jwk, since) "
			 "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (citizen) DO UPDATE SET "
			 "enrolment = excluded.enrolment, thumbprint = excluded.thumbprint, "
			 "jwk = excluded.jwk, since = excluded.since",
    [SQL_IDENTITY] = "SELECT COUNT(*) FROM identities WHERE citizen = $1",
    [SQL_HOLDER] = "SELECT i.citizen, i.enrolment, i.since, r.time FROM identities i "
		   "LEFT JOIN revocations r ON r.citizen = i.citizen AND "
		   "r.thumbprint = i.thumbprint WHERE i.thumbprint = $1 "
		   "ORDER BY i.since DESC LIMIT 1",
    [SQL_REVOKE] = "INSERT INTO revocations (citizen, thumbprint, time, reason, who, office) "
		   "SELECT i.citizen, i.thumbprint, CAST($2 AS BIGINT), CAST($3 AS TEXT), "
		   "CAST($4 AS TEXT), CAST($5 AS TEXT) FROM identities i WHERE i.citizen = $1 "
		   "ON CONFLICT DO NOTHING",
    [SQL_REVOKED] = "SELECT i.enrolment, r.time, r.reason FROM identities i "
		    "JOIN revocations r ON r.citizen = i.citizen AND "
		    "r.thumbprint = i.thumbprint WHERE i.citizen = $1",
    [SQL_AUDIT_REVOCATIONS] = "SELECT COUNT(*) FROM audit WHERE act = 'identity.revoke' AND "
			      "office = $1 AND counter = $2 AND time >= $3",
    [SQL_CLIENT] = "SELECT id, name_th, name_en, jwk, active FROM oidc_clients WHERE id = $1",
    [SQL_CLIENT_ADD] = "INSERT INTO oidc_clients (id, name_th, name_en, jwk, active, added) "
		       "VALUES ($1, $2, $3, $4, 1, $5) ON CONFLICT DO NOTHING",
    [SQL_CLIENT_SET] = "UPDATE oidc_clients SET active = $2 WHERE id = $1",
    [SQL_CLIENTS] = "SELECT id, name_th, name_en, jwk, active FROM oidc_clients ORDER BY id",
    [SQL_SIGN_IN_ADD] =
	"INSERT INTO sign_ins (id, request_hash, client, citizen, binding, origin, challenge, "
	"state, created, expires, pause, polled, approved, thumbprint) VALUES ($1, $2, $3, $4, "
	"$5, $6, $7, $8, $9, $10, $11, 0, 0, '')",
    [SQL_SIGN_IN] = SIGN_IN_FROM "WHERE s.id = $1",
    [SQL_SIGN_IN_OF_REQUEST] = SIGN_IN_FROM "WHERE s.request_hash = $1",
    [SQL_SIGN_INS_OF_CITIZEN] = SIGN_IN_FROM "WHERE s.citizen = $1 AND s.state = 'pending' "
					     "AND s.expires > $2 ORDER BY s.created, s.id LIMIT 16",
    [SQL_SIGN_INS_OPEN] = "SELECT COUNT(*) FROM sign_ins WHERE citizen = $1 AND "
			  "state = 'pending' AND expires > $2",
    [SQL_SIGN_INS_OF_CLIENT] = "SELECT COUNT(*) FROM sign_ins WHERE client = $1 AND "
			       "created > $2",
    [SQL_SIGN_IN_MOVE] = "UPDATE sign_ins SET state = $3, approved = $4, thumbprint = $5 "
			 "WHERE id = $1 AND state = $2",
    [SQL_SIGN_IN_POLLED] = "UPDATE sign_ins SET polled = $2, pause = $3 WHERE id = $1",
    [SQL_SIGN_IN_PURGE] = "DELETE FROM sign_ins WHERE expires < $1",
    [SQL_SUBJECT] = "SELECT citizen FROM oidc_subjects WHERE client = $1 AND sub = $2",
    [SQL_SUBJECT_PUT] = "INSERT INTO oidc_subjects (client, sub, citizen) VALUES ($1, $2, $3) "
			"ON CONFLICT DO NOTHING",
    [SQL_SLOT_SET] = "INSERT INTO slots (office, hour, capacity) VALUES ($1, $2, $3) "
		     "ON CONFLICT (office, hour) DO UPDATE SET capacity = excluded.capacity",
    [SQL_SLOT_SUM] =
	"SELECT CAST(COALESCE(SUM(capacity), 0) AS BIGINT) FROM slots WHERE office = $1",
    [SQL_SLOT_LIST] =
	"SELECT s.office, s.hour, s.capacity, COALESCE(p.taken, 0) FROM slots s "
	"LEFT JOIN slot_places p ON p.office = s.office AND p.day = $2 AND p.hour = s.hour "
	"WHERE $1 = '' OR s.office = $1 ORDER BY s.office, s.hour",
    [SQL_SLOTS] = "SELECT s.hour, s.capacity, COALESCE(p.taken, 0) FROM slots s "
		  "LEFT JOIN slot_places p ON p.office = s.office AND p.day = $2 AND "
		  "p.hour = s.hour WHERE s.office = $1 AND s.capacity > 0 ORDER BY s.hour",
    [SQL_SLOT_TAKE] =
	"INSERT INTO slot_places (office, day, hour, taken) SELECT s.office, CAST($2 AS TEXT), "
	"s.hour, 1 FROM slots s WHERE s.office = $1 AND s.hour = $3 AND s.capacity > 0 "
	"ON CONFLICT (office, day, hour) DO UPDATE SET taken = slot_places.taken + 1 "
	"WHERE slot_places.taken < (SELECT s.capacity FROM slots s WHERE "
	"s.office = slot_places.office AND s.hour = slot_places.hour)",
    [SQL_SLOT_GIVE] = "UPDATE slot_places SET taken = taken - 1 WHERE office = $1 AND day = $2 "
		      "AND hour = $3 AND taken > 0",
    [SQL_BOOKING_ADD] = "INSERT INTO bookings (id, office, day, hour, number, citizen, officer, "
			"created, cancelled) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
    [SQL_BOOKING] = BOOKING_COLUMNS "0, b.citizen, b.cancelled FROM bookings b WHERE b.id = $1",
    [SQL_BOOKING_CANCEL] = "UPDATE bookings SET cancelled = $2 WHERE id = $1 AND cancelled = 0",
    [SQL_BOOKINGS_AHEAD] = "SELECT COUNT(*) FROM bookings WHERE citizen = $1 AND day > $2 AND "
			   "cancelled = 0",
    [SQL_BOOKINGS_OF_SLOT] = "SELECT COUNT(*) FROM bookings WHERE office = $1 AND day = $2 AND "
			     "hour = $3",
    [SQL_BOOKINGS_OWN] = BOOKING_COLUMNS "0 FROM bookings b WHERE b.citizen = $1 AND "
					 "b.day >= $2 AND b.cancelled = 0 ORDER BY b.day, b.hour",
    [SQL_BOOKINGS_OF_DAY] = BOOKING_COLUMNS
    "(SELECT COALESCE(MAX(1 + e.is_open), 0) FROM enrolments e WHERE e.office = b.office AND "
    "e.citizen = b.citizen AND e.created >= $3 AND e.created < $4) "
    "FROM bookings b WHERE b.office = $1 AND b.day = $2 AND b.cancelled = 0 "
    "ORDER BY b.hour, b.number, b.id",
    [SQL_BOOKING_OF_TODAY] = BOOKING_COLUMNS "2 FROM bookings b WHERE b.citizen = $1 AND "
					     "b.office = $2 AND b.day = $3 AND b.cancelled = 0",
    [SQL_BOOKING_NEXT] = "SELECT day FROM bookings WHERE citizen = $1 AND office = $2 AND "
			 "day >= $3 AND cancelled = 0 ORDER BY day LIMIT 1",
    [SQL_RIGHT] = "SELECT COUNT(*) FROM rights WHERE officer = $1 AND name = $2",
    [SQL_RIGHT_ADD] = "INSERT INTO rights (officer, name) VALUES ($1, $2) "
		      "ON CONFLICT (officer, name) DO NOTHING",
    [SQL_RIGHT_REMOVE] = "DELETE FROM rights WHERE officer = $1 AND name = $2",
    [SQL_RIGHTS_END] = "DELETE FROM rights WHERE officer = $1",
    [SQL_REFUSAL_ADD] = "INSERT INTO refusals (id, reason, time, office, counter, officer, step, "
			"batch) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    [SQL_REFUSALS] = "SELECT COUNT(DISTINCT id) FROM refusals "
		     "WHERE office = $1 AND time >= $2 AND time < $3",
    [SQL_REFUSALS_BY_REASON] = "SELECT reason, COUNT(*) FROM refusals "
			       "WHERE office = $1 AND time >= $2 AND time < $3 "
			       "GROUP BY reason ORDER BY 2 DESC, 1 LIMIT $4",
    [SQL_IDEMPOTENCY] = "SELECT request_hash, status, answer FROM idempotency "
			"WHERE key_hash = $1",
    [SQL_IDEMPOTENCY_ADD] = "INSERT INTO idempotency "
			    "(key_hash, request_hash, status, answer, created) "
			    "VALUES ($1, $2, $3, $4, $5)",
    [SQL_IDEMPOTENCY_PURGE] = "DELETE FROM idempotency WHERE created < $1",
    [SQL_DPOP_SEEN_ADD] = "INSERT INTO dpop_seen (jti_hash, expires) VALUES ($1, $2) "
			  "ON CONFLICT DO NOTHING",
    [SQL_DPOP_SEEN_PURGE] = "DELETE FROM dpop_seen WHERE expires < $1",
    [SQL_AUDIT_ADD] = "INSERT INTO audit (chain, seq, time, act, who, office, counter, result, "
		      "correlation, enrolment, citizen, hash) "
		      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    /* Newest first: the reader turns them round. */
    [SQL_AUDIT_OF_ENROLMENT] =
	"SELECT a.time, a.act, a.who, COALESCE(o.name, ''), a.office, a.counter, a.result, "
	"a.correlation FROM audit a LEFT JOIN officers o ON o.id = a.who "
	"WHERE a.enrolment = $1 AND a.enrolment <> '' "
	"ORDER BY a.time DESC, a.chain DESC, a.seq DESC LIMIT $2",
    /* $1 the citizen; older than the record at $2, of chain $3 and number $4. An act that is not
     * named here is shown. */
    [SQL_AUDIT_OF_CITIZEN] =
	"SELECT a.time, a.chain, a.seq, a.act, a.who, a.office, a.counter, a.result, "
	"a.correlation, COALESCE(f.name_th, c.name_th, ''), COALESCE(f.name_en, c.name_en, '') "
	"FROM audit a LEFT JOIN offices f ON f.code = a.office "
	"LEFT JOIN oidc_clients c ON c.id = SUBSTR(a.who, 8) AND a.who LIKE 'client:%' "
	"WHERE a.citizen = $1 AND a.citizen <> '' AND a.time <= $2 AND "
	"(a.time < $2 OR a.chain < $3 OR (a.chain = $3 AND a.seq < $4)) AND "
	"a.act NOT IN (" ACTS_WITHOUT_A_LOOK ") "
	"ORDER BY a.time DESC, a.chain DESC, a.seq DESC LIMIT $5",
    [SQL_AUDIT_SELF_VIEWS] = "SELECT COUNT(*) FROM audit WHERE citizen = $1 AND citizen <> '' AND "
			     "time > $2 AND act IN ('self-view.read', 'self-view.looks') AND "
			     "who = $3 AND result <> $4",
    [SQL_AUDIT_SEARCHES] = "SELECT COUNT(*) FROM audit WHERE act = 'enrollment.search' AND "
			   "office = $1 AND counter = $2 AND time > $3 AND result = 'ok'",
    [SQL_AUDIT_CHECKS] = "SELECT COUNT(*) FROM audit WHERE act = 'eligibility.check' AND "
			 "office = $1 AND counter = $2 AND time > $3 AND result = 'ok'",
    /* The head of an open chain, and the hash of one of its records. */
    [SQL_AUDIT_SETTLE] = "SELECT a.seq, a.hash, c.closed, COALESCE((SELECT r.hash FROM audit r "
			 "WHERE r.chain = $1 AND r.seq = $2), '') FROM audit a "
			 "JOIN audit_chains c ON c.chain = a.chain WHERE a.chain = $1 "
			 "ORDER BY a.seq DESC LIMIT 1",
    [SQL_AUDIT_HEAD] = "SELECT seq, hash FROM audit WHERE chain = $1 ORDER BY seq DESC LIMIT 1",
    [SQL_CHAIN_ADD] = "INSERT INTO audit_chains (chain, started, seen, closed, settled) "
		      "VALUES ($1, $2, $2, 0, 0)",
    [SQL_CHAIN_CLOSE] = "UPDATE audit_chains SET closed = 1, seen = $2 WHERE chain = $1",
    [SQL_CHAIN_SEEN] = "UPDATE audit_chains SET seen = $2 WHERE chain = $1",
    [SQL_CHAIN_SETTLE] = "UPDATE audit_chains SET settled = 1 WHERE chain = $1",
    [SQL_CHAINS_LOST] = "SELECT chain FROM audit_chains WHERE closed = 0 AND chain <> $1 AND "
			"seen <= $2 ORDER BY chain LIMIT 64",
    [SQL_CHAINS_UNSETTLED] = "SELECT chain, closed FROM audit_chains WHERE settled = 0 "
			     "ORDER BY chain",
    [SQL_CHECKPOINT_ADD] = "INSERT INTO checkpoints (number, time, records, hash, jws) "
			   "VALUES ($1, $2, $3, $4, $5)",
    [SQL_CHECKPOINT_HEAD_ADD] = "INSERT INTO checkpoint_heads (number, chain, seq, hash) "
				"VALUES ($1, $2, $3, $4)",
    [SQL_CHECKPOINT_COVERED] = "SELECT COALESCE(MAX(seq), 0) FROM checkpoint_heads "
			       "WHERE chain = $1",
    [SQL_CHECKPOINT] = "SELECT number, time, records, hash, jws FROM checkpoints "
		       "WHERE number = $1",
    [SQL_CHECKPOINT_LAST] = "SELECT number, time, records, hash, jws FROM checkpoints "
			    "ORDER BY number DESC LIMIT 1",
    [SQL_LOCK_ROW] = "INSERT INTO locks (name, holder) VALUES ($1, '') ON CONFLICT DO NOTHING",
    [SQL_LOCK_TAKE] = "UPDATE locks SET holder = $2 WHERE name = $1",
    [SQL_CHECKPOINTS_AFTER] = "SELECT number, time, records, hash, jws FROM checkpoints "
			      "WHERE number > $1 ORDER BY number LIMIT $2",
    [SQL_CHECKPOINT_HEADS] = "SELECT chain, seq, hash FROM checkpoint_heads WHERE number = $1 "
			     "ORDER BY chain",
    [SQL_CHAIN_HEADS] = "SELECT seq, hash, number FROM checkpoint_heads "
			"WHERE chain = $1 AND number <= $2 ORDER BY seq, number",
    [SQL_CHAIN] = "SELECT closed FROM audit_chains WHERE chain = $1",
    [SQL_CHAIN_NEXT] = "SELECT COALESCE(MIN(chain), '') FROM audit WHERE chain > $1",
    /* Chains that a list or a checkpoint names and that have no record. */
    [SQL_CHAINS_EMPTY] =
	"SELECT c.chain FROM (SELECT chain FROM audit_chains UNION "
	"SELECT chain FROM checkpoint_heads) c "
	"WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.chain = c.chain) ORDER BY 1",
    [SQL_AUDIT_RECORDS] =
	"SELECT seq, time, hash, act, who, office, counter, result, correlation, enrolment, "
	"citizen FROM audit WHERE chain = $1 AND seq > $2 ORDER BY seq LIMIT $3",
    /* "" for any office, officer, act, enrollment, citizen. */
    [SQL_AUDIT_SEARCH] =
	"SELECT time, act, who, office, counter, result, correlation, enrolment, citizen, chain, "
	"seq, hash FROM audit WHERE time >= $1 AND time < $2 AND ($3 = '' OR office = $3) AND "
	"($4 = '' OR who = $4) AND ($5 = '' OR act = $5) AND ($6 = '' OR enrolment = $6) AND "
	"($7 = '' OR citizen = $7) ORDER BY chain, seq LIMIT $8",
    [SQL_RECEIPT] = "SELECT receipt FROM enrolments WHERE id = $1",
    [SQL_REPORT_OFFICES] = REPORT_OF_STATES("s.office"),
    [SQL_REPORT_OFFICERS] = REPORT_OF_STATES("e.officer"),
    [SQL_REPORT_DAYS] = REPORT_OF_STATES("(s.time + 25200000) / 86400000"),
    [SQL_REPORT_REFUSALS] =
	"SELECT reason, step, COUNT(*) FROM refusals WHERE time >= $1 AND time < $2 AND "
	"($3 = '' OR office = $3) AND ($4 = '' OR officer = $4) GROUP BY reason, step "
	"ORDER BY 3 DESC, 1, 2",
    /* Chips that could not be read; from before batches were told: unknown. */
    [SQL_REPORT_CHIPS] =
	"SELECT CASE WHEN batch = '' THEN 'unknown' ELSE batch END AS b, office, "
	"(time + 25200000) / 86400000 AS d, COUNT(*) FROM refusals WHERE time >= $1 AND "
	"time < $2 AND ($3 = '' OR office = $3) AND ($4 = '' OR officer = $4) AND "
	"reason IN ($5, $6, $7) GROUP BY b, office, d ORDER BY b, office, d",
    /* By the step that was reached before. */
    [SQL_REPORT_EXPIRIES] =
	"SELECT x.state, COUNT(*) FROM (SELECT (SELECT b.state FROM enrolment_states b "
	"WHERE b.enrolment = s.enrolment AND b.state <> 'EXPIRED' ORDER BY b.time DESC, "
	"CASE b.state WHEN 'PROOFED' THEN 0 WHEN 'QR_CREATED' THEN 1 WHEN 'SCANNED' THEN 2 "
	"WHEN 'CONFIRMED' THEN 3 WHEN 'CONSENTED' THEN 4 ELSE 5 END DESC LIMIT 1) AS state "
	"FROM enrolment_states s JOIN enrolments e ON e.id = s.enrolment "
	"WHERE s.state = 'EXPIRED' AND s.time >= $1 AND s.time < $2 AND "
	"($3 = '' OR s.office = $3) AND ($4 = '' OR e.officer = $4)) x "
	"GROUP BY x.state ORDER BY 2 DESC, 1",
    [SQL_REPORT_FIRST_SUCCESS] = "SELECT COALESCE(MIN(time), 0) FROM enrolment_states "
				 "WHERE state = 'SUCCESS'",
    /* Of the day $1 to $2, at office $3 or all of them. */
    [SQL_CLOSE_CREATED] = "SELECT COUNT(DISTINCT a.enrolment) FROM audit a WHERE " CREATED_IN_DAY,
    [SQL_CLOSE_STATES] =
	"SELECT e.state, COUNT(*) FROM enrolments e WHERE " ENROLMENT_OF_DAY "GROUP BY e.state",
    [SQL_CLOSE_FAULTS] =
	"SELECT 'no-enrollment', a.enrolment FROM audit a WHERE " CREATED_IN_DAY
	"AND NOT EXISTS (SELECT 1 FROM enrolments e WHERE e.id = a.enrolment) "
	"UNION ALL SELECT 'no-record', e.id FROM enrolments e WHERE " ENROLMENT_OF_DAY
	"AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.enrolment = e.id AND a.enrolment <> '' "
	"AND " CREATED ") "
	"UNION ALL SELECT 'no-state', e.id FROM enrolments e WHERE " ENROLMENT_OF_DAY
	"AND NOT EXISTS (SELECT 1 FROM enrolment_states s "
	"WHERE s.enrolment = e.id AND s.state = e.state) "
	"UNION ALL SELECT 'open-or-not', e.id FROM enrolments e WHERE " ENROLMENT_OF_DAY
	"AND (e.is_open = 1) <> (e.state IN ('PROOFED', 'QR_CREATED', 'SCANNED', 'CONFIRMED', "
	"'CONSENTED', 'SAVED')) "
	"UNION ALL SELECT 'no-receipt', e.id FROM enrolments e WHERE " ENROLMENT_OF_DAY
	"AND e.state = 'SUCCESS' AND e.receipt = '' ORDER BY 1, 2",
    [SQL_CLOSE] = "SELECT jws FROM closes WHERE day = $1 AND office = $2",
    [SQL_CLOSE_ADD] = "INSERT INTO closes (day, office, time, jws) VALUES ($1, $2, $3, $4)",
    [SQL_TERMINAL_SET] = "UPDATE terminals SET active = $3 WHERE office = $1 AND counter = $2",
    [SQL_OFFICER_ENTRY] = "SELECT citizen, office, may_enroll FROM officers "
			  "WHERE id = $1 AND citizen NOT LIKE 'removed:%'",
    [SQL_OFFICER_SET] = "UPDATE officers SET office = $2, may_enroll = $3 WHERE id = $1",
    /* The row stays for what stands in the records; the number is free for another. */
    [SQL_OFFICER_REMOVE] = "UPDATE officers SET citizen = 'removed:' || id, may_enroll = 0, "
			   "pin_salt = '', pin_hash = '' WHERE id = $1",
    /* $1 an office, "" for any. */
    [SQL_OFFICERS] =
	"SELECT o.id, o.office, o.may_enroll, o.must_change, COALESCE(l.office, ''), "
	"COALESCE(l.first_day, ''), COALESCE(l.last_day, '') FROM officers o "
	"LEFT JOIN loans l ON l.officer = o.id WHERE o.citizen NOT LIKE 'removed:%' AND "
	"($1 = '' OR o.office = $1 OR l.office = $1) ORDER BY o.office, o.id",
    [SQL_LOAN_PUT] = "INSERT INTO loans (officer, office, first_day, last_day) "
		     "VALUES ($1, $2, $3, $4) ON CONFLICT (officer) DO UPDATE SET "
		     "office = excluded.office, first_day = excluded.first_day, "
		     "last_day = excluded.last_day",
    [SQL_LOAN_END] = "DELETE FROM loans WHERE officer = $1",
    [SQL_OFFICER_PIN_RESET] = "UPDATE officers SET pin_salt = $2, pin_hash = $3, "
			      "must_change = 1 WHERE id = $1",
    [SQL_QUOTA_CAP] = "UPDATE quota SET cap = $2 WHERE scope = $1 AND used + reserved <= $2",
    /* $1 an office that had none, $2 its places; what it has used and reserved counts. */
    [SQL_QUOTA_OFFICE] = "INSERT INTO quota (scope, cap, used, reserved) SELECT CAST($1 AS TEXT), "
			 "CAST($2 AS BIGINT), COUNT(CASE WHEN place = 2 THEN 1 END), "
			 "COUNT(CASE WHEN place = 1 THEN 1 END) FROM enrolments WHERE office = $1 "
			 "HAVING COUNT(CASE WHEN place IN (1, 2) THEN 1 END) <= $2",
    [SQL_QUOTA_REMOVE] = "DELETE FROM quota WHERE scope = $1 AND scope <> 'national'",
    /* $1 a scope, "" for all of them; the nation's first. */
    [SQL_QUOTAS] = "SELECT scope, cap, used, reserved FROM quota WHERE ($1 = '' OR scope = $1) "
		   "ORDER BY CASE WHEN scope = 'national' THEN 0 ELSE 1 END, scope",
    [SQL_QUOTA_CHANGE_ADD] = "INSERT INTO quota_changes (id, scope, cap, proposed_by, proposed, "
			     "approved_by, approved) VALUES ($1, $2, $3, $4, $5, '', 0)",
    [SQL_QUOTA_CHANGE] = "SELECT scope, cap, proposed_by FROM quota_changes "
			 "WHERE id = $1 AND approved = 0",
    [SQL_QUOTA_CHANGE_APPROVE] = "UPDATE quota_changes SET approved_by = $2, approved = $3 "
				 "WHERE id = $1 AND approved = 0",
    [SQL_REPORT_SUCCESSES] = "SELECT COUNT(*) FROM enrolment_states "
			     "WHERE state = 'SUCCESS' AND time >= $1 AND time < $2",
    /* $1: ended before; $2: succeeded before. What a living digital ID stands on stays. */
    [SQL_PURGE_EVIDENCE] =
	"DELETE FROM evidence WHERE enrolment IN (SELECT v.enrolment FROM evidence v "
	"JOIN enrolments e ON e.id = v.enrolment WHERE e.is_open = 0 AND "
	"((e.state <> 'SUCCESS' AND e.changed < $1) OR (e.state = 'SUCCESS' AND e.changed < $2)) "
	"AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.enrolment = e.id) LIMIT 1000)",
    [SQL_PURGE_ENDED] =
	"UPDATE enrolments SET " WITHOUT_PERSON "WHERE id IN (SELECT id FROM enrolments "
	"WHERE is_open = 0 AND state <> 'SUCCESS' AND changed < $1 AND citizen <> '' LIMIT 1000)",
    [SQL_PURGE_GIVEN] =
	"UPDATE enrolments SET " WITHOUT_PERSON ", receipt = 'purged' "
	"WHERE id IN (SELECT e.id FROM enrolments e WHERE e.state = 'SUCCESS' AND e.changed < $1 "
	"AND e.citizen <> '' AND "
	"NOT EXISTS (SELECT 1 FROM identities i WHERE i.enrolment = e.id) LIMIT 1000)",
    [SQL_PURGE_CODES] = "DELETE FROM codes WHERE code_hash IN (SELECT c.code_hash FROM codes c "
			"JOIN enrolments e ON e.id = c.enrolment WHERE e.is_open = 0 AND c.expires "
			"< $1 LIMIT 1000)",
    [SQL_PURGE_APPROVALS] = "DELETE FROM approvals WHERE id IN "
			    "(SELECT id FROM approvals WHERE expires < $1 LIMIT 1000)",
    [SQL_PURGE_FINGER_WRITES] = "DELETE FROM finger_writes WHERE id IN "
				"(SELECT id FROM finger_writes WHERE created < $1 LIMIT 1000)",
    [SQL_PURGE_REFUSALS] = "DELETE FROM refusals WHERE id IN "
			   "(SELECT id FROM refusals WHERE time < $1 LIMIT 1000)",
    /* An officer whose number is locked stays locked out. */
    [SQL_PURGE_LOGINS] =
	"DELETE FROM logins WHERE citizen IN (SELECT l.citizen FROM logins l WHERE l.changed < $1 "
	"AND NOT EXISTS (SELECT 1 FROM officers o WHERE o.citizen = l.citizen) LIMIT 1000)",
    [SQL_PURGE_REVOCATIONS] =
	"DELETE FROM revocations WHERE citizen IN "
	"(SELECT citizen FROM revocations WHERE time < $1 LIMIT 1000) AND time < $1",
    [SQL_PURGE_SUBJECTS] =
	"DELETE FROM oidc_subjects WHERE sub IN (SELECT s.sub FROM oidc_subjects s "
	"WHERE NOT EXISTS (SELECT 1 FROM identities i WHERE i.citizen = s.citizen) AND "
	"NOT EXISTS (SELECT 1 FROM revocations r WHERE r.citizen = s.citizen AND r.time >= $1) "
	"LIMIT 1000)",
    [SQL_PURGE_BOOKINGS] = "DELETE FROM bookings WHERE id IN "
			   "(SELECT id FROM bookings WHERE day < $1 LIMIT 1000)",
    [SQL_PURGE_SLOT_PLACES] =
	"DELETE FROM slot_places WHERE (office, day, hour) IN "
	"(SELECT office, day, hour FROM slot_places WHERE day < $1 LIMIT 1000)",
};

const char *sql_statement(enum sql q)
{
	return statements[q];
}
