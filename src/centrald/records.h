/*
 * centrald/records.h - what an office may see of its own work: search (search.c), the day's
 * report (report.c), the audit of one enrollment (audit_trail.c). Never of another office,
 * and nothing of a citizen; who searches by a citizen number, or reads the audit, is on record.
 */
#ifndef DDOPA_CENTRALD_RECORDS_H
#define DDOPA_CENTRALD_RECORDS_H

#include "centrald/call.h"

#define SEARCHES_AN_HOUR 200 /* by citizen number, a counter; hardening: no oracle */

call_handler search_list, search_person, report_day, audit_trail_get;

#endif
