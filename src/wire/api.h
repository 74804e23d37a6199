/*
 * wire/api.h - the reference protocol, version 1: every body that travels between
 * terminal, centre and phone, as a struct, with one function to write it as JSON and one
 * to read it. One definition serves all three programs; etc/openapi.yaml tells the same
 * to the outside and a test holds real answers against it.
 *
 * Conventions. Times are int64_t milliseconds since 1970 here and RFC 3339 UTC on the
 * wire. Strings are bounded UTF-8; a longer one, a wrong type, a repeated key, nesting
 * over 16 or a missing field is PROBLEM_BAD_REQUEST in a request and PROBLEM_CENTRE_ANSWER in
 * an answer; the context names the field and what is wrong, never its value. Unknown fields
 * are ignored. A member bears on the wire the name it has here (`enrolment` is `enrollment`
 * there, `problem` of a problem document `code`); what is empty and optional is left out.
 * Writers append to a struct buf; readers take bytes and wipe nothing: a struct that
 * holds person data or secrets is the caller's to keep in secret memory and to wipe.
 *
 * Paths, terminals' listener (mutual TLS; header `Authorization: Bearer TOKEN` but for
 * status and session; header `Idempotency-Key` on each POST that changes something):
 *   GET    /v1/status                          -> status
 *   POST   /v1/session            login        -> session (201)
 *   DELETE /v1/session                         -> 204
 *   POST   /v1/pin                pin_change   -> 204: the officer's own
 *   POST   /v1/certificate        certificate_request -> certificate (201): this counter's next
 *   POST   /v1/linkage-checks     linkage_check -> linkage_answer
 *   POST   /v1/refusals           refusal      -> 204
 *   POST   /v1/approvals          approval_request -> approval (201): a second officer's word
 *   POST   /v1/finger-writes      finger_write -> finger_cryptogram (201)
 *   POST   /v1/finger-writes/{id}/outcome finger_outcome -> 204
 *   POST   /v1/enrollments        new_enrolment -> enrolment (201)
 *   GET    /v1/enrollments                     -> enrolment_list (this office's open ones)
 *   GET    /v1/searches?day=&state=&officer=&limit= -> search_result (of this office)
 *   POST   /v1/searches           search_person -> search_result: a look at a person's data;
 *                                 changes nothing, and carries no key
 *   POST   /v1/eligibility-checks eligibility_check -> eligibility: of somebody's card, by number;
 *                                 recorded as a look too
 *   GET    /v1/reports/day?date=YYYY-MM-DD     -> day_report (of this office; no date: today)
 *   GET    /v1/enrollments/{id}?after=REV&wait=S -> enrolment
 *   GET    /v1/enrollments/{id}/audit          -> audit_trail; itself a record of the audit
 *   POST   /v1/enrollments/{id}/take-over {}   -> enrolment: this officer goes on with it
 *   POST   /v1/enrollments/{id}/codes   {}     -> enrolment, with `code` (create and renew)
 *   POST   /v1/enrollments/{id}/match-code  match_code -> enrolment
 *   POST   /v1/enrollments/{id}/cancel  cancel -> enrolment
 *   POST   /v1/revocations        revocation   -> revoked: the key is dead at once
 *   GET    /v1/slots?date=YYYY-MM-DD           -> slots (of this office; no date: today)
 *   GET    /v1/bookings?date=YYYY-MM-DD        -> bookings (of this office)
 *   POST   /v1/bookings           office_booking -> booking (201)
 *   POST   /v1/bookings/{id}/cancel {}         -> 204
 * Answers on it bring the audit's last checkpoint in `Audit-Checkpoint`; a request's
 * `Audit-Seen` says which one is remembered (wire/checkpoint.h).
 * Paths, citizens' listener (header `DPoP` from the claim on, wire/dpop.h):
 *   GET    /E/{code}                           -> a page that says to open the app; claims nothing
 *   GET    /citizen/v1/texts                   -> texts (terms and consent, versioned)
 *   POST   /citizen/v1/claims     claim        -> claim_answer (201)
 *   GET    /citizen/v1/enrollments/{id}?after=REV&wait=S -> phone_enrolment
 *   POST   /citizen/v1/enrollments/{id}/consent consent -> phone_enrolment
 *   POST   /citizen/v1/enrollments/{id}/refuse {}       -> phone_enrolment
 *   POST   /citizen/v1/enrollments/{id}/person {}       -> person_answer (CONSENTED -> SAVED)
 *   POST   /citizen/v1/enrollments/{id}/proof  proof    -> phone_enrolment, with `receipt`
 * … and by the key of a digital ID that stands, whose DPoP carries `jwk` as the claim's does:
 *   GET    /citizen/v1/identity                -> identity
 *   POST   /citizen/v1/identity/revocation own_revocation -> revoked
 *   GET    /citizen/v1/self-view               -> self_view: what the registers hold
 *   GET    /citizen/v1/self-view/looks?before=CURSOR&limit=N -> looks: who looked
 *   GET    /citizen/v1/sign-ins                -> sign_ins: services that ask
 *   POST   /citizen/v1/sign-ins/{id}/approval  sign_in_approval -> 204
 *   POST   /citizen/v1/sign-ins/{id}/decline {}                 -> 204
 *   POST   /citizen/v1/bookings   new_booking  -> booking (201)
 *   GET    /citizen/v1/bookings                -> bookings: one's own, from today on
 *   POST   /citizen/v1/bookings/{id}/cancel {} -> 204
 * To anybody: GET /citizen/v1/slots?office=CODE&date=YYYY-MM-DD -> slots
 *
 * Errors: application/problem+json, struct api_problem.
 *
 * The structs of the two listeners stand in wire/api_terminal.h and wire/api_citizen.h, those
 * about fingers and second officers in wire/api_finger.h, those about the office's records in
 * wire/api_record.h, those about a digital ID that stands in wire/api_identity.h, sign-ins in
 * wire/api_sign_in.h, slots and bookings in wire/api_booking.h, the check by number in
 * wire/api_eligibility.h, those about the counter's
 * certificate in wire/certificate.h.
 */
#ifndef DDOPA_WIRE_API_H
#define DDOPA_WIRE_API_H

#include "wire/api_booking.h"
#include "wire/api_citizen.h"
#include "wire/api_eligibility.h"
#include "wire/api_finger.h"
#include "wire/api_identity.h"
#include "wire/api_problem.h"
#include "wire/api_record.h"
#include "wire/api_self_view.h"
#include "wire/api_sign_in.h"
#include "wire/api_terminal.h"
#include "wire/certificate.h"

#endif
