#include "centrald/router.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "centrald/app.h"
#include "centrald/approval.h"
#include "centrald/certificates.h"
#include "centrald/eligibility.h"
#include "centrald/booking.h"
#include "centrald/enrolment.h"
#include "centrald/finger_write.h"
#include "centrald/health.h"
#include "centrald/identity.h"
#include "centrald/ids.h"
#include "centrald/linkage.h"
#include "centrald/own_pin.h"
#include "centrald/pages.h"
#include "centrald/records.h"
#include "centrald/self_view.h"
#include "centrald/session.h"
#include "centrald/sign_in.h"
#include "centrald/texts.h"

const struct route routes[] = {
    {.method = "GET", .path = "/v1/status", .handler = status_get},
    {.method = "POST", .path = "/v1/session", .handler = session_login, .act = "session.login"},
    {.method = "DELETE",
	.path = "/v1/session",
	.handler = session_logout,
	.act = "session.logout",
	.session = true,
	.before_pin = true},
    {.method = "POST",
	.path = "/v1/pin",
	.handler = pin_change,
	.act = "pin.change",
	.session = true,
	.keyed = true,
	.before_pin = true},
    {.method = "POST",
	.path = "/v1/certificate",
	.handler = certificate_renew,
	.act = "certificate.renew",
	.keyed = true},
    {.method = "POST",
	.path = "/v1/linkage-checks",
	.handler = linkage_handler,
	.act = "linkage.check",
	.session = true,
	.right = true,
	.keyed = true},
    {.method = "POST",
	.path = "/v1/refusals",
	.handler = refusal_handler,
	.act = "refusal",
	.session = true,
	.right = true,
	.keyed = true},
    {.method = "POST",
	.path = "/v1/approvals",
	.handler = approval_create,
	.act = "approval",
	.session = true,
	.right = true,
	.keyed = true},
    {.method = "POST",
	.path = "/v1/finger-writes",
	.handler = finger_write_authorise,
	.act = "finger.store",
	.session = true,
	.right = true,
	.keyed = true},
    {.method = "POST",
	.path = "/v1/finger-writes/{id}/outcome",
	.handler = finger_write_outcome,
	.act = "finger.outcome",
	.session = true,
	.right = true,
	.keyed = true},
    {.method = "POST",
	.path = "/v1/enrollments",
	.handler = enrolment_create,
	.act = "enrollment.create",
	.session = true,
	.right = true,
	.keyed = true},
    {.method = "GET", .path = "/v1/enrollments", .handler = enrolment_list, .session = true},
    {.method = "GET",
	.path = "/v1/enrollments/{id}",
	.handler = enrolment_get,
	.session = true,
	.unasked = true},
    {.method = "GET", .path = "/v1/searches", .handler = search_list, .session = true},
    {.method = "POST",
	.path = "/v1/searches",
	.handler = search_person,
	.act = "enrollment.search",
	.session = true,
	.right = true},
    {.method = "POST",
	.path = "/v1/eligibility-checks",
	.handler = eligibility_check,
	.act = "eligibility.check",
	.session = true},
    {.method = "GET", .path = "/v1/reports/day", .handler = report_day, .session = true},
    {.method = "GET",
	.path = "/v1/enrollments/{id}/audit",
	.handler = audit_trail_get,
	.act = "audit.read",
	.session = true},
    {.method = "POST",
	.path = "/v1/enrollments/{id}/take-over",
	.handler = enrolment_take_over,
	.act = "enrollment.take-over",
	.session = true,
	.right = true,
	.keyed = true,
	.empty = true},
    {.method = "POST",
	.path = "/v1/enrollments/{id}/codes",
	.handler = codes_create,
	.act = "code.create",
	.session = true,
	.right = true,
	.keyed = true,
	.empty = true},
    {.method = "POST",
	.path = "/v1/enrollments/{id}/match-code",
	.handler = match_code_check,
	.act = "match-code",
	.session = true,
	.right = true,
	.keyed = true},
    {.method = "POST",
	.path = "/v1/enrollments/{id}/cancel",
	.handler = enrolment_cancel,
	.act = "enrollment.cancel",
	.session = true,
	.right = true,
	.keyed = true},
    {.method = "GET", .path = "/v1/slots", .handler = slots_of_office, .session = true},
    {.method = "GET", .path = "/v1/bookings", .handler = booking_list, .session = true},
    {.method = "POST",
	.path = "/v1/bookings",
	.handler = booking_create_for,
	.act = "booking.create",
	.session = true,
	.right = true,
	.keyed = true},
    {.method = "POST",
	.path = "/v1/bookings/{id}/cancel",
	.handler = booking_cancel,
	.act = "booking.cancel",
	.session = true,
	.right = true,
	.keyed = true,
	.empty = true},
    {.method = "POST",
	.path = "/v1/revocations",
	.handler = revocation_create,
	.act = "identity.revoke",
	.session = true,
	.right = true,
	.keyed = true},
    {.method = "GET", .path = "/E/{id}", .listener = LISTENER_CITIZENS, .handler = code_page},
    {.method = "GET",
	.path = "/",
	.listener = LISTENER_CITIZENS,
	.handler = app_page,
	.apart = true},
    {.method = "GET",
	.path = "/sw.js",
	.listener = LISTENER_CITIZENS,
	.handler = app_worker,
	.apart = true},
    {.method = "GET",
	.path = "/app/{file}",
	.listener = LISTENER_CITIZENS,
	.handler = app_file,
	.apart = true},
    {.method = "GET",
	.path = "/health/live",
	.listener = LISTENER_CITIZENS,
	.handler = health_live,
	.apart = true},
    {.method = "GET",
	.path = "/health/ready",
	.listener = LISTENER_CITIZENS,
	.handler = health_ready,
	.apart = true},
    {.method = "GET",
	.path = "/citizen/v1/keys",
	.listener = LISTENER_CITIZENS,
	.handler = keys_get},
    {.method = "GET",
	.path = "/citizen/v1/texts",
	.listener = LISTENER_CITIZENS,
	.handler = texts_get},
    {.method = "POST",
	.path = "/citizen/v1/claims",
	.listener = LISTENER_CITIZENS,
	.handler = claim_create,
	.act = "claim",
	.signing = SIGNED_CLAIM,
	.keyed = true},
    {.method = "GET",
	.path = "/citizen/v1/enrollments/{id}",
	.listener = LISTENER_CITIZENS,
	.handler = phone_get,
	.signing = SIGNED_DEVICE},
    {.method = "POST",
	.path = "/citizen/v1/enrollments/{id}/consent",
	.listener = LISTENER_CITIZENS,
	.handler = consent_give,
	.act = "consent.give",
	.signing = SIGNED_DEVICE,
	.keyed = true},
    {.method = "POST",
	.path = "/citizen/v1/enrollments/{id}/refuse",
	.listener = LISTENER_CITIZENS,
	.handler = consent_refuse,
	.act = "consent.refuse",
	.signing = SIGNED_DEVICE,
	.keyed = true,
	.empty = true},
    {.method = "POST",
	.path = "/citizen/v1/enrollments/{id}/person",
	.listener = LISTENER_CITIZENS,
	.handler = person_get,
	.act = "person.read",
	.signing = SIGNED_DEVICE,
	.keyed = true,
	.empty = true},
    {.method = "POST",
	.path = "/citizen/v1/enrollments/{id}/proof",
	.listener = LISTENER_CITIZENS,
	.handler = proof_give,
	.act = "proof",
	.signing = SIGNED_DEVICE,
	.keyed = true},
    {.method = "GET",
	.path = "/citizen/v1/identity",
	.listener = LISTENER_CITIZENS,
	.handler = identity_get,
	.signing = SIGNED_HOLDER},
    {.method = "POST",
	.path = "/citizen/v1/identity/revocation",
	.listener = LISTENER_CITIZENS,
	.handler = identity_revoke_own,
	.act = "identity.revoke",
	.signing = SIGNED_HOLDER,
	.keyed = true},
    {.method = "GET",
	.path = "/citizen/v1/self-view",
	.listener = LISTENER_CITIZENS,
	.handler = self_view_get,
	.act = "self-view.read",
	.signing = SIGNED_HOLDER},
    {.method = "GET",
	.path = "/citizen/v1/self-view/looks",
	.listener = LISTENER_CITIZENS,
	.handler = looks_get,
	.act = "self-view.looks",
	.signing = SIGNED_HOLDER},
    {.method = "GET",
	.path = "/citizen/v1/sign-ins",
	.listener = LISTENER_CITIZENS,
	.handler = sign_in_list,
	.signing = SIGNED_HOLDER},
    {.method = "POST",
	.path = "/citizen/v1/sign-ins/{id}/approval",
	.listener = LISTENER_CITIZENS,
	.handler = sign_in_approve,
	.act = "sign-in.approve",
	.signing = SIGNED_HOLDER,
	.keyed = true},
    {.method = "POST",
	.path = "/citizen/v1/sign-ins/{id}/decline",
	.listener = LISTENER_CITIZENS,
	.handler = sign_in_decline,
	.act = "sign-in.decline",
	.signing = SIGNED_HOLDER,
	.keyed = true,
	.empty = true},
    {.method = "GET",
	.path = "/citizen/v1/slots",
	.listener = LISTENER_CITIZENS,
	.handler = slots_get},
    {.method = "POST",
	.path = "/citizen/v1/bookings",
	.listener = LISTENER_CITIZENS,
	.handler = booking_create,
	.act = "booking.create",
	.signing = SIGNED_HOLDER,
	.keyed = true},
    {.method = "GET",
	.path = "/citizen/v1/bookings",
	.listener = LISTENER_CITIZENS,
	.handler = booking_list_own,
	.signing = SIGNED_HOLDER},
    {.method = "POST",
	.path = "/citizen/v1/bookings/{id}/cancel",
	.listener = LISTENER_CITIZENS,
	.handler = booking_cancel_own,
	.act = "booking.cancel",
	.signing = SIGNED_HOLDER,
	.keyed = true,
	.empty = true},
    {.method = "GET",
	.path = "/.well-known/openid-configuration",
	.listener = LISTENER_CITIZENS,
	.handler = oidc_discovery},
    {.method = "GET", .path = OIDC_KEYS, .listener = LISTENER_CITIZENS, .handler = oidc_keys},
    {.method = "POST",
	.path = OIDC_ASK,
	.listener = LISTENER_CITIZENS,
	.handler = oidc_ask,
	.act = "sign-in.ask"},
    {.method = "POST",
	.path = OIDC_TOKEN,
	.listener = LISTENER_CITIZENS,
	.handler = oidc_token,
	.act = "sign-in.token"},
    {0},
};

