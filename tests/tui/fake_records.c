#include "fake_records.h"

#include <stdio.h>
#include <string.h>

#include "world.h"

/* 22 begun: 18 succeeded, 3 ended otherwise, 1 is open. */
static const struct api_day_report busy_day = {
    .created = 22,
    .success = 18,
    .open = 1,
    .refused = 4,
    .end_count = 2,
    .ends = {{STATE_EXPIRED, 1}, {STATE_CANCELLED, 2}},
    .reason_count = 3,
    .reasons = {{PROBLEM_REFUSED_NOT_LATEST_CARD, 2}, {PROBLEM_CARD_UNREADABLE, 2},
	{PROBLEM_FINGER_LOCKED, 1}},
    .hours = {[8] = 1, [9] = 4, [10] = 6, [11] = 4, [13] = 3},
    .step_count = 6,
    .steps = {{STATE_PROOFED, STATE_QR_CREATED, 20, 6200, 14000},
	{STATE_QR_CREATED, STATE_SCANNED, 19, 70000, 185000},
	{STATE_SCANNED, STATE_CONFIRMED, 19, 12500, 31000},
	{STATE_CONFIRMED, STATE_CONSENTED, 18, 48000, 92000},
	{STATE_CONSENTED, STATE_SUCCESS, 18, 1900, 4000},
	{STATE_PROOFED, STATE_SUCCESS, 18, 141000, 3725000}},
};

const void *fake_report(struct date day)
{
	static struct api_day_report report;
	struct date today = bangkok_time_of(world.clock.real).date;
	struct api_day_report quiet = {.step_count = 6};
	memcpy(quiet.steps, busy_day.steps, sizeof quiet.steps);
	for (int i = 0; i < API_STEPS; i++)
		quiet.steps[i].count = quiet.steps[i].median_ms = quiet.steps[i].p90_ms = 0;
	bool now = day.year == 0 || date_compare(day, today) == 0;
	report = now ? busy_day : quiet;
	report.date = now ? today : day;
	report.now = world.clock.real;
	return &report;
}

static struct api_search_row row_of(int i)
{
	static const enum enrolment_state states[] = {STATE_SUCCESS, STATE_QR_CREATED,
	    STATE_CANCELLED, STATE_SUCCESS, STATE_EXPIRED, STATE_REFUSED, STATE_LOCKED,
	    STATE_CONTESTED, STATE_PROOFED, STATE_SUCCESS};
	struct api_search_row row = {.state = states[i],
	    .created = world.clock.real - 600000LL * (i + 1),
	    .changed = world.clock.real - 600000LL * (i + 1) + 95000,
	    .counter = "02",
	    .end_problem = states[i] == STATE_CANCELLED ? PROBLEM_ENDED_CANCELLED : PROBLEM_NONE,
	    .absence = i == 3 ? ABSENCE_INJURED : ABSENCE_NONE};
	snprintf(row.id, sizeof row.id, "e%032x", i + 1);
	snprintf(row.officer_name, sizeof row.officer_name, "นายทดสอบ เจ้าหน้าที่ดี");
	snprintf(row.taken_by, sizeof row.taken_by, "%s", i == 1 ? "นางทดสอบ รับช่วงต่อ" : "");
	snprintf(row.assurance, sizeof row.assurance, "%s", i == 3 ? "IAL2.2" : "IAL2.3");
	return row;
}

const void *fake_search(const struct api_search *search)
{
	static struct api_search_result result;
	struct date today = bangkok_time_of(world.clock.real).date;
	result = (struct api_search_result){.more = !search->has_state && search->day.year == 0};
	for (int i = 0; i < 10; i++) {
		struct api_search_row row = row_of(i);
		bool day = search->day.year == 0 || date_compare(search->day, today) == 0;
		bool state = !search->has_state || search->state == row.state;
		bool officer = search->officer_id[0] == '\0' || i % 2 == 0;
		if (day && state && officer)
			result.rows[result.row_count++] = row;
	}
	return &result;
}

const void *fake_search_person(void)
{
	static struct api_search_result result;
	result = (struct api_search_result){.row_count = 1, .rows = {row_of(0)}};
	return &result;
}

const void *fake_audit(void)
{
	static struct api_audit_trail trail;
	static const char *const acts[] = {"enrollment.create", "code.create", "claim",
	    "match-code", "consent.give", "person.read", "proof", "audit.read"};
	trail = (struct api_audit_trail){.record_count = sizeof acts / sizeof acts[0]};
	for (size_t i = 0; i < trail.record_count; i++) {
		struct api_audit_record *r = &trail.records[i];
		bool phone = i == 2 || (i > 3 && i < 7);
		*r = (struct api_audit_record){
		    .time = world.clock.real - 400000 + 20000 * (int64_t)i};
		snprintf(r->act, sizeof r->act, "%s", acts[i]);
		snprintf(r->who, sizeof r->who, "%s", phone ? "phone:7f3a" : "t4701-1");
		snprintf(r->officer_name, sizeof r->officer_name, "%s",
		    phone ? "" : "นายทดสอบ เจ้าหน้าที่ดี");
		snprintf(r->office, sizeof r->office, "%s", phone ? "" : "4701");
		snprintf(r->counter, sizeof r->counter, "%s", phone ? "" : "02");
		snprintf(r->result, sizeof r->result, "%s", i == 3 ? "DD-705" : "ok");
		snprintf(r->correlation, sizeof r->correlation, "c%02zx", i + 17);
	}
	return &trail;
}

/* ---- Queue Online ---- */

static bool is_today(struct date day)
{
	return day.year == 0 || date_compare(day, bangkok_time_of(world.clock.real).date) == 0;
}

static struct api_booking booking_of(struct date day, int i)
{
	struct api_booking b = {.day = day,
	    .hour = 9 + i / 2,
	    .by_officer = i % 3 == 2,
	    .served = is_today(day) && i < 2,
	    .done = is_today(day) && i < 1};
	snprintf(b.id, sizeof b.id, "b%032x", i + 1);
	snprintf(b.number, sizeof b.number, "%02d-%02d", b.hour, i % 2 + 1);
	snprintf(b.office, sizeof b.office, "4701");
	return b;
}

const void *fake_bookings(struct date day)
{
	static struct api_bookings list;
	list.count = is_today(day) ? world.booked : 1;
	for (size_t i = 0; i < list.count; i++)
		list.rows[i] = booking_of(day, (int)i);
	return &list;
}

const void *fake_slots(struct date day)
{
	static struct api_slots slots;
	slots = (struct api_slots){.office = "4701",
	    .day = day,
	    .open = !is_today(day),
	    .count = 4,
	    .rows = {{9, 2, 1}, {10, 2, 0}, {11, 2, 2}, {13, 4, 3}}};
	return &slots;
}

const void *fake_booking(const struct api_office_booking *b)
{
	static struct api_booking booked;
	booked = (struct api_booking){.number = "13-02",
	    .office = "4701",
	    .day = b->day,
	    .hour = b->hour,
	    .by_officer = true};
	snprintf(booked.id, sizeof booked.id, "b%032x", 99);
	return &booked;
}
