/*
 * centrald/linkage.h - the linkage check: may this person be enrolled, with this card, by
 * this officer, here and now? One rule is one function over the facts; all are asked, and
 * every reason that holds is told at once.
 */
#ifndef DDOPA_CENTRALD_LINKAGE_H
#define DDOPA_CENTRALD_LINKAGE_H

#include "centrald/call.h"
#include "centrald/quota.h"
#include "centrald/register.h"

struct linkage_facts {
	const struct api_card_claim *claim; /* what the chip says */
	bool new_phone;
	bool card_only;		     /* what is not about person and card does not matter */
	struct register_answer told; /* of this person and the claim's card */
	struct date today;
	const struct api_office *office;
	bool open;
	struct quota quota, office_quota;
	bool enrolled;
	bool in_progress;
	bool own_card; /* the officer's own number */
};

/* Fills out->allowed and out->reasons from the facts alone. */
void linkage_judge(const struct linkage_facts *facts, struct api_linkage_answer *out);

/* The reasons that the register itself has told by its codes; how many. */
size_t linkage_reasons_told(
    const struct register_answer *told, enum problem reasons[API_REASONS_MAX]);

/* Gathers the facts, the register's through lookup.h, and judges; citizen (the keyed hash) and
 * whether the person has been enrolled before are handed out too. Notes the citizen for the audit.
 */
struct linkage_result {
	struct api_linkage_answer answer;
	char citizen[HASH_HEX_SIZE];
	bool enrolled;
};
enum linkage_purpose {
	LINKAGE_ENROL,
	LINKAGE_NEW_PHONE,
	LINKAGE_CARD /* to write to the card: nothing of quota, office, days, enrollments */
};
bool linkage_check(struct call *c, const struct api_card_claim *claim, enum linkage_purpose purpose,
    struct linkage_result *out, struct error *err);

void citizen_hash(
    char out[HASH_HEX_SIZE], const struct keys *keys, const struct citizen_number *number);

/* In which step, and of which batch of cards where a chip could not be read; NULL: none. */
struct refused_at {
	const char *step, *batch;
};

/* A refusal record: reasons without a person. */
bool refusal_record(struct call *c, const enum problem *reasons, size_t count,
    const struct refused_at *at, struct error *err);

call_handler linkage_handler, refusal_handler;

#endif