/* "{id}" takes one segment, which goes to out, "{file}" all that is left; everything else is
 * taken literally. */
static bool path_fits(const char *pattern, const char *path, char out[API_ID_SIZE])
{
	const char *hole = strstr(pattern, "{id}");
	const char *rest = strstr(pattern, "{file}");
	if (!hole)
		return rest ? strncmp(pattern, path, (size_t)(rest - pattern)) == 0
			    : strcmp(pattern, path) == 0;
	size_t before = (size_t)(hole - pattern);
	if (strncmp(pattern, path, before) != 0)
		return false;
	size_t len = strcspn(path + before, "/");
	if (len >= API_ID_SIZE || strcmp(hole + 4, path + before + len) != 0)
		return false;
	memcpy(out, path + before, len);
	out[len] = '\0';
	return id_valid(out);
}

/* "/v2/…" and "/citizen/v2/…": a version that is not served. */
static bool other_version(const char *path)
{
	unsigned version;
	int end = 0;
	if (sscanf(path, "/v%4u%n", &version, &end) != 1)
		end = 0;
	if (end == 0 && sscanf(path, "/citizen/v%4u%n", &version, &end) != 1)
		return false;
	return end > 0 && (path[end] == '/' || !path[end]) && version != API_VERSION;
}

void router_find(struct call *c, enum listener listener, const char *path)
{
	bool path_known = false;
	for (const struct route *r = routes; r->method; r++) {
		if (r->listener != listener || !path_fits(r->path, path, c->id))
			continue;
		if (strcmp(r->method, c->method) == 0) {
			c->route = r;
			return;
		}
		path_known = true;
	}
	c->refused = path_known		   ? PROBLEM_METHOD
		     : other_version(path) ? PROBLEM_UPDATE_NEEDED
					   : PROBLEM_NOT_FOUND;
}
